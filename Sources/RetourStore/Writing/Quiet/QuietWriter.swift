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
  struct Cell: Equatable {
    /// A row of `kind`.
    let kind: Int64
    let domain: Int64
    /// Days since 1970-01-01.
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

  var buffer = QuietBuffer()
  private var lastSender: (text: [UInt8], row: Int32) = ([], 0)
  private var lastMessage: (text: [UInt8], row: Int32) = ([], 0)
  private var lastKind: (kind: ReportKind, row: Int64)?
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
    table = try QuietTable(db, form, run: run)
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
    let met = Met(list: list, source: source, number: buffer.begin(list, source: source.row))
    defer { buffer.end() }
    let domains = try chosen.map {
      try self.domains.row(list.bytes.span.extracting(list.items[$0].domain.range))
    }
    var outcomes = [Outcome?](repeating: nil, count: chosen.count)
    for place in try places(list, chosen, domains) where outcomes[place.index] == nil {
      guard let known = try table.known(place.stored) else { continue }
      outcomes[place.index] = try meet(chosen[place.index], met, known, at: place.stored)
    }
    return try outcomes.indices.map { index in
      try outcomes[index] ?? add(chosen[index], in: domains[index], met)
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

  /// What is being stored, where it comes from, and its number in the buffer.
  private struct Met {
    let list: QuietDeliveries
    let source: OpenSource
    let number: Int32
  }

  /// Stores a report that no batch knows, of which the number is given.
  private func add(_ number: Int, in domain: Int64, _ met: Met) throws -> Outcome {
    let item = met.list.items[number]
    if let place = buffer.place(of: item.delivery), let row = buffer[place] {
      return try meet(number, met, row, at: place)
    }
    if try deliveries.row(of: item.delivery) != nil { return .event }
    let row = try self.row(number, in: domain, met)
    buffer.append(row)
    return .new
  }

  /// Meets a row of this transaction.
  private func meet(
    _ number: Int,
    _ met: Met,
    _ row: QuietRow,
    at place: Int
  ) throws -> Outcome {
    let before = buffer.item(of: row)
    guard before.event == met.list.items[number].event else {
      try promote(bufferedAt: place)
      return .event
    }
    let known = QuietTable.Known(
      event: before.event,
      source: buffer.lists[Int(row.list)].source,
      offset: before.offset,
      occurredAt: before.occurredAt?.seconds
    )
    if try isBetter(met.list.items[number], met.source, than: known) {
      buffer.replace(place, by: try self.row(number, in: row.domain, met))
    }
    return .known
  }

  /// Meets a row that is stored.
  private func meet(
    _ number: Int,
    _ met: Met,
    _ known: QuietTable.Known,
    at place: QuietPlace
  ) throws -> Outcome {
    let item = met.list.items[number]
    guard known.event == item.event else {
      try promote(place)
      return .event
    }
    if try isBetter(item, met.source, than: known) {
      try table.write(row(number, in: place.domain, met), of: buffer, to: place.batch)
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
    for batch in try batches.candidates(key) {
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
    let order = buffer.sorted()
    try count(order)
    try batches.settle()
    if !order.isEmpty {
      try table.write(order, of: buffer, to: batches.current)
      try batches.add(order.map { buffer.key(at: $0) }, from: buffer.firstDay(order))
    }
    buffer.removeAll()
  }

  /// What is to be written of an item.
  private func row(_ number: Int, in domain: Int64, _ met: Met) throws -> QuietRow {
    let item = met.list.items[number]
    var (kind, hosts) = (item.kind, nil as Int32?)
    if let log = item.log.map({ met.list.logs[$0] }) {
      let remote = try host(log.remoteHost, met)
      let address =
        item.address.map(QuietDeliveries.text(ofVersion4:))
        ?? item.addressText.map { String(decoding: met.list[$0], as: UTF8.self) }
      kind = try self.kind(remote, address)
      hosts = buffer.keep(try host(log.reportingMTA, met), remote)
    }
    return QuietRow(
      list: met.number,
      item: Int32(truncatingIfNeeded: number),
      domain: domain,
      kind: row(of: kind),
      day: item.occurredAt.map { days.number($0) },
      senderSuffix: try suffix(item.senderSuffix, met, &lastSender),
      messageSuffix: try suffix(item.messageSuffix, met, &lastMessage),
      hosts: hosts
    )
  }

  private func host(_ text: QuietDeliveries.Text?, _ met: Met) throws -> Int64? {
    try hosts.row(text.map { String(decoding: met.list[$0], as: UTF8.self) })
  }

  /// The row of a kind; mostly it is that of the last.
  private func row(of kind: ReportKind) -> Int64 {
    if let lastKind, lastKind.kind == kind { return lastKind.row }
    let row = names.kind[kind] ?? 0
    lastKind = (kind, row)
    return row
  }

  /// The number of what stands behind an `@`; mostly it is what stood there last.
  private func suffix(
    _ text: QuietDeliveries.Text?,
    _ met: Met,
    _ last: inout (text: [UInt8], row: Int32)
  ) throws -> Int32? {
    guard let text else { return nil }
    let bytes = met.list.bytes.span.extracting(text.range)
    if last.row > 0, bytes.hasSameBytes(as: last.text.span) { return last.row }
    last = (Array(bytes), Int32(truncatingIfNeeded: try suffixes.row(bytes)))
    return last.row
  }

  /// Counts the rows at some places, in the order of their domains.
  private func count(_ order: [Int]) throws {
    // A domain has few days in a transaction, if its rows aren't made to have many.
    var cells: [(cell: Cell, count: Int)] = []
    for place in order {
      guard let row = buffer[place] else { continue }
      let cell = Cell(kind: row.kind, domain: row.domain, day: row.day)
      if cells.count > 16 || cells.last.map({ $0.cell.domain != cell.domain }) ?? false {
        for (cell, count) in cells { try self.count(cell, by: count) }
        cells.removeAll(keepingCapacity: true)
      }
      if let known = cells.firstIndex(where: { $0.cell == cell }) {
        cells[known].count += 1
      } else {
        cells.append((cell, 1))
      }
    }
    for (cell, count) in cells { try self.count(cell, by: count) }
  }

  /// Counts rows (`by` of them), or takes them out where that is negative.
  func count(_ cell: Cell, by count: Int) throws {
    guard count != 0, let kind = names.kindOfRow[cell.kind] else { return }
    try totals.count(
      domain: cell.domain,
      kind: cell.kind,
      day: cell.day,
      isTraced: form == .trace || kind != .relayed,
      by: count
    )
  }
}
