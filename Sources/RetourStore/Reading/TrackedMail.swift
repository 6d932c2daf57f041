import GRDB
public import RetourEvents

/// What a database knows of one mail, of one address, or under one queue id.
extension StoreReader {
  /// A report, and how the delivery ended that it is about.
  public struct TrackedEvent: Sendable {
    /// What was reported.
    public let report: DeliveryReport
    /// The delivery's identity; all reports with the same are about one message and recipient.
    public let delivery: String
    /// What became of the delivery, by all reports together.
    public let outcome: String
    /// Why, where it failed or waits.
    public let reason: String?
    /// Whether it was given up after retries.
    public let isExpired: Bool
    /// Where it is to be repaired.
    public let side: String?
    /// When the delivery ended, or when it was tried last.
    public let endedAt: Timestamp?
  }

  /// The reports about a mail, in order of deliveries and time.
  ///
  /// - Parameters:
  ///   - what: a Message-ID with or without angle brackets, an address, a queue id, or the id of an
  ///     event, all of whose mail is meant.
  ///   - limit: how many reports are given at most.
  /// - Returns: the reports; none where nothing is known.
  /// - Throws: ``StoreError`` where the database can't be read.
  public func track(_ what: String, limit: Int) throws(StoreError) -> [TrackedEvent] {
    let bare =
      what.hasPrefix("<") && what.hasSuffix(">") ? String(what.dropFirst().dropLast()) : what
    let event = Identity(bare).map { "OR event_id = x'\($0)'" } ?? ""
    let sql = """
      WITH met AS (
        SELECT delivery_id, message_id FROM event
        WHERE message_id = :what OR queue_id = :what OR report_id = :what
          OR network_message_id = lower(:what) OR lower(recipient) = lower(:what)
          OR lower(original_recipient) = lower(:what) \(event)
        ORDER BY occurred_at DESC LIMIT :limit
      )
      SELECT \(StoredReport.columns), lower(hex(d.key)) AS delivery, dk.name AS outcome,
        r.name AS reason, d.expired, si.name AS side, d.last_at AS ended
      FROM \(StoredReport.tables)
      LEFT JOIN delivery AS d ON d.id = e.delivery_id
      LEFT JOIN kind AS dk ON dk.id = d.kind_id
      LEFT JOIN reason AS r ON r.id = d.reason_id
      LEFT JOIN side AS si ON si.id = d.side_id
      WHERE e.delivery_id IN (SELECT delivery_id FROM met)
      ORDER BY d.occurred_at, d.key, e.occurred_at, e.id LIMIT :limit
      """
    func quiet(_ form: QuietForm) -> String {
      """
      SELECT \(StoredReport.columns), lower(hex(e.key)) AS delivery, k.name AS outcome,
        NULL AS reason, e.expired, NULL AS side, e.occurred_at AS ended
      FROM \(StoredReport.tables(form))
      WHERE e.message_id = :what OR e.queue_id = :what OR e.network_message_id = lower(:what)
        OR lower(e.recipient) = lower(:what) \(event.replacing("event_id", with: "e.event_id"))
      ORDER BY e.occurred_at DESC, e.key LIMIT :limit
      """
    }
    return try read { db in
      var rows = try Row.fetchAll(
        db,
        sql: sql,
        arguments: ["what": bare, "limit": limit]
      )
      for form in try QuietForm.present(in: db) where rows.count < limit {
        rows += try Row.fetchAll(
          db,
          sql: quiet(form),
          arguments: ["what": bare, "limit": limit - rows.count]
        ).reversed()
      }
      return try rows.map { row in
        let ended: Int64? = try row.value("ended")
        return TrackedEvent(
          report: try StoredReport.report(row),
          delivery: try row.value("delivery"),
          outcome: try row.value("outcome"),
          reason: try row.value("reason"),
          isExpired: try row.value("expired"),
          side: try row.value("side"),
          endedAt: ended.map { Timestamp(seconds: $0) }
        )
      }
    }
  }
}
