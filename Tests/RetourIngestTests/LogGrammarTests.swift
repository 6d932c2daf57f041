import RetourEvents
import Testing

@testable import RetourIngest

/// Reads lines of a log as one file and tells each delivery in some words.
func told(_ lines: [String], year: Int = 2026) -> [String] {
  var queue = LogQueue()
  var done = taken(lines, into: &queue, year: year)
  queue.giveOut(.max, into: &done)
  return done.map(words)
}

/// Puts lines into a queue.
func taken(_ lines: [String], into queue: inout LogQueue, year: Int = 2026) -> [LogDelivery] {
  var server = LogServer.postfix
  var calendar = LogCalendar(year: year, offset: nil)
  var done: [LogDelivery] = []
  for (number, text) in lines.enumerated() {
    UnsafeTexts.use { texts in
      let line = LogPrefix.line(texts.keep(Array(text.utf8)))
      guard let fact = LogServer.fact(line, texts, &server) else { return }
      queue.take(
        fact,
        of: LogHost(line.host),
        at: line.time.flatMap { calendar.moment($0) },
        repeats: line.repeats,
        LogPlace(path: "log", line: number, offset: 0),
        into: &done
      )
    }
  }
  return done
}

/// Recipient, kind, attempts, server, and what was said.
func words(_ delivery: LogDelivery) -> String {
  let report = LogReporter.report(delivery, after: 0)
  let parts = [
    report.recipient?.text ?? "-", "\(report.kind)", report.attempts.map { "\($0)" } ?? "-",
    report.remoteIP ?? report.remoteHost ?? "-", report.status.map { "\($0)" } ?? "-",
    (report.diagnostics + report.lastErrors).joined(separator: " / "),
  ]
  return parts.joined(separator: " ") + (delivery.recipient.isExpired ? " (expired)" : "")
}

@Suite("Logs of Cisco's mail servers")
struct CiscoLogTests {
  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").enumerated().map { number, line in
      "Sun Nov 29 11:33:\(10 + number) 2026 Info: \(line)"
    }
  }

  private static let arrival = """
    Start MID 41 ICID 5
    MID 41 ICID 5 From: <kim@contoso.com>
    MID 41 ICID 5 RID 0 To: <ana@fabrikam.com>
    MID 41 ICID 5 RID 1 To: <"a > RID 0 - 5.1.0 - no"@fabrikam.com>
    MID 41 ICID 5 RID 2 To: <half@fabrikam.com>
    MID 41 ICID 5 To: <relay@example.org> Rejected by RAT
    MID 41 Message-ID '<one@contoso.com>'
    New SMTP DCID 80 interface 192.0.2.44 address 198.51.100.25 port 25

    """

  @Test("a recipient is known by its number over all attempts, and an attempt counts once")
  func numbers() {
    let log = Self.lines(
      Self.arrival + """
        Delivery start DCID 80 MID 41 to RID [0, 1, 2]
        Delayed: DCID 80 MID 41 to RID 2 - 4.1.0 - Unknown address error ('452', ['4.2.2 full']) []
        Bounced: DCID 80 MID 41 to RID 1 - 5.1.0 - Unknown address error ('550', ["5.1.1 it's \\"no\\"", '5.1.1 user\\n']) []
        Message done DCID 80 MID 41 to RID [0]
        MID 41 RID [0] Response '2.0.0 Ok: queued as 7A'
        New SMTP DCID 81 interface 192.0.2.44 address 198.51.100.26 port 25
        Delivery start DCID 81 MID 41 to RID [2]
        Bounced: DCID 0 MID 41 to RID 2 - 5.4.7 - Delivery expired (message too old) ('000', ['timeout']) []
        Message finished MID 41 done
        """
    )
    #expect(
      told(log) == [
        "ana@fabrikam.com delivered 1 198.51.100.25 2.0.0 ",
        "\"a > RID 0 - 5.1.0 - no\"@fabrikam.com failed 1 198.51.100.25 5.1.1 "
          + "550 5.1.1 it's \"no\" user",
        "half@fabrikam.com failed 2 198.51.100.26 4.2.2 452 4.2.2 full / "
          + "Delivery expired (message too old): timeout (expired)",
      ]
    )
  }

  @Test(
    "newer and older versions, and syslog, say the same",
    arguments: [
      "Info: Bounced: DCID 80 MID 41 From: <kim@contoso.com> To: <no@fabrikam.com> RID 7 - 5.1.0 - "
        + "Unknown address error ('550', ['5.1.1 no']) []",
      "Info: Bounced: DCID: 80 Message 41 to 7 - 5.1.0 - Unknown address error ('550', ['5.1.1 no']) []",
      "esa mail_logs: Info: Bounced: DCID 80 MID 41 to RID 7 - 5.1.0 - Unknown address error ('550', "
        + "['5.1.1 no']) [('subject', 'Order')]",
    ]
  )
  func versions(line: String) {
    let time = "Nov 29 11:33:20 "
    let names = [
      "Info: New SMTP DCID 80 interface 192.0.2.44 address 198.51.100.25",
      "Info: MID 41 ICID 5 RID 7 To: <no@fabrikam.com>",
    ]
    let prefix = line.hasPrefix("esa") ? "esa mail_logs: " : ""
    let weekday = line.hasPrefix("esa") ? "" : "Sun "
    let year = line.hasPrefix("esa") ? "" : "2026 "
    let log = names.map { weekday + time + year + prefix + $0 } + [weekday + time + year + line]
    #expect(
      told(log) == ["no@fabrikam.com failed 1 198.51.100.25 5.1.1 550 5.1.1 no"]
    )
  }

  @Test("a number is learnt from the first line that names its recipient")
  func learnt() {
    let log = Self.lines(
      """
      Delayed: DCID 80 MID 41 From: <kim@contoso.com> To: <ana@fabrikam.com> RID 0 - 4.1.0 - X ('450', ['no']) []
      Message done DCID 80 MID 41 to RID [0]
      """
    )
    #expect(told(log) == ["ana@fabrikam.com delivered 2 - - "])
  }

  @Test("what no server has said is Cisco's, and its status code counts")
  func own() {
    let log = Self.lines(
      """
      MID 41 ICID 5 RID 0 To: <lee@gone.example>
      Delayed: DCID 0 MID 41 to RID 0 - 4.1.2 - Bad destination host ('000', ['DNS Soft Error']) []
      Bounced: DCID 0 MID 41 to RID 0 - 5.1.2 - Bad destination host ('000', []) []
      """
    )
    #expect(
      told(log) == [
        "lee@gone.example failed 2 - 5.1.2 Bad destination host / "
          + "Bad destination host: DNS Soft Error"
      ]
    )
  }

  @Test("a message that was rewritten has the recipients of the one before; copies have their own")
  func rewritten() {
    let log = Self.lines(
      Self.arrival + """
        MID 41 rewritten to MID 42 by add-footer
        Message finished MID 41 done
        Start MID 43 ICID 0
        MID 43 was generated for bounce of MID 42
        MID 43 ICID 0 From: <>
        MID 43 ICID 0 RID 0 To: <kim@contoso.com>
        MID 43 Message-ID '<notice@esa.contoso.com>'
        Bounced: DCID 80 MID 42 to RID 2 - 5.1.0 - Unknown address error ('550', ['no']) []
        Message done DCID 80 MID 43 to RID [0]
        Message finished MID 43 done
        Message finished MID 42 done
        """
    )
    var queue = LogQueue()
    var done = taken(log, into: &queue)
    queue.giveOut(.max, into: &done)
    #expect(done.map(words) == ["half@fabrikam.com failed 1 198.51.100.25 - 550 no"])
    let report = done.first.map { LogReporter.report($0, after: 0) }
    #expect(report?.messageID == "one@contoso.com")
    #expect(report?.reportID == "notice@esa.contoso.com")
    #expect(report?.sender?.text == "kim@contoso.com")
  }

  @Test("numbers of open mail are kept for the next night, and forgotten with its addresses")
  func kept() throws {
    var queue = LogQueue()
    let log = Self.lines(
      Self.arrival + """
        Delayed: DCID 80 MID 41 to RID 2 - 4.1.0 - Unknown address error ('452', ['4.2.2 full']) []
        """
    )
    #expect(taken(log, into: &queue).isEmpty)
    let snapshot = queue.snapshot(keepsAddresses: true)
    var next = try #require(LogQueue(snapshot))
    let later = Self.lines(
      """
      Message done DCID 9 MID 41 to RID [2]
      Message done DCID 9 MID 41 to RID [0]
      Message finished MID 41 done
      """
    )
    #expect(
      taken(later, into: &next).map(words) == [
        "half@fabrikam.com delivered 2 - - ", "ana@fabrikam.com delivered 1 - - ",
      ]
    )
    var hidden: [LogMessage] = []
    let isRead = readState(in: queue.snapshot(keepsAddresses: false), &hidden)
    #expect(isRead)
    #expect(hidden.map(\.messageID) == [Array("one@contoso.com".utf8)])
    #expect(hidden.allSatisfy { $0.recipients.isEmpty && $0.named.isEmpty && $0.sender == nil })
  }

  @Test("a state that was kept before numbers were is read")
  func firstForm() throws {
    func number(_ number: Int64) -> [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    func text(_ text: String) -> [UInt8] { number(Int64(text.utf8.count)) + Array(text.utf8) }
    var bytes: [UInt8] = [1] + text("4F1") + text("mail") + number(1_795_951_999)
    bytes += text("one@contoso.com") + [1] + text("kim@contoso.com") + [0] + number(.min)
    bytes += number(1) + text("ana@fabrikam.com") + text("") + [1, 0, 0] + number(3)
    bytes += number(5) + number(5) + number(.min) + text("4.4.1") + text("none") + text("no")
    bytes += number(0) + text("mail.log") + number(7) + number(900)
    var messages: [LogMessage] = []
    let isFirstRead = readState(in: bytes, &messages)
    #expect(isFirstRead)
    #expect(messages.map(\.recipients.count) == [1])
    #expect(messages.first?.recipients.first?.attempts == 3)
    let again = try #require(LogQueue(bytes)).snapshot(keepsAddresses: true)
    let isAgainRead = readState(in: again, &messages)
    #expect(isAgainRead)
    #expect(messages.map(\.id) == [Array("4F1".utf8), Array("4F1".utf8)])
  }
}

/// Reads the messages of a state that was kept; false where it isn't one.
private func readState(in bytes: [UInt8], _ messages: inout [LogMessage]) -> Bool {
  var (gone, running, found) = (LogGone(), LogNumbers<LogRun>(), messages)
  defer { messages = found }
  return LogSnapshot.forEach(in: bytes, gone: &gone, running: &running) { found.append($0) }
}

@Suite("Logs of Stalwart")
struct StalwartLogTests {
  private static func line(_ second: Int, _ event: String, _ fields: String) -> String {
    "2026-11-29T11:33:\(10 + second)Z INFO Words (\(event)) queueId = 17, "
      + "from = \"kim@contoso.com\", to = [\"ana@fabrikam.com\", \"ben@example.net\"], size = 3, \(fields)"
  }

  @Test("an event is about its own recipient, else about those in its domain")
  func recipients() {
    let log = [
      Self.line(
        0,
        "delivery.delivered",
        "domain = \"fabrikam.com\", hostname = \"mx.fabrikam.com\", "
          + "to = \"ana@fabrikam.com\", code = 250, details = \"Ok, = \\\"x\\\"\", elapsed = 12ms"
      ),
      Self.line(
        1,
        "delivery.message-rejected",
        "domain = \"example.net\", hostname = \"mx.example.net\", code = 550, "
          + "details = \"no, code = 250\", elapsed = 1ms"
      ),
      Self.line(2, "delivery.completed", "elapsed = 3ms"),
    ]
    #expect(
      told(log) == [
        "ana@fabrikam.com delivered 1 mx.fabrikam.com - ",
        "ben@example.net failed 1 mx.example.net - 550 no, code = 250",
      ]
    )
  }

  @Test("the notice of a failure ends what was only late, with its last words")
  func expiry() {
    let late = "domain = \"example.net\", hostname = \"mx.example.net\", remoteIp = 203.0.113.9"
    let log = [
      Self.line(0, "delivery.connect-error", "\(late), reason = \"Connection refused\""),
      Self.line(1, "delivery.connect", late),
      Self.line(2, "delivery.some-new-error", "\(late), details = \"timed out\""),
      Self.line(3, "delivery.dsn-temp-fail", "to = \"ben@example.net\", details = \"late\""),
      Self.line(
        4,
        "delivery.dsn-perm-fail",
        "to = \"ben@example.net\", hostname = \"mx.example.net\", "
          + "details = \"Code: 452, Enhanced code: 4.2.2, Message: full\", total = 9"
      ),
    ]
    #expect(
      told(log) == [
        "ben@example.net failed 2 203.0.113.9 - timed out / 452 4.2.2 full / "
          + "Connection refused (expired)"
      ]
    )
    #expect(
      told([log[4]]) == ["ben@example.net failed - mx.example.net 4.2.2 452 4.2.2 full (expired)"]
    )
  }

  @Test("a name that doesn't exist and a null MX are final; the server's own mail isn't counted")
  func names() {
    let cause = "causedBy = {DNS record not found (dns.record-not-found)}"
    #expect(
      told([Self.line(0, "delivery.mx-lookup-failed", "domain = \"example.net\", \(cause)")])
        == ["ben@example.net failed 1 - - Words: DNS record not found"]
    )
    #expect(
      told([Self.line(0, "delivery.null-mx", "domain = \"example.net\"")])
        == ["ben@example.net failed 1 - - Words"]
    )
    let notice =
      "2026-11-29T11:33:10Z INFO Words (delivery.delivered) queueId = 18, from = \"\", "
      + "to = [\"kim@contoso.com\"], domain = \"contoso.com\", to = \"kim@contoso.com\", code = 250"
    #expect(told([notice]).isEmpty)
  }
}

@Suite("Logs of Mimecast")
struct MimecastLogTests {
  private static func line(_ day: Int, _ fields: String, _ subject: String = "Order") -> String {
    "datetime=2026-11-\(day)T11:33:34+0000|aCode=mc1|acc=C0A0|\(fields)|Dir=Outbound|"
      + "MsgId=<one@contoso.com>|Subject=\(subject)|Sender=kim@contoso.com|Rcpt=ana@fabrikam.com"
  }
  private static let refused = "Delivered=false|IP=198.51.100.25|RejCode=550|RejInfo=5.1.1 no"
  private static let late = "Delivered=false|IP=198.51.100.25|RejCode=null|Err=Connection timed out"
  private static let accepted =
    "Delivered=true|IP=198.51.100.25|RejCode=250|RejInfo=null|ReceiptAck=250 2.0.0 Ok"

  @Test("an attempt isn't the last one: what gets through later was delivered")
  func later() {
    #expect(
      told([Self.line(10, Self.refused)])
        == ["ana@fabrikam.com failed 1 198.51.100.25 5.1.1 550 5.1.1 no"]
    )
    #expect(
      told([Self.line(10, Self.refused), Self.line(11, Self.accepted)])
        == ["ana@fabrikam.com delivered 2 198.51.100.25 - "]
    )
    #expect(
      told([Self.line(10, Self.late), Self.line(11, Self.accepted), Self.line(12, Self.late)])
        == ["ana@fabrikam.com delivered 2 198.51.100.25 - "]
    )
  }

  @Test("four days after the last attempt it is given up, in this night or the next")
  func silence() throws {
    let other = Self.line(16, Self.accepted).replacing("mc1", with: "mc2")
      .replacing("ana@", with: "ben@")
    let first = [Self.line(10, Self.late), Self.line(11, Self.late + "|Attempt=7")]
    let failed = "ana@fabrikam.com failed 7 198.51.100.25 - Connection timed out (expired)"
    #expect(
      told(first) == ["ana@fabrikam.com delayed 7 198.51.100.25 - Connection timed out"]
    )
    #expect(told(first + [other]).first == failed)
    var queue = LogQueue()
    #expect(taken(first, into: &queue).isEmpty)
    let kept = queue.snapshot(keepsAddresses: true)
    var next = try #require(LogQueue(kept))
    #expect(taken([other], into: &next).map(words) == [failed])
  }

  @Test("a subject says nothing about a delivery, and mail from outside isn't ours")
  func subject() {
    let hostile = "x|Rcpt=eva@example.org|Delivered=true|Sender=<>"
    #expect(
      told([Self.line(10, Self.refused, hostile)])
        == ["ana@fabrikam.com failed 1 198.51.100.25 5.1.1 550 5.1.1 no"]
    )
    let inbound = Self.line(10, Self.refused).replacing("Outbound", with: "Inbound")
    #expect(told([inbound]).isEmpty)
    for prefix in ["collector mimecast: ", "collector "] {
      #expect(told(["Nov 10 11:33:34 " + prefix + Self.line(10, Self.refused)]).count == 1)
    }
  }
}
