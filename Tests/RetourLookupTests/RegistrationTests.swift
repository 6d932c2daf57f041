import RetourEvents
import Testing

@testable import RetourLookup

@Suite("Registrations")
struct RegistrationTests {
  private struct Stored: RegistrationDirectory {
    let given: RegistrationAnswer

    func answer(_ domain: DomainName) async -> RegistrationAnswer {
      domain.name == "contoso.com" ? given : .failed("asked for \(domain)")
    }
  }

  private static func json(_ end: String?, _ status: String...) -> RegistrationAnswer {
    let states = status.map { "\"\($0)\"" }.joined(separator: ",")
    let event = end.map { #"{"eventAction":"expiration","eventDate":"\#($0)"}"# } ?? ""
    return .found(
      Array(
        """
        {"objectClassName":"domain","ldhName":"contoso.com","status":[\(states)],"events":[\(event)],
        "entities":[{"vcardArray":["vcard",[["fn",{},"text","Kim"]]]}]}
        """.utf8
      )
    )
  }

  @Test(
    "what a registry says becomes a finding",
    arguments: [
      (json("2027-08-01T00:00:00Z", "active"), "reg.ok"), (json(nil, "active"), "reg.ok"),
      (json("2026-11-28T23:59:59Z"), "reg.expired"),
      (json("2026-11-29T01:30:00+02:00"), "reg.expired"),
      (json("2027-08-01T00:00:00.123Z", "redemption period"), "reg.expired"),
      (json("2027-08-01T00:00:00Z", "Pending Delete"), "reg.expired"),
      (json("2027-08-01T00:00:00Z", "client hold"), "reg.hold"),
      (json("2027-08-01T00:00:00Z", "auto renew period"), "reg.grace"),
      (json("2026-12-20T00:00:00Z", "active"), "reg.soon"), (.notFound, "reg.none"),
      (.failed("429"), "reg.unknown"), (.found(Array("[]".utf8)), "reg.unknown"),
      (.found(Array(#"{"objectClassName":"entity"}"#.utf8)), "reg.unknown"),
    ]
  )
  func findings(answer: RegistrationAnswer, id: String) async throws {
    // 29 November 2026, 00:00:00
    let now = try #require(Timestamp(year: 2026, month: 11, day: 29))
    let check = RegistrationCheck(directory: Stored(given: answer), now: now)
    let name = try #require(DNSName("mail.contoso.com"))
    let findings = await check.run(name)
    #expect(findings.ids == [id])
    #expect(findings[0].asked.text == "contoso.com")
    #expect(findings[0].words.contains("contoso.com"))
  }

  @Test("the directory of the longest end of a name is asked, by HTTPS")
  func services() throws {
    let json = """
      {"version":"1.0","services":[[["com","net"],["http://x.example/","https://a.example/"]],
      [["co.uk"],["https://b.example/"]],[["uk"],["https://c.example/"]],[["old"],["http://d.example/"]]]}
      """
    let services = try #require(RegistrationServices(Array(json.utf8)))
    #expect(services.base(for: "contoso.com") == "https://a.example/")
    #expect(services.base(for: "contoso.co.uk") == "https://b.example/")
    #expect(services.base(for: "contoso.org.uk") == "https://c.example/")
    #expect(services.base(for: "contoso.old") == nil)
    #expect(RegistrationServices(Array("{}".utf8)) == nil)
  }
}
