import GRDB
import RetourEvents

extension Store {
  /// Takes over what `retour dns` found for another database.
  ///
  /// Periods with the same answer that overlap become one, so the order of databases doesn't matter,
  /// and merging one twice changes nothing. Where two databases were told different things, the newest
  /// look is the one that counts.
  ///
  /// - Throws: ``StoreError``.
  func mergeFindings(of other: StoreReader) throws(StoreError) {
    guard try other.hasLookups else { return }
    let (topics, looks, findings) = try other.read { db in
      (
        try Row.fetchAll(db, sql: "SELECT domain, topic, looked_at, answered_at FROM dns_topic"),
        try Row.fetchAll(
          db,
          sql: "SELECT domain, looked_at, fresh_until, is_answered FROM dns_look"
        ),
        try FoundPeriod.fetchAll(db, sql: "SELECT \(FoundPeriod.columns) FROM dns_finding")
      )
    }
    guard !topics.isEmpty else { return }
    try write(rows: findings.count + topics.count + looks.count, bytes: 0) { writer, _ in
      for period in findings { try period.merge(into: writer.db) }
      for row in topics {
        try writer.db.execute(
          sql: """
            INSERT INTO dns_topic VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET looked_at = max(looked_at, excluded.looked_at),
              answered_at = max(answered_at, excluded.answered_at)
            """,
          arguments: StatementArguments(row.databaseValues)
        )
      }
      for row in looks {
        try writer.db.execute(
          sql: "INSERT INTO dns_look VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
          arguments: StatementArguments(row.databaseValues)
        )
      }
    }
  }
}

/// A row of `dns_finding`: a period in which an answer stayed the same.
private struct FoundPeriod: FetchableRecord {
  static let columns = """
    domain, topic, check_id, asked, qtype, outcome, severity, detail, first_seen_at, checked_at,
    checks, ttl, secure, resolver
    """

  /// The first eight columns: what was asked and answered.
  private let answer: [DatabaseValue]
  private var first: Int64
  private var last: Int64
  private var checks: Int64
  /// Time to live, whether it was signed, and who told it, at the last look.
  private var told: [DatabaseValue]

  init(row: Row) throws {
    let values = Array(row.databaseValues)
    answer = Array(values[..<8])
    first = try row.value("first_seen_at")
    last = try row.value("checked_at")
    checks = try row.value("checks")
    told = Array(values[11...])
  }

  /// Stores it, together with the periods there that it overlaps.
  func merge(into db: Database) throws {
    let same = """
      domain = ?1 AND topic = ?2 AND check_id = ?3 AND asked = ?4 AND qtype = ?5 AND outcome = ?6
        AND severity = ?7 AND detail = ?8 AND first_seen_at <= ?10 AND checked_at >= ?9
      """
    let arguments = StatementArguments(answer + [first.databaseValue, last.databaseValue])
    var merged = self
    for there in try Self.fetchAll(
      db,
      sql: "SELECT \(Self.columns) FROM dns_finding WHERE \(same)",
      arguments: arguments
    ) {
      if there.last > merged.last { (merged.last, merged.told) = (there.last, there.told) }
      merged.first = min(merged.first, there.first)
      merged.checks = max(merged.checks, there.checks)
    }
    try db.execute(sql: "DELETE FROM dns_finding WHERE \(same)", arguments: arguments)
    // Two answers that began in the same second: the one that held longer stays.
    try db.execute(
      sql: """
        INSERT INTO dns_finding (\(Self.columns))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET outcome = excluded.outcome, severity = excluded.severity,
          detail = excluded.detail, checked_at = excluded.checked_at, checks = excluded.checks,
          ttl = excluded.ttl, secure = excluded.secure, resolver = excluded.resolver
        WHERE (excluded.checked_at, excluded.outcome, excluded.severity, excluded.detail)
          > (checked_at, outcome, severity, detail)
        """,
      arguments: StatementArguments(
        merged.answer
          + [merged.first.databaseValue, merged.last.databaseValue, merged.checks.databaseValue]
          + merged.told
      )
    )
  }
}
