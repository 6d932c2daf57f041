extension NetworkAddress {
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

  /// The address of a network of one; nil for others.
  public var single: NetworkAddress? { prefix == address.width ? address : nil }

  /// 32 for networks of IPv4, 128 for those of IPv6.
  public var width: Int { address.width }

  /// The network of a length around an address.
  public init(_ address: NetworkAddress, prefix: Int) {
    self.address = address
    self.prefix = min(max(prefix, 0), address.width)
    description = "\(address)/\(self.prefix)"
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
