import GRDB

/// What makes a file a database of Retour, and how an empty file becomes one.
enum Schema {
  /// `RTUR` in ASCII; `file` prints it as the application id.
  static let applicationID: Int32 = 0x5254_5552

  /// The size of a page in bytes.
  ///
  /// Keys are random, so nearly every event of a night changes a page of its own of each index; small
  /// pages cost less to write.
  private static let pageSize = 4_096
  /// KiB of pages that are kept while events are written; 16,000 to 40,000 are no faster.
  static let writingCache = 12_000
  /// KiB of pages that are kept while an index is made, because its sorter takes as much again.
  static let sortingCache = 8_000

  /// The newest schema that this program knows.
  static let version: Int32 = 6

  /// What is new in schema version 4.
  private static let version4 = [blocks, mergedSources, lookupTables, lookupViews]

  /// The views as they are today, in place of those of an older program.
  private static let renewedViews: String = {
    let today = [views, evidenceView].joined(separator: "\n")
    let names = today.split(separator: "\n").filter { $0.hasPrefix("CREATE VIEW ") }
      .map { $0.dropFirst(12).prefix { $0 != " " } }
    return names.map { "DROP VIEW IF EXISTS \($0);\n" }.joined() + today
  }()

  /// The step to the newest schema from each earlier one; 0 is an empty file.
  private static let steps: [Int32: [String]] = [
    0: [tables, keyedTables, quiet, quietLog, keyIndexes, views, evidenceView] + version4,
    1: [segmentKeys, lateIndexes, quiet, quietLog, renewedViews] + version4,
    2: [domainsBySegment, quiet, quietLog, renewedViews] + version4,
    3: [quiet, quietLog, renewedViews] + version4,
    4: [quiet, quietLog, renewedViews],
    5: [quietLog, renewedViews],
  ]

  /// Makes an empty file a database, brings an older one up to date, refuses any other.
  static func prepare(_ db: Database, path: String, timeZone: String, now: String) throws {
    let found = try check(db, path: path)
    if found < version {
      if found == 0 { try db.execute(sql: "PRAGMA page_size = \(pageSize)") }
      try db.inTransaction(.immediate) {
        for script in steps[found, default: []] { try db.execute(sql: script) }
        if found == 0 {
          try db.execute(
            sql: "INSERT INTO meta VALUES ('created_at', ?), ('time_zone', ?)",
            arguments: [now, timeZone]
          )
        }
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        try db.execute(sql: "PRAGMA user_version = \(version)")
        return .commit
      }
    }
  }

  /// Whether rows belong to segments, as they do since version 2.
  static func hasSegments(_ db: Database, path: String) throws -> Bool {
    try check(db, path: path) >= 2
  }

  /// The schema version of a file; 0 for an empty one.
  ///
  /// - Throws: ``StoreError`` for a file of another program or of a newer version.
  @discardableResult
  static func check(_ db: Database, path: String) throws -> Int32 {
    let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let found = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    if application == 0, found == 0,
      try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
    {
      return 0
    }
    guard application == applicationID else {
      throw StoreError(
        .badDatabase,
        path: path,
        what: "this SQLite file belongs to another program",
        remedy: "Name another file.",
        advice: .nameAnother
      )
    }
    guard found <= version else {
      throw StoreError(
        .badDatabase,
        path: path,
        what: "its schema has version \(found), this program knows \(version)",
        remedy: "Use the newer retour that wrote it."
      )
    }
    return found
  }
}
