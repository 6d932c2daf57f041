import RetourEvents
import RetourRules

/// A rule that decides a layer.
struct Candidate {
  /// The number of the rule.
  var rule: Int
  /// The number of the layer, or nil where the report's own status decided.
  var layer: Int?
  /// The bytes of wording that the rule matched; more wins inside a group.
  var score: Int
  /// The longest phrase that matched, by its place among the reading's hits.
  var hit: Automaton.Hit?
  /// The words that the grammar understood.
  var words: String?
}

/// Finds the rule that decides one layer: by group, then by length of wording, then by place.
struct LayerMatch {
  let catalogue: Catalogue
  let context: ReportContext

  private static let statusRank = RuleGroup.status.rank

  /// What of a layer is asked.
  enum Question {
    /// Its phrases, and the codes that mean something of their own at one vendor.
    case words
    /// The enhanced status and the reply code as well.
    case codes
  }

  /// The best rule for a layer; `lost`, if anybody wants to know, is told of rules whose phrases
  /// occur but don't decide.
  func candidate(
    in reading: Reading,
    _ layer: Layer,
    number: Int,
    asking question: Question = .codes,
    present: inout PhraseSet,
    lost: ((Int, String) -> Void)?
  ) -> Candidate? {
    defer { present.removeAll() }
    var hits: [Automaton.Hit] = []
    hits.reserveCapacity(reading.hits.count)
    for hit in reading.hits
    where Int(hit.start) >= layer.range.lowerBound && Int(hit.end) <= layer.range.upperBound {
      if present.insert(hit.phrase) { hits.append(hit) }
    }
    let facts = LayerFacts(reading, layer, context)
    var best: Candidate?
    for hit in hits {
      for index in catalogue.rulesOfPhrase[Int(hit.phrase)] {
        let rule = catalogue.rules[Int(index)]
        // It could only lose: to a better one, or to itself.
        if lost == nil, let best,
          best.rule == Int(index) || catalogue.rules[best.rule].rank < rule.rank
        {
          continue
        }
        guard let score = score(of: rule, present) else { continue }
        if let unmet = unmetCondition(of: rule, facts, hit, hits) {
          lost?(Int(index), unmet)
          continue
        }
        let candidate = Candidate(rule: Int(index), layer: number, score: score, hit: hit)
        best = better(best, candidate, lost: lost)
      }
    }
    for index in catalogue.codeRules {
      let rule = catalogue.rules[Int(index)]
      if let best, catalogue.rules[best.rule].rank <= rule.rank { break }
      if question == .words, rule.rank >= Self.statusRank { break }
      guard facts.status != nil || !rule.text.replies.isEmpty else { continue }
      if rule.text.group == .reply, !context.allowsReplyTable { continue }
      if rule.text.group == .status, facts.isUnknownTransient { continue }
      if unmetCondition(of: rule, facts, nil, hits) == nil {
        best = better(best, Candidate(rule: Int(index), layer: number, score: 0), lost: lost)
        break
      }
    }
    return best
  }

  /// What the grammar makes of a layer.
  func sentence(in reading: Reading, _ layer: Layer, number: Int) -> Candidate? {
    let text = reading.text[layer.range]
    guard let sentence = catalogue.grammar.sentence(in: text) else { return nil }
    return Candidate(rule: sentence.rule, layer: number, score: 0, words: sentence.words)
  }

  /// The rule of the tables that a status alone decides.
  func candidate(for status: EnhancedStatus) -> Candidate? {
    let facts = LayerFacts(status: status, context: context)
    for index in catalogue.codeRules {
      let rule = catalogue.rules[Int(index)]
      if rule.text.group != .reply, unmetCondition(of: rule, facts, nil, []) == nil {
        return Candidate(rule: Int(index), layer: nil, score: 0)
      }
    }
    return nil
  }

  private func better(
    _ best: Candidate?,
    _ candidate: Candidate,
    lost: ((Int, String) -> Void)?
  ) -> Candidate {
    guard let best else { return candidate }
    if best.rule == candidate.rule { return best.score >= candidate.score ? best : candidate }
    let (old, new) = (catalogue.rules[best.rule], catalogue.rules[candidate.rule])
    let wins =
      (new.rank, new.isGeneral ? 1 : 0, -candidate.score, candidate.rule)
      < (old.rank, old.isGeneral ? 1 : 0, -best.score, best.rule)
    let (winner, loser) = wins ? (new, best.rule) : (old, candidate.rule)
    if old.rank != new.rank {
      lost?(loser, "\(winner.text.group.rawValue) comes before")
    } else {
      lost?(loser, "\(winner.text.id) matched more wording")
    }
    return wins ? candidate : best
  }

  /// The length of the wording that matched, or nil where a phrase is missing or forbidden.
  private func score(of rule: Catalogue.Rule, _ present: PhraseSet) -> Int? {
    var score = 0
    for phrase in rule.all {
      guard present.contains(phrase) else { return nil }
      score += catalogue.phrases[Int(phrase)].bytes.count
    }
    guard let any = longest(of: rule.any, present), let also = longest(of: rule.also, present)
    else { return nil }
    for phrase in rule.none where present.contains(phrase) { return nil }
    return score + any + also
  }

  /// The length of the longest phrase of a choice, which is in order of length, that occurs; nil
  /// where none does.
  private func longest(of choice: [UInt16], _ present: PhraseSet) -> Int? {
    if choice.isEmpty { return 0 }
    for phrase in choice where present.contains(phrase) {
      return catalogue.phrases[Int(phrase)].bytes.count
    }
    return nil
  }

  /// The first condition beyond phrases that isn't met, in words.
  private func unmetCondition(
    of rule: Catalogue.Rule,
    _ facts: LayerFacts,
    _ hit: Automaton.Hit?,
    _ hits: [Automaton.Hit]
  ) -> String? {
    if !rule.text.statuses.isEmpty {
      // A text without a status says as little as x.0.0 does.
      let isMet =
        if let status = facts.status {
          rule.text.statuses.contains { $0.matches(status) }
        } else {
          rule.text.statuses.contains { $0.subject == 0 && $0.details.contains(0) }
        }
      if !isMet { return "the status is another" }
    }
    if !rule.text.replies.isEmpty, !rule.text.replies.contains(facts.reply?.code ?? 0) {
      return "the reply code is another"
    }
    if !rule.text.phases.isEmpty {
      guard let phase = context.phase, rule.text.phases.contains(phase) else {
        return "the phase of the session is another"
      }
    }
    if let vendor = rule.text.vendor, facts.vendor(catalogue, hits) != vendor {
      return "the text isn't \(vendor.rawValue)'s"
    }
    if let name = rule.text.name, !facts.hasRole(name, at: hit) {
      return "the name beside it isn't the \(name.rawValue)'s"
    }
    if rule.text.isOursOnly, !context.isOurs { return "nothing shows that it is our own side" }
    return nil
  }
}

/// A set of phrases by number, cheap to empty.
struct PhraseSet {
  private var words: [UInt64]
  private var touched: [Int] = []

  /// An empty set for numbers below `count`.
  init(count: Int) { words = [UInt64](repeating: 0, count: count / 64 + 1) }

  /// Adds a number; returns whether it is new.
  mutating func insert(_ phrase: UInt16) -> Bool {
    let (index, bit) = (Int(phrase) / 64, UInt64(1) << UInt64(phrase % 64))
    if words[index] & bit != 0 { return false }
    if words[index] == 0 { touched.append(index) }
    words[index] |= bit
    return true
  }

  /// Whether the set has a number.
  func contains(_ phrase: UInt16) -> Bool {
    words[Int(phrase) / 64] & 1 << UInt64(phrase % 64) != 0
  }

  /// Empties the set.
  mutating func removeAll() {
    for index in touched { words[index] = 0 }
    touched.removeAll(keepingCapacity: true)
  }
}
