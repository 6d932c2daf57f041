import MailText
import RetourEvents

/// What receivers are asked to do with what fails (RFC 7489, and the tree walk of RFC 9989).
struct DMARCCheck {
  /// The most names of a tree walk.
  static let maximumNames = 8

  let inquiry: Inquiry

  func run(_ domain: DNSName) async -> [DNSFinding] {
    var findings = DNSFindings(domain)
    var question: DNSQuestion?
    for name in Self.walk(domain) {
      guard let place = name.below("_dmarc") else { continue }
      question = question ?? DNSQuestion(place, .txt)
      let asked = DNSQuestion(place, .txt)
      let answer = await inquiry.ask(place, .txt)
      let only = findings.onlyRecord(
        "DMARC1",
        asked,
        answer,
        unknown: .unknownDMARC,
        multiple: .multipleDMARC
      )
      guard let text = only else {
        // What was noted ends the walk; where there is no record the name above is asked.
        if findings.all.isEmpty { continue }
        return findings.all
      }
      await look(text, asked, answer, at: name, &findings)
      return findings.all
    }
    if let question {
      findings.problem(.noDMARC, .hint, question, DNSAnswer(.noData))
    }
    return findings.all
  }

  /// The names whose records count, the domain's own first: all above it, but of long ones only
  /// those of seven labels and fewer.
  static func walk(_ domain: DNSName) -> [DNSName] {
    var (names, name) = ([domain], domain.parent)
    while let above = name, !above.isRoot {
      if above.labels.count < maximumNames { names.append(above) }
      name = above.parent
    }
    return names
  }

  private func look(
    _ text: [UInt8],
    _ question: DNSQuestion,
    _ answer: DNSAnswer,
    at name: DNSName,
    _ findings: inout DNSFindings
  ) async {
    var facts: [String: DNSFact] = ["record": .text(PrintableBytes.text(text))]
    if name != findings.domain { facts["of"] = .text(name.text) }
    guard let tags = TagList(text), let policy = Self.policy(tags, at: name, for: findings.domain)
    else {
      findings.problem(.syntaxDMARC, .warning, question, answer, facts)
      return
    }
    facts["policy"] = .text(policy)
    let before = findings.all.count
    await reports(tags["rua"], question, &findings)
    if findings.all.count == before { findings.ok(.dmarc, question, answer, facts) }
  }

  /// The policy for the domain; nil where the record has none that can be used.
  private static func policy(_ tags: TagList, at name: DNSName, for domain: DNSName) -> String? {
    let known = ["none", "quarantine", "reject"]
    let own = tags["p"]?.lowercased()
    let below = name == domain ? nil : tags["sp"]?.lowercased()
    if let below { return known.contains(below) ? below : nil }
    if let own { return known.contains(own) ? own : nil }
    // Without a policy, but with a place for reports, it is as if it were none (RFC 7489 6.6.3).
    return tags["rua"] == nil ? nil : "none"
  }

  /// Looks whether others who shall get reports have agreed (RFC 7489 7.1).
  private func reports(
    _ list: String?,
    _ question: DNSQuestion,
    _ findings: inout DNSFindings
  ) async {
    let places = (list ?? "").split(separator: ",").compactMap { piece -> DNSName? in
      let word = piece.filter { $0 != " " }.lowercased()
      guard word.hasPrefix("mailto:"), let at = word.lastIndex(of: "@") else { return nil }
      return DNSName(word[word.index(after: at)...].prefix { $0 != "!" && $0 != "?" })
    }
    guard let domain = findings.domain.domain else { return }
    for place in places.prefix(10) {
      guard let host = place.domain, !UnsafePublicSuffix.haveSameRegistration(host, domain),
        let name = place.below("\(domain.name)._report._dmarc")
      else { continue }
      let answer = await inquiry.ask(name, .txt)
      let asked = DNSQuestion(name, .txt)
      guard answer.isCertain else {
        findings.unknown(.unknownDMARC, asked, answer)
        continue
      }
      if !answer.texts.contains(where: { TagList.isVersion("DMARC1", of: $0) }) {
        let facts = ["receiver": DNSFact.text(place.text)]
        findings.problem(.reportsDMARC, .hint, asked, answer, facts)
      }
    }
  }
}
