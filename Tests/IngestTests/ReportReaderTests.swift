import Events
import TestSupport
import Testing

@testable import Ingest

private func read(_ bytes: [UInt8], path: String = "x") -> MessageOutcome {
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

  @Test("damaged bytes are survived")
  func noise() throws {
    var generator = SeededGenerator(seed: 7)
    for sample in try Repository.sampleMessages() {
      for _ in 0..<20 {
        var bytes = sample.bytes
        for _ in 0..<30 {
          let place = Int.random(in: 0..<bytes.count, using: &generator)
          bytes[place] = UInt8.random(in: 0...255, using: &generator)
        }
        for report in read(bytes).reports { #expect(report.eventID != Identity(high: 0, low: 0)) }
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

  @Test("a report that a person forwards is no report")
  func forwarded() throws {
    let sample = try #require(
      Repository.sampleMessages().first { $0.name == "postfix-user-unknown.eml" }
    )
    let outer = """
      From: Anna <anna@contoso.com>
      To: help@contoso.com
      Subject: Fwd: Undelivered Mail Returned to Sender
      Content-Type: multipart/mixed; boundary=F

      --F
      Content-Type: text/plain

      What is this?
      --F
      Content-Type: message/rfc822

      \(String(decoding: sample.bytes, as: UTF8.self))
      --F--
      """
    #expect(read(Array(outer.utf8)).reports.isEmpty)
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
