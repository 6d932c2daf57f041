import RetourEvents
import RetourLookup
import Testing

@Suite("SPF")
struct SPFTests {
  private static let includes = """
    a.example TXT v=spf1 a mx include:b.example ip4:198.51.100.0/24 -all
    a.example A 192.0.2.10
    a.example MX 10 mx.a.example
    mx.a.example A 192.0.2.11
    b.example TXT v=spf1 a:h1.b.example a:h2.b.example exists:%{i}.x.b.example ~all
    h1.b.example A 192.0.2.20
    h2.b.example AAAA 2001:db8::20
    """

  @Test("look-ups are counted with those of included records, and each term's cost is told")
  func counting() async throws {
    let findings = try await Zones(Self.includes).spf("a.example")
    #expect(findings.ids == ["spf.ok"])
    #expect(findings[0].facts["lookups"] == .number(6))
    #expect(findings[0].facts["voids"] == .number(0))
    #expect(findings[0].facts["costs"] == .list(["a 1", "mx 1", "include:b.example 4"]))
  }

  @Test("more than ten look-ups are a fault, ten aren't")
  func limit() async throws {
    func zone(_ count: Int) -> String {
      let terms = (1...count).map { "a:h\($0).big.example" }.joined(separator: " ")
      return "big.example TXT v=spf1 \(terms) -all\n"
        + (1...count).map { "h\($0).big.example A 192.0.2.\($0)\n" }.joined()
    }
    #expect(try await Zones(zone(10)).spf("big.example").ids == ["spf.ok"])
    let findings = try await Zones(zone(11)).spf("big.example", from: "203.0.113.1")
    #expect(findings.ids == ["spf.lookups"])
    #expect(findings[0].facts["lookups"] == .number(11))
    #expect(findings[0].severity == .fault)
  }

  @Test("counting ends, however much is included")
  func endless() async throws {
    let zone = (0..<200).map { number in
      "i\(number).example TXT v=spf1 include:i\(number * 2 + 1).example "
        + "include:i\(number * 2 + 2).example -all"
    }
    let findings = try await Zones(zone.joined(separator: "\n")).spf("i0.example")
    #expect(findings[.lookupsSPF]?.facts["lookups"] == .number(40))
  }

  @Test("more than two look-ups that give nothing are a fault")
  func voids() async throws {
    let two = "v.example TXT v=spf1 a:x.v.example mx:y.v.example -all"
    #expect(try await Zones(two).spf("v.example").ids == ["spf.ok"])
    let three = "v.example TXT v=spf1 a:x.v.example mx:y.v.example a:z.v.example -all"
    let findings = try await Zones(three).spf("v.example")
    #expect(findings.ids == ["spf.void"])
    #expect(findings[0].facts["names"] == .list(["x.v.example", "y.v.example", "z.v.example"]))
  }

  @Test(
    "faults of records have their own ids",
    arguments: [
      ("x.example A 192.0.2.1", "spf.none"),
      ("x.example TXT v=spf10 -all", "spf.none"),
      ("x.example TXT v=spf1 -all\nx.example TXT v=spf1 a -all", "spf.multiple"),
      ("x.example TXT v=spf1 ipv4:192.0.2.1 -all", "spf.syntax"),
      ("x.example TXT v=spf1 ip4:192.0.2.300 -all", "spf.syntax"),
      ("x.example TXT v=spf1 ip4:192.0.2.0/33 -all", "spf.syntax"),
      ("x.example TXT v=spf1 ip4:2001:db8::1 -all", "spf.syntax"),
      ("x.example TXT v=spf1 a:%{x}.example -all", "spf.syntax"),
      ("x.example TXT v=spf1 all:x -all", "spf.syntax"),
      ("x.example TXT v=spf1 redirect=y.example redirect=z.example", "spf.syntax"),
      ("x.example TXT v=spf1 include:y.example -all", "spf.include-none"),
      ("x.example TXT v=spf1 include:x.example -all", "spf.include-loop"),
      ("x.example TXT v=spf1 redirect=x.example", "spf.include-loop"),
      ("x.example TXT v=spf1 +all", "spf.plus-all"),
      ("x.example TXT v=spf1 all", "spf.plus-all"),
      ("x.example TXT v=spf1 ip4:192.0.2.1", "spf.no-all"),
      ("x.example TXT v=spf1 ptr -all", "spf.ptr"),
      ("x.example TXT !timeout", "spf.unknown"),
      ("x.example TXT v=spf1 include:y.example -all\ny.example TXT !servfail", "spf.unknown"),
    ]
  )
  func faults(zone: String, id: String) async throws {
    #expect(try await Zones(zone).spf("x.example").ids == [id])
  }

  @Test(
    "records that are right are",
    arguments: [
      "v=spf1", "v=spf1 -all", "V=SPF1 -ALL", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all",
      "v=spf1 a/24//64 ?all", "v=spf1 a:x.example/24 -all", "v=spf1 a//64 -all",
      "v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all", "v=spf1  -all", "v=spf1 unknown=x.y -all",
      "v=spf1 exp=why.x.example -all",
    ]
  )
  func right(text: String) async throws {
    let findings = try await Zones("x.example TXT \(text)\nx.example A 192.0.2.1").spf("x.example")
    #expect(!findings.ids.contains("spf.syntax"), "\(findings.map(\.words))")
    #expect(findings.allSatisfy { $0.outcome != .unknown })
  }

  @Test("an address that sends and isn't allowed is told with the term to add, in its place")
  func missing() async throws {
    let zones = try Zones(Self.includes)
    let findings = try await zones.spf(
      "a.example",
      from: "192.0.2.10",
      "203.0.113.7",
      "2001:db8::20",
      "198.51.100.3"
    )
    #expect(findings.ids == ["spf.ok", "spf.source-ok", "spf.source-missing"])
    #expect(
      findings[.sourceAllowed]?.facts["addresses"]
        == .list(["192.0.2.10", "2001:db8::20", "198.51.100.3"])
    )
    let missing = try #require(findings[.sourceSPF])
    #expect(missing.facts["addresses"] == .list(["203.0.113.7 fail"]))
    #expect(missing.facts["add"] == .list(["ip4:203.0.113.7"]))
    #expect(
      missing.facts["proposed"]
        == .text(
          "v=spf1 a mx include:b.example ip4:198.51.100.0/24 ip4:203.0.113.7 -all"
        )
    )
    #expect(missing.facts["failures"] == .number(3))
  }

  @Test("Exchange Online that isn't included is told where mail leaves through it")
  func exchangeOnline() async throws {
    let zone = """
      x.example TXT v=spf1 ip4:192.0.2.1 -all
      y.example TXT v=spf1 include:spf.protection.outlook.com -all
      spf.protection.outlook.com TXT v=spf1 ip4:192.0.2.128/25 -all
      """
    #expect(try await Zones(zone).spf("x.example").ids == ["spf.ok"])
    let findings = try await Zones(zone).spf("x.example", online: true)
    #expect(findings.ids == ["spf.exo-missing"])
    #expect(
      findings[0].facts["proposed"]
        == .text("v=spf1 ip4:192.0.2.1 include:spf.protection.outlook.com -all")
    )
    #expect(try await Zones(zone).spf("y.example", online: true).ids == ["spf.ok"])
  }

  @Test("where there is no record, one is proposed")
  func proposal() async throws {
    let findings = try await Zones("x.example A 192.0.2.1")
      .spf("x.example", from: "192.0.2.1", online: true)
    #expect(
      findings[.noSPF]?.facts["proposed"]
        == .text("v=spf1 include:spf.protection.outlook.com ip4:192.0.2.1 ~all")
    )
  }

  @Test(
    "macros, redirects and exceptions are evaluated",
    arguments: [
      ("v=spf1 exists:%{ir}.%{v}.block.x.example -all", "192.0.2.5", true),
      ("v=spf1 exists:%{ir}.%{v}.block.x.example -all", "192.0.2.6", false),
      ("v=spf1 redirect=b.example", "192.0.2.20", true),
      ("v=spf1 -ip4:192.0.2.20 include:b.example -all", "192.0.2.20", false),
      ("v=spf1 ptr:x.example -all", "192.0.2.30", true),
      ("v=spf1 ptr:x.example -all", "192.0.2.31", false),
      ("v=spf1 a:h1.b.example/28 -all", "192.0.2.30", true),
      ("v=spf1 ?all", "192.0.2.1", false),
    ]
  )
  func evaluation(text: String, address: String, passes: Bool) async throws {
    let zones = try Zones(
      """
      x.example TXT \(text)
      5.2.0.192.in-addr.block.x.example A 127.0.0.2
      b.example TXT v=spf1 a:h1.b.example -all
      h1.b.example A 192.0.2.20
      30.2.0.192.in-addr.arpa PTR host.x.example
      host.x.example A 192.0.2.30
      31.2.0.192.in-addr.arpa PTR host.x.example
      """
    )
    let findings = try await zones.spf("x.example", from: address)
    #expect((findings[.sourceAllowed] != nil) == passes)
    #expect((findings[.sourceSPF] != nil) == !passes)
  }
}
