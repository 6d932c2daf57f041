import RetourClassifier
import RetourEvents
import Testing

@Suite("Rule files of users")
struct RuleFileTests {
  private func classifier(_ text: String) throws -> Classifier {
    try Classifier(ruleFiles: [(path: "own.yaml", text: text)])
  }

  private func refusal(of text: String) -> RuleFileProblem? {
    do {
      _ = try classifier(text)
      return nil
    } catch {
      return error as? RuleFileProblem
    }
  }

  private static let rule = """
    rules:
      - id: own.gate
        reason: destination-block
        when: {all: [the north gate]}
        example: 550 User unknown at the north gate
        source: observed
    """

  @Test("a rule of the user's comes before the catalogue")
  func precedence() throws {
    let report = try report(["550 User unknown at the north gate"])
    #expect(try classifier(Self.rule).classify(report).rule == "own.gate")
    #expect(Classifier().classify(report).reason == .recipientUnknown)
  }

  @Test("an explanation knows the rule and what it beat")
  func explanation() throws {
    let explanation = try classifier(Self.rule).explain(
      try report(["550 User unknown at the north gate"])
    )
    #expect(explanation.rule?.source == "observed")
    #expect(explanation.lost.contains { $0.reason == .recipientUnknown })
  }

  @Test("an unknown key is told with its place and what was meant")
  func unknownKey() throws {
    let text = Self.rule.replacing("reason:", with: "reasn:")
    let problem = try #require(refusal(of: text))
    #expect(problem.file == "own.yaml")
    #expect(problem.line == 3)
    #expect(problem.column == 5)
    #expect(problem.message.contains("'reason'"))
  }

  @Test("an unknown reason is told with what was meant")
  func unknownReason() throws {
    let problem = try #require(
      refusal(of: Self.rule.replacing("destination-block", with: "destination-blok"))
    )
    #expect(problem.line == 3)
    #expect(problem.message.contains("'destination-block'"))
  }

  @Test(
    "what a rule needs is missed",
    arguments: ["id: own.gate", "source: observed", "when: {all: [the north gate]}"]
  )
  func missing(field: String) throws {
    let text = Self.rule.replacing("\n    \(field)", with: "")
      .replacing("- \(field)\n    ", with: "- ")
    #expect(try #require(refusal(of: text)).message.contains("missing"))
  }

  @Test(
    "a condition that can't be met is refused",
    arguments: [
      "when: {}", "when: {none: [x y z]}", "when: {status: [7.7.7]}", "when: {reply: [999]}",
      "when: {phase: [lunch]}", "when: {vendor: nobody}", "when: {side: theirs}", "when: [x]",
    ]
  )
  func badCondition(condition: String) {
    let text = Self.rule.replacing("when: {all: [the north gate]}", with: condition)
    #expect(refusal(of: text) != nil)
  }

  @Test("text that isn't YAML is refused with its place")
  func notYAML() { #expect(refusal(of: "rules: [")?.file == "own.yaml") }
}
