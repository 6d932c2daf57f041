import GRDB
import RetourEvents

/// Stores deliveries of which one report is all that is known: rows of traces in `quiet`, and what logs
/// and services tell in `quiet_log`.
///
/// Rows are collected and written at the end of a transaction in the order of their keys, so that they
/// are added to the end of the table, whatever its size. A row that is there already is found by the
/// filter of its batch (``QuietBatches``): of the same report the first place by path and offset is kept,
/// no other, because nobody takes one of them back; another report about the same delivery, or a bounce
/// that can be joined to it, needs more than a quiet row has, and makes it a delivery with events.
final class QuietWriter {
  /// What became of a row.
  enum Outcome {
    case new
    case known
    /// It isn't quiet (any more): the report has to be stored as an event.
    case event
  }

  /// What rows are counted by.
  struct Cell: Hashable {
    let kind: ReportKind
    let domain: Int64
    let day: Int32?
  }

  let form: QuietForm
  let db: Database
  let names: LookupIDs
  let events: EventWriter
  let deliveries: DeliveryWriter
  private let totals: DomainDayWriter
  private let suffixes: Dimension
  private let domains: Dimension
  private let hosts: Dimension
  let table: QuietTable
  let batches: QuietBatches
  private let findSource: BulkStatement
  let promotion: QuietPromotion
  private var days: Days

  var rows: [QuietRow?] = []
  private(set) var texts = QuietTexts()
  var places: [Identity: Int] = [:]
  var counts: [Cell: Int] = [:]
  private var lastSender: (text: [UInt8], row: Int32) = ([], 0)
  private var lastMessage: (text: [UInt8], row: Int32) = ([], 0)
  /// Paths of sources, and whether their content was replaced since; for one batch of reports.
  private var sources: [Int64: (path: String, isReplaced: Bool)] = [:]

  init(
    _ db: Database,
    _ form: QuietForm,
    run: Int64,
    names: LookupIDs,
    days: Days,
    events: EventWriter,
    deliveries: DeliveryWriter,
    totals: DomainDayWriter,
    suffixes: Dimension,
    segment: Int
  ) throws {
    self.db = db
    self.form = form
    self.names = names
    self.days = days
    self.events = events
    domains = events.domains
    self.deliveries = deliveries
    self.totals = totals
    hosts = events.hosts
    self.suffixes = suffixes
    table = try QuietTable(db, form, run: run, names: names)
    batches = try QuietBatches(db, form, run: run, segment: segment)
    findSource = try BulkStatement(db, "SELECT path, is_replaced FROM source WHERE id = ?")
    promotion = try QuietPromotion(db, form)
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
    let domains = try chosen.map { try domain(list.items[$0], list) }
    var outcomes = [Outcome?](repeating: nil, count: chosen.count)
    for place in try places(list, chosen, domains) where outcomes[place.index] == nil {
      guard let known = try table.known(place.stored) else { continue }
      let item = list.items[chosen[place.index]]
      outcomes[place.index] = try meet(item, met, known, at: place.stored)
    }
    return try outcomes.indices.map { index in
      try outcomes[index] ?? add(list.items[chosen[index]], in: domains[index], met)
    }
  }

  /// Where deliveries may be stored, in the newest batch first and there in the order of the table, so that
  /// one is found on the page of the last.
  private func places(
    _ list: QuietDeliveries,
    _ chosen: [Int],
    _ domains: [Int64]
  ) throws -> [(index: Int, stored: QuietPlace)] {
    let keys = chosen.map { list.items[$0].delivery }
    var places = try batches.candidates(keys).map { index, batch in
      (index: index, stored: QuietPlace(batch: batch, domain: domains[index], key: keys[index]))
    }
    places.sort { left, right in
      let (left, right) = (left.stored, right.stored)
      return (right.batch, left.domain, left.key) < (left.batch, right.domain, right.key)
    }
    return places
  }

  /// What is being stored, and where it comes from.
  private struct Met {
    let list: QuietDeliveries
    let source: OpenSource

    func record(_ item: QuietDeliveries.Item) -> Int64 { Int64(list.recordsBefore + item.record) }
  }

  /// Stores a report that no batch knows.
  private func add(
    _ item: QuietDeliveries.Item,
    in domain: Int64,
    _ met: Met
  ) throws -> Outcome {
    if let place = places[item.delivery], let row = rows[place] {
      return try meet(item, met, row, at: place)
    }
    if try deliveries.row(of: item.delivery) != nil { return .event }
    let row = try self.row(item, in: domain, met)
    places[row.key] = rows.count
    rows.append(row)
    counts[Cell(kind: row.kind, domain: row.domain, day: row.day), default: 0] += 1
    return .new
  }

  /// Meets a row of this transaction.
  private func meet(
    _ item: QuietDeliveries.Item,
    _ met: Met,
    _ row: QuietRow,
    at place: Int
  ) throws -> Outcome {
    guard row.event == item.event else {
      try promote(bufferedAt: place)
      return .event
    }
    let known = QuietTable.Known(
      event: row.event,
      source: row.source,
      offset: row.offset,
      occurredAt: row.occurredAt?.seconds
    )
    if try isBetter(item, met.source, than: known) {
      rows[place] = try self.row(item, in: row.domain, met)
    }
    return .known
  }

  /// Meets a row that is stored.
  private func meet(
    _ item: QuietDeliveries.Item,
    _ met: Met,
    _ known: QuietTable.Known,
    at place: QuietPlace
  ) throws -> Outcome {
    guard known.event == item.event else {
      try promote(place)
      return .event
    }
    if try isBetter(item, met.source, than: known) {
      try table.write(row(item, in: place.domain, met), texts, to: place.batch)
      batches.change(place.batch)
    }
    return .known
  }

  /// Whether a report counts more than the same report which is known: the first by time, path and offset
  /// does, unless its content was replaced since (see ``EventWriter``).
  private func isBetter(
    _ item: QuietDeliveries.Item,
    _ source: OpenSource,
    than known: QuietTable.Known
  ) throws -> Bool {
    if known.source == source.row, known.offset == item.offset { return false }
    let (path, isReplaced) = try facts(of: known.source)
    return isReplaced
      || (item.occurredAt?.seconds ?? .max, source.path, item.offset)
        < (known.occurredAt ?? .max, path, known.offset)
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

  // MARK: Finding

  func place(of key: Identity, in domain: DomainName?) throws -> QuietPlace? {
    for (_, batch) in try batches.candidates([key]) {
      var row = try domain.map { try domains.row($0.name) }
      row = try row ?? table.domain(of: key, in: batch)
      guard let row else { continue }
      let place = QuietPlace(batch: batch, domain: row, key: key)
      if try table.known(place) != nil { return place }
    }
    return nil
  }

  /// Frees the memory that looking for keys took.
  func forgetKeys() { batches.forgetKeys() }

  // MARK: Writing

  /// Writes the rows of this transaction.
  func settle() throws {
    try count()
    try batches.settle()
    var order: [(domain: Int64, key: Identity, index: Int)] = []
    order.reserveCapacity(rows.count)
    for (key, index) in places {
      if let row = rows[index] { order.append((row.domain, key, index)) }
    }
    guard !order.isEmpty else { return clear() }
    order.sort { ($0.domain, $0.key) < ($1.domain, $1.key) }
    try batches.add(order.map(\.key), from: write(order.map(\.index)))
    clear()
  }

  /// Writes rows by their numbers, in the order of their keys.
  ///
  /// - Returns: their first day.
  private func write(_ order: [Int]) throws -> Int32? {
    let sorted = order.lazy.compactMap { [rows] in rows[$0] }
    try table.write(sorted, count: order.count, texts, to: batches.current)
    return sorted.compactMap(\.day).min()
  }

  private func clear() {
    rows.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    texts = QuietTexts()
  }

  private func row(
    _ item: QuietDeliveries.Item,
    in domain: Int64,
    _ met: Met
  ) throws -> QuietRow {
    let list = met.list
    let log = try item.log.map { try row(list.logs[$0], list) }
    var kind = item.kind
    if let log {
      texts.logs.append(log)
      let address =
        item.address.map(QuietDeliveries.text(ofVersion4:))
        ?? item.addressText.map { String(decoding: list[$0], as: UTF8.self) }
      kind = try self.kind(log.host, address)
    }
    return QuietRow(
      key: item.delivery,
      event: item.event,
      network: item.network,
      log: log == nil ? nil : texts.logs.count - 1,
      domain: domain,
      source: met.source.row,
      record: met.record(item),
      offset: item.offset,
      occurredAt: item.occurredAt,
      kind: kind,
      isArrival: item.isArrival,
      day: item.occurredAt.map { days.dated($0).number },
      address: item.address,
      senderSuffix: try suffix(item.senderSuffix, list, &lastSender),
      messageSuffix: try suffix(item.messageSuffix, list, &lastMessage),
      recipient: texts.texts.keep(list[item.recipient].span),
      sender: item.sender.map { texts.texts.keep(list[$0].span) },
      message: item.message.map { texts.texts.keep(list[$0].span) },
      addressText: item.addressText.map { texts.texts.keep(list[$0].span) }
    )
  }

  private func row(_ log: QuietDeliveries.LogFacts, _ list: QuietDeliveries) throws -> QuietLogRow {
    func host(_ text: QuietDeliveries.Text?) throws -> Int64? {
      try hosts.row(text.map { String(decoding: list[$0], as: UTF8.self) })
    }
    return QuietLogRow(
      queue: texts.texts.keep(list[log.queue].span),
      reportingMTA: try host(log.reportingMTA),
      host: try host(log.remoteHost),
      arrivedAt: log.arrivedAt,
      lastAttemptAt: log.lastAttemptAt,
      retriedFor: log.retriedFor,
      attempts: log.attempts
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
    if last.row > 0, list[text].span.hasSameBytes(as: last.text.span) { return last.row }
    last = (
      Array(list[text]),
      Int32(truncatingIfNeeded: try suffixes.row(String(decoding: list[text], as: UTF8.self)))
    )
    return last.row
  }

  /// Counts the rows of this transaction.
  func count() throws {
    for (cell, count) in counts {
      let day = cell.day.map { Days.text(ofDay: $0) } ?? ""
      let witness = DeliveryEvidence(
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
        isTrace: form == .trace || cell.kind != .relayed
      )
      if count != 0 { try totals.count(Delivery(of: witness), by: count) }
    }
    counts.removeAll(keepingCapacity: true)
  }
}
