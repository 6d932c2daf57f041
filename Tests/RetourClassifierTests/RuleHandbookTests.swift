import Foundation
import RetourClassifier
import RetourEvents
import TestSupport
import Testing

/// Docs/Rules.md, made from the rules.
private struct RuleHandbook {
  private let rules = Classifier().listing

  var text: String {
    ([introduction, crosswalk] + groups.map(section)).joined(separator: "\n") + "\n"
  }

  private var introduction: String {
    """
    # The rules

    Made from `Rules/` by a test; edit the rules, not this page. A text is taken apart into layers, and the innermost that a rule knows decides.
    The groups below are asked in this order; inside a group the wording of one origin comes before anybody's, then the longest wording wins.
    `retour explain` shows for one report which rule decided and which lost, `retour rules list` prints this list, \
    `retour rules test` runs all \(rules.count) examples.

    A rule of your own comes first (group `user`):

        rules:
          - id: own.gate
            reason: destination-block
            when: {all: [the north gate]}
            example: 550 User unknown at the north gate
            source: observed

    `when` takes phrases in lower case (`all`, `any`, `also`: one more of these, `none`), `status` (`5.7.606-649`, `x.1.1`), `reply`, `phase`
    (`connect`, `EHLO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`), `vendor` and `side: ours`. `|` at an end of a phrase is the border of a word, `host:` in front
    of it looks at names of hosts.

    Where no phrase is known, the grammar is asked (group `grammar`), before any code: words are sorted into nouns (`recipient`, `client`, `sender` ...) and states
    (`absent`, `full`, `listed` ...), and `when: {noun: [client], state: [listed]}` says what they mean beside each other, in either order, within one statement.
    The noun decides: *blacklisted* beside a sender isn't *blacklisted* beside a client. Words of seven letters and more may be misspelt by one, and underscores and
    capitals divide them. A word that a rule of anybody's (`text.`) matched, or a phrase without a noun or without a state (*was not found*), is held against
    what stands beside it in the same way. The words stand in `Rules/grammar.yaml`; a rule of your own may use its nouns and states.

    Where a whole text is much more like refusals for another reason, that guess (`similar`) comes before the words of anybody and the grammar; never before those of a known server or service,
    of a rule of your own, or of a rule that asks for a name, a side, a phase or a reply.

    """
  }

  private var crosswalk: String {
    var text = """
      ## Reasons, and what others call them

      | cause | reason | permanence | who acts | Sisimai | PowerMTA | KumoMTA | RFC 3463 |
      | --- | --- | --- | --- | --- | --- | --- | --- |

      """
    for reason in Reason.allCases {
      let names = Crosswalk.of(reason)
      text += "| \(reason.cause.rawValue) | `\(reason.rawValue)` | \(reason.permanence.rawValue) "
      text += "| \(reason.actors.name) | \(names.sisimai.joined(separator: ", ")) "
      text += "| \(names.powerMTA) | \(names.kumoMTA) | \(names.status.joined(separator: " ")) |\n"
    }
    return text
  }

  private var groups: [String] {
    rules.reduce(into: []) { groups, rule in
      if groups.last != rule.group { groups.append(rule.group) }
    }
  }

  private func section(_ group: String) -> String {
    var text = "## \(group)\n\n| rule | reason | example | source |\n| --- | --- | --- | --- |\n"
    for rule in rules where rule.group == group {
      let example = rule.example.replacing("|", with: "¦").replacing("`", with: "'")
      text += "| \(rule.id) | \(rule.reason.rawValue) | `\(example)` | \(rule.source) |\n"
    }
    return text
  }
}

@Suite("Rules and their documentation")
struct RuleHandbookTests {
  @Test("Docs/Rules.md is what the rules say")
  func handbook() throws {
    let path = "\(Repository.root)/Docs/Rules.md"
    let text = RuleHandbook().text
    guard let recorded = try? String(contentsOfFile: path, encoding: .utf8) else {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      Issue.record("recorded \(path); look at it, then run the test again")
      return
    }
    #expect(recorded == text, "rm Docs/Rules.md, then run the tests twice, to make it anew")
  }

  @Test("the listing is in the order of precedence, the user's own rules first")
  func listing() throws {
    let own = """
      rules:
        - {id: own.gate, reason: destination-block, when: {all: [the north gate]}, \
      example: 550 at the north gate, source: observed}
      """
    let rules = try Classifier(ruleFiles: [(path: "own.yaml", text: own)]).listing
    #expect(rules.first?.id == "own.gate")
    #expect(rules.first?.isOwn == true)
    #expect(rules.count { $0.isOwn } == 1)
    #expect(Classifier().listing.allSatisfy { !$0.isOwn })
  }

  @Test("an example that another rule decides is a mismatch")
  func mismatch() throws {
    func mismatches(_ example: String) throws -> [RuleMismatch] {
      let text = """
        rules:
          - {id: own.gate, reason: destination-block, when: {all: [the north gate]}, \
        example: \(example), source: observed}
        """
      return try Classifier(ruleFiles: [(path: "own.yaml", text: text)]).mismatches(ownOnly: true)
    }
    #expect(try mismatches("550 at the north gate").isEmpty)
    let found = try #require(try mismatches("550 User unknown").first)
    #expect(found.rule == "own.gate")
    #expect(found.wanted == .destinationBlock)
    #expect(found.found == .recipientUnknown)
    #expect(Classifier().mismatches(ownOnly: false).isEmpty)
  }

  @Test("rules of the user's change the version, and their order counts")
  func version() throws {
    func version(_ phrase: String) throws -> String {
      let text = """
        rules:
          - {id: own.a, reason: policy-rule, when: {all: [\(phrase)]}, example: x y z, source: observed}
        """
      return try Classifier(ruleFiles: [(path: "own.yaml", text: text)]).version
    }
    #expect(Classifier().version == Classifier.catalogueVersion)
    #expect(try Classifier(ruleFiles: []).version == Classifier.catalogueVersion)
    #expect(try version("north gate") != Classifier.catalogueVersion)
    #expect(try version("north gate") != version("south gate"))
  }

  @Test("every reason has a name with the others")
  func crosswalk() {
    for reason in Reason.allCases {
      let names = Crosswalk.of(reason)
      #expect(!names.sisimai.isEmpty && !names.powerMTA.isEmpty && !names.kumoMTA.isEmpty)
      #expect(names.status.allSatisfy { $0.hasPrefix("X.") })
      let known = reason == .unclassified || reason == .noDiagnosis
      #expect((names.kumoMTA == "Uncategorized") == known, "\(reason)")
    }
    #expect(Crosswalk.sisimaiName(.autoReply, nil) == "vacation")
    let verdict = Verdict(
      reason: .connectionTimeout,
      expired: false,
      side: .theirs,
      evidence: .text,
      rule: ""
    )
    #expect(Crosswalk.sisimaiName(.failed, verdict) == "networkerror")
  }

  @Test(
    "texts of one wording share a mask",
    arguments: [
      (
        "550 5.1.1 <kim@fabrikam.example>: no seat 4711 at mx1.fabrikam.example [203.0.113.5] id 4A01F2C0D0",
        "550 5.1.1 <lee@northwind.example>: no seat 12345 at mail.northwind.example [198.51.100.7] id 9Z22B7Q1X4"
      ),
      (
        "554 see https://a.example/x?1 (AS-4711234)", "554 see https://b.example/yy?2 (AS-9912345)"
      ),
    ]
  )
  func masks(left: String, right: String) {
    #expect(TextMask(left) == TextMask(right))
    #expect(TextMask(left).wording != TextMask("550 other words").wording)
  }

  @Test("the phrase of a mask is wording that stands in the text")
  func maskPhrase() {
    #expect(
      TextMask("550 5.1.1 <kim@fabrikam.example>: no seat at the table").phrase
        == "no seat at the table"
    )
    #expect(TextMask("").phrase.isEmpty)
  }
}
