import GRDB
import RetourEvents

/// Keeps the deliveries in step with their events.
///
/// A new message and recipient is one insert. A delivery that other events speak of too is judged
/// anew from all of them, once per transaction, in ``settle()``.
final class DeliveryWriter {
  private let names: LookupIDs
  private let totals: DomainDayWriter
  private let insert: BulkStatement
  private let update: BulkStatement
  private let delete: BulkStatement
  private let keys: KeyIndex
  private let read: BulkStatement
  private let witnesses: BulkStatement
  private let move: BulkStatement
  private var unsettled: Set<Int64> = []
  /// Through which servers our own mail leaves.
  var relays: Relays

  /// The number that the next new delivery gets; an event may be inserted with it beforehand.
  var next: Int64 { keys.next }

  init(_ db: Database, names: LookupIDs, totals: DomainDayWriter, segment: Int) throws {
    self.names = names
    self.totals = totals
    relays = try Relays(db)
    keys = try KeyIndex(db, .delivery, capacity: segment)
    let columns = """
      decided_by, reports, kind_id, domain_id, day, occurred_at, last_at, reason_id, expired,
      side_id, evidence_id, host_id, is_traced
      """
    insert = try BulkStatement(
      db,
      """
      INSERT INTO delivery (\(columns), id, key, segment)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (segment, key) DO NOTHING
      """
    )
    update = try BulkStatement(
      db,
      "UPDATE delivery SET (\(columns)) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?"
    )
    delete = try BulkStatement(db, "DELETE FROM delivery WHERE id = ?")
    read = try BulkStatement(db, "SELECT \(columns) FROM delivery WHERE id = ?")
    witnesses = try BulkStatement(
      db,
      """
      SELECT id, event_id, kind_id, occurred_at, day, domain_id, reason_id, expired, side_id,
        evidence_id, remote_host_id, is_trace, recipient IS NOT NULL, \(Schema.isOfLog), remote_ip
      FROM event WHERE delivery_id = ?
      """
    )
    move = try BulkStatement(db, "UPDATE event SET delivery_id = ? WHERE id = ?")
  }

  /// Files an event, which was stored with the delivery number ``next``, under its delivery.
  func file(_ witness: DeliveryEvidence, under key: Identity) throws {
    if let known = try open(witness, key) { try join(witness, known) }
  }

  /// Adds the delivery that an event speaks of, with the number ``next``, unless it is known.
  ///
  /// - Returns: the row of a known one.
  func open(_ witness: DeliveryEvidence, _ key: Identity) throws -> Int64? {
    if let known = try keys.fullRow(of: key) { return known }
    let delivery = Delivery(of: witness)
    bind(delivery, to: insert)
    insert.bind(next)
    insert.bind(key)
    insert.bind(keys.current)
    guard try insert.runCountingChanges() == 1 else { return try keys.currentRow(of: key) }
    try totals.count(delivery, by: 1)
    keys.advance(key)
    return nil
  }

  /// Adds the delivery of an event, with the number ``next``, that the totals count already as one of a
  /// kind: as another one where the relays are others since.
  func adopt(_ witness: DeliveryEvidence, _ key: Identity, countedAs kind: ReportKind) throws {
    let delivery = Delivery(of: witness)
    if delivery.kind != kind {
      var before = delivery
      before.kind = kind
      before.isTraced = kind != .relayed
      try totals.count(before, by: -1)
      try totals.count(delivery, by: 1)
    }
    bind(delivery, to: insert)
    insert.bind(next)
    insert.bind(key)
    insert.bind(keys.current)
    try insert.run()
    keys.advance(key)
  }

  /// Files an event under a delivery that other events speak of.
  func join(_ witness: DeliveryEvidence, _ known: Int64) throws {
    move.bind(known)
    move.bind(witness.event)
    try move.run()
    unsettled.insert(known)
  }

  /// Frees the memory that looking for keys took.
  func forgetKeys() { keys.forget() }

  /// The row of a delivery; nil where it isn't stored.
  func row(of key: Identity) throws -> Int64? { try keys.row(of: key) }

  /// Files an event under another delivery.
  func move(_ event: Int64, from old: Int64, to new: Int64) throws {
    move.bind(new)
    move.bind(event)
    try move.run()
    unsettled.insert(old)
    unsettled.insert(new)
  }

  /// Remembers that a delivery has lost or changed an event.
  func unsettle(_ row: Int64) { unsettled.insert(row) }

  /// Judges anew the deliveries whose events have changed, and drops those that have none left.
  func settle() throws {
    for row in unsettled.sorted() {
      guard let before = try stored(row) else { continue }
      try totals.count(before, by: -1)
      if let after = Delivery(of: try events(of: row)) {
        try totals.count(after, by: 1)
        bind(after, to: update)
        update.bind(row)
        try update.run()
      } else {
        delete.bind(row)
        try delete.run()
      }
    }
    unsettled.removeAll(keepingCapacity: true)
  }

  private func bind(_ delivery: Delivery, to statement: BulkStatement) {
    statement.bind(delivery.decidedBy)
    statement.bind(delivery.reports)
    statement.bind(names.kind[delivery.kind])
    statement.bind(delivery.domain)
    statement.bind(delivery.day)
    statement.bind(delivery.occurredAt)
    statement.bind(delivery.lastAt)
    statement.bind(delivery.reason)
    statement.bind(delivery.expired)
    statement.bind(delivery.side)
    statement.bind(delivery.evidence.flatMap { names.evidence[$0] })
    statement.bind(delivery.host)
    statement.bind(delivery.isTraced)
  }

  /// What a delivery's row says; its count and last time, which totals don't depend on, apart.
  private func stored(_ row: Int64) throws -> Delivery? {
    read.bind(row)
    defer { read.reset() }
    guard try read.step(), let kind = names.kindOfRow[read.integer(2)] else { return nil }
    return Delivery(
      of: DeliveryEvidence(
        event: read.integer(0),
        key: Identity(high: 0, low: 0),
        kind: kind,
        occurredAt: read.optional(5),
        day: read.text(4),
        domain: read.optional(3),
        reason: read.optional(7),
        expired: read.integer(8) != 0,
        side: read.optional(9),
        evidence: read.optional(10).flatMap { names.evidenceOfRow[$0] },
        host: read.optional(11),
        isTrace: read.integer(12) != 0
      )
    )
  }

  private func events(of row: Int64) throws -> [DeliveryEvidence] {
    witnesses.bind(row)
    defer { witnesses.reset() }
    var found: [DeliveryEvidence] = []
    while try witnesses.step() {
      guard let kind = names.kindOfRow[witnesses.integer(2)] else { continue }
      let isRelayed =
        try !relays.isEmpty && witnesses.integer(13) != 0
        && relays.holds(host: witnesses.optional(10), address: witnesses.optionalText(14))
      found.append(
        DeliveryEvidence(
          event: witnesses.integer(0),
          key: witnesses.identity(1),
          kind: kind,
          occurredAt: witnesses.optional(3),
          day: witnesses.text(4),
          domain: witnesses.optional(5),
          reason: witnesses.optional(6),
          expired: witnesses.integer(7) != 0,
          side: witnesses.optional(8),
          evidence: witnesses.optional(9).flatMap { names.evidenceOfRow[$0] },
          host: witnesses.optional(10),
          isTrace: witnesses.integer(11) != 0,
          isBareExpiry: witnesses.optional(6) == names.reason[.queueExpired],
          namesRecipient: witnesses.integer(12) != 0
        ).relayed(isRelayed)
      )
    }
    return found
  }
}
