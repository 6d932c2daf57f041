/// Cuts CSV with a header into records, as objects whose names are those of the header (RFC 4180).
///
/// Fields are separated by commas, semicolons or tabs. Memory: one record of at most ``limit`` bytes.
struct CSVPieces {
  /// The longest record, in bytes.
  static let limit = 1 << 20
  /// The most columns.
  static let columns = 1_000

  private let source: any ByteSource
  private var buffer: [UInt8] = []
  private var position = 0
  private var start: Int64 = 0
  private var hasEnded = false
  private var separator = UInt8(ascii: ",")
  private var header: [[UInt8]] = []

  init(_ source: any ByteSource) { self.source = source }

  /// The byte of the source up to which records were given.
  var offset: Int64 { start + Int64(position) }

  /// What came next.
  enum Step {
    case record(JSONTree, offset: Int64)
    /// A record that has another number of fields than the header, or is too long.
    case bad(String, offset: Int64, isTooLong: Bool)
    case end
  }

  /// The names of the header at the front of a text, in their order; nil where no line has several.
  static func header(_ text: Bytes) -> [[UInt8]]? {
    var pieces = CSVPieces(MemoryBytes(text))
    guard (try? pieces.readHeader()) == true else { return nil }
    return pieces.header
  }

  /// Reads on to the next record.
  ///
  /// - Throws: ``ReadError`` where the source can't be read.
  mutating func next() throws -> Step {
    if header.isEmpty, try !readHeader() { return .end }
    while true {
      let place = offset
      guard let line = try readRecord() else { return .end }
      guard line.count <= Self.limit else {
        return .bad("a record has more than \(Self.limit) bytes", offset: place, isTooLong: true)
      }
      if line.trimmed.isEmpty { continue }
      let fields = fields(of: line)
      guard fields.count == header.count else {
        // A header stands again where exports were put behind each other.
        return .bad(
          "\(fields.count) fields where the header has \(header.count)",
          offset: place,
          isTooLong: false
        )
      }
      return .record(
        .object(zip(header, fields).map { (name: $0, value: .text($1)) }),
        offset: place
      )
    }
  }

  private mutating func readHeader() throws -> Bool {
    guard var line = try readRecord() else { return false }
    if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
    let marks = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8.tab]
    let counts = marks.map { mark in line.count { $0 == mark } }
    guard let most = counts.max(), most > 0, most < Self.columns,
      let best = counts.firstIndex(of: most)
    else { return false }
    separator = marks[best]
    header = fields(of: line).map { Array($0[...].trimmed) }
    return true
  }

  /// The next record without its end; more than ``limit`` bytes are one record that is too long.
  private mutating func readRecord() throws -> Bytes? {
    var (index, isQuoted) = (position, false)
    while true {
      while index < buffer.count {
        let byte = buffer[index]
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        if byte == .lineFeed, !isQuoted {
          defer { position = index + 1 }
          var line = buffer[position..<index]
          if line.last == .carriageReturn { line.removeLast() }
          return line
        }
        index += 1
      }
      if index - position > Self.limit {
        defer { position = index }
        return buffer[position..<index]
      }
      let done = index - position
      guard try refill() else { break }
      index = position + done
    }
    guard position < buffer.count else { return nil }
    defer { position = buffer.count }
    return buffer[position...]
  }

  private func fields(of line: Bytes) -> [[UInt8]] {
    var (fields, field, isQuoted): ([[UInt8]], [UInt8], Bool) = ([], [], false)
    var index = line.startIndex
    while index < line.endIndex {
      let byte = line[index]
      if byte == UInt8(ascii: "\"") {
        if isQuoted, index + 1 < line.endIndex, line[index + 1] == byte {
          field.append(byte)
          index += 1
        } else {
          isQuoted.toggle()
        }
      } else if byte == separator, !isQuoted, fields.count < Self.columns {
        fields.append(field)
        field = []
      } else {
        field.append(byte)
      }
      index += 1
    }
    fields.append(field)
    return fields
  }

  private mutating func refill() throws -> Bool {
    guard !hasEnded else { return false }
    start += Int64(position)
    let (bytes, got) = try source.appending(to: buffer[position...], count: 1 << 18)
    buffer = bytes
    position = 0
    hasEnded = got == 0
    return got > 0
  }
}
