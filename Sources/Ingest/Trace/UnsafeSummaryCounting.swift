import Events

/// Counts the rows of a summary in CSV by domain and status: the quick way of `scan --counts`.
///
/// What it doesn't know (headers, ragged rows, unknown words, doubled quotes in a needed field) it
/// leaves to ``TraceReading``, which reads it in the ordinary way. No object is made for a row.
///
/// Contract for the unsafe parts: fields that the splitter gives lie inside the bytes it was given;
/// loads of eight bytes are guarded by the length of their field.
struct SummaryCounting {
  /// What was counted since the beginning.
  private(set) var table = DomainTable()
  /// Rows that were counted, and those of them that are deliveries.
  private(set) var rows = 0
  private(set) var deliveries = 0
  /// Domains that are written in another way than most.
  private(set) var unusual = DomainCounts()

  private let layout: CSVLayout
  private let status: Int
  private let recipient: Int
  private let time: Int?
  private let counting: [Int]
  private var lastTime: (UInt64, UInt64) = (0, 0)
  private let fields = CSVFields()

  /// Creates a counter; nil for columns that aren't those of a summary.
  init?(_ layout: CSVLayout) {
    func column(_ field: TraceField) -> Int? {
      layout.wanted.first { $0.field == field }?.column
    }
    guard layout.form == .summary, let status = column(.status),
      let recipient = column(.recipient)
    else { return nil }
    self.layout = layout
    self.status = status
    self.recipient = recipient
    time = column(.time) ?? column(.localTime)
    counting = PageSeam.counting.compactMap(column)
  }

  /// Counts rows from `low` on.
  ///
  /// - Returns: the index of the first record that has to be read in the ordinary way, or `high` or
  ///   beyond.
  mutating func count(
    _ buffer: [UInt8],
    from low: Int,
    to high: Int,
    isAtEnd: Bool,
    _ seam: inout PageSeam,
    moment: (Bytes) -> Void
  ) -> Int {
    var index = low
    while index < high {
      let first = buffer[index]
      if first == UInt8(ascii: "#") || first <= .space || first | 0x20 == 0x73 || first >= 0x80 {
        return index
      }
      guard
        case .record(let next, layout.columns.count) = fields.split(
          buffer,
          from: index,
          delimiter: layout.delimiter,
          isAtEnd: isAtEnd
        ), next - index <= CSVRecords.recordLimit
      else { return index }
      let word = fields[status]
      guard let kind = Self.kind(buffer, Int(word.low), Int(word.high)) else { return index }
      guard let hash = hash(buffer) else { return index }
      index = next
      rows += 1
      if seam.isRepeated(hash: hash) { continue }
      cover(buffer, moment)
      guard kind >= 0 else { continue }
      deliveries += 1
      add(buffer, kind)
    }
    return index
  }

  @inline(__always)
  private mutating func add(_ buffer: [UInt8], _ kind: Int) {
    let field = fields[recipient]
    let address = buffer[Int(field.low)..<Int(field.high)]
    if let (hash, low) = UnsafeDomainHash.domain(of: address) {
      table.add(hash, kind) { address[low...].map(\.lowercased) }
    } else {
      let domain = TraceAddress.parse(address)?.domain?.name ?? ""
      unusual.add(domain, DomainTable.kinds[kind], 1)
    }
  }

  /// The place of a kind in the table, -1 for words that are no outcome, nil for others.
  @inline(__always)
  private static func kind(_ buffer: [UInt8], _ low: Int, _ high: Int) -> Int? {
    let word = buffer[low..<high]
    switch high - low {
    case 9 where word.equals(ignoringCase: "delivered"): return 0
    case 6 where word.equals(ignoringCase: "failed"): return 1
    case 7 where word.equals(ignoringCase: "pending"): return 2
    case 11 where word.equals(ignoringCase: "quarantined"): return 3
    case 14 where word.equals(ignoringCase: "filteredasspam"): return 4
    case 8 where word.equals(ignoringCase: "expanded"): return -1
    case 8 where word.equals(ignoringCase: "resolved"): return -1
    case 13 where word.equals(ignoringCase: "gettingstatus"): return -1
    case 4 where word.equals(ignoringCase: "none"): return -1
    default: return nil
    }
  }

  /// The hash by which repeated rows are known; nil where a field isn't plain.
  @inline(__always)
  private func hash(_ buffer: [UInt8]) -> UInt64? {
    var hash = PageSeam.seed
    for column in counting {
      let field = fields[column]
      let (low, high) = (Int(field.low), Int(field.high))
      if field.hasDoubledQuotes { return nil }
      if low < high, buffer[low] <= .space || buffer[high - 1] <= .space { return nil }
      UnsafeDomainHash.mix(buffer[low..<high], into: &hash)
    }
    return fields[recipient].low < fields[recipient].high ? hash : nil
  }

  /// Says the time of a row, unless its first 13 bytes are those of the row before.
  @inline(__always)
  private mutating func cover(_ buffer: [UInt8], _ moment: (Bytes) -> Void) {
    guard let time else { return }
    let field = fields[time]
    let (low, high) = (Int(field.low), Int(field.high))
    if high - low >= 13 {
      let words = unsafe buffer.withUnsafeBytes { bytes in
        unsafe (
          bytes.loadUnaligned(fromByteOffset: low, as: UInt64.self),
          bytes.loadUnaligned(fromByteOffset: low + 5, as: UInt64.self)
        )
      }
      if words == lastTime { return }
      lastTime = words
    }
    moment(buffer[low..<high])
  }
}
