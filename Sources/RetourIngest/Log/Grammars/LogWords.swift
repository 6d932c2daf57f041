/// Reads a line of a log from left to right, a word after the other.
struct LogWords {
  private(set) var rest: UnsafeText

  init(_ words: UnsafeText) { rest = words }

  /// Passes over blanks and a word that stands there, with the blank behind it.
  ///
  /// - Returns: whether it stood there.
  mutating func take(_ word: StaticString) -> Bool {
    let words = rest.drop { $0 == .space }
    guard words.begins(word) else { return false }
    let behind = words.dropFirst(word.utf8CodeUnitCount)
    guard behind.isEmpty || behind.first == .space else { return false }
    rest = behind
    return true
  }

  /// The digits that stand there; nil where none do, and where they are no whole word.
  mutating func number() -> UnsafeText? {
    let words = rest.drop { $0 == .space }
    let digits = words.prefix(while: \.isDigit)
    guard 1...18 ~= digits.count else { return nil }
    let behind = words[digits.endIndex...]
    guard behind.first.map({ $0 == .space || $0 == UInt8(ascii: ":") }) ?? true else { return nil }
    rest = behind
    return digits
  }

  /// The numbers that stand there: `3`, `[0]`, `[0, 1]`; at most ``LogMessage/namedLimit``.
  mutating func numbers() -> [Int]? {
    let words = rest.drop { $0 == .space }
    guard words.first == UInt8(ascii: "[") else { return number()?.number.map { [$0] } }
    guard let end = words.firstIndex(of: UInt8(ascii: "]")) else { return nil }
    rest = words[(end + 1)...]
    let numbers = words[..<end].dropFirst()
      .split(separator: UInt8(ascii: ","), maxSplits: LogMessage.namedLimit)
      .prefix(LogMessage.namedLimit).map(\.trimmed.number)
    return numbers.contains(nil) ? nil : numbers.compactMap(\.self)
  }

  /// The address in angle brackets that stands there, without them.
  ///
  /// In quotes may stand whatever a stranger likes, also what looks like the rest of the line.
  mutating func address() -> UnsafeText? {
    let words = rest.drop { $0 == .space }
    guard words.first == UInt8(ascii: "<") else { return nil }
    let start = words.startIndex + 1
    let head = words.endOfQuoted(from: start)
    guard let end = words[min(head, words.endIndex)...].firstIndex(of: UInt8(ascii: ">")) else {
      return nil
    }
    rest = words[(end + 1)...]
    return words[start..<end]
  }
}
