import GRDB

/// An open set of names that rows refer to by number: domains, hosts, rules, catalogues.
final class Dimension {
  /// How many names are remembered at most; beyond that the memory starts afresh.
  private static let capacity = 32_768

  private let find: BulkStatement
  private let insert: BulkStatement
  private var next: Int64
  private var rows: [String: Int64] = [:]

  init(_ db: Database, table: String) throws {
    find = try BulkStatement(db, "SELECT id FROM \(table) WHERE name = ?")
    insert = try BulkStatement(db, "INSERT INTO \(table) (id, name) VALUES (?, ?)")
    next = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) + 1 FROM \(table)") ?? 1
  }

  /// The number of a name, which is added where it is new.
  func row(_ name: String) throws -> Int64 {
    if let row = rows[name] { return row }
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

  /// The number of a name, nil for none.
  func row(_ name: String?) throws -> Int64? {
    guard let name else { return nil }
    return try row(name)
  }
}
