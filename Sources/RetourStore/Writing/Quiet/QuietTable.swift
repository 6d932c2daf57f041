import GRDB
import RetourEvents

/// Where a row of `quiet` stands.
struct QuietPlace {
  let batch: Int64
  let domain: Int64
  let key: Identity
}

/// Writes rows to `quiet` or `quiet_log`, and looks for them there.
final class QuietTable {
  /// A row that is stored, as far as it decides about another.
  struct Known {
    let event: Identity
    let source: Int64
    let offset: Int64
    let occurredAt: Int64?
  }

  private let form: QuietForm
  private let run: Int64
  private let insert: BulkStatement
  private let insertMany: BulkStatement
  private let find: BulkStatement
  private let findDomain: BulkStatement

  init(_ db: Database, _ form: QuietForm, run: Int64) throws {
    self.form = form
    self.run = run
    insert = try BulkStatement(db, Self.insertion(of: 1, to: form))
    insertMany = try BulkStatement(db, Self.insertion(of: Self.many, to: form))
    find = try BulkStatement(
      db,
      """
      SELECT event_id, source_id, offset, occurred_at FROM \(form.table)
      WHERE batch = ? AND domain_id = ? AND key = ?
      """
    )
    findDomain = try BulkStatement(
      db,
      "SELECT domain_id FROM \(form.table) WHERE batch = ? AND key = ?"
    )
  }

  // MARK: Looking

  /// What decides about another report, of a row; nil where there is none.
  func known(_ place: QuietPlace) throws -> Known? {
    find.bind(place.batch)
    find.bind(place.domain)
    find.bind(place.key)
    defer { find.reset() }
    guard try find.step() else { return nil }
    return Known(
      event: find.identity(0),
      source: find.integer(1),
      offset: find.integer(2),
      occurredAt: find.optional(3)
    )
  }

  /// The domain of a key in a batch; reads the batch.
  func domain(of key: Identity, in batch: Int64) throws -> Int64? {
    findDomain.bind(batch)
    findDomain.bind(key)
    defer { findDomain.reset() }
    return try findDomain.step() ? findDomain.integer(0) : nil
  }

  // MARK: Writing

  /// How many rows one statement writes: it finds the end of the table once, and each after the first goes
  /// beside the last.
  private static let many = 16

  private static func insertion(of rows: Int, to form: QuietForm) -> String {
    let columns = common + own(form)
    let values = "(\(columns.map { _ in "?" }.joined(separator: ", ")))"
    return """
      INSERT OR REPLACE INTO \(form.table) (\(columns.joined(separator: ", ")))
      VALUES \(repeatElement(values, count: rows).joined(separator: ", "))
      """
  }

  private static let common = [
    "batch", "domain_id", "key", "event_id", "kind_id", "run_id", "source_id", "record", "offset",
    "day", "occurred_at", "recipient", "message", "message_suffix_id", "remote_ip",
  ]

  private static func own(_ form: QuietForm) -> [String] {
    switch form {
    case .trace: ["is_arrival", "sender", "sender_suffix_id", "network"]
    case .log:
      [
        "queue_id", "reporting_mta_id", "host_id", "arrived_at", "last_attempt_at", "retried_for",
        "attempts",
      ]
    }
  }

  /// Writes a row, in the place of one with the same key.
  func write(_ row: QuietRow, of buffer: borrowing QuietBuffer, to batch: Int64) throws {
    bind(row, of: buffer, batch, to: insert)
    try insert.run()
  }

  /// Writes the rows at some places, in the order of their keys.
  func write(_ places: [Int], of buffer: borrowing QuietBuffer, to batch: Int64) throws {
    var (single, bound) = (places.count % Self.many, 0)
    for place in places {
      guard let row = buffer[place] else { continue }
      if single > 0 {
        single -= 1
        try write(row, of: buffer, to: batch)
        continue
      }
      bind(row, of: buffer, batch, to: insertMany)
      bound += 1
      if bound == Self.many {
        bound = 0
        try insertMany.run()
      }
    }
  }

  private func bind(
    _ row: QuietRow,
    of buffer: borrowing QuietBuffer,
    _ batch: Int64,
    to insert: BulkStatement
  ) {
    let list = buffer.lists[Int(row.list)]
    let item = list.items[Int(row.item)]
    let bytes = list.bytes.span
    insert.bind(batch)
    insert.bind(row.domain)
    insert.bind(item.delivery)
    insert.bind(item.event)
    insert.bind(row.kind)
    insert.bind(run)
    insert.bind(list.source)
    insert.bind(list.recordsBefore + item.record)
    insert.bind(item.offset)
    insert.bind(row.day.map { Int64($0) })
    insert.bind(item.occurredAt?.seconds)
    insert.bind(text: bytes.extracting(item.recipient.range))
    bind(item.message, bytes, to: insert)
    insert.bind(row.messageSuffix.map { Int64($0) })
    if let address = item.address {
      insert.bind(Int64(address))
    } else {
      bind(item.addressText, bytes, to: insert)
    }
    if let log = item.log {
      let hosts = row.hosts.map { buffer.hosts[Int($0)] }
      bind(list.logs[log], (hosts?.reporting, hosts?.remote), bytes, to: insert)
    } else {
      insert.bind(item.isArrival)
      bind(item.sender, bytes, to: insert)
      insert.bind(row.senderSuffix.map { Int64($0) })
      if let network = item.network { insert.bind(network) } else { insert.bindNull() }
    }
  }

  private func bind(
    _ log: QuietDeliveries.LogFacts,
    _ hosts: (reporting: Int64?, remote: Int64?),
    _ bytes: Span<UInt8>,
    to insert: BulkStatement
  ) {
    insert.bind(text: bytes.extracting(log.queue.range))
    insert.bind(hosts.reporting)
    insert.bind(hosts.remote)
    insert.bind(log.arrivedAt?.seconds)
    insert.bind(log.lastAttemptAt?.seconds)
    insert.bind(log.retriedFor)
    insert.bind(log.attempts.map { Int64($0) })
  }

  private func bind(
    _ text: QuietDeliveries.Text?,
    _ bytes: Span<UInt8>,
    to insert: BulkStatement
  ) {
    if let text { insert.bind(text: bytes.extracting(text.range)) } else { insert.bindNull() }
  }
}
