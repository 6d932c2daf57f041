import GRDB
public import RetourEvents

/// How verdicts changed, for all events with the same change.
public struct VerdictChange: Hashable, Sendable {
  /// What the verdict was; nil where there was none.
  public let before: Reason?
  /// What it is.
  public let after: Reason
  /// How many events.
  public let events: Int
  /// One of them, the one with the smallest identity.
  public let example: Identity
}

/// What classifying stored texts anew brought.
public struct Reclassification: Hashable, Sendable {
  /// Events that were judged.
  public let judged: Int
  /// Events whose reason changed, the most frequent change first.
  public let changes: [VerdictChange]
  /// Events whose reason stayed, but not the side, the evidence, the rule or whether it expired.
  public let details: Int
}

/// Puts new verdicts in the place of stored ones, a stretch of events at a time.
final class Reclassifier {
  /// Events that are read and judged at a time.
  static let stretch = 2_000

  private let db: Database
  private let run: RunRow
  private let names: LookupIDs
  private let rules: Dimension
  private let totals: DomainDayWriter
  private let deliveries: DeliveryWriter
  private let update: BulkStatement
  private let blocks: BlockWriter
  private let reasonOfRow: [Int64: Reason]
  private var last: Int64 = 0
  private var judged = 0
  private var details = 0
  private var changes: [Change: (events: Int, example: Identity)] = [:]

  private struct Change: Hashable {
    let before: Reason?
    let after: Reason
  }

  /// Prepares all statements for the run of a writer, and for segments of `segment` keys.
  init(_ db: Database, for writer: BatchWriter, segment: Int) throws {
    self.db = db
    run = writer.run
    names = try LookupIDs(db)
    reasonOfRow = Dictionary(names.reason.map { ($1, $0) }) { first, _ in first }
    rules = try Dimension(db, table: "rule")
    totals = writer.domainDays
    deliveries = try DeliveryWriter(db, names: names, totals: totals, segment: segment)
    update = try BulkStatement(
      db,
      """
      UPDATE event SET reason_id = ?, expired = ?, side_id = ?, evidence_id = ?, rule_id = ?,
        catalogue_id = ?, judged = ?
      WHERE id = ?
      """
    )
    blocks = try BlockWriter(db)
  }

  /// Judges the next stretch of events whose verdict is of another catalogue, or of all.
  ///
  /// - Returns: whether there may be more.
  func next(all: Bool, _ classify: ([DeliveryReport]) -> [Verdict]) throws -> Bool {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT \(StoredReport.columns), e.reason_id, e.expired, e.side_id, e.evidence_id,
          ru.name AS rule
        FROM \(StoredReport.tables) LEFT JOIN rule AS ru ON ru.id = e.rule_id
        WHERE e.id > ? AND k.name IN ('failed', 'delayed', 'suppressed')
          AND (? OR e.catalogue_id <> ?)
        ORDER BY e.id LIMIT \(Self.stretch)
        """,
      arguments: [last, all, run.catalogue]
    )
    let reports = try rows.map(StoredReport.report)
    for ((row, report), verdict) in zip(zip(rows, reports), classify(reports)) {
      try take(row, report, verdict)
    }
    last = try rows.last?.value("id") ?? last
    judged += rows.count
    return rows.count == Self.stretch
  }

  private func take(_ row: Row, _ report: DeliveryReport, _ verdict: Verdict) throws {
    let before = (try row.value("reason_id") as Int64?).flatMap { reasonOfRow[$0] }
    let side = names.side[verdict.side]
    let evidence = names.evidence[verdict.evidence]
    let isSame =
      try before == verdict.reason && row.value("expired") == verdict.expired
      && row.value("side_id") == side
      && row.value("evidence_id") == evidence
    update.bind(names.reason[verdict.reason])
    update.bind(verdict.expired)
    update.bind(side)
    update.bind(evidence)
    update.bind(try rules.row(verdict.rule))
    update.bind(run.catalogue)
    update.bind(run.rank)
    let event: Int64 = try row.value("id")
    update.bind(event)
    try update.run()
    try blocks.change(verdict, of: event)
    if before != verdict.reason {
      let key = Change(before: before, after: verdict.reason)
      let old = changes[key] ?? (0, report.eventID)
      changes[key] = (old.events + 1, min(old.example, report.eventID))
    } else if try !isSame || row.value("rule") != verdict.rule {
      details += 1
    }
    if !isSame { deliveries.unsettle(try row.value("delivery_id")) }
  }

  /// Brings deliveries and totals in step: the end of each transaction.
  func settle() throws {
    try deliveries.settle()
    try totals.flush()
  }

  /// What it brought.
  var result: Reclassification {
    Reclassification(
      judged: judged,
      changes: changes.map { key, value in
        VerdictChange(
          before: key.before,
          after: key.after,
          events: value.events,
          example: value.example
        )
      }.sorted { ($1.events, $0.example) < ($0.events, $1.example) },
      details: details
    )
  }
}

extension Store {
  /// Judges stored reports anew, without reading mail.
  ///
  /// Each transaction takes some thousands of events; after kill -9 the next call goes on with those
  /// whose verdict is still of another catalogue.
  ///
  /// - Parameters:
  ///   - version: of the program.
  ///   - catalogueVersion: of the rules that `classify` uses.
  ///   - time: of the start.
  ///   - all: also those whose verdict is of this catalogue already, as when it was said anew what
  ///     is ours.
  ///   - classify: gives a verdict for each report, in order.
  /// - Returns: what changed.
  /// - Throws: ``StoreError`` for anything that SQLite or the system refuse.
  public func reclassify(
    version: String,
    catalogueVersion: String,
    at time: Timestamp,
    all: Bool,
    _ classify: ([DeliveryReport]) -> [Verdict]
  ) throws(StoreError) -> Reclassification {
    // Nothing new is stored, so pseudonyms need no key.
    try startRun(
      command: "reclassify",
      version: version,
      catalogueVersion: catalogueVersion,
      at: time
    )
    let result = try judge(all: all, classify)
    let end = Timestamp.now
    _ = try finishRun(
      files: FileCounts(),
      at: end,
      seconds: Double(end.seconds - time.seconds)
    )
    return result
  }
}
