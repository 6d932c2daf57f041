import Glibc
import RetourEvents

/// Counts the rows of a summary in CSV by domain and status: the quick way of `scan --counts`.
///
/// What it doesn't know (headers, ragged rows, unknown words, doubled quotes in a needed field) it
/// leaves to ``TraceReading``, which reads it in the ordinary way. No object is made for a row.
///
/// Contract for the unsafe parts: fields that the splitter gives lie inside the bytes it was given,
/// and a column is below the number of columns, which the memory of the fields has room for; loads of
/// eight bytes are guarded by the length of their field. The memory lives as long as `memory`.
@safe
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
  /// The columns whose content tells repeated rows; the first `countingCount` of them are set.
  private let counting: InlineArray<16, Int>
  private let countingCount: Int
  private var lastTime: (UInt64, UInt64) = (0, 0)
  private let memory = CSVFields()
  private let fields: UnsafeMutablePointer<CSVField>
  /// How many columns stand before the first that is needed.
  private let leading: Int

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
    let told = PageOverlap.counting.compactMap(column)
    var counting = InlineArray<16, Int>(repeating: 0)
    for (index, column) in told.enumerated() { counting[index] = column }
    self.counting = counting
    countingCount = told.count
    // The columns of the splitter's memory have to hold all that are needed.
    guard layout.columns.count <= CSVFields.capacity else { return nil }
    leading = (told + [status, recipient]).min() ?? 0
    unsafe fields = memory.start
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
    _ seam: inout PageOverlap,
    moment: (Bytes) -> Void
  ) -> Int {
    precondition(0 <= low && high <= buffer.count)
    return unsafe buffer.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return high }
      var index = low
      var start = Start()
      while index < high {
        let first = unsafe base[index]
        if first == UInt8(ascii: "#") || first <= .space || first | 0x20 == 0x73 || first >= 0x80 {
          return index
        }
        let (from, column) = unsafe start.place(base, index, bytes.count)
        let split = unsafe UnsafeCSV.split(
          base,
          from: from,
          to: bytes.count,
          delimiter: layout.delimiter,
          isAtEnd: isAtEnd,
          into: fields,
          capacity: CSVFields.capacity,
          first: column
        )
        guard case .record(let next, layout.columns.count) = split,
          next - index <= CSVRecords.recordLimit,
          let kind = unsafe Self.kind(
            of: UnsafeBufferPointer(
              start: base + Int(fields[status].low),
              count: fields[status].count
            )
          ),
          let hash = unsafe hash(base)
        else { return index }
        if column == 0, leading > 0 {
          start = unsafe Start(from: index, to: Int(fields[leading - 1].high), base, leading)
        } else {
          start.low = index
        }
        index = next
        rows += 1
        if seam.isRepeated(hash: hash) { continue }
        unsafe cover(base) { moment(buffer[$0]) }
        guard kind >= 0 else { continue }
        deliveries += 1
        unsafe add(base, kind)
      }
      return index
    }
  }

  /// The columns before the first that is needed, as the row before has them: exports repeat the
  /// server, the session and the organisation in front of each row.
  private struct Start {
    var low = 0
    private var length = 0
    private var columns = 0

    init() {}

    /// The start of the row at `low` whose last leading field ends at `high`.
    init(from low: Int, to high: Int, _ base: UnsafePointer<UInt8>, _ columns: Int) {
      self.low = low
      // With the quote, if there is one, and the delimiter, which is what ended the field.
      length = unsafe high - low + (base[high] == UInt8(ascii: "\"") ? 2 : 1)
      self.columns = columns
    }

    /// Where to begin to split the row at `index`, and with which column.
    @inline(__always)
    func place(_ base: UnsafePointer<UInt8>, _ index: Int, _ count: Int) -> (Int, Int) {
      guard length > 0, index + length < count,
        unsafe memcmp(base + low, base + index, length) == 0
      else { return (index, 0) }
      return (index + length, columns)
    }
  }

  @inline(__always)
  private mutating func add(_ base: UnsafePointer<UInt8>, _ kind: Int) {
    let field = unsafe fields[recipient]
    let (low, high) = (Int(field.low), Int(field.high))
    if let at = unsafe UnsafeFastHash.at(base, low, high) {
      let hash = unsafe UnsafeFastHash.hash(base, at + 1, high)
      let isPlain = table.add(hash, kind) { names in
        unsafe UnsafeFastHash.append(
          UnsafeBufferPointer(start: base + at + 1, count: high - at - 1),
          to: &names
        )
      }
      if isPlain { return }
    }
    let address = unsafe [UInt8](UnsafeBufferPointer(start: base + low, count: high - low))
    let domain = TraceAddress.parse(address[...])?.domain?.name ?? ""
    unusual.add(domain, DomainTable.kinds[kind], 1)
  }

  /// The place of a status word's kind in the table, -1 for words that are no outcome, nil for others.
  static func kind(of word: Bytes) -> Int? {
    unsafe word.withUnsafeBufferPointer { unsafe kind(of: $0) }
  }

  @inline(__always)
  private static func kind(of word: UnsafeBufferPointer<UInt8>) -> Int? {
    func isWord(_ text: StaticString) -> Bool {
      for index in 0..<word.count where unsafe word[index] | 0x20 != text.utf8Start[index] {
        return false
      }
      return true
    }
    switch word.count {
    case 9 where isWord("delivered"): return 0
    case 6 where isWord("failed"): return 1
    case 7 where isWord("pending"): return 2
    case 11 where isWord("quarantined"): return 3
    case 14 where isWord("filteredasspam"): return 4
    case 8 where isWord("expanded") || isWord("resolved"): return -1
    case 13 where isWord("gettingstatus"): return -1
    case 4 where isWord("none"): return -1
    default: return nil
    }
  }

  /// Whether the recipient's field has a second `@`, and so perhaps several addresses.
  @inline(__always)
  private func namesSeveral(_ base: UnsafePointer<UInt8>) -> Bool {
    let field = unsafe fields[recipient]
    let (low, count) = (Int(field.low), Int(field.high) - Int(field.low))
    guard let first = unsafe memchr(base + low, 0x40, count) else { return false }
    let place = unsafe first - UnsafeMutableRawPointer(mutating: base + low) + 1
    return unsafe memchr(base + low + place, 0x40, count - place) != nil
  }

  /// The hash by which repeated rows are known; nil where a field isn't plain.
  @inline(__always)
  private func hash(_ base: UnsafePointer<UInt8>) -> UInt64? {
    guard unsafe fields[recipient].count > 0, unsafe !namesSeveral(base) else { return nil }
    var hash = PageOverlap.seed
    for index in 0..<countingCount {
      let column = counting[index]
      let field = unsafe fields[column]
      let (low, high) = (Int(field.low), Int(field.high))
      if field.hasDoubledQuotes { return nil }
      if unsafe low < high && (base[low] <= .space || base[high - 1] <= .space) { return nil }
      unsafe UnsafeFastHash.mix(UnsafeRawPointer(base + low), high - low, into: &hash)
    }
    return hash
  }

  /// Says the time of a row, unless its first 13 bytes are those of the row before.
  @inline(__always)
  private mutating func cover(_ base: UnsafePointer<UInt8>, _ moment: (Range<Int>) -> Void) {
    guard let time else { return }
    let field = unsafe fields[time]
    let low = Int(field.low)
    if field.count >= 13 {
      let raw = unsafe UnsafeRawPointer(base + low)
      let words = unsafe (
        raw.loadUnaligned(as: UInt64.self),
        raw.loadUnaligned(fromByteOffset: 5, as: UInt64.self)
      )
      if words == lastTime { return }
      lastTime = words
    }
    moment(low..<Int(field.high))
  }
}
