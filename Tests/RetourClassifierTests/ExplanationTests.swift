import RetourClassifier
import RetourEvents
import Testing

@Suite("Explanations")
struct ExplanationTests {
  @Test("names layers, deciding text, winning rule, losing rules and remedy")
  func everything() throws {
    let text =
      "550 5.7.23 The message was rejected because of Sender Policy Framework violation -> "
      + "550 5.7.1 Unauthenticated email from contoso.example is not accepted due to domain's "
      + "DMARC policy"
    let explanation = Classifier().explain(try report([text]))
    #expect(explanation.verdict == Classifier().classify(try report([text])))
    #expect(explanation.decidingText?.hasPrefix("550 5.7.1 Unauthenticated") == true)
    #expect(explanation.rule?.id == explanation.verdict.rule)
    #expect(!explanation.lost.isEmpty)
    #expect(explanation.lost.allSatisfy { !$0.why.isEmpty && $0.rule != explanation.rule?.id })
    #expect(!explanation.side.isEmpty)
    #expect(Remedy.of(explanation.verdict.reason).administrator.contains("DMARC"))
  }

  @Test("says how the side was inferred")
  func side() throws {
    let own = try ownSide(["own-domains": "contoso.example"])
    let report = try report(
      ["451 4.4.1 Connection timed out"],
      ["remote-host": "mail.contoso.example"]
    )
    let explanation = Classifier(own: own).explain(report)
    #expect(explanation.side.contains("configured"))
  }

  @Test("hints at synchronisation where hybrid isn't stated")
  func hint() throws {
    let own = try ownSide(["own-domains": "fabrikam.example"])
    let explanation = Classifier(own: own).explain(try report(["550 5.1.1 User unknown"]))
    #expect(explanation.verdict.reason == .recipientUnknown)
    #expect(explanation.side.contains("synchronisation"))
  }

  @Test("nothing to read explains itself as nothing")
  func nothing() throws {
    let explanation = Classifier().explain(try report([]))
    #expect(explanation.verdict.reason == .noDiagnosis)
    #expect(explanation.rule == nil)
    #expect(explanation.decidingText == nil)
  }

  @Test("the same report gives the same verdict in many tasks at once")
  func concurrency() async throws {
    let classifier = Classifier()
    let reports = try workedExamples.map { try report([$0.text], $0.context) }
    let expected = reports.map { classifier.classify($0) }
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask { reports.map { classifier.classify($0) } == expected }
      }
      for await isSame in group { #expect(isSame) }
    }
  }

  @Test("a text of a million words is read in one go")
  func longText() throws {
    let text = String(repeating: "host a.example said: 'returned (", count: 30_000)
    let verdict = Classifier().classify(try report([text + " 550 5.1.1 User unknown"]))
    #expect(verdict.reason == .recipientUnknown)
  }
}
