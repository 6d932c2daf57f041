import RetourEvents

/// Dates as mail writes them.
enum MailDate {
  private static let months = Array("janfebmaraprmayjunjulaugsepoctnovdec".utf8)

  /// Parses a date of RFC 5322 section 3.3 with what occurs in practice: no weekday, two-digit
  /// years, a zone in any writing (`-0700 MDT`, `-07:00`, `UTC+02:00`), no seconds, a clock of twelve
  /// hours, a comment, the order of asctime(3), or ISO 8601.
  static func parse(_ bytes: Bytes) -> Timestamp? {
    if let moment = iso(bytes.trimmed) { return moment }
    var date = Parts()
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") {
        let close = byte == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "]")
        guard let end = bytes[index...].firstIndex(of: close) else { break }
        index = end + 1
        continue
      }
      if !byte.isAlphanumeric, byte != UInt8(ascii: "+"), byte != UInt8(ascii: "-") {
        index += 1
        continue
      }
      let start = index
      index += 1
      while index < bytes.endIndex, bytes[index].isAlphanumeric || bytes[index] == UInt8(ascii: ":")
      {
        index += 1
      }
      date.take(bytes[start..<index])
    }
    return date.moment
  }

  /// `2026-11-23T22:05:00.123+02:00`, with a blank in place of the T, or without a zone.
  private static func iso(_ text: Bytes) -> Timestamp? {
    guard text.count >= 16, text.prefix(4).allSatisfy(\.isDigit),
      let separator = text.dropFirst(4).first, "-/".utf8.contains(separator),
      let date = TraceDate(text)
    else { return nil }
    switch date {
    case .moment(let moment): return moment
    case .local(let local): return local.moment(.yearFirst, offset: 0)
    }
  }

  /// What the words of a date have told so far.
  private struct Parts {
    private var day: Int?
    private var month: Int?
    private var year: Int?
    private var time: (hour: Int, minute: Int, second: Int)?
    private var offset = 0
    /// Whether digits told the offset: a name behind them, or around them, tells nothing more.
    private var hasOffset = false

    /// Takes a word: letters, digits and colons, perhaps with a sign before them.
    mutating func take(_ word: Bytes) {
      let sign = word.first
      if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        takeSigned(word.dropFirst(), isNegative: sign == UInt8(ascii: "-"))
      } else if word.contains(UInt8(ascii: ":")) {
        takeClock(word)
      } else if let number = word.number {
        if day == nil, 1...31 ~= number, word.count <= 2 {
          day = number
        } else if year == nil {
          year = number
        }
      } else if month == nil, let named = MailDate.month(word) {
        month = named
      } else if word.equals(ignoringCase: "am") || word.equals(ignoringCase: "pm") {
        setHalf(isAfternoon: word.first?.lowercased == UInt8(ascii: "p"))
      } else if time != nil, !hasOffset, let named = MailDate.zone(word) {
        offset = named
      }
    }

    private mutating func takeSigned(_ word: Bytes, isNegative: Bool) {
      if time != nil, !hasOffset, let zone = Self.offset(word) {
        offset = isNegative ? -zone : zone
        hasOffset = true
      } else if let number = word.number, month != nil, year == nil {
        year = number  // 12-Nov-2026
      } else if month == nil, let named = MailDate.month(word) {
        month = named
      }
    }

    /// `0200`, `02:00` or `2`, in seconds.
    private static func offset(_ word: Bytes) -> Int? {
      if let colon = word.firstIndex(of: UInt8(ascii: ":")) {
        guard let hours = word[..<colon].number, let minutes = word[(colon + 1)...].number,
          hours < 24, minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * 60
      }
      guard let number = word.number else { return nil }
      if word.count <= 2 { return number < 24 ? number * 3600 : nil }
      return word.count == 4 && number < 1600 ? (number / 100 * 60 + number % 100) * 60 : nil
    }

    private mutating func takeClock(_ word: Bytes) {
      guard time == nil else { return }
      let half = word.suffix(2)
      let hasHalf = half.equals(ignoringCase: "am") || half.equals(ignoringCase: "pm")
      guard let parsed = MailDate.clock(hasHalf ? word.dropLast(2) : word) else { return }
      time = parsed
      if hasHalf { setHalf(isAfternoon: half.first?.lowercased == UInt8(ascii: "p")) }
    }

    private mutating func setHalf(isAfternoon: Bool) {
      guard let clock = time, 1...12 ~= clock.hour else { return }
      time?.hour = clock.hour % 12 + (isAfternoon ? 12 : 0)
    }

    var moment: Timestamp? {
      guard let day, let month, var year, let time else { return nil }
      if year < 50 { year += 2000 } else if year < 1000 { year += 1900 }
      return Timestamp(
        year: year,
        month: month,
        day: day,
        hour: time.hour,
        minute: time.minute,
        second: time.second,
        offset: offset
      )
    }
  }

  /// `hh:mm` or `hh:mm:ss`.
  static func clock(_ token: Bytes) -> (hour: Int, minute: Int, second: Int)? {
    let colon = UInt8(ascii: ":")
    guard let first = token.firstIndex(of: colon), let hour = token[..<first].number, hour < 24
    else { return nil }
    let rest = token[(first + 1)...]
    let second = rest.firstIndex(of: colon)
    guard let minute = rest[..<(second ?? rest.endIndex)].number, minute < 60 else { return nil }
    guard let second else { return (hour, minute, 0) }
    let last = rest[(second + 1)...]
    return last.contains(colon) ? nil : (hour, minute, last.number ?? 0)
  }

  private static func month(_ token: Bytes) -> Int? {
    guard token.count >= 3, case let start = token.startIndex else { return nil }
    for month in 0..<12
    where months[month * 3] == token[start].lowercased
      && months[month * 3 + 1] == token[start + 1].lowercased
      && months[month * 3 + 2] == token[start + 2].lowercased
    {
      return month + 1
    }
    return nil
  }

  /// The offset of a zone name of RFC 5322 section 4.3 or another common one, in seconds.
  private static func zone(_ token: Bytes) -> Int? {
    zones.first { token.equals(ignoringCase: $0.name) }.map { $0.hours * 3600 }
  }

  private static let zones: [(name: StaticString, hours: Int)] = [
    ("ut", 0), ("utc", 0), ("gmt", 0), ("z", 0), ("est", -5), ("edt", -4), ("cst", -6),
    ("cdt", -5), ("mst", -7), ("mdt", -6), ("pst", -8), ("pdt", -7), ("cet", 1), ("cest", 2),
    ("mez", 1), ("mesz", 2), ("bst", 1), ("msk", 3), ("jst", 9), ("wet", 0), ("west", 1),
    ("eet", 2), ("eest", 3), ("sast", 2), ("hkt", 8), ("sgt", 8), ("kst", 9), ("aest", 10),
    ("aedt", 11), ("nzst", 12), ("nzdt", 13), ("akst", -9), ("akdt", -8), ("hst", -10),
  ]
}
