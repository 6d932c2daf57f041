/// An IPv4 or IPv6 address; an IPv4-mapped IPv6 address is an IPv4 address (RFC 4291 2.5.5.2).
public struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
  /// The address as a number.
  public let bits: UInt128
  /// 32 or 128.
  public let width: Int

  /// Parses an address without brackets or port.
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    self.init(ascii: text.utf8.span)
  }

  /// Parses an address without brackets or port.
  public init?(ascii text: Span<UInt8>) {
    if let bits = Self.version4(text, from: 0) {
      self.init(bits: bits, width: 32)
    } else if let bits = Self.version6(text) {
      if bits >> 32 == 0xFFFF {
        self.init(bits: bits & 0xFFFF_FFFF, width: 32)
      } else {
        self.init(bits: bits, width: 128)
      }
    } else {
      return nil
    }
  }

  /// Whether it is the unspecified address, which no server has (RFC 1122 3.2.1.3, RFC 4291 2.5.2).
  public var isUnspecified: Bool { bits == 0 }

  /// Creates an address from the bytes of an A or AAAA record (RFC 1035 3.4.1, RFC 3596 2.2).
  ///
  /// - Returns: nil for anything but 4 or 16 bytes.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    let bits = bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    self.init(bits: bits, width: bytes.count * 8)
  }

  private init(bits: UInt128, width: Int) {
    self.bits = bits
    self.width = width
  }

  /// The address as people write it: `192.0.2.1`, or `2001:db8::1` with the longest run of zeros
  /// shortened (RFC 5952 4).
  public var description: String {
    guard width == 128 else {
      return stride(from: 24, through: 0, by: -8).map { "\(bits >> UInt128($0) & 0xFF)" }
        .joined(separator: ".")
    }
    let groups = groups
    var (best, start) = (0..<0, 0)
    for end in 0...8 where end == 8 || groups[end] != 0 {
      if end - start > max(best.count, 1) { best = start..<end }
      start = end + 1
    }
    func words(_ range: Range<Int>) -> String {
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    return best.isEmpty
      ? words(0..<8) : "\(words(0..<best.lowerBound))::\(words(best.upperBound..<8))"
  }

  /// The name below which the pointer of the address stands (RFC 1035 3.5, RFC 3596 2.5), for example
  /// `1.2.0.192.in-addr.arpa`.
  public var pointerName: String {
    if width == 32 {
      return "\(description.split(separator: ".").reversed().joined(separator: ".")).in-addr.arpa"
    }
    let digits = (0..<32).map { String(bits >> UInt128($0 * 4) & 0xF, radix: 16) }
    return "\(digits.joined(separator: ".")).ip6.arpa"
  }

  private var groups: [UInt16] {
    stride(from: 112, through: 0, by: -16).map { UInt16(truncatingIfNeeded: bits >> UInt128($0)) }
  }

  private static func version4(_ text: Span<UInt8>, from start: Int) -> UInt128? {
    guard text.count - start >= 7 else { return nil }
    var bits: UInt32 = 0
    var (value, digits, dots) = (UInt32(0), 0, 0)
    for index in start..<text.count {
      let byte = text[index]
      if byte &- 48 < 10, digits < 3 {
        value = value * 10 + UInt32(byte &- 48)
        digits += 1
        guard value <= 255 else { return nil }
      } else if byte == UInt8(ascii: "."), digits > 0, dots < 3 {
        bits = bits << 8 | value
        (value, digits) = (0, 0)
        dots += 1
      } else {
        return nil
      }
    }
    return digits > 0 && dots == 3 ? UInt128(bits << 8 | value) : nil
  }

  /// Eight groups of one to four hexadecimal digits, a run of zeros as `::`, the last two groups
  /// perhaps as an IPv4 address (RFC 4291 2.2).
  private static func version6(_ text: Span<UInt8>) -> UInt128? {
    let colon = UInt8(ascii: ":")
    guard text.count >= 2 else { return nil }
    var groups = InlineArray<8, UInt16>(repeating: 0)
    var (count, index) = (0, 0)
    var gap: Int?
    if text[0] == colon {
      guard text[1] == colon else { return nil }
      (gap, index) = (0, 2)
    }
    while index < text.count {
      let start = index
      var value: UInt16 = 0
      while index < text.count, index - start < 5, let digit = hexadecimal(text[index]) {
        value = value << 4 | digit
        index += 1
      }
      if index < text.count, text[index] == UInt8(ascii: ".") {
        guard count <= 6, let bits = version4(text, from: start) else { return nil }
        groups[count] = UInt16(truncatingIfNeeded: bits >> 16)
        groups[count + 1] = UInt16(truncatingIfNeeded: bits)
        count += 2
        break
      }
      guard 1...4 ~= index - start, count < 8 else { return nil }
      groups[count] = value
      count += 1
      if index == text.count { break }
      guard text[index] == colon, index + 1 < text.count else { return nil }
      index += 1
      if text[index] == colon {
        guard gap == nil else { return nil }
        gap = count
        index += 1
      }
    }
    guard gap == nil ? count == 8 : count < 8 else { return nil }
    var bits: UInt128 = 0
    for place in 0..<8 {
      // What stands behind the gap stands at the end.
      let behind = place - (8 - count)
      let group =
        place < gap ?? 8 ? groups[place] : behind >= (gap ?? 0) ? groups[behind] : 0
      bits = bits << 16 | UInt128(group)
    }
    return bits
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt16? {
    if byte &- 48 < 10 { return UInt16(byte &- 48) }
    let letter = (byte | 0x20) &- 97
    return letter < 6 ? UInt16(letter) + 10 : nil
  }
}
