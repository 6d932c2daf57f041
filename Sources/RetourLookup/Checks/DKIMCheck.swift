/// The keys of signatures (RFC 6376 3.6.2).
struct DKIMCheck {
  /// The most selectors of a domain.
  static let maximumSelectors = 20
  /// Bits that a key needs (RFC 8301 3.2).
  static let minimumBits = 1024

  let inquiry: Inquiry
  let target: DNSTarget

  func run() async -> [DNSFinding] {
    var findings = DNSFindings(target.domain)
    let seen = target.seenSelectors.filter { !target.selectors.contains($0.selector) }
    let all = target.selectors.map { ($0, nil) } + seen.map { ($0.selector, $0.day) }
    for (selector, day) in all.prefix(Self.maximumSelectors) {
      guard let name = target.domain.below("\(selector)._domainkey") else { continue }
      await look(name, selector, day, &findings)
    }
    return findings.all
  }

  /// Looks at a key; one that nobody named may be forged, so that what is wrong with it is a warning.
  private func look(
    _ name: DNSName,
    _ selector: String,
    _ day: String?,
    _ findings: inout DNSFindings
  ) async {
    let fault: DNSSeverity = day == nil ? .fault : .warning
    let question = DNSQuestion(name, .txt)
    let answer = await inquiry.ask(name, .txt)
    guard answer.isCertain else {
      findings.unknown(.unknownDKIM, question, answer)
      return
    }
    var facts: [String: DNSFact] = ["selector": .text(selector)]
    if let day { facts["seen"] = .text(day) }
    guard let text = answer.texts.first else {
      if let alias = await inquiry.ask(name, .cname).names.first {
        facts["alias"] = .text(alias.text)
        findings.problem(.aliasDKIM, fault, question, answer, facts)
      } else {
        findings.problem(.noDKIM, fault, question, answer, facts)
      }
      return
    }
    guard let tags = TagList(text), tags["v"] == nil || tags["v"] == "DKIM1",
      let key = tags["p"], answer.texts.count == 1
    else {
      facts["record"] = .text(PrintableBytes.text(text))
      findings.problem(.syntaxDKIM, fault, question, answer, facts)
      return
    }
    guard !key.isEmpty else {
      findings.problem(.revokedDKIM, fault, question, answer, facts)
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
      findings.problem(.syntaxDKIM, fault, question, answer, facts)
      return
    }
    facts["bits"] = .number(bits)
    if bits < Self.minimumBits {
      findings.problem(.weakDKIM, fault, question, answer, facts)
    } else {
      findings.ok(.dkim, question, answer, facts)
    }
  }
}
