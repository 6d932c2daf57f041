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

/// Writes rows to `quiet` and looks for them there.
final class QuietTable {
  /// A row that is stored, as far as it decides about another.
  struct Known {
    let event: Identity
    let source: Int64
    let offset: Int64
  }

  private let run: Int64
  private let names: Names
  private let insert: BulkStatement
  private let insertMany: BulkStatement
  private let find: BulkStatement
  private let findDomain: BulkStatement

  init(_ db: Database, run: Int64, names: Names) throws {
    self.run = run
    self.names = names
    insert = try BulkStatement(db, Self.insertion(of: 1))
    insertMany = try BulkStatement(db, Self.insertion(of: Self.many))
    find = try BulkStatement(
      db,
      """
      SELECT event_id, source_id, offset FROM quiet WHERE batch = ? AND domain_id = ? AND key = ?
      """
    )
    findDomain = try BulkStatement(db, "SELECT domain_id FROM quiet WHERE batch = ? AND key = ?")
  }

  // MARK: Looking

  /// What decides about another report, of a row; nil where there is none.
  func known(_ place: QuietPlace) throws -> Known? {
    find.bind(place.batch)
    find.bind(place.domain)
    find.bind(place.key)
    defer { find.reset() }
    guard try find.step() else { return nil }
    return Known(event: find.identity(0), source: find.integer(1), offset: find.integer(2))
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

  private static func insertion(of rows: Int) -> String {
    let values = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    return """
      INSERT OR REPLACE INTO quiet (batch, domain_id, key, event_id, kind_id, run_id, source_id, record,
        offset, day, occurred_at, is_arrival, recipient, sender, sender_suffix_id, message,
        message_suffix_id, network, remote_ip)
      VALUES \(repeatElement(values, count: rows).joined(separator: ", "))
      """
  }

  /// Writes a row, in the place of one with the same key.
  func write(_ row: borrowing QuietRow, _ texts: QuietDeliveries, to batch: Int64) throws {
    bind(row, texts, batch, to: insert)
    try insert.run()
  }

  /// Writes so many rows, in the order of their keys.
  func write(
    _ rows: some Sequence<QuietRow>,
    count: Int,
    _ texts: QuietDeliveries,
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
    _ texts: QuietDeliveries,
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
    insert.bind(row.isArrival)
    insert.bind(text: texts[row.recipient])
    bind(row.sender, texts, to: insert)
    insert.bind(row.senderSuffix.map { Int64($0) })
    bind(row.message, texts, to: insert)
    insert.bind(row.messageSuffix.map { Int64($0) })
    insert.bind(row.network)
    if let address = row.address {
      insert.bind(Int64(address))
    } else {
      bind(row.addressText, texts, to: insert)
    }
  }

  private func bind(
    _ text: QuietDeliveries.Text?,
    _ texts: QuietDeliveries,
    to insert: BulkStatement
  ) {
    if let text { insert.bind(text: texts[text]) } else { insert.bindNull() }
  }
}
