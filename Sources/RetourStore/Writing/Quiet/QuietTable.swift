import GRDB
import RetourEvents

/// Where a row of `quiet` stands.
struct QuietPlace {
  let batch: Int64
  let domain: Int64
  let key: Identity
}

/// A row of `quiet` that is going to be written; its texts stand in a ``QuietDeliveries``.
struct QuietRow {
  let key: Identity
  let event: Identity
  let network: Identity?
  /// Where in the rows of logs stands what is in `quiet_log` alone.
  let log: Int?
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

/// What a row of `quiet_log` has besides.
struct QuietLogRow {
  let queue: QuietDeliveries.Text
  let reportingMTA: Int64?
  let host: Int64?
  let arrivedAt: Timestamp?
  let lastAttemptAt: Timestamp?
  let retriedFor: Int64?
  let attempts: Int?
}

/// Texts of rows that are going to be written, and what those of `quiet_log` have besides.
struct QuietTexts {
  var texts = QuietDeliveries()
  var logs: [QuietLogRow] = []
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
  private let names: LookupIDs
  private let insert: BulkStatement
  private let insertMany: BulkStatement
  private let find: BulkStatement
  private let findDomain: BulkStatement

  init(_ db: Database, _ form: QuietForm, run: Int64, names: LookupIDs) throws {
    self.form = form
    self.run = run
    self.names = names
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
  func write(_ row: borrowing QuietRow, _ texts: QuietTexts, to batch: Int64) throws {
    bind(row, texts, batch, to: insert)
    try insert.run()
  }

  /// Writes so many rows, in the order of their keys.
  func write(
    _ rows: some Sequence<QuietRow>,
    count: Int,
    _ texts: QuietTexts,
    to batch: Int64
  ) throws {
    var (single, bound) = (count % Self.many, 0)
    for row in rows {
      if single > 0 {
        single -= 1
        try write(row, texts, to: batch)
        continue
      }
      bind(row, texts, batch, to: insertMany)
      bound += 1
      if bound == Self.many {
        bound = 0
        try insertMany.run()
      }
    }
  }

  private func bind(
    _ row: borrowing QuietRow,
    _ texts: QuietTexts,
    _ batch: Int64,
    to insert: BulkStatement
  ) {
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
    insert.bind(text: texts.texts[row.recipient])
    bind(row.message, texts.texts, to: insert)
    insert.bind(row.messageSuffix.map { Int64($0) })
    if let address = row.address {
      insert.bind(Int64(address))
    } else {
      bind(row.addressText, texts.texts, to: insert)
    }
    if let log = row.log {
      bind(texts.logs[log], texts.texts, to: insert)
    } else {
      insert.bind(row.isArrival)
      bind(row.sender, texts.texts, to: insert)
      insert.bind(row.senderSuffix.map { Int64($0) })
      if let network = row.network { insert.bind(network) } else { insert.bindNull() }
    }
  }

  private func bind(
    _ log: QuietLogRow,
    _ texts: QuietDeliveries,
    to insert: BulkStatement
  ) {
    insert.bind(text: texts[log.queue])
    insert.bind(log.reportingMTA)
    insert.bind(log.host)
    insert.bind(log.arrivedAt?.seconds)
    insert.bind(log.lastAttemptAt?.seconds)
    insert.bind(log.retriedFor)
    insert.bind(log.attempts.map { Int64($0) })
  }

  private func bind(
    _ text: QuietDeliveries.Text?,
    _ texts: QuietDeliveries,
    to insert: BulkStatement
  ) {
    if let text { insert.bind(text: texts[text]) } else { insert.bindNull() }
  }
}
