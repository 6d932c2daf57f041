public import Events
import GRDB

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
  static let tables = """
    event AS e
    JOIN kind AS k ON k.id = e.kind_id
    JOIN source AS s ON s.id = e.source_id
    LEFT JOIN kind AS a ON a.id = e.stated_action_id
    LEFT JOIN phase AS ph ON ph.id = e.phase_id
    LEFT JOIN actor AS mo ON mo.id = e.microsoft_owner_id
    LEFT JOIN host AS rm ON rm.id = e.reporting_mta_id
    LEFT JOIN host AS gs ON gs.id = e.generating_server_id
    LEFT JOIN host AS rh ON rh.id = e.remote_host_id
    LEFT JOIN domain AS oo ON oo.id = e.originator_org_id
    LEFT JOIN domain AS rf ON rf.id = e.report_from_domain_id
    """

  /// The report of a row with ``columns``.
  static func report(_ row: Row) -> DeliveryReport {
    let path: String = row["path"]
    var report = DeliveryReport(
      kind: ReportKind(rawValue: row["kind"]) ?? .failed,
      position: Position(path: InputPath(shown: path), record: row["record"], offset: row["offset"])
    )
    report.origin = row["is_trace"] ? .trace : .mail
    report.eventID = identity(row["event_id"])
    report.statedAction = (row["stated_action"] as String?).flatMap(ReportKind.init)
    report.occurredAt = time(row["occurred_at"])
    report.arrivedAt = time(row["arrived_at"])
    report.lastAttemptAt = time(row["last_attempt_at"])
    report.reportedAt = time(row["reported_at"])
    report.retriedFor = row["retried_for"]
    report.attempts = row["attempts"]
    report.phase = (row["phase"] as String?).flatMap(SMTPPhase.init)
    report.reply = (row["reply_code"] as Int?).flatMap(SMTPReply.init)
    report.status = (row["status"] as Int?).flatMap {
      EnhancedStatus($0 / 1_000_000, $0 / 1000 % 1000, $0 % 1000)
    }
    report.microsoftOwner = (row["owner"] as String?).flatMap(Actor.init)
    report.reportingMTA = row["reporting_mta"]
    report.generatingServer = row["generating_server"]
    report.remoteHost = row["remote_host"]
    report.remoteIP = row["remote_ip"]
    report.remotePort = row["remote_port"]
    report.recipient = (row["recipient"] as String?).map { EmailAddress($0) }
    report.originalRecipient = (row["original_recipient"] as String?).map { EmailAddress($0) }
    report.sender = (row["sender"] as String?).map { EmailAddress($0) }
    report.messageID = row["message_id"]
    report.reportID = row["report_id"]
    report.networkMessageID = row["network_message_id"]
    report.queueID = row["queue_id"]
    report.language = row["language"]
    report.originatorOrg = (row["originator_org"] as String?).flatMap { DomainName(ascii: $0) }
    report.reportFromDomain = (row["report_from"] as String?).flatMap { DomainName(ascii: $0) }
    report.diagnostics = list(row["diagnostics"])
    report.lastErrors = list(row["last_errors"])
    report.humanText = row["human_text"]
    report.hops = list(row["hops"])
    return report
  }

  private static func time(_ seconds: Int64?) -> Timestamp? {
    seconds.map { Timestamp(seconds: $0) }
  }

  private static func list(_ text: String?) -> [String] {
    text?.split(separator: "\n").map(String.init) ?? []
  }

  private static func identity(_ value: DatabaseValue) -> Identity {
    guard case .blob(let bytes) = value.storage, bytes.count == 16 else {
      return Identity(high: 0, low: 0)
    }
    func half(_ part: some Sequence<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
    return Identity(high: half(bytes.prefix(8)), low: half(bytes.suffix(8)))
  }
}

extension StoreReader {
  /// The report that an event was stored from; nil where the database has no such event.
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
      return try Row.fetchOne(
        db,
        sql: """
          SELECT \(StoredReport.columns) FROM \(StoredReport.tables) WHERE e.id = (\(row))
          """
      ).map(StoredReport.report)
    }
  }
}
