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
      switch byte {
      case .carriageReturn:
        result.append(.lineFeed)
        index += index + 1 < text.endIndex && text[index + 1] == .lineFeed ? 2 : 1
      case UInt8(ascii: "&"):
        guard let close = text[index...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else {
          return nil
        }
        let name = text[(index + 1)..<close]
        if let known = predefined.first(where: { name.elementsEqual($0.name) }) {
          result.append(known.byte)
        } else if let scalar = scalar(name) {
          result.append(contentsOf: UTF8.encode(scalar) ?? .init())
        } else {
          return nil
        }
        index = close + 1
      default:
        result.append(byte)
        index += 1
      }
    }
    return result
  }

  private static let predefined: [(name: [UInt8], byte: UInt8)] = [
    ("lt", "<"), ("gt", ">"), ("amp", "&"), ("quot", "\""), ("apos", "'"),
  ].map { (Array($0.utf8), UInt8(ascii: $1)) }

  /// The character of a numeric reference, without its `&` and `;`.
  private static func scalar(_ name: Bytes) -> Unicode.Scalar? {
    guard name.first == UInt8(ascii: "#") else { return nil }
    let digits = name.dropFirst()
    let isHex = digits.first == UInt8(ascii: "x")
    guard let value = UInt32((isHex ? digits.dropFirst() : digits).text, radix: isHex ? 16 : 10),
      value >= 0x20 || value == 9 || value == 10 || value == 13, value & 0xFFFE != 0xFFFE
    else { return nil }
    return Unicode.Scalar(value)
  }
}
