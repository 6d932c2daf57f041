import GRDB
import RetourEvents

/// An open set of names that rows refer to by number: domains, hosts, rules, catalogues.
final class Dimension {
  /// How many names are remembered at most; beyond that the memory starts afresh.
  private static let capacity = 32_768

  private let find: BulkStatement
  private let insert: BulkStatement
  private var next: Int64
  private var rows: [String: Int64] = [:]
  /// The last names that were asked for as bytes, by a hash; one displaces another, so nobody can make it
  /// slow.
  private var recent: [(name: [UInt8], row: Int64)] = []

  init(_ db: Database, table: String) throws {
    find = try BulkStatement(db, "SELECT id FROM \(table) WHERE name = ?")
    insert = try BulkStatement(db, "INSERT INTO \(table) (id, name) VALUES (?, ?)")
    next = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) + 1 FROM \(table)") ?? 1
  }

  /// The number of a name, which is added where it is new.
  func row(_ name: String) throws -> Int64 {
    if let place = rows.index(forKey: name) {
      let (known, row) = rows[place]
      // Swift takes texts for equal that only look alike, SQLite doesn't.
      if known.utf8.span.hasSameBytes(as: name.utf8.span) { return row }
      rows.remove(at: place)
    }
    find.bind(name)
    let row = try find.step() ? find.integer(0) : nil
    find.reset()
    if rows.count >= Self.capacity { rows.removeAll(keepingCapacity: true) }
    if let row {
      rows[name] = row
      return row
    }
    insert.bind(next)
    insert.bind(name)
    try insert.run()
    rows[name] = next
    next += 1
    return next - 1
  }

  /// The number of a name in UTF-8, which is added where it is new.
  func row(_ name: Span<UInt8>) throws -> Int64 {
    if recent.isEmpty { recent = Array(repeating: ([], 0), count: 4096) }
    var hash: UInt32 = 0
    for index in name.indices { hash = (hash ^ UInt32(name[index])) &* 0x0100_0193 }
    let slot = Int(hash >> 20)
    let known = recent[slot]
    if known.row > 0, name.hasSameBytes(as: known.name.span) { return known.row }
    let bytes = Array(name)
    let row = try row(String(decoding: bytes, as: UTF8.self))
    recent[slot] = (bytes, row)
    return row
  }

  /// The number of a name, nil for none.
  func row(_ name: String?) throws -> Int64? {
    guard let name else { return nil }
    return try row(name)
  }
}
