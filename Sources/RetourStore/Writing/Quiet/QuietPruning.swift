import GRDB

/// Takes away quiet deliveries of old days.
struct QuietPruning {
  let db: Database
  let form: QuietForm
  /// The first day that is kept, `YYYY-MM-DD`.
  let bound: String

  /// The first day that is kept, as rows have it.
  private static let end = "CAST(strftime('%s', ?) AS INTEGER) / 86400"
  private static let isGone = "day < \(end)"

  /// How many there are.
  func count() throws -> Int {
    try Int.fetchOne(
      db,
      sql: "SELECT count(*) FROM \(form.table) WHERE \(Self.isGone)",
      arguments: [bound]
    ) ?? 0
  }

  /// The batches that may have some.
  func batches() throws -> [Int64] {
    try Int64.fetchAll(
      db,
      sql: "SELECT batch FROM \(form.batches) WHERE first_day < \(Self.end) ORDER BY batch",
      arguments: [bound]
    )
  }

  /// Takes away those of a batch; its filters are made anew when they are needed.
  ///
  /// - Returns: how many they were.
  func take(_ batch: Int64) throws -> Int {
    try db.execute(
      sql: "DELETE FROM \(form.table) WHERE batch = ? AND \(Self.isGone)",
      arguments: [batch, bound]
    )
    let count = db.changesCount
    try db.execute(
      sql: """
        UPDATE \(form.batches) SET rows = rows - ?, keys = NULL, messages = NULL,
          first_day = (SELECT min(day) FROM \(form.table) WHERE batch = ?2)
        WHERE batch = ?2
        """,
      arguments: [count, batch]
    )
    try db.execute(
      sql: "DELETE FROM \(form.batches) WHERE batch = ? AND rows <= 0",
      arguments: [batch]
    )
    return count
  }
}
