import RetourEvents
import Testing

@testable import RetourIngest

private func bytes(_ text: String) -> Bytes { Array(text.utf8)[...] }

private func read(_ text: String) -> [DeliveryReport] {
  MessageReader(Limits()).read(
    Array(text.utf8),
    path: "x",
    usesCarriageReturns: false,
    isCut: false
  ).reports
}

/// A report with a text and a delivery-status part.
private func report(_ text: String, _ status: String) -> [DeliveryReport] {
  read(
    """
    From: MAILER-DAEMON@mx.example.net
    To: jan@contoso.com
    Date: Mon, 2 Nov 2026 09:00:00 +0000
    Subject: Undelivered Mail Returned to Sender
    Content-Type: multipart/report; report-type=delivery-status; boundary=b

    --b
    Content-Type: text/plain

    \(text)
    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example.net

    \(status)
    --b--
    """
  )
}

@Suite struct EvidenceTests {
  private func group(_ address: String, _ more: String = "Status: 5.0.0") -> String {
    "Final-Recipient: rfc822; \(address)\nAction: failed\n\(more)\n"
  }

  @Test("words about one recipient never stand with another")
  func words() {
    let groups = group("kim@fabrikam.com") + "\n" + group("lee@example.org")
    let brackets = report(
      """
      <kim@fabrikam.com> (host 'mx.fabrikam.com' said '552 5.2.2 Mailbox full')
      <lee@example.org> (connection to 'mx.example.org' failed: Connection timeout)
      """,
      groups
    )
    #expect(brackets.count == 2)
    #expect(brackets.first?.diagnostics.joined().contains("Mailbox full") == true)
    #expect(brackets.first?.diagnostics.joined().contains("timeout") == false)
    #expect(brackets.last?.diagnostics.joined().contains("timeout") == true)
    #expect(brackets.last?.diagnostics.joined().contains("Mailbox full") == false)
    for text in [
      "kim@fabrikam.com: 552 5.2.2 Mailbox full",
      "lee@example.org\n\nkim@fabrikam.com\n552 5.2.2 "
        + "<kim@fabrikam.com>: Mailbox full",
      "Transcript:\n<<< 552 5.2.2 <kim@fabrikam.com>: Mailbox full",
      "<kim@fabrikam.com>: 552 5.2.2 Mailbox full\n",
    ] {
      let found = report(text, groups)
      #expect(found.first?.diagnostics.joined().contains("Mailbox full") == true, "\(text)")
      #expect(found.last?.diagnostics == [], "\(text)")
      #expect(found.last?.humanText?.contains("Mailbox full") != true, "\(text)")
      #expect(found.last?.status?.description == "5.0.0", "\(text)")
    }
  }

  @Test("what a notice says to all recipients counts for each")
  func common() {
    let found = report(
      "Your message is larger than we take: 552 5.3.4 message too big",
      group("kim@fabrikam.com") + "\n" + group("lee@example.org")
    )
    #expect(found.map { $0.diagnostics.joined().contains("too big") } == [true, true])
  }

  @Test("recipients in a list share what follows it, unless it names some of them")
  func shared() {
    func texts(_ notice: String) -> [Int] {
      RecipientBlocks(NoticeText(bytes(notice)), excluded: [], reporter: nil).blocks
        .map(\.texts.count)
    }
    #expect(texts("a@x.example\nb@x.example\n  550 5.1.1 no such users\n") == [1, 1])
    #expect(texts("a@x.example\nb@x.example\n  550 5.1.1 <b@x.example>: no user\n") == [0, 1])
    #expect(texts("a@x.example\n  550 5.1.1 no user\nb@x.example\n") == [1, 0])
  }

  @Test("the address from which one recipient was derived is no other's")
  func derived() {
    let found = report(
      """
      <kim@fabrikam.com> (expanded from <team@contoso.com>): host
          mx.fabrikam.com[192.0.2.7] said: 550 5.1.1 User unknown
      <lee@example.org>: host mx.example.org[192.0.2.8] said: 552 5.2.2 full
      """,
      group(
        "kim@fabrikam.com",
        "Remote-MTA: dns; mx.fabrikam.com\nDiagnostic-Code: smtp; 550 5.1.1 no"
      )
        + "\n" + group("lee@example.org")
    )
    #expect(found.map(\.originalRecipient) == [nil, nil])
    #expect(found.map(\.remoteIP) == ["192.0.2.7", "192.0.2.8"])
    let notice = read(
      """
      From: MAILER-DAEMON@mx.example.net
      Subject: failure notice
      X-Failed-Recipients: kim@fabrikam.com, lee@example.org

      kim@fabrikam.com (generated from team@contoso.com)
        550 5.1.1 no such user
      lee@example.org
        552 5.2.2 mailbox full
      """
    )
    #expect(notice.map(\.originalRecipient?.text) == ["team@contoso.com", nil])
  }

  // MARK: Servers

  @Test(
    "name and address of a server come from one mention of it",
    arguments: [
      (
        "dns; mx2.fabrikam.com", "host relay.example.org[198.51.100.7] said: 550 no",
        "mx2.fabrikam.com", nil
      ),
      (
        "dns; mx2.fabrikam.com", "host mx2.fabrikam.com[198.51.100.7]:25 said: 550 no",
        "mx2.fabrikam.com", "198.51.100.7"
      ),
      (
        "dns; [192.0.2.9]", "host mx.fabrikam.com[192.0.2.9] said: 550 no", "mx.fabrikam.com",
        "192.0.2.9"
      ),
      (
        "dns; mx1.fabrikam.com. (192.0.2.19, the server for the domain fabrikam.com.)", "550 no",
        "mx1.fabrikam.com", "192.0.2.19"
      ),
      ("dns; mx1.fabrikam.com ([192.0.2.19]:25)", "550 no", "mx1.fabrikam.com", "192.0.2.19"),
      (
        "dns; mx1.fabrikam.com (the server 2001:db8::7)", "550 no", "mx1.fabrikam.com",
        "2001:db8::7"
      ),
      // The server that reports is none that refused.
      ("dns; mx.example.net", "550 no", nil, nil),
      ("dns; mx1.fabrikam.com (0.0.0.0)", "550 no", "mx1.fabrikam.com", nil),
    ] as [(String, String, String?, String?)]
  )
  func mentions(remote: String, said: String, host: String?, address: String?) {
    let found = report(
      "failed",
      group("kim@fabrikam.com", "Remote-MTA: \(remote)\nDiagnostic-Code: smtp; \(said)")
    )
    #expect(found.map(\.remoteHost) == [host])
    #expect(found.map(\.remoteIP) == [address])
  }

  @Test(
    "only an address in full is one",
    arguments: [
      ("192.0.2.7", true), ("2001:db8::7", true), ("::1", true), ("IPv6:2001:db8::7", true),
      ("::ffff:192.0.2.7", true), ("0.0.0.0", false), ("::", false), ("10:15:23", false),
      ("8.17.1", false), ("192.0.2.256", false), ("192.0.2", false), ("1:2:3:4:5:6:7", false),
      ("dead:beef", false), ("", false), ("1::2::3", false),
    ]
  )
  func strictness(text: String, expected: Bool) {
    #expect(ServerMention.isAddress(bytes(text)) == expected)
  }

  @Test("a sentence's colon and a port are no part of an address")
  func ports() {
    let colon = DiagnosticFacts(bytes("SMTP:RCPT host 192.0.2.8: 553 no")).server
    #expect(colon == ServerMention(address: "192.0.2.8"))
    let port = DiagnosticFacts(bytes("connect to 192.0.2.8:25: Connection refused")).server
    #expect(port?.address == "192.0.2.8")
    #expect(port?.port == 25)
  }

  @Test("the server that generated an Exchange notice reports, and isn't the remote one")
  func generatingServer() {
    func notice(_ attempt: String) -> [DeliveryReport] {
      read(
        """
        From: MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.onmicrosoft.com
        To: jan@contoso.com
        Date: Wed, 9 Dec 2020 22:30:00 +0000
        Subject: Undeliverable: order

        Delivery has failed to these recipients or groups:

        Generating server: EX1.prod.outlook.com
        Receiving server: EX1.prod.outlook.com

        kim@fabrikam.com
        12/9/2020 9:57:15 PM - Server at EX1.prod.outlook.com returned '550 5.4.317 Message expired'
        12/9/2020 9:47:12 PM - Server at \(attempt) returned '450 4.4.317 Cannot connect'
        """
      )
    }
    let found = notice("192.0.2.85 (192.0.2.85)")
    #expect(found.map(\.reportingMTA) == ["ex1.prod.outlook.com"])
    #expect(found.map(\.remoteHost) == [nil])
    #expect(found.map(\.remoteIP) == ["192.0.2.85"])
    #expect(found.map(\.occurredAt?.description) == ["2020-12-09T21:47:12Z"])
    let other = notice("mx.fabrikam.com (0.0.0.0)")
    #expect(other.map(\.remoteHost) == ["mx.fabrikam.com"])
    #expect(other.map(\.remoteIP) == [nil])
  }

  // MARK: Fields

  @Test(
    "recipient fields are read by their grammar",
    arguments: [
      ("rfc822;\"kim@sales\"@fabrikam.com", "\"kim@sales\"@fabrikam.com"),
      ("rfc822; <\"kim@a b\"@fabrikam.com>", "\"kim@a b\"@fabrikam.com"),
      ("rfc822; -kim@fabrikam.com", "-kim@fabrikam.com"),
      ("rfc822; =kim@fabrikam.com", "=kim@fabrikam.com"),
      ("rfc822; 'kim@fabrikam.com'", "kim@fabrikam.com"),
      ("rfc822; kim@[192.0.2.7]", "kim@[192.0.2.7]"),
      ("X-Unix; |/usr/bin/filter kim@fabrikam.com", "|/usr/bin/filter kim@fabrikam.com"),
      ("x-unix; \"|/usr/bin/filter\"", "|/usr/bin/filter"),
      ("X-Unix; /var/mail/kim", "/var/mail/kim"),
      ("RFC822; |exec filter #kim@fabrikam.com", "|exec filter #kim@fabrikam.com"),
    ]
  )
  func recipients(text: String, expected: String) {
    #expect(DeliveryStatus.address(bytes(text))?.text == expected)
  }

  @Test("a display name in quotes is no local part")
  func displayName() {
    let found = MailAddress.all(in: bytes("\"kim@a.example\" <lee@b.example>"))
    #expect(found.map(\.address.text) == ["kim@a.example", "lee@b.example"])
  }

  @Test(
    "status fields give whatever code stands in them",
    arguments: [
      ("5.1.1", "5.1.1", nil), ("\"5.1.1\"", "5.1.1", nil), ("'5.1.1'", "5.1.1", nil),
      ("550", nil, 550), ("550 5.1.1", "5.1.1", 550), ("5.1.1 (no mailbox)", "5.1.1", nil),
      ("unknown", nil, nil),
    ] as [(String, String?, UInt16?)]
  )
  func statuses(text: String, status: String?, reply: UInt16?) {
    let found = report("failed", group("kim@fabrikam.com", "Status: \(text)"))
    #expect(found.map(\.status?.description) == [status])
    #expect(found.map(\.reply?.code) == [reply])
  }

  @Test("who really failed is the recipient where the status part names an alias")
  func aliases() {
    func recipients(_ final: String, _ more: String) -> [String?] {
      let found = report("failed", group(final, more))
      return found.flatMap { [$0.recipient?.text, $0.originalRecipient?.text] }
    }
    let actual = "X-Actual-Recipient: rfc822; kim@fabrikam.com"
    #expect(recipients("team@contoso.com", actual) == ["kim@fabrikam.com", "team@contoso.com"])
    #expect(recipients("kim@fabrikam.com", actual) == ["kim@fabrikam.com", nil])
    let inside = "X-Actual-Recipient: rfc822; team@mx1.contoso.com"
    #expect(recipients("team@contoso.com", inside) == ["team@contoso.com", nil])
    let pipe = "X-Actual-Recipient: X-Unix; |/usr/bin/filter kim@fabrikam.com"
    #expect(recipients("team@contoso.com", pipe) == ["team@contoso.com", nil])
  }

  @Test(
    "dates are read in every zone and mark that mail writes",
    arguments: [
      "Fri, 8 Jun 2012 16:51:20 -0700", "Fri, 8 Jun 2012 16:51:20 -07:00",
      "Fri, 8 Jun 2012 16:51:20 -0700 [05:51:20 PM MDT]", "8 Jun 2012 16:51:20 -0700 MDT",
      "8 Jun 2012 04:51:20 PM -0700", "8 Jun 2012 4:51:20PM -0700", "8 Jun 2012 16:51:20 UTC-07:00",
      "8 Jun 2012 16:51:20 GMT-7", "8 Jun 2012 16:51:20 PDT", "Fri Jun  8 16:51:20 PDT 2012",
      "2012-06-08T16:51:20-07:00", "2012-06-08 23:51:20", "2012-06-08T23:51:20.123Z",
      "2012-06-09 01:51:20 +0200", "16:51:20 -0700 8-Jun-2012", "23:51:20 8-Jun-2012",
      "Fri, 8 Jun 2012 (Friday) 16:51:20 -0700 (PDT)", "9 Jun 2012 12:51:20 AM +0100",
    ]
  )
  func dates(text: String) {
    #expect(MailDate.parse(bytes(text))?.description == "2012-06-08T23:51:20Z")
  }

  // MARK: Replies

  @Test("the first line of a reply in a status part is completed from the transcript")
  func completed() {
    let transcript = """
      >>> DATA
      <<< 550-5.7.26 Mail from contoso.com is not
      <<< 550-5.7.26 accepted due to its DMARC policy.
      <<< 550 5.7.26 Ask contoso.com.
      <<< 550 5.1.1 of somebody else
      """
    func text(_ diagnostic: String) -> String? {
      let fields = "Diagnostic-Code: smtp; \(diagnostic)"
      return report(transcript, group("kim@fabrikam.com", fields)).first?.diagnostics.first
    }
    let whole = text("550-5.7.26 Mail from contoso.com is not")
    #expect(whole?.hasSuffix("DMARC policy. 550 5.7.26 Ask contoso.com.") == true)
    #expect(text("550-5.7.26 Mail of others") == "550-5.7.26 Mail of others")
    #expect(
      text("550 5.7.26 Mail from contoso.com is not") == "550 5.7.26 Mail from contoso.com is not"
    )
  }

  @Test("a message that its server gave up in the form for delays has failed")
  func givenUp() {
    func kind(_ text: String) -> [ReportKind] {
      report(
        "This is only a temporary failure report.\n\nkim@fabrikam.com: \(text)",
        "Final-Recipient: rfc822; kim@fabrikam.com\nAction: delayed\nStatus: 4.4.7\n"
      ).map(\.kind)
    }
    #expect(kind("Envelope expired") == [.failed])
    #expect(kind("Connection refused") == [.delayed])
  }
}
