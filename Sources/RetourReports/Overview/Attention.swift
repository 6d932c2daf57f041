import RetourClassifier
import RetourEvents

/// Something in an overview that the administrator should look at.
struct Attention {
  /// What it is about, in one sentence.
  let sentence: String
  /// How many failures it concerns, by which it is placed.
  let impact: Int
  /// When it was first seen, a day; nil where that doesn't matter.
  let firstDay: String?
  /// The domain that it is about; nil for several.
  var domain: String?
  /// Whether it is ours to repair.
  var isOurs = false
}

extension Overview {
  /// Fewer failures than this draw no attention: small numbers vary by themselves.
  static let smallestSample = 5

  /// At most ten things, the weightiest first.
  var attention: [Attention] {
    var found = ourBlocks + hopelessDomains
    if before != nil { found += newCauses + vanishedCauses + grownDomains }
    let placed = found.enumerated().sorted { left, right in
      (right.element.impact, left.offset) < (left.element.impact, right.offset)
    }
    return placed.prefix(10).map(\.element)
  }

  private func meaning(_ reason: Reason) -> String {
    var words = Remedy.of(reason, in: language).meaning
    if words.hasSuffix(".") { words.removeLast() }
    return words
  }

  private func sentence(_ phrase: Phrase, _ change: Change, _ count: Int) -> String {
    language(
      phrase,
      [
        "domain": change.domain, "reason": meaning(change.reason),
        "n": language.number(count),
      ]
    )
  }

  private var newCauses: [Attention] {
    changes.filter { $0.before == 0 && $0.failures >= Self.smallestSample }.map { change in
      Attention(
        sentence: sentence(.attentionNewCause, change, change.failures),
        impact: change.failures,
        firstDay: change.firstDay,
        domain: change.domain
      )
    }
  }

  private var vanishedCauses: [Attention] {
    changes.filter { $0.failures == 0 && $0.before >= Self.smallestSample * 2 }.map { change in
      Attention(
        sentence: sentence(.attentionGone, change, change.before),
        impact: change.before / 2,
        firstDay: nil,
        domain: change.domain
      )
    }
  }

  /// More domains than this to which nothing can be delivered for one reason are told together, so
  /// that they leave room for others.
  private static let toldOneByOne = 3

  /// Domains to which nothing can be delivered, whatever is sent.
  private var hopelessDomains: [Attention] {
    let hopeless: Set<Reason> = [
      .domainNotFound, .noMx, .nullMx, .mxHostNotFound, .domainExpired, .mailServiceDisabled,
    ]
    let found = domains.filter { domain in
      domain.name != nil && domain.failures >= 2 && domain.reasons.isSubset(of: hopeless)
    }
    let groups = Dictionary(grouping: found) { $0.reason ?? .noDiagnosis }
    return groups.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { reason, domains in
      domains.count > Self.toldOneByOne
        ? [together(domains, reason)] : domains.map { alone($0, reason) }
    }
  }

  private func alone(_ domain: Domain, _ reason: Reason) -> Attention {
    let words = language(
      .attentionAllHard,
      [
        "domain": domain.name ?? "", "reason": meaning(reason),
        "n": language.number(domain.failures),
      ]
    )
    return Attention(
      sentence: words,
      impact: domain.failures,
      firstDay: domain.firstDay,
      domain: domain.name
    )
  }

  private func together(_ domains: [Domain], _ reason: Reason) -> Attention {
    let failures = domains.reduce(0) { $0 + $1.failures }
    let words = language(
      .attentionAllHardMany,
      [
        "domains": language.number(domains.count), "domain": domains.first?.name ?? "",
        "reason": meaning(reason), "n": language.number(failures),
      ]
    )
    return Attention(
      sentence: words,
      impact: failures,
      firstDay: domains.compactMap(\.firstDay).min(),
      domain: domains.first?.name
    )
  }

  /// Faults of ours that more than one domain has met: our address, our SPF, DKIM or DMARC.
  private var ourBlocks: [Attention] {
    causes.filter { $0.side == .ours && $0.domains >= 2 }.map { cause in
      let words = language(
        .attentionOurs,
        [
          "domains": language.number(cause.domains), "reason": meaning(cause.reason),
          "n": language.number(cause.failures),
        ]
      )
      return Attention(sentence: words, impact: cause.failures * 2, firstDay: nil, isOurs: true)
    }
  }

  /// Domains with at least 20 failures, three times as many as before.
  private var grownDomains: [Attention] {
    domains.filter { $0.before > 0 && $0.failures >= 20 && $0.failures >= 3 * $0.before }
      .compactMap { domain in
        guard let name = domain.name else { return nil }
        let words = language(
          .attentionOver,
          [
            "domain": name, "n": language.number(domain.failures),
            "before": language.number(domain.before),
          ]
        )
        return Attention(
          sentence: words,
          impact: domain.failures - domain.before,
          firstDay: domain.firstDay,
          domain: name
        )
      }
  }
}
