import Foundation
import TestSupport
import Testing

@Suite struct CheckTests {
  private func house(_ check: String) throws -> NightlyHouse {
    let house = try NightlyHouse("check: {days: 3660, blocks: 0, new_causes: 0\(check)}")
    let paths = ["mbox", "traces"].map { "\(house.path)/in/\($0)" }
    #expect(try Program.run(["ingest", "-q", "--db", house.database] + paths).status == 0)
    return house
  }

  private func check(_ house: NightlyHouse, _ more: String...) throws -> Program.Result {
    try Program.run(["check", "--config", house.configuration] + more)
  }

  @Test("no threshold passed: exit 0 and no word")
  func fine() throws {
    let result = try check(house(""))
    #expect(result.status == 0)
    #expect(result.output.isEmpty && result.errors.isEmpty)
  }

  @Test(
    "each threshold is seen when it is passed, and only then",
    arguments: [
      (", failures: 1", "failures,all"), (", failure_rate: 1, minimum: 1", "failure-rate,all"),
      (", domain_failures: 1", "domain-failures,fabrikam.com"),
      (", domain_rate: 0.5, minimum: 1", "domain-rate,"),
      (", domains: {fabrikam.com: {failures: 1}}", "domain-failures,fabrikam.com"),
      (", blocks: 1", "sender-block,"), (", stale_days: 1", "stale-input,"),
    ]
  )
  func passed(threshold: String, alarm: String) throws {
    let house = try house(threshold.replacing(", blocks: 1", with: ""))
    if threshold.contains("blocks") {
      let text = try String(contentsOfFile: house.configuration, encoding: .utf8)
      try house.folder.write("retour.yaml", text.replacing("blocks: 0", with: "blocks: 1"))
    }
    let result = try check(house, "--format", "csv")
    #expect(result.status == 1)
    #expect(result.output.contains(alarm), "\(result.output)")
  }

  @Test("thresholds that are high enough are not passed")
  func high() throws {
    let limits = """
      , failures: 100000, failure_rate: 100, domain_failures: 100000, domain_rate: 100, \
      unknown_rate: 100
      """
    #expect(try check(house(limits)).status == 0)
  }

  @Test("a rate of few deliveries says nothing")
  func minimum() throws {
    #expect(try check(house(", failure_rate: 1, minimum: 1000000")).status == 0)
  }

  @Test("Nagios gets one line and its own exit codes")
  func nagios() throws {
    let plain = try house("")
    let fine = try check(plain, "--nagios")
    #expect(fine.status == 0)
    #expect(fine.output.hasPrefix("RETOUR OK"))
    let failures = try #require(
      Int(
        try Program.run([
          "query", "--db", plain.database, "--format", "csv", "--sql",
          "SELECT sum(failures) FROM v1_domain_day",
        ]).lines[1]
      )
    )
    let warning = try check(house(", failures: \(failures - 1)"), "--nagios")
    #expect(warning.status == 1)
    #expect(warning.output.hasPrefix("RETOUR WARNING - all: \(failures) failures"))
    let critical = try check(house(", failures: 1"), "--nagios")
    #expect(critical.status == 2)
    #expect(critical.lines.count == 1)
    let unknown = try Program.run(["check", "--nagios", "--db", "/no/such/database"])
    #expect(unknown.status == 3)
    #expect(unknown.output.hasPrefix("RETOUR UNKNOWN - /no/such/database"))
    #expect(try Program.run(["check", "--db", "/no/such/database"]).status == 66)
  }

  @Test("a reason that is new to a domain is told, but not on the first days of a database")
  func newCauses() throws {
    let folder = try TemporaryDirectory()
    let database = "\(folder.path)/d.sqlite"
    func mail(_ day: Int, _ words: String) -> String {
      """
      From MAILER-DAEMON Mon Nov  2 09:00:00 2026
      From: MAILER-DAEMON@contoso.com
      To: jan@contoso.com
      Subject: failure notice
      Date: \(Self.date(daysAgo: day))
      Message-ID: <\(day)@contoso.com>

      <kim@fabrikam.com>:
      Remote host said: \(words)

      --- Below this line is a copy of the message.

      Return-Path: <jan@contoso.com>
      Message-ID: <o\(day)@contoso.com>


      """
    }
    let configuration = try folder.write("c.yaml", "check: {new_causes: 1, blocks: 0, days: 2}\n")
    let arguments = ["check", "--config", configuration, "--db", database]
    let file = try folder.write("a.mbox", mail(0, "550 5.1.1 no such user"))
    #expect(try Program.run(["ingest", "-q", "--db", database, file]).status == 0)
    #expect(try Program.run(arguments).status == 0)
    try folder.write("b.mbox", mail(9, "550 5.2.2 mailbox is full"))
    #expect(
      try Program.run(["ingest", "-q", "--db", database, "\(folder.path)/b.mbox"]).status == 0
    )
    let result = try Program.run(arguments)
    #expect(result.status == 1)
    #expect(result.output.contains("recipient-unknown is new there"), "\(result.output)")
    #expect(!result.output.contains("mailbox-full"))
  }

  private static func date(daysAgo days: Int) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
    return formatter.string(from: Date(timeIntervalSinceNow: -Double(days) * 86_400))
  }
}
