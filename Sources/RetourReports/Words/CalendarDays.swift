import RetourEvents

/// Days of the calendar, written `YYYY-MM-DD`.
enum CalendarDays {
  /// More days than any report shows.
  private static let limit = 40_000

  /// All days from the first to the last, both included; empty where one isn't a day.
  static func all(from first: String, to last: String) -> [String] {
    guard let start = noon(first), let end = noon(last), start <= end,
      (end - start) / 86_400 < Int64(limit)
    else { return [] }
    return stride(from: start, through: end, by: 86_400).map(text)
  }

  /// The day so many days later, or earlier for a negative number.
  static func day(_ day: String, plus days: Int) -> String? {
    noon(day).map { text($0 + Int64(days) * 86_400) }
  }

  /// How many days lie from the first to before the last.
  static func count(from first: String, until last: String) -> Int? {
    guard let start = noon(first), let end = noon(last) else { return nil }
    return Int((end - start) / 86_400)
  }

  /// The day of the week, from 0 for Monday to 6 for Sunday; nil for what is no day.
  static func weekday(_ day: String) -> Int? {
    // The first day of 1970 was a Thursday.
    noon(day).map { Int(((($0 - 43_200) / 86_400 + 3) % 7 + 7) % 7) }
  }

  private static func noon(_ day: String) -> Int64? {
    let parts = day.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3 else { return nil }
    return Timestamp(year: parts[0], month: parts[1], day: parts[2], hour: 12)?.seconds
  }

  private static func text(_ seconds: Int64) -> String {
    String(Timestamp(seconds: seconds).description.prefix(10))
  }
}
