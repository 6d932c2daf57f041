import TestSupport
import Testing

/// Windows of one log that overlap, as `journalctl --since -25h` gives them every night: whatever lies in
/// both was read by the first run, and the second may begin in the middle of a message.
struct LogWindowTests {
  /// What servers write about messages that overlap in time: one is deferred first, one is refused.
  private static let logs: [(name: String, text: String)] = [
    (
      "postfix",
      """
      2026-11-03T09:00:00+00:00 mx postfix/smtpd[1]: 4X00001: client=app.contoso.com[192.0.2.7]
      2026-11-03T09:00:00+00:00 mx postfix/cleanup[1]: 4X00001: message-id=<l1@contoso.com>
      2026-11-03T09:00:00+00:00 mx postfix/qmgr[1]: 4X00001: from=<ann@contoso.com>, size=1, nrcpt=2 (queue active)
      2026-11-03T09:00:03+00:00 mx postfix/smtp[1]: 4X00001: to=<lee@fabrikam.com>, relay=mx.fabrikam.com[203.0.113.1]:25, delay=3, delays=0/0/0/3, dsn=4.2.0, status=deferred (host mx.fabrikam.com[203.0.113.1] said: 450 4.2.0 greylisted)
      2026-11-03T09:00:05+00:00 mx postfix/smtp[1]: 4X00001: to=<kim@fabrikam.com>, relay=mx.fabrikam.com[203.0.113.1]:25, delay=5, delays=0/0/0/5, dsn=5.1.1, status=bounced (host mx.fabrikam.com[203.0.113.1] said: 550 5.1.1 no such user)
      2026-11-03T09:01:00+00:00 mx postfix/smtpd[1]: 4X00002: client=app.contoso.com[192.0.2.7]
      2026-11-03T09:01:00+00:00 mx postfix/cleanup[1]: 4X00002: message-id=<l2@contoso.com>
      2026-11-03T09:01:00+00:00 mx postfix/qmgr[1]: 4X00002: from=<ann@contoso.com>, size=1, nrcpt=1 (queue active)
      2026-11-03T09:01:02+00:00 mx postfix/smtp[1]: 4X00002: to=<ola@example.net>, relay=mx.example.net[203.0.113.2]:25, delay=2, delays=0/0/0/2, dsn=2.0.0, status=sent (250 2.0.0 Ok)
      2026-11-03T09:01:02+00:00 mx postfix/qmgr[1]: 4X00002: removed
      2026-11-03T09:30:00+00:00 mx postfix/qmgr[1]: 4X00001: from=<ann@contoso.com>, size=1, nrcpt=2 (queue active)
      2026-11-03T09:30:03+00:00 mx postfix/smtp[1]: 4X00001: to=<lee@fabrikam.com>, relay=mx.fabrikam.com[203.0.113.1]:25, delay=1803, delays=0/0/0/3, dsn=2.0.0, status=sent (250 2.0.0 Ok)
      2026-11-03T09:30:03+00:00 mx postfix/qmgr[1]: 4X00001: removed

      """
    ),
    (
      "exim",
      """
      2026-11-03 09:00:00 1xXdIf-00002E-0F <= ann@contoso.com H=(app) [192.0.2.7] P=esmtp S=3 id=l1@contoso.com
      2026-11-03 09:00:01 1xXdIf-00002E-0F H=mx.fabrikam.com [203.0.113.1]: Connection refused
      2026-11-03 09:00:01 1xXdIf-00002E-0F == lee@fabrikam.com R=dnslookup T=remote_smtp defer (111): Connection refused
      2026-11-03 09:00:04 1xXdIf-00002E-0F ** kim@example.net R=dnslookup T=remote_smtp H=mx.example.net [203.0.113.2]: SMTP error from remote mail server after RCPT TO:<kim@example.net>: 550 5.1.1 no such user
      2026-11-03 09:10:00 1xXdJf-00002G-1K <= ann@contoso.com H=(app) [192.0.2.7] P=esmtp S=3 id=l2@contoso.com
      2026-11-03 09:10:02 1xXdJf-00002G-1K => ola@example.net R=dnslookup T=remote_smtp H=mx.example.net [203.0.113.2] C="250 Ok"
      2026-11-03 09:10:02 1xXdJf-00002G-1K Completed
      2026-11-03 09:30:00 1xXdIf-00002E-0F => lee@fabrikam.com R=dnslookup T=remote_smtp H=mx.fabrikam.com [203.0.113.1] C="250 Ok"
      2026-11-03 09:30:00 1xXdIf-00002E-0F Completed

      """
    ),
    (
      "sendmail",
      """
      Nov  3 09:00:00 mx sendmail[1]: 5A3900aa000001: from=<ann@contoso.com>, size=1, class=0, nrcpts=2, msgid=<s1@contoso.com>, proto=ESMTP, relay=app [192.0.2.7]
      Nov  3 09:00:01 mx sendmail[2]: 5A3900aa000001: to=<kim@fabrikam.com>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.fabrikam.com. [203.0.113.1], dsn=5.1.1, stat=User unknown
      Nov  3 09:00:02 mx sendmail[2]: 5A3900aa000001: to=<ola@example.net>, delay=00:00:02, xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.example.net. [203.0.113.2], dsn=4.0.0, stat=Deferred: Connection refused
      Nov  3 09:05:00 mx sendmail[3]: 5A3905aa000002: from=<ann@contoso.com>, size=1, class=0, nrcpts=1, msgid=<s2@contoso.com>, proto=ESMTP, relay=app [192.0.2.7]
      Nov  3 09:05:01 mx sendmail[3]: 5A3905aa000002: to=<lee@fabrikam.com>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.fabrikam.com. [203.0.113.1], dsn=2.0.0, stat=Sent (ok)
      Nov  3 09:30:02 mx sendmail[4]: 5A3900aa000001: to=<ola@example.net>, delay=00:30:02, xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.example.net. [203.0.113.2], dsn=2.0.0, stat=Sent (ok)

      """
    ),
  ]

  /// What a database says after windows of a log were read, a run for each.
  private func states(_ windows: [String]) throws -> [String] {
    let folder = try TemporaryDirectory()
    let database = "\(folder.path)/a.sqlite"
    for (number, text) in windows.enumerated() {
      let log = try folder.write("\(number)/mail.log", text)
      let run = try Program.run(["ingest", "-q", "--year", "2026", "--db", database, log])
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
    let found = try Program.run(
      [
        "query", "--db", database, "--format", "csv", "--sql",
        "SELECT kind, recipient FROM v1_delivery ORDER BY recipient",
      ]
    )
    #expect(found.status == 0, "\(found.errors)")
    return Array(found.lines.dropFirst())
  }

  @Test("each delivery counts once, wherever the second window begins", arguments: logs.map(\.name))
  func forward(name: String) throws {
    let text = try #require(Self.logs.first { $0.name == name }).text
    let lines = text.split(separator: "\n").map { "\($0)\n" }
    let truth = try states([text])
    #expect(truth.count == 3)
    for start in 1..<lines.count {
      for end in [start, lines.count] {
        // The first window ends where the second begins, or goes as far as that.
        let windows = [lines[..<end].joined(), lines[start...].joined()]
        #expect(try states(windows) == truth, "\(name) from line \(start) after \(end)")
      }
    }
  }

  @Test("a window that is read after a later one adds what is new", arguments: logs.map(\.name))
  func backward(name: String) throws {
    let text = try #require(Self.logs.first { $0.name == name }).text
    let lines = text.split(separator: "\n").map { "\($0)\n" }
    let truth = try states([text])
    for start in 1..<lines.count {
      // The first half, or all, after the second half; then all once more.
      for end in [start, lines.count] {
        let windows = [
          lines[start...].joined(), lines[..<end].joined(),
          "2026-11-03T08:59:59+00:00 mx cron[1]: nothing\n" + text,
        ]
        #expect(try states(windows) == truth, "\(name) from line \(start), then until \(end)")
      }
    }
  }

  @Test("attempts that an earlier window told aren't counted again")
  func attempts() throws {
    let folder = try TemporaryDirectory()
    let lines = Self.logs[0].text.split(separator: "\n").map { "\($0)\n" }
    let database = "\(folder.path)/a.sqlite"
    for (number, part) in [lines[..<5], lines[3...]].enumerated() {
      let log = try folder.write("\(number).log", part.joined())
      #expect(try Program.run(["ingest", "-q", "--db", database, log]).status == 0)
    }
    let found = try Program.run(
      [
        "query", "--db", database, "--format", "csv", "--sql",
        "SELECT attempts, message_id FROM v1_event WHERE recipient = 'lee@fabrikam.com'",
      ]
    )
    #expect(found.lines.dropFirst() == ["2,l1@contoso.com"])
  }

  @Test("what comes after the end of the log that was read last isn't taken for a repetition")
  func boundary() throws {
    // qmail's numbers are those of files, and used again at once; a night may end between any two lines.
    func mail(_ number: Int, _ second: Int, _ user: String) -> [String] {
      [
        "new msg \(number)",
        "info msg \(number): bytes 1 from <ann@contoso.com> qp \(second) uid 1",
        "starting delivery \(second): msg \(number) to remote \(user)@fabrikam.com",
        "delivery \(second): failure: 203.0.113.1_does_not_like_recipient./550_no_such_user/",
        "end msg \(number)",
      ].map { "2026-11-03T09:00:0\(second / 2)+00:00 mx qmail: \($0)\n" }
    }
    let qmail = (0..<8).flatMap { mail(77, $0, "u\($0)") }
    func alias(_ second: Int, _ user: String) -> String {
      "2026-11-03T09:00:0\(second)+00:00 mx sendmail[1]: 5A3900aa000001: to=<\(user)@fabrikam.com>, "
        + "ctladdr=<list@contoso.com> (1/0), delay=00:00:0\(second), xdelay=00:00:01, mailer=esmtp, "
        + "pri=1, relay=mx.fabrikam.com. [203.0.113.1], dsn=5.1.1, stat=User unknown\n"
    }
    let sendmail =
      [
        "2026-11-03T09:00:00+00:00 mx sendmail[1]: 5A3900aa000001: from=<ann@contoso.com>, size=1, "
          + "class=0, nrcpts=1, msgid=<s1@contoso.com>, proto=ESMTP, relay=app [192.0.2.7]\n"
      ] + (1..<8).map { alias($0 / 2, "u\($0)") }
    for (lines, count) in [(qmail, 8), (sendmail, 7)] {
      let truth = try states([lines.joined()])
      #expect(truth.count == count && Set(truth).count == count)
      for cut in stride(from: 1, to: lines.count, by: 3) {
        let windows = [lines[..<cut].joined(), lines[cut...].joined()]
        let found = try states(windows)
        #expect(Set(found) == Set(truth) && found.count == count, "\(cut): \(found)")
      }
    }
  }

  @Test("sendmail's aliases have more recipients than it counts")
  func aliases() throws {
    let folder = try TemporaryDirectory()
    func line(_ second: Int, _ words: String) -> String {
      "Nov  3 09:00:0\(second) mx sendmail[1]: 5A3900aa000001: \(words)\n"
    }
    func attempt(_ second: Int, _ recipient: String, _ status: String, _ words: String) -> String {
      line(
        second,
        "to=<\(recipient)>, ctladdr=<list@contoso.com> (1/0), delay=00:00:0\(second), "
          + "xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.fabrikam.com. [203.0.113.1], "
          + "dsn=\(status), stat=\(words)"
      )
    }
    let log = try folder.write(
      "mail.log",
      line(
        0,
        "from=<ann@contoso.com>, size=1, class=0, nrcpts=1, msgid=<s1@contoso.com>, proto=ESMTP, "
          + "relay=app [192.0.2.7]"
      ) + attempt(1, "kim@fabrikam.com", "5.1.1", "User unknown")
        + attempt(2, "lee@example.net", "5.1.1", "User unknown")
        + attempt(3, "ola@example.net", "4.0.0", "Deferred: Connection refused")
        // Said again.
        + attempt(4, "kim@fabrikam.com", "5.1.1", "User unknown")
        + attempt(5, "ola@example.net", "2.0.0", "Sent (ok)")
    )
    let found = try Program.run(["scan", "-q", "--year", "2026", log]).lines
    #expect(found.count == 3)
    for (recipient, kind) in [("kim@f", "failed"), ("lee@e", "failed"), ("ola@e", "delivered")] {
      let lines = found.filter { $0.contains("\"recipient\":\"\(recipient)") }
      #expect(lines.count == 1 && lines[0].contains("\"kind\":\"\(kind)\""), "\(recipient)")
      #expect(lines[0].contains("s1@contoso.com"))
    }
  }

  @Test("what a stranger wrote into the quoted part of an address decides nothing")
  func quoted() throws {
    let folder = try TemporaryDirectory()
    let forged =
      "x>, relay=mx.fabrikam.com[203.0.113.1]:25, delay=1, dsn=5.7.1, status=bounced (550 spamhaus"
    let other = "x>, relay=none, dsn=5.0.0, status=bounced (bad)"
    let forgedFields =
      "x, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.example.net. [203.0.113.2], "
      + "dsn=5.7.1, stat=550 5.7.1 spamhaus"
    let postfix = [forged, other].flatMap { words in
      [
        "to=<c@fabrikam.com>, orig_to=<\"\(words)\"@contoso.com>", "to=<\"\(words)\"@fabrikam.com>",
        "to=<\"a\\\"b\(words)\"@fabrikam.com>, orig_to=<\"\(words)\"@contoso.com>",
      ]
    }
    let sendmail = [
      "to=<\"\(forgedFields)\"@fabrikam.com>",
      "to=<e@fabrikam.com>, ctladdr=<\"\(forgedFields)\"@contoso.com>",
      "to=<e@fabrikam.com>,<\"\(forgedFields)\"@fabrikam.com>, ctladdr=<\"a\\\"\(forgedFields)\"@contoso.com>",
    ]
    let lines =
      postfix.enumerated().map { number, words in
        "2026-11-03T09:00:01+00:00 mx postfix/smtp[12]: 4XAAAA\(number): \(words), "
          + "relay=mx.fabrikam.com[203.0.113.1]:25, delay=1, delays=0.1/0/0.5/0.4, dsn=2.0.0, "
          + "status=sent (250 2.0.0 ok)\n"
      }
      + sendmail.enumerated().map { number, words in
        "2026-11-03T09:00:01+00:00 mx sendmail[1]: 5A3900aa00000\(number): \(words), "
          + "delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.fabrikam.com. "
          + "[203.0.113.1], dsn=2.0.0, stat=Sent (ok)\n"
      }
    let log = try folder.write("mail.log", lines.joined())
    let found = try Program.run(["scan", "-q", log]).lines
    #expect(found.count == 10, "\(found)")
    #expect(found.allSatisfy { $0.contains("\"kind\":\"delivered\"") }, "\(found)")
    #expect(found.allSatisfy { $0.contains("\"remote_host\":\"mx.fabrikam.com\"") }, "\(found)")
    // What a server answers isn't what sendmail says.
    let reply =
      "2026-11-03T09:00:01+00:00 mx sendmail[1]: 5A3900aa000009: to=<f@fabrikam.com>, delay=00:00:01, "
      + "xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.fabrikam.com. [203.0.113.1], dsn=5.7.1, "
      + "reply=550 5.7.1 no, stat=Sent (ok), stat=Service unavailable\n"
    let other9 = try folder.write("other.log", reply)
    #expect(try Program.run(["scan", "-q", other9]).output.contains("\"kind\":\"failed\""))
  }
}
