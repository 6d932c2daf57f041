import Events
import GRDB

/// Joins what bounces and message traces say about the same message and recipient into one
/// delivery.
///
/// An NDR that quotes Exchange's network message id has the delivery of its trace row from the
/// start. Others, and rows of servers that know no such id, are joined here, at the end of a run, by
/// the Message-ID and the original recipient, else the final one. Details that don't name their
/// recipient are joined where the message has one recipient with that outcome. All of them are
/// looked at each time, and where they belong follows from what is stored, so neither the order of
/// arrival nor a kill in between matters.
enum TraceLinks {
  /// What the database holds, of what can be joined with each other.
  struct Sides: OptionSet {
    let rawValue: Int
    /// Rows of traces that name message and recipient.
    static let traces = Sides(rawValue: 1)
    /// Events that can be joined to them.
    static let others = Sides(rawValue: 2)
    static let both: Sides = [.traces, .others]

    /// The side on which an event is.
    init(_ event: ClassifiedReport) {
      let isTrace = event.report.origin == .trace
      let isWhole =
        isTrace && event.report.networkMessageID != nil && event.report.recipient != nil
      self = isWhole ? .traces : isTrace ? .both : .others
    }

    init(rawValue: Int) { self.rawValue = rawValue }
  }

  /// Which sides the database knows of.
  static func sides(_ db: Database) throws -> Sides {
    let known = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'linkable'")
    return Sides(rawValue: known.flatMap { Int($0) } ?? 0)
  }

  /// Takes note, with the first of them, of what there is on a side.
  static func note(_ sides: Sides, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO meta VALUES ('linkable', ?) ON CONFLICT DO UPDATE SET value = excluded.value
        """,
      arguments: ["\(sides.rawValue)"]
    )
  }

  /// Moves each event that can be joined to the delivery of its trace row.
  static func join(_ db: Database, _ deliveries: DeliveryWriter) throws {
    try db.execute(sql: "PRAGMA cache_size = -\(Schema.sortingCache)")
    try db.execute(sql: Schema.traceIndexes)
    try db.execute(sql: "PRAGMA cache_size = -\(Schema.writingCache)")
    var moves = try byRecipient(db)
    moves += try byOutcome(db)
    for move in moves { try deliveries.move(move.event, from: move.old, to: move.new) }
  }

  private typealias Move = (event: Int64, old: Int64, new: Int64)

  /// Of several rows the one with the network message id that the event quotes counts, then the
  /// original recipient, then the smallest key: a Message-ID may be used twice.
  private static func byRecipient(_ db: Database) throws -> [Move] {
    let rows = try BulkStatement(
      db,
      """
      SELECT m.id, m.delivery_id, t.delivery_id
      FROM event AS m JOIN event AS t ON t.message_id = m.message_id
      JOIN delivery AS d ON d.id = t.delivery_id
      WHERE (NOT m.is_trace OR m.network_message_id IS NULL OR m.recipient IS NULL)
        AND m.message_id IS NOT NULL AND t.is_trace
        AND (NOT m.is_trace OR t.network_message_id IS NOT NULL)
        AND lower(t.recipient) IN (lower(m.recipient), lower(m.original_recipient))
      ORDER BY m.id, t.network_message_id IS NOT m.network_message_id,
        t.network_message_id IS NULL,
        lower(t.recipient) IS NOT lower(coalesce(m.original_recipient, m.recipient)), d.key
      """
    )
    var moves: [Move] = []
    var last: Int64 = -1
    while try rows.step() {
      // The first row of each event is the best.
      guard rows.integer(0) != last else { continue }
      last = rows.integer(0)
      if rows.integer(1) != rows.integer(2) {
        moves.append((last, rows.integer(1), rows.integer(2)))
      }
    }
    rows.reset()
    return moves
  }

  private static func byOutcome(_ db: Database) throws -> [Move] {
    let rows = try BulkStatement(
      db,
      """
      SELECT m.id, m.delivery_id, min(t.delivery_id)
      FROM event AS m JOIN event AS t ON t.message_id = m.message_id
      WHERE (NOT m.is_trace OR m.network_message_id IS NULL OR m.recipient IS NULL)
        AND m.message_id IS NOT NULL AND m.is_trace AND m.recipient IS NULL
        AND t.is_trace AND t.recipient IS NOT NULL AND t.kind_id = m.kind_id
        AND t.network_message_id IS m.network_message_id
      GROUP BY m.id HAVING count(DISTINCT t.delivery_id) = 1
      """
    )
    var moves: [Move] = []
    while try rows.step() {
      guard rows.integer(1) != rows.integer(2) else { continue }
      moves.append((rows.integer(0), rows.integer(1), rows.integer(2)))
    }
    rows.reset()
    return moves
  }
}
