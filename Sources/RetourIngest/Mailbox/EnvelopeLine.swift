import RetourEvents

/// The line `From SENDER DATE` that begins each message of a mailbox (RFC 4155, and the mbox
/// variants before it).
enum EnvelopeLine {
  /// Whether a line that begins with `From ` is one by its own looks: somewhere after the sender
  /// stand a month's name, a time of day and a year.
  ///
  /// A sentence such as `From here on ...` has no time and no year. Seen in practice and accepted:
  /// no sender, a sender with spaces, no weekday, a zone before or behind the year, `remote from`.
  static func isDated(_ line: Span<UInt8>) -> Bool {
    var hasMonth = false
    var hasTime = false
    var hasYear = false
    var index = 5
    let end = min(line.count, 512)
    while index < end {
      while index < end, line[index] <= .space { index += 1 }
      let start = index
      while index < end, line[index] > .space { index += 1 }
      let length = index - start
      if length >= 4, length <= 8, isClock(line, start, index) {
        hasTime = true
      } else if length == 3, isMonth(line, start) {
        hasMonth = true
      } else if length == 4, line[start] &- 49 < 2, line[start + 1].isDigit,
        line[start + 2].isDigit, line[start + 3].isDigit
      {
        hasYear = true
      }
      if hasMonth, hasTime, hasYear { return true }
    }
    return false
  }

  private static func isClock(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var colons = 0
    for index in start..<end {
      if line[index] == UInt8(ascii: ":") {
        colons += 1
      } else if !line[index].isDigit {
        return false
      }
    }
    return 1...2 ~= colons && line[start].isDigit
  }

  private static func isMonth(_ line: Span<UInt8>, _ start: Int) -> Bool {
    let a = line[start].lowercased
    let b = line[start + 1].lowercased
    let c = line[start + 2].lowercased
    switch a {
    case UInt8(ascii: "j"):
      return b == UInt8(ascii: "a") && c == UInt8(ascii: "n")
        || b == UInt8(ascii: "u") && (c == UInt8(ascii: "n") || c == UInt8(ascii: "l"))
    case UInt8(ascii: "f"): return b == UInt8(ascii: "e") && c == UInt8(ascii: "b")
    case UInt8(ascii: "m"):
      return b == UInt8(ascii: "a")
        && (c == UInt8(ascii: "r") || c == UInt8(ascii: "y"))
    case UInt8(ascii: "a"):
      return b == UInt8(ascii: "p") && c == UInt8(ascii: "r")
        || b == UInt8(ascii: "u") && c == UInt8(ascii: "g")
    case UInt8(ascii: "s"): return b == UInt8(ascii: "e") && c == UInt8(ascii: "p")
    case UInt8(ascii: "o"): return b == UInt8(ascii: "c") && c == UInt8(ascii: "t")
    case UInt8(ascii: "n"): return b == UInt8(ascii: "o") && c == UInt8(ascii: "v")
    case UInt8(ascii: "d"): return b == UInt8(ascii: "e") && c == UInt8(ascii: "c")
    default: return false
    }
  }

  /// The date of an envelope line, which is local time of an unknown zone and is read as UTC.
  static func date(_ line: Bytes) -> Timestamp? {
    let words = line.dropFirst(5).split { $0 <= .space }
    // The sender may hold anything; the date is what parses with the fewest words before it.
    for first in 0..<min(words.count, 8) {
      if let start = words[first...].first?.startIndex, words.count - first >= 4,
        let date = MailDate.parse(line[start...])
      {
        return date
      }
    }
    return nil
  }

  /// The sender of an envelope line: `MAILER-DAEMON`, `<>`, an address, or nothing.
  static func sender(_ line: Bytes) -> Bytes {
    line.dropFirst(5).drop { $0.isBlank }.prefix { !$0.isWhiteSpace }
  }
}
