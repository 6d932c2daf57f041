import GRDB
import RetourEvents

/// Which reports stand at or after the place where reading would go on in each source: reading that goes
/// on there replaces them.
final class TailTable {
  private let read: BulkStatement
  private let insert: BulkStatement
  private let delete: BulkStatement

  init(_ db: Database) throws {
    read = try BulkStatement(
      db,
      "SELECT event_id, was_new, row FROM tail WHERE source_id = ? AND offset >= ?"
    )
    insert = try BulkStatement(
      db,
      """
      INSERT INTO tail (source_id, offset, event_id, was_new, row) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET was_new = max(was_new, excluded.was_new), row = excluded.row
      """
    )
    delete = try BulkStatement(
      db,
      "DELETE FROM tail WHERE source_id = ? AND offset >= ? AND offset < ?"
    )
  }

  /// Notes that an event stands there.
  func add(_ event: ClassifiedReport, _ outcome: EventWriter.Outcome, source: Int64) throws {
    let (row, isNew) =
      switch outcome {
      case .new(let row): (row, true)
      case .known(let row): (row, false)
      case .late: (0 as Int64, false)
      }
    insert.bind(source)
    insert.bind(event.report.position.offset)
    insert.bind(event.report.eventID)
    insert.bind(isNew)
    insert.bind(row)
    try insert.run()
  }

  /// Forgets which events stand in a stretch of a source.
  func cut(source: Int64, from: Int64 = .min, to: Int64 = .max) throws {
    delete.bind(source)
    delete.bind(from)
    delete.bind(to)
    try delete.run()
  }

  /// The rows of the events at or after a byte, and how many of them were new.
  func events(source: Int64, from offset: Int64) throws -> (rows: [Identity: Int64], new: Int64) {
    var rows: [Identity: Int64] = [:]
    var new: Int64 = 0
    read.bind(source)
    read.bind(offset)
    while try read.step() {
      rows[read.identity(0)] = read.integer(2)
      new += read.integer(1)
    }
    read.reset()
    return (rows, new)
  }
}
