import Foundation
import RetourEvents

/// Days on which the clocks of a time zone change: they don't have 24 hours, so their columns don't
/// compare with others.
enum ClockChange {
  /// How many hours each such day of the days that are given has.
  static func hours(of days: [String], in zone: String) -> [(day: String, hours: String)] {
    guard zone != "UTC", let rules = TimeZone(identifier: zone) else { return [] }
    return days.compactMap { day in
      guard let next = CalendarDays.day(day, plus: 1), let start = midnight(day, rules),
        let end = midnight(next, rules), end - start != 86_400
      else { return nil }
      let minutes = (end - start) / 60
      return (day, minutes % 60 == 0 ? "\(minutes / 60)" : "\(minutes / 60):\(minutes % 60)")
    }
  }

  /// When a day begins, in seconds since 1970.
  private static func midnight(_ day: String, _ rules: TimeZone) -> Int64? {
    let parts = day.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3,
      let universal = Timestamp(year: parts[0], month: parts[1], day: parts[2], hour: 0)?.seconds
    else { return nil }
    func offset(_ seconds: Int64) -> Int64 {
      Int64(rules.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
    // The offset that holds there, not the one that holds at midnight of Universal Time.
    return universal - offset(universal - offset(universal))
  }
}
