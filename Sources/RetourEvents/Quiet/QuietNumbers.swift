// Numbers that stand for texts which are written as usual.
extension QuietDeliveries {
  /// The number of a network message id in lower case: 8, 4, 4, 4 and 12 hexadecimal digits.
  public static func number(ofNetworkID text: String) -> Identity? {
    number(ofNetworkID: text.utf8.span)
  }

  /// The number of a network message id in lower case.
  public static func number(ofNetworkID text: Span<UInt8>) -> Identity? {
    let hyphen = UInt8(ascii: "-")
    guard text.count == 36, text[8] == hyphen, text[13] == hyphen, text[18] == hyphen,
      text[23] == hyphen
    else { return nil }
    var (high, low, forms): (UInt64, UInt64, UInt8) = (0, 0, 0)
    take(text, 0..<8, &high, &forms)
    take(text, 9..<13, &high, &forms)
    take(text, 14..<18, &high, &forms)
    take(text, 19..<23, &low, &forms)
    take(text, 24..<36, &low, &forms)
    return forms < 16 ? Identity(high: high, low: low) : nil
  }

  /// Adds hexadecimal digits to a number; of what is none in lower case, one of the upper bits of `forms`
  /// is set.
  @inline(__always)
  private static func take(
    _ text: Span<UInt8>,
    _ places: Range<Int>,
    _ number: inout UInt64,
    _ forms: inout UInt8
  ) {
    for place in places {
      let byte = text[place]
      let digit = byte &- (byte < 0x3A ? 0x30 : 0x57)
      // What stands between digits and letters.
      forms |= digit | (byte >= 0x3A && digit < 10 ? 0x10 : 0)
      number = number << 4 | UInt64(digit & 15)
    }
  }

  /// The text of a network message id.
  public static func networkID(_ number: Identity) -> String {
    var digits = Array(number.description.utf8)
    for place in [20, 16, 12, 8] { digits.insert(UInt8(ascii: "-"), at: place) }
    return String(decoding: digits, as: UTF8.self)
  }

  /// The number of an IPv4 address, where a text is one as ``NetworkAddress`` writes it.
  public static func version4(_ text: Span<UInt8>) -> UInt32? {
    var (number, part, digits, parts): (UInt32, UInt32, Int, Int) = (0, 0, 0, 1)
    for index in text.indices {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        guard digits > 0, parts < 4 else { return nil }
        number = number << 8 | part
        (part, digits, parts) = (0, 0, parts + 1)
      } else {
        guard 0x30...0x39 ~= byte, digits == 0 || part > 0 else { return nil }
        part = part * 10 + UInt32(byte - 0x30)
        digits += 1
        guard part <= 255 else { return nil }
      }
    }
    return parts == 4 && digits > 0 ? number << 8 | part : nil
  }

  /// The text of an IPv4 address.
  public static func text(ofVersion4 number: UInt32) -> String {
    "\(number >> 24).\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
  }
}
