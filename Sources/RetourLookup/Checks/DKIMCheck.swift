/// The keys of signatures (RFC 6376 3.6.2).
struct DKIMCheck {
  /// The most selectors of a domain.
  static let maximumSelectors = 20
  /// Bits that a key needs (RFC 8301 3.2).
  static let minimumBits = 1024

  let inquiry: Inquiry
  let selectors: [String]

  func run(_ domain: DNSName) async -> [DNSFinding] {
    var findings = DNSFindings(domain)
    for selector in selectors.prefix(Self.maximumSelectors) {
      guard let name = domain.below("\(selector)._domainkey") else { continue }
      await look(name, selector, &findings)
    }
    return findings.all
  }

  private func look(
    _ name: DNSName,
    _ selector: String,
    _ findings: inout DNSFindings
  ) async {
    let question = DNSQuestion(name, .txt)
    let answer = await inquiry.ask(name, .txt)
    guard answer.isCertain else {
      findings.unknown(.unknownDKIM, question, answer)
      return
    }
    var facts: [String: DNSFact] = ["selector": .text(selector)]
    guard let text = answer.texts.first else {
      if let alias = await inquiry.ask(name, .cname).names.first {
        facts["alias"] = .text(alias.text)
        findings.problem(.aliasDKIM, .fault, question, answer, facts)
      } else {
        findings.problem(.noDKIM, .fault, question, answer, facts)
      }
      return
    }
    guard let tags = TagList(text), tags["v"] == nil || tags["v"] == "DKIM1",
      let key = tags["p"], answer.texts.count == 1
    else {
      facts["record"] = .text(PrintableBytes.text(text))
      findings.problem(.syntaxDKIM, .fault, question, answer, facts)
      return
    }
    guard !key.isEmpty else {
      findings.problem(.revokedDKIM, .fault, question, answer, facts)
      return
    }
    let kind = tags["k"]?.lowercased() ?? "rsa"
    facts["key"] = .text(kind)
    guard kind == "rsa" else {
      findings.ok(.dkim, question, answer, facts)
      return
    }
    guard let bits = PublicKeySize.rsa(base64: key) else {
      facts["record"] = .text(PrintableBytes.text(text))
      findings.problem(.syntaxDKIM, .fault, question, answer, facts)
      return
    }
    facts["bits"] = .number(bits)
    if bits < Self.minimumBits {
      findings.problem(.weakDKIM, .fault, question, answer, facts)
    } else {
      findings.ok(.dkim, question, answer, facts)
    }
  }
}
