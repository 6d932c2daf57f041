import GRDB
import RetourEvents
import Synchronization

/// A sum over the tables that answer how much failed and why, taken at the end of a run.
///
/// SQLite finds a page whose structure is broken, but not a number or a name with other bytes in
/// it: only a sum does. It is kept in `meta`, taken away when a run begins and written with the
/// run's last transaction, so after kill -9 there is none until a run has ended again.
enum TotalsSum {
  private static let key = "totals_and_hosts_sum"
  /// That of older programs, which is without hosts; these still look for it.
  private static let olderKey = "totals_sum"

  /// What is added up, each table in the order of its key.
  private static let tables: [(sql: String, columns: Int32)] = [
    ("SELECT id, name, is_failure FROM kind ORDER BY id", 3),
    ("SELECT id, name FROM side ORDER BY id", 2),
    ("SELECT id, name FROM permanence ORDER BY id", 2),
    ("SELECT id, name FROM cause ORDER BY id", 2),
    ("SELECT id, name, cause_id, permanence_id, actors, cause_line FROM reason ORDER BY id", 6),
    ("SELECT id, name FROM domain ORDER BY id", 2),
    ("SELECT id, name FROM host ORDER BY id", 2),
    (
      """
      SELECT domain_id, day, kind_id, reason_id, expired, side_id, is_traced, deliveries
      FROM domain_day
      ORDER BY domain_id, day, kind_id, reason_id, expired, side_id, is_traced
      """, 8
    ),
    (
      """
      SELECT domain_id, kind_id, reason_id, expired, side_id, is_traced, deliveries
      FROM domain_total
      ORDER BY domain_id, kind_id, reason_id, expired, side_id, is_traced
      """, 7
    ),
  ]

  /// Takes the sum away: the tables are going to change.
  static func forget(_ db: Database) throws {
    try db.execute(sql: "DELETE FROM meta WHERE key IN ('\(key)', '\(olderKey)')")
  }

  /// Writes the sum.
  static func note(_ db: Database) throws {
    try db.execute(
      sql: "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
      arguments: [key, try sum(db)]
    )
  }

  /// Whether the tables are those that the last run left; nil where it left no sum.
  static func holds(_ db: Database) throws -> Bool? {
    guard
      let noted = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = '\(key)'")
    else { return nil }
    return try noted == sum(db)
  }

  private static func sum(_ db: Database) throws -> String {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for (sql, columns) in tables {
      let rows = try BulkStatement(db, sql)
      while try rows.step() {
        for column in 0..<columns { sum = rows.mix(column, into: sum) }
      }
      sum = (sum ^ 0xFF) &* 0x100_0000_01B3
    }
    return String(sum, radix: 16)
  }
}

extension StoreReader {
  /// Files of up to so many bytes are looked through before questions about single deliveries are
  /// answered; in larger ones SQLite's own checks of what it reads have to do.
  private static let quickBytes: Int64 = 64 << 20
  /// In files of up to so many bytes indexes are compared with their tables, too.
  private static let smallBytes: Int64 = 24 << 20
  /// The tables with names, which every answer needs; they are small.
  private static let names = [
    "kind", "reason", "cause", "permanence", "side", "evidence", "phase", "domain", "host",
  ]

  /// What was looked at already, so that it is looked at once.
  struct Wholeness: OptionSet {
    let rawValue: UInt8
    static let totals = Wholeness(rawValue: 1)
    static let structure = Wholeness(rawValue: 2)
  }

  /// Looks, before a question is answered, whether the tables that answer it are what was written.
  ///
  /// - Throws: ``StoreError`` of category `badDatabase`.
  public func checkWhole(for sql: String) throws(StoreError) {
    let needs: Wholeness =
      if sql.contains("v1_domain_") || sql.contains("v1_cause_summary") {
        .totals
      } else {
        .structure
      }
    guard looked.withLock({ !$0.contains(needs) }) else { return }
    if needs == .totals {
      try read { db in
        let holds = try TotalsSum.holds(db)
        if holds == false {
          throw StoreError.damaged(
            self.path,
            "the totals per domain and day aren't those that the last run wrote"
          )
        }
        guard holds == nil else { return }
        for table in ["domain_day", "domain_total", "domain", "reason", "cause", "kind", "side"] {
          try self.checkStructure(db, of: "(\(table))")
        }
      }
    } else {
      let size = DatabaseFile.size(place) ?? 0
      try read { db in
        if size <= Self.smallBytes { return try self.checkStructure(db, of: "(1)", isWhole: true) }
        if size <= Self.quickBytes { try self.checkStructure(db, of: "(1)") }
        for table in Self.names {
          try self.checkStructure(db, of: "(\(table))", isWhole: true)
        }
      }
    }
    looked.withLock { _ = $0.insert(needs) }
  }

  /// Looks whether an event that no key leads to isn't there: in a small file whether all keys are as
  /// they have to be, in a large one whether it stands in its table.
  func checkKeys(_ db: Database, of event: Identity) throws {
    guard DatabaseFile.size(place) ?? 0 > Self.quickBytes else {
      let found = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)")
      if let found, found != "ok" { throw StoreError.damaged(path, found) }
      return
    }
    let stands = "SELECT EXISTS (SELECT 1 FROM event NOT INDEXED WHERE event_id = x'\(event)')"
    guard try Bool.fetchOne(db, sql: stands) ?? false else { return }
    throw StoreError.damaged(path, "no key leads to event \(event)")
  }

  /// Looks through pages and rows; `isWhole` whether indexes lead to them.
  private func checkStructure(_ db: Database, of part: String, isWhole: Bool = false) throws {
    let check = isWhole ? "integrity_check" : "quick_check"
    let found = try String.fetchOne(db, sql: "PRAGMA \(check)\(part)")
    guard let found, found != "ok" else { return }
    throw StoreError.damaged(path, found)
  }
}
