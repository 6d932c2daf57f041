import GRDB
import RetourEvents

/// Finds the quiet deliveries to which something can be joined, and makes them deliveries with events.
///
/// A bounce of a mail may come years after the rows of its trace. So each batch of quiet deliveries has a
/// filter of its Message-IDs, made when it is first needed, and is read only where that says that it may
/// have one of those that are looked for.
final class QuietLinks {
  /// How many Message-IDs are looked for at a time.
  private static let stretch = 50_000
  /// Keys of a filter for each Message-ID: a batch that is read for nothing costs more than the bits.
  private static let width = 2

  private let db: Database
  private let form: QuietForm
  private let quiet: QuietWriter
  private let rows: BulkStatement

  init(_ db: Database, _ quiet: QuietWriter) throws {
    self.db = db
    form = quiet.form
    self.quiet = quiet
    rows = try BulkStatement(
      db,
      """
      SELECT q.domain_id, q.key, \(QuietForm.message)
      FROM \(form.table) AS q LEFT JOIN suffix AS ms ON ms.id = q.message_suffix_id
      WHERE q.batch = ? AND q.message IS NOT NULL AND q.run_id > ?
      """
    )
  }

  /// Makes events of the quiet deliveries with a Message-ID that a query gives.
  func release(messages: String) throws {
    let query = try BulkStatement(db, messages)
    var wanted: Set<String> = []
    var isOver = false
    while !isOver {
      isOver = try !query.step()
      if !isOver { wanted.insert(query.text(0)) }
      if wanted.count >= Self.stretch || isOver {
        try release(wanted)
        wanted.removeAll(keepingCapacity: true)
      }
    }
    query.reset()
  }

  private func release(_ wanted: Set<String>) throws {
    guard !wanted.isEmpty else { return }
    let keys = wanted.map { KeyFilter.key(of: $0) }
    for batch in try batches(after: -1) {
      let filter = try filter(of: batch)
      guard keys.contains(where: { filter.mayHold($0, KeyFilter.bits(of: $0)) }) else { continue }
      try release(in: batch, after: -1) { wanted.contains($0) }
    }
  }

  /// Makes events of quiet deliveries that runs after another one have added, where `isWanted` says that
  /// something can be joined to mail with their Message-ID.
  func releaseNew(after run: Int64, _ isWanted: (String) throws -> Bool) throws {
    for batch in try batches(after: run) { try release(in: batch, after: run, isWanted) }
  }

  private func release(
    in batch: Int64,
    after run: Int64,
    _ isWanted: (String) throws -> Bool
  ) throws {
    var places: [QuietPlace] = []
    rows.bind(batch)
    rows.bind(run)
    while try rows.step() {
      guard try isWanted(rows.text(2)) else { continue }
      places.append(
        QuietPlace(batch: batch, domain: rows.integer(0), key: rows.identity(1))
      )
    }
    rows.reset()
    for place in places { try quiet.promote(place) }
  }

  private func batches(after run: Int64) throws -> [Int64] {
    try Int64.fetchAll(
      db,
      sql: "SELECT batch FROM \(form.batches) WHERE last_run > ? ORDER BY batch",
      arguments: [run]
    )
  }

  private func filter(of batch: Int64) throws -> KeyFilter {
    let stored = try BulkStatement(db, "SELECT messages FROM \(form.batches) WHERE batch = ?")
    stored.bind(batch)
    defer { stored.reset() }
    if try stored.step(), case let blocks = stored.blocks(0), !blocks.isEmpty {
      return KeyFilter(blocks: blocks)
    }
    var keys: [Identity] = []
    rows.bind(batch)
    rows.bind(-1)
    while try rows.step() { keys.append(KeyFilter.key(of: rows.text(2))) }
    rows.reset()
    var filter = KeyFilter(keys: keys.count * Self.width)
    for key in keys { filter.insert(key) }
    let put = try BulkStatement(db, "UPDATE \(form.batches) SET messages = ? WHERE batch = ?")
    put.bind(filter.blocks)
    put.bind(batch)
    try put.run()
    return filter
  }
}
