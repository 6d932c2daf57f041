import GRDB
import RetourEvents

/// Stores deliveries of which one row of a trace is all that is known, in `quiet`.
///
/// Rows are collected and written at the end of a transaction in the order of their keys, so that they
/// are added to the end of the table, whatever its size. Each batch of them has a ``KeyFilter``, by which
/// a row that is there already is found: the same report again is another sighting; another report about
/// the same delivery, or a bounce that can be joined to it, needs more than a quiet row has, and makes it
/// a delivery with events.
final class QuietWriter {
  /// A batch with so many rows gets no more; at the end of a transaction it may have twice as many.
  private static let capacity = 24_000

  /// What became of a row.
  enum Outcome {
    case new
    case known
    /// It isn't quiet (any more): the report has to be stored as an event.
    case event
  }

  /// Where a row stands.
  struct Place {
    let batch: Int64
    let domain: Int64
    let key: Identity
  }

  /// A row that is stored, as far as it decides about another.
  private struct Known {
    let event: Identity
    let source: Int64
    let offset: Int64
  }

  /// A row of this transaction; its texts stand in ``texts``.
  private struct Kept {
    let key: Identity
    let event: Identity
    let network: Identity
    let domain: Int64
    let source: Int64
    let record: Int64
    let offset: Int64
    let occurredAt: Timestamp?
    let kind: ReportKind
    let isArrival: Bool
    /// Days since 1970-01-01; nil where it isn't known.
    let day: Int32?
    let address: UInt32?
    let senderSuffix: Int32?
    let messageSuffix: Int32?
    let recipient: QuietDeliveries.Text
    let sender: QuietDeliveries.Text?
    let message: QuietDeliveries.Text?
    let addressText: QuietDeliveries.Text?
  }

  /// What rows are counted by.
  private struct Cell: Hashable {
    let kind: ReportKind
    let domain: Int64
    let day: Int32?
  }

  private let capacity: Int
  private let run: Int64
  private let db: Database
  private let names: Names
  private let events: EventWriter
  private let deliveries: DeliveryWriter
  private let totals: DomainDayWriter
  private let suffixes: Dimension
  private let domains: Dimension
  private let insert: BulkStatement
  private let find: BulkStatement
  private let findDomain: BulkStatement
  private let see: BulkStatement
  private let findSource: BulkStatement
  private let promotion: QuietPromotion
  private let keysOfBatch: BulkStatement
  private let putBatch: BulkStatement
  private let putFilter: BulkStatement
  private let outdate: BulkStatement
  private var days: Days
  /// Those of all batches, in their order; nil until they are needed.
  private var filters: [(batch: Int64, filter: KeyFilter)]?
  /// The batch that takes the rows of this transaction.
  private var current: Int64
  /// Whether earlier transactions have written to it.
  private var isBegun: Bool

  private var rows: [Kept?] = []
  private var texts = QuietDeliveries()
  private var places: [Identity: Int] = [:]
  private var counts: [Cell: Int] = [:]
  /// Batches of earlier transactions of which rows say something else now, perhaps with another
  /// Message-ID.
  private var changed: Set<Int64> = []
  private var lastSender: (text: [UInt8], row: Int32) = ([], 0)
  private var lastMessage: (text: [UInt8], row: Int32) = ([], 0)
  /// Paths of sources, and whether their content was replaced since; for one batch of reports.
  private var sources: [Int64: (path: String, isReplaced: Bool)] = [:]

  init(
    _ db: Database,
    run: Int64,
    names: Names,
    days: Days,
    events: EventWriter,
    deliveries: DeliveryWriter,
    totals: DomainDayWriter,
    segment: Int
  ) throws {
    self.db = db
    self.run = run
    capacity = min(Self.capacity, segment)
    self.names = names
    self.days = days
    self.events = events
    domains = events.domains
    self.deliveries = deliveries
    self.totals = totals
    suffixes = try Dimension(db, table: "suffix")
    insert = try BulkStatement(
      db,
      """
      INSERT OR REPLACE INTO quiet (batch, domain_id, key, event_id, kind_id, run_id, source_id, record,
        offset, day, occurred_at, is_arrival, recipient, sender, sender_suffix_id, message,
        message_suffix_id, network, remote_ip)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    )
    find = try BulkStatement(
      db,
      """
      SELECT event_id, source_id, offset FROM quiet WHERE batch = ? AND domain_id = ? AND key = ?
      """
    )
    findDomain = try BulkStatement(db, "SELECT domain_id FROM quiet WHERE batch = ? AND key = ?")
    see = try BulkStatement(
      db,
      """
      INSERT INTO quiet_sighting (batch, domain_id, key, source_id, offset, record)
      VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """
    )
    findSource = try BulkStatement(db, "SELECT path, is_replaced FROM source WHERE id = ?")
    promotion = try QuietPromotion(db)
    keysOfBatch = try BulkStatement(db, "SELECT key FROM quiet WHERE batch = ?")
    putBatch = try BulkStatement(
      db,
      """
      INSERT INTO quiet_batch (batch, rows, last_run, keys) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET rows = excluded.rows, last_run = excluded.last_run,
        keys = excluded.keys, messages = NULL
      """
    )
    outdate = try BulkStatement(
      db,
      "UPDATE quiet_batch SET last_run = ?, messages = NULL WHERE batch = ?"
    )
    putFilter = try BulkStatement(db, "UPDATE quiet_batch SET keys = ? WHERE batch = ?")
    let last = try Row.fetchOne(
      db,
      sql: "SELECT batch, rows FROM quiet_batch ORDER BY batch DESC LIMIT 1"
    )
    let (batch, count): (Int64, Int) =
      (try last?.value("batch") ?? 1, try last?.value("rows") ?? 0)
    isBegun = last != nil && count < capacity
    current = last == nil || isBegun ? batch : batch + 1
  }

  // MARK: Storing

  /// Stores reports of one source, those of `list` with the numbers `chosen`; none of them stands at or
  /// after the place where reading would go on there.
  ///
  /// - Returns: what became of each, in order.
  func store(
    _ list: QuietDeliveries,
    _ chosen: [Int],
    source: OpenSource
  ) throws -> [Outcome] {
    sources.removeAll(keepingCapacity: true)
    let met = Met(list: list, source: source)
    var outcomes = [Outcome?](repeating: nil, count: chosen.count)
    for (index, batch) in try candidates(chosen.map { list.items[$0].delivery })
    where outcomes[index] == nil {
      let item = list.items[chosen[index]]
      let place = Place(batch: batch, domain: try domain(item, list), key: item.delivery)
      guard let known = try known(place) else { continue }
      outcomes[index] = try meet(item, met, known, at: place)
    }
    return try zip(chosen, outcomes).map { index, outcome in
      try outcome ?? add(list.items[index], met)
    }
  }

  /// What is being stored, and where it comes from.
  private struct Met {
    let list: QuietDeliveries
    let source: OpenSource

    func record(_ item: QuietDeliveries.Item) -> Int64 { Int64(list.recordsBefore + item.record) }
  }

  /// Stores a report that no batch knows.
  private func add(_ item: QuietDeliveries.Item, _ met: Met) throws -> Outcome {
    if let place = places[item.delivery], let row = rows[place] {
      return try meet(item, met, row, at: place)
    }
    if try deliveries.row(of: item.delivery) != nil { return .event }
    let row = try self.row(item, met)
    places[row.key] = rows.count
    rows.append(row)
    counts[Cell(kind: item.kind, domain: row.domain, day: row.day), default: 0] += 1
    return .new
  }

  /// Meets a row of this transaction.
  private func meet(
    _ item: QuietDeliveries.Item,
    _ met: Met,
    _ row: Kept,
    at place: Int
  ) throws -> Outcome {
    guard row.event == item.event else {
      try promote(bufferedAt: place)
      return .event
    }
    let known = Known(event: row.event, source: row.source, offset: row.offset)
    let stored = Place(batch: current, domain: row.domain, key: item.delivery)
    switch try compare(item, known, met.source) {
    case .same: break
    case .worse: try remember(met.source.row, item.offset, met.record(item), at: stored)
    case .better(let isReplaced):
      if !isReplaced { try remember(row.source, row.offset, row.record, at: stored) }
      rows[place] = try self.row(item, met)
    }
    return .known
  }

  /// Meets a row that is stored.
  private func meet(
    _ item: QuietDeliveries.Item,
    _ met: Met,
    _ known: Known,
    at place: Place
  ) throws -> Outcome {
    guard known.event == item.event else {
      try promote(place)
      return .event
    }
    switch try compare(item, known, met.source) {
    case .same: break
    case .worse: try remember(met.source.row, item.offset, met.record(item), at: place)
    case .better(let isReplaced):
      if !isReplaced {
        let record = try promotion.record(of: place)
        try remember(known.source, known.offset, record, at: place)
      }
      try write(row(item, met), to: place.batch)
      changed.insert(place.batch)
    }
    return .known
  }

  private enum Order {
    case same
    case worse
    /// The content in which the other one stands may have been replaced since.
    case better(isReplaced: Bool)
  }

  /// How the place of a report stands to that of the same report: the smallest by path and offset counts
  /// (see ``EventWriter``).
  private func compare(
    _ item: QuietDeliveries.Item,
    _ known: Known,
    _ source: OpenSource
  ) throws -> Order {
    if known.source == source.row, known.offset == item.offset { return .same }
    let (path, isReplaced) = try facts(of: known.source)
    let isBetter = isReplaced || (source.path, item.offset) < (path, known.offset)
    return isBetter ? .better(isReplaced: isReplaced) : .worse
  }

  private func facts(of source: Int64) throws -> (path: String, isReplaced: Bool) {
    if let facts = sources[source] { return facts }
    findSource.bind(source)
    defer { findSource.reset() }
    let facts =
      try findSource.step() ? (findSource.text(0), findSource.integer(1) != 0) : ("", true)
    sources[source] = facts
    return facts
  }

  private func remember(
    _ source: Int64,
    _ offset: Int64,
    _ record: Int64,
    at place: Place
  ) throws {
    see.bind(place.batch)
    see.bind(place.domain)
    see.bind(place.key)
    see.bind(source)
    see.bind(offset)
    see.bind(record)
    try see.run()
  }

  // MARK: Giving up rows

  /// Makes events of what is known of a delivery, because another report about it has come.
  func release(_ report: DeliveryReport, _ delivery: Identity) throws {
    if let place = places[delivery] {
      try promote(bufferedAt: place)
    } else if let place = try place(of: delivery, in: report.domain) {
      try promote(place)
    }
  }

  /// Makes a delivery with events of a quiet one that is stored.
  func promote(_ place: Place) throws {
    guard let (event, run, source) = try promotion.read(place) else { return }
    let row = try events.adopt(event, run: run, source: source)
    try promotion.leave(place, to: row)
    try promotion.shrink(place.batch)
  }

  private func promote(bufferedAt place: Int) throws {
    guard let row = rows[place] else { return }
    rows[place] = nil
    places[row.key] = nil
    try write(row, to: current)
    let place = Place(batch: current, domain: row.domain, key: row.key)
    guard let (event, run, source) = try promotion.read(place) else { return }
    try promotion.leave(place, to: events.adopt(event, run: run, source: source))
  }

  // MARK: Finding

  private func place(of key: Identity, in domain: DomainName?) throws -> Place? {
    for (_, batch) in try candidates([key]) {
      var row = try domain.map { try domains.row($0.name) }
      if row == nil {
        findDomain.bind(batch)
        findDomain.bind(key)
        row = try findDomain.step() ? findDomain.integer(0) : nil
        findDomain.reset()
      }
      guard let row else { continue }
      let place = Place(batch: batch, domain: row, key: key)
      if try known(place) != nil { return place }
    }
    return nil
  }

  private func known(_ place: Place) throws -> Known? {
    find.bind(place.batch)
    find.bind(place.domain)
    find.bind(place.key)
    defer { find.reset() }
    guard try find.step() else { return nil }
    return Known(event: find.identity(0), source: find.integer(1), offset: find.integer(2))
  }

  /// In which batches keys may be, the newest first.
  ///
  /// One filter is asked for all of them at a time, in the order in which they stand in it: else each
  /// question waits for memory.
  private func candidates(_ keys: [Identity]) throws -> [(index: Int, batch: Int64)] {
    let order = keys.indices.sorted { keys[$0].high < keys[$1].high }
    let sorted = order.map { keys[$0] }
    let bits = sorted.map(KeyFilter.bits)
    var found: [(index: Int, batch: Int64)] = []
    for (batch, filter) in try loadFilters().reversed() {
      for place in sorted.indices where filter.mayHold(sorted[place], bits[place]) {
        found.append((order[place], batch))
      }
    }
    return found
  }

  private func loadFilters() throws -> [(batch: Int64, filter: KeyFilter)] {
    if let filters { return filters }
    var loaded: [(batch: Int64, filter: KeyFilter)] = []
    let stored = try BulkStatement(db, "SELECT batch, keys FROM quiet_batch ORDER BY batch")
    while try stored.step() {
      loaded.append((stored.integer(0), KeyFilter(blocks: stored.blocks(1))))
    }
    stored.reset()
    for index in loaded.indices where loaded[index].filter.rulesNothingOut {
      loaded[index].filter = try filter(of: loaded[index].batch).filter
      putFilter.bind(loaded[index].filter.blocks)
      putFilter.bind(loaded[index].batch)
      try putFilter.run()
    }
    filters = loaded
    return loaded
  }

  /// A filter of the rows of a batch, and how many they are.
  private func filter(of batch: Int64) throws -> (filter: KeyFilter, rows: Int) {
    var keys: [Identity] = []
    keysOfBatch.bind(batch)
    while try keysOfBatch.step() { keys.append(keysOfBatch.identity(0)) }
    keysOfBatch.reset()
    return (Self.filter(keys), keys.count)
  }

  /// Batches are many, and each false answer is a page of the file: these have 18 bits a key.
  private static func filter(_ keys: [Identity]) -> KeyFilter {
    var filter = KeyFilter(keys: keys.count * 9 / 7)
    for key in keys { filter.insert(key) }
    return filter
  }

  /// Keys that a filter doesn't know although its batch has them, a line for each batch.
  static func gaps(_ db: Database) throws -> [String] {
    var gaps: [String] = []
    let rows = try BulkStatement(
      db,
      "SELECT q.batch, q.key FROM quiet_batch AS b CROSS JOIN quiet AS q ON q.batch = b.batch "
        + "WHERE b.keys IS NOT NULL ORDER BY q.batch"
    )
    let stored = try BulkStatement(db, "SELECT keys FROM quiet_batch WHERE batch = ?")
    var (batch, filter, missing): (Int64, KeyFilter?, Int) = (0, nil, 0)
    func end() {
      if missing > 0 { gaps.append("the filter of quiet batch \(batch) lacks \(missing) keys") }
      missing = 0
    }
    while try rows.step() {
      if rows.integer(0) != batch || filter == nil {
        end()
        batch = rows.integer(0)
        stored.bind(batch)
        filter = try stored.step() ? KeyFilter(blocks: stored.blocks(0)) : nil
        stored.reset()
      }
      let key = rows.identity(1)
      if filter?.mayHold(key, KeyFilter.bits(of: key)) == false { missing += 1 }
    }
    end()
    return gaps
  }

  /// Frees the memory that looking for keys took.
  func forgetKeys() { filters = nil }

  // MARK: Writing

  /// Writes the rows of this transaction.
  func settle() throws {
    try count()
    for batch in changed.sorted() {
      outdate.bind(run)
      outdate.bind(batch)
      try outdate.run()
    }
    changed.removeAll(keepingCapacity: true)
    var order: [(domain: Int64, key: Identity, index: Int)] = []
    order.reserveCapacity(rows.count)
    for (key, index) in places {
      if let row = rows[index] { order.append((row.domain, key, index)) }
    }
    guard !order.isEmpty else { return clear() }
    order.sort { ($0.domain, $0.key) < ($1.domain, $1.key) }
    for (_, _, index) in order {
      if let row = rows[index] { try write(row, to: current) }
    }
    let (filter, count) =
      try isBegun ? filter(of: current) : (Self.filter(order.map(\.key)), order.count)
    putBatch.bind(current)
    putBatch.bind(count)
    putBatch.bind(run)
    putBatch.bind(filter.blocks)
    try putBatch.run()
    if filters?.last?.batch == current { filters?.removeLast() }
    filters?.append((current, filter))
    isBegun = count < capacity
    if !isBegun { current += 1 }
    clear()
  }

  private func clear() {
    rows.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    texts = QuietDeliveries()
  }

  private func row(_ item: QuietDeliveries.Item, _ met: Met) throws -> Kept {
    let list = met.list
    return Kept(
      key: item.delivery,
      event: item.event,
      network: item.network,
      domain: try domain(item, list),
      source: met.source.row,
      record: met.record(item),
      offset: item.offset,
      occurredAt: item.occurredAt,
      kind: item.kind,
      isArrival: item.isArrival,
      day: item.occurredAt.map { days.dated($0).number },
      address: item.address,
      senderSuffix: try suffix(item.senderSuffix, list, &lastSender),
      messageSuffix: try suffix(item.messageSuffix, list, &lastMessage),
      recipient: texts.keep(list[item.recipient]),
      sender: item.sender.map { texts.keep(list[$0]) },
      message: item.message.map { texts.keep(list[$0]) },
      addressText: item.addressText.map { texts.keep(list[$0]) }
    )
  }

  private func domain(_ item: QuietDeliveries.Item, _ list: QuietDeliveries) throws -> Int64 {
    try domains.row(String(decoding: list[item.domain], as: UTF8.self))
  }

  /// The number of what stands behind an `@`; mostly it is what stood there last.
  private func suffix(
    _ text: QuietDeliveries.Text?,
    _ list: QuietDeliveries,
    _ last: inout (text: [UInt8], row: Int32)
  ) throws -> Int32? {
    guard let text else { return nil }
    if last.row > 0, list[text].elementsEqual(last.text) { return last.row }
    last = (
      Array(list[text]),
      Int32(truncatingIfNeeded: try suffixes.row(String(decoding: list[text], as: UTF8.self)))
    )
    return last.row
  }

  private func write(_ row: borrowing Kept, to batch: Int64) throws {
    insert.bind(batch)
    insert.bind(row.domain)
    insert.bind(row.key)
    insert.bind(row.event)
    insert.bind(names.kind[row.kind])
    insert.bind(run)
    insert.bind(row.source)
    insert.bind(row.record)
    insert.bind(row.offset)
    insert.bind(row.day.map { Int64($0) })
    insert.bind(row.occurredAt?.seconds)
    insert.bind(row.isArrival)
    insert.bind(text: texts[row.recipient])
    bind(row.sender)
    insert.bind(row.senderSuffix.map { Int64($0) })
    bind(row.message)
    insert.bind(row.messageSuffix.map { Int64($0) })
    insert.bind(row.network)
    if let address = row.address { insert.bind(Int64(address)) } else { bind(row.addressText) }
    try insert.run()
  }

  private func bind(_ text: QuietDeliveries.Text?) {
    if let text { insert.bind(text: texts[text]) } else { insert.bindNull() }
  }

  /// Counts the rows of this transaction.
  private func count() throws {
    for (cell, count) in counts {
      let day = cell.day.map { Days.text(ofDay: $0) } ?? ""
      let witness = Witness(
        event: 0,
        key: Identity(high: 0, low: 0),
        kind: cell.kind,
        occurredAt: nil,
        day: day,
        domain: cell.domain,
        reason: nil,
        expired: false,
        side: nil,
        evidence: nil,
        host: nil,
        isTrace: true
      )
      try totals.count(Delivery(of: witness), by: count)
    }
    counts.removeAll(keepingCapacity: true)
  }
}
