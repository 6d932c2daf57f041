/// A moment in Universal Time, in whole seconds.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Seconds since 1970-01-01T00:00:00Z, without leap seconds.
  public let seconds: Int64

  /// Creates a moment from seconds since 1970.
  public init(seconds: Int64) { self.seconds = seconds }

  /// Creates a moment from a date and time of the proleptic Gregorian calendar, or nothing where a
  /// part is out of range.
  ///
  /// Years go from 1 to 9999; second 60 is read as 59. `offset` is that of local time to Universal
  /// Time in seconds, positive in the east.
  public init?(
    year: Int,
    month: Int,
    day: Int,
    hour: Int = 0,
    minute: Int = 0,
    second: Int = 0,
    offset: Int = 0
  ) {
    guard 1...9999 ~= year, 1...12 ~= month, 1...Self.days(in: month, of: year) ~= day,
      0...23 ~= hour, 0...59 ~= minute, 0...60 ~= second, abs(offset) < 86_400
    else { return nil }
    // Days since 1970 by H. Hinnant's algorithm for the civil calendar, with years from March.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    seconds = Int64(days * 86_400 + hour * 3600 + minute * 60 + min(second, 59) - offset)
  }

  /// Reads a moment as ``description`` has it, `2026-11-29T11:40:00Z`; nil for anything else.
  public init?(iso8601 text: String) {
    let bytes = text.utf8.span
    guard bytes.count == 20, bytes[19] == UInt8(ascii: "Z") else { return nil }
    var numbers: [6 of Int] = .init(repeating: 0)
    var field = 0
    for index in 0..<19 {
      let digit = Int(bytes[index]) - 48
      if [4, 7, 10, 13, 16].contains(index) {
        field += 1
      } else if 0...9 ~= digit {
        numbers[field] = numbers[field] * 10 + digit
      } else {
        return nil
      }
    }
    self.init(
      year: numbers[0],
      month: numbers[1],
      day: numbers[2],
      hour: numbers[3],
      minute: numbers[4],
      second: numbers[5]
    )
  }

  /// The number of days of a month.
  public static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The calendar date and time in Universal Time.
  public var civil: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    let (days, rest) = Self.floorDivide(seconds, 86_400)
    let shifted = days + 719_468
    let era = Self.floorDivide(shifted, 146_097).quotient
    let dayOfEra = Int(shifted - era * 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
    let time = Int(rest)
    return (year, month, day, time / 3600, time / 60 % 60, time % 60)
  }

  /// ISO 8601 in Universal Time, for example `2026-11-23T22:05:00Z`.
  ///
  /// What lies before the year 0 or after 9999 is written as the first or the last moment between.
  public var description: String {
    let time = Timestamp(seconds: min(max(seconds, -62_167_219_200), 253_402_300_799)).civil
    var bytes = [UInt8](repeating: UInt8(ascii: "0"), count: 20)
    func put(_ value: Int, at end: Int, digits: Int) {
      var rest = value
      for index in stride(from: end - 1, through: end - digits, by: -1) {
        bytes[index] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      }
    }
    put(time.year, at: 4, digits: 4)
    put(time.month, at: 7, digits: 2)
    put(time.day, at: 10, digits: 2)
    put(time.hour, at: 13, digits: 2)
    put(time.minute, at: 16, digits: 2)
    put(time.second, at: 19, digits: 2)
    for (index, byte) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, "Z")]
      as [(Int, Unicode.Scalar)]
    {
      bytes[index] = UInt8(ascii: byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether `left` is earlier than `right`.
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

  private static func floorDivide(_ value: Int64, _ by: Int64) -> (quotient: Int64, rest: Int64) {
    let (quotient, rest) = value.quotientAndRemainder(dividingBy: by)
    return rest < 0 ? (quotient - 1, rest + by) : (quotient, rest)
  }
}
