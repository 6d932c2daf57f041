import RetourClassifier
import RetourEvents
import Testing

@testable import RetourReports

/// Addresses, telephone and card numbers in every spelling, and the numbers that servers say in earnest.
@Suite("Numbers are shown in a letter only where they are codes, sizes and times")
struct LetterNumberTests {
  private func shown(_ text: String) throws -> String {
    var view = OwnerView(domain: try #require(DomainName(ascii: "fabrikam.com")))
    view.admit(server: "mx1.fabrikam.com", address: "203.0.113.25")
    return try #require(view.text(text)).text
  }

  /// Four numbers of an address in which each is found again, and ways to put signs between them.
  private static let addresses = [
    ["192", "168", "77", "99"], ["203", "0", "113", "77"], ["250", "251", "252", "253"],
  ]
  private static let separators = [
    ".", "-", "_", " ", " . ", ". ", " .", "/", "\\", ":", ",", ", ", ";", "|", "~", "*", "+", "=",
    "'", "\"",
    "][", ")(", "> <", " - ", "--", "..", "\r\n ", "\t", "\u{A0}", "\u{B7}", "•", "．", "。", "–",
    " dot ", " (dot) ", "[.]", " point ", " Punkt ", "{dot}", " and ", " then ", "&#46;",
    "&period;", "%2E", "=2E",
    "\u{200B}", "\u{AD}", "<wbr>",
  ]
  private static let fronts = [
    "client ", "client [", "<", "ip-", "host-", "server-", "static-", "ip_", "mail-server-",
    "client=", "HELO ",
    "from host-", "ip:", "error ", "user-", "IPv4 ", "said: 550 ", "at 23:55 ",
  ]

  @Test(
    "an address doesn't get through, whatever stands between its numbers",
    arguments: separators
  )
  func addresses(_ separator: String) throws {
    for numbers in Self.addresses {
      for front in Self.fronts {
        let text = "550 5.7.1 \(front)\(numbers.joined(separator: separator)) refused"
        let rest = try shown(text).dropFirst(9)
        let kept = rest.split { !$0.isNumber }.filter { numbers.contains(String($0)) }
        #expect(kept.isEmpty, "\(text): \(rest)")
        #expect(rest.hasSuffix("refused"), "\(text): \(rest)")
      }
    }
  }

  @Test(
    "nothing of a number of somebody gets through",
    arguments: [
      "call +31 20 555 1234", "tel (020) 794 6001", "card 4417 1234 5678 9113", "tel. 020-794 6001",
      "call 1-800-555-0199", "+44 (0)20 7946 0018", "phone 020/7946/0018", "fax 020.7946.0018",
      "card 4417-1234 5678-9113", "card 4417.1234.5678.9113", "account 12345 67890",
      "IBAN NL 02 4417 1234 56",
      "tel 0207946001 over", "limit 0207946001", "AS(0207946001)", "rule020 rule794 rule6001",
      "c020 c794 c6001",
      "10h 1h 2h 3h", "10b.1b.2b.3b", "10k/1k/2k/3k", "10:1 2:3", "10:01 02:03",
      "10 hours 1 hours 2 hours 3 hours",
      "ten dot one dot two dot three", "zehn Punkt eins Punkt zwei Punkt drei",
      "dix un deux trois quatre",
      "2079-46-0018", "ip192168 refused", "rule192168", "s192168", "server-10", "mail-01", "host_7",
      "relay-2",
      "client 5.7.1 .9 refused", "10'1'2'3", "10’1’2’3", "0x0a010203", "167838211",
      "4417123456789113",
      "https://support.google.com/10/1/2/3", "https://support.google.com/?a=10&b=1&c=2&d=3",
      "https://support.google.com/?ip=10-1-2-3", "１０．１．２．３", "¹⁰ ¹ ² ³", "١٠ ١ ٢ ٣", "C10.C1.C2.C3",
      "10 and 1 and 2 and 3", "first 10, next 1, next 2, last 3", "A1 B2 C3 D4", "10.1 and 2.3",
      "10.1 (2.3)",
    ]
  )
  func numbers(_ text: String) throws {
    let reading = try shown("550 5.1.1 \(text) (unavailable)")
    let rest = reading.dropFirst(9)
    #expect(reading.hasPrefix("550 5.1.1 ") && reading.hasSuffix("unavailable)"))
    let digits = rest.filter(\.isNumber)
    #expect(digits.isEmpty, "\(text): \(rest)")
    let words = Set(rest.lowercased().split { !$0.isLetter })
    #expect(words.isDisjoint(with: ["one", "two", "zwei", "drei", "trois", "quatre"]), "\(rest)")
  }

  @Test(
    "codes, sizes, times, ports and documents stay",
    arguments: [
      "550 5.7.1 refused", "see RFC 1912 2.1", "8-bit data", "552 AUP#1310",
      "550-5.7.1 refused 550 5.7.1 refused", "550 550 5.1.1 unknown (450)",
      "552 5.3.4 message size 52428800 exceeds 26214400 bytes", "552 10 485 760 bytes maximum",
      "552 size 10,485,760 bytes exceeded", "quota 100/200 MB used", "sent 3/5 messages",
      "4.4.7 expired after 48 hours, 14 attempts", "retry in 1h 30m 12s", "wait 5-10 minutes",
      "at 2026-11-03 23:55:04 +0100", "Nov 3 23:55:04 2026",
      "mx1.fabrikam.com[203.0.113.25]:25: 550 5.1.1",
      "RFC 5321 section 4.2", "RFC5322 and RFC2047 errors", "see TSS04, RP-001, SC-004",
      "error 10061, code 12",
      "421 4.7.0 AS(201806281)", "TLSv1.2 and UTF-8, iso-8859-1", "line 158", "100% full",
      "5xx error (4xx)",
      "Mailbox is 95% full, 2 messages", "https://support.google.com/mail/answer/81126",
      "550 SMTPUTF8 5.6.7 8BITMIME", "450 4.7.1 try 24h later", "2 recipients",
    ]
  )
  func earnest(_ text: String) throws {
    #expect(try shown(text) == text)
  }

  @Test("a code stays behind a server that is hidden, and a number of the text beside one")
  func behindHidden() throws {
    #expect(
      try shown("SMTP error from host mx.example.net [192.0.2.7]: 550 user unknown")
        == "SMTP error from host […] […]: 550 user unknown"
    )
    #expect(try shown("554 [0] - mta77.example.net said so") == "554 [0] - […] said so")
    #expect(
      try shown("SIZE=1022: 553 5.1.0 kim22jones unknown") == "SIZE=1022: 553 5.1.0 […] unknown"
    )
  }

  @Test("an id of ours that holds a private address isn't shown")
  func ids() throws {
    let view = OwnerView(domain: try #require(DomainName(ascii: "fabrikam.com")))
    for id in ["ip-10-1-2-3", "192-168-77-99-4XyZ", "q127-0-0-1"] {
      #expect(view.queueID(id) == nil)
    }
    for left in ["ip-10-1-2-3.77", "20261103.10.1.2.3", "a_192_168_77_99"] {
      #expect(view.messageID("\(left)@x.example")?.text == "<[…]@…>")
    }
    #expect(view.queueID("4XyZ7k12-0003")?.text == "4XyZ7k12-0003")
    #expect(view.messageID("20261103.235504.77@x.example")?.text == "<20261103.235504.77@…>")
  }
}
