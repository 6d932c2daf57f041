import Foundation
import RetourEvents

/// Cuts time into days of one time zone.
struct Days {
  /// The zone's name in the time-zone database, for example `Europe/Amsterdam`.
  let zone: String

  private let rules: TimeZone?
  private var cache: [Int64: UTCDay] = [:]

  /// What the zone does during one day of Universal Time.
  private struct UTCDay {
    /// The offset in seconds; nil on a day on which the clocks change.
    let offset: Int64?
    let today: String
    /// The local dates before and after the one that `today` names.
    let dates: (before: String, after: String)
  }

  /// Fails for a zone that the system doesn't know.
  init?(zone: String) {
    self.zone = zone
    if zone == "UTC" {
      rules = nil
    } else if let known = TimeZone(identifier: zone) {
      rules = known
    } else {
      return nil
    }
  }

  /// The local date of a moment, `YYYY-MM-DD`; empty where the moment isn't known.
  mutating func day(_ time: Timestamp?) -> String { time.map { dated($0).text } ?? "" }

  /// The local date of a moment as its number in days since 1970-01-01.
  mutating func number(_ time: Timestamp) -> Int32 {
    guard rules == nil else { return dated(time).number }
    let seconds = min(max(time.seconds, Self.range.lowerBound), Self.range.upperBound)
    return Int32(truncatingIfNeeded: Self.floor(seconds, 86_400))
  }

  /// The local date of a moment, and its number in days since 1970-01-01.
  mutating func dated(_ time: Timestamp) -> (number: Int32, text: String) {
    // A stranger may write any number; further away than these no day has a name.
    let seconds = min(max(time.seconds, Self.range.lowerBound), Self.range.upperBound)
    let number = Self.floor(seconds, 86_400)
    let day = cache[number] ?? remember(number)
    let offset = day.offset ?? rawOffset(seconds)
    let local = Self.floor(seconds + offset, 86_400)
    let text =
      local == number ? day.today : local < number ? day.dates.before : day.dates.after
    return (Int32(truncatingIfNeeded: local), text)
  }

  /// From 0001-01-01 to the last second of 9999-12-31, in Universal Time.
  private static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  private mutating func remember(_ number: Int64) -> UTCDay {
    let offset = rawOffset(number * 86_400)
    let day = UTCDay(
      offset: offset == rawOffset((number + 1) * 86_400) ? offset : nil,
      today: Self.date(number),
      dates: (Self.date(number - 1), Self.date(number + 1))
    )
    if cache.count >= 4096 { cache.removeAll(keepingCapacity: true) }
    cache[number] = day
    return day
  }

  private func rawOffset(_ seconds: Int64) -> Int64 {
    guard let rules else { return 0 }
    return Int64(rules.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
  }

  /// The date of a day, of which the number of days since 1970-01-01 is given.
  static func text(ofDay number: Int32) -> String { date(Int64(number)) }

  private static func date(_ number: Int64) -> String {
    let seconds = min(max(number * 86_400, range.lowerBound), range.upperBound)
    return String(Timestamp(seconds: seconds).description.prefix(10))
  }

  private static func floor(_ value: Int64, _ by: Int64) -> Int64 {
    value >= 0 ? value / by : -((by - 1 - value) / by)
  }
}

extension Timestamp {
  /// This moment.
  static var now: Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }
}
