import Glibc
import RetourEvents
import TestSupport
import Testing

@testable import RetourIngest

/// Reports about thousands of recipients: all of them are read, and each costs what the first did.
@Suite struct ManyRecipientsTests {
  /// How a report names its recipients.
  enum Form: CaseIterable {
    case words
    case fields
    case both
    case exchange
    case foldedFields
  }

  private func report(_ form: Form, recipients: Int) -> [UInt8] {
    var text = """
      From: MAILER-DAEMON@mail.contoso.com
      To: news@contoso.com
      Subject: Undelivered Mail Returned to Sender
      Date: Mon, 23 Nov 2026 10:00:00 +0000
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=delivery-status; boundary="part"

      --part
      Content-Type: text/plain

      Your message could not be delivered after 3 attempts. What it was expanded from is unknown.

      """
    for number in 0..<recipients where form != .fields && form != .foldedFields {
      let address = "user\(number)@fabrikam.com"
      text +=
        form == .exchange
        ? """

        \(address)
        mx.fabrikam.com #<mx.fabrikam.com #5.1.1 smtp;550 5.1.1 no mailbox here> #SMTP#

        """
        : """

        <\(address)>: host mx.fabrikam.com[192.0.2.1] said: 550 5.1.1
            <\(address)>: no mailbox here (in reply to RCPT TO command)

        """
    }
    if form != .words && form != .exchange {
      text += "\n--part\nContent-Type: message/delivery-status\n\n"
      text += "Reporting-MTA: dns; mail.contoso.com\n"
      for number in 0..<recipients {
        text += """

          Final-Recipient: rfc822; user\(number)@fabrikam.com
          Action: failed
          Status: 5.0.0
          Diagnostic-Code: smtp; 550

          """
        if form == .foldedFields {
          text += String(repeating: " no\n mailbox\n", count: 10)
        }
      }
    }
    return Array((text + "\n--part--\n").utf8)
  }

  private func read(_ bytes: [UInt8]) -> MessageOutcome {
    MessageReader(Limits()).read(bytes, path: "x", usesCarriageReturns: false, isCut: false)
  }

  @Test(
    "recipients beyond the first quarter of a mebibyte of text are read",
    arguments: Form.allCases
  )
  func all(form: Form) {
    let outcome = read(report(form, recipients: 3_000))
    #expect(Set(outcome.reports.compactMap(\.recipient?.text)).count == 3_000)
    #expect(Set(outcome.reports.map(\.eventID)).count == 3_000)
    #expect(outcome.rejects.isEmpty)
  }

  /// What this thread has had of a processor, in nanoseconds.
  private func processorTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  @Test("time grows with the number of recipients and no faster", arguments: Form.allCases)
  func linear(form: Form) {
    let few = report(form, recipients: 150)
    let many = report(form, recipients: 2_400)
    // Of the thread alone: other tests run beside this one.
    func fastest(_ bytes: [UInt8]) -> UInt64 {
      (0..<2).map { _ in
        let start = processorTime()
        _ = read(bytes)
        return processorTime() - start
      }.min() ?? 0
    }
    // 16 times as many; were each compared with each, it would be 256 times.
    #expect(fastest(many) < fastest(few) * 64)
  }

  @Test("a text that is longer than what is read of it is told")
  func cut() {
    let outcome = read(report(.words, recipients: 10_000))
    #expect(outcome.reports.count > 5_000)
    #expect(outcome.rejects.allSatisfy { $0.problem == .messageTooLarge })
    #expect(outcome.rejects.contains { $0.detail.contains("1048576") })
  }

  @Test(
    "text that pretends to be HTML or Exchange's costs its length",
    .timeLimit(.minutes(3)),
    arguments: ["<", "<!--", "<style>", "<script", "&#", "Remote Server returned 'x\n"]
  )
  func pretence(piece: String) {
    let head = """
      From: MAILER-DAEMON@mail.contoso.com
      Subject: Undelivered Mail Returned to Sender
      Content-Type: text/html

      <p>Your message could not be delivered:</p><p>kim@fabrikam.com</p>

      """
    let text = head + String(repeating: piece, count: 400_000 / piece.utf8.count)
    #expect(read(Array(text.utf8)).reports.map(\.recipient?.text) == ["kim@fabrikam.com"])
  }
}
