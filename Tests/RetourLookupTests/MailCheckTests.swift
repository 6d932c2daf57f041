import RetourEvents
import RetourLookup
import Testing

@Suite("Where mail of a domain goes")
struct MailCheckTests {
  @Test("servers with addresses are in order, and the records are told")
  func fine() async throws {
    let zones = try Zones(
      """
      contoso.com MX 20 backup.contoso.com
      contoso.com MX 10 mail.contoso.com
      mail.contoso.com A 192.0.2.1
      backup.contoso.com AAAA 2001:db8::1
      """
    )
    let findings = try await zones.look("contoso.com", topics: [.mx])
    #expect(findings.ids == ["mx.ok"])
    #expect(
      findings[0].facts["records"] == .list(["10 mail.contoso.com", "20 backup.contoso.com"])
    )
    #expect(findings[0].outcome == .ok)
  }

  @Test("a name that doesn't exist is told with the nearest one that does")
  func noName() async throws {
    let zones = try Zones("example.net NS ns.example.net")
    let findings = try await zones.look("mail.gone.example.net", topics: [.mx])
    #expect(findings.ids == ["mx.nxdomain"])
    #expect(findings[0].facts["exists"] == .text("example.net"))
    #expect(findings[0].facts["registered"] == .number(1))
    #expect(findings[0].severity == .fault)
  }

  @Test("a registrable domain that doesn't exist is told apart from a name below one")
  func unregistered() async throws {
    let zones = try Zones("com NS a.gtld-servers.net")
    let findings = try await zones.look("gone-contoso.com", topics: [.mx])
    #expect(findings[.noName]?.facts["registered"] == .number(0))
  }

  @Test("no MX and no address is a fault, no MX and an address a hint")
  func implicit() async throws {
    let zones = try Zones(
      """
      none.example TXT hello
      web.example A 192.0.2.80
      """
    )
    #expect(try await zones.mail("none.example") == ["mx.none"])
    let findings = try await zones.look("web.example", topics: [.mx])
    #expect(findings.ids == ["mx.implicit"])
    #expect(findings[0].severity == .hint)
    #expect(findings[0].facts["addresses"] == .list(["192.0.2.80"]))
  }

  @Test("a null MX is told, and one beside servers is another thing")
  func null() async throws {
    let zones = try Zones(
      """
      no.example MX 0 .
      both.example MX 0 .
      both.example MX 10 mx.both.example
      mx.both.example A 192.0.2.1
      """
    )
    #expect(try await zones.mail("no.example") == ["mx.null"])
    #expect(try await zones.mail("both.example") == ["mx.null-mixed", "mx.ok"])
  }

  @Test("a dead server is a warning beside a living one, and a fault where there is no other")
  func dead() async throws {
    let zones = try Zones(
      """
      one.example MX 10 gone.one.example
      two.example MX 10 gone.two.example
      two.example MX 20 mx.two.example
      mx.two.example A 192.0.2.2
      empty.example MX 10 text.empty.example
      text.empty.example TXT no address
      """
    )
    let one = try await zones.look("one.example", topics: [.mx])
    #expect(one.ids == ["mx.target-nxdomain"])
    #expect(one[0].asked.text == "gone.one.example")
    #expect(one[0].severity == .fault)
    let two = try await zones.look("two.example", topics: [.mx])
    #expect(two.ids == ["mx.target-nxdomain", "mx.ok"])
    #expect(two[0].severity == .warning)
    #expect(try await zones.mail("empty.example") == ["mx.target-nodata"])
  }

  @Test("an address, an alias, a private address and our own server as targets are told")
  func targets() async throws {
    let zones = try Zones(
      """
      ip.example MX 10 192.0.2.9
      alias.example MX 10 mx.alias.example
      mx.alias.example CNAME real.alias.example
      real.alias.example A 192.0.2.3
      inner.example MX 10 mx.inner.example
      mx.inner.example A 10.1.2.3
      loop.example MX 10 mail.contoso.com
      mail.contoso.com A 192.0.2.1
      """
    )
    #expect(try await zones.mail("ip.example") == ["mx.target-ip"])
    let alias = try await zones.look("alias.example", topics: [.mx])
    #expect(alias.ids == ["mx.target-cname", "mx.ok"])
    #expect(alias[0].facts["alias"] == .text("real.alias.example"))
    #expect(try await zones.mail("inner.example") == ["mx.target-private"])
    let own = OwnNames(isOwnHost: { $0.text == "mail.contoso.com" })
    #expect(try await zones.mail("loop.example", own: own) == ["mx.loop", "mx.ok"])
    #expect(try await zones.mail("loop.example") == ["mx.ok"])
  }

  @Test("Exchange Online beside others and left-over records of ownership are told")
  func exchangeOnline() async throws {
    let zones = try Zones(
      """
      mixed.example MX 0 mixed-example.mail.protection.outlook.com
      mixed.example MX 10 mx.mixed.example
      mx.mixed.example A 192.0.2.4
      mixed-example.mail.protection.outlook.com A 192.0.2.5
      left.example MX 0 left-example.mail.protection.outlook.com
      left.example MX 10 ms1234.msv1.invalid
      left-example.mail.protection.outlook.com A 192.0.2.5
      """
    )
    #expect(try await zones.mail("mixed.example") == ["mx.mixed-exo", "mx.ok"])
    #expect(
      try await zones.mail("left.example") == ["mx.leftover", "mx.target-nxdomain", "mx.ok"]
    )
  }

  @Test(
    "what is no answer is unknown, never a problem",
    arguments: ["timeout", "servfail", "refused", "bogus", "malformed"]
  )
  func unknown(outcome: String) async throws {
    let zones = try Zones("broken.test.example MX !\(outcome)")
    let findings = try await zones.look("broken.test.example", topics: [.mx])
    #expect(findings.ids == ["mx.unknown"])
    #expect(findings[0].outcome == .unknown)
    #expect(findings[0].facts["answer"] == .text(outcome))
  }

  @Test("a server whose address isn't known makes no dead one a fault")
  func unknownTarget() async throws {
    let zones = try Zones(
      """
      half.example MX 10 gone.half.example
      half.example MX 20 mx.half.example
      mx.half.example A !timeout
      mx.half.example AAAA !timeout
      """
    )
    let findings = try await zones.look("half.example", topics: [.mx])
    #expect(findings.ids == ["mx.unknown", "mx.target-nxdomain"])
    #expect(findings[.targetNoName]?.severity == .warning)
    #expect(findings[.mx] == nil)
  }

  @Test("a zone whose servers fail below one that answers is lame, and unknown")
  func lame() async throws {
    let zones = try Zones(
      """
      lame.example.net MX !servfail
      example.net NS ns.example.net
      """
    )
    let findings = try await zones.look("lame.example.net", topics: [.mx, .ns])
    #expect(findings.ids == ["ns.lame", "mx.unknown"])
    #expect(findings.allSatisfy { $0.outcome == .unknown })
  }

  @Test("servers of parked domains are a hint beside what is wrong")
  func parked() async throws {
    let zones = try Zones(
      """
      sale.example A 192.0.2.99
      sale.example NS ns1.parkingcrew.example
      """
    )
    #expect(try await zones.mail("sale.example") == ["mx.implicit", "ns.parked"])
  }

  @Test(
    "a name one slip away from a frequent one may be meant for it",
    arguments: [
      ("gmial.example", true), ("gmai.example", true), ("gmaill.example", true),
      ("gnail.example", true), ("gmail.exampel", true), ("gmxil.exampel", false),
      ("hotmail.example", false),
    ]
  )
  func typing(name: String, isMeant: Bool) async throws {
    let own = OwnNames(frequent: try [#require(DNSName("gmail.example"))])
    let findings = try await Zones("example TXT x").look(name, topics: [.mx], own: own)
    #expect(findings[.noName] != nil)
    #expect((findings[.typing] != nil) == isMeant)
  }

  @Test("a chain of aliases without an end is no answer")
  func loop() async throws {
    let zones = try Zones(
      """
      a.example CNAME b.example
      b.example CNAME a.example
      """
    )
    #expect(try await zones.mail("a.example") == ["ns.lame", "mx.unknown"])
  }
}
