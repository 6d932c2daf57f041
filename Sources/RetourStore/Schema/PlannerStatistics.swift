import GRDB

/// What SQLite's planner knows of how the tables are filled.
///
/// Source: sqlite.org, "Query Planner", section 2 (`sqlite_stat1`), and "Skip-Scan".
enum PlannerStatistics {
  /// Brings them up to date; takes milliseconds whatever the size of the database.
  ///
  /// SQLite looks at the first rows of each index only, and those of `delivery_domain` are all of
  /// one segment and one domain. What it can't see there is written for it: how many rows a segment
  /// has, and how many of them a domain. Else it would read all deliveries to find those of one.
  static func update(_ db: Database) throws {
    try db.execute(sql: "PRAGMA analysis_limit = 400; PRAGMA optimize; ANALYZE delivery")
    let rows = try Int.fetchOne(db, sql: "SELECT max(id) FROM delivery") ?? 0
    let domains = try Int.fetchOne(db, sql: "SELECT count(*) FROM domain") ?? 0
    let inSegment = min(rows, KeyIndex.capacity)
    let ofDomain = max(1, inSegment / max(1, domains))
    try db.execute(
      sql: "UPDATE sqlite_stat1 SET stat = ? WHERE idx = 'delivery_domain'",
      arguments: ["\(rows) \(inSegment) \(ofDomain) \(max(1, ofDomain / daysInSegment))"]
    )
  }

  /// On how many days the deliveries of a segment fall, about.
  private static let daysInSegment = 16
}
