import GRDB

/// Notes what ``TraceLinks`` has to look at besides new events: the Message-IDs of those that are
/// replaced or removed.
final class PendingLinks {
  private let note: BulkStatement
  private let outdate: BulkStatement

  init(_ db: Database) throws {
    note = try BulkStatement(
      db,
      """
      INSERT INTO link_due SELECT message_id FROM event WHERE id = ? AND message_id IS NOT NULL
      ON CONFLICT DO NOTHING
      """
    )
    outdate = try BulkStatement(
      db,
      """
      DELETE FROM key_filter WHERE keys = 'message'
        AND segment = (SELECT segment FROM event WHERE id = ? AND message_id IS NOT ?)
      """
    )
  }

  /// Notes the Message-ID that an event has.
  func note(_ row: Int64) throws {
    note.bind(row)
    try note.run()
  }

  /// Notes the Message-ID that an event has and another that it is going to get, which the filter
  /// of its segment doesn't know.
  func note(_ row: Int64, becoming message: String?) throws {
    try note(row)
    outdate.bind(row)
    outdate.bind(message)
    try outdate.run()
  }
}
