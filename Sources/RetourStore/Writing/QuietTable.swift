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
  private let find: BulkStatement
  private let findDomain: BulkStatement
  private let findRecord: BulkStatement
  private let see: BulkStatement

  init(_ db: Database, run: Int64, names: Names) throws {
    self.run = run
    self.names = names
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
    findRecord = try BulkStatement(
      db,
      "SELECT record FROM quiet WHERE batch = ? AND domain_id = ? AND key = ?"
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
    return Known(event: find.identity(0), source: find.integer(1), offset: find.integer(2))
  }

  /// The domain of a key in a batch; reads the batch.
  func domain(of key: Identity, in batch: Int64) throws -> Int64? {
    findDomain.bind(batch)
    findDomain.bind(key)
    defer { findDomain.reset() }
    return try findDomain.step() ? findDomain.integer(0) : nil
  }

  /// Which record of its source a row is.
  func record(of place: QuietPlace) throws -> Int64 {
    findRecord.bind(place.batch)
    findRecord.bind(place.domain)
    findRecord.bind(place.key)
    defer { findRecord.reset() }
    return try findRecord.step() ? findRecord.integer(0) : 0
  }

  // MARK: Writing

  /// Takes note of another place where the report of a row was seen.
  func remember(
    _ source: Int64,
    _ offset: Int64,
    _ record: Int64,
    at place: QuietPlace
  ) throws {
    see.bind(place.batch)
    see.bind(place.domain)
    see.bind(place.key)
    see.bind(source)
    see.bind(offset)
    see.bind(record)
    try see.run()
  }

  /// Writes a row, in the place of one with the same key.
  func write(_ row: borrowing QuietRow, _ texts: QuietDeliveries, to batch: Int64) throws {
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
    bind(row.sender, texts)
    insert.bind(row.senderSuffix.map { Int64($0) })
    bind(row.message, texts)
    insert.bind(row.messageSuffix.map { Int64($0) })
    insert.bind(row.network)
    if let address = row.address {
      insert.bind(Int64(address))
    } else {
      bind(row.addressText, texts)
    }
    try insert.run()
  }

  private func bind(_ text: QuietDeliveries.Text?, _ texts: QuietDeliveries) {
    if let text { insert.bind(text: texts[text]) } else { insert.bindNull() }
  }
}
