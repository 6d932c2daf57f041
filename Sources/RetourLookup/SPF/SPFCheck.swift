public import RetourEvents

/// An address that sends mail of a domain, and how that is known.
public struct SendingSource: Hashable, Sendable {
  /// The address.
  public let address: NetworkAddress
  /// Failures or messages that speak of it.
  public let count: Int

  /// Creates one.
  public init(_ address: NetworkAddress, count: Int) {
    self.address = address
    self.count = count
  }
}

/// Who may send in the name of a domain (RFC 7208).
struct SPFCheck {
  /// The longest answer that always fits into a packet (RFC 7208 3.4).
  static let shortAnswer = 512

  let inquiry: Inquiry
  /// Addresses that send for the domain.
  let sources: [SendingSource]
  /// Whether its mail leaves through Exchange Online.
  let usesExchangeOnline: Bool

  func run(_ domain: DNSName) async -> [DNSFinding] {
    var findings = DNSFindings(domain)
    let question = DNSQuestion(domain, .txt)
    switch await SPFLookup.find(domain, inquiry) {
    case .unknown(let answer): findings.unknown(.unknownSPF, question, answer)
    case .none(let answer):
      findings.problem(.noSPF, .warning, question, answer, proposal(nil))
    case .multiple(let texts, let answer):
      let list = DNSFact.list(texts.map { PrintableBytes.text($0) })
      findings.problem(.multipleSPF, .fault, question, answer, ["records": list])
    case .mistake(let mistake, let text, let answer):
      let facts: [String: DNSFact] = [
        "record": .text(PrintableBytes.text(text)), "term": .text(mistake.term),
      ]
      findings.problem(.syntaxSPF, .fault, question, answer, facts)
    case .record(let record, let text, let answer):
      await look(record, text, question, answer, &findings)
    }
    return findings.all
  }

  // MARK: One record

  private func look(
    _ record: SPFRecord,
    _ text: [UInt8],
    _ question: DNSQuestion,
    _ answer: DNSAnswer,
    _ findings: inout DNSFindings
  ) async {
    var tree = SPFTree(inquiry)
    await tree.walk(record, of: question.name)
    let shown = PrintableBytes.text(text)
    var facts: [String: DNSFact] = [
      "record": .text(shown), "lookups": .number(tree.lookups),
      "voids": .number(tree.voids.count),
    ]
    if !tree.costs.isEmpty {
      facts["costs"] = .list(
        tree.costs.map { "\(PrintableBytes.text($0.term.utf8, limit: 100)) \($0.lookups)" }
      )
    }
    if text.count > Self.shortAnswer { facts["bytes"] = .number(text.count) }
    let before = findings.all.count
    if let fault = tree.fault { tell(fault, &findings) }
    if tree.lookups > SPFTree.limit {
      findings.problem(.lookupsSPF, .fault, question, answer, facts)
    }
    if tree.voids.count > SPFTree.voidLimit {
      let names = DNSFact.list(tree.voids.map(\.text))
      findings.problem(.voidSPF, .fault, question, answer, facts.merging(["names": names]) { $1 })
    }
    if tree.allowsAll { findings.problem(.allowsAllSPF, .warning, question, answer, facts) }
    if tree.usesPointer { findings.problem(.pointerSPF, .hint, question, answer, facts) }
    if !record.hasEnd { findings.problem(.openSPF, .hint, question, answer, facts) }
    if usesExchangeOnline, let include = DNSName(ExchangeOnline.include),
      !tree.included.contains(include)
    {
      let proposed = proposal(text, adding: ["include:\(include)"])
      findings.problem(
        .exchangeOnlineSPF,
        .warning,
        question,
        answer,
        facts.merging(proposed) { $1 }
      )
    }
    if let unknown = tree.unknown {
      findings.unknown(.unknownSPF, unknown.question, unknown.answer)
    } else if findings.all.count == before {
      findings.ok(.spf, question, answer, facts)
    }
    await evaluate(text, question, answer, &findings)
  }

  private func tell(_ fault: SPFTree.Fault, _ findings: inout DNSFindings) {
    switch fault {
    case .none(let name, let answer):
      findings.problem(.includeSPF, .fault, DNSQuestion(name, .txt), answer)
    case .multiple(let name, let answer):
      findings.problem(.multipleSPF, .fault, DNSQuestion(name, .txt), answer)
    case .syntax(let name, let answer, let term):
      findings.problem(.syntaxSPF, .fault, DNSQuestion(name, .txt), answer, ["term": .text(term)])
    case .loop(let name, let answer):
      findings.problem(.loopSPF, .fault, DNSQuestion(name, .txt), answer)
    case .exchanges(let name, let answer, let count):
      let facts: [String: DNSFact] = ["term": .text("mx"), "servers": .number(count)]
      findings.problem(.lookupsSPF, .fault, DNSQuestion(name, .mx), answer, facts)
    }
  }

  // MARK: Addresses that send

  private func evaluate(
    _ text: [UInt8],
    _ question: DNSQuestion,
    _ answer: DNSAnswer,
    _ findings: inout DNSFindings
  ) async {
    var (allowed, missing) = ([String](), [(source: SendingSource, result: SPFResult)]())
    for source in sources {
      var evaluation = SPFEvaluation(source.address, sending: question.name, inquiry)
      let result = await evaluation.result()
      switch result {
      case .pass: allowed.append("\(source.address)")
      case .fail, .softfail, .neutral: missing.append((source, result))
      case .none, .temperror, .permerror: break
      }
    }
    if !allowed.isEmpty {
      findings.ok(.sourceAllowed, question, answer, ["addresses": .list(allowed)])
    }
    guard !missing.isEmpty else { return }
    let terms = missing.map { Self.term($0.source.address) }
    var facts = proposal(text, adding: terms)
    facts["record"] = .text(PrintableBytes.text(text))
    facts["addresses"] = .list(missing.map { "\($0.source.address) \($0.result.rawValue)" })
    facts["failures"] = .number(missing.reduce(0) { $0 + $1.source.count })
    findings.problem(.sourceSPF, .fault, question, answer, facts)
  }

  private static func term(_ address: NetworkAddress) -> String {
    address.width == 32 ? "ip4:\(address)" : "ip6:\(address)"
  }

  /// The record as it should be: what is missing stands in front of the end.
  private func proposal(
    _ text: [UInt8]?,
    adding terms: [String]? = nil
  ) -> [String: DNSFact] {
    let added =
      terms
      ?? (usesExchangeOnline ? ["include:\(ExchangeOnline.include)"] : [])
      + sources.map { Self.term($0.address) }
    guard let text else {
      guard !added.isEmpty else { return [:] }
      let record = (["v=spf1"] + added + ["~all"]).joined(separator: " ")
      return ["add": .list(added), "proposed": .text(record)]
    }
    var words = PrintableBytes.text(text).split(separator: " ").map(String.init)
    let end =
      words.firstIndex { $0.lowercased().hasSuffix("all") && $0.utf8.count <= 4 }
      ?? words.firstIndex { $0.lowercased().hasPrefix("redirect=") } ?? words.count
    words.insert(contentsOf: added, at: end)
    return ["add": .list(added), "proposed": .text(words.joined(separator: " "))]
  }
}
