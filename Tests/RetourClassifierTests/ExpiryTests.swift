import RetourClassifier
import RetourEvents
import Testing

@Suite("Expired messages")
struct ExpiryTests {
  @Test("a stated failure with a transient reply has expired")
  func transientFailure() throws {
    #expect(try verdict("452 4.2.2 Mailbox full", ["action": "failed"]).expired)
    #expect(!(try verdict("452 4.2.2 Mailbox full").expired))
    #expect(!(try verdict("552 5.2.2 Mailbox full", ["action": "failed"]).expired))
  }

  @Test("a stated failure whose only error is a connection has expired")
  func connection() throws {
    let text = "connect to mx.fabrikam.example[203.0.113.8]:25: Connection refused"
    #expect(try verdict(text, ["action": "failed"]).expired)
    #expect(!(try verdict(text).expired))
  }

  @Test("final texts with a transient status haven't expired")
  func finalTexts() throws {
    let context = ["action": "failed", "status": "4.0.0"]
    for text in [
      "Domain fabrikam.example does not accept mail (nullMX)",
      "DNS type 'mx' lookup of fabrikam.example had no relevant answers",
      "DNS Error: Domain name not found",
    ] {
      #expect(!(try verdict(text, context).expired), "\(text)")
    }
  }

  @Test("expiry words win over final texts")
  func expiryWords() throws {
    let text = "Message expired: unable to deliver in 840 minutes.<550 5.1.2 Host unknown>"
    let verdict = try verdict(text)
    #expect(verdict.expired)
    #expect(verdict.reason == .domainNotFound)
  }

  @Test("giving up on an address doesn't mean that time ran out")
  func givingUp() throws {
    let verdict = try verdict(
      "203.0.113.8 does not like recipient. Remote host said: 550 no mailbox here by that name "
        + "Giving up on 203.0.113.8.",
      ["action": "failed"]
    )
    #expect(!verdict.expired)
  }

  @Test("a delay notice hasn't expired, whatever its words")
  func delay() throws {
    #expect(!(try verdict("451 4.4.1 retry timeout exceeded", ["action": "delayed"]).expired))
  }

  @Test("the newest of the earlier errors decides an expired message")
  func lastErrors() throws {
    var report = try report(["550 4.4.7 QUEUE.Expired; message expired"])
    report.lastErrors = ["452 4.2.2 Mailbox full", "451 4.4.1 Connection timed out"]
    let (verdict, layers) = Classifier().classifyLayers(of: report)
    #expect(verdict.reason == .mailboxFull)
    #expect(verdict.expired)
    #expect(layers.count == 3)
  }

  @Test("earlier errors don't decide a final refusal")
  func finalRefusal() throws {
    var report = try report(["550 5.1.1 User unknown"])
    report.lastErrors = ["451 4.4.1 Connection timed out"]
    let verdict = Classifier().classify(report)
    #expect(verdict.reason == .recipientUnknown)
  }

  @Test("an unknown transient refusal of an expired message is an unavailable server")
  func unknownTransient() throws {
    let verdict = try verdict("550 4.4.7 QUEUE.Expired | 450 4.7.0 zzqx blorb".split())
    #expect(verdict.reason == .serverUnavailable)
    #expect(verdict.evidence == .reply)
    #expect(verdict.expired)
  }

  @Test(
    "an expired certificate, licence, account or password is no expired domain",
    arguments: [
      "422 License Expired", "550 5.2.1 this is expired account", "421 4.7.0 Connection expired",
      "454 4.7.5 The certificate of the domain fabrikam.example has expired",
      "550 5.7.20 The DKIM signature has expired",
      "535 5.7.8 The password of this domain user has expired: authentication failed",
    ]
  )
  func otherExpiries(text: String) throws {
    #expect(try verdict(text).reason != .domainExpired)
    #expect(try verdict(text).reason != .queueExpired)
  }

  @Test(
    "a domain or registration that expired is one",
    arguments: [
      "550 The domain fabrikam.example has expired", "550 expired domain",
      "554 domain registration has expired", "550 5.7.18 zzqx",
    ]
  )
  func domainExpired(text: String) throws {
    #expect(try verdict(text).reason == .domainExpired)
  }

  private func verdict(_ texts: [String]) throws -> Verdict {
    Classifier().classify(try report(texts))
  }

  private func verdict(_ text: String, _ context: [String: String] = [:]) throws -> Verdict {
    Classifier().classify(try report([text], context))
  }
}

extension String {
  /// The layers that ` | ` separates.
  fileprivate func split() -> [String] { split(separator: " | ").map(String.init) }
}
