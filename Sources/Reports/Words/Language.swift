public import Events

/// How numbers, days and durations are written in a language, without ICU.
extension Language {
  /// What stands between groups of three digits.
  private var groupMark: String { self == .english ? "," : "." }

  /// A whole number with its digits in groups of three.
  public func number(_ value: Int) -> String {
    let digits = Array("\(value.magnitude)")
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += groupMark }
      text.append(digit)
    }
    return text
  }

  /// A share of a whole as a percentage with one decimal, for example `96.7 %`
  /// with a space that doesn't break; a dash where the
  /// whole is nothing.
  public func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "–" }
    let tenths = (part * 2000 / whole + 1) / 2
    return "\(tenths / 10)\(self == .english ? "." : ",")\(tenths % 10)\u{A0}%"
  }

  /// A day as people write it, for example `22 Nov 2026`; anything but `YYYY-MM-DD` stays as it is.
  public func day(_ day: String) -> String {
    guard let parts = Self.parts(day) else { return day }
    let month = months[parts.month - 1]
    return self == .german
      ? "\(parts.day). \(month) \(parts.year)" : "\(parts.day) \(month) \(parts.year)"
  }

  /// A month `YYYY-MM` as people write it, for example `Nov 2026`.
  func month(_ month: String) -> String {
    guard let parts = Self.parts("\(month)-01") else { return month }
    return "\(months[parts.month - 1]) \(parts.year)"
  }

  /// A period of days, both ends included, for example `16–22 Nov 2026`.
  public func period(_ first: String, _ last: String) -> String {
    guard let from = Self.parts(first), let to = Self.parts(last), first != last else {
      return day(first)
    }
    let dot = self == .german ? "." : ""
    if from.year == to.year, from.month == to.month {
      return "\(from.day)\(dot)–\(day(last))"
    }
    if from.year == to.year {
      return "\(from.day)\(dot) \(months[from.month - 1]) – \(day(last))"
    }
    return "\(day(first)) – \(day(last))"
  }

  /// A moment of ISO 8601 in Universal Time as people write it, for example
  /// `22 Nov 2026 23:55 UTC`.
  public func moment(_ time: String) -> String {
    guard time.utf8.count == 20 else { return time }
    return "\(day(String(time.prefix(10)))) \(time.dropFirst(11).prefix(5)) UTC"
  }

  /// A duration in its two largest units, for example `4 d 2 h`.
  public func duration(_ seconds: Int) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400)
    let letters = self == .dutch ? ("d", "u") : self == .german ? ("T", "h") : ("d", "h")
    if days > 0 { return "\(days) \(letters.0) \(hours % 24) \(letters.1)" }
    if hours > 0 { return "\(hours) \(letters.1) \(minutes % 60) min" }
    return minutes > 0 ? "\(minutes) min" : "\(seconds) s"
  }

  private static func parts(_ day: String) -> (year: Int, month: Int, day: Int)? {
    let parts = day.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3, 1...12 ~= parts[1] else { return nil }
    return (parts[0], parts[1], parts[2])
  }

  private var months: [String] {
    switch self {
    case .english:
      ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    case .dutch:
      ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
    case .german:
      [
        "Jan.", "Feb.", "März", "April", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.",
        "Dez.",
      ]
    }
  }
}
