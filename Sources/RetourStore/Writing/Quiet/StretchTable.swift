import GRDB
public import RetourEvents

/// The stretches of quiet rows that are stored whole, by the file of which their places are.
final class StretchTable {
  private let put: BulkStatement

  init(_ db: Database) throws {
    put = try BulkStatement(
      db,
      "INSERT OR REPLACE INTO known_stretch (id, source_id, first_day) VALUES (?, ?, ?)"
    )
  }

  /// Takes note of a stretch of a source, and of its first day (since 1970-01-01).
  func add(_ stretch: Identity, of source: Int64, from day: Int32) throws {
    put.bind(stretch)
    put.bind(source)
    put.bind(Int64(day))
    try put.run()
  }

  /// Forgets stretches with rows of days before one, `YYYY-MM-DD`, which are going to be pruned.
  static func prune(_ db: Database, before day: String) throws {
    try db.execute(
      sql: """
        DELETE FROM known_stretch WHERE first_day < CAST(strftime('%s', ?) AS INTEGER) / 86400
        """,
      arguments: [day]
    )
  }
}

extension Store {
  /// The stretches of rows of traces that the database has, for `TraceOptions` of a reader; none where
  /// addresses are hidden.
  ///
  /// - Throws: ``StoreError`` for anything that SQLite or the system refuse.
  public func knownStretches() throws(StoreError) -> KnownStretches {
    try use { db in
      var (ids, sources, paths): ([Identity], [Int32], [String]) = ([], [], [])
      var numbers: [Int64: Int32] = [:]
      let rows = try BulkStatement(
        db,
        """
        SELECT k.id, k.source_id, s.path FROM known_stretch AS k JOIN source AS s ON s.id = k.source_id
        WHERE NOT s.is_replaced ORDER BY k.id
        """
      )
      while try rows.step() {
        let source = rows.integer(1)
        if numbers[source] == nil {
          numbers[source] = Int32(paths.count)
          paths.append(rows.text(2))
        }
        ids.append(rows.identity(0))
        sources.append(numbers[source] ?? 0)
      }
      rows.reset()
      return KnownStretches(ids: ids, sources: sources, paths: paths)
    }
  }
}
