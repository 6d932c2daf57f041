import RetourEvents
import RetourLookup
import Testing

@testable import RetourLookup

@Suite("DKIM, DMARC, encryption and names of addresses")
struct OtherCheckTests {
  private static let long =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDIGV/FNOAG++zeciLmNAo2WN1E0tnDDrpkwq98rISEze65KadpoXfewXzrHSca/cm+Mpt2JdjlxE4rCGG499Bf+qYqyexG8sFm7bvD+F8f1kUsx2HYY34TbnbpRXauOXd4VKAZnE2kW+7CfsnOdtDk3QQKRSC4UAPvStjdWK0T7wIDAQAB"
  private static let bare =
    "MIGJAoGBAOdK9OJRG6v+gixlwkvog5GZqRNCjeZiPUTIz2sda+REwB0uY5piIE+IFL5LeRsTxl1aWRudJ8CbGWrCtGZr7LmLF+QO4uiAvAc+kyShpuSxhHUW7VIwtEvSBwlbv2x+Q6oIFAuPC3Fas/d8uEulsPqci/BUlTe0RYAV36GNkwGVAgMBAAE="
  private static let short =
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBANB7XYqkg4BIWuH0FtWvDbks2NrmOUrMpnP0JgQ2lYIP6moSIWvpoop6dpCA9q6ue55g+KdHvVlfXuCTtgiAhSECAwEAAQ=="

  @Test(
    "keys of signatures",
    arguments: [
      ("v=DKIM1; k=rsa; p=\(long)", "dkim.ok"), ("p=\(bare)", "dkim.ok"),
      ("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "dkim.ok"),
      ("v=DKIM1; p=", "dkim.revoked"), ("v=DKIM1; p=\(short)", "dkim.weak"),
      ("v=DKIM1; p=AAAA", "dkim.syntax"), ("v=DKIM2; p=\(long)", "dkim.syntax"),
      ("v=DKIM1; k=rsa", "dkim.syntax"), ("v=DKIM1; p=\(long.dropLast(30))", "dkim.syntax"),
      ("!timeout", "dkim.unknown"),
    ]
  )
  func dkim(record: String, id: String) async throws {
    let findings = try await Zones("s1._domainkey.contoso.com TXT \(record)")
      .look("contoso.com", isOwn: true, topics: [.dkim]) { $0.selectors = ["s1"] }
    #expect(findings.ids == [id])
    if id == "dkim.weak" { #expect(findings[0].facts["bits"] == .number(512)) }
    if record.contains(Self.long), id == "dkim.ok" {
      #expect(findings[0].facts["bits"] == .number(1024))
    }
  }

  @Test("a selector that is an alias of nothing is told with the name that is missing")
  func alias() async throws {
    let zones = try Zones(
      "s1._domainkey.contoso.com CNAME s1-contoso-com._domainkey.contoso.example"
    )
    let findings = try await zones.look("contoso.com", isOwn: true, topics: [.dkim]) {
      $0.selectors = ["s1", "s2"]
    }
    #expect(findings.ids == ["dkim.target-dead", "dkim.none"])
    #expect(findings[0].facts["alias"] == .text("s1-contoso-com._domainkey.contoso.example"))
  }

  @Test("what is wrong with a key that was only seen is a warning, and each key is asked once")
  func seen() async throws {
    let zones = try Zones("s1._domainkey.contoso.com TXT v=DKIM1; p=")
    let findings = try await zones.look("contoso.com", isOwn: true, topics: [.dkim]) {
      $0.selectors = ["s1"]
      $0.seenSelectors = [("s1", "2026-11-02"), ("s9", "2026-11-03")]
    }
    #expect(findings.ids == ["dkim.revoked", "dkim.none"])
    #expect(findings.map(\.severity) == [.fault, .warning])
    #expect(findings[1].facts["seen"] == .text("2026-11-03"))
  }

  @Test(
    "DMARC records",
    arguments: [
      ("_dmarc.a.contoso.com TXT v=DMARC1; p=reject", "dmarc.ok", "reject"),
      ("_dmarc.contoso.com TXT v=DMARC1; p=reject; sp=none", "dmarc.ok", "none"),
      ("_dmarc.contoso.com TXT v=DMARC1; p=quarantine", "dmarc.ok", "quarantine"),
      ("_dmarc.contoso.com TXT v=DMARC1; rua=mailto:r@contoso.com", "dmarc.ok", "none"),
      ("_dmarc.a.contoso.com TXT v=DMARC1; p=refuse", "dmarc.syntax", nil),
      ("_dmarc.a.contoso.com TXT v=DMARC1 p=none", "dmarc.none", nil),
      ("_dmarc.a.contoso.com TXT v=DMARC1; p=none; p=none", "dmarc.syntax", nil),
      ("contoso.com TXT nothing", "dmarc.none", nil),
      ("_dmarc.a.contoso.com TXT !servfail", "dmarc.unknown", nil),
      (
        "_dmarc.a.contoso.com TXT v=DMARC1; p=none\n_dmarc.a.contoso.com TXT v=DMARC1; p=reject",
        "dmarc.multiple", nil
      ),
    ]
  )
  func dmarc(zone: String, id: String, policy: String?) async throws {
    let findings = try await Zones(zone).look("a.contoso.com", isOwn: true, topics: [.dmarc])
    #expect(findings.ids == [id])
    #expect(findings[0].facts["policy"] == policy.map { .text($0) })
  }

  @Test("whoever gets reports of others has to have agreed")
  func reports() async throws {
    let record =
      "_dmarc.contoso.com TXT v=DMARC1; p=none; rua=mailto:a@fabrikam.com!10m,mailto:b@x.contoso.com"
    let denied = try await Zones(record).look("contoso.com", isOwn: true, topics: [.dmarc])
    #expect(denied.ids == ["dmarc.report-denied"])
    #expect(denied[0].asked.text == "contoso.com._report._dmarc.fabrikam.com")
    let agreed = "\(record)\ncontoso.com._report._dmarc.fabrikam.com TXT v=DMARC1"
    #expect(
      try await Zones(agreed).look("contoso.com", isOwn: true, topics: [.dmarc]).ids
        == ["dmarc.ok"]
    )
  }

  @Test("of a long name only the short ends are asked for a policy")
  func walk() throws {
    let name = try #require(DNSName("a.b.c.d.e.f.g.h.i.example"))
    let names = DMARCCheck.walk(name).map(\.text)
    #expect(names.first == "a.b.c.d.e.f.g.h.i.example")
    #expect(names[1] == "d.e.f.g.h.i.example")
    #expect(names.last == "example")
    #expect(names.count == 8)
  }

  @Test(
    "announcements of MTA-STS and TLS reports",
    arguments: [
      ("_mta-sts.x.example TXT v=STSv1; id=20261101T010101", ["mta-sts.ok", "mta-sts.policy"]),
      ("_mta-sts.x.example TXT v=STSv1; id=2026-11-01", ["mta-sts.syntax"]),
      (
        "_mta-sts.x.example TXT v=STSv1; id=1\n_mta-sts.x.example TXT v=STSv1; id=2",
        ["mta-sts.multiple"]
      ),
      ("_mta-sts.x.example TXT !refused", ["mta-sts.unknown"]),
      ("_smtp._tls.x.example TXT v=TLSRPTv1; rua=mailto:tls@x.example", ["tls-rpt.ok"]),
      ("_smtp._tls.x.example TXT v=TLSRPTv1; rua=ftp://x.example", ["tls-rpt.syntax"]),
      ("x.example TXT nothing", []),
    ]
  )
  func policies(zone: String, ids: [String]) async throws {
    #expect(
      try await Zones(zone).look("x.example", isOwn: true, topics: [.mtaSTS, .tlsReports]).ids
        == ids
    )
  }

  @Test("a key of a server counts only where all of it is signed")
  func dane() async throws {
    let digest = String(repeating: "ab", count: 32)
    func zones(_ record: String) throws -> Zones {
      try Zones(
        """
        x.example MX 10 mx.x.example
        mx.x.example A 192.0.2.1
        _25._tcp.mx.x.example TLSA \(record)
        """
      )
    }
    var signed = try zones("3 1 1 \(digest)")
    #expect(try await signed.look("x.example", topics: [.dane]).ids == ["dane.unsigned"])
    try await signed.sign("x.example", .mx)
    #expect(try await signed.look("x.example", topics: [.dane]).ids == ["dane.unsigned"])
    try await signed.sign("_25._tcp.mx.x.example", .tlsa)
    #expect(try await signed.look("x.example", topics: [.dane]).ids == ["dane.ok"])
    var useless = try zones("1 1 1 \(digest)")
    try await useless.sign("x.example", .mx)
    try await useless.sign("_25._tcp.mx.x.example", .tlsa)
    #expect(try await useless.look("x.example", topics: [.dane]).ids == ["dane.unusable"])
  }

  @Test(
    "names of addresses lead back, or don't",
    arguments: [
      ("1.2.0.192.in-addr.arpa PTR mail.contoso.com\nmail.contoso.com A 192.0.2.1", "ptr.ok"),
      (
        "1.2.0.192.in-addr.arpa PTR mail.contoso.com\nmail.contoso.com A 192.0.2.2",
        "ptr.mismatch"
      ),
      (
        "1.2.0.192.in-addr.arpa PTR mail.contoso.com\nmail.contoso.com A !timeout",
        "ptr.unknown"
      ),
      ("contoso.com TXT x", "ptr.none"),
      ("1.2.0.192.in-addr.arpa PTR !servfail", "ptr.unknown"),
    ]
  )
  func pointers(zone: String, id: String) async throws {
    let findings = try await Zones(zone).look("contoso.com", isOwn: true, topics: [.ptr]) {
      $0.sources = [NetworkAddress("192.0.2.1")].compactMap { $0 }
        .map { SendingSource($0, count: 1) }
    }
    #expect(findings.ids == [id])
  }
}
