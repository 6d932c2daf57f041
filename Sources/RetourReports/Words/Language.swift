public import RetourEvents

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

  /// A share of a whole as a percentage with one decimal: `96.7%`, in Dutch `96,7%`, in German
  /// `96,7 %` with a narrow space that doesn't break; a dash where the whole is nothing.
  public func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "–" }
    let tenths = (part * 2000 / whole + 1) / 2
    return
      "\(tenths / 10)\(self == .english ? "." : ",")\(tenths % 10)\(self == .german ? "\u{202F}" : "")%"
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

  /// A day as a letter writes it, for example `12 November 2026`, or without its year.
  func longDay(_ day: String, withYear: Bool = true) -> String {
    guard let parts = Self.parts(day) else { return day }
    let month = longMonths[parts.month - 1]
    return "\(parts.day)\(self == .german ? "." : "")\u{A0}\(month)"
      + (withYear ? " \(parts.year)" : "")
  }

  /// The time of day of a moment of ISO 8601, for example `21:47`, in Dutch `21.47`.
  func clock(_ time: String) -> String {
    let text = String(time.dropFirst(11).prefix(5))
    return self == .dutch ? text.replacing(":", with: ".") : text
  }

  /// A moment without year and zone, for example `28 Nov 21:47`, in German `28.11. 21:47`.
  func shortMoment(_ time: String) -> String {
    guard time.utf8.count == 20, let parts = Self.parts(String(time.prefix(10))) else {
      return time
    }
    let day =
      self == .german
      ? "\(parts.day).\(parts.month)." : "\(parts.day)\u{A0}\(months[parts.month - 1])"
    return "\(day) \(clock(time))"
  }

  /// A duration in words in its largest unit, rounded: `3 days`, `46 hours`.
  ///
  /// From three days on in days; that far hours say more.
  public func spelledDuration(_ seconds: Int) -> String { spelledDuration(seconds...seconds) }

  /// The shortest and the longest duration in words, in one unit: `46 to 48 hours`.
  func spelledDuration(_ range: ClosedRange<Int>) -> String {
    let (unit, one, many) = Self.unit(range.upperBound, self)
    let bounds = [range.lowerBound, range.upperBound].map { ($0 + unit / 2) / unit }
    let noun = bounds[1] == 1 ? one : many
    if bounds[0] == bounds[1] { return "\(number(bounds[1]))\u{A0}\(noun)" }
    let to = self == .english ? "to" : self == .dutch ? "tot" : "bis"
    return "\(number(bounds[0])) \(to) \(number(bounds[1]))\u{A0}\(noun)"
  }

  private static func unit(_ seconds: Int, _ language: Language) -> (Int, String, String) {
    let units: [(seconds: Int, from: Int, words: Wording, plural: Wording)] = [
      (
        86_400, 3 * 86_400, Wording("day", "dag", "Tag"), Wording("days", "dagen", "Tagen")
      ),
      (3600, 2 * 3600, Wording("hour", "uur", "Stunde"), Wording("hours", "uur", "Stunden")),
      (
        60, 2 * 60, Wording("minute", "minuut", "Minute"),
        Wording("minutes", "minuten", "Minuten")
      ),
      (1, 0, Wording("second", "seconde", "Sekunde"), Wording("seconds", "seconden", "Sekunden")),
    ]
    let unit = units.first { seconds >= $0.from } ?? units[3]
    return (unit.seconds, unit.words[language], unit.plural[language])
  }

  /// A number as a word up to twelve, as a sentence begins with it; else its digits.
  func spelled(_ value: Int) -> String {
    let words: [String]
    switch self {
    case .english:
      words = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
      ]
    case .dutch:
      words = [
        "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf",
        "twaalf",
      ]
    case .german:
      words = [
        "eine", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf",
        "zwölf",
      ]
    }
    return 1...12 ~= value ? words[value - 1] : number(value)
  }

  /// A text as a sentence begins; Dutch writes an accented *één* as *Eén*.
  func sentence(_ text: String) -> String {
    if self == .dutch, text.hasPrefix("éé") { return "Eé\(text.dropFirst(2))" }
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  /// Several names in a sentence: `a, b and c`.
  func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    let and = self == .english ? "and" : self == .dutch ? "en" : "und"
    return "\(names.dropLast().joined(separator: ", ")) \(and) \(last)"
  }

  /// Several clauses in a sentence; English and German put a comma before the last.
  func clauses(_ clauses: [String]) -> String {
    guard let last = clauses.last, clauses.count > 1 else { return clauses.first ?? "" }
    let and = self == .english ? ", and" : self == .dutch ? " en" : ", und"
    return "\(clauses.dropLast().joined(separator: ", "))\(and) \(last)"
  }

  private static func parts(_ day: String) -> (year: Int, month: Int, day: Int)? {
    let parts = day.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3, 1...12 ~= parts[1] else { return nil }
    return (parts[0], parts[1], parts[2])
  }

  private var longMonths: [String] {
    switch self {
    case .english:
      [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
      ]
    case .dutch:
      [
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
        "oktober", "november", "december",
      ]
    case .german:
      [
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
        "Oktober", "November", "Dezember",
      ]
    }
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
