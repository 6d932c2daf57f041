import Foundation
import TestSupport
import Testing

/// Mail that leaves through a smart host: a log tells that it was handed over, no more.
struct RelayTests {
  private static func line(_ number: Int, to domain: String, _ relay: String, _ end: String)
    -> String
  {
    "2026-11-29T12:00:00+00:00 mail postfix/smtp[1]: 4F1\(10_000 + number): to=<u\(number)@\(domain)>, "
      + "relay=\(relay), delay=1, delays=0/0/0/1, \(end)\n"
  }
  private static let sent = "dsn=2.0.0, status=sent (250 2.0.0 Ok)"
  private static let refused =
    "dsn=5.1.1, status=bounced (host smtp.relay.example[203.0.113.7] said: 550 5.1.1 no such user)"
  private static let relay = "smtp.relay.example[203.0.113.7]:587"

  /// So many deliveries to 12 domains, of which some went to servers of their own.
  private static func log(_ count: Int, direct: Int) -> String {
    (0..<count).map { number in
      let domain = "d\(number % 12).example"
      return line(
        number,
        to: domain,
        number < direct ? "mx.\(domain)[203.0.113.9]:25" : relay,
        sent
      )
    }.joined()
  }

  private func answer(_ database: String) throws -> [String] {
    let sql = """
      SELECT kind, sum(deliveries), sum(sent) FROM v1_domain_day GROUP BY kind ORDER BY kind
      """
    let found = try Program.run(["query", "--db", database, "--format", "csv", "--sql", sql])
    #expect(found.status == 0, "\(found.errors)")
    return Array(found.lines.dropFirst())
  }

  @Test(
    "what a configured relay took is relayed, without a rate, until another configuration is read",
    arguments: ["relay.example", "203.0.113.4/30", "smtp.relay.example"]
  )
  func configured(relay: String) throws {
    let folder = try TemporaryDirectory()
    let database = "\(folder.path)/a.sqlite"
    let log = try folder.write(
      "mail.log",
      Self.log(30, direct: 5) + Self.line(90, to: "d0.example", Self.relay, Self.refused)
    )
    let page = "\(folder.path)/page.html"
    func ingest(_ relays: String) throws -> [String] {
      let yaml = try folder.write("retour.yaml", "database: \(database)\n\(relays)")
      let run = try Program.run(["ingest", "-q", "--config", yaml, log])
      #expect(run.status == 0, "\(run.errors)")
      #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
      #expect(try Program.run(["report", "--db", database, "-o", page]).status == 0)
      return try answer(database)
    }
    #expect(try ingest("relays: [\(relay)]\n") == ["delivered,5,5", "failed,1,0", "relayed,25,0"])
    #expect(try String(contentsOfFile: page, encoding: .utf8).contains("Mail leaves through"))
    #expect(try ingest("relays: []\n") == ["delivered,30,30", "failed,1,1"])
    #expect(try !String(contentsOfFile: page, encoding: .utf8).contains("Mail leaves through"))
    #expect(try ingest("relays: [\(relay)]\n") == ["delivered,5,5", "failed,1,0", "relayed,25,0"])
  }

  @Test(
    "a host that takes nearly all mail to many domains is a relay, unless it is said there is none"
  )
  func found() throws {
    for (count, direct, relayed) in [(60, 3, 57), (60, 4, 0), (49, 0, 0)] {
      let folder = try TemporaryDirectory()
      let log = try folder.write("mail.log", Self.log(count, direct: direct))
      let database = "\(folder.path)/a.sqlite"
      #expect(try Program.run(["ingest", "-q", "--db", database, log]).status == 0)
      let truth =
        relayed > 0
        ? ["delivered,\(direct),\(direct)", "relayed,\(relayed),0"]
        : ["delivered,\(count),\(count)"]
      #expect(try answer(database) == truth, "\(count) with \(direct) of their own")
      guard relayed > 0 else { continue }
      let yaml = try folder.write("retour.yaml", "database: \(database)\nrelays: []\n")
      #expect(try Program.run(["ingest", "-q", "--config", yaml, log]).status == 0)
      #expect(try answer(database) == ["delivered,\(count),\(count)"])
    }
  }

  @Test(
    "shards of a log with a smart host give the tables of ingest",
    arguments: ["", "relays: [relay.example]\n", "relays: []\n"]
  )
  func merged(relays: String) throws {
    let folder = try TemporaryDirectory()
    let log = try folder.write("mail.log", Self.log(60, direct: 3))
    let shard = try Program.run(["scan", "-q", "--shard", log])
    let lines = try folder.write("mail.shard", shard.output)
    let yaml = try folder.write("retour.yaml", "own_domains: [contoso.com]\n\(relays)")
    let (whole, merged) = ("\(folder.path)/whole.sqlite", "\(folder.path)/merged.sqlite")
    for (verb, database, input) in [("ingest", whole, log), ("merge", merged, lines)] {
      let run = try Program.run([verb, "-q", "--config", yaml, "--db", database, input])
      #expect(run.status == 0, "\(run.errors)")
      #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
    }
    #expect(try answer(merged) == answer(whole))
    #expect(try answer(whole).contains { $0.hasPrefix("relayed,57") } == (relays != "relays: []\n"))
  }
}
