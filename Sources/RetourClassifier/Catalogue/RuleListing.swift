public import RetourEvents
import RetourRules

/// A rule as people see it in a list.
public struct ListedRule: Hashable, Sendable {
  /// Its id.
  public let id: String
  /// Its place in the order of precedence, by name.
  public let group: String
  /// What it says.
  public let reason: Reason
  /// A reply that it decides.
  public let example: String
  /// Where its wording is documented, or `observed`.
  public let source: String
  /// Whether it comes from a file of the user's.
  public let isOwn: Bool
}

/// A rule whose own example is decided by another.
public struct RuleMismatch: Hashable, Sendable {
  /// The rule.
  public let rule: String
  /// Its example.
  public let example: String
  /// What it should have said.
  public let wanted: Reason
  /// The rule that decided.
  public let decidedBy: String
  /// What that one says.
  public let found: Reason
}

extension Classifier {
  /// The rules in use in the order in which they are looked at: by group, the user's own first.
  public var listing: [ListedRule] {
    let own = ownRules
    return text.rules.enumerated()
      .sorted { ($0.element.group.rank, $0.offset) < ($1.element.group.rank, $1.offset) }
      .map { index, rule in
        ListedRule(
          id: rule.id,
          group: rule.group.rawValue,
          reason: rule.reason,
          example: rule.example,
          source: rule.source,
          isOwn: index < own
        )
      }
  }

  /// The rules whose example another rule decides, because it comes before or matches more.
  ///
  /// - Parameter ownOnly: look at the user's rules alone.
  /// - Returns: those rules; empty where each example is decided by its own rule.
  public func mismatches(ownOnly: Bool) -> [RuleMismatch] {
    (ownOnly ? text.rules.prefix(ownRules) : text.rules[...]).compactMap { rule in
      let input = ExampleInput(rule)
      let verdict = judging(as: input.own).classify(input.report)
      guard verdict.rule != rule.id else { return nil }
      return RuleMismatch(
        rule: rule.id,
        example: rule.example,
        wanted: rule.reason,
        decidedBy: verdict.rule,
        found: verdict.reason
      )
    }
  }
}

/// The report that a rule's example stands for: to `kim@fabrikam.example` from
/// `info@contoso.example`, unless the rule's context says otherwise.
struct ExampleInput {
  let report: DeliveryReport
  let own: OwnSide

  init(_ rule: RuleText) {
    let context = rule.context
    var input = TextInput(texts: rule.example.split(separator: " | ").map(String.init))
    input.recipientDomain = EmailAddress(context["recipient"] ?? "kim@fabrikam.example").domain
    input.senderDomain = EmailAddress(context["sender"] ?? "info@contoso.example").domain
    input.remoteHost = context["remote-host"] ?? context["remote-ip"]
    input.phase = context["phase"].flatMap(SMTPPhase.init)
    input.action = context["action"].flatMap(ReportKind.init)
    input.reportingMTA = context["reporting-mta"]
    report = input.report
    own = OwnSide(
      domains: Self.words(context["own-domains"]).compactMap { DomainName(ascii: $0) },
      hosts: Self.words(context["own-hosts"]).compactMap { OwnHost($0) },
      hybrid: context["hybrid"].flatMap(OwnSide.Hybrid.init) ?? .auto
    )
  }

  private static func words(_ text: String?) -> [String] {
    text?.split(separator: " ").map(String.init) ?? []
  }
}
