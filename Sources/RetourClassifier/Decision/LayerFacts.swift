import MailText
import RetourEvents
import RetourRules

/// What stands around the layers of a report and is the same for all of them.
struct ReportContext {
  /// The phase of the session.
  var phase: SMTPPhase?
  /// The status that the report states.
  var status: EnhancedStatus?
  /// The reply code that the report states.
  var reply: SMTPReply?
  /// The vendor that the remote server belongs to.
  var remoteVendor: Vendor?
  /// The vendor that alone serves the recipient's domain.
  var recipientVendor: Vendor?
  /// The vendor that wrote the report.
  var reporterVendor: Vendor?
  /// The recipient's domain.
  var recipientDomain: DomainName?
  /// The sender's domain.
  var senderDomain: DomainName?
  /// Whether the recipient's domain or the last endpoint is our own.
  var isOurs = false
  /// Whether the retry time ran out.
  var isExpired = false
  /// Whether the table of reply codes may decide: only where no words say more.
  var allowsReplyTable = false
}

/// The codes, the vendor and the names of one layer.
struct LayerFacts {
  let reading: Reading?
  let range: Range<Int>
  let context: ReportContext
  let status: EnhancedStatus?
  let reply: SMTPReply?

  /// The facts of a layer; where it states no code, the report's apply.
  init(_ reading: Reading, _ layer: Layer, _ context: ReportContext) {
    self.reading = reading
    range = layer.range
    self.context = context
    status = layer.status ?? context.status
    reply = layer.reply ?? context.reply
  }

  /// The facts of a status that stands alone.
  init(status: EnhancedStatus, context: ReportContext) {
    reading = nil
    range = 0..<0
    self.context = context
    self.status = status
    reply = context.reply
  }

  /// Whether the message expired on a transient refusal in words that no rule knows; its status
  /// then says less than that the server took no mail.
  var isUnknownTransient: Bool {
    guard context.isExpired, let reading, let status, status.statusClass == 4,
      status.subject == 7 && status.detail <= 1 || status.detail == 0
    else { return false }
    return reading.hasWords(in: range)
  }

  /// Who wrote the layer: by its wording, by the remote server, by the hosts named around it, by
  /// a code that only Microsoft uses, by the recipient's domain.
  func vendor(_ catalogue: Catalogue, _ hits: [Automaton.Hit]) -> Vendor? {
    for hit in hits {
      if let vendor = catalogue.vendorOfPhrase[Int(hit.phrase)] { return vendor }
    }
    if let vendor = context.remoteVendor { return vendor }
    if let reading {
      let folded = reading.folded
      for name in reading.names.reversed() where name.kind == .host {
        let vendor = catalogue.vendor(ofHost: folded.span.extracting(name.range))
        if let vendor { return vendor }
      }
    }
    // The registry has no detail above 40; Exchange counts by hundreds (ndr.md b).
    if let status, status.detail >= 50 { return .microsoft }
    return context.recipientVendor ?? context.reporterVendor
  }

  /// Whether the name beside a phrase has a role.
  func hasRole(_ role: NameRole, at hit: Automaton.Hit?) -> Bool {
    guard role == .destination else { return self.role(ofNameAt: hit) == role }
    guard let reading, let hit, let name = name(nearest: hit, in: reading),
      let recipient = context.recipientDomain
    else { return false }
    return UnsafePublicSuffix.haveSameRegistration(name, recipient)
  }

  /// Whose name stands behind a phrase, else before it; a text without names speaks of the
  /// recipient's domain.
  func role(ofNameAt hit: Automaton.Hit?) -> NameRole {
    guard let reading, let hit, let name = name(nearest: hit, in: reading) else {
      return .recipient
    }
    guard let recipient = context.recipientDomain else {
      return name == context.senderDomain ? .sender : .recipient
    }
    if name == recipient { return .recipient }
    return name == context.senderDomain ? .sender : .other
  }

  private func name(nearest hit: Automaton.Hit, in reading: Reading) -> DomainName? {
    let names = reading.names.filter { $0.kind != .url && range.contains($0.range.lowerBound) }
    let behind = names.first { $0.range.upperBound > Int(hit.start) }
    let name = behind ?? names.last
    return name.flatMap { name in
      let bytes = reading.folded[name.range]
      let start = bytes.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? bytes.startIndex
      return DomainName(ascii: String(decoding: bytes[start...], as: UTF8.self))
    }
  }
}

extension Catalogue {
  /// The vendor that a host belongs to, in any case.
  func vendor(ofHost host: Span<UInt8>) -> Vendor? {
    guard !host.isEmpty else { return nil }
    let last = host[host.count - 1] | 0x20
    for known in vendorHosts where known.last == last && Self.isAtOrBelow(host, known.name) {
      return known.vendor
    }
    return nil
  }

  /// The vendor that alone serves a recipient's domain.
  func vendor(ofDomain domain: DomainName) -> Vendor? {
    vendorOfDomain[domain.name]
  }

  /// Whether a host is a domain or lies below it; the domain has its bit of lower case set.
  private static func isAtOrBelow(_ host: Span<UInt8>, _ domain: [UInt8]) -> Bool {
    let start = host.count - domain.count
    guard start >= 0 else { return false }
    var index = domain.count - 1
    while index >= 0 {
      guard host[start + index] | 0x20 == domain[index] else { return false }
      index -= 1
    }
    return start == 0 || host[start - 1] == UInt8(ascii: ".")
  }
}
