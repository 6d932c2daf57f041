import Foundation
import TestSupport
import Testing

/// `dns` as a user meets it; answers come from a file, so nothing is asked.
@Suite struct LookupTests {
  private let folder: TemporaryDirectory
  private let database: String

  private static let refusals = [
    ("gone.example", "550 5.1.2 gone.example: Domain not found"),
    ("gone.example", "550 5.1.2 gone.example: Domain not found"),
    ("old.example", "connect to mx-old.old.example[203.0.113.9]:25: Connection timed out"),
    ("well.example", "550 5.1.2 well.example: Domain not found"),
    ("fabrikam.com", "550 5.7.23 SPF fail: [203.0.113.7] is not allowed to send for contoso.com"),
    ("people.example", "550 5.1.1 user unknown"),
  ]

  private static let answers = """
    {"name":"gone.example","type":"MX","outcome":"nxdomain"}
    {"name":"example","type":"SOA","records":["a.example b.example"]}
    {"name":"old.example","type":"MX","records":["10 mx-old.old.example"],"ttl":300}
    {"name":"mx-old.old.example","type":"A","outcome":"nxdomain"}
    {"name":"mx-old.old.example","type":"AAAA","outcome":"nxdomain"}
    {"name":"well.example","type":"MX","records":["10 mx.well.example"]}
    {"name":"mx.well.example","type":"A","records":["203.0.113.20"]}
    {"name":"mx.well.example","type":"AAAA","outcome":"nodata"}
    {"name":"contoso.com","type":"MX","records":["10 mail.contoso.com"]}
    {"name":"mail.contoso.com","type":"A","records":["192.0.2.44"]}
    {"name":"mail.contoso.com","type":"AAAA","outcome":"nodata"}
    {"name":"contoso.com","type":"TXT","records":["v=spf1 mx -all","\\u001b]0;x\\u0007<b>"]}
    """

  init() throws {
    folder = try TemporaryDirectory()
    database = "\(folder.path)/d.sqlite"
    for (number, (domain, text)) in Self.refusals.enumerated() {
      try folder.write("in/\(number).eml", Self.mail(number, domain, text))
    }
    try folder.write("answers.jsonl", Self.answers)
    try folder.write("retour.yaml", "own_domains: [contoso.com]\ndatabase: \(database)\n")
    let result = try Program.run([
      "ingest", "-q", "--db", database, "--config", "\(folder.path)/retour.yaml",
      "\(folder.path)/in",
    ])
    try #require(result.status == 0, "\(result.errors)")
  }

  private static func mail(_ number: Int, _ domain: String, _ text: String) -> String {
    """
    From: MAILER-DAEMON@mx.contoso.com
    To: kim@contoso.com
    Subject: Undelivered Mail Returned to Sender
    Date: 27 Nov 2026 10:00:00 +0000
    Message-ID: <report\(number)@mx.contoso.com>
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="BB"

    --BB
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.contoso.com

    Final-Recipient: rfc822; user\(number)@\(domain)
    Action: failed
    Status: 5.0.0
    Diagnostic-Code: smtp; \(text)

    --BB
    Content-Type: message/rfc822

    From: kim@contoso.com
    Return-Path: <kim@contoso.com>
    Message-ID: <mail\(number)@contoso.com>

    x
    --BB--

    """
  }

  private func dns(_ arguments: String...) throws -> Program.Result {
    try Program.run(
      ["dns", "--config", "\(folder.path)/retour.yaml"] + arguments,
      directory: folder.path
    )
  }

  private func rows(_ sql: String) throws -> [String] {
    let result = try Program.run(["query", "--db", database, "--format", "csv", "--sql", sql])
    try #require(result.status == 0, "\(result.errors)")
    return Array(result.lines.dropFirst())
  }

  @Test("--dry-run names our domains and the destinations that matter, by failures")
  func dryRun() throws {
    let result = try dns("--dry-run", "--format", "csv")
    #expect(result.status == 0)
    #expect(
      result.lines == [
        "domain,whose,failures,addresses", "contoso.com,ours,,203.0.113.7",
        "gone.example,theirs,2,", "old.example,theirs,1,", "well.example,theirs,1,",
      ]
    )
  }

  @Test("findings are shown and kept, and no verdict changes")
  func whole() throws {
    let verdicts = "SELECT * FROM v1_event ORDER BY event_id"
    let before = try rows(verdicts)
    let result = try dns("--from-file", "answers.jsonl", "--format", "csv")
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.lines.map { line in
      line.split(separator: ",").prefix(3).joined(separator: " ")
    }
    for line in [
      "contoso.com mx.ok ok", "contoso.com spf.source-missing problem",
      "contoso.com dmarc.unknown not-checked", "gone.example mx.nxdomain problem",
      "old.example mx.target-nxdomain problem", "well.example mx.ok ok",
    ] {
      #expect(lines.contains(line), "\(line) in \(lines)")
    }
    #expect(result.output.contains("add ip4:203.0.113.7: v=spf1 mx ip4:203.0.113.7 -all"))
    #expect(try rows(verdicts) == before)
    #expect(
      try rows("SELECT domain, check_id FROM v1_dns_finding WHERE severity = 'fault' ORDER BY 1, 2")
        == [
          "contoso.com,spf.source-missing", "gone.example,mx.nxdomain",
          "old.example,mx.target-nxdomain",
        ]
    )
    #expect(
      try rows(
        """
        SELECT domain, reason, effect, dns_reason, count(*) FROM v1_failure_dns GROUP BY 1, 2, 3, 4
        ORDER BY 1, 2
        """
      ) == [
        "fabrikam.com,spf-fail,confirmed,spf-fail,1",
        "gone.example,domain-not-found,confirmed,domain-not-found,2",
        "old.example,connection-timeout,refined,mx-host-not-found,1",
        "well.example,domain-not-found,healthy-now,,1",
      ]
    )
    #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
  }

  @Test("what is known isn't asked for again, unless it is named")
  func resting() throws {
    _ = try dns("--from-file", "answers.jsonl", "-q")
    let again = try dns("--from-file", "answers.jsonl")
    #expect(again.errors.contains("known already: 4"), "\(again.errors)")
    #expect(again.status == 0 && again.output.isEmpty)
    let named = try dns("--from-file", "answers.jsonl", "--domain", "gone.example")
    #expect(named.output.contains("mx.nxdomain"))
  }

  @Test("a named domain is looked at without a database too, and nothing is kept")
  func alone() throws {
    let result = try Program.run(
      ["dns", "--domain", "gone.example", "--from-file", "answers.jsonl"],
      directory: folder.path
    )
    #expect(result.status == 0)
    #expect(result.output.contains("gone.example does not exist"))
    #expect(result.errors.contains("nothing is kept"))
    let folder = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!folder.contains("retour.sqlite"))
  }

  @Test("records of strangers can't steer a terminal or write HTML into details")
  func hostile() throws {
    let result = try dns("--from-file", "answers.jsonl", "--format", "table")
    #expect(!result.output.contains("\u{1b}"))
    let names = try folder.write(
      "odd.jsonl",
      #"{"name":"x.example","type":"TXT","records":["v=spf1 \u001b[31m\u202e<script> -all"]}"#
    )
    let odd = try dns("--from-file", names, "--own", "x.example", "--check", "spf")
    #expect(odd.output.contains("spf.syntax"))
    #expect(odd.output.utf8.allSatisfy { 0x20...0x7E ~= $0 || $0 == 0x0A })
  }

  @Test("where nobody answers the status is 3, and nothing is a problem")
  func silence() throws {
    let file = try folder.write(
      "broken.jsonl",
      #"{"name":"gone.example","type":"MX","outcome":"servfail"}"#
    )
    let result = try dns("--from-file", file, "--domain", "gone.example", "--check", "mx")
    #expect(result.status == 3)
    #expect(result.output.contains("unknown") && !result.output.contains("problem"))
    #expect(result.errors.contains("nobody answered"))
  }

  @Test(
    "mistakes are told",
    arguments: [
      (["--check", "weather"], 64), (["--budget", "0"], 64), (["--timeout", "61"], 64),
      (["--resolver", "192.0.2.1", "--from-file", "answers.jsonl"], 64),
      (["--domain", "kim@contoso.com"], 64), (["--dkim-selector", "a b"], 64),
      (["--from-file", "missing.jsonl"], 66), (["--from-file", "retour.yaml"], 65),
      (["--resolver", "not-an-address"], 69),
    ]
  )
  func mistakes(arguments: [String], status: Int) throws {
    let result = try Program.run(
      ["dns", "--config", "\(folder.path)/retour.yaml"] + arguments,
      directory: folder.path
    )
    #expect(result.status == status, "\(result.errors)")
    #expect(!result.errors.isEmpty)
  }
}
