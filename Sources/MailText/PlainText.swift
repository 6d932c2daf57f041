/// Undoes what programs do to the letters of a reply on its way into a notice or log, so that its
/// words can be read.
///
/// Octal and hexadecimal escapes (`Bo\303\256te`, `Bo\xc3\xaete`, `Bo\u00eete`), encoded words
/// (RFC 2047), quoted-printable (RFC 2045 section 6.7), character references of HTML, and UTF-8 that
/// was taken for Latin-1 (`BoÃ®te`). A backslash, `=` or `&` that encodes no letter stays: paths and
/// parameters are texts too.
public enum PlainText {
  /// The text with its letters; the same text where nothing is encoded.
  ///
  /// Takes time in proportion to its length.
  public static func decoded(_ text: [UInt8]) -> [UInt8] {
    guard mayBeEncoded(text) else { return text }
    return withoutDisguise(inUTF8(withoutEscapes(text)))
  }

  private static func mayBeEncoded(_ text: [UInt8]) -> Bool {
    var previous: UInt8 = 0
    for byte in text {
      switch (previous, byte) {
      case (UInt8(ascii: "\\"), 0x30...0x33), (UInt8(ascii: "\\"), UInt8(ascii: "x")),
        (UInt8(ascii: "\\"), UInt8(ascii: "u")), (UInt8(ascii: "="), UInt8(ascii: "?")),
        (UInt8(ascii: "="), 0x38...0x46), (UInt8(ascii: "&"), UInt8(ascii: "#")),
        (UInt8(ascii: "&"), 0x61...0x71), (0xC2...0xC3, 0x80...0xBF):
        return true
      default: previous = byte
      }
    }
    return false
  }

  // MARK: Escapes

  private static func withoutEscapes(_ text: [UInt8]) -> [UInt8] {
    let decoders = Decoders(text)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      if let found = letter(in: text, at: index, decoders) {
        bytes += found.bytes
        index += found.length
      } else {
        bytes.append(text[index])
        index += 1
      }
    }
    return bytes
  }

  private static func letter(in text: [UInt8], at index: Int, _ decoders: Decoders)
    -> Decoders.Found?
  {
    switch text[index] {
    case UInt8(ascii: "\\"):
      guard let found = decoders.decoded(at: index), found.length > 2,
        let first = found.bytes.first, isMeant(first)
      else { return nil }
      return found
    case UInt8(ascii: "&"): return Decoders.entity(text[index...].prefix(12))
    case UInt8(ascii: "="):
      if let byte = quotedByte(in: text, at: index) {
        let isSequence =
          quotedByte(in: text, at: index + 3) != nil || quotedByte(in: text, at: index - 3) != nil
        return isSequence ? Decoders.Found(bytes: [byte], length: 3) : nil
      }
      guard text[index...].dropFirst().first == UInt8(ascii: "?"),
        let found = decoders.decoded(at: index)
      else { return nil }
      return Decoders.Found(bytes: inUTF8(found.bytes), length: found.length)
    default: return nil
    }
  }

  /// A byte of a letter beyond ASCII, or a sign that is often escaped; anything else may as well be a
  /// part of a path.
  private static func isMeant(_ byte: UInt8) -> Bool {
    byte >= 0x80 || "\r\n \"'<>()".utf8.contains(byte)
  }

  /// A byte beyond ASCII in quoted-printable.
  private static func quotedByte(in text: [UInt8], at index: Int) -> UInt8? {
    guard index >= 0, index + 2 < text.count, text[index] == UInt8(ascii: "="),
      let high = text[index + 1].hexValue, let low = text[index + 2].hexValue, high >= 8
    else { return nil }
    return high << 4 | low
  }

  /// Bytes that were escaped one by one, whose charset is UTF-8 or, nearly always, Latin-1.
  private static func inUTF8(_ bytes: [UInt8]) -> [UInt8] {
    if String(validating: bytes, as: UTF8.self) != nil { return bytes }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count * 2)
    var rest = bytes[...]
    while let first = rest.first {
      let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
      let isSequence = String(validating: rest.prefix(length), as: UTF8.self) != nil
      result += isSequence ? Array(rest.prefix(length)) : Array(String(Unicode.Scalar(first)).utf8)
      rest = rest.dropFirst(isSequence ? length : 1)
    }
    return result
  }

  // MARK: UTF-8 taken for Latin-1

  /// Puts together letters whose bytes were each taken for a letter, as often as that was done: at
  /// most twice.
  private static func withoutDisguise(_ text: [UInt8]) -> [UInt8] {
    var text = text
    for _ in 0..<2 {
      guard let undone = undisguised(text) else { break }
      text = undone
    }
    return text
  }

  private static func undisguised(_ text: [UInt8]) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = 0
    var didChange = false
    while index < text.count {
      if let (sequence, length) = disguised(in: text, at: index) {
        bytes += sequence
        index += length
        didChange = true
      } else {
        bytes.append(text[index])
        index += 1
      }
    }
    return didChange ? bytes : nil
  }

  /// A sequence of UTF-8 whose bytes stand there as letters: `Ã` and the like with its successors.
  private static func disguised(in text: [UInt8], at index: Int) -> (bytes: [UInt8], length: Int)? {
    guard text[index] == 0xC3, let (first, length) = byte(in: text, at: index), first >= 0xC2
    else { return nil }
    let followers = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1
    var (bytes, end) = ([first], index + length)
    for _ in 0..<followers {
      guard let (next, length) = byte(in: text, at: end), 0x80...0xBF ~= next else { return nil }
      bytes.append(next)
      end += length
    }
    return String(validating: bytes, as: UTF8.self) == nil ? nil : (bytes, end - index)
  }

  /// The byte that a letter of Latin-1, or of Windows-1252, stands for.
  private static func byte(in text: [UInt8], at index: Int) -> (byte: UInt8, length: Int)? {
    guard index + 1 < text.count else { return nil }
    switch text[index] {
    case 0xC2...0xC3 where 0x80...0xBF ~= text[index + 1]:
      return (text[index] << 6 | text[index + 1] & 0x3F, 2)
    case 0xC5...0xCB, 0xE2:
      for (letter, byte) in windows where text[index...].starts(with: letter) {
        return (byte, letter.count)
      }
      return nil
    default: return nil
    }
  }

  /// What Windows-1252 has from 0x80 to 0x9F, where Latin-1 has controls.
  private static let windows: [(letter: [UInt8], byte: UInt8)] = zip(
    "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".unicodeScalars,
    [0x80] + Array(0x82...0x8C) + [0x8E] + Array(0x91...0x9C) + [0x9E, 0x9F] as [UInt8]
  ).map { (Array(String($0).utf8), $1) }
}
