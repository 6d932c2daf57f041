import RetourEvents

/// Finds reply codes (RFC 5321) and enhanced status codes (RFC 3463) in texts.
enum Codes {
  /// The first reply code in a part of a text: three digits at the start of a word.
  static func reply(in text: [UInt8], _ range: Range<Int>) -> SMTPReply? {
    var index = range.lowerBound
    while index + 3 <= range.upperBound {
      let before = index == range.lowerBound ? 0x20 : text[index - 1]
      if !before.isWord, before != UInt8(ascii: "."), before != UInt8(ascii: "-"),
        before != UInt8(ascii: "/"), replyLength(in: text, at: index) != nil
      {
        let after = index + 3 < range.upperBound ? text[index + 3] : 0x20
        if after == 0x20 || after == UInt8(ascii: "-") || after == UInt8(ascii: ":") {
          return SMTPReply(number(text, index, 3))
        }
      }
      index += 1
    }
    return nil
  }

  /// The first enhanced status code in a part of a text.
  static func status(in text: [UInt8], _ range: Range<Int>) -> EnhancedStatus? {
    var index = range.lowerBound
    while index + 5 <= range.upperBound {
      if text[index + 1] == UInt8(ascii: "."), let length = statusLength(in: text, at: index),
        index + length <= range.upperBound
      {
        let before = index == range.lowerBound ? 0x20 : text[index - 1]
        if !before.isWord, before != UInt8(ascii: ".") {
          let subject = index + 2
          var detail = subject
          while text[detail] != UInt8(ascii: ".") { detail += 1 }
          return EnhancedStatus(
            Int(text[index] & 15),
            number(text, subject, detail - subject),
            number(text, detail + 1, index + length - detail - 1)
          )
        }
      }
      index += 1
    }
    return nil
  }

  /// The length of a reply code that starts at `index`: 3, or nil.
  static func replyLength(in text: [UInt8], at index: Int) -> Int? {
    guard index + 3 <= text.count,
      text[index] == 0x32 || text[index] == 0x34 || text[index] == 0x35,
      0x30...0x35 ~= text[index + 1], text[index + 2].isDigit,
      index + 3 == text.count || !text[index + 3].isDigit
    else { return nil }
    return 3
  }

  /// The length of an enhanced status code that starts at `index`, or nil.
  static func statusLength(in text: [UInt8], at index: Int) -> Int? {
    guard index + 5 <= text.count,
      text[index] == 0x32 || text[index] == 0x34 || text[index] == 0x35,
      text[index + 1] == UInt8(ascii: ".")
    else { return nil }
    var end = index + 2
    guard skipDigits(text, &end), end < text.count, text[end] == UInt8(ascii: ".") else {
      return nil
    }
    end += 1
    guard skipDigits(text, &end) else { return nil }
    if end < text.count {
      if text[end].isWord { return nil }
      if text[end] == UInt8(ascii: "."), end + 1 < text.count, text[end + 1].isDigit { return nil }
    }
    return end - index
  }

  /// Skips one to three digits.
  private static func skipDigits(_ text: [UInt8], _ index: inout Int) -> Bool {
    let start = index
    while index < text.count, index - start < 3, text[index].isDigit { index += 1 }
    return index > start
  }

  private static func number(_ text: [UInt8], _ start: Int, _ count: Int) -> Int {
    var value = 0
    for index in start..<start + count { value = value * 10 + Int(text[index] & 15) }
    return value
  }
}
