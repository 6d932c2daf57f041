import RetourEvents

/// A date in the form of a notice's reader, such as `6/19/2018 7:32:05 AM` or `19.06.2018 07:32:05`.
///
/// Exchange writes the lines about its attempts so, in Universal Time, day and month in the order of
/// the reader's culture, which the notice doesn't state for certain. So every order that makes a
/// date is tried, and the one nearest to the report's own date counts.
enum NoticeDate {
  /// How far from the report's date an attempt may lie, in seconds: 14 days.
  private static let reach: Int64 = 14 * 86_400

  /// The moment that stands in a text, or nil where none near `reference` does.
  static func parse(_ text: Bytes, near reference: Timestamp) -> Timestamp? {
    let numbers = numbers(in: text)
    guard numbers.count >= 5 else { return nil }
    let (first, second, third) = (numbers[0], numbers[1], numbers[2])
    let orders =
      first > 31
      ? [(first, second, third)] : [(third, first, second), (third, second, first)]
    let candidates = orders.compactMap { year, month, day in
      Timestamp(
        year: year < 100 ? 2000 + year : year,
        month: month,
        day: day,
        hour: hour(numbers[3], text),
        minute: numbers[4],
        second: numbers.count > 5 ? numbers[5] : 0
      )
    }
    let nearest = candidates.min {
      abs($0.seconds - reference.seconds) < abs($1.seconds - reference.seconds)
    }
    guard let nearest, abs(nearest.seconds - reference.seconds) <= reach else { return nil }
    return nearest
  }

  private static func numbers(in text: Bytes) -> [Int] {
    text.prefix(64).split { !$0.isDigit }.prefix(6).compactMap { $0.count <= 4 ? $0.number : nil }
  }

  /// The hour of a clock of 24, from one of 12 where AM or PM stands.
  private static func hour(_ hour: Int, _ text: Bytes) -> Int {
    let clock = text.prefix(64)
    if clock.contains(ignoringCase: "pm") { return hour < 12 ? hour + 12 : hour }
    if clock.contains(ignoringCase: "am") { return hour == 12 ? 0 : hour }
    return hour
  }
}
