public import Events

/// Which days of a database can be true.
///
/// The date of a report is what a stranger wrote: it may lie in the year 9999 or in 1970. Such
/// reports are counted wherever no period is asked for, and under data quality; but no period begins
/// or ends with them.
extension StoreReader {
  /// Before this day no mail had reports that this program reads, and few had a correct clock.
  public static let firstPlausibleDay = "1990-01-01"

  /// The day after the last one that can be true: mail may come from where it is tomorrow already.
  ///
  /// - Parameter now: the moment that counts as now; nil: this one.
  /// - Returns: the day, `YYYY-MM-DD` in the database's time zone.
  /// - Throws: ``StoreError``.
  public func plausibleEnd(now: Timestamp? = nil) throws(StoreError) -> String {
    dayAfter(dayAfter(try day("today", now: now)))
  }

  /// The first and the last day of the database that can be true.
  ///
  /// - Parameter now: the moment that counts as now; nil: this one.
  /// - Returns: the days, both included; all days where none can be true, which means that the clock
  ///   of this machine is behind; nil where there are no days.
  /// - Throws: ``StoreError``.
  public func plausibleDays(
    now: Timestamp? = nil
  ) throws(StoreError) -> (first: String, last: String)? {
    let days = try days(from: Self.firstPlausibleDay, until: try plausibleEnd(now: now))
    if let days { return days }
    return try self.days(from: "0", until: "a")
  }

  /// Where a period ends that is open.
  ///
  /// - Parameter since: where it begins; a period that begins beyond the plausible days stays open.
  /// - Returns: the day after the last one; nil where the database has no days beyond those that can
  ///   be true, so that an open end is right.
  /// - Throws: ``StoreError``.
  public func end(ofPeriodSince since: String? = nil) throws(StoreError) -> String? {
    guard let all = try days(from: "0", until: "a"), let plausible = try plausibleDays(),
      plausible.last < all.last, since ?? "" <= plausible.last
    else { return nil }
    return dayAfter(plausible.last)
  }

  /// Where a period begins that is open, as ``end(ofPeriodSince:)`` says where it ends.
  ///
  /// - Throws: ``StoreError``.
  public func start(ofPeriodUntil until: String? = nil) throws(StoreError) -> String? {
    guard let all = try days(from: "0", until: "a"), let plausible = try plausibleDays(),
      plausible.first > all.first, until ?? "a" > plausible.first
    else { return nil }
    return plausible.first
  }

  private func days(
    from first: String,
    until end: String
  ) throws(StoreError) -> (first: String, last: String)? {
    let row = try table(
      "SELECT min(day), max(day) FROM domain_day WHERE day >= :first AND day < :end",
      ["first": .text(first), "end": .text(end)]
    ).rows.first
    guard case .text(let first)? = row?.first, case .text(let last)? = row?.last else { return nil }
    return (first, last)
  }
}
