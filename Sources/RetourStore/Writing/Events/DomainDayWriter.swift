import GRDB
import RetourEvents

/// The roll-ups per domain, by day and over all days, changed by what a transaction changes and
/// written with it.
final class DomainDayWriter {
  /// A row of `domain_total` without its count.
  private struct Total: Hashable {
    let domain: Int64
    let kind: Int64
    let reason: Int64
    let expired: Bool
    let side: Int64
    let isTraced: Bool
  }

  /// A row of `domain_day` without its count.
  private struct Cell: Hashable {
    let day: String
    let total: Total
  }

  /// How many rows are kept at most before they are written.
  private static let capacity = 16_384

  private let names: LookupIDs
  private let addDay: BulkStatement
  private let addTotal: BulkStatement
  private let removeDay: BulkStatement
  private let removeTotal: BulkStatement
  private var changes: [Cell: Int] = [:]

  init(_ db: Database, names: LookupIDs) throws {
    self.names = names
    addDay = try BulkStatement(
      db,
      """
      INSERT INTO domain_day (domain_id, kind_id, reason_id, expired, side_id, is_traced, day,
        deliveries)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET deliveries = deliveries + excluded.deliveries
      """
    )
    addTotal = try BulkStatement(
      db,
      """
      INSERT INTO domain_total (domain_id, kind_id, reason_id, expired, side_id, is_traced,
        deliveries)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET deliveries = deliveries + excluded.deliveries
      """
    )
    let key = """
      domain_id = ? AND kind_id = ? AND reason_id = ? AND expired = ? AND side_id = ?
        AND is_traced = ?
      """
    removeDay = try BulkStatement(
      db,
      "DELETE FROM domain_day WHERE \(key) AND day = ? AND deliveries = 0"
    )
    removeTotal = try BulkStatement(
      db,
      "DELETE FROM domain_total WHERE \(key) AND deliveries = 0"
    )
  }

  /// Counts a delivery (`by` 1) or takes it out (`by` -1).
  func count(_ delivery: Delivery, by: Int) throws {
    if changes.count >= Self.capacity { try flush() }
    let total = Total(
      domain: delivery.domain ?? 0,
      kind: names.kind[delivery.kind] ?? 0,
      reason: delivery.reason ?? 0,
      expired: delivery.expired,
      side: delivery.side ?? 0,
      isTraced: delivery.isTraced
    )
    changes[Cell(day: delivery.day, total: total), default: 0] += by
  }

  /// Writes what has changed since the last time.
  func flush() throws {
    var totals: [Total: Int] = [:]
    // In the order of the tables, so that a row is found on the page of the last.
    let sorted = changes.sorted { $0.key.total.domain < $1.key.total.domain }
    for (cell, change) in sorted where change != 0 {
      bind(cell.total, to: addDay)
      addDay.bind(cell.day)
      addDay.bind(change)
      try addDay.run()
      if change < 0 {
        bind(cell.total, to: removeDay)
        removeDay.bind(cell.day)
        try removeDay.run()
      }
      totals[cell.total, default: 0] += change
    }
    for (total, change) in totals where change != 0 {
      bind(total, to: addTotal)
      addTotal.bind(change)
      try addTotal.run()
      if change < 0 {
        bind(total, to: removeTotal)
        try removeTotal.run()
      }
    }
    changes.removeAll(keepingCapacity: true)
  }

  private func bind(_ total: Total, to statement: BulkStatement) {
    statement.bind(total.domain)
    statement.bind(total.kind)
    statement.bind(total.reason)
    statement.bind(total.expired)
    statement.bind(total.side)
    statement.bind(total.isTraced)
  }
}
