/// What a word says to a reader or a program that undoes an encoding.
enum HiddenText {
  /// The readings of a word: without invisible characters and with compatibility forms made plain,
  /// then with percent, quoted-printable and HTML encodings undone, up to four times.
  static func readings(of word: String) -> [String] {
    let mayHide = word.utf8.contains {
      $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "&")
        || $0 >= 0x7F || $0 < 0x20
    }
    guard mayHide else { return [word] }
    let plain = plain(word)
    var readings = [plain]
    for decode in [percent, quotedPrintable, entities] {
      readings.append(decode(plain))
    }
    var mixed = plain
    for _ in 0..<4 {
      let next = Self.plain(entities(quotedPrintable(percent(mixed))))
      if next == mixed { break }
      mixed = next
      readings.append(mixed)
    }
    return readings
  }

  /// Without invisible characters; full-width forms and ideographic full stops become ASCII.
  static func plain(_ word: String) -> String {
    guard word.utf8.contains(where: { $0 >= 0x7F || $0 < 0x20 }) else { return word }
    var plain = String.UnicodeScalarView()
    for scalar in word.unicodeScalars {
      switch scalar.value {
      case 0xFF01...0xFF5E: plain.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
      case 0x3002, 0xFF61, 0x2024: plain.append(".")
      case 0xFE6B: plain.append("@")
      default:
        switch scalar.properties.generalCategory {
        case .format, .control, .privateUse: continue
        case .nonspacingMark where 0xFE00...0xFE0F ~= scalar.value: continue
        default: plain.append(scalar)
        }
      }
    }
    return String(plain)
  }

  private static func percent(_ word: String) -> String {
    word.contains("%") ? bytes(word, after: UInt8(ascii: "%")) : word
  }

  private static func quotedPrintable(_ word: String) -> String {
    word.contains("=") ? bytes(word, after: UInt8(ascii: "=")) : word
  }

  /// Two hexadecimal digits after a mark are a byte.
  private static func bytes(_ word: String, after mark: UInt8) -> String {
    let utf8 = Array(word.utf8)
    var bytes: [UInt8] = []
    var index = 0
    while index < utf8.count {
      if utf8[index] == mark, index + 2 < utf8.count, let high = digit(utf8[index + 1]),
        let low = digit(utf8[index + 2])
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(utf8[index])
        index += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  /// Character references of HTML, numeric ones and those of the marks that addresses need.
  private static func entities(_ word: String) -> String {
    guard word.contains("&") else { return word }
    var text = ""
    var rest = word[...]
    while let start = rest.firstIndex(of: "&") {
      text += rest[..<start]
      guard let end = rest[start...].firstIndex(of: ";"),
        let scalar = character(rest[rest.index(after: start)..<end])
      else {
        text += "&"
        rest = rest[rest.index(after: start)...]
        continue
      }
      text.unicodeScalars.append(scalar)
      rest = rest[rest.index(after: end)...]
    }
    return text + rest
  }

  private static func character(_ name: Substring) -> Unicode.Scalar? {
    switch name.lowercased() {
    case "commat": "@"
    case "period": "."
    case "lt": "<"
    case "gt": ">"
    case "amp": "&"
    case let number where number.hasPrefix("#x"):
      UInt32(number.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
    case let number where number.hasPrefix("#"):
      UInt32(number.dropFirst()).flatMap(Unicode.Scalar.init)
    default: nil
    }
  }
}
