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

private let bounce =
  "<kim@fabrikam.com>: host mx.fabrikam.com[192.0.2.7] said: 550 5.1.1 <kim@fabrikam.com>: "
  + "Recipient address rejected: User unknown (in reply to RCPT TO command)"

@Suite("Mail that speaks of bounces is none")
struct NoNoticeTests {
  /// Headers of what isn't from a mail system.
  private static let headers = [
    "From: Tips <news@example.net>\nSubject: Undelivered Mail Returned to Sender: why\nList-Id: <tips.example.net>",
    "From: Tips <news@example.net>\nSubject: Mail delivery failed\nPrecedence: bulk",
    "From: Talk <talk@example.net>\nSubject: [talk] Delivery failure\nPrecedence: list\nReturn-Path: <>",
    "From: Bounce Weekly <bounce.weekly@example.net>\nSubject: Bounced mail\nList-Post: <mailto:t@example.net>",
    "From: Help <help@contoso.com>\nSubject: [Ticket#7] Undelivered Mail\nAuto-Submitted: auto-replied\nReturn-Path: <>",
    "From: Help <help@contoso.com>\nSubject: Auto response: Undelivered Mail\nReturn-Path: <>\nX-Autoreply: yes",
    "From: root@contoso.com\nSubject: Postfix log summaries\nReturn-Path: <>",
    "From: MAILER-DAEMON@contoso.com\nSubject: Daily report: undelivered mail\nReturn-Path: <>",
    "From: Quarantine <quarantine@contoso.com>\nSubject: 3 messages were not delivered\nReturn-Path: <>",
    "From: Postmaster <postmaster@contoso.com>\nSubject: Spam notification: 3 new messages\nReturn-Path: <>",
    "From: Cron Daemon <root@contoso.com>\nSubject: Cron <root@mx> flush: undelivered mail\nReturn-Path: <>",
    "From: CI <ci@contoso.com>\nSubject: mail-proxy | Failed pipeline: bounce\nReturn-Path: <>\nAuto-Submitted: auto-generated",
    "From: Nagios <nagios@contoso.com>\nSubject: PROBLEM: mail delivery is CRITICAL\nReturn-Path: <>",
  ]

  @Test("whatever it quotes of one", arguments: headers)
  func quoting(_ header: String) {
    for body in [
      "When a mail bounces you see something like\n\n\(bounce)\n\nRead more on our site.",
      "We will answer soon.\n\nYou wrote:\n> \(bounce)", "\(bounce)",
      "The mail could not be delivered:\n\n  kim@fabrikam.com\n    550 5.1.1 User unknown",
    ] {
      let mail = "\(header)\nTo: ann@contoso.com\n\n\(body)\n"
      #expect(kinds(mail).allSatisfy { $0 == .autoReply }, "\(mail)")
    }
  }

  @Test(
    "nor is a message about something else, or for many",
    arguments: [
      // A report about a mail that arrived, as gateways flatten it.
      """
      From: MAILER-DAEMON@contoso.com
      To: ann@contoso.com
      Return-Path: <>
      Subject: Successful Mail Delivery Report

      This is the mail system at host mx.contoso.com. Your message was successfully delivered.

      <kim@fabrikam.com>: delivery via mx.fabrikam.com[192.0.2.7]:25: 250 2.0.0 Ok
      """,
      """
      From: postmaster@contoso.com
      To: ann@contoso.com
      Return-Path: <>
      Subject: Delivery Status Notification

      <kim@fabrikam.com>: host mx.fabrikam.com said: 250 2.1.5 queued as 77
      """,
      """
      From: Parcels <noreply@example.net>
      To: ann@contoso.com
      Subject: Zustellung fehlgeschlagen

      Ihr Paket konnte nicht zugestellt werden. Empfänger unbekannt. Status: 5.1.1. kunde@example.net
      """,
      """
      From: Parcels <noreply@example.net>
      To: ann@contoso.com
      Subject: Delivery failed

      kim@fabrikam.com

      Your parcel could not be delivered. Follow it with the tracking number 77.
      """,
      """
      From: Shop <shop@example.net>
      To: ann@contoso.com
      Return-Path: <>
      Subject: Your payment could not be delivered

      The payment of kim@fabrikam.com was rejected: 550 declined.
      """,
      """
      From: Training <train@contoso.com>
      To: ann@contoso.com
      Return-Path: <>
      Subject: How to spot fake bounces

      Look at this one:

      From: MAILER-DAEMON
      Subject: Undelivered Mail Returned to Sender

      The following addresses had permanent fatal errors:
      <kim@fabrikam.com>
      """,
      """
      From: Anna <anna@contoso.com>
      To: help@contoso.com
      Subject: mail not delivered?

      Who knows this?

      > Von: Mail Delivery System <mailer-daemon@example.net>
      > Betreff: Undelivered Mail Returned to Sender
      >
      > kim@fabrikam.com
      > 550 5.1.1 User unknown: could not be delivered
      """,
      """
      From: CI <ci@contoso.com>
      To: ann@contoso.com
      Return-Path: <>
      Subject: job 77

      The log ends with expect "550 5.1.1 <kim@fabrikam.com>: user unknown"
      """,
      """
      From: Mail Delivery System <support@evil.example>
      To: ann@contoso.com
      Subject: Undelivered Mail Returned to Sender
      Return-Path: <support@evil.example>

      Your message could not be delivered to one or more recipients.

        kim@fabrikam.com

      7 messages are pending: http://evil.example/login?u=ann@contoso.com
      """,
      """
      From: Site <site@contoso.com>
      To: ann@contoso.com
      Subject: Contact form: Mail delivery failed: returning message to sender

      Name: Kim
      Email: kim@fabrikam.com
      Message: A message that you sent could not be delivered. This is a permanent error.

        kim@fabrikam.com
          host mx.fabrikam.com: 550 unknown user
      """,
      """
      From: Postmaster <postmaster@contoso.com>
      To: all@contoso.com
      Subject: Mail delivery failures yesterday
      Return-Path: <postmaster@contoso.com>

      Dear all, yesterday our server could not deliver mail to fabrikam.com.

      kim@fabrikam.com: 451 4.4.1 timeout
      """,
      """
      From: Postmaster <postmaster@contoso.com>
      To: all@contoso.com
      Subject: Mails nicht zugestellt

      Hallo zusammen,

      gestern wurde kim@fabrikam.com nicht zugestellt: 451 4.4.1 timeout
      """,
      """
      From: Lists <lists@example.net>
      To: ann@contoso.com
      Return-Path: <>
      Subject: Undelivered mail
      Content-Type: multipart/digest; boundary=b

      --b

      From: MAILER-DAEMON@example.net
      Subject: Undelivered Mail Returned to Sender

      <kim@fabrikam.com>: 550 5.1.1 User unknown
      --b--
      """,
    ]
  )
  func others(_ mail: String) {
    #expect(kinds(mail).filter { $0 != .autoReply }.isEmpty)
  }

  @Test(
    "a notice is one with any of these marks",
    arguments: [
      "From: MAILER-DAEMON@contoso.com\nSubject: Mail\nPrecedence: bulk\nReturn-Path: <>",
      "From: Mailer-Daemon@contoso.com\nSubject: failure notice\nAuto-Submitted: auto-replied",
      "From: postmaster@contoso.com\nSubject: Undeliverable: our newsletter, a digest\nList-Id: <t.example.net>",
      "From: <>\nSubject: Undeliverable\nAuto-Submitted: auto-replied\nPrecedence: bulk",
      "From: Mail Delivery System <mds@contoso.com>\nSubject: Undelivered Mail\nReturn-Path: <>",
      "From: admin@contoso.com\nSubject: Undeliverable mail\nReturn-Path: <>",
      "From: Mail Delivery System <x@contoso.com>\nSubject: Returned mail: Weekly report\nReturn-Path: <>\n"
        + "Auto-Submitted: auto-replied",
    ]
  )
  func notices(_ header: String) {
    for body in [
      bounce, "The mail could not be delivered:\n\n  kim@fabrikam.com\n    550 5.1.1 User unknown",
      "\(bounce)\n<eve@fabrikam.com>: delivery via mx.fabrikam.com: 250 2.0.0 Ok",
      "Hello,\nyour message could not be delivered to kim@fabrikam.com:\n\n> 550 5.1.1 User unknown\n\n\(bounce)",
    ] {
      #expect(
        kinds("\(header)\nTo: ann@contoso.com\n\n\(body)\n") == [.failed],
        "\(header)\n\(body)"
      )
    }
  }

  @Test("one for the keeper of a list that its programs send on")
  func forwarded() {
    let mail = """
      From: <admin@fabrikam.com>
      To: <talk-bounces@example.net>
      Subject: Non-Delivery: your message
      Precedence: bulk
      List-Id: <talk.example.net>

      The email below could not be delivered to the following user:

      "kim@fabrikam.com" <kim@fabrikam.com>

      See http://example.net/talk
      """
    #expect(kinds(mail) == [.failed])
  }
}
