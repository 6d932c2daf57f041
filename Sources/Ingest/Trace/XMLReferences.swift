/// The references of XML that stand for characters: the five predefined entities and numbers (XML 1.0
/// sections 4.1 and 4.6).
enum XMLReferences {
  /// Text with its references resolved and its line ends made line feeds (section 2.11); nil where a
  /// reference isn't known or stands for no character of XML.
  static func resolved(_ text: Bytes) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == .carriageReturn {
        result.append(.lineFeed)
        index += index + 1 < text.endIndex && text[index + 1] == .lineFeed ? 2 : 1
        continue
      }
      guard byte == UInt8(ascii: "&") else {
        result.append(byte)
        index += 1
        continue
      }
      guard let close = text[index...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
        let scalar = scalar(text[(index + 1)..<close])
      else { return nil }
      result.append(contentsOf: UTF8.encode(scalar) ?? .init())
      index = close + 1
    }
    return result
  }

  private static func scalar(_ name: Bytes) -> Unicode.Scalar? {
    switch name.text {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.first == UInt8(ascii: "#") else { return nil }
      let digits = name.dropFirst()
      let isHex = digits.first == UInt8(ascii: "x")
      guard let value = UInt32((isHex ? digits.dropFirst() : digits).text, radix: isHex ? 16 : 10),
        value >= 0x20 || value == 9 || value == 10 || value == 13, value & 0xFFFE != 0xFFFE
      else { return nil }
      return Unicode.Scalar(value)
    }
  }
}
