import GRDB
import RetourEvents

/// What a run has counted so far.
struct RunTotals {
  var tally = Tally()
  var eventsNew = 0
  var duplicates = 0
  /// How many of the duplicates are none but came for frozen days.
  var late = 0
  var unknown = 0
  var rejects = 0
}

/// Writes batches inside the open transaction: all prepared statements of a run.
final class BatchWriter {
  let run: RunRow
  var totals = RunTotals()
  /// By which catalogues merged events were judged.
  let catalogues: Dimension
  var judgements: [Judgement: RunRow] = [:]

  let events: EventWriter
  private let quiet: QuietWriter
  private let quietLog: QuietWriter
  private let stretches: StretchTable
  private var days: Days
  /// Whether all that logs say of mail that arrived is kept (``Store/keepsDelivered``).
  let keepsDelivered: Bool
  let db: Database
  let names: LookupIDs
  private var mergeWriter: MergeWriter?
  private let deliveries: DeliveryWriter
  let domainDays: DomainDayWriter
  let signingKeys: SigningKeyWriter
  private let addReject: BulkStatement
  private let addMember: BulkStatement
  private let count: BulkStatement
  private let moveOn: BulkStatement
  private let countRun: BulkStatement
  private let segment: Int
  private var sides: TraceLinks.Sides
  /// Whether totals of another database were added.
  var hasAddedTotals = false
  /// What the run has changed in the sum over all totals (``TotalsSum``); nil where that isn't known.
  var changeOfTotals: UInt64? { hasAddedTotals ? nil : domainDays.sum }
  /// Whether the run has read a log, or merged what was read of one.
  var hasLogs = false

  /// Prepares all statements, for segments of `segment` keys.
  init(
    _ db: Database,
    run: RunRow,
    days: Days,
    keepsDelivered: Bool,
    segment: Int
  ) throws {
    self.keepsDelivered = keepsDelivered
    self.days = days
    stretches = try StretchTable(db)
    self.db = db
    self.run = run
    self.segment = segment
    names = try LookupIDs(db)
    catalogues = try Dimension(db, table: "catalogue")
    sides = try TraceLinks.sides(db)
    domainDays = try DomainDayWriter(db, names: names)
    deliveries = try DeliveryWriter(db, names: names, totals: domainDays, segment: segment)
    events = try EventWriter(
      db,
      names: names,
      days: days,
      deliveries: deliveries,
      segment: segment
    )
    let suffixes = try Dimension(db, table: "suffix")
    let quiet = { [names, events, deliveries, domainDays] (form: QuietForm) in
      try QuietWriter(
        db,
        form,
        run: run.id,
        names: names,
        days: days,
        events: events,
        deliveries: deliveries,
        totals: domainDays,
        suffixes: suffixes,
        segment: segment
      )
    }
    self.quiet = try quiet(.trace)
    quietLog = try quiet(.log)
    signingKeys = try SigningKeyWriter(db)
    addReject = try BulkStatement(
      db,
      """
      INSERT INTO reject
        (source_id, run_id, path, record, offset, problem_id, detail, loses_message)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """
    )
    addMember = try BulkStatement(
      db,
      "INSERT INTO member (source_id, name_hash) VALUES (?, ?) ON CONFLICT DO NOTHING"
    )
    count = try BulkStatement(
      db,
      """
      UPDATE source SET messages = messages + ?, with_reports = with_reports + ?,
        not_reports = not_reports + ?, rejected = rejected + ?, reports = reports + ?,
        events_new = events_new + ?, duplicates = duplicates + ?
      WHERE id = ?
      RETURNING messages - with_reports - not_reports - rejected,
        reports - events_new - duplicates, messages, reports
      """
    )
    moveOn = try BulkStatement(
      db,
      """
      UPDATE source SET next_offset = ?, next_record = ?, is_complete = ?, fingerprint = ?,
        before_messages = ?, before_with_reports = ?, before_not_reports = ?, before_rejected = ?,
        before_reports = ?
      WHERE id = ?
      """
    )
    countRun = try BulkStatement(
      db,
      """
      UPDATE run SET messages = ?, with_reports = ?, not_reports = ?, rejected = ?, reports = ?,
        events_new = ?, duplicates = ?, late = ?, unknown = ?, rejects = ?
      WHERE id = ?
      """
    )
  }

  /// Writes one batch and moves the ledger's checkpoint with it.
  ///
  /// The path is the database's, for the error where the books don't balance.
  func write(_ batch: Batch, of source: OpenSource, path: String) throws {
    let batch = keepsDelivered ? batch : batch.withoutDelivered
    var again: Set<Identity> = []
    if let checkpoint = source.resuming {
      let taken = try events.takeBack(source: source.row, from: checkpoint.offset)
      try Ledger(db: db).rewind(source.row, to: checkpoint, new: taken.new)
      again = taken.events
    }
    if !source.isFolder, let checkpoint = batch.checkpoint {
      try events.tail.cut(source: source.row, to: checkpoint.offset)
    }
    let tail = source.tail(of: batch)
    // The events of a source are all of one origin.
    hasLogs = hasLogs || batch.events.first?.report.origin == .log
    try noteSides(batch.events, isAnyQuiet: !batch.quiet.isEmpty)
    let quiet = try storeQuiet(batch, before: tail, besides: again, of: source)
    var new = quiet.new
    for event in quiet.rest {
      let isAgain = again.contains(event.report.eventID)
      try release(event)
      try signingKeys.note(event.report)
      let found = try events.write(event, run: run, source: source, isAgain: isAgain)
      switch found {
      case .new:
        new += 1
        countInRun(event, wasKnown: isAgain)
      case .known: break
      case .late: totals.late += 1
      }
      if event.report.position.offset >= tail {
        try events.tail.add(event, found, source: source.row)
      }
    }
    for reject in batch.rejects { try write(reject, of: source) }
    for member in batch.members {
      addMember.bind(source.row)
      addMember.bind(Int64(bitPattern: member))
      try addMember.run()
    }
    totals.tally += batch.tally
    totals.rejects += batch.rejects.total
    totals.duplicates = totals.tally.reports - totals.eventsNew
    try balance(batch, of: source, new: new, path: path)
    if let checkpoint = batch.checkpoint { try move(source.row, to: checkpoint) }
    if let log = batch.log, batch.checkpoint != nil { try LogMarks(db: db).keep(log) }
  }

  /// Stores the reports of a batch that are all that is known of a delivery, and have neither cause nor
  /// words.
  ///
  /// Those at or after `tail` may be taken back one day, and those of `again` just were: they are events.
  ///
  /// - Returns: how many were new, and the events that are left to store.
  private func storeQuiet(
    _ batch: Batch,
    before tail: Int64,
    besides again: Set<Identity>,
    of source: OpenSource
  ) throws -> (new: Int, rest: [ClassifiedReport]) {
    func staysEvent(_ event: Identity, _ time: Timestamp?, _ offset: Int64) throws -> Bool {
      try offset >= tail || !again.isEmpty && again.contains(event)
        || events.isFrozen(event, at: time)
    }
    // The events of a source are all of one origin.
    let isLog = batch.events.first?.report.origin == .log
    // What a row of a trace may be joined to has a row of its own.
    let staysEvents = isLog && (keepsDelivered || sides.contains(.whole))
    var list = batch.quiet
    var rest: [ClassifiedReport] = []
    for event in batch.events {
      let report = event.report
      let isEvent =
        try staysEvents || event.verdict != nil || report.kind.hasCause
        || report.position.path.shown != source.path
        || staysEvent(report.eventID, report.occurredAt, report.position.offset)
      if isEvent || !list.append(report) { rest.append(event) }
    }
    guard !list.isEmpty else { return (0, rest) }
    let path = InputPath(shown: source.path)
    var chosen: [Int] = []
    var stretches = batch.quiet.stretches[...]
    for (index, item) in list.items.enumerated() {
      if let next = stretches.first, next.items.upperBound <= index {
        stretches.removeFirst()
        try note(next, list, source)
      }
      if try index < batch.quiet.count && staysEvent(item.event, item.occurredAt, item.offset) {
        rest.append(ClassifiedReport(list.report(item, in: path), nil))
        if let next = stretches.first, next.items.contains(index) { stretches.removeFirst() }
      } else {
        chosen.append(index)
      }
    }
    for stretch in stretches { try note(stretch, list, source) }
    var new = 0
    let outcomes = try (isLog ? quietLog : quiet).store(list, chosen, source: source)
    for (index, outcome) in zip(chosen, outcomes) {
      switch outcome {
      case .new: new += 1
      case .known: break
      case .event: rest.append(ClassifiedReport(list.report(list.items[index], in: path), nil))
      }
    }
    totals.eventsNew += new
    return (new, rest)
  }

  /// Takes note of a stretch all of whose rows are quiet deliveries, or events that stay.
  private func note(
    _ stretch: QuietDeliveries.Stretch,
    _ list: QuietDeliveries,
    _ source: OpenSource
  ) throws {
    guard let first = list.items[stretch.items].compactMap(\.occurredAt).min() else { return }
    try stretches.add(stretch.id, of: source.row, from: days.dated(first).number)
  }

  /// Writes what follows from the batches since the last time: the end of each transaction.
  func settle() throws {
    try mergeWriter?.settle()
    try quiet.settle()
    try quietLog.settle()
    try deliveries.settle()
    try domainDays.flush()
    bind(totals.tally, to: countRun)
    countRun.bind(totals.eventsNew)
    countRun.bind(totals.duplicates)
    countRun.bind(totals.late)
    countRun.bind(totals.unknown)
    countRun.bind(totals.rejects)
    countRun.bind(run.id)
    try countRun.run()
  }

  /// Joins bounces and the rows of traces that speak of the same message and recipient.
  func link() throws {
    try quiet.settle()
    try quietLog.settle()
    if sides.canMeet {
      // Once there are rows of traces, all that logs tell may be joined to them.
      if sides.contains(.whole) { try quietLog.promoteAll() }
      // Joining has filters of its own.
      events.forgetKeys()
      deliveries.forgetKeys()
      quiet.forgetKeys()
      quietLog.forgetKeys()
      try TraceLinks.join(db, deliveries, [quiet, quietLog], run: run.id, segment: segment)
    } else {
      try db.execute(sql: "DELETE FROM link_due")
    }
  }

  /// Looks whether nearly all mail leaves through one server, and judges by what is known of that.
  func route() throws {
    if hasLogs { try Relays.find(db) }
    try Relays.apply(db, deliveries, quietLog)
  }

  /// Makes events of what is known of a delivery, because another report about it has come.
  func release(_ event: ClassifiedReport) throws {
    try quiet.release(event.report, event.delivery)
    try quietLog.release(event.report, event.delivery)
  }

  // MARK: Parts

  /// Takes note of what there is that can be joined.
  func noteSides(_ events: [ClassifiedReport], isAnyQuiet: Bool = false) throws {
    guard sides != .all else { return }
    let found = events.reduce(isAnyQuiet ? sides.union(.whole) : sides) {
      $0.union(TraceLinks.Sides($1))
    }
    if found != sides { try TraceLinks.note(found, db) }
    sides = found
  }

  /// The books of inputs that were read elsewhere.
  func merging() throws -> MergeWriter {
    if let mergeWriter { return mergeWriter }
    let new = try MergeWriter(db, names: names, run: run)
    mergeWriter = new
    return new
  }

  func countInRun(_ event: ClassifiedReport, wasKnown: Bool) {
    guard !wasKnown else { return }
    totals.eventsNew += 1
    if event.isUnknown { totals.unknown += 1 }
  }

  private func write(_ reject: Reject, of source: OpenSource) throws {
    addReject.bind(reject, of: source, run, names)
    try addReject.run()
  }

  /// Adds the batch to the books of its source, which have to balance.
  private func balance(_ batch: Batch, of source: OpenSource, new: Int, path: String) throws {
    bind(batch.tally, to: count)
    count.bind(new)
    count.bind(batch.events.count + batch.quiet.count + batch.quiet.known - new)
    count.bind(source.row)
    guard try count.step() else {
      throw StoreError(.internal, path: path, what: "the ledger has lost \(source.path)")
    }
    let (messages, reports) = (count.integer(0), count.integer(1))
    let total = (Int(count.integer(2)), Int(count.integer(3)))
    _ = try count.step()
    count.reset()
    guard messages == 0, reports == 0 else {
      throw StoreError(
        .internal,
        path: path,
        what: "the books of \(source.path) don't balance: \(messages) messages and "
          + "\(reports) reports are unaccounted for"
      )
    }
    if let expected = batch.checkpoint?.total, total != (expected.messages, expected.reports) {
      throw StoreError(
        .internal,
        path: path,
        what: "the books of \(source.path) say \(total.0) messages and \(total.1) reports, its "
          + "checkpoint \(expected.messages) and \(expected.reports)"
      )
    }
  }

  private func move(_ source: Int64, to checkpoint: Checkpoint) throws {
    moveOn.bind(checkpoint.offset)
    moveOn.bind(checkpoint.record)
    moveOn.bind(checkpoint.isComplete)
    moveOn.bind(checkpoint.fingerprint)
    bind(checkpoint.before, to: moveOn)
    moveOn.bind(source)
    try moveOn.run()
  }

  private func bind(_ tally: Tally, to statement: BulkStatement) {
    statement.bind(tally.messages)
    statement.bind(tally.withReports)
    statement.bind(tally.notReports)
    statement.bind(tally.rejected)
    statement.bind(tally.reports)
  }
}
