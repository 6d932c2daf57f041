import RetourEvents
import Testing

@testable import RetourClassifier

@Suite("Unwrapping")
struct UnwrappingTests {
  /// The layers of a text, outermost first.
  static func layers(_ text: String) -> [String] {
    let reading = Reading(text, .builtIn)
    return Unwrapping(reading: reading, catalogue: .builtIn).layers().map(reading.string)
  }

  struct Coat: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var inner: String
    var testDescription: String { name }
  }

  static let coats = [
    Coat(
      name: "hashes of Exchange 2007",
      text: "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##",
      inner: "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"
    ),
    Coat(
      name: "Remote Server returned",
      text: "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found'",
      inner: "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found"
    ),
    Coat(
      name: "arrow",
      text: "550 5.1.351 Remote server returned unknown recipient -> 550 Unknown user",
      inner: "550 Unknown user"
    ),
    Coat(
      name: "primary target",
      text: "451 4.4.0 Primary target IP address responded with: \"421 4.2.1 Unable to connect.\" "
        + "Attempted failover to alternate host, but that did not succeed.",
      inner: "421 4.2.1 Unable to connect."
    ),
    Coat(
      name: "parentheses of an expiry line",
      text: "550 5.4.317 Message expired, cannot connect to remote server(451 5.7.3 STARTTLS "
        + "is required to send mail)",
      inner: "451 5.7.3 STARTTLS is required to send mail"
    ),
    Coat(
      name: "angle brackets of an expiry line",
      text: "554 4.4.7 Message expired: unable to deliver in 840 minutes."
        + "<421 4.4.2 Connection timed out>",
      inner: "421 4.4.2 Connection timed out"
    ),
    Coat(
      name: "bracket field",
      text: "450 4.4.317 Cannot connect to remote server [Message=451 5.7.3 STARTTLS is required] "
        + "[LastAttemptedServerName=mx.fabrikam.example]",
      inner: "451 5.7.3 STARTTLS is required"
    ),
    Coat(
      name: "message trace",
      text: "Reason: [{LED=450 4.4.317 Cannot connect to remote server};{MSG=};{FQDN=x.example}]",
      inner: "450 4.4.317 Cannot connect to remote server"
    ),
    Coat(
      name: "Postfix said",
      text: "host mx.fabrikam.example[203.0.113.8] said: 550 5.1.1 User unknown (in reply to RCPT "
        + "TO command)",
      inner: "550 5.1.1 User unknown (in reply to RCPT TO command)"
    ),
    Coat(
      name: "Postfix refused to talk",
      text: "host mx.fabrikam.example[203.0.113.8] refused to talk to me: 554 Go away",
      inner: "554 Go away"
    ),
    Coat(
      name: "Exim after a command",
      text: "SMTP error from remote mail server after RCPT TO:<kim@fabrikam.example>: host "
        + "mx.fabrikam.example [203.0.113.8]: 550 no mailbox",
      inner: "550 no mailbox"
    ),
    Coat(
      name: "qmail",
      text: "203.0.113.8 does not like recipient. Remote host said: 550 no mailbox",
      inner: "550 no mailbox"
    ),
  ]

  @Test("takes off one coat", arguments: coats)
  func coat(coat: Coat) { #expect(Self.layers(coat.text).last == coat.inner) }

  @Test("a proxy's error is unwrapped twice, one layer at a time")
  func proxy() {
    let text =
      "450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address "
      + "responded with: \"421 4.3.2 Service not active.\" Attempted failover. The last endpoint "
      + "attempted was 203.0.113.9:25'"
    let layers = Self.layers(text)
    #expect(layers.count == 3)
    #expect(layers.first == text.trimmingSuffix("'"))
    #expect(layers.dropFirst().first?.hasPrefix("451 4.4.0 Primary target") == true)
    #expect(layers.last == "421 4.3.2 Service not active.")
  }

  @Test("a plain reply is its own only layer")
  func plain() { #expect(Self.layers("550 5.1.1 User unknown") == ["550 5.1.1 User unknown"]) }

  @Test("an empty text has no layer")
  func empty() { #expect(Self.layers(" \r\n ").isEmpty) }

  @Test("reading stops at the quoted original")
  func cut() {
    let text = "550 User unknown Original message follows. Subject: mailbox full"
    #expect(Self.layers(text) == ["550 User unknown"])
  }

  @Test("coats inside coats end after a dozen")
  func depth() {
    let text = String(repeating: "host a.example said: ", count: 1000) + "550 User unknown"
    #expect(Self.layers(text).count == 12)
  }

  @Test("prefixes of a continued reply are removed")
  func continuation() {
    let text = "550-5.7.26 This mail is unauthenticated. 550-5.7.26 See the pages. 550 5.7.26 Bye"
    #expect(
      Self.layers(text) == ["550 5.7.26 This mail is unauthenticated. See the pages. Bye"]
    )
  }

  @Test("soft line breaks and typographic characters are undone")
  func plainCharacters() {
    #expect(Self.layers("550 unknown recipien= t") == ["550 unknown recipient"])
    #expect(Self.layers("550 Spf= Fail , Dkim= Pass") == ["550 Spf= Fail , Dkim= Pass"])
    #expect(Self.layers("550 The recipient\u{2019}s\u{A0}inbox") == ["550 The recipient's inbox"])
  }

  @Test("words inside addresses and host names are no words of the reply")
  func names() throws {
    let verdict = try verdict("550 5.1.1 <spam@virus.fabrikam.example>: user unknown")
    #expect(verdict.reason == .recipientUnknown)
  }
}

extension String {
  /// Without a suffix.
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
