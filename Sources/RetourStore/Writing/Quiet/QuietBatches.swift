import GRDB
import RetourEvents

/// The batches of `quiet` or `quiet_log`: which takes new rows, and in which a key may be.
///
/// Rows are written a transaction at a time, and those of a batch stand together. Each batch has a
/// ``KeyFilter``; one that is missing, because its rows were pruned or rewritten, is made again.
final class QuietBatches {
  /// A batch with so many rows gets no more; at the end of a transaction it may have more than twice as
  /// many.
  private static let capacity = 24_000

  /// The batch that takes the rows of this transaction.
  private(set) var current: Int64

  private let db: Database
  private let form: QuietForm
  private let run: Int64
  private let capacity: Int
  private let keysOfBatch: BulkStatement
  private let put: BulkStatement
  private let putFilter: BulkStatement
  private let outdate: BulkStatement
  private let shrink: BulkStatement
  /// Whether earlier transactions have written to ``current``.
  private var isBegun: Bool
  /// Those of all batches, in their order; nil until they are needed.
  private var filters: [(batch: Int64, filter: KeyFilter)]?
  /// Batches of earlier transactions of which rows say something else now, perhaps with another
  /// Message-ID.
  private var changed: Set<Int64> = []

  init(_ db: Database, _ form: QuietForm, run: Int64, segment: Int) throws {
    self.db = db
    self.form = form
    self.run = run
    capacity = min(Self.capacity, segment)
    keysOfBatch = try BulkStatement(db, "SELECT key FROM \(form.table) WHERE batch = ?")
    put = try BulkStatement(
      db,
      """
      INSERT INTO \(form.batches) (batch, rows, last_run, first_day, keys) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET rows = excluded.rows, last_run = excluded.last_run,
        first_day = coalesce(min(first_day, excluded.first_day), first_day, excluded.first_day),
        keys = excluded.keys, messages = NULL
      """
    )
    putFilter = try BulkStatement(db, "UPDATE \(form.batches) SET keys = ? WHERE batch = ?")
    outdate = try BulkStatement(
      db,
      "UPDATE \(form.batches) SET last_run = ?, messages = NULL WHERE batch = ?"
    )
    shrink = try BulkStatement(db, "UPDATE \(form.batches) SET rows = rows - 1 WHERE batch = ?")
    let last = try Row.fetchOne(
      db,
      sql: "SELECT batch, rows FROM \(form.batches) ORDER BY batch DESC LIMIT 1"
    )
    let (batch, count): (Int64, Int) =
      (try last?.value("batch") ?? 1, try last?.value("rows") ?? 0)
    isBegun = last != nil && count < capacity
    current = last == nil || isBegun ? batch : batch + 1
  }

  // MARK: Writing

  /// Takes note of the rows that a transaction has written to ``current``, their keys and their first
  /// day; a batch that is full gets no more.
  func add(_ keys: [Identity], from firstDay: Int32?) throws {
    let keys = isBegun ? try self.keys(of: current) : keys
    let filter = Self.filter(keys)
    put.bind(current)
    put.bind(keys.count)
    put.bind(run)
    put.bind(firstDay.map { Int64($0) })
    put.bind(filter.blocks)
    try put.run()
    if filters?.last?.batch == current { filters?.removeLast() }
    filters?.append((current, filter))
    isBegun = keys.count < capacity
    if !isBegun { current += 1 }
  }

  /// Takes note that a stored row says something else now.
  func change(_ batch: Int64) { changed.insert(batch) }

  /// Takes note that a batch has a row less.
  func shrink(_ batch: Int64) throws {
    shrink.bind(batch)
    try shrink.run()
  }

  /// Writes what ``change(_:)`` took note of: bounces are looked for again.
  func settle() throws {
    for batch in changed.sorted() {
      outdate.bind(run)
      outdate.bind(batch)
      try outdate.run()
    }
    changed.removeAll(keepingCapacity: true)
  }

  // MARK: Filters

  /// In which batches keys may be, the newest first.
  ///
  /// One filter is asked for all of them at a time, in the order in which they stand in it: else each
  /// question waits for memory.
  func candidates(_ keys: [Identity]) throws -> [(index: Int, batch: Int64)] {
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

  /// In which batches a key may be, the newest first.
  func candidates(_ key: Identity) throws -> [Int64] {
    let bits = KeyFilter.bits(of: key)
    return try loadFilters().reversed().compactMap { $0.filter.mayHold(key, bits) ? $0.batch : nil }
  }

  /// All that have rows, in their order.
  func all() throws -> [Int64] {
    try Int64.fetchAll(db, sql: "SELECT batch FROM \(form.batches) ORDER BY batch")
  }

  private func loadFilters() throws -> [(batch: Int64, filter: KeyFilter)] {
    if let filters { return filters }
    var loaded: [(batch: Int64, filter: KeyFilter)] = []
    var missing: [Int] = []
    let stored = try BulkStatement(db, "SELECT batch, keys FROM \(form.batches) ORDER BY batch")
    while try stored.step() {
      let blocks = stored.blocks(1)
      if blocks.isEmpty { missing.append(loaded.count) }
      loaded.append((stored.integer(0), KeyFilter(blocks: blocks)))
    }
    stored.reset()
    for index in missing {
      let filter = Self.filter(try keys(of: loaded[index].batch))
      loaded[index].filter = filter
      putFilter.bind(filter.blocks)
      putFilter.bind(loaded[index].batch)
      try putFilter.run()
    }
    filters = loaded
    return loaded
  }

  private func keys(of batch: Int64) throws -> [Identity] {
    var keys: [Identity] = []
    keysOfBatch.bind(batch)
    while try keysOfBatch.step() { keys.append(keysOfBatch.identity(0)) }
    keysOfBatch.reset()
    return keys
  }

  /// Batches are many, and each false answer is a page of the file: these have 18 bits a key.
  private static func filter(_ keys: [Identity]) -> KeyFilter {
    var filter = KeyFilter(keys: keys.count * 9 / 7)
    for key in keys { filter.insert(key) }
    return filter
  }

  /// Keys that a filter doesn't know although its batch has them, a line for each batch.
  static func gaps(_ db: Database, _ form: QuietForm) throws -> [String] {
    var gaps: [String] = []
    let keys = try BulkStatement(db, "SELECT key FROM \(form.table) WHERE batch = ?")
    let stored = try BulkStatement(
      db,
      "SELECT batch, keys FROM \(form.batches) WHERE keys IS NOT NULL ORDER BY batch"
    )
    while try stored.step() {
      let (batch, filter) = (stored.integer(0), KeyFilter(blocks: stored.blocks(1)))
      var missing = 0
      keys.bind(batch)
      while try keys.step() {
        let key = keys.identity(0)
        if !filter.mayHold(key, KeyFilter.bits(of: key)) { missing += 1 }
      }
      keys.reset()
      if missing > 0 {
        gaps.append("the filter of \(form.table) batch \(batch) lacks \(missing) keys")
      }
    }
    stored.reset()
    return gaps
  }

  /// Frees the memory that looking for keys took.
  func forgetKeys() { filters = nil }
}
