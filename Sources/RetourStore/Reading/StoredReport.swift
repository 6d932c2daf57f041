import GRDB
public import RetourEvents

/// Reads events back as the reports that they were stored from.
///
/// What the ledger keeps elsewhere (the delivery's identity) and what was cut when it was stored
/// (texts of more than 32 KiB) isn't brought back.
enum StoredReport {
  /// The columns, for a statement `SELECT \(columns) FROM \(tables) WHERE ...`.
  static let columns = """
    e.id, e.event_id, e.delivery_id, k.name AS kind, a.name AS stated_action,
    CASE e.path WHEN '' THEN s.path ELSE e.path END AS path, e.record, e.offset,
    e.occurred_at, e.arrived_at, e.last_attempt_at, e.reported_at, e.retried_for, e.attempts,
    ph.name AS phase, e.reply_code, e.status, mo.name AS owner,
    rm.name AS reporting_mta, gs.name AS generating_server, rh.name AS remote_host,
    e.remote_ip, e.remote_port, e.recipient, e.original_recipient, e.sender,
    e.message_id, e.report_id, e.network_message_id, e.queue_id, e.language,
    oo.name AS originator_org, rf.name AS report_from,
    e.diagnostics, e.last_errors, e.human_text, e.hops, e.is_trace
    """

  /// The tables that ``columns`` need.
  static let tables = "event AS e \(joins(place: "e"))"

  /// The same for quiet deliveries.
  static func tables(_ form: QuietForm) -> String { "\(form.events) AS e \(joins(place: "e"))" }

  /// What is joined to `event AS e`; `place` is the table that says where it stands.
  static func joins(place: String) -> String {
    """
    JOIN kind AS k ON k.id = e.kind_id
    JOIN source AS s ON s.id = \(place).source_id
    LEFT JOIN kind AS a ON a.id = e.stated_action_id
    LEFT JOIN phase AS ph ON ph.id = e.phase_id
    LEFT JOIN actor AS mo ON mo.id = e.microsoft_owner_id
    LEFT JOIN host AS rm ON rm.id = e.reporting_mta_id
    LEFT JOIN host AS gs ON gs.id = e.generating_server_id
    LEFT JOIN host AS rh ON rh.id = e.remote_host_id
    LEFT JOIN domain AS oo ON oo.id = e.originator_org_id
    LEFT JOIN domain AS rf ON rf.id = e.report_from_domain_id
    """
  }

  /// The report of a row with ``columns``.
  static func report(_ row: Row) throws -> DeliveryReport {
    let path: String = try row.value("path")
    var report = DeliveryReport(
      kind: ReportKind(rawValue: try row.value("kind")) ?? .failed,
      position: Position(
        path: InputPath(shown: path),
        record: try row.value("record"),
        offset: try row.value("offset")
      )
    )
    // Rows of traces have no queue id, and those of logs always have one.
    let queue: String? = try row.value("queue_id")
    report.origin = try row.value("is_trace") ? queue == nil ? .trace : .log : .mail
    report.eventID = try identity(row.value("event_id"))
    report.statedAction = try (row.value("stated_action") as String?).flatMap(ReportKind.init)
    report.occurredAt = try time(row.value("occurred_at"))
    report.arrivedAt = try time(row.value("arrived_at"))
    report.lastAttemptAt = try time(row.value("last_attempt_at"))
    report.reportedAt = try time(row.value("reported_at"))
    report.retriedFor = try row.value("retried_for")
    report.attempts = try row.value("attempts")
    report.phase = try (row.value("phase") as String?).flatMap(SMTPPhase.init)
    report.reply = try (row.value("reply_code") as Int?).flatMap(SMTPReply.init)
    report.status = try (row.value("status") as Int?).flatMap {
      EnhancedStatus($0 / 1_000_000, $0 / 1000 % 1000, $0 % 1000)
    }
    report.microsoftOwner = try (row.value("owner") as String?).flatMap(Actor.init)
    report.reportingMTA = try row.value("reporting_mta")
    report.generatingServer = try row.value("generating_server")
    report.remoteHost = try row.value("remote_host")
    report.remoteIP = try row.value("remote_ip")
    report.remotePort = try row.value("remote_port")
    report.recipient = try (row.value("recipient") as String?).map { EmailAddress($0) }
    report.originalRecipient = try (row.value("original_recipient") as String?).map {
      EmailAddress($0)
    }
    report.sender = try (row.value("sender") as String?).map { EmailAddress($0) }
    report.messageID = try row.value("message_id")
    report.reportID = try row.value("report_id")
    report.networkMessageID = try row.value("network_message_id")
    report.queueID = try row.value("queue_id")
    report.language = try row.value("language")
    report.originatorOrg = try (row.value("originator_org") as String?).flatMap {
      DomainName(ascii: $0)
    }
    report.reportFromDomain = try (row.value("report_from") as String?).flatMap {
      DomainName(ascii: $0)
    }
    report.diagnostics = try list(row.value("diagnostics"))
    report.lastErrors = try list(row.value("last_errors"))
    report.humanText = try row.value("human_text")
    report.hops = try list(row.value("hops"))
    return report
  }

  private static func time(_ seconds: Int64?) -> Timestamp? {
    seconds.map { Timestamp(seconds: $0) }
  }

  private static func list(_ text: String?) -> [String] {
    text?.split(separator: "\n").map(String.init) ?? []
  }

  static func identity(_ value: DatabaseValue) -> Identity {
    guard case .blob(let bytes) = value.storage, bytes.count == 16 else {
      return Identity(high: 0, low: 0)
    }
    func half(_ part: some Sequence<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
    return Identity(high: half(bytes.prefix(8)), low: half(bytes.suffix(8)))
  }
}

extension StoreReader {
  /// The report that an event was stored from; nil where the database has no such event.
  ///
  /// - Throws: ``StoreError``, also where damage may be why it isn't found.
  public func report(_ event: Identity) throws(StoreError) -> DeliveryReport? {
    try read { db in
      let row =
        if try Schema.hasSegments(db, path: path) {
          """
          WITH RECURSIVE each (segment) AS (
            SELECT max(segment) FROM event
            UNION ALL SELECT segment - 1 FROM each WHERE segment > 0)
          SELECT id FROM event
          WHERE segment IN (SELECT segment FROM each) AND event_id = x'\(event)'
            AND NOT \(Schema.isBound)
          UNION ALL SELECT id FROM event INDEXED BY event_delivery WHERE event_id = x'\(event)'
          LIMIT 1
          """
        } else {
          "SELECT id FROM event WHERE event_id = x'\(event)'"
        }
      let found = try Row.fetchOne(
        db,
        sql: """
          SELECT \(StoredReport.columns) FROM \(StoredReport.tables) WHERE e.id = (\(row))
          """
      )
      if let found { return try StoredReport.report(found) }
      for form in try QuietForm.present(in: db) {
        let quiet = try Row.fetchOne(
          db,
          sql: """
            SELECT \(StoredReport.columns) FROM \(StoredReport.tables(form))
            WHERE e.event_id = x'\(event)'
            """
        )
        if let quiet { return try StoredReport.report(quiet) }
      }
      try checkKeys(db, of: event)
      return nil
    }
  }
}
