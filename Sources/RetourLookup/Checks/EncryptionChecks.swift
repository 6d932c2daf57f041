/// Whether encryption is announced by a policy (RFC 8461 3.1).
struct MTASTSCheck {
  let inquiry: Inquiry

  func run(_ domain: DNSName) async -> [DNSFinding] {
    var findings = DNSFindings(domain)
    guard let name = domain.below("_mta-sts") else { return [] }
    let question = DNSQuestion(name, .txt)
    let answer = await inquiry.ask(name, .txt)
    let only = findings.onlyRecord(
      "STSv1",
      question,
      answer,
      unknown: .unknownMTASTS,
      multiple: .multipleMTASTS
    )
    guard let text = only else { return findings.all }
    let facts: [String: DNSFact] = ["record": .text(PrintableBytes.text(text))]
    guard let id = TagList(text)?["id"], 1...32 ~= id.utf8.count,
      id.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 | 0x20 })
    else {
      findings.problem(.syntaxMTASTS, .warning, question, answer, facts)
      return findings.all
    }
    findings.ok(.mtaSTS, question, answer, facts)
    let place = DNSFact.text("https://mta-sts.\(domain)/.well-known/mta-sts.txt")
    findings.notChecked(.policyMTASTS, question, ["policy": place])
    return findings.all
  }
}

/// Whether the keys of servers are announced in a signed zone (RFC 7672 2.2).
struct DANECheck {
  let inquiry: Inquiry

  /// Looks at the servers of a domain.
  ///
  /// - Parameters:
  ///   - domain: whose servers they are.
  ///   - hosts: the servers that have addresses.
  ///   - isSecure: whether the list of them is signed.
  /// - Returns: a finding for each server that announces a key.
  func run(_ domain: DNSName, hosts: [DNSName], isSecure: Bool) async -> [DNSFinding] {
    var findings = DNSFindings(domain)
    for host in hosts {
      guard let name = host.below("_25._tcp") else { continue }
      let question = DNSQuestion(name, .tlsa)
      let answer = await inquiry.ask(name, .tlsa)
      guard answer.isCertain else {
        findings.unknown(.unknownDANE, question, answer)
        continue
      }
      let records = answer.records.compactMap { record -> TLSAssociation? in
        if case .association(let association) = record { association } else { nil }
      }
      guard !records.isEmpty else { continue }
      let facts: [String: DNSFact] = ["records": .list(answer.shown), "host": .text(host.text)]
      if !isSecure || !answer.isSecure {
        findings.notChecked(.unsignedDANE, question, facts)
      } else if records.contains(where: \.isUsable) {
        findings.ok(.dane, question, answer, facts)
      } else {
        findings.problem(.unusableDANE, .warning, question, answer, facts)
      }
    }
    return findings.all
  }
}

/// Where reports on encryption go (RFC 8460 3).
struct TLSReportsCheck {
  let inquiry: Inquiry

  func run(_ domain: DNSName) async -> [DNSFinding] {
    var findings = DNSFindings(domain)
    guard let name = domain.below("_smtp._tls") else { return [] }
    let question = DNSQuestion(name, .txt)
    let answer = await inquiry.ask(name, .txt)
    let only = findings.onlyRecord(
      "TLSRPTv1",
      question,
      answer,
      unknown: .unknownTLSReports,
      multiple: .multipleTLSReports
    )
    guard let text = only else { return findings.all }
    let facts: [String: DNSFact] = ["record": .text(PrintableBytes.text(text))]
    let places = (TagList(text)?["rua"] ?? "").split(separator: ",").map { $0.drop { $0 == " " } }
    if places.contains(where: { $0.hasPrefix("mailto:") || $0.hasPrefix("https:") }) {
      findings.ok(.tlsReports, question, answer, facts)
    } else {
      findings.problem(.syntaxTLSReports, .warning, question, answer, facts)
    }
    return findings.all
  }
}
