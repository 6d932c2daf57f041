import TestSupport
import Testing

/// Logs whose lines speak of recipients by numbers, from night to night.
struct ApplianceLogTests {
  private static let lines = [
    "Start MID 41 ICID 5",
    "MID 41 ICID 5 From: <kim@contoso.com>",
    "MID 41 ICID 5 RID 0 To: <ana@fabrikam.com>",
    "MID 41 ICID 5 RID 1 To: <full@fabrikam.com>",
    "MID 41 Message-ID '<one@contoso.com>'",
    "New SMTP DCID 80 interface 192.0.2.44 address 198.51.100.25 port 25",
    "Delivery start DCID 80 MID 41 to RID [0, 1]",
    "Delayed: DCID 80 MID 41 to RID 0 - 4.1.0 - Unknown address error ('450', ['4.7.1 Greylisted']) []",
    "Delayed: DCID 80 MID 41 to RID 1 - 4.1.0 - Unknown address error ('452', ['4.2.2 mailbox full']) []",
    "New SMTP DCID 81 interface 192.0.2.44 address 198.51.100.25 port 25",
    "Delivery start DCID 81 MID 41 to RID [0]",
    "Message done DCID 81 MID 41 to RID [0]",
    "MID 41 RID [0] Response '2.0.0 Ok'",
    "Bounced: DCID 0 MID 41 to RID 1 - 5.4.7 - Delivery expired (message too old) ('000', ['timeout']) []",
    "Message finished MID 41 done",
  ]

  private static func file(_ count: Int) -> String {
    lines.prefix(count).enumerated()
      .map { "Sun Nov 29 11:33:\(10 + $0) 2026 Info: \($1)\n" }.joined()
  }

  @Test("a log of Cisco's that grows from night to night tells what the whole one tells")
  func nights() throws {
    let folder = try TemporaryDirectory()
    for first in [4, 6, 8, 10, 12] {
      let database = "\(folder.path)/\(first).sqlite"
      for count in [first, Self.lines.count, Self.lines.count] {
        let path = try folder.write("mail_logs", Self.file(count))
        let run = try Program.run(["ingest", "-q", "--db", database, path])
        #expect(run.status == 0, "\(run.errors)")
      }
      let sql =
        "SELECT recipient, kind, attempts, reason, expired FROM v1_event ORDER BY recipient"
      let found = try Program.run(["query", "--db", database, "--format", "csv", "--sql", sql])
      #expect(
        Array(found.lines.dropFirst()) == [
          "ana@fabrikam.com,delivered,2,,", "full@fabrikam.com,failed,1,mailbox-full,1",
        ],
        "cut at \(first)"
      )
    }
  }

  @Test("what was understood is listed")
  func listed() throws {
    let formats = try Program.run(["formats"])
    for name in ["cisco", "stalwart", "mimecast"] {
      #expect(formats.lines.contains { $0.contains(name) }, "\(name)")
    }
  }
}
