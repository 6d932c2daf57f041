import RetourEvents
import RetourRules
import Testing

@testable import RetourClassifier

@Suite("The grammar")
struct GrammarTests {
  private func verdict(_ text: String) -> (reason: Reason, rule: String) {
    var report = DeliveryReport(kind: .failed, position: Position(path: "", record: 0, offset: 0))
    report.diagnostics = [text]
    let verdict = Classifier(allowsGuesses: false).classify(report)
    return (verdict.reason, verdict.rule)
  }

  @Test(
    "the noun decides what a word means, in either order and however it is written",
    arguments: [
      ("550 addressee isn't here", Reason.recipientUnknown),
      ("554 RCPT (kim@fabrikam.example) dosn't exist", .recipientUnknown),
      ("550 unkown adressee", .recipientUnknown), ("550 ADDRESSEE_NOT_PRESENT", .recipientUnknown),
      ("550 AddresseeNotPresent", .recipientUnknown),
      ("550 Es gibt keine Person mit diesem Namen", .recipientUnknown),
      ("553 your email address has been blacklisted", .destinationBlock),
      ("550 remote ip is forbidden", .ipReputation), ("421 sending mta barred", .ipReputation),
      ("422 customer has exhausted allowed storage", .mailboxFull),
      ("550 subscriber retired", .recipientDisabled),
      ("550 mail.contoso.example isn't allowed to relay", .relayDenied),
      ("556 The number of RCPTs is over size", .tooManyRecipients),
      ("557 The length of DATA content is beyond the threshold", .messageTooLarge),
      ("554 This server requires PTR for connections", .reverseDns),
      ("501 verb misspelt: bad command", .protocolError),
      ("554 quota for outgoing mail exceeded", .senderQuota),
      ("550 outgoing mail is switched off for this account", .senderBlocked),
      ("550 the domain name isn't hosted here", .relayDenied),
      ("550 l'expéditeur est bloqué par son destinataire", .destinationBlock),
    ]
  )
  func sentences(_ text: String, _ reason: Reason) {
    #expect(verdict(text).reason == reason, "\(verdict(text).rule)")
  }

  @Test(
    "a phrase that has no noun, or no state, goes by the words beside it",
    arguments: [
      ("Your message wasn't delivered since the domain wasn't found", Reason.domainNotFound),
      ("mail exchanger mx9.fabrikam.example could not be resolved", .mxHostNotFound),
      ("450 4.2.1 the database of this mailbox is offline", .serverUnavailable),
      ("550 kim was not found", .recipientUnknown),
    ]
  )
  func bareTerms(_ text: String, _ reason: Reason) {
    #expect(verdict(text).reason == reason, "\(verdict(text).rule)")
  }

  @Test("words of different statements aren't put together, and codes speak where no words do")
  func statements() {
    #expect(verdict("550 5.1.1 The postmaster is informed. Nothing to see").rule.hasPrefix("iana"))
    #expect(verdict("550 5.2.2 kim").reason == .mailboxFull)
    #expect(verdict("550 5.7.1 addressee isn't here").reason == .recipientUnknown)
  }

  @Test("every cell of the table is reached by words of its noun and its state")
  func cells() {
    let catalogue = Catalogue.builtInText
    func terms(_ part: GrammarTerms.Part, _ kind: String) -> [String] {
      catalogue.terms.filter { $0.part == part && $0.kind == kind }.flatMap(\.terms)
    }
    let grammar = Catalogue.builtIn.grammar
    var seen: Set<String> = []
    for (number, rule) in catalogue.rules.enumerated() where !rule.nouns.isEmpty {
      for noun in rule.nouns {
        for state in rule.states where seen.insert("\(noun) \(state)").inserted {
          let isReached = terms(.noun, noun).contains { subject in
            terms(.state, state).contains { word in
              grammar.sentence(in: "\(subject) \(word)".utf8)?.rule == number
            }
          }
          #expect(isReached, "\(rule.id): \(noun) \(state)")
        }
      }
    }
    #expect(seen.count > 100)
  }

  @Test("a text of any size takes linear time")
  func linear() {
    func time(_ count: Int) -> Duration {
      let text = Array(String(repeating: "user not found in mailbox full ", count: count).utf8)
      return ContinuousClock().measure { _ = Catalogue.builtIn.grammar.sentence(in: text) }
    }
    let (short, long) = (time(50), time(400))
    #expect(long < short * 24 + .milliseconds(100), "\(short), \(long)")
  }
}
