import RetourEvents

/// Turns the times of a log's lines into moments.
///
/// Lines of RFC 3164 have no year: it is told by what the log was last changed at (``firstYear``) and
/// goes up where December becomes January.
struct LogCalendar {
  /// The offset of local time to Universal Time, by the local time; nil takes it for Universal Time.
  private let offset: (@Sendable (Int64) -> Int64)?
  /// The year of lines without one.
  private var year: Int
  private var month: Int?
  /// The last day and hour, because the next line has mostly the same.
  private var lastDay: (date: Int, days: Int64) = (0, 0)
  private var lastHour: (local: Int64, offset: Int64) = (.min, 0)

  /// Begins with a year for lines that have none.
  init(year: Int, offset: (@Sendable (Int64) -> Int64)?) {
    self.year = year
    self.offset = offset
  }

  /// The moment of a line in seconds since 1970; nil for a day that isn't in the calendar.
  mutating func moment(_ time: LogTime) -> Int64? {
    switch time {
    case .moment(let seconds):
      return seconds
    case .local(let date):
      guard let days = days(date) else { return nil }
      let local = days * 86_400 + Int64(date.seconds)
      guard let offset else { return local }
      let hour = local - local % 900
      if hour != lastHour.local { lastHour = (hour, offset(local)) }
      return local - lastHour.offset
    }
  }

  private mutating func days(_ date: LogDate) -> Int64? {
    let year = date.year ?? yearOf(date.month)
    let number = (year * 16 + date.month) * 32 + date.day
    if number == lastDay.date { return lastDay.days }
    guard let days = Self.day(year, date.month, date.day) else { return nil }
    lastDay = (number, days)
    return days
  }

  /// The year of a line in a month; one of December among those of January is late.
  private mutating func yearOf(_ month: Int) -> Int {
    guard let last = self.month, last != month else {
      self.month = month
      return year
    }
    // December among lines of January, and any month among those of the next one, is late.
    if month == last + 11 { return year - 1 }
    if month == last - 1 { return year }
    if month < last { year += 1 }
    self.month = month
    return year
  }

  /// Days since 1970; nil where the calendar has no such day.
  static func day(_ year: Int, _ month: Int, _ day: Int) -> Int64? {
    Timestamp(year: year, month: month, day: day).map { $0.seconds / 86_400 }
  }

  /// The year of the first of some dates without one, which follow each other.
  ///
  /// The last of them lies at most a day behind `changed`, the log's last change in seconds since 1970
  /// (clocks of other zones are ahead), and less than a year before; 29 February is in leap years only.
  static func firstYear(of dates: [LogDate], before changed: Int64) -> Int {
    let limit = Timestamp(seconds: changed + 86_400).civil
    guard let last = dates.last else { return limit.year }
    let isLater = (last.month, last.day) > (limit.month, limit.day)
    var lastYear = isLater ? limit.year - 1 : limit.year
    var wraps: [Int] = []
    var (wrap, month) = (0, dates[0].month)
    for date in dates {
      guard date.month != month + 11, date.month != month - 1 else { continue }
      if date.month < month { wrap += 1 }
      month = date.month
      if (date.month, date.day) == (2, 29) { wraps.append(wrap) }
    }
    for _ in 0..<8 where wraps.contains(where: { !isLeap(lastYear - wrap + $0) }) { lastYear -= 1 }
    return lastYear - wrap
  }

  private static func isLeap(_ year: Int) -> Bool {
    year > 0 && Timestamp.days(in: 2, of: year) == 29
  }
}
