public import RetourEvents

/// What belongs to our own organisation, so that our failures can be told from theirs.
public struct OwnSide: Hashable, Sendable {
  /// Whether our organisation is split between on-premises Exchange and Exchange Online.
  public enum Hybrid: String, CaseIterable, Hashable, Sendable {
    /// It is.
    case yes = "true"
    /// It isn't.
    case no = "false"
    /// Not stated: judged by what the reports show.
    case auto
  }

  /// Our accepted domains, including `*.mail.onmicrosoft.com` ones.
  public var domains: [DomainName]
  /// Our on-premises servers and smart hosts.
  public var hosts: [OwnHost]
  /// Whether we are hybrid.
  public var hybrid: Hybrid

  /// Creates a configuration.
  public init(domains: [DomainName] = [], hosts: [OwnHost] = [], hybrid: Hybrid = .auto) {
    self.domains = domains
    self.hosts = hosts
    self.hybrid = hybrid
  }

  /// Nothing is configured.
  public static let unknown = OwnSide()

  /// Whether nothing is configured, so that our side has to be inferred.
  var isUnknown: Bool { domains.isEmpty && hosts.isEmpty }

  /// Whether a name is one of our hosts or lies under one of our domains.
  public func owns(name: DomainName) -> Bool {
    domains.contains { name.isEqualOrBelow($0) }
      || hosts.contains {
        if case .name(let host) = $0 { name.isEqualOrBelow(host) } else { false }
      }
  }

  /// Whether an address lies in one of our networks.
  public func owns(address: NetworkAddress) -> Bool {
    hosts.contains {
      if case .network(let network) = $0 { network.contains(address) } else { false }
    }
  }
}

/// A server of ours, or a network of them.
public enum OwnHost: Hashable, Sendable, CustomStringConvertible {
  /// A host by name, with all names below it.
  case name(DomainName)
  /// An address or a network.
  case network(Network)

  /// Parses a name, an IP address or a network in CIDR notation, for example `192.0.2.0/24`.
  public init?(_ text: some StringProtocol) {
    if let network = Network(text) {
      self = .network(network)
    } else if !text.contains("/"), !text.contains(":"),
      let name = DomainName(ascii: text.hasPrefix("*.") ? String(text.dropFirst(2)) : String(text))
    {
      self = .name(name)
    } else {
      return nil
    }
  }

  /// The name, or the network in CIDR notation; a single address without its prefix.
  public var description: String {
    switch self {
    case .name(let name): name.name
    case .network(let network): network.description
    }
  }
}
