/// Makes the copy of a text in which phrases are searched, byte for byte as long as the text.
///
/// Words are in lower case. Addresses, host names and URLs are in **upper case**, so that a phrase
/// doesn't match inside them by accident (`<spam@example.org>: user unknown` isn't about spam); a
/// phrase that means a host name is in upper case too (`host:` in rule files).
struct Folding {
  /// A name in a text.
  struct Name: Sendable {
    enum Kind: Sendable {
      case host
      case address
      case url
    }
    var kind: Kind
    var range: Range<Int>
  }

  /// The folded text.
  private(set) var bytes: [UInt8]
  /// The addresses, host names and URLs in it, in their order.
  private(set) var names: [Name] = []

  /// Folds a cleaned text.
  init(_ text: [UInt8]) {
    bytes = text
    var index = 0
    while index < text.count {
      if Self.isDelimiter(text[index]) {
        index += 1
        continue
      }
      var traits: UInt8 = 0
      let end = Self.wordEnd(in: text, from: index, &traits)
      // Most words are in lower case already.
      if traits != 0 { fold(text, index..<end, traits) }
      index = end
    }
  }

  private mutating func fold(_ text: [UInt8], _ range: Range<Int>, _ traits: UInt8) {
    guard traits & Self.mark != 0, let kind = Self.kind(of: text, range) else {
      if traits & Self.raised != 0 { lower(range) }
      return
    }
    var end = range.upperBound
    while end > range.lowerBound + 1, !text[end - 1].isWord { end -= 1 }
    for index in range where 0x61...0x7A ~= bytes[index] { bytes[index] &= 0xDF }
    names.append(Name(kind: kind, range: range.lowerBound..<end))
  }

  /// Lower-cases ASCII, Latin-1 letters and Cyrillic, all of which keep their length in UTF-8.
  private mutating func lower(_ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      if byte < 0x80 {
        if 0x41...0x5A ~= byte { bytes[index] = byte | 0x20 }
        index += 1
        continue
      }
      if index + 1 < range.upperBound {
        let second = bytes[index + 1]
        switch (byte, second) {
        case (0xC3, 0x80...0x96), (0xC3, 0x98...0x9E): bytes[index + 1] = second + 0x20
        case (0xD0, 0x90...0x9F): bytes[index + 1] = second + 0x20
        case (0xD0, 0xA0...0xAF): (bytes[index], bytes[index + 1]) = (0xD1, second - 0x20)
        case (0xD0, 0x81): (bytes[index], bytes[index + 1]) = (0xD1, 0x91)
        default: break
        }
      }
      index += 1
    }
  }

  // MARK: Words

  /// The trait of a byte that ends a word.
  private static let delimiter: UInt8 = 1
  /// That of a byte that stands in addresses, hosts and URLs: `@`, `.` and `/`.
  private static let mark: UInt8 = 2
  /// That of a byte that may be, or be part of, a letter in upper case.
  private static let raised: UInt8 = 4

  /// The traits of each byte.
  private static let traits: [UInt8] = (UInt8.min...UInt8.max).map { byte in
    if " <>()[]{}\"',;|=:#".utf8.contains(byte) { return delimiter }
    if "@./".utf8.contains(byte) { return mark }
    return 0x41...0x5A ~= byte || byte >= 0x80 ? raised : 0
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool { traits[Int(byte)] == delimiter }

  /// The end of the word at `start`, and the traits of its bytes; a URL runs to the next space or
  /// bracket.
  private static func wordEnd(in text: [UInt8], from start: Int, _ found: inout UInt8) -> Int {
    let traits = traits
    var end = start
    var hasAt = false
    while end < text.count {
      let byte = text[end]
      let trait = traits[Int(byte)]
      found |= trait & ~delimiter
      if trait == 0 || trait == raised {
        end += 1
        continue
      }
      if byte == UInt8(ascii: ":"), end + 2 < text.count, text[end + 1] == UInt8(ascii: "/"),
        text[end + 2] == UInt8(ascii: "/")
      {
        end += 3
        while end < text.count, text[end] != 0x20, text[end] != UInt8(ascii: ">"),
          text[end] != UInt8(ascii: ")"), text[end] != UInt8(ascii: "]"),
          text[end] != UInt8(ascii: "\""), text[end] != UInt8(ascii: "'")
        {
          end += 1
        }
        found = mark | raised
        return end
      }
      if byte == UInt8(ascii: "@") { hasAt = true }
      // A variable envelope sender holds equals signs before its `@`.
      let joins = byte == UInt8(ascii: "=") && !hasAt && hasAtSoon(text, from: end)
      if trait == delimiter, !joins { break }
      end += 1
    }
    return end
  }

  private static func hasAtSoon(_ text: [UInt8], from start: Int) -> Bool {
    for index in start + 1..<max(start + 1, min(start + 80, text.count)) {
      if text[index] == UInt8(ascii: "@") { return true }
      if isDelimiter(text[index]), text[index] != UInt8(ascii: "=") { return false }
    }
    return false
  }

  private static func kind(of text: [UInt8], _ range: Range<Int>) -> Name.Kind? {
    var at = false
    var dots = 0
    var slashes = 0
    var lastDot = range.lowerBound
    for index in range {
      switch text[index] {
      case UInt8(ascii: "@"): at = index > range.lowerBound
      case UInt8(ascii: "."):
        if index + 1 < range.upperBound, text[index + 1] != UInt8(ascii: ".") {
          dots += 1
          lastDot = index
        }
      case UInt8(ascii: "/"):
        if slashes == 0, index + 1 < range.upperBound, text[index + 1] == UInt8(ascii: "/") {
          return .url
        }
        slashes += 1
      default: break
      }
    }
    if at { return .address }
    guard dots > 0 else { return nil }
    if slashes > 0 { return isWebPath(text, range) ? .url : nil }
    return isHost(text, range, lastDot: lastDot, dots: dots) ? .host : nil
  }

  /// Whether a word with slashes is an address of the Web without its scheme.
  private static func isWebPath(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    guard let slash = text[range].firstIndex(of: UInt8(ascii: "/")), slash > range.lowerBound,
      let dot = text[range.lowerBound..<slash].lastIndex(of: UInt8(ascii: "."))
    else { return false }
    return isHost(text, range.lowerBound..<slash, lastDot: dot, dots: 1)
  }

  private static func isHost(
    _ text: [UInt8],
    _ range: Range<Int>,
    lastDot: Int,
    dots: Int
  ) -> Bool {
    var end = range.upperBound
    while end > lastDot + 1, !text[end - 1].isWord { end -= 1 }
    let top = text[lastDot + 1..<end]
    guard top.count >= 2, top.count <= 24, top.allSatisfy(\.isLetter) else { return false }
    for index in range.lowerBound..<end {
      let byte = text[index]
      guard
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
          || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "*")
      else { return false }
    }
    let first = text[range.lowerBound..<end].prefix { $0 != UInt8(ascii: ".") }
    if tokenHeads.contains(where: { matches(first, $0) }) { return false }
    // "denied.Please see": a full stop without its space.
    if dots == 1, 0x41...0x5A ~= text[lastDot + 1], lastDot > range.lowerBound,
      0x61...0x7A ~= text[lastDot - 1]
    {
      return false
    }
    return dots > 1 || top.count == 2 || topDomains.contains { matches(top, $0) }
  }

  private static func matches(_ slice: ArraySlice<UInt8>, _ word: [UInt8]) -> Bool {
    slice.count == word.count && zip(slice, word).allSatisfy { $0 | 0x20 == $1 }
  }

  /// What Exchange's dotted tokens begin with.
  private static let tokenHeads = [
    "resolver", "queue", "smtpsend", "storedrv", "transport", "routing", "approval", "agent",
    "microsoft", "system", "nonsmtpgw", "dsngeneration", "deliveryagent", "categorizer",
  ].map { Array($0.utf8) }

  /// Top-level domains of more than two letters that a name with one dot may end in.
  private static let topDomains = [
    "com", "net", "org", "edu", "gov", "mil", "int", "info", "biz", "name", "example", "test",
    "invalid", "local", "lan", "localhost", "internal", "mobi", "asia", "cloud", "online", "app",
    "dev", "email", "site", "shop", "xyz", "top", "club", "tech", "store", "agency", "group",
  ].map { Array($0.utf8) }
}
