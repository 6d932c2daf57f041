import RetourEvents

/// Reads the records of CSV exports and tracking logs in UTF-8.
///
/// The header may come behind `sep=`, `#TYPE` and `#Software:` lines, may recur (glued pages) and
/// may change (`#Fields:`). A record with more or fewer fields than the header is rejected; where it
/// spans several lines, reading goes on at its second line, because a stray quote may have
/// swallowed records. Where that happens ``damageLimit`` times over in one stretch, lines are read
/// alone to its end, so that no damage costs more than so many readings. Source: PowerShell's
/// Export-Csv and Exchange's message-tracking logs.
/// Memory: a stretch of 1 MiB, or one record of at most ``recordLimit`` bytes.
final class CSVRecords: TraceRecords {
  /// The longest record, in bytes.
  static let recordLimit = 1 << 20
  private static let stride = 1 << 20
  /// How many records may turn out to be none inside a stretch that the first of them spanned.
  static let damageLimit = 8

  let row = TraceRow()
  private let source: any ByteSource
  private let fields = CSVFields()
  private var buffer: [UInt8] = []
  private var position = 0
  private var bufferOffset: Int64
  private var isAtEnd = false
  private(set) var layout: CSVLayout? { didSet { unpack() } }
  /// What each record needs of the layout, so that it isn't copied for each.
  private var wanted: [(field: TraceField, column: Int)] = []
  private var columns = 0
  private var headerLength = 0
  private var delimiter = UInt8(ascii: ",")
  private let mapping: [String: TraceField]
  /// The offset up to which bytes were split for records that were none, and how many those were.
  private var damagedUntil: Int64 = 0
  private var damages = 0
  /// Where the reading of a byte range ends: records that begin there belong to the next range.
  private let end: Int64

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - source: bytes of UTF-8 from `offset` on.
  ///   - offset: where a record begins, or 0.
  ///   - end: records that begin at or after it aren't read.
  ///   - layout: the columns, where the header stands before `offset`.
  ///   - mapping: headers in lower case that stand for fields, from `--columns`.
  init(
    _ source: any ByteSource,
    offset: Int64 = 0,
    end: Int64 = .max,
    layout: CSVLayout? = nil,
    mapping: [String: TraceField] = [:]
  ) {
    self.source = source
    bufferOffset = offset
    self.end = end
    self.layout = layout
    self.mapping = mapping
    unpack()
  }

  private func unpack() {
    wanted = layout?.wanted ?? []
    columns = layout?.columns.count ?? 0
    headerLength = layout?.header.count ?? 0
    delimiter = layout?.delimiter ?? UInt8(ascii: ",")
  }

  var offset: Int64 { bufferOffset + Int64(position) }

  /// The form of the records, once the header was read.
  var form: TraceForm? { layout?.form }

  /// Whether reading is inside a stretch that was split before.
  var isDamaged: Bool { offset < damagedUntil }

  func next() throws -> TraceStep {
    while true {
      if position == buffer.count {
        if isAtEnd { return .end }
        try refill()
        continue
      }
      if offset >= end { return .end }
      if try skipsLine() { continue }
      if isDamaged, damages >= Self.damageLimit {
        if let step = try line() { return step }
        continue
      }
      switch fields.split(buffer, from: position, delimiter: delimiter, isAtEnd: isAtEnd) {
      case .record(let next, let count):
        if next - position > Self.recordLimit { return try tooLarge(to: next) }
        if let step = take(next, count) { return step }
      case .incomplete(let insideQuotes):
        let start = offset
        if buffer.count - position > Self.recordLimit { return try tooLarge(to: buffer.count) }
        if !isAtEnd {
          try refill()
        } else if insideQuotes {
          noteDamage(to: buffer.count)
          try passLine()
          return .reject(
            RowProblem(
              problem: .cutRow,
              detail: "a quoted field is still open at the end of the file",
              offset: start
            )
          )
        }
      }
    }
  }

  // MARK: Records

  /// Takes note that the bytes up to an index were split for a record that is none.
  private func noteDamage(to index: Int) {
    damages = isDamaged ? damages + 1 : 1
    damagedUntil = max(damagedUntil, bufferOffset + Int64(index))
  }

  /// Reads a line as a record of its own.
  private func line() throws -> TraceStep? {
    try completeLine()
    let end = lineEnd(from: position)
    let split = fields.split(
      buffer,
      from: position,
      to: end,
      delimiter: delimiter,
      isAtEnd: true
    )
    if case .record(let next, let count) = split { return take(next, count) }
    let start = offset
    position = end
    return .reject(
      RowProblem(
        problem: .badRow,
        detail: "a quoted field is open at the end of the line, behind other stray quotes",
        offset: start
      )
    )
  }

  private func tooLarge(to index: Int) throws -> TraceStep {
    let start = offset
    noteDamage(to: index)
    try passLine()
    return .reject(
      RowProblem(
        problem: .rowTooLarge,
        detail: "a record is longer than \(Self.recordLimit) bytes; a quote may be missing",
        offset: start
      )
    )
  }

  private func take(_ next: Int, _ count: Int) -> TraceStep? {
    let start = position
    let end = next
    guard columns > 0 else {
      position = end
      return nil
    }
    if 0...2 ~= end - start - headerLength, layout?.isHeader(buffer[start..<end]) == true {
      position = end
      return .page
    }
    guard count == columns else { return mismatch(start..<end, count) }
    position = end
    row.clear()
    row.offset = bufferOffset + Int64(start)
    for index in wanted.indices {
      let (field, column) = wanted[index]
      let found = fields[column]
      row.set(
        field,
        Int(found.low),
        Int(found.high),
        hasDoubledQuotes: found.hasDoubledQuotes
      )
    }
    return .row
  }

  private func mismatch(_ range: Range<Int>, _ count: Int) -> TraceStep? {
    // A header of another shape begins a page of its own.
    if let other = CSVLayout(header: buffer[range], mapping: mapping) {
      self.layout = other
      position = range.upperBound
      return .page
    }
    let firstLine = lineEnd(from: range.lowerBound)
    if firstLine < range.upperBound { noteDamage(to: range.upperBound) }
    position = min(firstLine, range.upperBound)
    let isCut = isAtEnd && range.upperBound == buffer.count && buffer.last != .lineFeed
    return .reject(
      RowProblem(
        problem: isCut && count < columns ? .cutRow : .badRow,
        detail: "\(count) fields where the header has \(columns)",
        offset: bufferOffset + Int64(range.lowerBound)
      )
    )
  }

  // MARK: Lines that are no records

  /// Passes over an empty line, `sep=`, `#TYPE`, `#Software:` and the like, takes in `#Fields:`, and
  /// takes the first other line as the header.
  private func skipsLine() throws -> Bool {
    let first = buffer[position]
    if first == .lineFeed || first == .carriageReturn {
      position += 1
      return true
    }
    let isMark = first == 0xEF
    guard layout == nil || isMark || first == UInt8(ascii: "#") || (first | 0x20) == 0x73 else {
      return false
    }
    try completeLine()
    if isMark, buffer[position...].starts(with: [0xEF, 0xBB, 0xBF]) {
      position += 3
      return true
    }
    let end = lineEnd(from: position)
    let line = buffer[position..<end].trimmed
    if line.first == UInt8(ascii: "#") {
      if let changed = CSVLayout(fields: line) { layout = changed }
      guard layout == nil || changed(line) || CSVLayout.isComment(line) else { return false }
      position = end
      return true
    }
    if line.hasPrefix(ignoringCase: "sep="), line.count <= 5 {
      position = end
      return true
    }
    guard layout == nil else { return false }
    layout = CSVLayout(header: line, mapping: mapping)
    position = end
    return true
  }

  private func changed(_ line: Bytes) -> Bool { CSVLayout(fields: line) != nil }

  private func lineEnd(from start: Int) -> Int {
    (buffer[start...].place(of: .lineFeed, from: start) ?? buffer.count - 1) + 1
  }

  private func completeLine() throws {
    while buffer[position...].place(of: .lineFeed, from: position) == nil, !isAtEnd,
      buffer.count - position <= Self.recordLimit
    {
      try refill()
    }
  }

  /// Passes over the rest of a line: where reading goes on after something unreadable.
  private func passLine() throws {
    try completeLine()
    position = lineEnd(from: position)
  }

  private func refill() throws {
    let kept = buffer[position...]
    let base = bufferOffset + Int64(position)
    let (bytes, got) = try source.appending(to: kept, count: Self.stride)
    buffer = bytes
    row.bytes = bytes
    bufferOffset = base
    position = 0
    isAtEnd = got == 0
  }
}
