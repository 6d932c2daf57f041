/// The encodings in which texts of mail write single characters.
///
/// Each looks at one place and says what stands there, so that a text is passed once for a layer of
/// all of them.
struct Decoders {
  /// What stands at a place, and how many bytes it is written with.
  struct Found {
    let bytes: [UInt8]
    let length: Int
  }

  private let text: [UInt8]
  /// Ends of the runs without blanks in which an encoded `@` says that `=` and `+` begin bytes:
  /// elsewhere they are signs of their own, as in `size=4096`.
  private let encodedRuns: [Range<Int>]

  init(_ text: [UInt8]) {
    self.text = text
    encodedRuns = Self.encodedRuns(of: text)
  }

  /// What is encoded at a place; nil where nothing is.
  func decoded(at index: Int) -> Found? {
    switch text[index] {
    case UInt8(ascii: "&"): Self.entity(text[index...].prefix(20)) ?? shifted(at: index)
    case UInt8(ascii: "%"): percent(at: index)
    case UInt8(ascii: "="): word(at: index) ?? softBreak(at: index) ?? byte(at: index)
    case UInt8(ascii: "+"): shifted(at: index) ?? byte(at: index)
    case UInt8(ascii: "U"), UInt8(ascii: "u"): codePoint(at: index)
    case UInt8(ascii: "\\"): escape(at: index)
    case UInt8(ascii: "<"): tag(at: index) ?? bracketed(at: index)
    case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"), 0x09...0x0D, 0x20:
      bracketed(at: index)
    case 0...0x08, 0x0E...0x1F, 0x7F: Found(bytes: [], length: 1)
    case 0xC2...0xF4: character(at: index)
    default: nil
    }
  }

  // MARK: Bytes by number

  private func hex(at index: Int) -> UInt8? {
    guard index + 1 < text.count, let high = text[index].hexValue,
      let low = text[index + 1].hexValue
    else { return nil }
    return high << 4 | low
  }

  /// Percent encoding (RFC 3986 section 2.1), and `%u0040` of old scripts.
  private func percent(at index: Int) -> Found? {
    if let byte = hex(at: index + 1) { return Found(bytes: [byte], length: 3) }
    guard index + 1 < text.count, text[index + 1].lowercased == UInt8(ascii: "u") else {
      return nil
    }
    return number(text[(index + 2)...].prefix(4), exactly: 4, before: 2)
  }

  /// Quoted-printable (RFC 2045 section 6.7) and xtext (RFC 3461 section 4), where they are meant.
  private func byte(at index: Int) -> Found? {
    guard let byte = hex(at: index + 1), 0x21...0x7E ~= byte,
      encodedRuns.contains(where: { $0.contains(index) })
    else { return nil }
    return Found(bytes: [byte], length: 3)
  }

  /// A soft line end; before a blank it may be one of a header, too, and stays.
  private func softBreak(at index: Int) -> Found? {
    let rest = text[(index + 1)...].prefix(2)
    let length =
      rest.elementsEqual("\r\n".utf8) ? 3 : rest.first == UInt8(ascii: "\n") ? 2 : nil
    guard let length else { return nil }
    let next = index + length < text.count ? text[index + length] : 0
    return next == 0x20 || next == 0x09 ? nil : Found(bytes: [], length: length)
  }

  /// Runs without blanks that hold an `@` written as `=40` or `+40`.
  private static func encodedRuns(of text: [UInt8]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for index in text.indices.dropLast(2) {
      guard text[index] == UInt8(ascii: "=") || text[index] == UInt8(ascii: "+"),
        text[index + 1] == UInt8(ascii: "4"), text[index + 2] == UInt8(ascii: "0"),
        runs.last.map({ $0.upperBound <= index }) ?? true
      else { continue }
      var (low, high) = (index, index)
      while low > runs.last?.upperBound ?? 0, !text[low - 1].isBlank { low -= 1 }
      while high < text.count, !text[high].isBlank { high += 1 }
      runs.append(low..<high)
    }
    return runs
  }

  // MARK: Characters by number or name

  /// `U+0040`, as characters are named.
  private func codePoint(at index: Int) -> Found? {
    guard index + 1 < text.count, text[index + 1] == UInt8(ascii: "+") else { return nil }
    let rest = text[(index + 2)...]
    let count = rest.starts(with: "0000".utf8) ? 6 : 4
    return number(rest.prefix(count), exactly: count, before: 2)
  }

  /// UTF-7 (RFC 2152, RFC 3501 section 5.1.3) where it encodes ASCII, which needs none: `+AEA-`.
  private func shifted(at index: Int) -> Found? {
    let digits = text[(index + 1)...].prefix(128).prefix { $0.isAlphanumeric || $0 == 0x2F }
    let end = index + 1 + digits.count
    guard digits.count > 2, end < text.count, text[end] == UInt8(ascii: "-"),
      digits.first == UInt8(ascii: "A"), let decoded = Base64.decoded(digits),
      decoded.count.isMultiple(of: 2)
    else { return nil }
    let units = stride(from: 0, to: decoded.count, by: 2).map { (decoded[$0], decoded[$0 + 1]) }
    guard units.allSatisfy({ $0 == 0 && 0x20...0x7E ~= $1 }) else { return nil }
    return Found(bytes: units.map(\.1), length: end + 1 - index)
  }

  /// `\u0040`, `\u{40}`, `\U00000040`, `\x40`, `\100`, and a backslash before a sign.
  private func escape(at index: Int) -> Found? {
    let rest = text[(index + 1)...]
    guard let kind = rest.first else { return nil }
    switch kind {
    case UInt8(ascii: "u") where rest.dropFirst().first == UInt8(ascii: "{"):
      let digits = rest.dropFirst(2).prefix(8).prefix { $0.hexValue != nil }
      guard rest.dropFirst(2 + digits.count).first == UInt8(ascii: "}") else { return nil }
      return number(digits, exactly: digits.count, before: 3, behind: 1)
    case UInt8(ascii: "u"): return number(rest.dropFirst().prefix(4), exactly: 4, before: 2)
    case UInt8(ascii: "U"): return number(rest.dropFirst().prefix(8), exactly: 8, before: 2)
    case UInt8(ascii: "x"): return hex(at: index + 2).map { Found(bytes: [$0], length: 4) }
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      let digits = rest.prefix(3)
      guard digits.count == 3, digits.allSatisfy({ 0x30...0x37 ~= $0 }) else { return nil }
      let value = digits.reduce(0) { $0 << 3 | ($1 - 0x30) }
      return Found(bytes: [value], length: 4)
    case UInt8(ascii: "@"), UInt8(ascii: "."): return Found(bytes: [kind], length: 2)
    default: return nil
    }
  }

  private func number(
    _ digits: ArraySlice<UInt8>,
    exactly count: Int,
    before: Int,
    behind: Int = 0
  ) -> Found? {
    guard digits.count == count, count > 0, digits.allSatisfy({ $0.hexValue != nil }),
      let scalar = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        .flatMap(Unicode.Scalar.init)
    else { return nil }
    return Found(bytes: Array(String(scalar).utf8), length: before + count + behind)
  }

  /// Character references of HTML: numbers, and the names of signs that addresses need.
  static func entity(_ text: ArraySlice<UInt8>) -> Found? {
    let body = text.dropFirst()
    guard let first = body.first else { return nil }
    if first == UInt8(ascii: "#") {
      let isHex = body.dropFirst().first?.lowercased == UInt8(ascii: "x")
      let number = body.dropFirst(isHex ? 2 : 1)
      let digits = number.prefix(7).prefix { isHex ? $0.hexValue != nil : $0.isDigit }
      guard
        let scalar = UInt32(String(decoding: digits, as: UTF8.self), radix: isHex ? 16 : 10)
          .flatMap(Unicode.Scalar.init)
      else { return nil }
      let hasEnd = number.dropFirst(digits.count).first == UInt8(ascii: ";")
      return Found(
        bytes: Array(String(scalar).utf8),
        length: 1 + (isHex ? 2 : 1) + digits.count + (hasEnd ? 1 : 0)
      )
    }
    for (name, sign) in signs where body.starts(with: name) {
      let hasEnd = body.dropFirst(name.count).first == UInt8(ascii: ";")
      return Found(bytes: sign, length: 1 + name.count + (hasEnd ? 1 : 0))
    }
    return nil
  }

  private static let signs: [(name: [UInt8], sign: [UInt8])] = [
    ("commat", "@"), ("period", "."), ("lt", "<"), ("gt", ">"), ("amp", "&"), ("quot", "\""),
    ("apos", "'"), ("nbsp", " "), ("colon", ":"), ("equals", "="), ("lowbar", "_"), ("excl", "!"),
    ("percnt", "%"), ("plus", "+"), ("lpar", "("), ("rpar", ")"), ("hyphen", "-"), ("dash", "-"),
    ("shy", ""), ("zwj", ""), ("zwnj", ""), ("ZeroWidthSpace", ""), ("lrm", ""), ("rlm", ""),
    ("ensp", " "), ("emsp", " "), ("thinsp", " "), ("sol", "/"), ("num", "#"), ("comma", ","),
    ("semi", ";"), ("Tab", " "), ("NewLine", " "), ("UnderBar", "_"), ("middot", "."),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

  // MARK: Encoded words

  /// An encoded word: `=?utf-8?B?a2lt?=` (RFC 2047).
  private func word(at index: Int) -> Found? {
    let rest = text[index...].prefix(512)
    guard rest.starts(with: "=?".utf8) else { return nil }
    let parts = rest.dropFirst(2).split(
      separator: UInt8(ascii: "?"),
      maxSplits: 3,
      omittingEmptySubsequences: false
    )
    guard parts.count == 4, parts[1].count == 1, parts[3].first == UInt8(ascii: "="),
      parts[0].allSatisfy({ $0.isAlphanumeric || "-_*".utf8.contains($0) })
    else { return nil }
    let length = withBlanks(2 + parts[0].count + 1 + 1 + 1 + parts[2].count + 2, at: index)
    switch parts[1].first?.lowercased {
    case UInt8(ascii: "b"):
      return Base64.decoded(parts[2]).map { Found(bytes: $0, length: length) }
    case UInt8(ascii: "q"): return Found(bytes: Self.quoted(parts[2]), length: length)
    default: return nil
    }
  }

  /// The length of a word at a place; with the blanks before the next word, which don't count
  /// (RFC 2047 section 6.2).
  private func withBlanks(_ length: Int, at index: Int) -> Int {
    let rest = text[(index + length)...].prefix(128)
    let blanks = rest.prefix(while: \.isBlank)
    return rest.dropFirst(blanks.count).starts(with: "=?".utf8) ? length + blanks.count : length
  }

  /// The letters of an encoded word of kind Q (RFC 2047 section 4.2).
  private static func quoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2).compactMap(\.hexValue)
      if byte == UInt8(ascii: "="), digits.count == 2 {
        bytes.append(digits[0] << 4 | digits[1])
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "_") ? UInt8(ascii: " ") : byte)
      }
    }
    return bytes
  }

  // MARK: Signs in brackets

  /// A tag of HTML within a word, which nobody sees: `kim<wbr>jones`.
  private func tag(at index: Int) -> Found? {
    guard index > 0, text[index - 1].isLocal else { return nil }
    let inner = text[(index + 1)...].prefix(12).prefix { $0 != UInt8(ascii: ">") }
    let end = index + 1 + inner.count
    guard end + 1 < text.count, text[end] == UInt8(ascii: ">"),
      text[end + 1].isLocal || "@<".utf8.contains(text[end + 1])
    else { return nil }
    let name = inner.filter { $0 != UInt8(ascii: "/") && !$0.isBlank }.map(\.lowercased)
    return Self.tags.contains(name) ? Found(bytes: [], length: inner.count + 2) : nil
  }

  private static let tags = Set(
    [
      "wbr", "b", "i", "u", "s", "em", "strong", "span", "font", "big", "small", "tt", "code",
      "sub",
      "sup", "nobr", "bdo", "bdi", "mark", "ins", "del", "kbd", "a", "br",
    ].map { Array($0.utf8) }
  )

  /// `[.]`, `(dot)`, `{at}` and the like, with the blanks around them.
  private func bracketed(at index: Int) -> Found? {
    var open = index
    while open < text.count, open < index + 4, text[open].isBlank { open += 1 }
    guard open < text.count, let close = Self.brackets[text[open]] else { return nil }
    let inner = text[(open + 1)...].prefix(14).prefix { $0 != close }
    let end = open + 1 + inner.count
    guard end < text.count, text[end] == close else { return nil }
    let word = inner.filter { !$0.isBlank }.map(\.lowercased)
    guard let sign = Self.spelled[String(decoding: word, as: UTF8.self)] else { return nil }
    var next = end + 1
    while next < text.count, next < end + 4, text[next].isBlank { next += 1 }
    return Found(bytes: [sign], length: next - index)
  }

  private static let brackets = [
    UInt8(ascii: "["): UInt8(ascii: "]"), UInt8(ascii: "("): UInt8(ascii: ")"),
    UInt8(ascii: "{"): UInt8(ascii: "}"), UInt8(ascii: "<"): UInt8(ascii: ">"),
  ]

  private static let spelled = [
    "at": UInt8(ascii: "@"), "@": UInt8(ascii: "@"), "a": UInt8(ascii: "@"),
    "arroba": UInt8(ascii: "@"), "arobase": UInt8(ascii: "@"), "arobas": UInt8(ascii: "@"),
    "klammeraffe": UInt8(ascii: "@"), "apenstaartje": UInt8(ascii: "@"),
    "chiocciola": UInt8(ascii: "@"), "snabel-a": UInt8(ascii: "@"), "ät": UInt8(ascii: "@"),
    "affe": UInt8(ascii: "@"), "atsign": UInt8(ascii: "@"), "dot": UInt8(ascii: "."),
    ".": UInt8(ascii: "."), "punkt": UInt8(ascii: "."), "punt": UInt8(ascii: "."),
    "point": UInt8(ascii: "."), "punto": UInt8(ascii: "."),
  ]

  // MARK: Other alphabets

  /// A character that stands for one of ASCII, or for none.
  private func character(at index: Int) -> Found? {
    let length = text[index] < 0xE0 ? 2 : text[index] < 0xF0 ? 3 : 4
    guard index + length <= text.count,
      let scalar = String(decoding: text[index..<(index + length)], as: UTF8.self)
        .unicodeScalars.first, scalar.value >= 0x80, scalar != "\u{FFFD}"
    else { return nil }
    return Lookalike.ascii(scalar).map { Found(bytes: $0, length: length) }
  }
}

/// Characters that stand for others.
enum Lookalike {
  /// What a character outside ASCII reads as: a sign or letter of ASCII, nothing for what can't be
  /// seen; nil for one that stands for itself.
  static func ascii(_ scalar: Unicode.Scalar) -> [UInt8]? {
    switch scalar.value {
    case 0xFF01...0xFF5E: return [UInt8(scalar.value - 0xFEE0)]
    case 0xFE6B, 0x24D0: return [UInt8(ascii: "@")]
    // Full stops and middle dots, small, ideographic, Arabic, one dot leaders.
    case 0x3002, 0xFF61, 0x2024, 0xFE52, 0x00B7, 0x06D4, 0x2219, 0x22C5, 0x30FB, 0x2027, 0xFE12:
      return [UInt8(ascii: ".")]
    case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63: return [UInt8(ascii: "-")]
    case 0x00A0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: return [UInt8(ascii: " ")]
    // Styled letters of mathematics, by rows of 52.
    case 0x1D400...0x1D6A3:
      let letter = UInt8((scalar.value - 0x1D400) % 52)
      return [letter < 26 ? 0x41 + letter : 0x61 + letter - 26]
    case 0x24B6...0x24CF: return [UInt8(scalar.value - 0x24B6) + 0x41]
    case 0x24D1...0x24E9: return [UInt8(scalar.value - 0x24D0) + 0x61]
    case 0x034F, 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x115F, 0x1160, 0x3164, 0xFFA0: return []
    default:
      switch scalar.properties.generalCategory {
      case .format, .control, .privateUse: return []
      default: return nil
      }
    }
  }
}
