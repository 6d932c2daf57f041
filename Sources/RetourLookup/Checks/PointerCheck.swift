import RetourEvents

/// Whether the addresses that send have names that lead back to them.
///
/// Many servers refuse mail of others (RFC 1912 2.1).
struct PointerCheck {
  /// The most addresses of a domain.
  static let maximumAddresses = 50
  /// The most names of an address.
  static let maximumNames = 10

  let inquiry: Inquiry
  let sources: [SendingSource]

  func run(_ domain: DNSName) async -> [DNSFinding] {
    var findings = DNSFindings(domain)
    for source in sources.prefix(Self.maximumAddresses) {
      guard let name = DNSName(source.address.pointerName) else { continue }
      let question = DNSQuestion(name, .ptr)
      let answer = await inquiry.ask(name, .ptr)
      var facts: [String: DNSFact] = ["address": .text("\(source.address)")]
      guard answer.isCertain else {
        findings.unknown(.unknownPointer, question, answer)
        continue
      }
      guard !answer.names.isEmpty else {
        findings.problem(.noPointer, .warning, question, answer, facts)
        continue
      }
      facts["names"] = .list(answer.names.map(\.text))
      switch await leadsBack(answer.names, to: source.address) {
      case .yes: findings.ok(.pointer, question, answer, facts)
      case .no: findings.problem(.pointerMismatch, .warning, question, answer, facts)
      case .unknown(let question, let answer):
        findings.unknown(.unknownPointer, question, answer)
      }
    }
    return findings.all
  }

  private enum Back {
    case yes
    case no
    case unknown(DNSQuestion, DNSAnswer)
  }

  private func leadsBack(_ names: [DNSName], to address: NetworkAddress) async -> Back {
    let type: RecordType = address.width == 32 ? .a : .aaaa
    var unknown: Back?
    for name in names.prefix(Self.maximumNames) {
      let answer = await inquiry.ask(name, type)
      if answer.addresses.contains(address) { return .yes }
      if !answer.isCertain { unknown = .unknown(DNSQuestion(name, type), answer) }
    }
    return unknown ?? .no
  }
}
