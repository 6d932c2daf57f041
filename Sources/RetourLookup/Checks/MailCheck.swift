import MailText
import RetourEvents

/// Where mail of a domain goes, and whether anybody is there (RFC 5321 5.1, RFC 7505).
struct MailCheck {
  /// The most servers of a domain that are looked at.
  static let maximumHosts = 20

  let inquiry: Inquiry
  let own: OwnNames
  let isOwnDomain: Bool

  /// What came of it, and the servers for further checks.
  struct Result {
    var findings: [DNSFinding]
    /// The servers that have addresses, the preferred first.
    var hosts: [DNSName] = []
    /// Whether the list of servers is signed.
    var isSecure = false
  }

  func run(_ domain: DNSName) async -> Result {
    var findings = DNSFindings(domain)
    let question = DNSQuestion(domain, .mx)
    let answer = await inquiry.ask(domain, .mx)
    switch answer.outcome {
    case .found: return await targets(question, answer)
    case .noName:
      var facts: [String: DNSFact] = [:]
      if let alias = answer.canonicalName { facts["alias"] = .text(alias.text) }
      if let above = await existing(above: domain) {
        facts["exists"] = .text(above.text)
        if let name = domain.domain {
          let registered = DNSName(UnsafePublicSuffix.registrableDomain(of: name))
          facts["registered"] = .number(above.isEqualOrBelow(registered) ? 1 : 0)
        }
      }
      findings.problem(.noName, .fault, question, answer, facts)
      if let meant = own.meant(by: domain) {
        findings.problem(.typing, .hint, question, answer, ["meant": .text(meant.text)])
      }
      if domain.labels.count > 2 { await park(domain, &findings) }
    case .noData: await implicit(question, answer, &findings)
    case .serverFailure:
      if let parent = domain.parent, !parent.isRoot, await inquiry.ask(parent, .ns).isCertain {
        findings.unknown(.lame, DNSQuestion(domain, .ns), answer)
      }
      findings.unknown(.exchangeUnknown, question, answer)
    case .timeout, .refused, .bogus, .malformed, .unasked:
      findings.unknown(.exchangeUnknown, question, answer)
    }
    return Result(findings: findings.all)
  }

  // MARK: Without servers

  /// No MX: mail goes to the domain's own address, if it has one.
  private func implicit(
    _ question: DNSQuestion,
    _ answer: DNSAnswer,
    _ findings: inout DNSFindings
  ) async {
    let place = await addresses(of: question.name)
    if !place.known.isEmpty {
      findings.problem(
        .implicit,
        .hint,
        question,
        answer,
        ["addresses": .list(place.known.map(\.description))]
      )
      await park(question.name, &findings)
    } else if let failure = place.failure {
      findings.unknown(.exchangeUnknown, failure.question, failure.answer)
    } else {
      findings.problem(.noExchange, .fault, question, answer)
      await park(question.name, &findings)
    }
  }

  /// The nearest name above that exists; nil where that isn't known.
  private func existing(above domain: DNSName) async -> DNSName? {
    var name = domain.parent
    while let above = name, !above.isRoot {
      let answer = await inquiry.ask(above, .soa)
      guard answer.isCertain else { return nil }
      if answer.outcome != .noName { return above }
      name = above.parent
    }
    return name
  }

  /// Looks who serves a zone that takes no mail.
  private func park(_ domain: DNSName, _ findings: inout DNSFindings) async {
    let answer = await inquiry.ask(domain, .ns)
    let servers = answer.names.filter(ParkingServers.isOne)
    guard !servers.isEmpty else { return }
    findings.problem(
      .parked,
      .hint,
      DNSQuestion(domain, .ns),
      answer,
      ["servers": .list(servers.map(\.text))]
    )
  }

  // MARK: Servers

  private struct Target {
    let preference: UInt16
    let name: DNSName
  }

  private func targets(_ question: DNSQuestion, _ answer: DNSAnswer) async -> Result {
    var findings = DNSFindings(question.name)
    let all = answer.records.compactMap { record -> Target? in
      if case .exchange(let preference, let host) = record {
        Target(preference: preference, name: host)
      } else {
        nil
      }
    }
    let hosts = all.filter { !$0.name.isRoot }.prefix(Self.maximumHosts)
    let records: [String: DNSFact] = ["records": .list(answer.shown)]
    guard !hosts.isEmpty else {
      findings.problem(.nullExchange, .fault, question, answer, records)
      return Result(findings: findings.all)
    }
    if hosts.count < all.count, all.contains(where: \.name.isRoot) {
      findings.problem(.nullMixed, .warning, question, answer, records)
    }
    mixed(hosts.map(\.name), question, answer, &findings)
    var result = Result(findings: [], isSecure: answer.isSecure)
    var dead: [(DNSCheck, DNSQuestion, DNSAnswer, [String: DNSFact])] = []
    var isAnyUnknown = all.count > hosts.count + all.count(where: \.name.isRoot)
    for host in hosts {
      let facts: [String: DNSFact] = [
        "record": .text("\(host.preference) \(host.name)"), "of": .text(question.name.text),
      ]
      if NetworkAddress(host.name.text) != nil {
        dead.append((.targetAddress, question, answer, facts))
        continue
      }
      let place = await addresses(of: host.name)
      if let alias = place.alias, !place.known.isEmpty {
        let facts = facts.merging(["alias": .text(alias.text)]) { $1 }
        findings.problem(.targetAlias, .warning, place.question, place.answer, facts)
      }
      if !isOwnDomain, own.isOwnHost(host.name) {
        findings.problem(.loop, .fault, question, answer, facts)
      }
      let usable = place.known.filter { !$0.isOfNoUse }
      if !usable.isEmpty {
        result.hosts.append(host.name)
      } else if !place.known.isEmpty {
        let list = DNSFact.list(place.known.map(\.description))
        let facts = facts.merging(["addresses": list]) { $1 }
        dead.append((.targetPrivate, place.question, place.answer, facts))
      } else if let failure = place.failure {
        isAnyUnknown = true
        findings.unknown(.exchangeUnknown, failure.question, failure.answer)
      } else {
        let check: DNSCheck =
          place.answer.outcome == .noName ? .targetNoName : .targetNoData
        dead.append((check, place.question, place.answer, facts))
      }
    }
    // One server that is there is enough for mail to arrive; where one isn't known, nor is the rest.
    let severity: DNSSeverity = result.hosts.isEmpty && !isAnyUnknown ? .fault : .warning
    for (check, question, answer, facts) in dead {
      findings.problem(check, severity, question, answer, facts)
    }
    if !result.hosts.isEmpty { findings.ok(.mx, question, answer, records) }
    result.findings = findings.all
    return result
  }

  /// What Microsoft asks of the list of servers.
  private func mixed(
    _ hosts: [DNSName],
    _ question: DNSQuestion,
    _ answer: DNSAnswer,
    _ findings: inout DNSFindings
  ) {
    let leftovers = hosts.filter { $0.text.hasSuffix(".msv1.invalid") }
    if !leftovers.isEmpty {
      let facts = ["records": DNSFact.list(leftovers.map(\.text))]
      findings.problem(.leftover, .warning, question, answer, facts)
    }
    let online = hosts.filter(ExchangeOnline.isServer)
    if !online.isEmpty, online.count + leftovers.count < hosts.count {
      let facts = ["records": DNSFact.list(answer.shown)]
      findings.problem(.mixedExchangeOnline, .warning, question, answer, facts)
    }
  }

  // MARK: Addresses

  private struct Place {
    let question: DNSQuestion
    let answer: DNSAnswer
    let known: [NetworkAddress]
    let alias: DNSName?
    /// Why it isn't known whether there are others.
    let failure: (question: DNSQuestion, answer: DNSAnswer)?
  }

  private func addresses(of name: DNSName) async -> Place {
    let four = await inquiry.ask(name, .a)
    let six = await inquiry.ask(name, .aaaa)
    let answers = [(DNSQuestion(name, .a), four), (DNSQuestion(name, .aaaa), six)]
    let best = answers.first { $0.1.outcome == .found } ?? answers[0]
    return Place(
      question: best.0,
      answer: best.1,
      known: four.addresses + six.addresses,
      alias: four.canonicalName ?? six.canonicalName,
      failure: answers.first { !$0.1.isCertain }.map { ($0.0, $0.1) }
    )
  }
}

extension NetworkAddress {
  /// Whether nobody outside can reach it: private, the host itself, or none.
  var isOfNoUse: Bool { isPrivate || isLoopback || isUnspecified }
}

/// Names of Exchange Online.
enum ExchangeOnline {
  /// Whether a host takes mail for Exchange Online.
  static func isServer(_ host: DNSName) -> Bool {
    host.text.hasSuffix(".mail.protection.outlook.com") || host.text.hasSuffix(".mx.microsoft")
  }

  /// What an SPF record has to include where mail leaves through it.
  static let include = "spf.protection.outlook.com"
}

/// Servers of zones that nobody uses: lapsed, suspended, or for sale.
///
/// It is a list of words, because the names change; a match is a hint, never a proof.
enum ParkingServers {
  private static let words = [
    "expired", "expiration", "parking", "parked", "pendingrenewal", "pending-renewal", "suspended",
    "renewyourname", "sedoparking", "parkingcrew", "bodis", "afternic", "dnsowl-parked",
  ]

  /// Whether a server's name says so.
  static func isOne(_ server: DNSName) -> Bool {
    words.contains { word in server.labels.contains { $0.contains(word) } }
  }
}
