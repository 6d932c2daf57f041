import RetourEvents
import Testing

@testable import RetourIngest

/// A line that lasts as long as the tests run, and texts that it may have kept.
private func text(_ text: String) -> (UnsafeText, UnsafeTexts) {
  let texts = UnsafeTexts()
  _ = Unmanaged.passRetained(texts)
  return (texts.keep(Array(text.utf8)), texts)
}

private func prefixed(_ line: String) -> LogLine { LogPrefix.line(text(line).0) }

private func opened(_ line: String) -> LogLine? {
  let (text, texts) = text(line)
  return LogEnvelope.line(text, texts)
}

@Suite("Prefixes of lines of logs")
struct LogPrefixTests {
  private static let noon: Int64 = 1_795_951_999  // 2026-11-29T11:33:19Z

  @Test(
    "the innermost host, the program and its words are found behind any prefixes",
    arguments: [
      "Nov 29 11:33:19 mail postfix/smtp[231]: 4F1: removed",
      "Nov 29 11:33:19.123456 mail postfix/smtp[231]: 4F1: removed",
      "<22>Nov 29 11:33:19 mail postfix/smtp[231]: 4F1: removed",
      "Nov 29 11:33:19 <mail.info> mail postfix/smtp[231]: 4F1: removed",
      "Nov 29 11:33:19 mail postfix/smtp[231]: [ID 197553 mail.info] 4F1: removed",
      "2026-11-29T11:33:19.007919+00:00 mail postfix/smtp[231]: 4F1: removed",
      "2026-11-29T11:33:19+0000 mail postfix/smtp[231]: 4F1: removed",
      "2026-11-29T12:33:19+01:00 mail postfix/smtp[231]: 4F1: removed",
      "Nov 29 11:33:19 outer docker[88]: Nov 29 11:33:19 mail postfix/smtp[231]: 4F1: removed",
      "2026-11-29T11:33:19.12Z Nov 29 12:33:19 mail postfix/smtp[231]: 4F1: removed",
      "2026-11-29T11:33:19.12Z stdout F Nov 29 12:33:19 mail postfix/smtp[231]: 4F1: removed",
      "mailcow-postfix-1  | Nov 29 11:33:19 mail postfix/smtp[231]: 4F1: removed",
      "Nov 29 2026 11:33:19 mail postfix/smtp[231]: 4F1: removed",
    ]
  )
  func forms(text: String) {
    let line = prefixed(text)
    #expect(line.host.text == "mail")
    #expect(line.programName.text == "postfix/smtp")
    #expect(line.body.text == "4F1: removed")
    var calendar = LogCalendar(year: 2026, offset: nil)
    #expect(line.time.flatMap { calendar.moment($0) } == Self.noon)
  }

  @Test(
    "RFC 5424 has fields of its own, structured data among them",
    arguments: [
      "<22>1 2026-11-29T11:33:19.007919+00:00 mail postfix/smtp 231 - - 4F1: removed",
      "1 2026-11-29T11:33:19Z mail postfix/smtp 231 - - 4F1: removed",
      "<22>1 2026-11-29T11:33:19Z mail postfix/smtp 231 ID7 [a@1 b=\"c \\\"]\"][d] 4F1: removed",
      "<22>1 2026-11-29T11:33:19Z mail postfix/smtp 231 - - \u{FEFF}4F1: removed",
    ]
  )
  func structured(text: String) {
    let line = prefixed(text)
    #expect(line.host.text == "mail")
    #expect(line.program.text == "postfix/smtp")
    #expect(line.body.text == "4F1: removed")
    #expect(line.time == .moment(Self.noon))
  }

  @Test(
    "a server's own log has no host, and its words begin behind the time",
    arguments: [
      "2026-11-29 11:33:19 1xXdIf-00002d-0T ** lee@gone.example: Unrouteable address",
      "2026-11-29 11:33:19.123 1xXdIf-00002d-0T ** lee@gone.example: Unrouteable address",
      "2026-11-29 12:33:19 +0100 1xXdIf-00002d-0T ** lee@gone.example: Unrouteable address",
    ]
  )
  func own(text: String) {
    let line = prefixed(text)
    #expect(line.host.isEmpty)
    #expect(line.body.text == "1xXdIf-00002d-0T ** lee@gone.example: Unrouteable address")
    var calendar = LogCalendar(year: 2020, offset: nil)
    #expect(line.time.flatMap { calendar.moment($0) } == Self.noon)
  }

  @Test("TAI64N is ten seconds ahead, as qmail's clock counts")
  func tai() {
    let line = prefixed("@400000006b0c0d8900000000 end msg 25773001")
    #expect(line.time == .moment(Self.noon))
    #expect(line.body.text == "end msg 25773001")
  }

  @Test("a repeated line says how often, and what")
  func repeated() {
    let line = prefixed(
      "Nov 29 11:33:20 mail postfix/smtp[231]: message repeated 2 times: [ 4F1: removed]"
    )
    #expect(line.repeats == 2)
    #expect(line.body.text == "4F1: removed")
  }

  @Test("collectors' objects are opened: text, bytes, nothing, and a container's line")
  func envelopes() throws {
    let journal = try #require(
      opened(
        #"{"__REALTIME_TIMESTAMP":"1795951999000001","_HOSTNAME":"mail","X":{"MESSAGE":"no"},"#
          + #""SYSLOG_IDENTIFIER":"postfix/smtp","MESSAGE":"4F1: \"a\\b\u00e9\ud83d\ude00\""}"#
      )
    )
    #expect(journal.host.text == "mail")
    #expect(journal.body.text == "4F1: \"a\\bé😀\"")
    #expect(journal.time == .moment(Self.noon))
    let numbers = opened(#"{"_HOSTNAME":"mail","MESSAGE":[52, 70,49,58,32,255]}"#)
    #expect(numbers.map { Array($0.body) } == Array("4F1: ".utf8) + [255])
    #expect(opened(#"{"_HOSTNAME":"mail","MESSAGE":null}"#) == nil)
    let docker = try #require(
      opened(
        #"{"log":"Nov 29 12:33:19 mail postfix/smtp[231]: 4F1: removed\n","stream":"stdout","#
          + #""time":"2026-11-29T11:33:19.5Z"}"#
      )
    )
    #expect(docker.host.text == "mail")
    #expect(docker.body.text == "4F1: removed")
    #expect(docker.time == .moment(Self.noon))
  }

  @Test("no cut of a line brings a reader down, and none reads behind its end")
  func cuts() {
    let lines = [
      "<22>1 2026-11-29T11:33:19.007919+00:00 mail postfix/smtp 231 ID7 [a b=\"c\"] 4F1: removed",
      "Nov 29 11:33:19 outer docker[88]: Nov 29 11:33:19 mail postfix/smtp[231]: [ID 1 a.b] 4F1: x",
      "@400000006b0c0d8900000000 delivery 103: failure: Sorry._/Remote_host_said:_550/",
      #"{"__REALTIME_TIMESTAMP":"1795951999000001","MESSAGE":"\ud83d\ude00\u00","_HOSTNAME":"m"}"#,
      "Nov 29 11:33:19 mail postfix/smtp[1]: message repeated 2 times: [ 4F1: to=<\"a\\\"@b>, relay=",
      "2026-11-29 11:33:19 1xXdIf-00002d-0T == a@b.example R=x T=y defer (-44) H=mx [192.0.2.1]: no",
    ]
    for line in lines {
      let text = Array(line.utf8)
      for end in 0...text.count {
        for start in [0, end / 2] {
          UnsafeTexts.use { texts in
            let cut = texts.keep(text[start..<end])
            var server = LogServer.postfix
            for line in [LogPrefix.line(cut), LogEnvelope.line(cut, texts)].compactMap({ $0 }) {
              #expect(line.body.count <= cut.count)
              _ = LogServer.fact(line, texts, &server)
            }
          }
        }
      }
    }
  }
}

@Suite("Logs as strangers may write them")
struct HostileLogTests {
  /// Numbers that are the same in every run (xorshift).
  private struct Dice: RandomNumberGenerator {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  private static let lines = [
    "Nov 29 11:33:19 mail postfix/cleanup[1]: 4F10000001: message-id=<a@contoso.com>",
    "Nov 29 11:33:19 mail postfix/qmgr[1]: 4F10000001: from=<k@contoso.com>, size=1, nrcpt=1 (queue active)",
    "Nov 29 11:33:19 mail postfix/smtp[1]: 4F10000001: to=<b@d.example>, relay=mx.d.example[192.0.2.1]:25, "
      + "delay=1, delays=0/0/0/1, dsn=4.4.1, status=deferred (host mx.d.example[192.0.2.1] said: 450 no)",
    "Nov 29 11:33:19 mail postfix/qmgr[1]: 4F10000001: from=<k@contoso.com>, status=expired, returned",
    "2026-11-29 11:42:33 1xXdIf-00002E-0F <= k@contoso.com H=(x) [192.0.2.1] P=local S=3 id=a@contoso.com",
    "2026-11-29 11:42:45 1xXdIf-00002E-0F ** b@d.example R=x T=y H=mx [192.0.2.1]: SMTP error: 550 no",
    "Nov 29 11:42:34 mail sendmail[2]: 6ATBgY5a000207: from=<k@contoso.com>, size=1, class=0, nrcpts=1, "
      + "msgid=<a@contoso.com>, relay=l [127.0.0.1]",
    "Nov 29 11:42:34 mail sendmail[2]: 6ATBgY5a000207: to=<b@d.example>,<c@d.example>, delay=1+00:00:01, "
      + "xdelay=00:00:00, mailer=esmtp, pri=3, relay=mx. [192.0.2.1], dsn=5.1.1, reply=550 no, stat=User unknown",
    "Nov 29 11:38:05 mail smtpd[4]: da5e1c0aa0a1b57f mta delivery evpid=afe9892f306a0bd1 from=<k@contoso.com> "
      + "to=<b@d.example> rcpt=<-> source=\"192.0.2.44\" relay=\"192.0.2.1 (mx)\" delay=0s result=\"Ok\" stat=\"250\"",
    "@400000006b0c0d89000007d0 starting delivery 101: msg 25773001 to remote b@d.example",
    "@400000006b0c0d8900000bb8 delivery 101: failure: 192.0.2.1_does_not_like_recipient./Remote_host_said:_550/",
  ].map { Array($0.utf8) }

  @Test(
    "bytes changed, lost, doubled and mixed at random bring nothing down, and no word is invented"
  )
  func mutations() {
    var dice = Dice()
    var queue = LogQueue()
    var server = LogServer.postfix
    var done: [LogDelivery] = []
    for round in 0..<20_000 {
      var line = Self.lines[Int.random(in: 0..<Self.lines.count, using: &dice)]
      for _ in 0..<Int.random(in: 0...4, using: &dice) {
        let place = Int.random(in: 0..<line.count, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: line[place] = UInt8.random(in: 0...255, using: &dice)
        case 1: line.remove(at: place)
        case 2: line.insert(contentsOf: line[place...].prefix(9), at: place)
        default: line = Array(line[..<place]) + Self.lines[round % Self.lines.count].suffix(40)
        }
        if line.isEmpty { line = [UInt8(ascii: "x")] }
      }
      UnsafeTexts.use { texts in
        let entry = LogPrefix.line(texts.keep(line))
        guard let fact = LogServer.fact(entry, texts, &server) else { return }
        queue.take(
          fact,
          of: LogHost(entry.host),
          at: Int64(round),
          repeats: entry.repeats,
          LogPlace(path: "log", line: round, offset: 0),
          into: &done
        )
      }
      if round % 500 == 0 {
        let kept = queue.snapshot(keepsAddresses: true)
        #expect(LogQueue(kept)?.snapshot(keepsAddresses: true) == kept)
        #expect(LogQueue(Array(kept.dropLast(3))) == nil || kept.count == 1)
      }
    }
    queue.giveOut(.max, into: &done)
    #expect(queue.isEmpty && done.count > 100)
    for delivery in done {
      let report = LogReporter.report(delivery, after: 0)
      #expect(report.recipient != nil || delivery.recipient.address.allSatisfy { $0 <= 0x20 })
    }
  }

  @Test("a message with very many recipients, and very many messages, are told in pieces")
  func volume() {
    var queue = LogQueue()
    var done: [LogDelivery] = []
    var largest = 0
    for number in 0..<60_000 {
      let id = Array("Q\(number % 2 == 0 ? 1_000_000 : number)".utf8)
      let before = done.count
      UnsafeTexts.use { texts in
        var attempt = LogAttempt(
          recipient: texts.keep(Array("r\(number)@d.example".utf8)),
          outcome: .deferred
        )
        attempt.text = texts.keep(Array(repeating: UInt8(ascii: "x"), count: 200))
        queue.take(
          .attempts(texts.keep(id), texts.keep(list: [attempt])),
          of: LogHost(.empty),
          at: Int64(number),
          repeats: 0,
          LogPlace(path: "log", line: number, offset: 0),
          into: &done
        )
      }
      largest = max(largest, done.count - before)
    }
    #expect(largest <= 300)
    queue.giveOut(.max, into: &done)
    #expect(Set(done.map(\.recipient.address)).count == 60_000 && done.count == 60_000)
  }
}

@Suite("Years and zones of logs")
struct LogCalendarTests {
  private func date(_ month: Int, _ day: Int) -> LogDate {
    LogDate(year: nil, month: month, day: day, seconds: 0)
  }

  private func moment(_ year: Int, _ month: Int, _ day: Int) -> Int64? {
    Timestamp(year: year, month: month, day: day)?.seconds
  }

  @Test("the last line lies before the last change, and less than a year")
  func year() throws {
    let changed = try #require(moment(2026, 3, 2))
    #expect(LogCalendar.firstYear(of: [date(3, 1)], before: changed) == 2026)
    // The host's clock may be ahead by its zone, not by more.
    #expect(LogCalendar.firstYear(of: [date(3, 3)], before: changed) == 2026)
    #expect(LogCalendar.firstYear(of: [date(3, 4)], before: changed) == 2025)
    #expect(LogCalendar.firstYear(of: [date(12, 30), date(1, 2)], before: changed) == 2025)
    let years = [date(12, 30), date(6, 1), date(1, 2), date(7, 1), date(1, 3)]
    #expect(LogCalendar.firstYear(of: years, before: changed) == 2023)
  }

  @Test("29 February is in leap years only")
  func leapDay() throws {
    let changed = try #require(moment(2026, 3, 2))
    #expect(LogCalendar.firstYear(of: [date(2, 29)], before: changed) == 2024)
    #expect(LogCalendar.firstYear(of: [date(12, 1), date(2, 29)], before: changed) == 2023)
  }

  @Test("the year goes up where December becomes January, and a late line stays in the old one")
  func newYear() {
    var calendar = LogCalendar(year: 2025, offset: nil)
    #expect(calendar.moment(.local(date(12, 31))) == moment(2025, 12, 31))
    #expect(calendar.moment(.local(date(1, 1))) == moment(2026, 1, 1))
    #expect(calendar.moment(.local(date(12, 31))) == moment(2025, 12, 31))
    #expect(calendar.moment(.local(date(1, 2))) == moment(2026, 1, 2))
    #expect(calendar.moment(.local(date(2, 29))) == nil)
  }

  @Test("local times are set right by the zone that is assumed")
  func zone() {
    var calendar = LogCalendar(year: 2026, offset: { $0 < 1_780_000_000 ? 3_600 : 7_200 })
    #expect(calendar.moment(.local(date(1, 1))) == moment(2026, 1, 1).map { $0 - 3_600 })
    #expect(calendar.moment(.local(date(7, 1))) == moment(2026, 7, 1).map { $0 - 7_200 })
    #expect(calendar.moment(.moment(5)) == 5)
  }
}
