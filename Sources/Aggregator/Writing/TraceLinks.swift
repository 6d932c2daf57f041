import GRDB

/// Joins what bounces and message traces say about the same message and recipient into one
/// delivery.
///
/// An NDR that quotes Exchange's network message id has the delivery of its trace row from the
/// start. Others are joined here, at the end of a run, by the Message-ID and the original recipient,
/// else the final one. All bounces are looked at each time, and where they belong follows from what
/// is stored alone, so neither the order of arrival nor a kill in between matters.
enum TraceLinks {
  /// Whether the database holds rows of traces.
  static func exist(_ db: Database) throws -> Bool {
    try Int.fetchOne(db, sql: "SELECT count(*) FROM meta WHERE key = 'has_traces'") ?? 0 > 0
  }

  /// Takes note, with the first of them, that there are rows of traces.
  static func note(_ db: Database) throws {
    try db.execute(sql: "INSERT INTO meta VALUES ('has_traces', '1') ON CONFLICT DO NOTHING")
  }

  /// Moves each bounce to the delivery of its trace row.
  ///
  /// Of several rows the one with the network message id that the bounce quotes counts, then the
  /// original recipient, then the smallest key: a Message-ID may be used twice.
  static func join(_ db: Database, _ deliveries: DeliveryWriter) throws {
    try db.execute(sql: Schema.traceIndexes)
    let rows = try BulkStatement(
      db,
      """
      SELECT m.id, m.delivery_id, t.delivery_id
      FROM event AS m JOIN event AS t ON t.message_id = m.message_id
      JOIN delivery AS d ON d.id = t.delivery_id
      WHERE NOT m.is_trace AND m.message_id IS NOT NULL AND t.is_trace
        AND lower(t.recipient) IN (lower(m.recipient), lower(m.original_recipient))
      ORDER BY m.id, t.network_message_id IS NOT m.network_message_id,
        lower(t.recipient) IS NOT lower(coalesce(m.original_recipient, m.recipient)), d.key
      """
    )
    var moves: [(event: Int64, old: Int64, new: Int64)] = []
    var last: Int64 = -1
    while try rows.step() {
      // The first row of each bounce is the best.
      guard rows.integer(0) != last else { continue }
      last = rows.integer(0)
      if rows.integer(1) != rows.integer(2) {
        moves.append((last, rows.integer(1), rows.integer(2)))
      }
    }
    rows.reset()
    for move in moves { try deliveries.move(move.event, from: move.old, to: move.new) }
  }
}
