import Foundation
import RetourEvents
import TestSupport
import Testing

@testable import RetourClassifier

/// Words that no rule knows, by their likeness to those of known refusals.
struct SimilarTextsTests {
  /// What the program that trained the model wrote of it.
  private struct Manifest: Decodable {
    struct Check: Decodable {
      let text: String
      let buckets: Int
      let sum: Int
      let reason: String?
      let familiar: Bool
    }
    let digest: String
    let buckets: Int
    let checks: [Check]
  }

  private func manifest() throws -> Manifest {
    let path = "\(Repository.root)/Similar/manifest.json"
    return try JSONDecoder().decode(
      Manifest.self,
      from: Data(contentsOf: URL(fileURLWithPath: path))
    )
  }

  @Test("sums are those of the program that trained the weights")
  func sums() throws {
    let manifest = try manifest()
    #expect(manifest.digest == SimilarTexts.digest)
    #expect(manifest.buckets == SimilarWords.bucketCount)
    #expect(manifest.checks.count > 8)
    for check in manifest.checks {
      let guess = SimilarTexts.builtIn.guess(Array(check.text.utf8))
      #expect(guess?.reason.rawValue == check.reason, "\(check.text)")
      #expect((guess?.sum ?? 0) == check.sum, "\(check.text)")
      #expect((guess?.buckets ?? 0) == check.buckets, "\(check.text)")
      #expect((guess?.isFamiliar ?? false) == check.familiar, "\(check.text)")
    }
  }

  @Test(
    "a refusal in words that no rule knows is guessed",
    arguments: [
      ("550 kim left the firm long ago", Cause.recipient),
      ("550 nobody answers to that name", .recipient),
      ("452 kim ought to empty the box first", .mailboxFull),
    ]
  )
  func guessed(_ text: String, _ cause: Cause) throws {
    let verdict = Classifier().classify(try report([text]))
    #expect(verdict.cause == cause)
    #expect(verdict.evidence == .similar)
    let without = Classifier(allowsGuesses: false).classify(try report([text]))
    #expect(without.evidence != .similar)
    #expect(without.rule != verdict.rule)
  }

  @Test("a guess that leads widely comes before anybody's words, and not before a known server's")
  func anybodysWords() throws {
    let text = "451 spam filter busy, connection limit of your host reached, slow down"
    let verdict = Classifier().classify(try report([text]))
    #expect(verdict.reason == .throttled && verdict.evidence == .similar)
    let without = Classifier(allowsGuesses: false).classify(try report([text]))
    #expect(without.reason == .spamContent && without.rule == "text.spam")
    let phrase = "451 rejected as spam, connection limit of your host reached, slow down"
    #expect(Classifier().classify(try report([phrase])).evidence == .similar)
    let known = "550 MI:SPB connection limit of your host reached, slow down"
    #expect(Classifier().classify(try report([known])).rule == "netease.blocked")
  }

  @Test("a guess comes before words that say nothing of who or what")
  func bareWords() throws {
    let text = "554 5.7.1 info@contoso.com rejected, domain is in RHSBL"
    #expect(Classifier().classify(try report([text])).reason == .domainReputation)
    let bare = Classifier().classify(try report(["554 5.7.1 rejected"]))
    #expect(bare == Classifier(allowsGuesses: false).classify(try report(["554 5.7.1 rejected"])))
  }

  @Test("a guess doesn't come before a rule of the user's, whatever its name")
  func usersRule() throws {
    let rules = """
      rules:
        - id: text.gate-of-ours
          reason: destination-block
          when: {any: [the north gate]}
          example: 550 shut at the north gate
          source: observed
      """
    let classifier = try Classifier(ruleFiles: [(path: "own.yaml", text: rules)])
    let text = "451 the north gate: connection limit of your host reached, slow down"
    #expect(classifier.classify(try report([text])).rule == "text.gate-of-ours")
  }

  @Test("no guess comes before a rule, nor where there are no words")
  func kept() throws {
    for text in ["550 5.1.1 user unknown", "550 5.7.1", "550", "452 4.2.2 <kim@fabrikam.com>"] {
      #expect(
        Classifier().classify(try report([text]))
          == Classifier(allowsGuesses: false).classify(try report([text]))
      )
    }
  }

  @Test(
    "nonsense is no guess",
    arguments: ["550 zzqx 99", "550 lorem ipsum dolor sit amet", "554 xyzzy plugh frotz"]
  )
  func nonsense(_ text: String) throws {
    #expect(Classifier().classify(try report([text])).evidence == .none)
  }

  @Test("the words that weighed most are told")
  func told() throws {
    let explanation = Classifier().explain(
      try report(["550 kim left the firm long ago"])
    )
    let words = (explanation.matchedText ?? "").split(separator: ", ")
    #expect(1...4 ~= words.count)
    #expect(words.allSatisfy { "550 kim left the firm long ago".contains($0) })
    #expect(explanation.decidingText == "550 kim left the firm long ago")
  }

  @Test("verdicts with and without guesses are those of different catalogues")
  func versions() {
    #expect(Classifier().version != Classifier(allowsGuesses: false).version)
  }

  @Test("any bytes have a guess or none, in time that is in proportion")
  func anything() {
    var source = SystemRandomNumberGenerator()
    for length in [1, 7, 40, 3_000, 400_000] {
      let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &source) }
      let guess = SimilarTexts.builtIn.guess(bytes)
      #expect((guess?.buckets ?? 0) <= SimilarWords.bucketCount)
    }
    let long = [UInt8](repeating: UInt8(ascii: "a"), count: 4_000_000)
    #expect((SimilarTexts.builtIn.guess(long)?.buckets ?? 0) < 20)
  }
}
