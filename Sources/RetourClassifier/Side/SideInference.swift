import MailText
import RetourEvents
import RetourRules

/// Tells ours from theirs: by configuration, else by inference (taxonomy sections 5 and 6b.1).
final class SideInference {
  private let own: OwnSide
  /// Whether the texts have Exchange's form, without which nothing is inferred.
  let isExchange: Bool
  private let recipientDomain: DomainName?
  private let senderDomain: DomainName?
  private let organisation: DomainName?
  /// The servers that wrote the report.
  private let reporters: [String]
  private let hops: [String]

  init(report: borrowing DeliveryReport, own: OwnSide, isExchange: Bool) {
    self.own = own
    self.isExchange = isExchange
    recipientDomain = report.domain
    senderDomain = report.sender?.domain ?? report.originatorOrg
    organisation = report.originatorOrg
    reporters = [report.reportingMTA, report.generatingServer].compactMap(\.self)
    hops = report.hops
  }

  /// How something was found to be ours.
  enum Ground: String, Sendable {
    case configured = "it is configured as our own"
    case inferred = "it shares the sender's organisation (inferred, nothing is configured)"
    case privateAddress = "a private address can only be in our own network"
  }

  /// Whether the recipient's domain is ours.
  var recipient: Ground? {
    guard let domain = recipientDomain else { return nil }
    if !own.isUnknown { return own.owns(name: domain) ? .configured : nil }
    guard own.hybrid != .no else { return nil }
    if domain.name.hasSuffix(".mail.onmicrosoft.com") { return .inferred }
    return isExchange && sharesOrganisation(domain) ? .inferred : nil
  }

  /// Whether the last endpoint is ours.
  ///
  /// The address beside a name means nothing where DNS failed; then it isn't to be trusted.
  func endpoint(_ endpoint: Endpoint, trustsAddress: Bool) -> Ground? {
    if !own.isUnknown {
      if endpoint.names.contains(where: own.owns(name:)) { return .configured }
      if trustsAddress, endpoint.addresses.contains(where: own.owns(address:)) {
        return .configured
      }
    } else if own.hybrid != .no, isExchange, endpoint.names.contains(where: sharesOrganisation) {
      return .inferred
    }
    guard trustsAddress, endpoint.addresses.contains(where: \.isPrivate), isReporterOurs else {
      return nil
    }
    return .privateAddress
  }

  /// Whether the reporting server is ours or Exchange Online's, generating for us.
  private var isReporterOurs: Bool {
    let reporters = reporters.compactMap { DomainName(ascii: $0) }
    if reporters.isEmpty { return isExchange }
    return reporters.contains { reporter in
      own.owns(name: reporter) || Self.exchangeOnline.contains { reporter.isEqualOrBelow($0) }
        || sharesSenderRegistration(reporter)
    }
  }

  private func sharesOrganisation(_ name: DomainName) -> Bool {
    if let organisation, name.isEqualOrBelow(organisation) { return true }
    return sharesSenderRegistration(name)
  }

  private func sharesSenderRegistration(_ name: DomainName) -> Bool {
    guard let senderDomain else { return false }
    return UnsafePublicSuffix.haveSameRegistration(name, senderDomain)
  }

  /// Whether the hops of the returned message go back and forth between Exchange Online and our
  /// own hosts at least twice.
  var hopsAlternate: Bool {
    var changes = 0
    var last: Bool?
    for hop in hops {
      guard let name = DomainName(ascii: hop) else { continue }
      let isOnline = Self.exchangeOnline.contains { name.isEqualOrBelow($0) }
      let isOwn = own.isUnknown ? sharesOrganisation(name) : own.owns(name: name)
      guard isOnline || isOwn else { continue }
      if let last, last != isOnline { changes += 1 }
      last = isOnline
    }
    return changes >= 2
  }

  /// Domains of Exchange Online's own servers.
  static let exchangeOnline = ["outlook.com", "exchangelabs.com", "office365.com"]
    .compactMap { DomainName(ascii: $0) }
}
