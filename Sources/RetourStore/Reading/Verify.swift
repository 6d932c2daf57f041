import GRDB
import RetourEvents

/// Something that isn't as it should be in a database.
public struct Finding: Hashable, Sendable, CustomStringConvertible {
  /// What was checked.
  public enum Check: String, CaseIterable, Hashable, Sendable {
    /// SQLite's own structures.
    case integrity
    /// Every number refers to a row.
    case references
    /// Messages and reports are accounted for, per source and per run.
    case books
    /// No key is twice, and the filters hold all keys.
    case keys
    /// Each delivery follows from its events.
    case deliveries
    /// The totals per domain and day are those of the deliveries.
    case totals
    /// Findings of `dns` have periods that can be, and belong to a look.
    case lookups
  }

  /// What was checked.
  public let check: Check
  /// What is wrong.
  public let detail: String

  /// Check and detail.
  public var description: String { "\(check.rawValue): \(detail)" }
}

extension StoreReader {
  /// How many findings of one check are told.
  private static let limit = 20

  /// Checks everything that can be checked without the archives; empty where all is well.
  public func verify() throws(StoreError) -> [Finding] {
    try read { db in
      var findings: [Finding] = []
      func note(_ check: Finding.Check, _ sql: String) throws {
        for detail in try String.fetchAll(db, sql: "\(sql) LIMIT \(Self.limit)") {
          findings.append(Finding(check: check, detail: detail))
        }
      }
      for line in try String.fetchAll(db, sql: "PRAGMA integrity_check(\(Self.limit))")
      where line != "ok" {
        findings.append(Finding(check: .integrity, detail: line))
      }
      for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").prefix(Self.limit) {
        let (table, parent): (String, String) = (
          try row.decode(atIndex: 0), try row.decode(atIndex: 2)
        )
        findings.append(
          Finding(check: .references, detail: "a row of \(table) refers to no row of \(parent)")
        )
      }
      for sql in Self.books { try note(.books, sql) }
      if try Schema.hasSegments(db, path: path) {
        for sql in Self.keys { try note(.keys, sql) }
        for detail in try SegmentFilters.gaps(db) {
          findings.append(Finding(check: .keys, detail: detail))
        }
      }
      for sql in Self.deliveries { try note(.deliveries, sql) }
      let forms = try QuietForm.present(in: db)
      for form in forms {
        for sql in Self.quiet(form) { try note(.deliveries, sql) }
        for detail in try QuietBatches.gaps(db, form) {
          findings.append(Finding(check: .keys, detail: detail))
        }
      }
      // Totals of other databases have no deliveries here.
      for sql in try Self.totals(forms).dropFirst(PseudonymGuard.holdsTotals(db) ? 1 : 0) {
        try note(.totals, sql)
      }
      if try TotalsSum.holds(db) == false {
        findings.append(
          Finding(check: .totals, detail: "totals or names aren't those that the last run wrote")
        )
      }
      if try Schema.check(db, path: path) >= 4 {
        for sql in Self.lookups { try note(.lookups, sql) }
      }
      return findings
    }
  }

  private static let books = [
    """
    SELECT 'source ' || path || ': ' || messages || ' messages, ' || reports || ' reports'
    FROM source
    WHERE messages <> with_reports + not_reports + rejected OR reports <> events_new + duplicates
    """,
    """
    SELECT 'run ' || id || ': ' || messages || ' messages, ' || reports || ' reports'
    FROM run
    WHERE messages <> with_reports + not_reports + rejected OR reports <> events_new + duplicates
    """,
  ]

  private static let keys = [
    """
    SELECT 'event ' || lower(hex(event_id)) || ' is stored ' || count(*) || ' times' FROM event
    GROUP BY event_id HAVING count(*) > 1
    """,
    """
    SELECT 'delivery ' || lower(hex(key)) || ' is stored ' || count(*) || ' times' FROM delivery
    GROUP BY key HAVING count(*) > 1
    """,
  ]

  private static let deliveries = [
    """
    SELECT 'delivery ' || lower(hex(d.key)) || ' has ' || count(e.id) || ' events, not ' || d.reports
    FROM delivery AS d LEFT JOIN event AS e ON e.delivery_id = d.id
    GROUP BY d.id
    HAVING count(e.id) <> d.reports OR d.reports = 0 OR coalesce(sum(e.id = d.decided_by), 0) <> 1
    """,
    """
    SELECT 'event ' || lower(hex(e.event_id)) || ' has no delivery'
    FROM event AS e LEFT JOIN delivery AS d ON d.id = e.delivery_id WHERE d.id IS NULL
    """,
    """
    SELECT 'delivery ' || lower(hex(d.key)) || ' says another cause than its deciding event'
    FROM delivery AS d JOIN event AS e ON e.id = d.decided_by
    WHERE d.reason_id IS NOT e.reason_id OR d.side_id IS NOT e.side_id OR d.expired <> e.expired
      OR e.domain_id IS NOT NULL AND d.domain_id IS NOT e.domain_id
    """,
  ]

  private static func quiet(_ form: QuietForm) -> [String] {
    [
      """
      SELECT 'quiet delivery ' || lower(hex(q.key)) || ' is stored ' || count(*) || ' times'
      FROM \(form.table) AS q GROUP BY q.key HAVING count(*) > 1
      """,
      """
      SELECT 'delivery ' || lower(hex(d.key)) || ' is quiet and has events'
      FROM delivery AS d JOIN \(form.table) AS q ON q.key = d.key
      """,
      """
      SELECT 'quiet delivery ' || lower(hex(key)) || ' has failed or waits'
      FROM \(form.table) WHERE kind_id IN (
        SELECT id FROM kind WHERE name IN (\(ReportKind.allCases.filter(\.hasCause)
          .map { "'\($0.rawValue)'" }.joined(separator: ", "))))
      """,
      """
      SELECT 'batch ' || b.batch || ' of \(form.table) has ' || count(q.key) || ' rows, not ' || b.rows
      FROM \(form.batches) AS b LEFT JOIN \(form.table) AS q ON q.batch = b.batch
      GROUP BY b.batch HAVING count(q.key) <> b.rows
      """,
    ]
  }

  private static let lookups = [
    """
    SELECT f.check_id || ' of ' || f.domain || ' ends before it begins, or is longer than it was looked at'
    FROM dns_finding AS f LEFT JOIN dns_topic AS t ON t.domain = f.domain AND t.topic = f.topic
    WHERE f.checked_at < f.first_seen_at OR f.checks < 1 OR t.looked_at IS NULL
      OR f.checked_at > t.looked_at
    """,
    """
    SELECT 'the looks at ' || domain || ' for ' || topic || ' are out of order'
    FROM dns_topic WHERE answered_at > looked_at
    """,
  ]

  // Days before `pruned_before` are frozen: their totals outlive the deliveries.
  private static func totals(_ forms: [QuietForm]) -> [String] {
    [
      """
      WITH bound AS (
        SELECT coalesce((SELECT value FROM meta WHERE key = 'pruned_before'), '') AS day
      ), counted AS (
        SELECT coalesce(domain_id, 0) AS domain_id, day, kind_id, coalesce(reason_id, 0) AS reason_id,
          expired, coalesce(side_id, 0) AS side_id, is_traced, count(*) AS deliveries
        FROM (\(forms.reduce(countable) { "\($0) UNION ALL \($1.countable)" }))
        WHERE day = '' OR day >= (SELECT b.day FROM bound AS b)
        GROUP BY 1, 2, 3, 4, 5, 6, 7
      ), difference AS (
        SELECT domain_id, day, deliveries FROM (
          SELECT * FROM counted EXCEPT
          SELECT domain_id, day, kind_id, reason_id, expired, side_id, is_traced, deliveries
            FROM domain_day WHERE day = '' OR day >= (SELECT b.day FROM bound AS b))
        UNION ALL
        SELECT domain_id, day, deliveries FROM (
          SELECT domain_id, day, kind_id, reason_id, expired, side_id, is_traced, deliveries
            FROM domain_day WHERE day = '' OR day >= (SELECT b.day FROM bound AS b)
          EXCEPT SELECT * FROM counted)
      )
      SELECT 'totals of ' || coalesce(n.name, 'no domain') || ' on ' || x.day || ' are wrong'
      FROM difference AS x LEFT JOIN domain AS n ON n.id = x.domain_id
      """,
      """
      WITH counted AS (
        SELECT domain_id, kind_id, reason_id, expired, side_id, is_traced,
          sum(deliveries) AS deliveries
        FROM domain_day GROUP BY 1, 2, 3, 4, 5, 6
      ), difference AS (
        SELECT * FROM (SELECT * FROM counted EXCEPT SELECT * FROM domain_total)
        UNION ALL
        SELECT * FROM (SELECT * FROM domain_total EXCEPT SELECT * FROM counted)
      )
      SELECT 'totals of ' || coalesce(n.name, 'no domain') || ' over all days are wrong'
      FROM difference AS x LEFT JOIN domain AS n ON n.id = x.domain_id
      """,
    ]
  }

  private static let countable = """
    SELECT domain_id, day, kind_id, reason_id, expired, side_id, is_traced FROM delivery
    """
}
