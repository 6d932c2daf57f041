import MailText
public import RetourClassifier
public import RetourEvents
import RetourStore

/// What the owner of one destination domain may see: the only place that decides it.
///
/// Allowed: servers that answered for this domain and their addresses, our public sending hosts and
/// addresses, our own sender domains, our queue ids, Message-IDs whose host part is masked unless it
/// is a sender domain of ours, and pages of public references. Never: addresses and domains of
/// others, senders, private network addresses, internal names. Recipients are masked unless they
/// are asked for.
///
/// It is an allow list of words: what a server said is shown word by word, each only if it is known to
/// be harmless (`HarmlessWords`, codes, sizes, times) or allowed here. So what is folded, spaced,
/// encoded or defanged falls away by itself.
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

  /// Whether a domain has one owner to write to.
  ///
  /// A registry (`co.uk`) or a service that gives names below its own to others (`github.io`) hasn't:
  /// what one of them may see would be shown to all of them.
  public static func hasOwner(_ domain: DomainName) -> Bool {
    !UnsafePublicSuffix.isPublicSuffix(domain)
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

  /// The name or the address of one of our servers; nil where it may not be shown, and for a server
  /// of somebody else.
  func ourServer(_ name: String?) -> OwnerText? {
    guard let name else { return nil }
    if let address = NetworkAddress(name) {
      let isOurs = (sender.sendingHosts + sender.own.hosts).contains {
        if case .network(let network) = $0 { network.contains(address) } else { false }
      }
      return isOurs && isPublic(address) ? OwnerText(cleared: name) : nil
    }
    guard let domain = DomainForms.ascii(name), isSendingHost(domain) else { return nil }
    return OwnerText(cleared: domain.name)
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

  /// A queue id of ours; nil for what doesn't look like one, or holds a text in an encoding or a
  /// private network address.
  func queueID(_ text: String?) -> OwnerText? {
    guard let text, 1...64 ~= text.utf8.count,
      text.utf8.allSatisfy({ Self.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }),
      !OpaqueRun.revealsText(in: Array(text.utf8)), !Self.holdsPrivateAddress(text)
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
    "aka.ms", "b.barracudacentral.org", "barracudacentral.org", "bl.spamcop.net",
    "bl.mailspike.net", "bl.score.senderscore.com", "cbl.abuseat.org", "check.spamhaus.org",
    "combined.mail.abusix.zone", "community.mimecast.com", "datatracker.ietf.org",
    "dbl.spamhaus.org", "delist.office.com", "dnsbl-1.uceprotect.net", "dnsbl-2.uceprotect.net",
    "dnsbl-3.uceprotect.net", "dnsbl.sorbs.net", "docs.microsoft.com", "dwl.dnswl.org",
    "fbl.ironport.com", "feedback.smtp.att-mail.com", "fehlermeldung.ionos.com", "go.microsoft.com",
    "google.com", "help.mail.ru", "help.yahoo.com", "ipcheck.proofpoint.com",
    "ix.dnsbl.manitu.net", "learn.microsoft.com", "lookup.abusix.com", "mail.live.com",
    "multi.surbl.org", "multi.uribl.com", "openspf.org", "pbl.spamhaus.org",
    "postmaster.1und1.de", "postmaster.aol.com", "postmaster.att.net", "postmaster.comcast.net",
    "postmaster.free.fr", "postmaster.gmx.net", "postmaster.google.com", "postmaster.live.com",
    "postmaster.mail.ru", "postmaster.orange.fr", "postmaster.t-online.de", "postmaster.web.de",
    "postmaster.yahooinc.com", "psbl.org", "psbl.surriel.com", "reputation.proofpoint.com",
    "rfc-editor.org", "sbl-xbl.spamhaus.org", "sbl.spamhaus.org", "sender.office.com",
    "senders.yahooinc.com", "sendersupport.olc.protection.outlook.com", "senderscore.org",
    "service.mail.qq.com", "sorbs.net", "spamcop.net", "spamhaus.org", "spamrl.com",
    "spf.pobox.com",
    "support.google.com", "support.microsoft.com", "support.proofpoint.com", "surbl.org",
    "talosintelligence.com", "technet.microsoft.com", "tools.ietf.org", "uceprotect.net",
    "www.abuseat.org", "www.barracudacentral.org", "www.barracudanetworks.com",
    "www.google.com", "www.mail-abuse.com", "www.mimecast.com", "www.openspf.net",
    "www.openspf.org", "www.rfc-editor.org", "www.senderbase.org", "www.senderscore.org",
    "www.sophos.com", "www.sorbs.net", "www.spamcop.net", "www.spamhaus.org", "www.spamhaus.com",
    "www.talosintelligence.com", "www.uceprotect.net", "www.uribl.com", "xbl.spamhaus.org",
    "zen.spamhaus.org",
  ]

  /// Top labels of names that exist only inside an organisation (RFC 6762 appendix G, RFC 8375).
  static let internalZones: Set<Substring> = [
    "arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local", "localdomain",
    "localhost", "private",
  ]
}
