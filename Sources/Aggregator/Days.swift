import Events
import Foundation

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
  mutating func day(_ time: Timestamp?) -> String {
    guard let time else { return "" }
    let number = Self.floor(time.seconds, 86_400)
    let day = cache[number] ?? remember(number)
    let offset = day.offset ?? rawOffset(time.seconds)
    switch Self.floor(time.seconds + offset, 86_400) - number {
    case 0: return day.today
    case ..<0: return day.dates.before
    default: return day.dates.after
    }
  }

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

  private static func date(_ number: Int64) -> String {
    String(Timestamp(seconds: number * 86_400).description.prefix(10))
  }

  private static func floor(_ value: Int64, _ by: Int64) -> Int64 {
    value >= 0 ? value / by : -((by - 1 - value) / by)
  }
}

extension Timestamp {
  /// This moment.
  static var now: Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }
}
