import GRDB
import RetourEvents

/// Keeps which list and which address the verdicts of events name.
final class BlockWriter {
  private let put: BulkStatement
  private let remove: BulkStatement

  init(_ db: Database) throws {
    put = try BulkStatement(
      db,
      """
      INSERT INTO block (event_id, list, address) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET list = excluded.list, address = excluded.address
      """
    )
    remove = try BulkStatement(db, "DELETE FROM block WHERE event_id = ?")
  }

  /// Keeps what the verdict of a new event names.
  func note(_ event: ClassifiedReport, of row: Int64) throws {
    if event.report.kind.hasCause { try note(event.verdict, of: row) }
  }

  /// Keeps what a better sighting of an event says.
  func change(_ event: ClassifiedReport, of row: Int64) throws {
    try change(event.report.kind.hasCause ? event.verdict : nil, of: row)
  }

  private func note(_ verdict: Verdict?, of event: Int64) throws {
    guard let verdict, verdict.blockList != nil || verdict.refusedAddress != nil else { return }
    put.bind(event)
    put.bind(verdict.blockList)
    put.bind(verdict.refusedAddress)
    try put.run()
  }

  /// Keeps what the verdict of an event names that had another one.
  func change(_ verdict: Verdict?, of event: Int64) throws {
    if verdict?.blockList == nil, verdict?.refusedAddress == nil { try forget(event) }
    try note(verdict, of: event)
  }

  /// Forgets an event that goes.
  func forget(_ event: Int64) throws {
    remove.bind(event)
    try remove.run()
  }
}
