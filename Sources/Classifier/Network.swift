/// An IPv4 or IPv6 address; an IPv4-mapped IPv6 address is an IPv4 address (RFC 4291 2.5.5.2).
public struct NetworkAddress: Hashable, Sendable {
  /// The address as a number.
  let bits: UInt128
  /// 32 or 128.
  let width: Int

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

  private init(bits: UInt128, width: Int) {
    self.bits = bits
    self.width = width
  }

  private static func version4(_ text: some StringProtocol) -> UInt128? {
    var bits: UInt128 = 0
    var (value, digits, dots) = (0, 0, 0)
    for byte in text.utf8 {
      if byte.isDigit, digits < 3 {
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

  /// Whether the address belongs to a private network (RFC 1918, RFC 6598, RFC 4193) or is
  /// link-local.
  public var isPrivate: Bool { Network.privateNetworks.contains { $0.contains(self) } }

  /// Whether the address is the host itself (RFC 1122 3.2.1.3, RFC 4291 2.5.3).
  public var isLoopback: Bool { Network.loopbackNetworks.contains { $0.contains(self) } }
}

/// A network in CIDR notation; a single address is a network of one.
public struct Network: Hashable, Sendable, CustomStringConvertible {
  private let address: NetworkAddress
  private let prefix: Int
  /// The network as it was written.
  public let description: String

  /// Parses an address or a network, for example `2001:db8::/32`.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard 1...2 ~= parts.count, let address = NetworkAddress(parts[0]) else { return nil }
    self.address = address
    description = String(text)
    if parts.count == 1 {
      prefix = address.width
    } else {
      guard let prefix = Int(parts[1]), 0...address.width ~= prefix else { return nil }
      self.prefix = prefix
    }
  }

  /// Whether an address lies in the network.
  public func contains(_ other: NetworkAddress) -> Bool {
    guard other.width == address.width else { return false }
    let shift = address.width - prefix
    return shift >= 128 || other.bits >> UInt128(shift) == address.bits >> UInt128(shift)
  }

  static let privateNetworks = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7",
    "fe80::/10",
  ].compactMap { Network($0) }

  static let loopbackNetworks = ["127.0.0.0/8", "::1/128"].compactMap { Network($0) }
}
