import Aggregator
public import Classifier
public import Events

/// What the owner of one destination domain may see: the only place that decides it.
///
/// Allowed: servers that answered for this domain and their addresses, our public sending hosts and
/// addresses, our own sender domains, our queue ids, Message-IDs whose host part is masked unless it
/// is a sender domain of ours, and pages of public references. Never: addresses and domains of
/// others, senders, private network addresses, internal names. Recipients are masked unless they
/// are asked for.
///
/// It is an allow list: whatever looks like a name or an address and isn't known to be allowed is
/// removed, also where it is written in percent, quoted-printable or HTML encoding, in upper case
/// or in either form of an internationalised name.
public struct OwnerView: Sendable {
  /// What is ours, and what of it may be shown.
  public struct Sender: Sendable {
    /// Our domains, hosts and networks.
    public var own: OwnSide
    /// Our servers that send to the world, by name, address or network; nothing else of ours is
    /// shown.
    public var sendingHosts: [OwnHost]

    /// Creates a sender; by default nothing is known of it.
    public init(own: OwnSide = .unknown, sendingHosts: [OwnHost] = []) {
      self.own = own
      self.sendingHosts = sendingHosts
    }
  }

  /// What stands in place of what was removed.
  static let mark = "[…]"

  /// The destination domain whose owner reads.
  public let domain: DomainName
  /// Whether recipients are shown whole.
  public let showsRecipients: Bool

  let sender: Sender
  /// Servers that answered for this domain: names and addresses.
  private var serverNames: Set<String> = []
  private var serverAddresses: Set<NetworkAddress> = []

  /// Creates the view of one owner.
  public init(domain: DomainName, sender: Sender = Sender(), showsRecipients: Bool = false) {
    self.domain = domain
    self.sender = sender
    self.showsRecipients = showsRecipients
  }

  // MARK: Servers

  /// Makes a server that answered for this domain known, unless it is one of ours or internal.
  public mutating func admit(server name: String?, address: String?) {
    if let name = name.flatMap({ DomainForms.ascii($0) }), isPublicServer(name) {
      serverNames.insert(name.name)
    }
    if let address = address.flatMap({ NetworkAddress($0) }), isPublic(address),
      !sender.own.owns(address: address)
    {
      serverAddresses.insert(address)
    }
  }

  /// The name of a remote server; nil where it may not be shown.
  func server(_ name: String?) -> OwnerText? {
    guard let name = name.flatMap({ DomainForms.ascii($0) }), isAllowed(name: name) else {
      return nil
    }
    return OwnerText(cleared: name.name)
  }

  /// The address of a server; nil where it may not be shown.
  func address(_ text: String?) -> OwnerText? {
    guard let text, let address = NetworkAddress(text), isAllowed(address: address) else {
      return nil
    }
    return OwnerText(cleared: text)
  }

  // MARK: Single fields

  /// A recipient, masked unless recipients are shown; nil for an address of another domain.
  func recipient(_ text: String?) -> OwnerText? {
    guard let text, let (local, name) = Self.parts(text), isOwners(name) else { return nil }
    return OwnerText(cleared: "\(masked(local))@\(name.lowercased())")
  }

  /// A Message-ID with its angle brackets; the host part stays only where it is a sender domain of
  /// ours.
  func messageID(_ text: String?) -> OwnerText? {
    guard let text, let (local, host) = Self.parts(text) else { return nil }
    let isOurs = DomainForms.ascii(host).map { sender.own.domains.contains($0) } ?? false
    let plain = local.utf8.allSatisfy { Self.isPlain($0) } && local.utf8.count <= 200
    let left = plain ? identifier(local) : Self.mark
    return OwnerText(
      cleared: "<\(left)@\(isOurs ? host.lowercased() : "…")>",
      isScrubbed: !isOurs || left != local
    )
  }

  /// A queue id of ours; nil for what doesn't look like one.
  func queueID(_ text: String?) -> OwnerText? {
    guard let text, 1...64 ~= text.utf8.count,
      text.utf8.allSatisfy({ Self.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") })
    else { return nil }
    return OwnerText(cleared: text)
  }

  // MARK: Rules

  /// Whether a name may stand in a letter.
  func isAllowed(name: DomainName) -> Bool {
    name.isEqualOrBelow(domain) || serverNames.contains(name.name)
      || sender.own.domains.contains(name) || isSendingHost(name)
      || PublicReference.hosts.contains(name.name)
  }

  /// Whether a network address may stand in a letter.
  func isAllowed(address: NetworkAddress) -> Bool {
    guard isPublic(address) else { return false }
    return serverAddresses.contains(address)
      || (sender.sendingHosts + sender.own.hosts).contains {
        if case .network(let network) = $0 { network.contains(address) } else { false }
      }
  }

  /// Whether a name is the owner's domain or below it.
  func isOwners(_ name: String) -> Bool {
    DomainForms.ascii(name)?.isEqualOrBelow(domain) ?? false
  }

  private func isSendingHost(_ name: DomainName) -> Bool {
    sender.sendingHosts.contains { if case .name(let host) = $0 { host == name } else { false } }
  }

  private func isPublic(_ address: NetworkAddress) -> Bool {
    !address.isPrivate && !address.isLoopback
  }

  private func isPublicServer(_ name: DomainName) -> Bool {
    let labels = name.name.split(separator: ".")
    guard labels.count > 1, let last = labels.last, !PublicReference.internalZones.contains(last)
    else { return false }
    return isSendingHost(name) || !sender.own.owns(name: name)
  }

  // MARK: Parts of addresses

  /// A local part with all but its first letter masked.
  func masked(_ local: String) -> String {
    if showsRecipients, local.utf8.allSatisfy({ Self.isPlain($0) && $0 != UInt8(ascii: "=") }) {
      return local
    }
    // The first letter of a pseudonym is nobody's.
    if Pseudonyms.hasForm(local) { return "***" }
    guard let first = local.first, first.isLetter || first.isNumber else { return "***" }
    return "\(first)***"
  }

  /// What stands before and behind the last `@`.
  static func parts(_ address: String) -> (local: String, domain: String)? {
    let inner = address.drop { $0 == "<" || $0 == " " }
    let bare = inner.prefix { $0 != ">" && $0 != " " }
    guard let at = bare.lastIndex(of: "@"), at != bare.startIndex else { return nil }
    return (String(bare[..<at]), String(bare[bare.index(after: at)...]))
  }

  /// Letters, digits and the marks that Message-IDs and plain local parts are made of.
  static func isPlain(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || "._+-=$~".utf8.contains(byte)
  }

  static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
  }
}

/// Names that belong to nobody's mail.
enum PublicReference {
  /// Pages of documentation and block lists to which servers refer; exact names, never what lies
  /// below them, and never as the domain of an address.
  static let hosts: Set<String> = [
    "aka.ms", "bl.spamcop.net", "check.spamhaus.org", "dbl.spamhaus.org", "go.microsoft.com",
    "learn.microsoft.com", "postmaster.google.com", "postmaster.yahooinc.com",
    "sbl.spamhaus.org", "sender.office.com", "sendersupport.olc.protection.outlook.com",
    "senders.yahooinc.com", "support.google.com", "support.microsoft.com",
    "www.barracudacentral.org",
    "www.spamhaus.org", "xbl.spamhaus.org", "zen.spamhaus.org",
  ]

  /// Top labels of names that exist only inside an organisation (RFC 6762 appendix G, RFC 8375).
  static let internalZones: Set<Substring> = [
    "arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local", "localdomain",
    "localhost", "private",
  ]

  /// First labels of Exchange's own codes, which have dots but are no names, for example
  /// `RESOLVER.ADR.RecipNotFound`.
  static let codes: Set<Substring> = [
    "ADMINPROMPT", "APPROVAL", "DELIVERY", "DNS", "MAPI", "QUEUE", "RESOLVER", "ROUTING",
    "SMTPSEND", "STOREDRV", "SUBMISSION", "TRANSPORT",
  ]
}
