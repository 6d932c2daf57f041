import GRDB
import RetourEvents

/// Reads quiet deliveries back as the reports that they were made of, and takes them away.
final class QuietPromotion {
  private let read: BulkStatement
  private let delete: BulkStatement

  private let form: QuietForm

  init(_ db: Database, _ form: QuietForm) throws {
    self.form = form
    read = try BulkStatement(
      db,
      """
      SELECT q.event_id, k.name, q.run_id, n.catalogue_id, q.source_id, s.path, q.record, q.offset,
        q.occurred_at, q.recipient, dn.name, \(form.sender), \(QuietForm.message),
        \(Schema.quietAddress), \(Self.own(form))
      FROM \(form.table) AS q
      JOIN kind AS k ON k.id = q.kind_id
      JOIN run AS n ON n.id = q.run_id
      JOIN source AS s ON s.id = q.source_id
      JOIN domain AS dn ON dn.id = q.domain_id
      \(form.senderJoin)
      LEFT JOIN suffix AS ms ON ms.id = q.message_suffix_id
      WHERE q.batch = ? AND q.domain_id = ? AND q.key = ?
      """
    )
    delete = try BulkStatement(
      db,
      "DELETE FROM \(form.table) WHERE batch = ? AND domain_id = ? AND key = ?"
    )
  }

  /// What a form has that the other hasn't.
  private static func own(_ form: QuietForm) -> String {
    switch form {
    case .trace: "q.is_arrival, q.network"
    case .log:
      """
      q.queue_id, (SELECT name FROM host WHERE id = q.reporting_mta_id),
        (SELECT name FROM host WHERE id = q.host_id), q.arrived_at, q.last_attempt_at, q.retried_for,
        q.attempts
      """
    }
  }

  /// A row that is going to be an event.
  struct Quiet {
    let event: ClassifiedReport
    let run: RunRow
    let source: Int64
    /// As what totals count it.
    let counted: ReportKind
  }

  /// The report of a row, its run and its source, and as what it is counted.
  ///
  /// - Throws: that the database is damaged, where a row that was found can't be read.
  func read(_ place: QuietPlace) throws -> Quiet {
    bind(place, to: read)
    defer { read.reset() }
    guard try read.step(), let kind = ReportKind(rawValue: read.text(1)) else {
      throw DatabaseError(
        resultCode: .SQLITE_CORRUPT,
        message: "quiet delivery \(place.key) refers to rows that aren't there"
      )
    }
    var report = DeliveryReport(
      kind: form == .log ? .delivered : kind,
      position: Position(
        path: InputPath(shown: read.text(5)),
        record: Int(read.integer(6)),
        offset: read.integer(7)
      )
    )
    (report.eventID, report.deliveryID) = (read.identity(0), place.key)
    report.occurredAt = time(8)
    let domain = read.text(10)
    report.recipient = EmailAddress(
      text: "\(read.text(9))@\(domain)",
      domain: DomainName(ascii: domain)
    )
    report.sender = read.optionalText(11).map { EmailAddress($0) }
    report.messageID = read.optionalText(12)
    report.remoteIP = read.optionalText(13)
    switch form {
    case .trace:
      report.origin = .trace
      if read.integer(14) != 0 { report.arrivedAt = report.occurredAt }
      report.networkMessageID = QuietDeliveries.networkID(read.identity(15))
    case .log:
      report.origin = .log
      report.queueID = read.text(14)
      report.reportingMTA = read.optionalText(15)
      report.remoteHost = read.optionalText(16)
      report.arrivedAt = time(17)
      report.lastAttemptAt = time(18)
      report.retriedFor = read.optional(19)
      report.attempts = read.optional(20).map { Int($0) }
    }
    return Quiet(
      event: ClassifiedReport(report, nil),
      run: RunRow(
        id: read.integer(2),
        catalogue: read.integer(3),
        rank: 0,
        catalogueName: ""
      ),
      source: read.integer(4),
      counted: kind
    )
  }

  private func time(_ column: Int32) -> Timestamp? {
    read.optional(column).map { Timestamp(seconds: $0) }
  }

  /// Takes a row away, whose report is an event now.
  func delete(_ place: QuietPlace) throws {
    bind(place, to: delete)
    try delete.run()
  }

  private func bind(_ place: QuietPlace, to statement: BulkStatement) {
    statement.bind(place.batch)
    statement.bind(place.domain)
    statement.bind(place.key)
  }
}
