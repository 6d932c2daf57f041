import Foundation
import TestSupport
import Testing

/// Exports of message traces that overlap, as those of one day after the other do.
struct OverlapTests {
  /// Rows of an export; each has an index of its own there.
  private static func export(_ numbers: Range<Int>, crlf: Bool = false) -> String {
    let rows = numbers.enumerated().map { index, number in
      let mixed = UInt64(number &+ 1) &* 0x9E37_79B9_7F4A_7C15
      let digits = String(mixed ^ mixed >> 29, radix: 16)
      let id = String(repeating: "0", count: 16 - digits.count) + digits
      let status = number % 9 == 0 ? "Failed" : number % 50 == 1 ? "FilteredAsSpam" : "Delivered"
      return "2026-11-\(10 + number % 9)T10:00:\(10 + number % 50)Z,news@contoso.com,"
        + "user\(number)@d\(number % 13).example,\(status),<\(number)@mail.contoso.com>,"
        + "\(id.prefix(8))-0000-4000-8000-0000\(id.suffix(8)),192.0.2.7,\(index)"
    }
    let header =
      "Received,SenderAddress,RecipientAddress,Status,MessageId,MessageTraceId,ToIP,Index"
    return ([header] + rows).joined(separator: crlf ? "\r\n" : "\n") + "\n"
  }

  private static let files: [(name: String, text: String)] = [
    ("1.csv", export(0..<3_000)), ("2.csv", export(1_500..<4_500)),
    ("3.csv", export(1_000..<2_500, crlf: true)),
    (
      "bounce.eml",
      """
      From: MAILER-DAEMON@mail.contoso.com
      To: news@contoso.com
      Subject: Undelivered Mail Returned to Sender
      Content-Type: multipart/report; report-type=delivery-status; boundary=b

      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mail.contoso.com

      Final-Recipient: rfc822; user2002@d0.example
      Action: failed
      Status: 5.1.1
      Diagnostic-Code: smtp; 550 5.1.1 no such user

      --b
      Content-Type: message/rfc822-headers

      Message-ID: <2002@mail.contoso.com>
      From: news@contoso.com

      --b--

      """
    ),
  ]

  /// A database into which files were read, a run for each group of them.
  private final class Archive {
    let folder: TemporaryDirectory
    var database: String { "\(folder.path)/a.sqlite" }

    init() throws {
      folder = try TemporaryDirectory()
      for file in OverlapTests.files { try folder.write("in/\(file.name)", file.text) }
    }

    /// The numbers of new and known events.
    func read(_ names: [String]) throws -> [String] {
      let run = try Program.run(
        ["ingest", "-q", "--db", database] + names.map { "\(folder.path)/in/\($0)" }
      )
      #expect(run.status == 0, "\(run.errors)")
      #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
      return try rows("SELECT events_new, duplicates FROM v1_run ORDER BY run DESC LIMIT 1")
    }

    func rows(_ sql: String) throws -> [String] {
      let found = try Program.run(["query", "--db", database, "--format", "csv", "--sql", sql])
      #expect(found.status == 0, "\(found.errors)")
      return Array(found.lines.dropFirst())
    }

    /// The stretches that are noted, with their sources.
    func stretches() throws -> [String] {
      try rows("SELECT hex(id), source_id FROM known_stretch ORDER BY 1")
    }

    /// All that views say, but for runs.
    func tables() throws -> [[String]] {
      try [
        """
        SELECT event_id, delivery_id, kind, replace(source_path, '\(folder.path)', ''), record, offset,
          recipient, domain, sender, message_id, occurred_at, reason FROM v1_event ORDER BY 1
        """,
        "SELECT delivery_id, kind, domain, day, reason, reports, is_traced FROM v1_delivery ORDER BY 1",
        "SELECT * FROM v1_domain_day ORDER BY domain, day, kind, reason",
      ].map { try rows($0) }
    }
  }

  @Test("what is known already is counted and changes nothing, in whatever order exports come")
  func orders() throws {
    let names = Self.files.map(\.name)
    let expected = try Archive()
    #expect(try expected.read(names) == ["4501,3000"])
    let truth = try expected.tables()
    #expect(truth[1].count == 4_500)
    let groups: [[[String]]] = [
      names.map { [$0] }, names.reversed().map { [$0] },
      [["2.csv"], ["3.csv", "bounce.eml"], ["1.csv"]],
      [["1.csv", "2.csv"], ["bounce.eml"], ["3.csv"]],
      [["bounce.eml", "3.csv"], ["1.csv", "2.csv"]],
    ]
    for group in groups {
      let archive = try Archive()
      var new = 0
      for names in group {
        let counts = try archive.read(names)[0].split(separator: ",").compactMap { Int($0) }
        new += counts[0]
      }
      #expect(new == 4_501, "\(group)")
      #expect(try archive.tables() == truth, "\(group)")
    }
  }

  @Test("an export that is known under a path before needn't be looked up row by row")
  func known() throws {
    let archive = try Archive()
    #expect(try archive.read(["1.csv"]) == ["3000,0"])
    let stretches = try archive.stretches()
    #expect(stretches.count > 20)
    try archive.folder.write("in/9.csv", Self.files[0].text)
    #expect(try archive.read(["9.csv"]) == ["0,3000"])
    // Those that were passed over are noted of the first export only.
    #expect(try archive.stretches() == stretches)
    #expect(
      try archive.rows(
        "SELECT messages, reports, events_new, duplicates FROM v1_source ORDER BY path"
      )
        == ["3000,3000,3000,0", "3000,3000,0,3000"]
    )
    // Another content: what was noted of the first one counts no longer.
    try archive.folder.write("in/1.csv", Self.export(2_000..<2_100))
    #expect(try archive.read(["1.csv"]) == ["0,100"])
    #expect(try archive.read(["9.csv"]) == ["0,0"])
    try archive.folder.write("in/8.csv", Self.files[0].text)
    #expect(try archive.read(["8.csv"]) == ["0,3000"])
    #expect(
      try archive.rows(
        "SELECT count(*) FROM v1_event AS e WHERE source_path LIKE '%/1.csv'"
      ) != ["0"]
    )
  }

  @Test("what was pruned is late when it comes again, not known")
  func pruned() throws {
    let archive = try Archive()
    #expect(try archive.read(["1.csv"]) == ["3000,0"])
    // Rows before 15 November 2026 go.
    let days = Int(Date().timeIntervalSince1970 / 86_400) - 20772
    let pruning = try Program.run(
      ["db", "prune", "-q", "--db", archive.database, "--keep", "\(days)"]
    )
    #expect(pruning.status == 0, "\(pruning.errors)")
    let left = try Int(archive.rows("SELECT count(*) FROM v1_event")[0]) ?? 0
    #expect(0 < left && left < 3_000)
    try archive.folder.write("in/9.csv", Self.files[0].text)
    _ = try archive.read(["9.csv"])
    #expect(
      try archive.rows("SELECT events_new, duplicates, late FROM v1_run ORDER BY run DESC LIMIT 1")
        == ["0,\(left),\(3_000 - left)"]
    )
  }
}
