import RetourEvents
import TestSupport
import Testing

@testable import RetourIngest

private func read(_ bytes: [UInt8], path: InputPath = "x") -> MessageOutcome {
  MessageReader(Limits()).read(bytes, path: path, usesCarriageReturns: false, isCut: false)
}

/// Everything of a report that doesn't depend on where it was read.
private func facts(_ outcome: MessageOutcome) -> [DeliveryReport] {
  outcome.reports.map { report in
    var report = report
    report.position = Position(path: "", record: 0, offset: 0)
    return report
  }
}

@Suite struct ReportReaderTests {
  @Test("every sample reads the same in LF and CRLF, with and without an envelope line")
  func lineEnds() throws {
    let samples = try Repository.sampleMessages()
    #expect(samples.count >= 25)
    for sample in samples {
      let plain = facts(read(sample.bytes))
      let text = String(decoding: sample.bytes, as: UTF8.self)
      let variants = [
        text.replacing("\n", with: "\r\n"), text.replacing("\n", with: "\r"), "\n\n\(text)",
        "From jan@contoso.com Mon Nov  2 09:00:00 2026\n\(text)\n",
      ]
      for variant in variants {
        #expect(facts(read(Array(variant.utf8))) == plain, "\(sample.name)")
      }
    }
  }

  @Test("a sample cut anywhere is read without trouble, and nobody is invented")
  func truncation() throws {
    for sample in try Repository.sampleMessages() {
      let whole = Set(read(sample.bytes).reports.compactMap(\.recipient))
      for end in stride(from: 0, to: sample.bytes.count, by: 97) {
        let part = read(Array(sample.bytes.prefix(end))).reports.compactMap(\.recipient)
        for recipient in part where !whole.contains(recipient) {
          // An address may be cut itself.
          #expect(
            whole.contains {
              $0.text.hasPrefix(recipient.text) || recipient.text.contains("@contoso.com")
            },
            "\(sample.name) cut at \(end): \(recipient)"
          )
        }
      }
    }
  }

  @Test("damaged bytes are survived: 100,000 messages with flipped bytes", arguments: 0..<25)
  func noise(part: Int) throws {
    var generator = SeededGenerator(seed: UInt64(7 + part))
    let samples = try Repository.sampleMessages()
    for round in 0..<4_000 {
      var bytes = samples[round % samples.count].bytes
      for _ in 0..<Int.random(in: 1...40, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[place] = UInt8.random(in: 0...255, using: &generator)
      }
      for report in read(bytes).reports where report.eventID == Identity(high: 0, low: 0) {
        Issue.record("no identity in round \(round)")
      }
    }
  }

  @Test("an event is the same in a mailbox and a Maildir, also without any Message-ID")
  func identity() {
    let text = """
      Return-Path: <>
      From: MAILER-DAEMON@contoso.com
      Subject: failure notice

      <kim@fabrikam.com>:
      Remote host said: 550 no such user

      From the start of this line one can't tell
      """
    let stored = """
      From MAILER-DAEMON Mon Nov  2 09:00:00 2026
      Return-Path: <>
      From: MAILER-DAEMON@contoso.com
      Subject: failure notice
      Status: RO
      X-Status: A
      Content-Length: 123

      <kim@fabrikam.com>:
      Remote host said: 550 no such user

      >From the start of this line one can't tell


      """
    let one = read(Array(text.utf8)).reports
    #expect(one.count == 1)
    #expect(one.map(\.eventID) == read(Array(stored.utf8)).reports.map(\.eventID))
    #expect(
      one.map(\.eventID)
        == read(Array(stored.replacing("\n", with: "\r\n").utf8)).reports.map(\.eventID)
    )
    let other = read(Array(text.replacing("no such user", with: "mailbox full").utf8)).reports
    #expect(one.map(\.eventID) != other.map(\.eventID))
    #expect(one[0].deliveryID == nil)
  }

  @Test("expired mail of Exchange Online brings its last error, server, address and duration")
  func exchange() throws {
    let sample = try #require(
      Repository.sampleMessages().first { $0.name == "exchange-online-expired-refused.eml" }
    )
    let report = try #require(read(sample.bytes).reports.first)
    #expect(report.lastErrors.first?.hasPrefix("450 4.4.316 Connection refused") == true)
    #expect(report.remoteHost == "fabrikam.com")
    #expect(report.remoteIP == "203.0.113.7")
    #expect(report.retriedFor == 86_431)
    #expect(report.networkMessageID == "0a1b2c3d-0000-4000-8000-000000000011")
    #expect(report.language == "en-us")
    #expect(report.attempts == nil)
  }

  @Test("a journal report and a notice that encloses another are read through")
  func wrapped() throws {
    let sample = try #require(
      Repository.sampleMessages().first { $0.name == "postfix-user-unknown.eml" }
    )
    let inner = String(decoding: sample.bytes, as: UTF8.self)
    for head in [
      "X-MS-Journal-Report:\nFrom: journal@contoso.com", "From: MAILER-DAEMON@gw.contoso.com",
    ] {
      let outer = """
        \(head)
        Subject: Undelivered Mail Returned to Sender
        Content-Type: multipart/mixed; boundary=J

        --J
        Content-Type: text/plain

        see the attachment
        --J
        Content-Type: message/rfc822

        \(inner)
        --J--
        """
      #expect(read(Array(outer.utf8)).reports.map(\.recipient?.text) == ["kim@fabrikam.com"])
    }
  }

  @Test("a report that a person forwards is read as an attachment, and isn't as a quotation")
  func forwarded() throws {
    let sample = try #require(
      Repository.sampleMessages().first { $0.name == "postfix-user-unknown.eml" }
    )
    let inner = String(decoding: sample.bytes, as: UTF8.self)
    func outer(_ type: String, _ body: String) -> [UInt8] {
      Array(
        """
        From: Anna <anna@contoso.com>
        To: help@contoso.com
        Subject: Fwd: Undelivered Mail Returned to Sender
        Content-Type: \(type)

        \(body)
        """.utf8
      )
    }
    let attached = "--F\n\nWhat is this?\n--F\nContent-Type: message/rfc822\n\n\(inner)\n--F--\n"
    let mixed = outer("multipart/mixed; boundary=F", attached)
    #expect(read(mixed).reports.map(\.recipient?.text) == ["kim@fabrikam.com"])
    let quoted = inner.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "> \($0)" }.joined(separator: "\n")
    #expect(read(outer("text/plain", "What is this?\n\n\(quoted)")).reports.isEmpty)
    let digest = outer("multipart/digest; boundary=F", attached)
    #expect(read(digest).reports.isEmpty)
  }

  @Test("what a machine-readable text leaves open is read from the words")
  func words() {
    func reports(_ text: String) -> [DeliveryReport] {
      read(Array("From: MAILER-DAEMON@contoso.com\nSubject: failure notice\n\(text)".utf8)).reports
    }
    // The server's own words come before those of the client in a transcript.
    let transcript = reports(
      """
      To: jan@contoso.com

         ----- Transcript of session follows -----
      While talking to mx.fabrikam.com:
      >>> MAIL From:<jan@contoso.com>
      <<< 550 Insecure Mail Relay
      554 <kim@fabrikam.com>... Remote protocol error
      """
    )
    #expect(transcript.map(\.reply?.code) == [550])
    // A refusal goes on on a line that begins with the address.
    let folded = reports(
      """
      To: jan@contoso.com

      <kim@fabrikam.com>: host
          mx.fabrikam.com[192.0.2.22] said: 550
          <kim@fabrikam.com>: User unknown
      """
    )
    #expect(folded.count == 1)
    #expect(folded.first?.diagnostics.first?.hasSuffix("User unknown") == true)
    // A name without a domain is one of the reporting server's.
    let bare = reports(
      "To: news@contoso.com\n\nYour mail to these recipients could not be delivered:\n\tkim.l\n\n"
    )
    #expect(bare.map(\.recipient?.text) == ["kim.l@contoso.com"])
    // Where the text names nobody, the return path does.
    let variable = reports(
      "To: news-return-42-kim.l=fabrikam.com@contoso.com\n\nYour mail could not be delivered.\n"
    )
    #expect(variable.map(\.recipient?.text) == ["kim.l@fabrikam.com"])
    // An address of X.400 holds one of the Internet.
    let x400 = reports(
      """
      To: jan@contoso.com

      did not reach the following recipient(s):

      c=US;a= ;p=CONTOSO;dda:SMTP=kim@fabrikam.com; on Fri, 4 Oct 2002 17:12:28 -0400
          The recipient name is not recognized
      """
    )
    #expect(x400.map(\.recipient?.text) == ["kim@fabrikam.com"])
  }

  @Test("mail that looks like a report or is about reports is none")
  func lookalikes() {
    let phishing = """
      From: "Mail Delivery System" <support@evil.example>
      To: jan@contoso.com
      Subject: Undelivered Mail Returned to Sender: verify your mailbox
      Content-Type: text/html

      <p>Dear jan@contoso.com,</p><p>You have 5 undelivered messages. Your mailbox is full.</p>
      <a href="http://evil.example/?u=jan@contoso.com">Release messages</a>
      """
    let newsletter = """
      From: News <news@fabrikam.com>
      To: jan@contoso.com
      Subject: How to handle bounced mail and delivery failures
      List-Id: <news.fabrikam.com>

      This week: what does "550 5.1.1 User unknown" mean? Mail to kim@example.net could not be
      delivered, and now?
      """
    for text in [phishing, newsletter] {
      #expect(read(Array(text.utf8)).reports.filter { $0.kind != .autoReply }.isEmpty)
    }
  }

  @Test(
    "text in a character set that isn't stated is read",
    arguments: [
      (
        "windows-1252", "456d7066e46e67657220756e67fc6c7469673a2066fc72204dfc6c6c6572",
        "Empfänger ungültig: für Müller"
      ),
      ("shift_jis", "8386815b8355815b82aa91b68ddd82b582dc82b982f1", "ユーザーが存在しません"),
      ("euc-jp", "a5e6a1bca5b6a1bca4acc2b8badfa4b7a4dea4bba4f3", "ユーザーが存在しません"),
      ("koi8-r", "f0cfded4cfd7d9ca20d1ddc9cb20cec520cec1cac4c5ce", "Почтовый ящик не найден"),
      ("windows-1251", "cfeef7f2eee2fbe920fff9e8ea20ede520ede0e9e4e5ed", "Почтовый ящик не найден"),
      ("gb18030", "d3c3bba7b2bbb4e6d4daa3acd3cabcfeb1bbcdcbbbd8", "用户不存在，邮件被退回"),
    ]
  )
  func charsets(name: String, hexadecimal: String, text: String) {
    let digits = Array(hexadecimal)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    #expect(CharsetGuess.name(bytes[...]) == name)
    for stated in [nil, "us-ascii", "utf-8"] as [String?] {
      let read = Charset.utf8(bytes[...], charset: stated.map { Array($0.utf8)[...] })
      #expect(String(decoding: read, as: UTF8.self) == text)
    }
  }

  @Test("a text that calls itself HTML keeps its lines, and characters by number are read")
  func html() {
    let plain = "Not delivered:\nTo: kim@fabrikam.com\n"
    #expect(HTMLText.plain(Array(plain.utf8)[...]) == Array(plain.utf8))
    let html = "<p>Empf&#228;nger &#x201C;kim&#64;fabrikam.com&#8221;</p>"
    #expect(
      String(decoding: HTMLText.plain(Array(html.utf8)[...]), as: UTF8.self)
        .contains("Empfänger “kim@fabrikam.com”")
    )
  }

  @Test(
    "the language is told by the notice's words",
    arguments: [
      ("Uw bericht kan niet worden bezorgd bij de volgende geadresseerden", "nl"),
      ("Ihre Nachricht konnte nicht zugestellt werden.", "de"),
      ("Échec de la remise pour ces destinataires ou groupes :", "fr"),
      ("Your message could not be delivered.", "en"),
      ("次の宛先にメッセージを配信できませんでした。", "ja"),
      ("Hilsen fra serveren", nil),
    ]
  )
  func language(text: String, tag: String?) {
    let notice = NoticeText(Array(text.utf8)[...])
    #expect(NoticeLanguage(groups: notice.phrases)?.tag == tag)
  }

  @Test("dates of attempts are read in the order that lies near the report's own date")
  func attemptDates() throws {
    let reported = try #require(Timestamp(year: 2016, month: 9, day: 4, hour: 1))
    func read(_ text: String) -> String? {
      NoticeDate.parse(Array(text.utf8)[...], near: reported)?.description
    }
    #expect(read("3/09/2016 8:05:56 PM") == "2016-09-03T20:05:56Z")
    #expect(read("9/3/2016 8:05:56 AM") == "2016-09-03T08:05:56Z")
    #expect(read("03.09.2016 20:05:56") == "2016-09-03T20:05:56Z")
    #expect(read("2016-09-03 20:05") == "2016-09-03T20:05:00Z")
    #expect(read("3/09/2014 8:05:56 PM") == nil)
    #expect(read("soon") == nil)
  }
}

@Suite struct DeliveryStatusTests {
  private func groups(_ text: String) -> [String?] {
    DeliveryStatus(Array(text.utf8)[...]).groups.map {
      $0.finalRecipient.flatMap(DeliveryStatus.address)?.text
    }
  }

  @Test("groups are told apart without blank lines, and with too many")
  func grouping() {
    let dense =
      "Reporting-MTA: dns; a.example\nFinal-Recipient: rfc822; a@f.example\nAction: failed\nFinal-Recipient: rfc822; b@f.example\nAction: failed"
    #expect(groups(dense) == ["a@f.example", "b@f.example"])
    let loose =
      "Final-Recipient: rfc822;a@f.example\n\nAction: failed\nStatus: 5.1.1\n\n\nFinal-Recipient: rfc822; b@f.example\n"
    #expect(groups(loose) == ["a@f.example", "b@f.example"])
    #expect(DeliveryStatus(Array(loose.utf8)[...]).groups[0].status?.text == "5.1.1")
  }

  @Test("a diagnostic goes on over lines, with and without leading white space")
  func folding() {
    let text =
      "Final-Recipient: rfc822; a@f.example\nDiagnostic-Code: smtp; 550 5.1.1\n one\n550 5.1.1 two\nAction: failed\n"
    let group = DeliveryStatus(Array(text.utf8)[...]).groups[0]
    #expect(group.diagnostic?.text == "smtp; 550 5.1.1 one 550 5.1.1 two")
    #expect(DeliveryStatus.kind(group.action) == .failed)
  }

  @Test("a value that begins on the next line is that line, and one of 64 KiB goes on no further")
  func longValues() {
    let next = "Final-Recipient:\r\n\trfc822; a@f.example\r\nAction: failed\r\n"
    #expect(groups(next) == ["a@f.example"])
    let lines =
      "Final-Recipient: rfc822; a@f.example\nDiagnostic-Code: smtp; 550"
      + String(repeating: "\n \(String(repeating: "x", count: 99))", count: 2_000)
    let length = DeliveryStatus(Array(lines.utf8)[...]).groups[0].diagnostic?.count ?? 0
    #expect(64_000..<66_000 ~= length)
  }

  @Test("Exchange's actual recipient counts where no final one is stated, before or behind it")
  func actualRecipient() {
    let actual = "X-Actual-Recipient: rfc822; b@f.example\n"
    let final = "Final-Recipient: rfc822; a@f.example\n"
    let written = "Original-Recipient: rfc822; c@f.example\n"
    #expect(groups(written + actual) == ["b@f.example"])
    #expect(groups(final + actual) == ["a@f.example"])
    #expect(groups(actual + final) == ["a@f.example"])
  }

  @Test(
    "recipient fields of all types give their address",
    arguments: [
      ("rfc822; <kim@F.example>", "kim@f.example"), ("RFC822;kim@f.example (Kim)", "kim@f.example"),
      ("utf-8; j\\x{FC}rgen@f.example", "jürgen@f.example"), ("kim@f.example", "kim@f.example"),
      ("X-local; root", "root"), ("rfc822; \"a b\"@f.example", "\"a b\"@f.example"),
    ]
  )
  func addresses(text: String, expected: String) {
    #expect(DeliveryStatus.address(Array(text.utf8)[...])?.text == expected)
  }
}
