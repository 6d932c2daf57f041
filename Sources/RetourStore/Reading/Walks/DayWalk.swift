import GRDB
import RetourEvents

/// What a walk over the days of all domains tells, besides the cells.
package struct DayAnswers: Sendable {
  /// The answer to `overview-days` for the period.
  package let days: [OverviewDaysRow]
  /// The answer to `overview-volume` for the period before.
  package let before: OverviewVolumeRow
  /// The answer to `overview-peaks` for the period.
  package let peaks: [OverviewPeaksRow]
}

extension StoreReader {
  /// Answers four questions about a period and the one before in one walk over the days of all
  /// domains.
  ///
  /// Asked one by one, each of them joins six tables to every row and sorts the rows by names. Here
  /// numbers are gathered, and names are looked up once each. A test holds the answers to those of
  /// the questions.
  ///
  /// - Parameters:
  ///   - since: the first day; nil: from the beginning.
  ///   - until: the day after the last one; nil: to the end.
  ///   - before: the first day of the period before; nil: there is none.
  ///   - cell: gets the rows of `overview-cells`, those of a domain behind each other.
  /// - Returns: the answers to the others.
  /// - Throws: ``StoreError``.
  package func dayAnswers(
    since: String?,
    until: String?,
    before: String?,
    cell: (OverviewCellsRow) -> Void
  ) throws(StoreError) -> DayAnswers {
    try checkWhole(for: "v1_domain_day")
    return try read { db in
      var walk = try DayWalk(db)
      try walk.walk(db, since: since, until: until, before: before, cell)
      return DayAnswers(days: walk.dayRows, before: try walk.volume(db), peaks: walk.peakRows)
    }
  }
}

extension StoreReader {
  /// What the question `newest-day` answers, without joining a name to each row.
  ///
  /// - Parameter until: the day after the last one that counts; nil: all count.
  /// - Returns: the newest day with a failure; nil for none.
  /// - Throws: ``StoreError``.
  public func newestFailure(until: String?) throws(StoreError) -> String? {
    try checkWhole(for: "v1_domain_day")
    return try read { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT max(day) FROM domain_day
          WHERE day <> '' AND (?1 IS NULL OR day < ?1)
            AND kind_id IN (SELECT id FROM kind WHERE name IN ('failed', 'suppressed'))
          """,
        arguments: [until]
      )
    }
  }
}

/// What is gathered on the way over the days of all domains.
private struct DayWalk {
  private struct CellKey: Hashable {
    let reason: Int64
    let side: Int64
    let expired: Int64
  }

  private struct CellSum {
    var failures: Int64 = 0
    var before: Int64 = 0
    var recent: Int64 = 0
    var firstDay: UInt32 = 0
    var lastDay: UInt32 = 0
    var knownDay: UInt32 = 0

    mutating func add(_ count: Int64, _ day: UInt32, isNow: Bool, isRecent: Bool) {
      if isRecent { recent &+= count }
      if day > 0 { knownDay = knownDay == 0 ? day : min(knownDay, day) }
      guard isNow else {
        before &+= count
        return
      }
      failures &+= count
      guard day > 0 else { return }
      firstDay = firstDay == 0 ? day : min(firstDay, day)
      lastDay = max(lastDay, day)
    }
  }

  private struct DayKey: Hashable {
    let day: UInt32
    /// The reason's number and the side's; -1 for deliveries that didn't fail.
    let reason: Int64
    let side: Int64
  }

  private struct DaySum {
    var failures: Int64 = 0
    var ours: Int64 = 0
    var expired: Int64 = 0
    var sent: Int64 = 0
    var tracedFailures: Int64 = 0
    var tracedDelivered: Int64 = 0
    var tracedOpen: Int64 = 0
  }

  /// What failed at one domain on one day for one reason.
  private struct Share {
    let day: UInt32
    let reason: Int64
    let side: Int64
    var failures: Int64

    /// Its reason and side, on whatever day.
    var cause: DayKey { DayKey(day: 0, reason: reason, side: side) }
  }

  private struct Peak {
    let domain: String
    let share: Share
    let total: Int64
  }

  /// A kind of delivery.
  private struct Kind {
    let name: String
    let isFailure: Bool
    /// Whether it belongs to the volume that traces show.
    let isSent: Bool
    /// Whether `overview-cells` asks for it.
    let isAsked: Bool

    init(_ name: String, isFailure: Bool) {
      self.name = name
      self.isFailure = isFailure
      isAsked = ["failed", "suppressed"].contains(name)
      isSent =
        isAsked || ["delivered", "delayed", "quarantined", "filtered"].contains(name)
    }
  }

  /// How many failures a day has at least that stands out, as `overview-peaks` has it.
  private static let smallestPeak: Int64 = 10

  private let kinds: [Int64: Kind]
  private let reasons: [Int64: String]
  private let sides: [Int64: String]
  /// The same as members of their sets, so that a name is looked up once.
  private let (reasonOf, sideOf): ([Int64: Reason], [Int64: Side])
  /// Where a failure has no reason, and where it has no side.
  private let (noDiagnosis, unknownSide): (Int64, Int64)
  private var names: NumberedNames

  private var cells: [CellKey: CellSum] = [:]
  private var days: [DayKey: DaySum] = [:]
  /// Those of the domain that the walk is at.
  private var shares: [Share] = []
  private var peaks: [Peak] = []
  private var sentBefore: Int64 = 0
  private var tracedFailuresBefore: Int64 = 0

  init(_ db: Database) throws {
    var kinds: [Int64: Kind] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT id, name, is_failure FROM kind") {
      let id: Int64 = try row.value("id")
      kinds[id] = Kind(try row.value("name"), isFailure: try row.value("is_failure"))
    }
    self.kinds = kinds
    reasons = try Self.names(db, "reason")
    sides = try Self.names(db, "side")
    noDiagnosis = reasons.first { $0.value == Reason.noDiagnosis.rawValue }?.key ?? 0
    unknownSide = sides.first { $0.value == Side.unknown.rawValue }?.key ?? 0
    reasonOf = reasons.compactMapValues(Reason.init)
    sideOf = sides.compactMapValues(Side.init)
    names = try NumberedNames(db, "domain")
  }

  private static func names(_ db: Database, _ table: String) throws -> [Int64: String] {
    var names: [Int64: String] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT id, name FROM \(table)") {
      // With its type: as the optional of a dictionary NULL would be no name instead of damage.
      let (id, name): (Int64, String) = (try row.value("id"), try row.value("name"))
      names[id] = name
    }
    return names
  }

  // MARK: On the way

  mutating func walk(
    _ db: Database,
    since: String?,
    until: String?,
    before: String?,
    _ body: (OverviewCellsRow) -> Void
  ) throws {
    let rows = try BulkStatement(
      db,
      """
      SELECT
        domain_id, day, kind_id, reason_id, expired, side_id, is_traced, deliveries,
        ?1 IS NULL OR day >= ?1 AS is_now, ?2 IS NOT NULL AND day >= date(?2, '-7 days')
      FROM domain_day
      WHERE (?2 IS NULL OR day <> '' AND day < ?2)
        AND (?1 IS NULL OR day >= coalesce(?3, ?1))
      ORDER BY domain_id, day, kind_id, reason_id, expired, side_id, is_traced
      """
    )
    rows.bind(since)
    rows.bind(until)
    rows.bind(before)
    var domain: Int64 = 0
    while try rows.step() {
      if rows.integer(0) != domain {
        try endDomain(domain, body)
        domain = rows.integer(0)
      }
      add(rows)
    }
    try endDomain(domain, body)
  }

  private mutating func add(_ row: BulkStatement) {
    guard let kind = kinds[row.integer(2)] else { return }
    let day = row.day(1)
    let (isNow, isRecent) = (row.integer(8) == 1, row.integer(9) == 1)
    let deliveries = row.integer(7)
    let isTraced = row.integer(6) == 1
    let failures = kind.isFailure ? deliveries : 0
    let sent = isTraced && kind.isSent ? deliveries : 0
    if kind.isAsked {
      let key = CellKey(reason: row.integer(3), side: row.integer(5), expired: row.integer(4))
      cells[key, default: CellSum()].add(failures, day, isNow: isNow, isRecent: isRecent)
    }
    guard isNow else {
      sentBefore &+= sent
      if isTraced { tracedFailuresBefore &+= failures }
      return
    }
    guard day > 0 else { return }
    let key = DayKey(
      day: day,
      reason: failures > 0 ? known(row.integer(3), reasons, noDiagnosis) : -1,
      side: failures > 0 ? known(row.integer(5), sides, unknownSide) : -1
    )
    var sum = days[key] ?? DaySum()
    sum.failures &+= failures
    if sides[row.integer(5)] == Side.ours.rawValue { sum.ours &+= failures }
    if row.integer(4) == 1, let name = reasons[row.integer(3)],
      name != Reason.domainExpired.rawValue
    {
      sum.expired &+= failures
    }
    sum.sent &+= sent
    if isTraced { sum.tracedFailures &+= failures }
    if kind.name == "delivered" { sum.tracedDelivered &+= sent }
    if kind.name == "delayed" { sum.tracedOpen &+= sent }
    days[key] = sum
    if kind.isAsked, failures > 0 { addShare(key, failures) }
  }

  /// The rows of a day follow each other.
  private mutating func addShare(_ key: DayKey, _ failures: Int64) {
    var place = shares.count - 1
    while place >= 0, shares[place].day == key.day {
      if shares[place].reason == key.reason, shares[place].side == key.side {
        shares[place].failures &+= failures
        return
      }
      place -= 1
    }
    shares.append(Share(day: key.day, reason: key.reason, side: key.side, failures: failures))
  }

  /// A number that has a name, or the one that stands for what isn't known.
  private func known(_ number: Int64, _ names: [Int64: String], _ other: Int64) -> Int64 {
    names[number] == nil ? other : number
  }

  private mutating func endDomain(
    _ domain: Int64,
    _ body: (OverviewCellsRow) -> Void
  ) throws {
    let name = try names[domain]
    for (key, sum) in cells {
      body(
        OverviewCellsRow(
          domain: name,
          reason: reasonOf[key.reason],
          side: sideOf[key.side],
          expired: key.reason > 0 ? Int(key.expired) : nil,
          failures: Int(sum.failures),
          before: Int(sum.before),
          recent: Int(sum.recent),
          firstDay: String(day: sum.firstDay),
          lastDay: String(day: sum.lastDay),
          knownDay: String(day: sum.knownDay)
        )
      )
    }
    cells.removeAll(keepingCapacity: true)
    if let name { findPeaks(name) }
    shares.removeAll(keepingCapacity: true)
  }

  private mutating func findPeaks(_ domain: String) {
    guard shares.contains(where: { $0.failures >= Self.smallestPeak }) else { return }
    var totals: [DayKey: Int64] = [:]
    for share in shares { totals[share.cause, default: 0] &+= share.failures }
    for share in shares where share.failures >= Self.smallestPeak {
      let total = totals[share.cause] ?? 0
      guard share.failures.multipliedReportingOverflow(by: 10).partialValue >= total else {
        continue
      }
      peaks.append(Peak(domain: domain, share: share, total: total))
    }
  }

  // MARK: The answers

  var dayRows: [OverviewDaysRow] {
    let rows = days.map { key, sum in
      (
        day: key.day, sum: sum,
        reason: key.reason < 0 ? "" : reasons[key.reason] ?? Reason.noDiagnosis.rawValue,
        side: key.side < 0 ? "" : sides[key.side] ?? Side.unknown.rawValue
      )
    }
    return rows.sorted { ($0.day, $0.reason, $0.side) < ($1.day, $1.reason, $1.side) }.map { row in
      OverviewDaysRow(
        day: String(day: row.day) ?? "",
        reason: Reason(rawValue: row.reason),
        side: Side(rawValue: row.side),
        failures: Int(row.sum.failures),
        ours: Int(row.sum.ours),
        expired: Int(row.sum.expired),
        sent: Int(row.sum.sent),
        tracedFailures: Int(row.sum.tracedFailures),
        tracedDelivered: Int(row.sum.tracedDelivered),
        tracedOpen: Int(row.sum.tracedOpen)
      )
    }
  }

  var peakRows: [OverviewPeaksRow] {
    let rows = peaks.map { peak in
      (
        day: peak.share.day, domain: peak.domain,
        reason: reasons[peak.share.reason] ?? Reason.noDiagnosis.rawValue,
        side: sides[peak.share.side] ?? Side.unknown.rawValue, peak: peak
      )
    }
    let order = rows.sorted { left, right in
      if left.day != right.day { return left.day < right.day }
      if left.domain != right.domain {
        return left.domain.utf8.lexicographicallyPrecedes(right.domain.utf8)
      }
      return (left.reason, left.side) < (right.reason, right.side)
    }
    return order.map { row in
      OverviewPeaksRow(
        day: String(day: row.day) ?? "",
        domain: row.domain,
        reason: Reason(rawValue: row.reason),
        side: Side(rawValue: row.side),
        failures: Int(row.peak.share.failures),
        total: Int(row.peak.total)
      )
    }
  }

  func volume(_ db: Database) throws -> OverviewVolumeRow {
    let rate = try Double.fetchOne(
      db,
      sql: "SELECT CASE WHEN ?1 >= 20 THEN round(100.0 * ?2 / ?1, 2) END",
      arguments: [sentBefore, tracedFailuresBefore]
    )
    return OverviewVolumeRow(
      traced: sentBefore > 0 ? Int(sentBefore) : nil,
      tracedFailures: sentBefore > 0 ? Int(tracedFailuresBefore) : nil,
      rate: rate
    )
  }
}
