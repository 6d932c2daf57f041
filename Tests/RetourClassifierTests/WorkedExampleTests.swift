import RetourClassifier
import RetourEvents
import Testing

/// One line of the taxonomy's table.
struct WorkedExample: Sendable, CustomTestStringConvertible {
  var number: Int
  var text: String
  var context: [String: String] = [:]
  var reason: String
  var expired: Bool
  var side: Side?

  var testDescription: String { "example \(number)" }
}

@Suite("Worked examples of the taxonomy")
struct WorkedExampleTests {
  @Test("each gets its cause and reason", arguments: workedExamples)
  func verdict(example: WorkedExample) throws {
    let texts = example.text.isEmpty ? [] : example.text.split(separator: " | ").map(String.init)
    let report = try report(texts, example.context)
    let dns: DNSFinding? =
      example.context["dns"] == "registration-expired" ? .registrationExpired : nil
    let classifier = Classifier(own: try ownSide(example.context))
    let verdict = classifier.classify(report, dns: dns)
    #expect(verdict.reason == Reason(rawValue: example.reason), "\(verdict)")
    #expect(verdict.expired == example.expired, "\(verdict)")
    if let side = example.side { #expect(verdict.side == side) }
  }

  @Test("all 118 with a verdict are here")
  func completeness() {
    #expect(workedExamples.count == 118)
    #expect(Set(workedExamples.map(\.number)).count == 118)
  }

  @Test("the only evidence in example 3 is the text for the user")
  func userText() throws {
    let example = try #require(workedExamples.first { $0.number == 3 })
    let verdict = Classifier().classify(try report([], example.context))
    #expect(verdict.evidence == .userText)
  }

  @Test("a refusal behind an arrow keeps what the wrapper said")
  func wrapper() throws {
    let example = try #require(workedExamples.first { $0.number == 52 })
    let explanation = Classifier().explain(try report([example.text], example.context))
    #expect(explanation.verdict.cause == .authentication)
    #expect(explanation.wrapperCause == .spf)
    #expect(explanation.layers.count == 2)
  }
}
