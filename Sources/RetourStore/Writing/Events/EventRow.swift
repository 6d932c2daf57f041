import GRDB
import RetourEvents

/// Binds a report and its verdict to the columns of `event`.
///
/// The parameters are the same for the insert and for the update that gives a known event the
/// content of a better sighting, so one function serves both.
final class EventRow {
  private static let columns = [
    "id", "event_id", "delivery_id", "kind_id", "run_id", "source_id", "path", "record", "offset",
    "day", "occurred_at", "arrived_at", "last_attempt_at", "reported_at", "retried_for",
    "attempts", "domain_id", "reason_id", "expired", "side_id", "evidence_id", "rule_id",
    "catalogue_id", "phase_id", "reply_code", "status", "stated_action_id", "microsoft_owner_id",
    "reporting_mta_id", "generating_server_id", "remote_host_id", "remote_ip", "remote_port",
    "recipient", "original_recipient", "sender", "message_id", "report_id", "network_message_id",
    "queue_id", "language", "originator_org_id", "report_from_domain_id", "diagnostics",
    "last_errors", "human_text", "hops", "is_trace", "judged", "segment",
  ]

  /// Inserts an event unless its segment has one of that identity; the segment is the last parameter.
  static var insertion: String {
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    return """
      INSERT INTO event (\(columns.joined(separator: ", "))) VALUES (\(marks))
      ON CONFLICT (segment, event_id) WHERE NOT \(Schema.isBound) DO NOTHING
      """
  }

  /// Replaces everything an event says; it stays in its segment.
  static var replacement: String {
    let pairs = columns.enumerated().dropFirst().dropLast().map {
      "\($0.element) = ?\($0.offset + 1)"
    }
    return "UPDATE event SET \(pairs.joined(separator: ", ")) WHERE id = ?1"
  }

  private let names: LookupIDs
  let domains: Dimension
  let hosts: Dimension
  private let rules: Dimension
  private var days: Days
  private let relays: Relays

  init(_ db: Database, names: LookupIDs, days: Days, relays: Relays) throws {
    self.names = names
    self.days = days
    self.relays = relays
    domains = try Dimension(db, table: "domain")
    hosts = try Dimension(db, table: "host")
    rules = try Dimension(db, table: "rule")
  }

  /// The day on which a report of a time counts; empty where it isn't known.
  func day(of time: Timestamp?) -> String { days.day(time) }

  /// Binds all columns but the segment.
  ///
  /// - Returns: what the event says about its delivery.
  func bind(
    _ event: ClassifiedReport,
    to statement: BulkStatement,
    row: Int64,
    delivery: Int64,
    run: RunRow,
    source: Int64,
    path: String
  ) throws -> DeliveryEvidence {
    let report = event.report
    let verdict = report.kind.hasCause ? event.verdict : nil
    let isRelayed =
      report.origin == .log && !relays.isEmpty
      && relays.holds(name: report.remoteHost, address: report.remoteIP)
    let witness = DeliveryEvidence(
      event: row,
      key: report.eventID,
      kind: report.kind,
      occurredAt: report.occurredAt?.seconds,
      day: days.day(report.occurredAt),
      domain: try domains.row(report.domain?.name),
      reason: verdict.flatMap { names.reason[$0.reason] },
      expired: verdict?.expired ?? false,
      side: verdict.flatMap { names.side[$0.side] },
      evidence: verdict?.evidence,
      host: try hosts.row(report.remoteHost),
      isTrace: report.origin != .mail,
      isBareExpiry: verdict?.reason == .queueExpired,
      namesRecipient: report.recipient != nil
    ).relayed(isRelayed)
    statement.bind(row)
    statement.bind(report.eventID)
    statement.bind(delivery)
    statement.bind(names.kind[report.kind])
    statement.bind(run.id)
    statement.bind(source)
    statement.bind(path)
    statement.bind(report.position.record)
    statement.bind(report.position.offset)
    statement.bind(witness.day)
    statement.bind(witness.occurredAt)
    statement.bind(report.arrivedAt?.seconds)
    statement.bind(report.lastAttemptAt?.seconds)
    statement.bind(report.reportedAt?.seconds)
    statement.bind(report.retriedFor)
    statement.bind(report.attempts.map { Int64($0) })
    statement.bind(witness.domain)
    statement.bind(witness.reason)
    statement.bind(witness.expired)
    statement.bind(witness.side)
    statement.bind(witness.evidence.flatMap { names.evidence[$0] })
    statement.bind(try rules.row(verdict?.rule))
    statement.bind(run.catalogue)
    statement.bind(report.phase.flatMap { names.phase[$0] })
    statement.bind(report.reply.map { Int64($0.code) })
    statement.bind(report.status.map(Self.number))
    statement.bind(report.statedAction.flatMap { names.kind[$0] })
    statement.bind(report.microsoftOwner.flatMap { names.actor[$0] })
    statement.bind(try hosts.row(report.reportingMTA))
    statement.bind(try hosts.row(report.generatingServer))
    statement.bind(witness.host)
    statement.bind(report.remoteIP)
    statement.bind(report.remotePort.map { Int64($0) })
    statement.bind(report.recipient?.text)
    statement.bind(report.originalRecipient?.text)
    statement.bind(report.sender?.text)
    statement.bind(report.messageID)
    statement.bind(report.reportID)
    statement.bind(report.networkMessageID)
    statement.bind(report.queueID)
    statement.bind(report.language)
    statement.bind(try domains.row(report.originatorOrg?.name))
    statement.bind(try domains.row(report.reportFromDomain?.name))
    statement.bind(StoredText.list(report.diagnostics))
    statement.bind(StoredText.list(report.lastErrors))
    statement.bind(report.humanText.map(StoredText.capped))
    statement.bind(StoredText.list(report.hops))
    statement.bind(report.origin != .mail)
    statement.bind(run.judged)
    return witness
  }

  private static func number(_ status: EnhancedStatus) -> Int64 {
    Int64(status.statusClass) * 1_000_000 + Int64(status.subject) * 1000 + Int64(status.detail)
  }
}

/// How texts of reports are kept.
public enum StoredText {
  /// The most bytes of one text, or of the texts of one list together.
  public static let limit = 32_768

  /// The texts joined by line feeds; nil for none.
  static func list(_ texts: [String]) -> String? {
    switch texts.count {
    case 0: nil
    case 1: capped(texts[0])
    default: capped(texts.joined(separator: "\n"))
    }
  }

  /// A text of at most ``limit`` bytes, cut before a character.
  static func capped(_ text: String) -> String { capped(text, to: limit) }

  /// A text of at most `limit` bytes, cut before a character.
  public static func capped(_ text: String, to limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    let end = text.utf8.index(text.utf8.startIndex, offsetBy: limit)
    return String(text.unicodeScalars[..<end])
  }
}

extension BulkStatement {
  /// Binds something that couldn't be read to the columns of `reject`, in their order.
  func bind(_ reject: Reject, of source: OpenSource, _ run: RunRow, _ names: LookupIDs) {
    bind(source.row)
    bind(run.id)
    bind(reject.position.path.shown)
    bind(reject.position.record)
    bind(reject.position.offset)
    bind(names.problem[reject.problem])
    bind(StoredText.capped(reject.detail))
    bind(reject.losesMessage)
  }
}
