import GRDB
public import RetourEvents

extension Store {
  /// When a chore of the nightly run was last done; nil for never.
  ///
  /// - Throws: ``StoreError`` for anything that SQLite or the system refuse.
  public func lastDone(_ chore: String) throws(StoreError) -> Timestamp? {
    try maintain { db in
      let seconds = try String.fetchOne(
        db,
        sql: "SELECT value FROM meta WHERE key = ?",
        arguments: ["done_\(chore)"]
      )
      return seconds.flatMap { Int64($0) }.map { Timestamp(seconds: $0) }
    }
  }

  /// Takes note that a chore was done.
  ///
  /// - Throws: ``StoreError`` for anything that SQLite or the system refuse.
  public func markDone(_ chore: String, at time: Timestamp) throws(StoreError) {
    try maintain { db in
      try db.execute(
        sql: "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        arguments: ["done_\(chore)", "\(time.seconds)"]
      )
    }
  }
}

extension StoreReader {
  /// Whether all verdicts are those of one state of the rules.
  ///
  /// - Throws: ``StoreError`` for anything that SQLite or the system refuse.
  public func isJudged(by catalogueVersion: String) throws(StoreError) -> Bool {
    try read { db in
      try Bool.fetchOne(
        db,
        sql: """
          SELECT NOT EXISTS (
            SELECT 1 FROM event AS e JOIN kind AS k ON k.id = e.kind_id
            WHERE k.name IN ('failed', 'delayed', 'suppressed')
              AND e.catalogue_id IS NOT (SELECT id FROM catalogue WHERE name = ?))
          """,
        arguments: [catalogueVersion]
      ) ?? true
    }
  }
}
