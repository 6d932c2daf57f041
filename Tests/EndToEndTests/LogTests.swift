import Foundation
import TestSupport
import Testing

/// A log of Postfix with every kind of leg, and what is true of it.
enum Night {
  static let lines = [
    "pickup[1]: 4F10000001: uid=0 from=<kim@contoso.com>",
    "cleanup[1]: 4F10000001: message-id=<one@contoso.com>",
    "qmgr[1]: 4F10000001: from=<kim@contoso.com>, size=297, nrcpt=4 (queue active)",
    "smtp[1]: 4F10000001: to=<ana@fabrikam.com>, relay=mx1.fabrikam.com[198.51.100.25]:25, "
      + "delay=0.1, delays=0/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 7A)",
    // An alias, whose final recipient fails.
    "smtp[1]: 4F10000001: to=<no@fabrikam.com>, orig_to=<sales@contoso.com>, "
      + "relay=mx1.fabrikam.com[198.51.100.25]:25, delay=0.1, delays=0/0/0/0, dsn=5.1.1, "
      + "status=bounced (host mx1.fabrikam.com[198.51.100.25] said: 550 5.1.1 <no@fabrikam.com>: "
      + "User unknown, status=sent (in reply to RCPT TO command))",
    // A quoted local part that looks like the rest of a line.
    "smtp[1]: 4F10000001: to=<\"x>, relay=a, delay=1, dsn=2.0.0, status=sent (\"@fabrikam.com>, "
      + "relay=none, delay=0.1, delays=0/0/0/0, dsn=5.4.4, status=bounced (Host or domain name not "
      + "found. Name service error for name=fabrikam.com type=A: Host not found)",
    "smtp[1]: 4F10000001: to=<ola@down.example.net>, relay=none, delay=0.1, delays=0/0/0/0, "
      + "dsn=4.4.1, status=deferred (connect to mx.down.example.net[203.0.113.9]:25: Connection "
      + "refused)",
    // Foreign lines, refused mail of others, and an error of the server itself.
    "smtpd[1]: NOQUEUE: reject: RCPT from unknown[203.0.113.99]: 554 5.7.1 <a@b.example>: Relay",
    "smtp[1]: warning: no MX host for b.example has a valid address record",
    "error[1]: 4F10000001: to=<ola@down.example.net>, relay=none, delay=60, delays=0/0/0/0, "
      + "dsn=4.4.1, status=deferred (delivery temporarily suspended: connect to "
      + "mx.down.example.net[203.0.113.9]:25: Connection refused)",
    "smtp[1]: 4F10000001: to=<ola@down.example.net>, relay=none, delay=120, delays=0/0/0/0, "
      + "dsn=4.4.1, status=deferred (connect to mx.down.example.net[203.0.113.9]:25: Connection "
      + "timed out)",
    "cleanup[1]: 4F10000002: message-id=<notice@mail.contoso.com>",
    "bounce[1]: 4F10000001: sender non-delivery notification: 4F10000002",
    "qmgr[1]: 4F10000002: from=<>, size=2333, nrcpt=1 (queue active)",
    "smtp[1]: 4F10000002: to=<kim@contoso.com>, relay=mx9.example.net[198.51.100.9]:25, delay=0.1, "
      + "delays=0/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)",
    "qmgr[1]: 4F10000002: removed",
    "qmgr[1]: 4F10000001: from=<kim@contoso.com>, status=expired, returned to sender",
    "qmgr[1]: 4F10000001: removed",
    // A filter's two legs, a mailbox, a probe.
    "cleanup[1]: 4F10000003: message-id=<two@contoso.com>",
    "qmgr[1]: 4F10000003: from=<kim@contoso.com>, size=297, nrcpt=1 (queue active)",
    "smtp[1]: 4F10000003: to=<ben@fabrikam.com>, relay=127.0.0.1[127.0.0.1]:10024, delay=0.1, "
      + "delays=0/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 from MTA: queued as 4F10000004)",
    "qmgr[1]: 4F10000003: removed",
    "cleanup[1]: 4F10000004: message-id=<two@contoso.com>",
    "qmgr[1]: 4F10000004: from=<kim@contoso.com>, size=297, nrcpt=3 (queue active)",
    "smtp[1]: 4F10000004: to=<ben@fabrikam.com>, relay=mx1.fabrikam.com[198.51.100.25]:25, "
      + "delay=0.1, delays=0/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)",
    "local[1]: 4F10000004: to=<kim@contoso.com>, relay=local, delay=0.1, delays=0/0/0/0, "
      + "dsn=2.0.0, status=sent (delivered to mailbox)",
    "lmtp[1]: 4F10000004: to=<kit@contoso.com>, relay=mail.contoso.com[private/dovecot-lmtp], "
      + "delay=0.1, delays=0/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Saved)",
    "qmgr[1]: 4F10000004: removed",
    "smtp[1]: 4F10000005: to=<eva@fabrikam.com>, relay=mx1.fabrikam.com[198.51.100.25]:25, "
      + "delay=0.1, delays=0/0/0/0, dsn=2.1.5, status=deliverable (250 2.1.5 Ok)",
    // Still in the queue at the end.
    "cleanup[1]: 4F10000006: message-id=<three@contoso.com>",
    "qmgr[1]: 4F10000006: from=<kim@contoso.com>, size=297, nrcpt=1 (queue active)",
    "smtp[1]: 4F10000006: to=<pia@dark.example.net>, relay=mx.dark.example.net[203.0.113.10]:25, "
      + "delay=0.1, delays=0/0/0/0, dsn=4.7.1, status=deferred (host "
      + "mx.dark.example.net[203.0.113.10] said: 450 4.7.1 Greylisted (in reply to RCPT TO command))",
  ]

  /// The lines as a file has them, the first of them at noon.
  static func file(_ range: Range<Int>) -> String {
    range.map { number in
      let clock =
        "12:\(number / 60 < 10 ? "0" : "")\(number / 60):"
        + "\(number % 60 < 10 ? "0" : "")\(number % 60)"
      return "2026-11-29T\(clock).25+00:00 mail postfix/\(lines[number])\n"
    }.joined()
  }

  static var all: String { file(0..<lines.count) }

  /// Recipient, kind, reason, attempts of every delivery.
  static let truth: Set<String> = [
    "ana@fabrikam.com delivered - 1", "no@fabrikam.com failed recipient-unknown 1",
    "\"x>, relay=a, delay=1, dsn=2.0.0, status=sent (\"@fabrikam.com failed domain-not-found 1",
    "ola@down.example.net failed connection-timeout 2", "ben@fabrikam.com delivered - 1",
    "pia@dark.example.net delayed greylisted 1",
  ]
}

@Suite("Logs of mail servers")
struct LogTests {
  @Test("what counts is the last word about each recipient that isn't one of ours")
  func counts() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("mail.log", Night.all)
    let lines = try scan([path])
    #expect(Set(lines.map(\.words)) == Night.truth)
    #expect(lines.count == Night.truth.count)
    let alias = try #require(lines.first { $0.originalRecipient != nil })
    #expect(alias.domain == "fabrikam.com")
    #expect(alias.reportId == "notice@mail.contoso.com")
    let expired = try #require(lines.first { $0.expired == true })
    #expect(expired.occurredAt == "2026-11-29T12:00:16Z")
    #expect(Night.all.utf8.dropFirst(expired.offset).starts(with: "2026-11-29T12:00:16".utf8))
    #expect(expired.record == 16)
  }

  @Test("other dress, lines of others between, and a packed file say the same")
  func dress() throws {
    let folder = try TemporaryDirectory()
    let foreign = Night.all.split(separator: "\n")
      .map { line -> String in "Nov 29 12:00:00 mail CRON[7]: (root) CMD (x)\n\(line)\r\n" }
      .joined()
    let wrapped = Night.all.split(separator: "\n").map { line -> String in
      let text = line.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      return "{\"log\":\"\(text)\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-29T12:00:00Z\"}\n"
    }.joined()
    for (name, text) in [("foreign", foreign), ("docker", wrapped)] {
      let path = try folder.write(name, text)
      #expect(Set(try scan([path]).map(\.words)) == Night.truth, "\(name)")
    }
    let packed = try folder.write("mail.log.1.gz", Compressed.gzip.member(Array(Night.all.utf8)))
    #expect(Set(try scan([packed]).map(\.words)) == Night.truth)
    let piped = try Program.run(["scan", "-"], input: Array(Night.all.utf8))
    #expect(piped.lines.count == Night.truth.count)
  }

  @Test("rotated files are read in the order of their lines, whatever their names")
  func rotation() throws {
    for cut in stride(from: 1, to: Night.lines.count, by: 4) {
      let folder = try TemporaryDirectory()
      try folder.write("mail.log", Night.file(cut..<Night.lines.count))
      try folder.write("mail.log.1", Night.file(0..<cut))
      #expect(Set(try scan([folder.path]).map(\.words)) == Night.truth, "cut at \(cut)")
    }
  }

  @Test("a log cut at any byte is read as far as it goes")
  func cuts() throws {
    let folder = try TemporaryDirectory()
    let text = Array(Night.all.utf8)
    for end in stride(from: 200, to: text.count, by: 397) {
      let path = try folder.write("cut-\(end)", Array(text[..<end]))
      let result = try Program.run(["scan", path])
      #expect(result.status == 0)
    }
  }

  @Test("a log of a system without a mail server's line is refused, not empty")
  func foreign() throws {
    let folder = try TemporaryDirectory()
    let lines = (0..<900).map { "Nov 29 12:00:00 host kernel: [\($0)] something\n" }
    let path = try folder.write("messages", lines.joined())
    let result = try Program.run(["scan", path])
    #expect(result.status == 66)
    #expect(result.errors.contains("unknown-format"))
  }

  @Test("a log is followed by what it tells of one mail: words, places, verdict, what to do")
  func track() throws {
    let folder = try TemporaryDirectory()
    let database = "\(folder.path)/a.sqlite"
    let log = try folder.write("mail.log", Night.all)
    #expect(try Program.run(["ingest", "-q", "--db", database, log]).status == 0)
    for what in ["one@contoso.com", "<one@contoso.com>", "4F10000001", "OLA@down.example.net"] {
      let result = try Program.run(["track", what, "--db", database])
      #expect(result.status == 0, "\(what)")
      #expect(result.output.contains("to ola@down.example.net: failed, connection-timeout"))
      #expect(result.output.contains("tried: 2 attempts, 120 seconds"))
      #expect(result.output.contains("mail.log, line 16, byte"))
      #expect(result.output.contains("before: connect to mx.down.example.net"))
      #expect(result.output.contains("to do:"))
    }
    let json = try Program.run(["track", "4F10000001", "--db", database, "--format", "ndjson"])
    #expect(json.lines.count == 4)
    let event = try #require(json.lines.first?.firstMatch(of: /"event_id":"([0-9a-f]{32})"/)?.1)
    #expect(try Program.run(["track", "\(event)", "--db", database]).status == 0)
    #expect(try Program.run(["track", "nobody", "--db", database]).status == 66)
  }

  @Test("counts by domain add up: delivered, failed and open are all that was seen")
  func domains() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("mail.log", Night.all)
    let result = try Program.run(["scan", "--counts", path])
    #expect(result.status == 0)
    #expect(result.lines.contains { $0.contains("fabrikam.com") && $0.contains("\"failed\":2") })
    #expect(
      result.lines.contains { $0.contains("dark.example.net") && $0.contains("\"delayed\":1") }
    )
  }
}

@Suite("Logs in a database")
struct LogDatabaseTests {
  private func deliveries(_ database: String) throws -> [String] {
    let sql = """
      SELECT recipient, kind, reason, expired, reports, day, is_traced FROM v1_delivery
      ORDER BY message_id, recipient
      """
    let result = try Program.run(["query", "--db", database, "--format", "ndjson", "--sql", sql])
    #expect(result.status == 0, "\(result.errors)")
    return result.lines
  }

  private func ingest(_ database: String, _ paths: String...) throws {
    let result = try Program.run(["ingest", "-q", "--db", database] + paths)
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test("a log that is read again, copied, packed, rotated or appended changes nothing")
  func again() throws {
    let folder = try TemporaryDirectory()
    let whole = try folder.write("whole/mail.log", Night.all)
    let database = "\(folder.path)/a.sqlite"
    try ingest(database, whole)
    let truth = try deliveries(database)
    #expect(truth.count == Night.truth.count)
    try ingest(database, whole)
    try ingest(database, try folder.write("copy/mail.log.1", Night.all))
    try ingest(
      database,
      try folder.write("copy/x.gz", Compressed.gzip.member(Array(Night.all.utf8)))
    )
    #expect(try deliveries(database) == truth)
    // Night for night the file grows.
    let grown = "\(folder.path)/b.sqlite"
    for end in stride(from: 3, through: Night.lines.count, by: 4) {
      try ingest(grown, try folder.write("grown/mail.log", Night.file(0..<end)))
    }
    try ingest(grown, try folder.write("grown/mail.log", Night.all))
    #expect(try deliveries(grown) == truth)
  }

  private func events(_ database: String) throws -> [String] {
    let sql = """
      SELECT recipient, kind, reason, attempts, message_id, occurred_at FROM v1_event
      ORDER BY message_id, recipient
      """
    return try Program.run(["query", "--db", database, "--format", "ndjson", "--sql", sql]).lines
  }

  @Test("nights with rotation between them tell what one night tells, attempts too")
  func nights() throws {
    let files = FileManager.default
    let folder = try TemporaryDirectory()
    let whole = "\(folder.path)/whole.sqlite"
    try ingest(whole, try folder.write("whole/mail.log", Night.all))
    let truth = try events(whole)
    #expect(truth.count == Night.truth.count)
    for first in stride(from: 2, to: Night.lines.count - 4, by: 5) {
      let second = first + 3
      let place = "\(folder.path)/night-\(first)"
      let (log, old) = ("\(place)/mail.log", "\(place)/mail.log.1")
      let database = "\(folder.path)/\(first).sqlite"
      try folder.write("night-\(first)/mail.log", Night.file(0..<first))
      try ingest(database, place)
      // Rotated by name, and a new file.
      try files.moveItem(atPath: log, toPath: old)
      try folder.write("night-\(first)/mail.log", Night.file(first..<second))
      try ingest(database, place)
      try folder.write("night-\(first)/mail.log", Night.file(first..<(second + 1)))
      try ingest(database, place)
      // Packed, rotated again, and once more a new file.
      let packed = Compressed.gzip.member(Array(Night.file(0..<first).utf8))
      try folder.write("night-\(first)/mail.log.2.gz", packed)
      try files.removeItem(atPath: old)
      try files.moveItem(atPath: log, toPath: old)
      try folder.write("night-\(first)/mail.log", Night.file((second + 1)..<Night.lines.count))
      try ingest(database, place)
      #expect(try events(database) == truth, "cut at \(first)")
      #expect(try deliveries(database) == deliveries(whole), "cut at \(first)")
    }
  }

  @Test("what is open is kept without addresses where they are hidden")
  func hidden() throws {
    let folder = try TemporaryDirectory()
    let configuration = try folder.write(
      "retour.yaml",
      "database: \(folder.path)/a.sqlite\nprivacy: {pseudonym_key: \(folder.path)/key}\n"
    )
    for end in [3, 9, Night.lines.count] {
      let path = try folder.write("mail.log", Night.file(0..<end))
      let result = try Program.run(["ingest", "-q", "--config", configuration, path])
      #expect(result.status == 0, "\(result.errors)")
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/a.sqlite"))
      #expect(bytes.range(of: Data("ola@down".utf8)) == nil)
    }
    let sql = "SELECT count(*) FROM v1_delivery"
    let result = try Program.run(
      ["query", "--db", "\(folder.path)/a.sqlite", "--format", "csv", "--sql", sql]
    )
    #expect(result.lines.last == "\(Night.truth.count)")
  }

  @Test("a log, a notification and a row of a trace about one delivery are one failure")
  func joined() throws {
    let folder = try TemporaryDirectory()
    let log = try folder.write("mail.log", Night.all)
    let notice = try folder.write(
      "notice.eml",
      """
      From: MAILER-DAEMON@contoso.com
      To: kim@contoso.com
      Subject: Undelivered Mail Returned to Sender
      Date: Sun, 29 Nov 2026 12:00:20 +0000
      Message-ID: <notice@mail.contoso.com>
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=delivery-status; boundary="b"

      --b
      Content-Type: text/plain

      retry timeout exceeded

      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mail.contoso.com

      Final-Recipient: rfc822; ola@down.example.net
      Action: failed
      Status: 5.0.0
      Diagnostic-Code: smtp; retry timeout exceeded

      Final-Recipient: rfc822; no@fabrikam.com
      Original-Recipient: rfc822; sales@contoso.com
      Action: failed
      Status: 5.1.1
      Diagnostic-Code: smtp; 550 5.1.1 <no@fabrikam.com>: User unknown

      --b
      Content-Type: text/rfc822-headers

      From: kim@contoso.com
      To: sales@contoso.com
      Message-ID: <one@contoso.com>

      --b--

      """
    )
    let trace = try folder.write(
      "trace.csv",
      """
      Received,SenderAddress,RecipientAddress,Status,MessageId,MessageTraceId
      2026-11-29T12:00:01Z,kim@contoso.com,no@fabrikam.com,Failed,<one@contoso.com>,\
      0d0b0c0a-0000-4000-8000-000000000001

      """
    )
    var answers: Set<[String]> = []
    let paths = [log, notice, trace]
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0], [0, 2, 1], [2, 0, 1]] {
      let database = "\(folder.path)/\(order.map(String.init).joined()).sqlite"
      for index in order { try ingest(database, paths[index]) }
      answers.insert(try deliveries(database))
    }
    #expect(answers.count == 1, "the order of reading changes nothing: \(answers)")
    let rows = try #require(answers.first)
    #expect(rows.count == Night.truth.count)
    let expired = try #require(rows.first { $0.contains("ola@down") })
    #expect(expired.contains("connection-timeout") && expired.contains("\"reports\":2"))
    let refused = try #require(rows.first { $0.contains("no@fabrikam") })
    #expect(refused.contains("recipient-unknown") && refused.contains("\"reports\":3"))
  }

  @Test("rates come of a log's volume")
  func rates() throws {
    let folder = try TemporaryDirectory()
    let database = "\(folder.path)/a.sqlite"
    try ingest(database, try folder.write("mail.log", Night.all))
    let sql =
      "SELECT sent, failures, failure_rate FROM v1_domain_summary WHERE domain = 'fabrikam.com'"
    let result = try Program.run(["query", "--db", database, "--format", "csv", "--sql", sql])
    #expect(result.lines.last == "4,2,50.0")
  }
}
