import MailText
import RetourEvents
import Testing

@testable import RetourClassifier

@Suite("Ours or theirs")
struct OwnSideTests {
  @Test("names with the same registrable domain are found as by comparing those")
  func registrations() throws {
    let names = try [
      "contoso.com", "mail.contoso.com", "a.b.contoso.com", "xcontoso.com", "com", "co.uk", "uk",
      "contoso.co.uk", "mx.contoso.co.uk", "fabrikam.co.uk", "a.example", "b.example", "example",
      "a.github.io", "b.github.io", "x.a.github.io", "github.io", "localhost", "mx.localhost",
    ].map { try #require(DomainName(ascii: $0)) }
    for one in names {
      for other in names {
        let isSame =
          UnsafePublicSuffix.registrableDomain(of: one)
          == UnsafePublicSuffix.registrableDomain(of: other)
        #expect(
          UnsafePublicSuffix.haveSameRegistration(one, other) == isSame,
          "\(one) and \(other)"
        )
      }
    }
  }

  static let own = ["own-domains": "contoso.example", "own-hosts": "198.51.100.0/24"]

  private func context(_ more: [String: String]) -> [String: String] {
    Self.own.merging(more) { $1 }
  }

  @Test("H0: tokens between the halves need no configuration")
  func tokens() throws {
    let verdict = try verdict("550 5.7.64 TenantAttribution; Relay Access Denied SMTP")
    #expect(verdict.reason == .connectorAuth)
    #expect(verdict.side == .ours)
  }

  @Test("H1: an own host that can't be reached, by name and by network")
  func ownHost() throws {
    let text = "451 4.4.1 Connection timed out"
    for host in ["mail.contoso.example", "198.51.100.7"] {
      let verdict = try verdict(text, context(["remote-host": host]))
      #expect(verdict.reason == .onpremUnreachable, "\(host)")
      #expect(verdict.evidence == .text, "configured, so the evidence keeps its grade")
    }
    let foreign = try verdict(text, context(["remote-host": "mx.fabrikam.example"]))
    #expect(foreign.reason == .connectionTimeout)
    #expect(foreign.side == .theirs)
  }

  @Test("H1: TLS with an own host is the connector's")
  func connectorTLS() throws {
    let verdict = try verdict(
      "451 5.7.3 Must issue a STARTTLS command first",
      context(["remote-host": "198.51.100.7"])
    )
    #expect(verdict.reason == .connectorTls)
  }

  @Test("H2: a private endpoint is ours if the report is ours or Exchange Online's")
  func privateEndpoint() throws {
    let text =
      "441 4.4.1 Error encountered while communicating with primary target IP address: \"Failed "
      + "to connect. Winsock error code: 10060\" The last endpoint attempted was 10.1.1.3:25"
    #expect(try verdict(text).reason == .onpremUnreachable)
    let online = ["reporting-mta": "am0pr01mb1.eurprd01.prod.outlook.com"]
    #expect(try verdict(text, online).reason == .onpremUnreachable)
    let ours = ["reporting-mta": "ex01.contoso.example"]
    #expect(try verdict(text, ours).reason == .onpremUnreachable)
    let theirs = ["reporting-mta": "gateway.fabrikam.example"]
    #expect(try verdict(text, theirs).reason == .connectionTimeout)
  }

  @Test("H2: a loopback address in a refusal proves nothing")
  func loopback() throws {
    let verdict = try verdict(
      "host filter.fabrikam.example[127.0.0.1] said: 451 4.4.1 Connection timed out"
    )
    #expect(verdict.reason == .connectionTimeout)
  }

  @Test(
    "H2: Microsoft's internal addresses are no evidence",
    arguments: ["25.152.252.27", "0.0.0.0"]
  )
  func internalAddress(address: String) throws {
    let text = "450 4.4.315 Connection timed out [LastAttemptedIP=\(address):25]"
    #expect(try verdict(text).reason == .connectionTimeout)
  }

  @Test("H2: the address beside a name proves nothing where DNS failed")
  func addressWithDNS() throws {
    let text = "450 4.4.312 DNS query failed [Message=ErrorRetry] [LastAttemptedIP=10.0.0.9:25]"
    #expect(try verdict(text).reason == .dnsFailure)
  }

  @Test("H3: a loop of our own domain, or with hops back and forth")
  func loop() throws {
    let text = "554 5.4.14 Hop count exceeded - possible mail loop ATTR34"
    #expect(try verdict(text, context([:])).reason == .mailLoop)
    let ours = context(["recipient": "kim@contoso.example"])
    #expect(try verdict(text, ours).reason == .hybridLoop)
    #expect(try verdict(text, ours.merging(["hybrid": "false"]) { $1 }).reason == .mailLoop)
    var alternating = try report([text])
    alternating.hops = [
      "am0pr01mb1.eurprd01.prod.outlook.com", "ex01.contoso.example",
      "am0pr01mb2.eurprd01.prod.outlook.com",
    ]
    let classifier = Classifier(own: try ownSide(Self.own))
    #expect(classifier.classify(alternating).reason == .hybridLoop)
  }

  @Test("H4: an unknown recipient of our own is hybrid only where hybrid is configured")
  func unknownRecipient() throws {
    let text = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found"
    for (hybrid, reason) in [
      ("true", Reason.hybridConfig), ("false", .recipientUnknown), ("auto", .recipientUnknown),
    ] {
      let context = context(["recipient": "kim@contoso.example", "hybrid": hybrid])
      #expect(try verdict(text, context).reason == reason, "\(hybrid)")
    }
  }

  @Test("H5: our own server, or Exchange Online for our own domain, refuses to relay")
  func relay() throws {
    let text = "550 5.4.1 Relay Access Denied"
    let own = context(["remote-host": "mail.contoso.example"])
    #expect(try verdict(text, own).reason == .connectorAuth)
    let online = context([
      "recipient": "kim@contoso.example",
      "remote-host": "contoso-example.mail.protection.outlook.com",
    ])
    #expect(try verdict(text, online).reason == .connectorAuth)
    #expect(try verdict(text, Self.own).reason == .relayDenied)
  }

  @Test("H6: anything else from an own host keeps its reason, and is ours")
  func anythingElse() throws {
    let verdict = try verdict("552 5.2.2 Mailbox full", context(["remote-host": "198.51.100.7"]))
    #expect(verdict.reason == .mailboxFull)
    #expect(verdict.side == .ours)
  }

  @Test("without configuration our side is inferred, and the evidence is a grade lower")
  func inference() throws {
    let text =
      "450 4.4.316 Connection refused [Message=Socket error code 10061] "
      + "[LastAttemptedServerName=hybrid.contoso.example]"
    let inferred = try verdict(text)
    #expect(inferred.reason == .onpremUnreachable)
    #expect(inferred.evidence == .vendorCode)
    #expect(try verdict(text, ["hybrid": "false"]).reason == .connectionRefused)
    #expect(try verdict(text, ["sender": "a@adatum.example"]).reason == .connectionRefused)
  }

  @Test("names are compared by registered domain, not by the last two labels")
  func registeredDomain() throws {
    let text =
      "450 4.4.316 Connection refused [LastAttemptedServerName=mail.fabrikam.co.uk] "
      + "[Message=Socket error code 10061]"
    let context = ["sender": "info@contoso.co.uk", "recipient": "kim@fabrikam.co.uk"]
    #expect(try verdict(text, context).reason == .connectionRefused)
  }

  @Test("networks contain their addresses and no others")
  func networks() throws {
    let network = try #require(Network("192.0.2.64/26"))
    #expect(network.contains(try #require(NetworkAddress("192.0.2.127"))))
    #expect(!network.contains(try #require(NetworkAddress("192.0.2.128"))))
    let six = try #require(Network("2001:db8:1::/48"))
    #expect(six.contains(try #require(NetworkAddress("2001:DB8:1::7"))))
    #expect(!six.contains(try #require(NetworkAddress("2001:db8:2::7"))))
    #expect(!six.contains(try #require(NetworkAddress("192.0.2.1"))))
    let mapped = try #require(NetworkAddress("::ffff:192.0.2.65"))
    #expect(network.contains(mapped))
  }

  @Test(
    "what isn't a host, an address or a network is refused",
    arguments: [
      "192.0.2.1/33", "192.0.2.256", "1.2.3", "::1::", "2001:db8::/129", "a b", "x/8", "",
    ]
  )
  func badHosts(text: String) {
    #expect(OwnHost(text).map { if case .network = $0 { true } else { false } } != true)
  }
}
