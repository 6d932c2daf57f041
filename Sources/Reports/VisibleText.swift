/// Text from mail made fit for a terminal.
public enum VisibleText {
  /// The text with everything that could steer a terminal or reverse the reading direction shown
  /// as an escape, for example `\x1b` or `\u{202e}`; line ends and tabs become `\n`, `\r`, `\t`.
  public static func cleaned(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    var clean = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": clean += "\\n"
      case "\r": clean += "\\r"
      case "\t": clean += "\\t"
      case _ where isHarmful(scalar):
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

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: true
    case .format: scalar != "\u{200D}"
    default: false
    }
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
