import GRDB
import RetourEvents

/// Reads the events of a database as ``Store/merge(_:)`` takes them, in the order of its rows.
///
/// It reads by the number of a column: by name each event would cost as much as storing it.
final class StoredEvents {
  /// Events of a piece.
  private static let stretch = 1_000

  private let statement: BulkStatement
  private var isDone = false

  /// What of each event is read.
  enum Places {
    /// The place whose content it has.
    case first
    /// The other places where it was seen, each as if it were an event.
    case further
    /// The places of quiet deliveries.
    case quiet(QuietForm)

    /// `event AS e`, or what stands for it, and `g` for further places.
    fileprivate var form: QuietForm? {
      if case .quiet(let form) = self { form } else { nil }
    }

    fileprivate var isFurther: Bool {
      if case .further = self { true } else { false }
    }

    fileprivate var tables: String {
      switch self {
      case .first: "event AS e NOT INDEXED"
      case .further: "sighting AS g JOIN event AS e ON e.id = g.event_id"
      case .quiet(let form): "\(form.events) AS e"
      }
    }
  }

  init(_ db: Database, _ places: Places) throws {
    let form = places.form
    let isQuiet = form != nil
    isDone = try form.map { try !db.tableExists($0.table) } ?? false
    guard !isDone else {
      statement = try BulkStatement(db, "SELECT 1")
      return
    }
    let place = places.isFurther ? "g" : "e"
    let judged =
      isQuiet
      ? "NULL" : try db.columns(in: "event").contains { $0.name == "judged" } ? "e.judged" : "NULL"
    let merged =
      try db.columns(in: "source").contains { $0.name == "is_merged" } ? "s.is_merged" : "0"
    // A database that an older program wrote has no such table.
    let hasBlocks = try db.tableExists("block")
    statement = try BulkStatement(
      db,
      """
      SELECT e.event_id, \(isQuiet ? "e.key" : "d.key"), k.name, e.is_trace, s.path, s.is_folder,
        \(place).path, \(place).record, \(place).offset,
        e.recipient, e.original_recipient, dn.name, e.sender, e.message_id, e.report_id,
        e.network_message_id, e.queue_id, e.occurred_at, e.arrived_at, e.last_attempt_at,
        e.reported_at, e.retried_for, e.attempts, rm.name, gs.name, rh.name, e.remote_ip,
        e.remote_port, a.name, ph.name, e.reply_code, e.status, e.language, mo.name, oo.name,
        rf.name, e.diagnostics, e.last_errors, e.human_text, e.hops, r.name, e.expired, si.name,
        ev.name, ru.name, \(hasBlocks ? "bl.list, bl.address" : "NULL, NULL"), ca.name, n.version, coalesce(\(judged), 0), n.started_at, \(merged)
      FROM \(places.tables)
      \(StoredReport.joins(place: place))
      JOIN run AS n ON n.id = e.run_id
      JOIN catalogue AS ca ON ca.id = e.catalogue_id
      LEFT JOIN delivery AS d ON d.id = e.delivery_id
      LEFT JOIN domain AS dn ON dn.id = e.domain_id
      LEFT JOIN reason AS r ON r.id = e.reason_id
      LEFT JOIN side AS si ON si.id = e.side_id
      LEFT JOIN evidence AS ev ON ev.id = e.evidence_id
      LEFT JOIN rule AS ru ON ru.id = e.rule_id
      \(hasBlocks ? "LEFT JOIN block AS bl ON bl.event_id = e.id" : "")
      \(isQuiet ? "" : "ORDER BY e.id")
      """
    )
  }

  /// The next events; empty at the end.
  func next() throws -> [MergePiece.Event] {
    var events: [MergePiece.Event] = []
    while events.count < Self.stretch, !isDone {
      // Another step behind the end would begin anew.
      isDone = try !statement.step()
      if !isDone { events.append(event()) }
    }
    return events
  }

  private func event() -> MergePiece.Event {
    var row = Fields(statement: statement)
    let (event, delivery) = (row.identity(), row.identity())
    let (kind, isTrace) = (row.name(ReportKind.self) ?? .failed, row.number() == 1)
    let source = MergePiece.Source(
      path: InputPath(shown: row.text() ?? ""),
      isFolder: row.number() == 1
    )
    let path = row.text() ?? ""
    var report = DeliveryReport(
      kind: kind,
      position: Position(
        path: path.isEmpty ? source.path : InputPath(shown: path),
        record: Int(row.number() ?? 0),
        offset: row.number() ?? 0
      )
    )
    (report.eventID, report.deliveryID) = (event, delivery)
    fill(&report, &row, isTrace: isTrace)
    let verdict = verdict(&row)
    let catalogue = row.text() ?? ""
    let judgement = judgement(&row, catalogue)
    return MergePiece.Event(
      source: source,
      event: ClassifiedReport(report, verdict),
      judgement: judgement
    )
  }

  private func fill(_ report: inout DeliveryReport, _ row: inout Fields, isTrace: Bool) {
    let (recipient, original) = (row.text(), row.text())
    // The domain it counts for is that of one of them, whatever its text looks like.
    let domain = row.text().flatMap { DomainName(ascii: $0) }
    report.sender = row.text().map { EmailAddress($0) }
    report.messageID = row.text()
    report.reportID = row.text()
    report.networkMessageID = row.text()
    report.queueID = row.text()
    // Rows of traces have no queue id, and those of logs always have one.
    report.origin = isTrace ? report.queueID == nil ? .trace : .log : .mail
    let isOfFinal = report.origin == .log ? recipient != nil : original == nil
    report.recipient = recipient.map {
      isOfFinal ? EmailAddress(text: $0, domain: domain) : EmailAddress($0)
    }
    report.originalRecipient = original.map {
      isOfFinal ? EmailAddress($0) : EmailAddress(text: $0, domain: domain)
    }
    if report.domain != domain, let text = recipient {
      // The original one has none, so that of the final one counts.
      report.recipient = EmailAddress(text: text, domain: domain)
    }
    report.occurredAt = row.time()
    report.arrivedAt = row.time()
    report.lastAttemptAt = row.time()
    report.reportedAt = row.time()
    report.retriedFor = row.number()
    report.attempts = row.number().map { Int($0) }
    report.reportingMTA = row.text()
    report.generatingServer = row.text()
    report.remoteHost = row.text()
    report.remoteIP = row.text()
    report.remotePort = row.number().map { Int($0) }
    report.statedAction = row.name(ReportKind.self)
    report.phase = row.name(SMTPPhase.self)
    report.reply = row.number().flatMap { SMTPReply(Int($0)) }
    report.status = row.number().flatMap {
      EnhancedStatus(Int($0 / 1_000_000), Int($0 / 1000 % 1000), Int($0 % 1000))
    }
    report.language = row.text()
    report.microsoftOwner = row.name(Actor.self)
    report.originatorOrg = row.text().flatMap { DomainName(ascii: $0) }
    report.reportFromDomain = row.text().flatMap { DomainName(ascii: $0) }
    report.diagnostics = row.list()
    report.lastErrors = row.list()
    report.humanText = row.text()
    report.hops = row.list()
  }

  private func verdict(_ row: inout Fields) -> Verdict? {
    let reason = row.name(Reason.self)
    let expired = row.number() == 1
    let (side, evidence) = (row.name(Side.self), row.name(Evidence.self))
    let rule = row.text()
    let (list, address) = (row.text(), row.text())
    return reason.map {
      Verdict(
        reason: $0,
        expired: expired,
        side: side ?? .unknown,
        evidence: evidence ?? Evidence.none,
        rule: rule ?? "",
        blockList: list,
        refusedAddress: address
      )
    }
  }

  private func judgement(_ row: inout Fields, _ catalogue: String) -> Judgement {
    let version = row.text() ?? ""
    let judged = row.number() ?? 0
    let started = row.number() ?? 0
    guard judged == 0 else { return Judgement(rank: judged, catalogue: catalogue) }
    return Judgement(version: version, catalogue: catalogue, milliseconds: started * 1_000)
  }
}

/// The columns of a row, one after the other.
private struct Fields {
  let statement: BulkStatement
  private var column: Int32 = -1

  init(statement: BulkStatement) { self.statement = statement }

  mutating func text() -> String? {
    column += 1
    return statement.optionalText(column)
  }

  mutating func number() -> Int64? {
    column += 1
    return statement.optional(column)
  }

  mutating func identity() -> Identity {
    column += 1
    return statement.identity(column)
  }

  mutating func time() -> Timestamp? { number().map { Timestamp(seconds: $0) } }

  mutating func list() -> [String] {
    text()?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) ?? []
  }

  mutating func name<Name: RawRepresentable<String>>(_ type: Name.Type) -> Name? {
    text().flatMap(Name.init(rawValue:))
  }
}
