public import RetourEvents
import Synchronization

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
    let span = try span(until: try plausibleEnd(now: now))
    return span?.plausible ?? span?.all
  }

  /// Where a period ends that is open.
  ///
  /// - Parameter since: where it begins; a period that begins beyond the plausible days stays open.
  /// - Returns: the day after the last one; nil where the database has no days beyond those that can
  ///   be true, so that an open end is right.
  /// - Throws: ``StoreError``.
  public func end(ofPeriodSince since: String? = nil) throws(StoreError) -> String? {
    guard let span = try span(until: try plausibleEnd()), let plausible = span.plausible,
      plausible.last < span.all.last, since ?? "" <= plausible.last
    else { return nil }
    return dayAfter(plausible.last)
  }

  /// Where a period begins that is open, as ``end(ofPeriodSince:)`` says where it ends.
  ///
  /// - Throws: ``StoreError``.
  public func start(ofPeriodUntil until: String? = nil) throws(StoreError) -> String? {
    guard let span = try span(until: try plausibleEnd()), let plausible = span.plausible,
      plausible.first > span.all.first, until ?? "a" > plausible.first
    else { return nil }
    return plausible.first
  }

  /// The first and the last day of all, and of those that can be true, found in one walk over the
  /// totals and remembered; nil where there are no days.
  private func span(until end: String) throws(StoreError) -> DaySpan? {
    if let known = daySpan.withLock(\.self), known.end == end { return known.span }
    let row =
      try table(
        """
        SELECT min(day), max(day),
          min(CASE WHEN day >= :first AND day < :end THEN day END),
          max(CASE WHEN day >= :first AND day < :end THEN day END)
        FROM domain_day WHERE day <> ''
        """,
        ["first": .text(Self.firstPlausibleDay), "end": .text(end)]
      ).rows.first ?? []
    let days = row.map { value -> String? in if case .text(let day) = value { day } else { nil } }
    var span: DaySpan?
    if days.count == 4, let first = days[0], let last = days[1] {
      span = DaySpan(all: (first, last), plausible: nil)
      if let first = days[2], let last = days[3] { span?.plausible = (first, last) }
    }
    let found = span
    daySpan.withLock { $0 = (end, found) }
    return span
  }
}

/// The first and the last day of a database, and of what in it can be true.
struct DaySpan: Sendable {
  var all: (first: String, last: String)
  var plausible: (first: String, last: String)?
}
