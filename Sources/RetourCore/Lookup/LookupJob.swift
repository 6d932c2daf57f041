import RetourEvents
package import RetourLookup
package import RetourStore

/// Looks at the domains of a plan: what `dns` and `run` do alike.
package struct LookupJob {
  private let plan: LookupPlan
  private let topics: Set<DNSTopic>
  private let asking: Asking
  private let directory: (any RegistrationDirectory)?

  /// Destinations at most that a directory is asked for.
  private static let registrable = 20

  /// Says what to look at.
  ///
  /// - Parameters:
  ///   - plan: the domains.
  ///   - topics: what is looked at.
  ///   - asking: whom to ask.
  ///   - directory: who knows until when domains are registered; nil: nobody is asked.
  package init(
    plan: LookupPlan,
    topics: Set<DNSTopic>,
    asking: Asking,
    directory: (any RegistrationDirectory)? = nil
  ) {
    self.plan = plan
    self.topics = topics
    self.asking = asking
    self.directory = directory
  }

  /// What came of it.
  package struct Outcome {
    package let findings: [DNSFinding]
    package let lookups: [Lookup]
    package let inquiry: Inquiry

    /// Whether anything was found out.
    package var isAnswered: Bool {
      findings.contains { $0.outcome == .ok || $0.outcome == .problem }
    }

    /// How many domains and questions, in words.
    package func words(_ plan: LookupPlan) -> String {
      var words = [plan.words, "questions: \(inquiry.asked)"]
      if inquiry.unasked > 0 {
        words.append("not asked, because the budget was spent: \(inquiry.unasked)")
      }
      return words.joined(separator: "; ")
    }
  }

  /// Asks for everything; nothing is kept yet.
  ///
  /// - Throws: ``AskingProblem`` where there is nobody to ask who can be believed, and ``Failure``
  ///   where a file of answers can't be used.
  package func run() async throws -> Outcome {
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
  package var words: String {
    var words = ["domains: \(targets.count)"]
    if resting > 0 { words.append("known already: \(resting)") }
    if beyond > 0 { words.append("beyond the limit of domains: \(beyond)") }
    return words.joined(separator: "; ")
  }
}
