import GRDB
import RetourEvents
import Synchronization

/// A sum over the tables that answer how much failed and why, kept from run to run.
///
/// SQLite finds a page whose structure is broken, but not a number or a name with other bytes in
/// it: only a sum does. It is kept in `meta`, taken away when a run begins and written with the
/// run's last transaction, so after kill -9 there is none until a run has ended again.
///
/// Totals are summed up in any order, each as the hash of its key times its count: so a run adds what it
/// has changed (``TotalHash``) and doesn't read what earlier ones left. Names, which are few, are read at
/// its beginning and its end. So what was damaged before a run is told after it, too. A sum of another run
/// than the newest is none: an older program has changed the tables.
enum TotalsSum {
  private static let key = "totals_names_sum"
  /// Those of older programs; these still look for them.
  private static let olderKeys = ["totals_and_hosts_sum", "totals_sum"]

  /// The names.
  private static let names: [(sql: String, columns: Int32)] = [
    ("SELECT id, name, is_failure FROM kind", 3),
    ("SELECT id, name FROM side", 2),
    ("SELECT id, name FROM permanence", 2),
    ("SELECT id, name FROM cause", 2),
    ("SELECT id, name, cause_id, permanence_id, actors, cause_line FROM reason", 6),
    ("SELECT id, name FROM domain", 2),
    ("SELECT id, name FROM host", 2),
  ]

  /// The columns of a total and its day, in the order in which ``TotalHash`` takes them.
  private static let totals = [
    """
    SELECT domain_id, kind_id, reason_id, expired, side_id, is_traced, deliveries, day FROM domain_day
    """,
    """
    SELECT domain_id, kind_id, reason_id, expired, side_id, is_traced, deliveries FROM domain_total
    """,
  ]

  /// What a run takes over of the sum that the last one left.
  struct Before {
    /// The part of the totals.
    let totals: UInt64
    /// By how much the part of the names differs from what they are: 0 where none is damaged.
    let drift: UInt64
  }

  /// Takes the sum away, because the tables are going to change.
  ///
  /// - Returns: what the run needs that writes the next; nil where there is no sum that counts.
  @discardableResult
  static func take(_ db: Database) throws -> Before? {
    let before = try noted(db).map {
      Before(totals: $0.totals, drift: $0.names &- (try sumOfNames(db)))
    }
    for key in [key] + olderKeys {
      try db.execute(sql: "DELETE FROM meta WHERE key = ?", arguments: [key])
    }
    return before
  }

  /// Writes the sum: what it was `before`, and what was changed in the totals since; a part of which either
  /// isn't known is made anew.
  static func note(_ db: Database, _ before: Before? = nil, change: UInt64? = nil) throws {
    let names = try sumOfNames(db) &+ (before?.drift ?? 0)
    let kept = before.flatMap { before in change.map { before.totals &+ $0 } }
    let totals = try kept ?? sumOfTotals(db)
    let parts = try [
      String(lastRun(db)), String(names, radix: 16), String(totals, radix: 16),
    ]
    try db.execute(
      sql: "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
      arguments: [key, parts.joined(separator: " ")]
    )
  }

  /// Whether the tables are those that the last run left; nil where it left no sum.
  static func holds(_ db: Database) throws -> Bool? {
    guard let noted = try noted(db) else { return nil }
    return try noted.names == sumOfNames(db) && noted.totals == sumOfTotals(db)
  }

  private static func noted(_ db: Database) throws -> (names: UInt64, totals: UInt64)? {
    let value = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = '\(key)'")
    let parts = value?.split(separator: " ") ?? []
    guard parts.count == 3, let run = Int64(parts[0]), let names = UInt64(parts[1], radix: 16),
      let totals = UInt64(parts[2], radix: 16), try run == lastRun(db)
    else { return nil }
    return (names, totals)
  }

  private static func lastRun(_ db: Database) throws -> Int64 {
    try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) FROM run") ?? 0
  }

  private static func sumOfNames(_ db: Database) throws -> UInt64 {
    var sum: UInt64 = 0
    for (index, table) in names.enumerated() {
      let rows = try BulkStatement(db, table.sql)
      while try rows.step() {
        var hash = 0xCBF2_9CE4_8422_2325 &+ UInt64(index)
        for column in 0..<table.columns { hash = rows.mix(column, into: hash) }
        sum &+= hash
      }
    }
    return sum
  }

  private static func sumOfTotals(_ db: Database) throws -> UInt64 {
    var sum: UInt64 = 0
    for (index, sql) in totals.enumerated() {
      let rows = try BulkStatement(db, sql)
      while try rows.step() {
        var hash = TotalHash()
        for column: Int32 in 0..<6 { hash.mix(rows.integer(column)) }
        if index == 0 { hash.mix(Int64(rows.day(7))) }
        sum &+= hash.times(rows.integer(6))
      }
    }
    return sum
  }
}

/// The hash of a total's key: domain, kind, reason, whether it expired, side, whether a trace speaks of it,
/// and for totals of a day the day as YYYYMMDD, 0 where it isn't known.
struct TotalHash {
  private var hash: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Takes in the next part.
  mutating func mix(_ part: Int64) {
    hash = (hash ^ UInt64(bitPattern: part)) &* 0xBF58_476D_1CE4_E5B9
    hash ^= hash >> 31
  }

  /// The hash times a count; it is odd, so that no other count gives the same.
  func times(_ count: Int64) -> UInt64 { (hash | 1) &* UInt64(bitPattern: count) }
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
