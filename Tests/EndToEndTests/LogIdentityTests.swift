import TestSupport
import Testing

/// What ties a log to notifications, and its lines to their days.
struct LogIdentityTests {
  private func notice(_ fields: String, _ returned: String) -> String {
    """
    From: MAILER-DAEMON@contoso.com
    To: kim@contoso.com
    Subject: Undelivered Mail Returned to Sender
    Date: Sun, 29 Nov 2026 12:40:20 +0000
    Message-ID: <notice@mail.contoso.com>
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="b"

    --b
    Content-Type: text/plain

    Your message could not be delivered.

    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mail.contoso.com
    \(fields)
    Final-Recipient: rfc822; ola@down.example.net
    Action: failed
    Status: 5.0.0
    Diagnostic-Code: smtp; retry timeout exceeded

    --b
    Content-Type: text/rfc822-headers

    \(returned)
    From: kim@contoso.com
    To: ola@down.example.net
    Subject: Order

    --b--

    """
  }

  private static let postfix = """
    Nov 29 12:00:00 mail postfix/smtpd[1]: 4F10000001: client=app.contoso.com[192.0.2.7]
    Nov 29 12:00:00 mail postfix/cleanup[1]: 4F10000001: message-id=<>
    Nov 29 12:00:00 mail postfix/qmgr[1]: 4F10000001: from=<kim@contoso.com>, size=1, nrcpt=1 (queue active)
    Nov 29 12:00:01 mail postfix/smtp[1]: 4F10000001: to=<ola@down.example.net>, relay=none, delay=1, \
    delays=0/0/0/1, dsn=4.4.1, status=deferred (connect to mx.down.example.net[203.0.113.9]:25: \
    Connection refused)
    Nov 29 12:40:00 mail postfix/qmgr[1]: 4F10000001: from=<kim@contoso.com>, status=expired, returned to sender
    Nov 29 12:40:00 mail postfix/qmgr[1]: 4F10000001: removed

    """

  private static let exim = """
    2026-11-29 12:00:00 1xXdIf-00002E-0F <= kim@contoso.com H=(app) [192.0.2.7] P=esmtp S=3
    2026-11-29 12:00:01 1xXdIf-00002E-0F H=mx.down.example.net [203.0.113.9]: Connection refused
    2026-11-29 12:00:01 1xXdIf-00002E-0F == ola@down.example.net R=dnslookup T=remote_smtp defer (111): \
    Connection refused
    2026-11-29 12:40:00 1xXdIf-00002E-0F ** ola@down.example.net R=dnslookup T=remote_smtp: retry timeout \
    exceeded
    2026-11-29 12:40:00 1xXdIf-00002E-0F Completed

    """

  @Test("a notification without a Message-ID is joined with the log by its queue id")
  func queueID() throws {
    let cases = [
      (
        Self.postfix,
        notice(
          "X-Postfix-Queue-ID: 4F10000001\nArrival-Date: Sun, 29 Nov 2026 12:00:00 +0000\n",
          "Return-Path: <kim@contoso.com>"
        )
      ),
      (
        Self.exim,
        notice(
          "",
          """
          Received: from [192.0.2.7] (helo=app)
          \tby mail.contoso.com with esmtp (Exim 4.96) (envelope-from <kim@contoso.com>)
          \tid 1xXdIf-00002E-0F for ola@down.example.net; Sun, 29 Nov 2026 12:00:00 +0000
          """
        )
      ),
    ]
    let sql = "SELECT kind, reason, expired, reports FROM v1_delivery"
    for (number, (log, mail)) in cases.enumerated() {
      let folder = try TemporaryDirectory()
      let log = try folder.write("mail.log", log)
      let mail = try folder.write("notice.eml", mail)
      for order in [[log, mail], [mail, log]] {
        let database = "\(folder.path)/\(order == [log, mail]).sqlite"
        for path in order + order {
          let run = try Program.run(["ingest", "-q", "--year", "2026", "--db", database, path])
          #expect(run.status == 0, "\(run.errors)")
        }
        let found = try Program.run(["query", "--db", database, "--format", "csv", "--sql", sql])
        #expect(found.lines.dropFirst() == ["failed,connection-refused,1,2"], "case \(number)")
      }
    }
  }

  @Test("a year that is stated is that of the last line, whenever the file was changed")
  func year() throws {
    let folder = try TemporaryDirectory()
    let line =
      "mail postfix/smtp[1]: 4F1000000%: to=<ola@fabrikam.com>, relay=mx.fabrikam.com[203.0.113.9]:25, "
      + "delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 Ok)\n"
    let log = try folder.write(
      "mail.log",
      "Dec 31 23:59:59 \(line.replacing("%", with: "1"))Jan  1 00:00:09 "
        + line.replacing("%", with: "2")
    )
    let lines = try scan(["--year", "2019", log])
    #expect(
      lines.map(\.occurredAt).sorted { ($0 ?? "") < ($1 ?? "") } == [
        "2018-12-31T23:59:59Z", "2019-01-01T00:00:09Z",
      ]
    )
    let run = try Program.run(["scan", "--year", "19", log])
    #expect(run.status == 64)
    #expect(run.errors.contains("--year takes a year"))
  }

  @Test("a log in UTF-16, and one behind a byte order mark, loses no line")
  func encodings() throws {
    let folder = try TemporaryDirectory()
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let wide = [0xFEFF] + Array(Night.all.utf16)
    let paths = [
      try folder.write("mark.log", mark + Array(Night.all.utf8)),
      try folder.write("little.log", wide.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
      try folder.write("big.log", wide.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }),
    ]
    for path in paths { #expect(Set(try scan([path]).map(\.words)) == Night.truth, "\(path)") }
  }
}
