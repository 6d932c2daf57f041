/// Runs of letters and digits that no reader can read and a program can: base64 and hexadecimal; and
/// of signs as well: base85, uuencoded texts.
///
/// They may hold an address (`a2ltQGZhYnJpa2FtLmNvbQ==`), so whoever hides addresses hides them.
public enum OpaqueRun {
  /// Runs up to this length are ids of sessions, hosts and queues, unless they decode to an address.
  static let longestID = 16
  /// Shorter runs can't hold an address.
  private static let shortest = 8

  /// The opaque runs of a text, in their order.
  public static func runs(in text: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = 0
    while index < text.count {
      guard isBase64(text[index]) else {
        index += 1
        continue
      }
      var end = index
      while end < text.count, isBase64(text[end]) { end += 1 }
      if end - index >= shortest { find(in: text, index..<end, &found) }
      index = end
    }
    return found
  }

  /// The runs without blanks in which signs, letters and digits are mixed as in base85 and uuencoded
  /// texts, in their order.
  public static func signed(in text: [UInt8]) -> [Range<Int>] {
    text.indices.split { text[$0].isBlank }.compactMap { run in
      guard run.count >= shortestSigned, let first = run.first, let last = run.last else {
        return nil
      }
      return isSigned(text[first...last]) ? first..<(last + 1) : nil
    }
  }

  /// Shorter runs are smileys and patterns.
  private static let shortestSigned = 12

  private static func isSigned(_ run: ArraySlice<UInt8>) -> Bool {
    var seen: Set<UInt8> = []
    var (signs, words, word, changes) = (0, 0, 0, 0)
    var previous: UInt8 = 0
    var index = run.startIndex
    while index < run.endIndex {
      let byte = run[index]
      guard 0x21...0x7E ~= byte else { return false }
      // What encodes single characters is undone elsewhere.
      let escape = escapeLength(run[index...].prefix(8))
      if escape == 0, rareSigns.contains(byte) {
        signs += 1
        seen.insert(byte)
      }
      if byte.isAlphanumeric != previous.isAlphanumeric { changes += 1 }
      word = byte.isASCIILetter ? word + 1 : 0
      // Letters after each other, as words have, are rare in a code of 64 signs and more.
      if word == 6 { words += 1 }
      previous = byte
      index += max(escape, 1)
    }
    return signs >= 3 && seen.count >= 3 && words * 12 <= run.count && signs * 10 >= run.count
      && changes * 4 >= run.count
  }

  /// The length of `%40`, `=40` or `&#64;` at the front of a text; 0 where there is none.
  private static func escapeLength(_ text: ArraySlice<UInt8>) -> Int {
    switch text.first {
    case UInt8(ascii: "%"), UInt8(ascii: "="):
      return text.dropFirst().prefix(2).count { $0.hexValue != nil } == 2 ? 3 : 0
    case UInt8(ascii: "&"):
      let name = text.dropFirst().prefix { $0.isAlphanumeric || $0 == UInt8(ascii: "#") }
      return text.dropFirst(1 + name.count).first == UInt8(ascii: ";") ? name.count + 2 : 0
    default: return 0
    }
  }

  /// Signs that seldom stand in addresses, paths, times and brackets.
  private static let rareSigns = Set("!#$%&*+;?\\^`{|}~\"'".utf8)

  /// Whether a text is, or holds, an opaque run.
  public static func isIn(_ text: some Sequence<UInt8>) -> Bool { !runs(in: Array(text)).isEmpty }

  /// Whether a run in a text decodes to what a person can read.
  public static func revealsText(in text: [UInt8]) -> Bool {
    runs(in: text).contains { reveals(text[$0]) }
  }

  /// Looks at a run as a whole, then at its parts between signs: a path is one, too.
  private static func find(in text: [UInt8], _ range: Range<Int>, _ found: inout [Range<Int>]) {
    if reveals(text[range]) {
      found.append(range)
      return
    }
    var index = range.lowerBound
    while index < range.upperBound {
      guard text[index].isAlphanumeric else {
        index += 1
        continue
      }
      var end = index
      while end < range.upperBound, text[end].isAlphanumeric { end += 1 }
      let part = text[index..<end]
      if part.count >= shortest, reveals(part) || part.count > longestID && isMixed(part) {
        while end < range.upperBound, text[end] == UInt8(ascii: "=") { end += 1 }
        found.append(index..<end)
      }
      index = end
    }
  }

  /// Whether it decodes to what a person can read: an address, or, of a longer run, any text.
  private static func reveals(_ run: ArraySlice<UInt8>) -> Bool {
    [hexadecimal(run), Base64.decoded(run)].contains { decoded in
      guard let decoded, !decoded.isEmpty, decoded.allSatisfy({ 0x20...0x7E ~= $0 }) else {
        return false
      }
      if run.count > longestID || isName(decoded) { return true }
      guard let at = decoded.firstIndex(of: UInt8(ascii: "@")), at > 0 else { return false }
      return decoded[(at + 1)...].contains(UInt8(ascii: "."))
    }
  }

  /// Whether it is what local parts are made of, and too long to be so by chance.
  private static func isName(_ decoded: [UInt8]) -> Bool {
    decoded.count > 8
      && decoded.allSatisfy { 0x61...0x7A ~= $0 || $0.isDigit || "._-".utf8.contains($0) }
      && decoded.contains { $0.isASCIILetter }
  }

  /// Whether letters and digits, or capitals and small letters, are mixed as no word mixes them.
  private static func isMixed(_ run: ArraySlice<UInt8>) -> Bool {
    let digits = run.count { $0.isDigit }
    if digits == run.count { return false }
    if digits > 0 { return true }
    var humps = 0
    for (left, right) in zip(run, run.dropFirst())
    where left & 0x20 != 0 && right & 0x20 == 0 {
      humps += 1
    }
    return humps * 4 > run.count
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || "+/=-_".utf8.contains(byte)
  }

  static func hexadecimal(_ run: ArraySlice<UInt8>) -> [UInt8]? {
    guard run.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    var rest = run
    while let first = rest.popFirst(), let second = rest.popFirst() {
      guard let high = first.hexValue, let low = second.hexValue else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }
}
