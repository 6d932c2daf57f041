import RetourEvents

/// The order of day, month and year in dates of a culture.
public enum DateOrder: String, CaseIterable, Hashable, Sendable {
  /// Day, month, year: most of the world.
  case dayFirst = "DMY"
  /// Month, day, year: the United States.
  case monthFirst = "MDY"
  /// Year, month, day.
  case yearFirst = "YMD"
}

/// A date as an export has it, taken apart.
enum TraceDate {
  /// A moment that the text tells by itself.
  case moment(Timestamp)
  /// A date and time without a zone; the order of its first three parts depends on the culture.
  case local(LocalDate)

  /// Parses ISO 8601, `/Date(ms)/`, RFC 5322, and what `DateTime.ToString()` gives in the cultures
  /// of the world; nil for anything else.
  init?(_ text: Bytes) {
    if let moment = Self.milliseconds(text) {
      self = .moment(moment)
      return
    }
    if text.first?.isLetter == true {
      guard let moment = MailDate.parse(text) else { return nil }
      self = .moment(moment)
      return
    }
    guard var scanner = DateScanner(text), let date = scanner.read() else { return nil }
    if let offset = date.offset {
      guard
        let moment = date.moment(date.order ?? .yearFirst, offset: offset)
      else { return nil }
      self = .moment(moment)
    } else {
      self = .local(date)
    }
  }

  /// `/Date(1772439307048)/` and `\/Date(1772439307048+0000)\/`, milliseconds since 1970.
  private static func milliseconds(_ text: Bytes) -> Timestamp? {
    guard text.count > 8, let open = text.firstIndex(of: UInt8(ascii: "(")),
      text[..<open].hasSuffix("Date")
    else { return nil }
    var value: Int64 = 0
    var isNegative = false
    var digits = 0
    for (index, byte) in text[(open + 1)...].enumerated() {
      if index == 0, byte == UInt8(ascii: "-") {
        isNegative = true
      } else if byte.isDigit, digits < 16 {
        value = value * 10 + Int64(byte &- 48)
        digits += 1
      } else {
        break
      }
    }
    guard digits > 0 else { return nil }
    return Timestamp(seconds: (isNegative ? -value : value) / 1000)
  }
}

extension ArraySlice<UInt8> {
  func hasSuffix(_ text: String) -> Bool {
    suffix(text.utf8.count).elementsEqual(text.utf8)
  }
}

/// A date and time without a zone.
struct LocalDate: Equatable {
  /// The three parts of the date as they stand.
  var parts: (Int, Int, Int)
  /// How many digits the first two were written with.
  var widths: (Int, Int)
  var separator: UInt8
  var hour: Int
  var minute: Int
  var second: Int
  /// Whether AM or PM stands behind the time.
  var hasHalves: Bool
  /// The offset of the zone in seconds, where one is stated.
  var offset: Int?

  /// The order, where it can be only one.
  var order: DateOrder? {
    if parts.0 > 31 { return .yearFirst }
    if parts.0 > 12, parts.1 <= 12 { return .dayFirst }
    if parts.1 > 12, parts.0 <= 12 { return .monthFirst }
    return nil
  }

  /// The moment, read in an order; nil where a part is out of range.
  func moment(_ order: DateOrder, offset: Int) -> Timestamp? {
    let order = parts.0 > 31 ? .yearFirst : order
    let (year, month, day) =
      switch order {
      case .yearFirst: parts
      case .dayFirst: (parts.2, parts.1, parts.0)
      case .monthFirst: (parts.2, parts.0, parts.1)
      }
    // 0001 is the year 1, and 26 is 2026.
    let isShort = year < 100 && !(order == .yearFirst && widths.0 > 2)
    return Timestamp(
      year: isShort ? 2000 + year : year,
      month: month,
      day: day,
      hour: hour,
      minute: minute,
      second: second,
      offset: offset
    )
  }

  static func == (left: LocalDate, right: LocalDate) -> Bool {
    left.parts == right.parts && left.hour == right.hour && left.minute == right.minute
      && left.second == right.second && left.offset == right.offset
  }
}

/// Reads a date from left to right.
private struct DateScanner {
  private let text: Bytes
  private var index: Int

  init?(_ text: Bytes) {
    guard 8...40 ~= text.count, text.first?.isDigit == true else { return nil }
    self.text = text
    index = text.startIndex
  }

  mutating func read() -> LocalDate? {
    guard let first = number(), let separator = separator(),
      let second = number(), self.separator() != nil, let third = number()
    else { return nil }
    // A dot behind the last part (Hungarian), a comma (some cultures), the T of ISO 8601, spaces.
    skip { ".,T ".utf8.contains($0) || $0 == .tab }
    skipNarrowSpaces()
    var clock = (hour: 0, minute: 0, second: 0)
    if let hour = number() {
      guard index < text.endIndex,
        text[index] == UInt8(ascii: ":") || text[index] == UInt8(ascii: ".")
      else { return nil }
      index += 1
      guard let minute = number() else { return nil }
      clock = (hour.value, minute.value, 0)
      if index < text.endIndex, text[index] == UInt8(ascii: ":") || text[index] == UInt8(ascii: ".")
      {
        index += 1
        guard let second = number() else { return nil }
        clock.second = second.value
        fraction()
      }
    }
    skip { $0.isBlank }
    skipNarrowSpaces()
    let half = half()
    if let half {
      guard 1...12 ~= clock.hour else { return nil }
      clock.hour = clock.hour % 12 + (half ? 12 : 0)
    }
    guard let offset = zone() else { return nil }
    return LocalDate(
      parts: (first.value, second.value, third.value),
      widths: (first.width, second.width),
      separator: separator,
      hour: clock.hour,
      minute: clock.minute,
      second: clock.second,
      hasHalves: half != nil,
      offset: offset.value
    )
  }

  private mutating func number() -> (value: Int, width: Int)? {
    let start = index
    while index < text.endIndex, text[index].isDigit, index - start < 4 { index += 1 }
    guard let value = text[start..<index].number else { return nil }
    return (value, index - start)
  }

  private mutating func separator() -> UInt8? {
    guard index < text.endIndex, "/.-".utf8.contains(text[index]) else { return nil }
    defer {
      index += 1
      skip { $0 == .space }
    }
    return text[index]
  }

  private mutating func fraction() {
    guard index + 1 < text.endIndex,
      text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ","),
      text[index + 1].isDigit
    else { return }
    index += 1
    skip(\.isDigit)
  }

  private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
    while index < text.endIndex, isSkipped(text[index]) { index += 1 }
  }

  /// U+202F and U+00A0, which newer cultures put before AM and PM.
  private mutating func skipNarrowSpaces() {
    while true {
      let rest = text[index...]
      if rest.starts(with: [0xE2, 0x80, 0xAF]) {
        index += 3
      } else if rest.starts(with: [0xC2, 0xA0]) {
        index += 2
      } else {
        return
      }
    }
  }

  /// False for AM, true for PM, nil for neither.
  private mutating func half() -> Bool? {
    let rest = text[index...]
    for (word, isAfternoon) in [("am", false), ("a.m.", false), ("a. m.", false)]
      as [(StaticString, Bool)]
      + [("pm", true), ("p.m.", true), ("p. m.", true)] where rest.hasPrefix(ignoringCase: word)
    {
      index += word.utf8CodeUnitCount
      return isAfternoon
    }
    return nil
  }

  /// The zone behind the time, whose value is nil where there is none.
  ///
  /// Nil for anything else.
  private mutating func zone() -> (value: Int?, Void)? {
    skip { $0.isBlank }
    let rest = text[index...].trimmed
    if rest.isEmpty { return (nil, ()) }
    if rest.equals(ignoringCase: "z") || rest.equals(ignoringCase: "utc")
      || rest.equals(ignoringCase: "gmt")
    {
      return (0, ())
    }
    guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return nil
    }
    let digits = rest.dropFirst().filter { $0 != UInt8(ascii: ":") }
    guard digits.count == 4, let value = digits[...].number else { return nil }
    let seconds = (value / 100 * 60 + value % 100) * 60
    return (sign == UInt8(ascii: "-") ? -seconds : seconds, ())
  }
}
