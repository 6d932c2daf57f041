import GRDB
import RetourEvents
import Synchronization

/// Stretches of events that several connections share out among themselves.
///
/// Each takes the next one when it is done with the last, so that they end at about the same time
/// whatever else they have to do.
package final class FailureStretches: Sendable {
  /// So many numbers of events at a time.
  private let length: Int64
  private let end: Int64
  /// Where the next one begins; nil where none is left.
  private let next: Mutex<Int64?>

  /// The events with certain numbers; without any all of a database.
  ///
  /// - Parameters:
  ///   - numbers: the numbers that may come.
  ///   - length: how many of them a connection takes at a time.
  package init(_ numbers: ClosedRange<Int64> = .min ... .max, length: Int64 = 1 << 15) {
    self.length = length
    end = numbers.upperBound
    next = Mutex(numbers.lowerBound)
  }

  /// The next stretch.
  ///
  /// - Parameter first: finds the first event from a number on.
  /// - Returns: numbers that begin with an event; nil where none is left.
  fileprivate func take(_ first: (Int64) throws -> Int64?) rethrows -> ClosedRange<Int64>? {
    try next.withLock { next in
      guard let from = next, let start = try first(from), start <= end else {
        next = nil
        return nil
      }
      let (beyond, isTooFar) = start.addingReportingOverflow(length)
      next = isTooFar ? nil : beyond
      return start...min(end, isTooFar ? .max : beyond - 1)
    }
  }
}

/// What the walks over the failures of a period tell, besides its servers.
package struct FailureAnswers: Sendable {
  /// The answer to `overview-stages`.
  package let stages: [OverviewStagesRow]
  /// The answer to `senders-hit`; nil where there are too many different recipients to count them in
  /// memory.
  package let senders: [SendersHitRow]?
  /// The answer to `expired-last-error`.
  package let expired: [ExpiredLastErrorRow]
  /// The answer to `trace-only`.
  package let traceOnly: TraceOnlyRow
  /// The answer to `unknown-texts`; nil where there are too many such events to name them.
  package let texts: [UnknownTextsRow]?
}

extension StoreReader {
  /// Walks over events until no stretch is left, and gathers what fails in a period.
  ///
  /// Asked one by one, each of six questions walks over all failures or events and joins a dozen
  /// tables. Here the two large tables are read in the order in which they stand, once, by as many
  /// connections as there are; numbers are gathered, and names are looked up once each. A test holds
  /// the answers to those of the questions.
  ///
  /// - Parameters:
  ///   - stretches: the events.
  ///   - since: the first day; nil: from the beginning.
  ///   - until: the day after the last one; nil: to the end.
  /// - Returns: what this connection came past.
  /// - Throws: ``StoreError``.
  package func failureSums(
    of stretches: FailureStretches,
    since: String?,
    until: String?
  ) throws(StoreError) -> FailureSums {
    try checkWhole(for: "v1_delivery")
    return try read { db in
      var sums = try FailureSums(db)
      let rows = try FailureSums.Rows(db)
      while let stretch = try stretches.take({ try rows.first(from: $0) }) {
        try rows.walk(stretch, since: since, until: until) { sums.add($0) }
      }
      return sums
    }
  }

  /// Answers six questions out of what was gathered.
  ///
  /// - Parameters:
  ///   - sums: what all connections came past.
  ///   - senders: how many rows of `senders-hit`.
  ///   - expired: how many rows of `expired-last-error`.
  ///   - texts: how many rows of `unknown-texts`.
  ///   - host: gets the rows of `overview-hosts`, in no order.
  /// - Returns: the other answers.
  /// - Throws: ``StoreError``.
  package func answers(
    of sums: FailureSums,
    senders: Int,
    expired: Int,
    texts: Int,
    host: (OverviewHostsRow) -> Void
  ) throws(StoreError) -> FailureAnswers {
    try read { db in
      try sums.forEachHost(db, host)
      return FailureAnswers(
        stages: sums.stageRows,
        senders: sums.senderRows(limit: senders),
        expired: try sums.expiredRows(db, limit: expired),
        traceOnly: sums.traceOnly,
        texts: try sums.unknownTexts.map {
          let values: [String: Value] = ["events": .text($0), "limit": .integer(Int64(texts))]
          return try self.rows(db, of: UnknownTextsRow.self, Self.unknownTexts, values)
        }
      )
    }
  }

  /// `unknown-texts`, asked of the few events that have them.
  private static let unknownTexts = """
    WITH event_row AS MATERIALIZED (
      SELECT
        e.event_id, e.domain_id, e.occurred_at, e.diagnostics, e.last_errors, e.human_text,
        r.name AS reason,
        coalesce(c.name = 'unknown' AND NOT (e.is_trace AND e.diagnostics IS NULL), 0) AS is_unknown,
        coalesce(v.name = 'similar', 0) AS is_similar
      FROM json_each(:events) AS j
      CROSS JOIN event AS e ON e.id = j.value
      LEFT JOIN reason AS r ON r.id = e.reason_id
      LEFT JOIN cause AS c ON c.id = r.cause_id
      LEFT JOIN evidence AS v ON v.id = e.evidence_id
    )
    SELECT
      count(*) AS events, count(DISTINCT domain_id) AS domains,
      coalesce(diagnostics, last_errors, human_text) AS text, reason,
      strftime('%Y-%m-%dT%H:%M:%SZ', max(occurred_at), 'unixepoch') AS last_at,
      lower(hex(min(event_id))) AS example_event_id
    FROM event_row WHERE is_unknown
    GROUP BY coalesce(diagnostics, last_errors, human_text), reason
    UNION ALL
    SELECT
      count(*), count(DISTINCT domain_id), replace(text, ' | ', char(10)), reason,
      strftime('%Y-%m-%dT%H:%M:%SZ', max(occurred_at), 'unixepoch'), lower(hex(min(event_id)))
    FROM (
      SELECT
        *,
        coalesce(
          substr(replace(
            coalesce(diagnostics || char(10) || last_errors, diagnostics, last_errors),
            char(10), ' | '), 1, 2000),
          human_text) AS text
      FROM event_row WHERE is_similar
    )
    GROUP BY text, reason
    ORDER BY events DESC, last_at DESC, text
    LIMIT :limit
    """
}

extension FailureSums {
  /// The rows of events that decide a failure of a period or have a text that no rule knows.
  final class Rows {
    private let rows: BulkStatement
    private let beginning: BulkStatement

    init(_ db: Database) throws {
      beginning = try BulkStatement(db, "SELECT id FROM event WHERE id >= ? ORDER BY id LIMIT 1")
      let similar = try Self.condition(
        db,
        "e.evidence_id",
        "SELECT id FROM evidence WHERE name = 'similar'"
      )
      let unknown = try Self.condition(
        db,
        "e.reason_id",
        """
        SELECT r.id FROM reason AS r JOIN cause AS c ON c.id = r.cause_id
        WHERE c.name = 'unknown'
        """
      )
      let failed = try Self.condition(db, "d.kind_id", "SELECT id FROM kind WHERE is_failure")
      // NOT INDEXED: by an index over days every failure would be looked up.
      rows = try BulkStatement(
        db,
        """
        SELECT
          d.domain_id, d.day, d.reason_id, d.side_id, d.expired, d.host_id, d.reports, d.is_traced,
          d.occurred_at, e.event_id, e.sender, e.remote_ip, e.retried_for, e.phase_id,
          e.message_id IS NULL,
          coalesce(e.original_recipient, e.recipient,
            (SELECT min(a.recipient) FROM event AS a WHERE a.delivery_id = d.id)),
          d.id IS NOT NULL, e.id,
          \(similar) OR \(unknown) AND NOT (e.is_trace AND e.diagnostics IS NULL) AS is_unknown
        FROM event AS e NOT INDEXED
        LEFT JOIN delivery AS d ON d.id = e.delivery_id AND d.decided_by = e.id
          AND \(failed)
          AND (?1 IS NULL OR d.day >= ?1) AND (?2 IS NULL OR d.day <> '' AND d.day < ?2)
        WHERE e.id BETWEEN ?3 AND ?4 AND (d.id IS NOT NULL OR is_unknown)
        """
      )
    }

    /// Whether a column has one of some numbers, without looking them up for each row.
    private static func condition(
      _ db: Database,
      _ column: String,
      _ numbers: String
    ) throws -> String {
      let numbers = try Int64.fetchAll(db, sql: numbers).map { "\(column) = \($0)" }
      return "(\(numbers.isEmpty ? "FALSE" : numbers.joined(separator: " OR ")))"
    }

    /// The first event from a number on.
    func first(from number: Int64) throws -> Int64? {
      beginning.bind(number)
      defer { beginning.reset() }
      return try beginning.step() ? beginning.integer(0) : nil
    }

    func walk(
      _ stretch: ClosedRange<Int64>,
      since: String?,
      until: String?,
      _ body: (BulkStatement) -> Void
    ) throws {
      rows.bind(since)
      rows.bind(until)
      rows.bind(stretch.lowerBound)
      rows.bind(stretch.upperBound)
      while try rows.step() { body(rows) }
      rows.reset()
    }
  }
}
