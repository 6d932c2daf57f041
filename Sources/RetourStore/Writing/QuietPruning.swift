import GRDB

/// Takes away quiet deliveries of old days.
struct QuietPruning {
  let db: Database
  /// The first day that is kept, `YYYY-MM-DD`.
  let bound: String

  private static let isGone = "day < CAST(strftime('%s', ?) AS INTEGER) / 86400"

  /// How many there are.
  func count() throws -> Int {
    guard try Schema.hasQuiet(db) else { return 0 }
    return try Int.fetchOne(
      db,
      sql: "SELECT count(*) FROM quiet WHERE \(Self.isGone)",
      arguments: [bound]
    ) ?? 0
  }

  /// The batches.
  func batches() throws -> [Int64] {
    try Int64.fetchAll(db, sql: "SELECT batch FROM quiet_batch ORDER BY batch")
  }

  /// Takes away those of a batch; its filters are made anew when they are needed.
  ///
  /// - Returns: how many they were.
  func take(_ batch: Int64) throws -> Int {
    let gone = "batch = ? AND \(Self.isGone)"
    try db.execute(
      sql: """
        DELETE FROM quiet_sighting WHERE batch = ? AND (domain_id, key) IN (
          SELECT domain_id, key FROM quiet WHERE \(gone))
        """,
      arguments: [batch, batch, bound]
    )
    try db.execute(sql: "DELETE FROM quiet WHERE \(gone)", arguments: [batch, bound])
    let count = db.changesCount
    guard count > 0 else { return 0 }
    try db.execute(
      sql: "UPDATE quiet_batch SET rows = rows - ?, keys = NULL, messages = NULL WHERE batch = ?",
      arguments: [count, batch]
    )
    try db.execute(sql: "DELETE FROM quiet_batch WHERE batch = ? AND rows <= 0", arguments: [batch])
    return count
  }
}
