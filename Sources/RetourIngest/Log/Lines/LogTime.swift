/// A time as a line of a log states it.
enum LogTime: Hashable {
  /// A moment, in seconds since 1970.
  case moment(Int64)
  /// A date and time of day of the host's zone.
  case local(LogDate)
}

/// A date and time of day without a zone; of RFC 3164 without a year.
struct LogDate: Hashable {
  private let knownYear: Int32?
  private let shortSeconds: Int32
  private let shortMonth: UInt8
  private let shortDay: UInt8

  init(year: Int?, month: Int, day: Int, seconds: Int) {
    knownYear = year.map { Int32(clamping: $0) }
    shortMonth = UInt8(clamping: month)
    shortDay = UInt8(clamping: day)
    shortSeconds = Int32(clamping: seconds)
  }

  /// The year, where the line has it.
  var year: Int? { knownYear.map { Int($0) } }
  /// 1 to 12.
  var month: Int { Int(shortMonth) }
  /// 1 to 31.
  var day: Int { Int(shortDay) }
  /// Seconds since midnight.
  var seconds: Int { Int(shortSeconds) }
}

/// Reads times at the front of texts.
enum LogTimeReader {
  /// How a time is written, which tells what follows it.
  enum Form {
    /// `Nov 29 11:33:19` (RFC 3164), `2026-11-29T11:33:19Z` (RFC 3339): a host and a program follow.
    case syslog
    /// `2026-11-29 11:33:19`, with a blank in the middle: a server's own log; the text follows.
    case own
  }

  /// A time, and where the text goes on behind it.
  struct Found {
    var time: LogTime
    var end: Int
    var form: Form
    /// The fraction of a second, with its mark; empty for none.
    var fraction: Range<Int>
  }

  /// The time at a place; nil where none stands there.
  ///
  /// Examples: `Nov  9 11:33:19.25`, `Nov 29 2026 11:33:19`, `2026-11-29T11:33:19.007+01:00`,
  /// `2026-11-29 11:42:33.123 +0100`, `Sun Nov 29 11:33:19 2026`, `@400000006b0c0d8900000000` (TAI64N),
  /// `1795951999.123456`.
  static func time(in text: UnsafeText, at start: Int) -> Found? {
    guard start < text.endIndex else { return nil }
    var cursor = TimeCursor(text: text, index: start)
    let first = text[start]
    if first.isDigit { return cursor.numeric() }
    if first == UInt8(ascii: "@") { return cursor.tai() }
    return first.isLetter ? cursor.named() : nil
  }

  /// Whether three letters are the name of a month or a day.
  static func isName(_ word: UnsafeText) -> Bool {
    let word = TimeCursor.value(word)
    return TimeCursor.months.contains(word) || TimeCursor.weekdays.contains(word)
  }
}

/// A place in a text at which parts of a time are read.
private struct TimeCursor {
  let text: UnsafeText
  var index: Int
  /// Where the fraction of a second stands.
  private var fractionRange: Range<Int>

  init(text: UnsafeText, index: Int) {
    self.text = text
    self.index = index
    fractionRange = index..<index
  }

  static let months: [UInt32] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ].map { $0.utf8.reduce(0) { $0 << 8 | UInt32($1) } }
  static let weekdays: [UInt32] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    .map { $0.utf8.reduce(0) { $0 << 8 | UInt32($1) } }

  // MARK: Forms

  /// `Nov 29 11:33:19`, `Nov 29 2026 11:33:19`, `Sun Nov 29 11:33:19 2026`.
  mutating func named() -> LogTimeReader.Found? {
    guard var name = word() else { return nil }
    let hasWeekday = Self.weekdays.contains(name)
    if hasWeekday {
      guard blanks(), let next = word() else { return nil }
      name = next
    }
    guard let month = Self.months.firstIndex(of: name), blanks(),
      let day = number(2), 1...31 ~= day, blanks()
    else { return nil }
    var year: Int?
    if index + 4 < text.endIndex, text[index + 4] == .space {
      year = number(4)
      guard year != nil, blanks() else { return nil }
    }
    guard let seconds = clock() else { return nil }
    fraction()
    if hasWeekday, year == nil {
      let mark = index
      if blanks(), let stated = number(4), stated > 1_969 { year = stated } else { index = mark }
    }
    let date = LogDate(year: year, month: month + 1, day: day, seconds: seconds)
    // With the weekday it is how `ctime` writes it: the text follows.
    return found(.local(date), hasWeekday ? .own : .syslog)
  }

  /// `2026-11-29T11:33:19.007+01:00`, `2026-11-29 11:33:19`, `1795951999.25`.
  mutating func numeric() -> LogTimeReader.Found? {
    guard index + 4 < text.endIndex, text[index + 4] == UInt8(ascii: "-") else { return epoch() }
    guard let (date, form) = plain() else { return nil }
    fraction()
    guard let offset = zone() else { return found(.local(date), form) }
    guard let year = date.year, let days = LogCalendar.day(year, date.month, date.day) else {
      return nil
    }
    let seconds = date.seconds
    return found(.moment(days * 86_400 + Int64(seconds) - Int64(offset)), form)
  }

  /// `2026-11-29T11:33:19` with two digits everywhere, as all write it: most lines begin with one.
  private mutating func plain() -> (LogDate, LogTimeReader.Form)? {
    let (text, start) = (text, index)
    guard text.endIndex - start >= 19 else { return nil }
    // Digits that are none make the value too large for its range.
    func two(_ place: Int) -> Int {
      let (tens, ones) = (text[start + place] &- 48, text[start + place + 1] &- 48)
      return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : 100
    }
    let (century, year) = (two(0), two(2))
    let (month, day) = (two(5), two(8))
    let (hour, minute, second) = (two(11), two(14), two(17))
    let separator = text[start + 10]
    guard century < 100, year < 100, 1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60,
      second < 61, text[start + 7] == UInt8(ascii: "-"), text[start + 13] == UInt8(ascii: ":"),
      text[start + 16] == UInt8(ascii: ":"),
      separator == .space || separator | 0x20 == UInt8(ascii: "t")
    else { return nil }
    index += 19
    let date = LogDate(
      year: century * 100 + year,
      month: month,
      day: day,
      seconds: hour * 3600 + minute * 60 + min(second, 59)
    )
    return (date, separator == .space ? .own : .syslog)
  }

  /// Seconds since 1970 with a fraction.
  private mutating func epoch() -> LogTimeReader.Found? {
    guard let value = text[index...].prefix(9).number, index + 10 < text.endIndex,
      text[index + 9].isDigit, text[index + 10] == UInt8(ascii: ".")
    else { return nil }
    let seconds = Int64(value) * 10 + Int64(text[index + 9] &- 48)
    index += 10
    fraction()
    return found(.moment(seconds), .own)
  }

  /// `@` and 24 hexadecimal digits (TAI64N): 2^62 + 10 and the seconds since 1970, as qmail's clock
  /// counts them, and nanoseconds.
  mutating func tai() -> LogTimeReader.Found? {
    guard index + 25 <= text.endIndex else { return nil }
    var label: UInt64 = 0
    for place in index + 1..<index + 25 {
      guard let digit = text[place].hexValue else { return nil }
      if place < index + 17 { label = label << 4 | UInt64(digit) }
    }
    guard label >> 62 == 1, label & (1 << 40 - 1) == label & (1 << 62 - 1) else { return nil }
    index += 25
    return found(.moment(Int64(label & (1 << 62 - 1)) - 10), .own)
  }

  private func found(_ time: LogTime, _ form: LogTimeReader.Form) -> LogTimeReader.Found? {
    guard index >= text.endIndex || text[index].isBlank || text[index] == UInt8(ascii: ":") else {
      return nil
    }
    let colon = index < text.endIndex && text[index] == UInt8(ascii: ":") ? 1 : 0
    let end = text[(index + colon)...].drop(while: \.isBlank).startIndex
    return LogTimeReader.Found(time: time, end: end, form: form, fraction: fractionRange)
  }

  // MARK: Parts

  /// Three letters as a number, in lower case.
  private mutating func word() -> UInt32? {
    guard index + 3 < text.endIndex, text[index + 3] == .space else { return nil }
    let value = Self.value(text[index..<index + 3])
    index += 3
    return value
  }

  static func value(_ letters: UnsafeText) -> UInt32 {
    var value: UInt32 = 0
    for index in letters.indices { value = value << 8 | UInt32(letters[index].lowercased) }
    return value
  }

  /// One to `digits` digits.
  private mutating func number(_ digits: Int) -> Int? {
    let start = index
    var value = 0
    while index < text.endIndex, index - start < digits, text[index].isDigit {
      value = value * 10 + Int(text[index] &- 48)
      index += 1
    }
    return index > start ? value : nil
  }

  private mutating func blanks() -> Bool {
    let start = index
    while index < text.endIndex, text[index] == .space { index += 1 }
    return index > start
  }

  private mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    guard index < text.endIndex, text[index] == UInt8(ascii: mark) else { return false }
    index += 1
    return true
  }

  /// `11:33:19`, as seconds since midnight.
  private mutating func clock() -> Int? {
    guard let hour = number(2), hour < 24, skip(":"), let minute = number(2), minute < 60,
      skip(":"), let second = number(2), second < 61
    else { return nil }
    return hour * 3600 + minute * 60 + min(second, 59)
  }

  private mutating func fraction() {
    fractionRange = index..<index
    guard index + 1 < text.endIndex, text[index + 1].isDigit,
      text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ",")
    else { return }
    let start = index
    index += 1
    while index < text.endIndex, text[index].isDigit { index += 1 }
    fractionRange = start..<index
  }

  /// `Z`, `+01:00`, `+0100`, `+01` and the same behind a blank, in seconds.
  private mutating func zone() -> Int? {
    var place = index
    if place < text.endIndex, text[place] == .space { place += 1 }
    guard place < text.endIndex else { return nil }
    let sign = text[place]
    if sign | 0x20 == UInt8(ascii: "z") {
      index = place + 1
      return 0
    }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
    var cursor = TimeCursor(text: text, index: place + 1)
    guard let hours = cursor.number(2), hours < 24 else { return nil }
    _ = cursor.skip(":")
    let minutes = cursor.number(2) ?? 0
    guard minutes < 60 else { return nil }
    index = cursor.index
    let seconds = (hours * 60 + minutes) * 60
    return sign == UInt8(ascii: "-") ? -seconds : seconds
  }
}
