/// An IPv4 or IPv6 address; an IPv4-mapped IPv6 address is an IPv4 address (RFC 4291 2.5.5.2).
public struct NetworkAddress: Hashable, Sendable, CustomStringConvertible {
  /// The address as a number.
  public let bits: UInt128
  /// 32 or 128.
  public let width: Int

  /// Parses an address without brackets or port.
  public init?(_ text: some StringProtocol) {
    if let bits = Self.version4(text) {
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

  private static func version4(_ text: some StringProtocol) -> UInt128? {
    var bits: UInt128 = 0
    var (value, digits, dots) = (0, 0, 0)
    for byte in text.utf8 {
      if 0x30...0x39 ~= byte, digits < 3 {
        value = value * 10 + Int(byte & 15)
        digits += 1
        guard value <= 255 else { return nil }
      } else if byte == UInt8(ascii: "."), digits > 0, dots < 3 {
        bits = bits << 8 | UInt128(value)
        (value, digits) = (0, 0)
        dots += 1
      } else {
        return nil
      }
    }
    return digits > 0 && dots == 3 ? bits << 8 | UInt128(value) : nil
  }

  private static func version6(_ text: some StringProtocol) -> UInt128? {
    guard text.utf8.count >= 2, text.utf8.contains(UInt8(ascii: ":")) else { return nil }
    var groups: [UInt16] = []
    var gap: Int?
    var parts = text.split(separator: ":", omittingEmptySubsequences: false)[...]
    if parts.first?.isEmpty == true { parts = parts.dropFirst() }
    if parts.last?.isEmpty == true { parts = parts.dropLast() }
    for part in parts {
      if part.isEmpty {
        guard gap == nil else { return nil }
        gap = groups.count
      } else if let bits = version4(part), part == parts.last {
        groups += [UInt16(truncatingIfNeeded: bits >> 16), UInt16(truncatingIfNeeded: bits)]
      } else {
        guard part.utf8.count <= 4, let group = UInt16(part, radix: 16), !part.hasPrefix("+") else {
          return nil
        }
        groups.append(group)
      }
    }
    if text.hasPrefix("::") || text.hasSuffix("::"), gap == nil {
      gap = text.hasPrefix("::") ? 0 : groups.count
    }
    guard groups.count <= 8, gap != nil ? groups.count < 8 : groups.count == 8 else { return nil }
    let zeros = [UInt16](repeating: 0, count: 8 - groups.count)
    groups.insert(contentsOf: zeros, at: gap ?? groups.count)
    return groups.reduce(0) { $0 << 16 | UInt128($1) }
  }
}
