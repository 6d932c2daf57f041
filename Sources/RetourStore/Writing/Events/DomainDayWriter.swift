import GRDB
import RetourEvents

/// The roll-ups per domain, by day and over all days, changed by what a transaction changes and
/// written with it.
final class DomainDayWriter {
  /// A row of `domain_total` without its count, in the order of the table's key.
  private struct Total: Hashable, Comparable {
    let domain: Int64
    let kind: Int64
    let reason: Int64
    let expired: Bool
    let side: Int64
    let isTraced: Bool

    var hash: TotalHash {
      var hash = TotalHash()
      for part in [domain, kind, reason, expired ? 1 : 0, side, isTraced ? 1 : 0] { hash.mix(part) }
      return hash
    }

    static func < (left: Total, right: Total) -> Bool {
      if left.domain != right.domain { return left.domain < right.domain }
      if left.kind != right.kind { return left.kind < right.kind }
      if left.reason != right.reason { return left.reason < right.reason }
      if left.expired != right.expired { return right.expired }
      if left.side != right.side { return left.side < right.side }
      return !left.isTraced && right.isTraced
    }
  }

  /// A row of `domain_day` without its count.
  private struct Cell: Hashable {
    /// Where the day's text stands.
    let day: Int
    let total: Total
  }

  /// How many rows are kept at most before they are written.
  private static let capacity = 16_384
  /// How many rows one statement writes.
  private static let many = 16

  private let names: LookupIDs
  private let addDay: BulkStatement
  private let addDays: BulkStatement
  private let addTotal: BulkStatement
  private let addTotals: BulkStatement
  private let removeDay: BulkStatement
  private let removeTotal: BulkStatement
  private var changes: [Cell: Int] = [:]
  /// What was changed in the sum over all totals (``TotalsSum``).
  private(set) var sum: UInt64 = 0
  /// Days as texts, and where they stand: by text, and by number of days since 1970-01-01.
  private var days: [String] = []
  private var places: [String: Int] = [:]
  private var placesOfNumbers: [Int32: Int] = [:]

  init(_ db: Database, names: LookupIDs) throws {
    self.names = names
    let key = ["domain_id", "kind_id", "reason_id", "expired", "side_id", "is_traced"]
    func addition(to table: String, _ columns: [String], rows: Int) throws -> BulkStatement {
      let values = "(\(columns.map { _ in "?" }.joined(separator: ", ")))"
      return try BulkStatement(
        db,
        """
        INSERT INTO \(table) (\(columns.joined(separator: ", ")))
        VALUES \(repeatElement(values, count: rows).joined(separator: ", "))
        ON CONFLICT DO UPDATE SET deliveries = deliveries + excluded.deliveries
        """
      )
    }
    addDay = try addition(to: "domain_day", key + ["day", "deliveries"], rows: 1)
    addDays = try addition(to: "domain_day", key + ["day", "deliveries"], rows: Self.many)
    addTotal = try addition(to: "domain_total", key + ["deliveries"], rows: 1)
    addTotals = try addition(to: "domain_total", key + ["deliveries"], rows: Self.many)
    let isKey = key.map { "\($0) = ?" }.joined(separator: " AND ")
    removeDay = try BulkStatement(
      db,
      "DELETE FROM domain_day WHERE \(isKey) AND day = ? AND deliveries = 0"
    )
    removeTotal = try BulkStatement(
      db,
      "DELETE FROM domain_total WHERE \(isKey) AND deliveries = 0"
    )
  }

  /// Counts a delivery (`by` 1) or takes it out (`by` -1).
  func count(_ delivery: Delivery, by: Int) throws {
    let total = Total(
      domain: delivery.domain ?? 0,
      kind: names.kind[delivery.kind] ?? 0,
      reason: delivery.reason ?? 0,
      expired: delivery.expired,
      side: delivery.side ?? 0,
      isTraced: delivery.isTraced
    )
    try count(Cell(day: place(of: delivery.day), total: total), by: by)
  }

  /// Counts deliveries without a cause of one kind, of which the row is given, on a day since 1970-01-01.
  func count(domain: Int64, kind: Int64, day: Int32?, isTraced: Bool, by: Int) throws {
    let total = Total(
      domain: domain,
      kind: kind,
      reason: 0,
      expired: false,
      side: 0,
      isTraced: isTraced
    )
    try count(Cell(day: day.map(place(ofDay:)) ?? place(of: ""), total: total), by: by)
  }

  private func count(_ cell: Cell, by: Int) throws {
    if changes.count >= Self.capacity { try flush() }
    changes[cell, default: 0] += by
  }

  // MARK: Days

  private func place(of day: String) -> Int {
    if let known = places[day] { return known }
    places[day] = days.count
    days.append(day)
    return days.count - 1
  }

  private func place(ofDay number: Int32) -> Int {
    if let known = placesOfNumbers[number] { return known }
    let place = place(of: Days.text(ofDay: number))
    placesOfNumbers[number] = place
    return place
  }

  /// A day `YYYY-MM-DD` as the number YYYYMMDD; 0 for the empty text.
  private static func digits(of day: String) -> Int64 {
    day.utf8.reduce(0) { (48...57).contains($1) ? $0 * 10 + Int64($1 - 48) : $0 }
  }

  // MARK: Writing

  /// Writes what has changed since the last time.
  func flush() throws {
    // In the order of the tables, so that a row is found on the page of the last.
    let cells = changes.filter { $0.value != 0 }.sorted {
      $0.key.total == $1.key.total
        ? days[$0.key.day] < days[$1.key.day] : $0.key.total < $1.key.total
    }
    var totals: [(total: Total, change: Int)] = []
    for (cell, change) in cells {
      if totals.last?.total == cell.total {
        totals[totals.count - 1].change += change
      } else {
        totals.append((cell.total, change))
      }
      var hash = cell.total.hash
      hash.mix(Self.digits(of: days[cell.day]))
      sum &+= hash.times(Int64(change))
    }
    for (total, change) in totals { sum &+= total.hash.times(Int64(change)) }
    try write(cells, by: addDays, addDay) { cell, statement in
      bind(cell.key.total, to: statement)
      statement.bind(days[cell.key.day])
      statement.bind(cell.value)
    }
    for (cell, change) in cells where change < 0 {
      bind(cell.total, to: removeDay)
      removeDay.bind(days[cell.day])
      try removeDay.run()
    }
    totals.removeAll { $0.change == 0 }
    try write(totals, by: addTotals, addTotal) { total, statement in
      bind(total.total, to: statement)
      statement.bind(total.change)
    }
    for (total, change) in totals where change < 0 {
      bind(total, to: removeTotal)
      try removeTotal.run()
    }
    changes.removeAll(keepingCapacity: true)
    // A stranger may write any days.
    if placesOfNumbers.count + days.count > 8_192 {
      (days, places, placesOfNumbers) = ([], [:], [:])
    }
  }

  /// Writes rows, some by a statement for many and the rest by one for a single one.
  private func write<Row>(
    _ rows: [Row],
    by many: BulkStatement,
    _ one: BulkStatement,
    _ bind: (Row, BulkStatement) -> Void
  ) throws {
    let single = rows.count % Self.many
    for row in rows[..<single] {
      bind(row, one)
      try one.run()
    }
    for start in stride(from: single, to: rows.count, by: Self.many) {
      for row in rows[start..<start + Self.many] { bind(row, many) }
      try many.run()
    }
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
