import RetourEvents
import RetourRules

/// The way from a report to a verdict, step by step.
final class Decision {
  let catalogue: Catalogue
  let own: OwnSide
  let readings: [Reading]
  /// The layers, outermost first: the innermost is asked first.
  let layers: [Layer]
  let endpoint: Endpoint
  let inference: SideInference
  /// Why the recipient's domain is ours, if it is.
  let recipientGround: SideInference.Ground?
  let hasExpiryWords: Bool
  /// Whether words that no rule knows may be compared with those of known refusals.
  let allowsGuesses: Bool
  let kind: ReportKind
  private let origin: ReportOrigin
  let statedAction: ReportKind?
  private let humanText: String?
  private let remoteIP: String?
  private(set) var context = ReportContext()
  /// What layers are like, where that was asked.
  var guessed: [Int: SimilarTexts.Guess] = [:]
  var trace: Trace?

  /// What a decision leaves for people to read.
  struct Trace {
    /// Rules that matched a layer and didn't decide.
    var lost: [(rule: Int, layer: Int, why: String)] = []
    /// The rule that decided, and the layer.
    var winner: Candidate?
    /// The words that weighed most, where words like those of known refusals decided, and where.
    var similar: (words: [String], layer: Int)?
    /// How the side was found.
    var side = ""
  }

  /// What the layers gave.
  struct Finding {
    var reason: Reason
    var evidence: Evidence
    var rule: String
    var candidate: Candidate?
  }

  init(
    _ catalogue: Catalogue,
    _ own: OwnSide,
    _ report: borrowing DeliveryReport,
    allowsGuesses: Bool,
    traces: Bool
  ) {
    self.allowsGuesses = allowsGuesses
    self.catalogue = catalogue
    self.own = own
    (kind, origin) = (report.kind, report.origin)
    (statedAction, humanText) = (report.statedAction, report.humanText)
    remoteIP = report.remoteIP
    let final = report.diagnostics.map { Reading($0, catalogue) }
    // Of two earlier errors the newest speaks: it has to be the innermost.
    let earlier = report.lastErrors.reversed().map { Reading($0, catalogue) }
    let isExpiredFinal =
      final.contains(where: \.hasExpiryWords) || report.status?.isExpiry == true
      || report.diagnostics.isEmpty
    readings = isExpiredFinal ? final + earlier : earlier + final
    layers = readings.indices.flatMap { [readings] index in
      Unwrapping(reading: readings[index], catalogue: catalogue).layers()
        .map { Layer(reading: index, range: $0, in: readings[index].folded) }
    }
    hasExpiryWords =
      readings.contains(where: \.hasExpiryWords) || report.status?.isExpiry == true
    var endpoint = Endpoint()
    for reading in readings { endpoint.add(reading, catalogue) }
    if endpoint.names.isEmpty, let host = report.remoteHost { endpoint.add(host) }
    if endpoint.addresses.isEmpty, let address = report.remoteIP { endpoint.add(address) }
    self.endpoint = endpoint
    inference = SideInference(
      report: report,
      own: own,
      isExchange: Self.isExchange(report, readings, catalogue)
    )
    recipientGround = inference.recipient
    trace = traces ? Trace() : nil
    context = makeContext(report)
  }

  /// Decides.
  func verdict(dns: DNSFinding?) -> Verdict {
    var finding = find()
    let decided = finding.reason
    if dns == .registrationExpired,
      [.domainNotFound, .dnsFailure, .senderMxMissing].contains(finding.reason)
    {
      finding = Finding(reason: .domainExpired, evidence: .dns, rule: "dns.registration-expired")
    }
    let isExpired = isExpired(finding)
    context.isExpired = isExpired
    if isExpired,
      finding.reason == .unclassified && hasTransientReply
        || finding.reason == .queueExpired && endsInUnknownRefusal
    {
      finding.reason = .serverUnavailable
      finding.evidence = .reply
      finding.rule = "fallback.transient-refusal"
    }
    let side = applyOwnSide(&finding)
    trace?.winner = finding.candidate
    return Verdict(
      reason: finding.reason,
      expired: isExpired,
      side: dns == nil || decided != .senderMxMissing ? side : .ours,
      evidence: finding.evidence,
      rule: finding.rule,
      blockList: blockList(of: finding),
      refusedAddress: refusedAddress(of: finding)
    )
  }

  /// The texts after unwrapping, outermost first.
  var layerTexts: [String] { layers.map { readings[$0.reading].string($0.range) } }

  // MARK: What the texts say

  private func find() -> Finding {
    var present = PhraseSet(count: catalogue.phrases.count)
    var provisional: Candidate?
    var unknown: [Int] = []
    for index in layers.indices.reversed() {
      guard let candidate = candidate(at: index, asking: .words, &present) else {
        unknown.append(index)
        continue
      }
      let rule = catalogue.rules[candidate.rule].text
      if !rule.group.isProvisional {
        return wideGuess(instead: inItsSentence(candidate, index))
      }
      // "Denied" says nothing of who or what.
      if rule.group == .bare, rule.reason == .policyRule { unknown.append(index) }
      provisional = better(provisional, candidate)
    }
    // Where no phrase is known, words are asked before codes, the innermost first.
    if let candidate = findSentence(in: unknown) { return wideGuess(instead: candidate) }
    if let guess = guess(beside: provisional) { return findInHumanText(&present) ?? guess }
    for index in layers.indices.reversed() {
      guard let candidate = candidate(at: index, asking: .codes, &present) else { continue }
      if !catalogue.rules[candidate.rule].text.group.isProvisional { return finding(candidate) }
    }
    if let status = context.status, let candidate = specific(status, provisional) {
      return finding(candidate)
    }
    if let human = findInHumanText(&present) { return human }
    if let provisional { return finding(provisional) }
    if let status = context.status,
      let candidate = LayerMatch(catalogue: catalogue, context: context)
        .candidate(for: status)
    {
      return finding(candidate)
    }
    return findWithoutWords(&present)
  }

  /// What the grammar makes of layers without a known phrase.
  ///
  /// Of a text that holds another only the innermost speaks: what stands around it is the wording of
  /// whoever passed it on. The time to retry isn't the grammar's matter.
  private func findSentence(in unknown: [Int]) -> Candidate? {
    let match = LayerMatch(catalogue: catalogue, context: context)
    for index in unknown {
      let layer = layers[index]
      let reading = readings[layer.reading]
      let isInnermost = !layers[(index + 1)...].contains { $0.reading == layer.reading }
      guard isInnermost, !reading.hasExpiryWords else { continue }
      if let found = match.sentence(in: reading, layer, number: index) { return found }
    }
    return nil
  }

  /// What a word of anybody's, or a phrase that is no statement ("was not found"), means beside the
  /// noun it is said of; any other phrase, and one of a known origin, means what its rule says.
  private func inItsSentence(_ candidate: Candidate, _ index: Int) -> Candidate {
    guard let term = bareTerm(of: candidate) else { return candidate }
    let rule = catalogue.rules[candidate.rule]
    let layer = layers[index]
    let match = LayerMatch(catalogue: catalogue, context: context)
    guard let sentence = match.sentence(in: readings[layer.reading], layer, number: index),
      catalogue.rules[sentence.rule].text.reason != rule.text.reason,
      " \(sentence.words ?? "") ".contains(" \(term) ")
    else { return candidate }
    trace?.lost.append((candidate.rule, index, "the noun beside its word says whom it is about"))
    return sentence
  }

  /// The words that a candidate rests on, where anybody may write them and they are no statement: one
  /// word, or a phrase in which the grammar knows no noun, or no state.
  private func bareTerm(of candidate: Candidate) -> String? {
    let rule = catalogue.rules[candidate.rule]
    guard let hit = candidate.hit, rule.isGeneral, rule.all.isEmpty, rule.also.isEmpty,
      rule.text.name == nil, rule.text.statuses.isEmpty, rule.text.replies.isEmpty
    else { return nil }
    return catalogue.bareTerm(ofPhrase: hit.phrase)
  }

  /// What a candidate says that rests on anybody's words or on the grammar, unless the whole text is
  /// much more like refusals for another reason.
  private func wideGuess(instead candidate: Candidate) -> Finding {
    let found = finding(candidate)
    let rule = catalogue.rules[candidate.rule]
    guard candidate.words != nil || rule.isGeneral, yields(rule.text),
      let guess = guess(from: SimilarTexts.leadOverWords), guess.reason != found.reason
    else { return found }
    yielded(candidate)
    return guess
  }

  /// Whether a rule may yield to a guess: what a guess can't see stands, whose name it is, whose side,
  /// and where in the session.
  private func yields(_ rule: RuleText) -> Bool {
    rule.group != .user && rule.name == nil && !rule.isOursOnly && rule.phases.isEmpty
      && rule.replies.isEmpty
  }

  private func yielded(_ candidate: Candidate) {
    let why = "the whole text is like refusals for another reason"
    trace?.lost.append((candidate.rule, candidate.layer ?? 0, why))
  }

  /// What the whole text is like, before codes and before words that say nothing of who or what.
  private func guess(beside provisional: Candidate?) -> Finding? {
    guard let provisional else { return guess(from: SimilarTexts.leadOverCodes) }
    let rule = catalogue.rules[provisional.rule].text
    guard rule.group == .bare, yields(rule),
      let guess = guess(from: SimilarTexts.leadOverWords), guess.reason != rule.reason
    else { return nil }
    yielded(provisional)
    return guess
  }

  private func candidate(
    at index: Int,
    asking question: LayerMatch.Question = .codes,
    _ present: inout PhraseSet
  ) -> Candidate? {
    let layer = layers[index]
    return LayerMatch(catalogue: catalogue, context: context).candidate(
      in: readings[layer.reading],
      layer,
      number: index,
      asking: question,
      present: &present,
      lost: trace == nil
        ? nil : { self.trace?.lost.append((rule: $0, layer: index, why: $1)) }
    )
  }

  /// Of two provisional candidates the one of the group that comes first, else the inner one.
  private func better(_ inner: Candidate?, _ outer: Candidate) -> Candidate {
    guard let inner else { return outer }
    let isOuter = catalogue.rules[outer.rule].rank < catalogue.rules[inner.rule].rank
    if inner.rule != outer.rule {
      let loser = isOuter ? inner : outer
      trace?.lost.append(
        (rule: loser.rule, layer: loser.layer ?? 0, why: "another layer says it better")
      )
    }
    return isOuter ? outer : inner
  }

  /// The rule for the report's own status, where that says more than a provisional candidate and
  /// than what a server writes for its human reader.
  private func specific(_ status: EnhancedStatus, _ provisional: Candidate?) -> Candidate? {
    guard status.detail != 0, !(status.subject == 4 && status.detail == 7),
      !(status.subject == 7 && status.detail == 1)
    else { return nil }
    let isExpired = provisional.map { catalogue.rules[$0.rule].text.group == .expiry } ?? false
    let match = LayerMatch(catalogue: catalogue, context: context)
    guard let candidate = match.candidate(for: status) else { return nil }
    return isExpired && status.statusClass == 5 && status.subject == 0 ? nil : candidate
  }

  private func findInHumanText(_ present: inout PhraseSet) -> Finding? {
    guard let text = humanText else { return nil }
    let reading = Reading(text, catalogue)
    let match = LayerMatch(catalogue: catalogue, context: context)
    for range in Unwrapping(reading: reading, catalogue: catalogue).layers().reversed() {
      let layer = Layer(reading: 0, range: range, in: reading.folded)
      let candidate = match.candidate(in: reading, layer, number: 0, present: &present, lost: nil)
      // In a page of prose subject and predicate may be far apart.
      guard let candidate, case let group = catalogue.rules[candidate.rule].text.group,
        !group.isProvisional, group != .loose
      else { continue }
      var finding = finding(candidate)
      finding.evidence = .userText
      finding.candidate?.layer = nil
      return finding
    }
    return nil
  }

  /// No rule knows the words: the reply code speaks where there are none.
  private func findWithoutWords(_ present: inout PhraseSet) -> Finding {
    let hasWords = layers.contains { readings[$0.reading].hasWords(in: $0.range) }
    if hasWords {
      return guess(from: SimilarTexts.leadOverNothing)
        ?? Finding(reason: .unclassified, evidence: .none, rule: "fallback.words")
    }
    context.allowsReplyTable = true
    for index in layers.indices.reversed() {
      if let candidate = candidate(at: index, &present) { return finding(candidate) }
    }
    // The summaries of message traces have status words only.
    let rule = origin == .trace ? "fallback.trace-gives-no-reason" : "fallback.nothing"
    return Finding(reason: .noDiagnosis, evidence: .none, rule: rule)
  }

  private func finding(_ candidate: Candidate) -> Finding {
    let rule = catalogue.rules[candidate.rule].text
    return Finding(
      reason: rule.reason,
      evidence: rule.group.evidence,
      rule: rule.id,
      candidate: candidate
    )
  }

  /// The block list that the deciding layer names.
  private func blockList(of finding: Finding) -> String? {
    guard finding.reason == .ipReputation || finding.reason == .domainReputation,
      let layer = finding.candidate?.layer.map({ layers[$0] })
    else { return nil }
    return BlockListName(
      catalogue: catalogue,
      reading: readings[layer.reading],
      range: layer.range
    ).name
  }

  /// Reasons that are about the address mail comes from.
  private static let aboutAddresses: Set<Reason> = [
    .ipReputation, .reverseDns, .spfFail, .senderBlocked,
  ]

  /// The address that the deciding layer refuses.
  private func refusedAddress(of finding: Finding) -> String? {
    guard Self.aboutAddresses.contains(finding.reason),
      let layer = finding.candidate?.layer.map({ layers[$0] })
    else { return nil }
    return RefusedAddress(
      text: readings[layer.reading].text[layer.range],
      server: remoteIP
    ).address
  }

  /// The cause that a layer outside the deciding one names, where it isn't the verdict's.
  func wrapperCause(beside verdict: Verdict, _ candidate: Candidate?) -> Cause? {
    guard let decided = candidate?.layer, decided > 0 else { return nil }
    var present = PhraseSet(count: catalogue.phrases.count)
    let match = LayerMatch(catalogue: catalogue, context: context)
    for index in (0..<decided).reversed() {
      let layer = layers[index]
      // An outer layer holds the inner one: only what stands around it counts.
      let end = layers[decided].range.lowerBound
      let isSame = layer.reading == layers[decided].reading
      let range = isSame ? layer.range.lowerBound..<max(layer.range.lowerBound, end) : layer.range
      let candidate = match.candidate(
        in: readings[layer.reading],
        Layer(reading: layer.reading, range: range, in: readings[layer.reading].folded),
        number: index,
        present: &present,
        lost: nil
      )
      if let candidate {
        let cause = catalogue.rules[candidate.rule].text.reason.cause
        if cause != verdict.cause, cause != .unknown { return cause }
      }
    }
    return nil
  }
}
