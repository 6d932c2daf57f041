import GRDB
import RetourEvents

/// Keeps the books of inputs that were read elsewhere.
///
/// Such an input has a row in `source` of its own (`is_merged`), one for each path, that the ledger of
/// local files never looks at. `section` remembers which contents, and parts of them, were merged:
/// merging one again adds nothing. What a row says follows from its sections, not from their order.
final class MergeWriter {
  /// Sources that are remembered at most; beyond that the memory starts afresh.
  private static let capacity = 16_384

  private let names: LookupIDs
  private let run: RunRow
  private let find: BulkStatement
  private let insert: BulkStatement
  private let addSection: BulkStatement
  private let addReject: BulkStatement
  private let sum: BulkStatement
  private let count: BulkStatement
  private var sources: [MergePiece.Source: OpenSource] = [:]
  private var new: [Int64: Int64] = [:]
  private var touched: Set<Int64> = []

  init(_ db: Database, names: LookupIDs, run: RunRow) throws {
    self.names = names
    self.run = run
    find = try BulkStatement(
      db,
      """
      SELECT id FROM source WHERE path = ? AND is_merged = 1 AND is_folder = ? AND NOT is_replaced
      """
    )
    insert = try BulkStatement(
      db,
      """
      INSERT INTO source (path, device, inode, size, modified, is_folder, run_id, is_merged)
      VALUES (?, -1, -1, 0, 0, ?, ?, 1) RETURNING id
      """
    )
    addSection = try BulkStatement(
      db,
      """
      INSERT INTO section (source_id, content, size, first, last, modified, messages, with_reports,
        not_reports, rejected, reports, is_complete, next_offset)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """
    )
    addReject = try BulkStatement(
      db,
      """
      INSERT INTO reject
        (source_id, run_id, path, record, offset, problem_id, detail, loses_message)
      SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
      WHERE NOT EXISTS (
        SELECT 1 FROM reject WHERE source_id = ?1 AND offset = ?5 AND path = ?3 AND record = ?4
          AND problem_id = ?6 AND detail = ?7)
      """
    )
    sum = try BulkStatement(
      db,
      """
      UPDATE source SET (messages, with_reports, not_reports, rejected, reports, is_complete) = (
        SELECT sum(messages), sum(with_reports), sum(not_reports), sum(rejected), sum(reports),
          min(is_complete)
        FROM section WHERE source_id = ?1),
        (size, modified, next_offset) = (
        SELECT size, modified, next_offset FROM section WHERE source_id = ?1
        ORDER BY modified DESC, size DESC, content DESC, next_offset DESC LIMIT 1)
      WHERE id = ?1 AND EXISTS (SELECT 1 FROM section WHERE source_id = ?1)
      """
    )
    count = try BulkStatement(
      db,
      """
      UPDATE source SET events_new = events_new + ?2, reports = max(events_new + ?2,
          coalesce((SELECT sum(reports) FROM section WHERE source_id = ?1), 0)),
        duplicates = max(0, coalesce((SELECT sum(reports) FROM section WHERE source_id = ?1), 0)
          - events_new - ?2)
      WHERE id = ?1
      """
    )
  }

  /// The row of a source, which is added where it is new.
  func open(_ source: MergePiece.Source) throws -> OpenSource {
    if let known = sources[source] { return known }
    find.bind(source.path.shown)
    find.bind(source.isFolder)
    var row = try find.step() ? find.integer(0) : nil
    find.reset()
    if row == nil {
      insert.bind(source.path.shown)
      insert.bind(source.isFolder)
      insert.bind(run.id)
      row = try insert.step() ? insert.integer(0) : nil
      _ = try insert.step()
      insert.reset()
    }
    let opened = OpenSource(
      row: row ?? 0,
      path: source.path.shown,
      isFolder: source.isFolder,
      resuming: nil
    )
    if sources.count >= Self.capacity { sources.removeAll(keepingCapacity: true) }
    sources[source] = opened
    return opened
  }

  /// Counts new events of a source.
  func count(new events: Int, of source: Int64) {
    if events > 0 { new[source, default: 0] += Int64(events) }
    touched.insert(source)
  }

  /// Stores what couldn't be read.
  ///
  /// - Returns: whether it wasn't known.
  func add(_ reject: Reject, of source: OpenSource) throws {
    addReject.bind(reject, of: source, run, names)
    try addReject.run()
  }

  /// Adds books to those of their source.
  ///
  /// - Returns: whether they weren't known.
  func add(_ section: MergePiece.Section) throws -> Bool {
    let source = try open(section.source)
    addSection.bind(source.row)
    addSection.bind(section.content)
    addSection.bind(section.size)
    addSection.bind(section.range.lowerBound)
    addSection.bind(section.range.upperBound)
    addSection.bind(section.modified)
    addSection.bind(section.tally.messages)
    addSection.bind(section.tally.withReports)
    addSection.bind(section.tally.notReports)
    addSection.bind(section.tally.rejected)
    addSection.bind(section.tally.reports)
    addSection.bind(section.isComplete)
    addSection.bind(section.nextOffset)
    guard try addSection.runCountingChanges() == 1 else { return false }
    touched.insert(source.row)
    return true
  }

  /// Writes the books of the sources that were touched: the end of each transaction.
  func settle() throws {
    for source in touched.sorted() {
      sum.bind(source)
      try sum.run()
      count.bind(source)
      count.bind(new[source] ?? 0)
      try count.run()
    }
    touched.removeAll(keepingCapacity: true)
    new.removeAll(keepingCapacity: true)
  }
}

extension BatchWriter {
  /// Stores a piece of what was read elsewhere.
  func merge(_ piece: MergePiece) throws -> MergeCounts {
    let piece = keepsDelivered ? piece : piece.withoutDelivered
    let merging = try self.merging()
    try noteSides(piece.events.map(\.event))
    hasLogs = hasLogs || piece.events.contains { $0.event.report.origin == .log }
    var counts = MergeCounts()
    for event in piece.events {
      let source = try merging.open(event.source)
      let run = try row(of: event.judgement)
      try signingKeys.note(event.event.report)
      try release(event.event)
      let found = try events.write(event.event, run: run, source: source, isAgain: false)
      switch found {
      case .new:
        countInRun(event.event, wasKnown: false)
        merging.count(new: 1, of: source.row)
      case .known: merging.count(new: 0, of: source.row)
      case .late: totals.late += 1
      }
    }
    for (key, day) in piece.signingKeys { try signingKeys.note(key, day: day) }
    totals.tally.reports += piece.events.count
    for (source, reject) in piece.rejects {
      try merging.add(reject, of: merging.open(source))
      if reject.problem != .more { totals.rejects += 1 }
    }
    for section in piece.sections {
      if try merging.add(section) {
        counts.sectionsNew += 1
      } else {
        counts.sectionsKnown += 1
      }
      var tally = section.tally
      // Events are counted one by one.
      tally.reports = 0
      totals.tally += tally
    }
    totals.duplicates = totals.tally.reports - totals.eventsNew
    return counts
  }

  /// The run, as events of a judgement refer to it.
  private func row(of judgement: Judgement) throws -> RunRow {
    if let known = judgements[judgement] { return known }
    let row = RunRow(
      id: run.id,
      catalogue: try catalogues.row(judgement.catalogue),
      rank: judgement.rank,
      catalogueName: judgement.catalogue,
      judged: judgement.rank
    )
    if judgements.count >= 1_024 { judgements.removeAll(keepingCapacity: true) }
    judgements[judgement] = row
    return row
  }
}

extension Store {
  /// Stores a piece of what was read elsewhere, through the same door as ``append(_:)``.
  ///
  /// Any order and any number of times give the same tables. Of two verdicts about one event the one
  /// of the newer judgement stays.
  ///
  /// - Returns: what it brought.
  /// - Throws: ``StoreError`` for anything that SQLite or the system refuse.
  public func merge(_ piece: MergePiece) throws(StoreError) -> MergeCounts {
    try merge(piece, isProtected: false)
  }

  /// The same with what may have pseudonyms already.
  func merge(_ piece: MergePiece, isProtected: Bool) throws(StoreError) -> MergeCounts {
    try write(rows: piece.rows, bytes: 0) { writer, pseudonyms in
      let pseudonyms = isProtected ? nil : pseudonyms
      return try writer.merge(pseudonyms.map { piece.protected(by: $0) } ?? piece)
    }
  }
}

extension MergePiece {
  /// The piece with what is kept of mail that logs call delivered.
  fileprivate var withoutDelivered: MergePiece {
    var piece = self
    for index in events.indices { piece.events[index].event = events[index].event.withoutDelivered }
    return piece
  }

  /// The piece with pseudonyms in the place of addresses.
  fileprivate func protected(by pseudonyms: Pseudonyms) -> MergePiece {
    var piece = self
    for index in piece.events.indices {
      piece.events[index].event = events[index].event.changing { pseudonyms.protect(&$0) }
    }
    for index in piece.rejects.indices { pseudonyms.protect(&piece.rejects[index].reject) }
    return piece
  }
}
