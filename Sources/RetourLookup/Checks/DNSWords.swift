extension DNSFinding {
  /// What was found, in a sentence without a full stop; it names the name that was asked.
  public var words: String {
    DNSWords(check: check, asked: asked.text, type: type, facts: facts).text
  }
}

/// Findings in words, also of those that were stored.
public struct DNSWords: Sendable {
  let check: DNSCheck
  let asked: String
  let type: String
  let facts: [String: DNSFact]

  /// Takes what a finding consists of.
  public init(check: DNSCheck, asked: String, type: String, facts: [String: DNSFact]) {
    self.check = check
    self.asked = asked
    self.type = type
    self.facts = facts
  }

  private func fact(_ name: String) -> String { facts[name]?.shown ?? "" }

  private func after(_ words: String, _ name: String) -> String {
    facts[name] == nil ? "" : "\(words)\(fact(name))"
  }

  /// A sentence without a full stop.
  public var text: String {
    switch check.topic {
    case .mx, .ns: mail
    case .spf: sender
    case .dmarc, .dkim: signature
    case .mtaSTS, .dane, .tlsReports: encryption
    case .ptr: pointer
    case .reg: registry
    }
  }

  /// Why nothing is known.
  private var silence: String {
    let why =
      switch fact("answer") {
      case "timeout": "no answer in time"
      case "servfail": "the resolver couldn't find out (SERVFAIL)"
      case "refused": "the resolver refused to answer"
      case "bogus": "the signatures are wrong (DNSSEC)"
      case "malformed": "the records can't be read"
      default: fact("note").isEmpty ? "it wasn't asked" : ""
      }
    let note = fact("note")
    let words = [why, note].filter { !$0.isEmpty }.joined(separator: "; ")
    return "\(type) of \(asked) isn't known: \(words)"
  }

  private var mail: String {
    switch check {
    case .mx: "mail goes to \(fact("records"))"
    case .noName:
      "\(asked) does not exist" + after("; it is an alias of ", "alias") + after("; ", "exists")
        + (facts["exists"] == nil ? "" : " exists")
    case .noExchange: "\(asked) has neither MX nor address, so it takes no mail"
    case .nullExchange: "\(asked) says that it takes no mail (null MX)"
    case .nullMixed: "\(asked) has a null MX beside servers: \(fact("records"))"
    case .implicit: "\(asked) has no MX; mail goes to its own address \(fact("addresses"))"
    case .targetNoName: "\(asked), to which the MX of \(fact("of")) points, does not exist"
    case .targetNoData: "\(asked), to which the MX of \(fact("of")) points, has no address"
    case .targetAddress:
      "the MX of \(asked) names an address where a host name has to be: \(fact("record"))"
    case .targetAlias:
      "\(asked), to which the MX of \(fact("of")) points, is an alias of \(fact("alias"))"
    case .targetPrivate:
      "\(asked), to which the MX of \(fact("of")) points, has addresses nobody outside can reach: "
        + fact("addresses")
    case .loop: "the MX of \(asked) names our own server: \(fact("record"))"
    case .mixedExchangeOnline:
      "\(asked) has Exchange Online beside other servers, which Microsoft doesn't support: "
        + fact("records")
    case .leftover: "\(asked) still has a record that only proved ownership: \(fact("records"))"
    case .typing: "\(asked) may be a slip of the fingers for \(fact("meant"))"
    case .lame: "the servers of \(asked) don't answer, those above it do"
    case .parked: "\(asked) is served by \(fact("servers")), as parked or lapsed domains are"
    default: silence
    }
  }

  private var sender: String {
    let costs = facts["costs"] == nil ? "" : ": \(fact("costs"))"
    return switch check {
    case .spf: "\(asked) needs \(fact("lookups")) of 10 look-ups: \(fact("record"))"
    case .noSPF: "\(asked) has no SPF record" + after("; it could be: ", "proposed")
    case .multipleSPF: "\(asked) has several SPF records, so none counts"
    case .syntaxSPF: "the SPF record of \(asked) can't be read at: \(fact("term"))"
    case .lookupsSPF:
      facts["servers"] == nil
        ? "\(asked) needs \(fact("lookups")) look-ups, 10 are allowed\(costs)"
        : "\(asked) has \(fact("servers")) mail servers, an mx in SPF may have 10"
    case .voidSPF:
      "\(fact("voids")) look-ups of the SPF record of \(asked) give nothing, 2 are allowed: "
        + fact("names")
    case .includeSPF: "\(asked), which is included, has no SPF record"
    case .loopSPF: "the SPF record of \(asked) includes itself"
    case .openSPF: "the SPF record of \(asked) doesn't end in all or redirect"
    case .allowsAllSPF: "the SPF record of \(asked) allows everybody (+all)"
    case .pointerSPF: "the SPF record of \(asked) uses ptr, which receivers may pass over"
    case .exchangeOnlineSPF:
      "mail of \(asked) leaves through Exchange Online, which its SPF record doesn't include; "
        + "it should be: \(fact("proposed"))"
    case .sourceSPF:
      "\(asked) doesn't allow \(fact("addresses")); add \(fact("add")): \(fact("proposed"))"
    case .sourceAllowed: "\(asked) allows \(fact("addresses"))"
    default: silence
    }
  }

  private var signature: String {
    switch check {
    case .dmarc:
      "the policy is \(fact("policy"))" + after(", by that of ", "of")
        + ": \(fact("record"))"
    case .noDMARC: "\(asked) doesn't exist, nor one above it: no DMARC"
    case .multipleDMARC: "\(asked) has several DMARC records, so none counts"
    case .syntaxDMARC: "the DMARC record of \(asked) can't be used: \(fact("record"))"
    case .reportsDMARC: "\(fact("receiver")) hasn't agreed to get reports: \(asked) is missing"
    case .dkim: "\(asked) has a key (\(fact("key"))" + after(", bits: ", "bits") + ")"
    case .noDKIM: "\(asked) has no key" + seen
    case .revokedDKIM: "the key of \(asked) was taken back (p= is empty)" + seen
    case .weakDKIM: "the key of \(asked) has \(fact("bits")) bits, 1024 are needed" + seen
    case .syntaxDKIM: "the key of \(asked) can't be read: \(fact("record"))"
    case .aliasDKIM: "\(asked) is an alias of \(fact("alias")), which has no key" + seen
    default: silence
    }
  }

  /// A signature that came back may be forged.
  private var seen: String { after("; it signed a message that came back on ", "seen") }

  private var encryption: String {
    switch check {
    case .mtaSTS: "\(asked) announces a policy: \(fact("record"))"
    case .multipleMTASTS: "\(asked) has several records, so none counts"
    case .syntaxMTASTS: "the record of \(asked) can't be used: \(fact("record"))"
    case .policyMTASTS: "the policy itself isn't read: \(fact("policy"))"
    case .dane: "\(asked) announces a key: \(fact("records"))"
    case .unusableDANE: "\(asked) announces keys in a form that mail can't use: \(fact("records"))"
    case .unsignedDANE:
      "\(asked) announces a key, but its zone isn't signed or the resolver doesn't check signatures"
    case .tlsReports: "\(asked) asks for reports: \(fact("record"))"
    case .multipleTLSReports: "\(asked) has several records, so none counts"
    case .syntaxTLSReports: "the record of \(asked) can't be used: \(fact("record"))"
    default: silence
    }
  }

  private var pointer: String {
    switch check {
    case .pointer: "\(fact("address")) is \(fact("names"))"
    case .noPointer: "\(fact("address")) has no name (\(asked))"
    case .pointerMismatch:
      "the name of \(fact("address")), \(fact("names")), doesn't lead back to it"
    default: silence
    }
  }

  private var registry: String {
    let end = after("; the registration ends at ", "expires") + after("; state: ", "status")
    return switch check {
    case .registered: "\(asked) is registered\(end)"
    case .lapsed: "the registration of \(asked) has ended\(end)"
    case .onHold: "\(asked) is registered, but taken out of the zone\(end)"
    case .inGrace: "\(asked) was renewed by the registry alone\(end)"
    case .endsSoon: "the registration of \(asked) ends soon\(end)"
    case .notRegistered: "\(asked) isn't registered"
    default: "the registration of \(asked) isn't known: \(fact("note"))"
    }
  }
}
