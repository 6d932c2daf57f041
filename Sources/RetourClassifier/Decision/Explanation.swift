public import RetourEvents
import RetourRules

/// A verdict with everything a person needs to check it.
public struct Explanation: Sendable {
  /// A rule that decided.
  public struct Rule: Hashable, Sendable {
    /// Its id.
    public let id: String
    /// Its place in the order of precedence.
    public let group: String
    /// A reply that it decides, in our own wording.
    public let example: String
    /// Where its wording is documented, or `observed`.
    public let source: String
  }

  /// A rule that matched something and didn't decide.
  public struct Lost: Hashable, Sendable {
    /// Its id.
    public let rule: String
    /// What it would have said.
    public let reason: Reason
    /// The text it matched.
    public let layer: String
    /// Why it didn't decide.
    public let why: String
  }

  /// The verdict.
  public let verdict: Verdict
  /// The texts after unwrapping, outermost first.
  public let layers: [String]
  /// The words of the deciding text that the rule matched, normalised, or those that weighed most for a
  /// guess; nil where none did.
  public let matchedText: String?
  /// The cause that an outer layer named, where the deciding text said something else.
  public let wrapperCause: Cause?
  /// The layer that decided; nil where codes of the report or nothing did.
  public let decidingText: String?
  /// The rule that decided; nil where none did.
  public let rule: Rule?
  /// The rules that lost, in the order in which they were looked at.
  public let lost: [Lost]
  /// How the side was inferred.
  public let side: String

  init(_ verdict: Verdict, _ decision: Decision, _ catalogue: CatalogueText) {
    self.verdict = verdict
    let trace = decision.trace
    let layers = decision.layerTexts
    self.layers = layers
    let winner = trace?.winner
    let phrase = winner?.hit.map { hit in
      String(decoding: decision.catalogue.phrases[Int(hit.phrase)].bytes, as: UTF8.self)
        .lowercased()
    }
    matchedText = phrase ?? winner?.words ?? trace?.similar?.words.joined(separator: ", ")
    wrapperCause = decision.wrapperCause(beside: verdict, winner)
    decidingText = (winner?.layer ?? trace?.similar?.layer).map { layers[$0] }
    rule = winner.map { winner in
      let rule = catalogue.rules[winner.rule]
      return Rule(
        id: rule.id,
        group: rule.group.rawValue,
        example: rule.example,
        source: rule.source
      )
    }
    var lost: [Lost] = []
    for entry in trace?.lost ?? [] {
      let rule = catalogue.rules[entry.rule]
      let item = Lost(
        rule: rule.id,
        reason: rule.reason,
        layer: layers[entry.layer],
        why: entry.why
      )
      if !lost.contains(item), rule.id != verdict.rule { lost.append(item) }
    }
    self.lost = lost
    side = trace?.side ?? ""
  }
}
