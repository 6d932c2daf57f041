import RetourEvents

/// Text from mail made fit for a terminal.
public enum VisibleText {
  /// The text with everything that could steer a terminal, reverse the reading direction or isn't seen
  /// shown as an escape, for example `\x1b` or `\u{202e}`; line ends and tabs become `\n`, `\r`, `\t`.
  ///
  /// - Parameters:
  ///   - text: what somebody else wrote.
  ///   - keepsLines: whether line ends and tabs stay, where the form of the output marks them itself.
  /// - Returns: the text with escapes.
  public static func cleaned(_ text: String, keepsLines: Bool = false) -> String {
    if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text }
    guard text.unicodeScalars.contains(where: \.isInvisible) else { return text }
    var clean = ""
    var before: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      defer { before = scalar }
      switch scalar {
      case _ where keepsLines && "\n\r\t".unicodeScalars.contains(scalar):
        clean.unicodeScalars.append(scalar)
      case "\n": clean += "\\n"
      case "\r": clean += "\\r"
      case "\t": clean += "\\t"
      case _ where !before.isASCII && (scalar == "\u{200D}" || scalar == "\u{FE0F}"):
        // They join what is seen, as in emoji and Indic scripts.
        clean.unicodeScalars.append(scalar)
      case _ where InputPath.standIn(scalar) != nil:
        clean += "\\x\(String(InputPath.standIn(scalar) ?? 0, radix: 16))"
      case _ where scalar.isInvisible:
        let digits = String(scalar.value, radix: 16)
        clean +=
          scalar.value < 0x100
          ? "\\x\(digits.count < 2 ? "0" : "")\(digits)" : "\\u{\(digits)}"
      default: clean.unicodeScalars.append(scalar)
      }
    }
    return clean
  }

  /// How many columns of a terminal a text takes.
  static func width(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + width($1) }
  }

  /// A text of at most `width` columns; what was cut is an ellipsis.
  static func cut(_ text: String, to width: Int) -> String {
    guard self.width(text) > width else { return text }
    var (short, used) = ("", 0)
    for character in text {
      used += self.width(character)
      if used > width - 1 { break }
      short.append(character)
    }
    return short + "…"
  }

  /// Two columns for a wide character (East Asian Width W and F, emoji), else one.
  private static func width(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default:
      return scalar.properties.generalCategory == .nonspacingMark ? 0 : 1
    }
  }
}
