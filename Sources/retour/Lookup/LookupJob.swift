import RetourEvents
import RetourLookup
import RetourStore

/// Looks at the domains of a plan: what `dns` and `run` do alike.
struct LookupJob {
  let plan: LookupPlan
  let topics: Set<DNSTopic>
  let asking: Asking
  /// Who knows until when domains are registered; nil: nobody is asked.
  var directory: RegistryClient?

  /// Destinations at most that a directory is asked for.
  private static let registrable = 20

  /// What came of it.
  struct Outcome {
    let findings: [DNSFinding]
    let lookups: [Lookup]
    let inquiry: Inquiry

    /// Whether anything was found out.
    var isAnswered: Bool { findings.contains { $0.outcome == .ok || $0.outcome == .problem } }

    /// How many domains and questions, in words.
    func words(_ plan: LookupPlan) -> String {
      var words = [plan.words, "questions: \(inquiry.asked)"]
      if inquiry.unasked > 0 {
        words.append("not asked, because the budget was spent: \(inquiry.unasked)")
      }
      return words.joined(separator: "; ")
    }
  }

  /// Asks for everything; nothing is kept yet.
  ///
  /// - Throws: ``Failure`` where there is nobody to ask who can be believed.
  func run() async throws -> Outcome {
    let inquiry = try await asking.ready()
    let time = Timestamp.present
    let topics = directory == nil ? self.topics : self.topics.union([.reg])
    let destinations = plan.targets.filter { !$0.isOwn }.prefix(Self.registrable)
    let run = DNSRun(
      inquiry,
      own: plan.own,
      topics: topics,
      directory: directory,
      registrable: Set((plan.targets.filter(\.isOwn) + destinations).map(\.domain)),
      now: time
    )
    var findings: [DNSFinding] = []
    var lookups: [Lookup] = []
    await run.run(plan.targets) { report in
      findings += report.findings
      let isSpent = inquiry.unasked > 0
      lookups.append(report.lookup(topics, at: time, isSpent: isSpent))
    }
    return Outcome(findings: findings, lookups: lookups, inquiry: inquiry)
  }
}

extension LookupPlan {
  /// How many domains, in words.
  var words: String {
    var words = ["domains: \(targets.count)"]
    if resting > 0 { words.append("known already: \(resting)") }
    if beyond > 0 { words.append("beyond the limit of domains: \(beyond)") }
    return words.joined(separator: "; ")
  }
}
