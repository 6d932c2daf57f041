import GRDB
import RetourEvents

/// Numbers the rows of a table and finds the row that has a key, at nearly the same cost however many
/// there are.
///
/// Keys are hashes, so in one index of all of them each new row changes another page of the file: in
/// a database of ten million events a night took four times as long as in an empty one. Rows
/// therefore belong to segments by their number, and the index is by segment and key. New rows go
/// into the last segment, whose part of the index fits into SQLite's cache. A full one has a
/// ``KeyFilter``, and only where that says so its part of the index is asked.
///
/// That no key is twice in a segment, SQLite sees to. That none is in two follows from asking
/// ``fullRow(of:)`` before a row is added; `db verify` checks it.
final class KeyIndex {
  /// A table with keys.
  enum Table: String {
    /// Only events that aren't bound: see ``Schema/isBound``.
    case event
    case delivery

    fileprivate var keyed: String {
      self == .event ? "event_id = ? AND NOT \(Schema.isBound)" : "key = ?"
    }
  }

  /// Rows of a segment: its part of the index takes some 14 MB, its filter 0.7.
  static let capacity = 1 << 19

  /// The number that the next new row gets.
  private(set) var next: Int64

  private let capacity: Int
  private let filters: SegmentFilters
  private let find: BulkStatement
  /// A filter of the last segment, made once many keys were looked for in it.
  private var recent: (segment: Int, filter: KeyFilter)?
  private var looks = 0

  init(_ db: Database, _ table: Table, capacity: Int) throws {
    self.capacity = capacity
    let name = table.rawValue
    let next = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) + 1 FROM \(name)") ?? 1
    self.next = next
    filters = try SegmentFilters(
      db,
      of: table == .event ? .event : .delivery,
      current: Self.segment(of: next, capacity)
    )
    find = try BulkStatement(
      db,
      "SELECT id FROM \(name) WHERE segment = ? AND \(table.keyed)"
    )
  }

  /// The segment of a row, from 0.
  static func segment(of row: Int64, _ capacity: Int) -> Int { Int(row - 1) / capacity }

  /// The segment that the next new row belongs to.
  var current: Int { Self.segment(of: next, capacity) }

  /// Takes note that the row ``next`` was added, which has a key.
  func advance(_ key: Identity) {
    if recent?.segment == current { recent?.filter.insert(key) }
    next += 1
  }

  /// Frees the filters until they are needed again.
  func forget() {
    filters.forget()
    (recent, looks) = (nil, 0)
  }

  /// The row that has a key; nil where none has.
  func row(of key: Identity) throws -> Int64? {
    let mayBeRecent = try filterOfCurrent()?.mayHold(key, KeyFilter.bits(of: key)) ?? true
    return try (mayBeRecent ? currentRow(of: key) : nil) ?? fullRow(of: key)
  }

  /// How often is looked before a filter of the last segment is made.
  private static let manyLooks = 20_000

  /// Looking for a key in the index takes a microsecond; for many of them a filter pays.
  private func filterOfCurrent() throws -> KeyFilter? {
    if let recent, recent.segment == current { return recent.filter }
    looks += 1
    guard looks > Self.manyLooks else { return nil }
    let filter = try filters.open(current, room: capacity)
    recent = (current, filter)
    return filter
  }

  /// The row of the last segment that has a key.
  func currentRow(of key: Identity) throws -> Int64? { try row(of: key, in: current) }

  /// The row of the full segments that has a key.
  func fullRow(of key: Identity) throws -> Int64? {
    try filters.first(key, before: current) { try row(of: key, in: $0) }
  }

  private func row(of key: Identity, in segment: Int) throws -> Int64? {
    find.bind(segment)
    find.bind(key)
    defer { find.reset() }
    return try find.step() ? find.integer(0) : nil
  }
}

extension ClassifiedReport {
  /// Whether it is bound as ``Schema/isBound`` has it.
  var isBound: Bool {
    report.origin == .trace && report.networkMessageID != nil && report.recipient != nil
  }

  /// The identity of its delivery; a report that names neither message nor recipient stands for
  /// itself.
  var delivery: Identity { report.deliveryID ?? report.eventID }
}
