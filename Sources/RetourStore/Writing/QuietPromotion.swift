import GRDB
import RetourEvents

/// Reads quiet deliveries back as the reports that they were made of, and takes them away.
final class QuietPromotion {
  private let read: BulkStatement
  private let delete: BulkStatement

  init(_ db: Database) throws {
    read = try BulkStatement(
      db,
      """
      SELECT q.event_id, k.name, q.run_id, n.catalogue_id, q.source_id, s.path, q.record, q.offset,
        q.occurred_at, q.is_arrival, q.recipient, dn.name, coalesce(q.sender || '@' || ss.name, q.sender),
        coalesce(q.message || '@' || ms.name, q.message), q.network, \(Schema.quietAddress)
      FROM quiet AS q
      JOIN kind AS k ON k.id = q.kind_id
      JOIN run AS n ON n.id = q.run_id
      JOIN source AS s ON s.id = q.source_id
      JOIN domain AS dn ON dn.id = q.domain_id
      LEFT JOIN suffix AS ss ON ss.id = q.sender_suffix_id
      LEFT JOIN suffix AS ms ON ms.id = q.message_suffix_id
      WHERE q.batch = ? AND q.domain_id = ? AND q.key = ?
      """
    )
    delete = try BulkStatement(
      db,
      "DELETE FROM quiet WHERE batch = ? AND domain_id = ? AND key = ?"
    )
  }

  /// The report of a row, its run and its source.
  ///
  /// - Throws: that the database is damaged, where a row that was found can't be read.
  func read(
    _ place: QuietPlace
  ) throws -> (event: ClassifiedReport, run: RunRow, source: Int64) {
    bind(place, to: read)
    defer { read.reset() }
    guard try read.step(), let kind = ReportKind(rawValue: read.text(1)) else {
      throw DatabaseError(
        resultCode: .SQLITE_CORRUPT,
        message: "quiet delivery \(place.key) refers to rows that aren't there"
      )
    }
    var report = DeliveryReport(
      kind: kind,
      position: Position(
        path: InputPath(shown: read.text(5)),
        record: Int(read.integer(6)),
        offset: read.integer(7)
      )
    )
    report.origin = .trace
    (report.eventID, report.deliveryID) = (read.identity(0), place.key)
    report.occurredAt = read.optional(8).map { Timestamp(seconds: $0) }
    if read.integer(9) != 0 { report.arrivedAt = report.occurredAt }
    let domain = read.text(11)
    report.recipient = EmailAddress(
      text: "\(read.text(10))@\(domain)",
      domain: DomainName(ascii: domain)
    )
    report.sender = read.optionalText(12).map { EmailAddress($0) }
    report.messageID = read.optionalText(13)
    report.networkMessageID = QuietDeliveries.networkID(read.identity(14))
    report.remoteIP = read.optionalText(15)
    let run = RunRow(id: read.integer(2), catalogue: read.integer(3), rank: 0, catalogueName: "")
    return (ClassifiedReport(report, nil), run, read.integer(4))
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
