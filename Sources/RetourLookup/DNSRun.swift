public import RetourEvents

/// A domain to look at.
public struct DNSTarget: Sendable {
  /// Its name.
  public let domain: DNSName
  /// Whether it is ours.
  public let isOwn: Bool
  /// Addresses that send for it.
  public var sources: [SendingSource] = []
  /// Selectors of its signatures that somebody named.
  public var selectors: [String] = []
  /// Selectors of signatures that messages had which came back, and the last day of each,
  /// `YYYY-MM-DD`; such a message may be forged.
  public var seenSelectors: [(selector: String, day: String)] = []
  /// Whether its mail leaves through Exchange Online.
  public var usesExchangeOnline = false

  /// Creates a target.
  public init(_ domain: DNSName, isOwn: Bool) {
    self.domain = domain
    self.isOwn = isOwn
  }
}

/// What came of looking at a domain.
public struct DNSReport: Sendable {
  /// The domain.
  public let target: DNSTarget
  /// The findings, by topic and in the order in which they were made.
  public let findings: [DNSFinding]

  /// Whether anything was learnt: not all is unknown or not checked.
  public var isAnswered: Bool {
    findings.contains { $0.outcome == .ok || $0.outcome == .problem }
  }
}

/// Whether a resolver can be believed.
public enum DNSHealth: Hashable, Sendable {
  /// It answers as it should.
  case good
  /// It doesn't answer for a name that is there; in words.
  case broken(String)
  /// It answers for names that aren't there.
  case rewriting(String)
}

/// Looks at domains, some at a time.
public struct DNSRun: Sendable {
  /// Domains that are looked at side by side; each asks one question at a time.
  public static let parallel = 20

  private let inquiry: Inquiry
  private let own: OwnNames
  private let topics: Set<DNSTopic>
  private let directory: (any RegistrationDirectory)?
  private let registrable: Set<DNSName>
  private let now: Timestamp

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - inquiry: through which questions go.
  ///   - own: what is ours.
  ///   - topics: what is looked at.
  ///   - directory: who knows until when domains are registered; nil: nobody is asked.
  ///   - registrable: the domains that it is asked for.
  ///   - now: the moment that counts as now, for ends of registrations.
  public init(
    _ inquiry: Inquiry,
    own: OwnNames = OwnNames(),
    topics: Set<DNSTopic> = Set(DNSTopic.allCases),
    directory: (any RegistrationDirectory)? = nil,
    registrable: Set<DNSName> = [],
    now: Timestamp = Timestamp(seconds: 0)
  ) {
    self.inquiry = inquiry
    self.own = own
    self.topics = topics
    self.directory = directory
    self.registrable = registrable
    self.now = now
  }

  /// Looks whether the resolver can be believed: before anything else, for nothing it says of other
  /// names counts where it can't.
  ///
  /// - Parameters:
  ///   - control: a name that is there and has mail records, for example `example.com`.
  ///   - random: a label that nobody has.
  /// - Returns: whether it can, and why not.
  public func health(control: DNSName, random: String) async -> DNSHealth {
    let answer = await inquiry.ask(control, .mx)
    guard answer.outcome == .found || answer.outcome == .noData else {
      let note = answer.note.isEmpty ? "" : ", \(PrintableBytes.text(answer.note.utf8, limit: 200))"
      return .broken("MX \(control): \(answer.outcome.rawValue)\(note)")
    }
    guard let nobody = control.below(random) else { return .good }
    let strange = await inquiry.ask(nobody, .a)
    if strange.outcome == .found {
      return .rewriting("A \(nobody): \(strange.shown.joined(separator: ", "))")
    }
    return strange.isCertain
      ? .good : .broken("A \(nobody): \(strange.outcome.rawValue)")
  }

  /// Looks at domains.
  ///
  /// - Parameters:
  ///   - targets: the most important first; what comes after the end of the budget is `not-checked`.
  ///   - take: gets the report of each, in the order of the targets.
  public func run(_ targets: [DNSTarget], _ take: (DNSReport) throws -> Void) async rethrows {
    var next = 0
    while next < targets.count {
      let some = Array(targets[next..<min(next + Self.parallel, targets.count)])
      let reports = await withTaskGroup(of: (Int, DNSReport).self) { group in
        for (index, target) in some.enumerated() {
          group.addTask { (index, await look(target)) }
        }
        var reports: [(Int, DNSReport)] = []
        for await report in group { reports.append(report) }
        return reports.sorted { $0.0 < $1.0 }.map(\.1)
      }
      for report in reports { try take(report) }
      next += some.count
    }
  }

  /// Looks at one domain.
  public func look(_ target: DNSTarget) async -> DNSReport {
    let mail = MailCheck(inquiry: inquiry, own: own, isOwnDomain: target.isOwn)
    var findings: [DNSFinding] = []
    if !topics.isDisjoint(with: [.mx, .ns, .dane]) {
      let result = await mail.run(target.domain)
      findings += result.findings.filter { topics.contains($0.check.topic) }
      if topics.contains(.dane) {
        findings += await DANECheck(inquiry: inquiry)
          .run(target.domain, hosts: result.hosts, isSecure: result.isSecure)
      }
    }
    if topics.contains(.mtaSTS) {
      findings += await MTASTSCheck(inquiry: inquiry).run(target.domain)
    }
    if let directory, topics.contains(.reg), registrable.contains(target.domain), inquiry.goesOn {
      findings += await RegistrationCheck(directory: directory, now: now).run(target.domain)
    }
    guard target.isOwn else { return DNSReport(target: target, findings: findings) }
    if topics.contains(.spf) {
      findings += await SPFCheck(
        inquiry: inquiry,
        sources: target.sources,
        usesExchangeOnline: target.usesExchangeOnline
      ).run(target.domain)
    }
    if topics.contains(.dmarc) { findings += await DMARCCheck(inquiry: inquiry).run(target.domain) }
    if topics.contains(.dkim) {
      findings += await DKIMCheck(inquiry: inquiry, target: target).run()
    }
    if topics.contains(.tlsReports) {
      findings += await TLSReportsCheck(inquiry: inquiry).run(target.domain)
    }
    if topics.contains(.ptr) {
      findings += await PointerCheck(inquiry: inquiry, sources: target.sources).run(target.domain)
    }
    return DNSReport(target: target, findings: findings)
  }
}
