/// The letters and digits of a text without anything between them, with the way back to the text.
///
/// A name can be broken by line ends, signs, tags and comments in more ways than one can list where
/// it is looked for: `kim=` and `jones`, `kim<wbr>jones`, `k i m`. Here none of them is left.
public struct SqueezedText: Sendable {
  /// The letters and digits, in lower case; letters that look like those of ASCII as those.
  public private(set) var bytes: [UInt8] = []
  /// Where each begins and ends in the text.
  private var lows: [UInt32] = []
  private var highs: [UInt32] = []

  /// Squeezes a text of at most 4 GiB; takes time in proportion to its length.
  ///
  /// - Parameters:
  ///   - text: with its encodings undone, or as it is.
  ///   - withoutAsides: whether tags, comments in brackets and the `0x` before numbers go too.
  public init(_ text: [UInt8], withoutAsides: Bool = false) {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if withoutAsides, let end = Self.aside(in: text, at: index) {
        index = end
      } else if byte.isAlphanumeric {
        add(byte.lowercased, index..<(index + 1))
        index += 1
      } else if byte < 0x80 {
        index += 1
      } else {
        let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        let letter = String(decoding: text[index...].prefix(length), as: UTF8.self)
        if let scalar = letter.unicodeScalars.first, let ascii = Self.lookalike(scalar) {
          add(ascii, index..<min(index + length, text.count))
        }
        index += byte < 0xC2 ? 1 : length
      }
    }
  }

  /// Where the letters of a range stand in the text.
  public func place(_ range: Range<Int>) -> Range<Int> {
    guard let last = range.last else { return 0..<0 }
    return Int(lows[range.lowerBound])..<Int(highs[last])
  }

  private mutating func add(_ byte: UInt8, _ place: Range<Int>) {
    bytes.append(byte)
    lows.append(UInt32(truncatingIfNeeded: place.lowerBound))
    highs.append(UInt32(truncatingIfNeeded: place.upperBound))
  }

  /// The end of a tag, of a short comment or of the mark of a number that begins at a place.
  private static func aside(in text: [UInt8], at index: Int) -> Int? {
    let before = index > 0 ? text[index - 1] : 0
    switch text[index] {
    case UInt8(ascii: "<"), UInt8(ascii: "("):
      let isTag = text[index] == UInt8(ascii: "<")
      let close = isTag ? UInt8(ascii: ">") : UInt8(ascii: ")")
      let inner = text[(index + 1)...].prefix(64).prefix { $0 != close }
      let end = index + 1 + inner.count
      guard end + 1 < text.count, text[end] == close, !inner.contains(text[index]) else {
        return nil
      }
      let isGlued =
        (before.isWord || ">)".utf8.contains(before))
        && (text[end + 1].isWord || "<(@".utf8.contains(text[end + 1]))
      return isGlued || !isTag && inner.count <= 12 ? end + 1 : nil
    case UInt8(ascii: "0"), UInt8(ascii: "\\"):
      guard index + 2 < text.count, text[index + 1].lowercased == UInt8(ascii: "x"),
        text[index + 2].hexValue != nil
      else { return nil }
      return index + 2
    default: return nil
    }
  }

  /// The letter of ASCII that one of another alphabet looks like.
  private static func lookalike(_ scalar: Unicode.Scalar) -> UInt8? {
    if let ascii = Lookalike.ascii(scalar) {
      return ascii.first.flatMap { $0.isAlphanumeric ? $0.lowercased : nil }
    }
    return letters[scalar]
  }

  private static let letters: [Unicode.Scalar: UInt8] = Dictionary(
    zip(
      "аеорсухіѕјһԁӏкмтнвАЕОРСУХІЅЈКМТНВοανρικΑΒΕΖΗΙΚΜΝΟΡΤΥΧıſ".unicodeScalars,
      "aeopcyxisjhdlkmthbaeopcyxisjkmthboavpikabezhikmnoptyxis".utf8
    ),
    uniquingKeysWith: { first, _ in first }
  )
}
