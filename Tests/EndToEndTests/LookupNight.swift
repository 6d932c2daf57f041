/// Bounces of a night, and what the domain name system answers about them.
enum LookupNight {
  static let refusals = [
    ("gone.example", "550 5.1.2 gone.example: Domain not found"),
    ("gone.example", "550 5.1.2 gone.example: Domain not found"),
    ("old.example", "connect to mx-old.old.example[203.0.113.9]:25: Connection timed out"),
    ("well.example", "550 5.1.2 well.example: Domain not found"),
    ("fabrikam.com", "550 5.7.23 SPF fail: [203.0.113.7] is not allowed to send for contoso.com"),
    ("people.example", "550 5.1.1 user unknown"),
  ]

  static let answers = """
    {"name":"gone.example","type":"MX","outcome":"nxdomain"}
    {"name":"example","type":"SOA","records":["a.example b.example"]}
    {"name":"old.example","type":"MX","records":["10 mx-old.old.example"],"ttl":300}
    {"name":"mx-old.old.example","type":"A","outcome":"nxdomain"}
    {"name":"mx-old.old.example","type":"AAAA","outcome":"nxdomain"}
    {"name":"well.example","type":"MX","records":["10 mx.well.example"]}
    {"name":"mx.well.example","type":"A","records":["203.0.113.20"]}
    {"name":"mx.well.example","type":"AAAA","outcome":"nodata"}
    {"name":"contoso.com","type":"MX","records":["10 mail.contoso.com"]}
    {"name":"mail.contoso.com","type":"A","records":["192.0.2.44"]}
    {"name":"mail.contoso.com","type":"AAAA","outcome":"nodata"}
    {"name":"key0._domainkey.contoso.com","type":"TXT","records":["v=DKIM1; p="]}
    {"name":"key1._domainkey.contoso.com","type":"TXT","outcome":"nxdomain"}
    {"name":"key1._domainkey.contoso.com","type":"CNAME","outcome":"nxdomain"}
    {"name":"contoso.com","type":"TXT","records":["v=spf1 mx -all","\\u001b]0;x\\u0007<b>"]}
    """

  static func mail(_ number: Int, _ domain: String, _ text: String) -> String {
    """
    From: MAILER-DAEMON@mx.contoso.com
    To: kim@contoso.com
    Subject: Undelivered Mail Returned to Sender
    Date: 27 Nov 2026 10:00:00 +0000
    Message-ID: <report\(number)@mx.contoso.com>
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="BB"

    --BB
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.contoso.com

    Final-Recipient: rfc822; user\(number)@\(domain)
    Action: failed
    Status: 5.0.0
    Diagnostic-Code: smtp; \(text)

    --BB
    Content-Type: message/rfc822

    From: kim@contoso.com
    Return-Path: <kim@contoso.com>
    Message-ID: <mail\(number)@contoso.com>
    DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=contoso.com;
     s=Key\(number % 2); h=from:to; bh=AAAA; b=BBBB
    DKIM-Signature: v=1; a=rsa-sha256; d=lists.example; s=list; b=CCCC

    x
    --BB--

    """
  }
}
