import GRDB
import RetourEvents

/// A run as rows refer to it.
struct RunRow {
  let id: Int64
  let catalogue: Int64
  /// The place of its verdicts in the order of ``Judgement/rank``.
  let rank: Int64
  let catalogueName: String
  /// The same for events that were judged elsewhere; nil for those that the run judges.
  var judged: Int64?
}

/// Stores events, each once, and remembers where else they were seen.
///
/// Of several sightings the smallest by (time of the event, path, offset) is the one whose content
/// and position the event has, so the order in which archives are read can't matter. A sighting in
/// a content that has since been replaced loses against any other. What a log tells of a delivery grows
/// with the log: there the most final kind wins, and of two open ones the later. Where one of two was
/// judged elsewhere, the verdict of the newer judgement wins before that (``Judgement/rank``).
final class EventWriter {
  private let rows: EventRow
  private let frozen: FrozenDays?
  private let deliveries: DeliveryWriter
  private let keys: KeyIndex
  private let insert: BulkStatement
  private let replace: BulkStatement
  private let find: BulkStatement
  private let findBound: BulkStatement
  private let delete: BulkStatement
  private let see: BulkStatement
  private let heirs: BulkStatement
  private let forget: BulkStatement
  private let inherit: BulkStatement
  /// The reports that may be taken back.
  let tail: TailTable
  private let linkDue: PendingLinks
  private let blocks: BlockWriter
  private let kinds: [Int64: ReportKind]
  private let judgements: KnownJudgements

  init(
    _ db: Database,
    names: LookupIDs,
    days: Days,
    deliveries: DeliveryWriter,
    segment: Int
  ) throws {
    kinds = names.kindOfRow
    judgements = try KnownJudgements(db)
    rows = try EventRow(db, names: names, days: days, relays: deliveries.relays)
    frozen = try FrozenDays(db)
    self.deliveries = deliveries
    keys = try KeyIndex(db, .event, capacity: segment)
    insert = try BulkStatement(db, EventRow.insertion)
    replace = try BulkStatement(db, EventRow.replacement)
    find = try BulkStatement(
      db,
      """
      SELECT e.id, e.source_id, e.path, e.record, e.offset, e.occurred_at, e.delivery_id, s.path,
        s.is_replaced, e.event_id, e.kind_id, e.judged, e.run_id, e.catalogue_id
      FROM event AS e JOIN source AS s ON s.id = e.source_id WHERE e.id = ?
      """
    )
    findBound = try BulkStatement(
      db,
      "SELECT id FROM event WHERE delivery_id = ? AND event_id = ?"
    )
    delete = try BulkStatement(db, "DELETE FROM event WHERE id = ?")
    see = try BulkStatement(
      db,
      """
      INSERT INTO sighting (event_id, source_id, path, record, offset) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """
    )
    heirs = try BulkStatement(
      db,
      """
      SELECT g.source_id, g.path, g.record, g.offset
      FROM sighting AS g JOIN source AS s ON s.id = g.source_id
      WHERE g.event_id = ?
      ORDER BY s.is_replaced, CASE g.path WHEN '' THEN s.path ELSE g.path END, g.offset LIMIT 1
      """
    )
    forget = try BulkStatement(
      db,
      "DELETE FROM sighting WHERE event_id = ? AND source_id = ? AND offset >= ?"
    )
    inherit = try BulkStatement(
      db,
      "UPDATE event SET (source_id, path, record, offset) = (?, ?, ?, ?) WHERE id = ?"
    )
    tail = try TailTable(db)
    linkDue = try PendingLinks(db)
    blocks = try BlockWriter(db)
  }

  /// What became of an event, and its row.
  enum Outcome {
    case new(Int64)
    case known(Int64)
    /// It is for a day that was pruned, and isn't stored.
    case late
  }

  /// Numbers the domains, for all who write.
  var domains: Dimension { rows.domains }
  /// Numbers the servers, for all who write.
  var hosts: Dimension { rows.hosts }

  /// Frees the memory that looking for keys took.
  func forgetKeys() { keys.forget() }

  /// Makes an event, with a delivery of its own, of what was a quiet delivery and is counted as one of a
  /// kind.
  func adopt(
    _ event: ClassifiedReport,
    run: RunRow,
    source: Int64,
    countedAs kind: ReportKind
  ) throws {
    let witness = try rows.bind(
      event,
      to: insert,
      row: keys.next,
      delivery: deliveries.next,
      run: run,
      source: source,
      path: ""
    )
    insert.bind(keys.current)
    try insert.run()
    keys.advance(event.report.eventID)
    try deliveries.adopt(witness, event.delivery, countedAs: kind)
  }

  /// Stores an event; one that was just taken back (`isAgain`) is never late.
  func write(
    _ event: ClassifiedReport,
    run: RunRow,
    source: OpenSource,
    isAgain: Bool
  ) throws -> Outcome {
    if !isAgain, try isFrozen(event.report.eventID, at: event.report.occurredAt),
      try row(of: event) == nil
    {
      return .late
    }
    return try event.isBound
      ? storeBound(event, run: run, source: source)
      : storeFree(event, run: run, source: source)
  }

  /// Whether an event belongs to a day that was pruned.
  func isFrozen(_ event: Identity, at time: Timestamp?) throws -> Bool {
    try frozen?.holds(event, on: rows.day(of: time)) ?? false
  }

  private func storeFree(
    _ event: ClassifiedReport,
    run: RunRow,
    source: OpenSource
  ) throws -> Outcome {
    if let row = try keys.fullRow(of: event.report.eventID) {
      return try meet(event, row, run: run, source: source)
    }
    let witness = try bindInsertion(event, run: run, source: source)
    guard try insert.runCountingChanges() == 1 else {
      guard let row = try keys.currentRow(of: event.report.eventID) else {
        throw StoreError(
          .internal,
          path: source.path,
          what: "a stored event isn't found by its key"
        )
      }
      return try meet(event, row, run: run, source: source)
    }
    keys.advance(event.report.eventID)
    try blocks.note(event, of: witness.event)
    try deliveries.file(witness, under: event.delivery)
    return .new(witness.event)
  }

  /// Stores an event that only the delivery leads to: where that is new, so is the event.
  private func storeBound(
    _ event: ClassifiedReport,
    run: RunRow,
    source: OpenSource
  ) throws -> Outcome {
    let witness = try bindInsertion(event, run: run, source: source)
    let delivery = try deliveries.open(witness, event.delivery)
    if let delivery, let row = try row(of: event.report.eventID, in: delivery) {
      insert.reset()
      return try meet(event, row, run: run, source: source)
    }
    try insert.run()
    keys.advance(event.report.eventID)
    try blocks.note(event, of: witness.event)
    if let delivery { try deliveries.join(witness, delivery) }
    return .new(witness.event)
  }

  private func bindInsertion(
    _ event: ClassifiedReport,
    run: RunRow,
    source: OpenSource
  ) throws -> DeliveryEvidence {
    let witness = try rows.bind(
      event,
      to: insert,
      row: keys.next,
      delivery: deliveries.next,
      run: run,
      source: source.row,
      path: source.stored(event.report.position.path.shown)
    )
    insert.bind(keys.current)
    return witness
  }

  /// The row of an event; nil where it isn't stored.
  private func row(of event: ClassifiedReport) throws -> Int64? {
    guard event.isBound else { return try keys.row(of: event.report.eventID) }
    return try deliveries.row(of: event.delivery).flatMap { delivery in
      try row(of: event.report.eventID, in: delivery)
    }
  }

  private func row(of identity: Identity, in delivery: Int64) throws -> Int64? {
    findBound.bind(delivery)
    findBound.bind(identity)
    defer { findBound.reset() }
    return try findBound.step() ? findBound.integer(0) : nil
  }

  /// Takes note of another sighting of an event that has a row, or lets it replace the first one.
  private func meet(
    _ event: ClassifiedReport,
    _ row: Int64,
    run: RunRow,
    source: OpenSource
  ) throws -> Outcome {
    guard let known = try known(row) else {
      throw StoreError(.internal, path: source.path, what: "a stored event has lost its source")
    }
    let path = source.stored(event.report.position.path.shown)
    let position = event.report.position
    let isSamePlace =
      known.place.source == source.row && known.place.path == path
      && known.place.offset == position.offset
    let order = try order(of: known, run)
    if isSamePlace, order == .same { return .known(row) }
    let place = Place(
      source: source.row,
      path: path,
      record: position.record,
      offset: position.offset
    )
    guard known.yields(to: event, judged: order) else {
      if !isSamePlace { try remember(place, of: known.row) }
      return .known(row)
    }
    if !known.isReplaced, !isSamePlace { try remember(known.place, of: known.row) }
    let better = try rows.bind(
      event,
      to: replace,
      row: known.row,
      delivery: deliveries.next,
      run: run,
      source: source.row,
      path: path
    )
    try linkDue.note(known.row, becoming: event.report.messageID)
    try replace.run()
    try blocks.change(event, of: known.row)
    try linkDue.note(known.row)
    deliveries.unsettle(known.delivery)
    try deliveries.file(better, under: event.delivery)
    return .known(row)
  }

  /// Whether the verdict of a run is newer than that of an event: one of the same catalogue is the
  /// same, and to those that runs of this database gave `reclassify` sees.
  private func order(of known: Known, _ run: RunRow) throws -> Known.Order {
    guard known.judged != nil || run.judged != nil, known.catalogue != run.catalogue else {
      return .same
    }
    let rank = try known.judged ?? judgements.rank(ofRun: known.run)
    let name = try judgements.catalogue(known.catalogue)
    return (rank, name) < (run.rank, run.catalogueName) ? .newer : .older
  }

  // MARK: Reading on in the middle

  /// Takes back what a source gave at or after a byte, because it is about to be read again.
  ///
  /// - Returns: the events, and how many of them had been new.
  func takeBack(source: Int64, from offset: Int64) throws -> (events: Set<Identity>, new: Int64) {
    var (events, new) = try tail.events(source: source, from: offset)
    for (identity, row) in events.sorted(by: { $0.key < $1.key }) {
      guard let known = try known(row), known.identity == identity else {
        // It was pruned.
        events[identity] = nil
        continue
      }
      forget.bind(known.row)
      forget.bind(source)
      forget.bind(offset)
      try forget.run()
      guard known.place.source == source, known.place.offset >= offset else { continue }
      deliveries.unsettle(known.delivery)
      try removeOrBequeath(known)
    }
    try tail.cut(source: source, from: offset)
    return (Set(events.keys), new)
  }

  private func removeOrBequeath(_ known: Known) throws {
    heirs.bind(known.row)
    guard try heirs.step() else {
      heirs.reset()
      try linkDue.note(known.row)
      try blocks.forget(known.row)
      delete.bind(known.row)
      try delete.run()
      return
    }
    let heir = Place(
      source: heirs.integer(0),
      path: heirs.text(1),
      record: Int(heirs.integer(2)),
      offset: heirs.integer(3)
    )
    heirs.reset()
    inherit.bind(heir.source)
    inherit.bind(heir.path)
    inherit.bind(heir.record)
    inherit.bind(heir.offset)
    inherit.bind(known.row)
    try inherit.run()
    forget.bind(known.row)
    forget.bind(heir.source)
    forget.bind(heir.offset)
    try forget.run()
  }

  // MARK: Sightings

  private func known(_ row: Int64) throws -> Known? {
    find.bind(row)
    defer { find.reset() }
    guard try find.step() else { return nil }
    let path = find.text(2)
    return Known(
      row: find.integer(0),
      identity: find.identity(9),
      place: Place(
        source: find.integer(1),
        path: path,
        record: Int(find.integer(3)),
        offset: find.integer(4)
      ),
      fullPath: path.isEmpty ? find.text(7) : path,
      occurredAt: find.optional(5),
      delivery: find.integer(6),
      isReplaced: find.integer(8) != 0,
      kind: kinds[find.integer(10)],
      judged: find.optional(11),
      run: find.integer(12),
      catalogue: find.integer(13)
    )
  }

  private func remember(_ place: Place, of event: Int64) throws {
    see.bind(event)
    see.bind(place.source)
    see.bind(place.path)
    see.bind(place.record)
    see.bind(place.offset)
    try see.run()
  }
}
