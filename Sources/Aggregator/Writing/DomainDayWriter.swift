import Events
import GRDB

/// The roll-up per domain and day, changed by what a transaction changes and written with it.
final class DomainDayWriter {
  /// A row of `domain_day` without its count.
  private struct Cell: Hashable {
    let domain: Int64
    let day: String
    let kind: Int64
    let reason: Int64
    let expired: Bool
    let side: Int64
  }

  private let names: Names
  private let add: BulkStatement
  private let removeEmpty: BulkStatement
  private var changes: [Cell: Int] = [:]

  init(_ db: Database, names: Names) throws {
    self.names = names
    add = try BulkStatement(
      db,
      """
      INSERT INTO domain_day (domain_id, day, kind_id, reason_id, expired, side_id, deliveries)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET deliveries = deliveries + excluded.deliveries
      """
    )
    removeEmpty = try BulkStatement(
      db,
      """
      DELETE FROM domain_day WHERE domain_id = ? AND day = ? AND kind_id = ? AND reason_id = ?
        AND expired = ? AND side_id = ? AND deliveries = 0
      """
    )
  }

  /// Counts a delivery (`by` 1) or takes it out (`by` -1).
  func count(_ delivery: Delivery, by: Int) {
    let cell = Cell(
      domain: delivery.domain ?? 0,
      day: delivery.day,
      kind: names.kind[delivery.kind] ?? 0,
      reason: delivery.reason ?? 0,
      expired: delivery.expired,
      side: delivery.side ?? 0
    )
    changes[cell, default: 0] += by
  }

  /// Writes what has changed since the last time.
  func flush() throws {
    for (cell, change) in changes where change != 0 {
      bind(cell, to: add)
      add.bind(change)
      try add.run()
      if change < 0 {
        bind(cell, to: removeEmpty)
        try removeEmpty.run()
      }
    }
    changes.removeAll(keepingCapacity: true)
  }

  private func bind(_ cell: Cell, to statement: BulkStatement) {
    statement.bind(cell.domain)
    statement.bind(cell.day)
    statement.bind(cell.kind)
    statement.bind(cell.reason)
    statement.bind(cell.expired)
    statement.bind(cell.side)
  }
}
