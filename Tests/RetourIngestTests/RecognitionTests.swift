import RetourEvents
import Testing

@testable import RetourIngest

private func kinds(_ text: String) -> [ReportKind] {
  MessageReader(Limits()).read(
    Array(text.utf8),
    path: "x",
    usesCarriageReturns: false,
    isCut: false
  ).reports.map(\.kind)
}

@Suite("What is a report, and what only looks like one")
struct RecognitionTests {
  @Test(
    "there is no report without a sign of one",
    arguments: [
      // A null return path, and a price.
      """
      Return-Path: <>
      From: Shop <offers@fabrikam.com>
      To: jan@contoso.com
      Subject: Only today

      Save 500 € on each order, or 550 EUR with the card. Write to info@fabrikam.com.
      """,
      // A type without a report of its own, and without a part of one.
      """
      Return-Path: <>
      From: Fabrikam <news@fabrikam.com>
      To: jan@contoso.com
      Subject: Quarterly numbers
      Content-Type: multipart/report; boundary=b

      --b
      Content-Type: text/plain

      The numbers are attached.
      --b--
      """,
      // Prose about bounces with a forged null path.
      """
      Return-Path: <>
      From: Fabrikam <news@fabrikam.com>
      To: jan@contoso.com
      Subject: Your list

      If an address does not exist any more, write to kim@fabrikam.com or call us.
      """,
      // A newsletter about bounces, by somebody whose name is that.
      """
      From: Bounce Weekly <bounce@fabrikam.com>
      To: jan@contoso.com
      Subject: Why was my mail undelivered?
      List-Unsubscribe: <https://fabrikam.com/u>

      A message to kim@example.net that could not be delivered is a hard bounce.
      """,
      // A person's own words behind a program's subject.
      """
      Return-Path: <>
      From: Kim <kim@fabrikam.com>
      To: jan@contoso.com
      Subject: Automatic reply: offer

      I am away. My mailbox is full, so please write to bob@fabrikam.com instead.
      """,
      // Words of failure about another delivery.
      """
      Return-Path: <>
      From: Paketdienst <info@fabrikam.com>
      To: jan@contoso.com
      Subject: Zustellung fehlgeschlagen

      Ihr Paket konnte nicht zugestellt werden: Empfänger unbekannt. Rufen Sie 554 1234 an.
      """,
      // A list's notice to its keeper, and a summary of a log.
      """
      From: Talk <talk-owner@fabrikam.com>
      To: owner@contoso.com
      Subject: Bounce action notification

      List: talk
      Member: kim@fabrikam.com
      Action: Subscription disabled.
      Reason: Excessive or fatal bounces.
      """,
      """
      From: root@contoso.com
      To: ops@contoso.com
      Subject: Postfix log summaries for Nov 1

      message bounce detail
        smtp (total: 3)
          3  host mx.fabrikam.com said: 550 5.1.1 <kim@fabrikam.com> user unknown (in reply to RCPT)
      """,
      // Imitations of a report.
      """
      From: Mail Delivery System <mailer-daemon@evil.example>
      To: jan@contoso.com
      Return-Path: <>
      Subject: Undelivered Mail Returned to Sender
      Content-Type: text/html

      <p>jan@contoso.com</p><p>5 messages could not be delivered.</p>
      <a href="https://evil.example/">Release them</a>
      """,
      """
      From: Mailserver <postmaster@evil.example>
      To: jan@contoso.com
      Return-Path: <>
      Subject: Uw berichten konden niet bezorgd worden

      Beste jan@contoso.com,

      Vijf berichten konden niet worden bezorgd: http://evil.example/vrijgeven
      """,
      // A person forwards a report in the text.
      """
      From: Anna <anna@contoso.com>
      To: help@contoso.com
      Subject: Fwd: Undelivered Mail Returned to Sender

      What is this?

      ---------- Forwarded message ---------
      From: Mail Delivery System <MAILER-DAEMON@example.net>

      <kim@fabrikam.com>: host mx.fabrikam.com[192.0.2.7] said: 550 5.1.1 User unknown
      """,
      """
      From: Anna <anna@contoso.com>
      To: help@contoso.com
      Subject: Undelivered Mail Returned to Sender

      -------- Doorgestuurd bericht --------
      <kim@fabrikam.com>: 550 5.1.1 User unknown
      The message could not be delivered.
      """,
      // Challenges.
      """
      Return-Path: <>
      From: mailer-daemon@fabrikam.com
      To: jan@contoso.com
      Subject: Your message to kim@fabrikam.com

      Your message to kim@fabrikam.com has not been delivered yet. Please confirm your message by
      answering this one.
      """,
      """
      Return-Path: <>
      From: kim@fabrikam.com
      To: jan@contoso.com
      Subject: Undelivered: confirm that you are a person

      kim@fabrikam.com

      Your mail could not be delivered and is being held until you answer.
      """,
    ]
  )
  func nothing(text: String) {
    #expect(kinds(text).filter { $0 != .autoReply }.isEmpty)
  }

  @Test(
    "a sign makes a report of it",
    arguments: [
      """
      Return-Path: <>
      From: MAILER-DAEMON@example.net
      To: jan@contoso.com
      Subject: failure notice

      kim@fabrikam.com: the mail could not be delivered; it would have cost 500 € more.
      """,
      // Fields in the text of whoever passes a report on, to the recipient himself.
      """
      From: "relay"
      To: kim@fabrikam.com
      Subject: Undelivered Mail Returned to Sender
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain

      Reporting-MTA: dns; out.example.net

      Action: failed
      Final-Recipient: rfc822; kim@fabrikam.com
      Status: 5.1.1
      --b
      Content-Type: message/rfc822

      From: jan@contoso.com
      To: kim@fabrikam.com
      Subject: order

      --b--
      """,
      // A program of lists put its fields on it.
      """
      Return-Path: <list-admin@contoso.com>
      From: postmaster@fabrikam.com
      To: list-admin@contoso.com
      Subject: Undeliverable mail
      List-Unsubscribe: <https://contoso.com/u>

      Your message to kim@fabrikam.com could not be delivered: user unknown.
      """,
      """
      Return-Path: <>
      From: no-reply@fabrikam.com
      To: jan@contoso.com
      Subject: Mail
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain

      Could not be delivered to: <kim@fabrikam.com>
      As their mailbox is full.
      --b
      Content-Type: message/rfc822

      From: jan@contoso.com
      Subject: order

      --b--
      """,
    ]
  )
  func something(text: String) {
    #expect(kinds(text) == [.failed])
  }
}
