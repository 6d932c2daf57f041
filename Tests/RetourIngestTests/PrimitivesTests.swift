import RetourEvents
import Testing

@testable import RetourIngest

private func bytes(_ text: String) -> Bytes { Array(text.utf8)[...] }

@Suite struct MailDateTests {
  @Test(
    "dates of mail are read as they occur",
    arguments: [
      ("Mon, 02 Nov 2026 09:15:04 +0100", "2026-11-02T08:15:04Z"),
      ("2 Nov 2026 09:15 -0500", "2026-11-02T14:15:00Z"),
      ("Mon, 2 Nov 26 09:15:04 GMT", "2026-11-02T09:15:04Z"),
      ("Mon, 02 Nov 2026 09:15:04 PST (winter)", "2026-11-02T17:15:04Z"),
      ("Mon Nov  2 09:15:04 2026", "2026-11-02T09:15:04Z"),
      ("02-Nov-2026 09:15:04", "2026-11-02T09:15:04Z"),
      ("Thu, 29 Feb 2024 23:59:60 +0000", "2024-02-29T23:59:59Z"),
    ]
  )
  func parses(text: String, expected: String) {
    #expect(MailDate.parse(bytes(text))?.description == expected)
  }

  @Test(
    "what is no date is nil",
    arguments: ["", "tomorrow", "32 Nov 2026 09:00", "Nov 2026", "29 Feb 2026 10:00"]
  )
  func rejects(text: String) { #expect(MailDate.parse(bytes(text)) == nil) }
}

@Suite struct MailAddressTests {
  @Test(
    "an address is found in its surroundings",
    arguments: [
      ("<kim@Fabrikam.com>: unknown", "kim@fabrikam.com"),
      ("Kim (kim@fabrikam.com)<mailto:kim@fabrikam.com>", "kim@fabrikam.com"),
      ("smtp;kim@fabrikam.com.", "kim@fabrikam.com"),
      ("\"kim visser\"@fabrikam.com", "\"kim visser\"@fabrikam.com"),
      ("to kim@[192.0.2.1] failed", "kim@[192.0.2.1]"),
      ("'kim@fabrikam.com'", "kim@fabrikam.com"),
      ("jürgen@bücher.example", "jürgen@xn--bcher-kva.example"),
      ("bounces+kim=fabrikam.com@contoso.com", "bounces+kim=fabrikam.com@contoso.com"),
    ]
  )
  func finds(text: String, expected: String) {
    #expect(MailAddress.first(in: bytes(text))?.address.text == expected)
  }

  @Test(
    "what is no address is not found",
    arguments: ["", "@", "a@", "@b", "kim at fabrikam.com", "x @ y"]
  )
  func rejects(text: String) { #expect(MailAddress.first(in: bytes(text)) == nil) }

  @Test("a field may hold a name without a domain")
  func bareName() {
    #expect(MailAddress.parseField(bytes("<root>"))?.text == "root")
    #expect(MailAddress.parseField(bytes("root"))?.domain == nil)
  }
}

@Suite struct EncodingTests {
  @Test("quoted-printable is decoded, and damage stands for itself")
  func quotedPrintable() {
    let text = bytes("caf=C3=A9 =\r\nau lait=\n =ZZ 1+1=2=")
    #expect(
      String(decoding: UnsafeQuotedPrintable.decode(text), as: UTF8.self)
        == "café au lait =ZZ 1+1=2"
    )
  }

  @Test(
    "base64 is decoded with and without padding, over lines, with strangers in it",
    arguments: [
      ("aGVsbG8gd29ybGQ=", "hello world"), ("aGVs\r\nbG8gd29y\nbGQ", "hello world"),
      ("aGVsbG8=aGVsbG8=", "hellohello"),
      ("aGV*sbG8gd29ybGQhISEhISEhISEhISEhISEhIQ==", "hello world!!!!!!!!!!!!!!!!!"),
    ]
  )
  func base64(text: String, expected: String) {
    #expect(String(decoding: TransferEncoding.decodeBase64(bytes(text)), as: UTF8.self) == expected)
  }

  @Test("text that only claims to be base64 is taken as it is")
  func notBase64() {
    let text = "550 5.1.1 <kim@fabrikam.com>: user unknown (in reply to RCPT TO)"
    #expect(TransferEncoding(bytes("base64")).decode(bytes(text)) == bytes(text))
  }

  @Test(
    "encoded words are decoded and white space between them is dropped",
    arguments: [
      ("=?utf-8?Q?caf=C3=A9?= x", "café x"),
      ("=?UTF-8?B?Y2Fmw6k=?=\r\n =?utf-8?q?_au?=", "café au"),
      ("=?iso-8859-1?Q?caf=E9?=", "café"), ("=?broken", "=?broken"),
      ("a =?x?y?z?= b", "a =?x?y?z?= b"),
    ]
  )
  func encodedWords(text: String, expected: String) {
    #expect(EncodedWords.decode(bytes(text)).text == expected)
  }

  @Test("character sets become UTF-8, and unknown ones keep their ASCII")
  func charsets() {
    #expect(Charset.utf8([0x63, 0xE9], charset: bytes("windows-1252")).text == "cé")
    #expect(Charset.utf8([0x63, 0xE9], charset: bytes("utf-8")).text == "cé")
    #expect(Charset.utf8([0x63, 0xE9], charset: bytes("no-such-set")).text == "cé")
    #expect(
      Charset.utf8([0x1B, 0x24, 0x42, 0x46, 0x7C, 0x1B, 0x28, 0x42], charset: bytes("iso-2022-jp"))
        .text == "日"
    )
    #expect(Charset.utf8(bytes("plain"), charset: bytes("../../etc/passwd")).text == "plain")
  }

  @Test("HTML becomes text: tags go, lines stay, entities are resolved")
  func html() {
    let html =
      "<html><style>p{}</style><p>Kim<br>kim&#64;fabrikam.com &lt;x&gt;</p><pre>a\nb</pre><!-- c -->d"
    let lines = HTMLText.plain(bytes(html))[...].lines().map { $0.trimmed.text }.filter {
      !$0.isEmpty
    }
    #expect(lines == ["Kim", "kim@fabrikam.com <x>", "a", "b", "d"])
  }
}

@Suite struct HeaderAndMIMETests {
  @Test(
    "lines end at line feeds, with a carriage return before them, and at lone carriage returns",
    arguments: [
      ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\n\nb", ["a", "", "b"]),
      ("a\r\nb\r\n", ["a", "b"]), ("a\rb\nc", ["a", "b", "c"]), ("a\r\r\nb", ["a", "", "b"]),
      ("\r\n\r", ["", ""]), ("a\r", ["a"]), ("\n", [""]),
    ]
  )
  func lines(_ text: String, _ expected: [String]) {
    // A slice that doesn't begin at 0, so that places and counts differ.
    #expect(Array("xx\(text)".utf8)[2...].lines().map(\.text) == expected)
  }

  @Test("fields are found without case, unfolded, and junk between them is passed over")
  func fields() {
    let header = HeaderFields(
      bytes(">From old junk\nSubject: a\n b\nnonsense\nTO : x@y.example\n\nbody")
    )
    #expect(header.value("subject")?.text == "a b")
    #expect(header.value("to")?.text == "x@y.example")
    #expect(header.value("cc") == nil)
  }

  @Test("parameters are read with and without quotes")
  func parameters() {
    let type = ContentType(
      bytes("Multipart/Report; report-type=delivery-status;\r\n boundary=\"a \\\"b\"")
    )
    #expect(type.type == "multipart/report")
    #expect(type["boundary"]?.text == "a \"b")
    #expect(type["report-type"]?.text == "delivery-status")
  }

  @Test("a multipart is read without an end, without a boundary, and with a wrong one")
  func damagedMultiparts() {
    for field in ["; boundary=b", "", "; boundary=other"] {
      let message = bytes(
        "Content-Type: multipart/mixed\(field)\n\npreamble\n--b\nContent-Type: text/plain\n\none\n--b\nContent-Type: text/html\n\ntwo"
      )
      let header = HeaderFields(message)
      let tree = MIMETree(header: header, body: message[header.bodyStart...])
      #expect(tree.parts.map(\.type.type) == ["text/plain", "text/html"], "with '\(field)'")
      #expect(tree.parts.map { $0.body.trimmed.text } == ["one", "two"])
    }
  }

  @Test("nesting beyond the cap is left out and said so")
  func nesting() {
    var message = ""
    for level in 0..<10_000 {
      message += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n"
    }
    let text = bytes(message)
    let header = HeaderFields(text)
    let tree = MIMETree(header: header, body: text[header.bodyStart...])
    #expect(tree.isCut)
    #expect(tree.parts.isEmpty)
  }
}

@Suite struct DiagnosticFactsTests {
  @Test(
    "codes, server and stage are read from the words of many servers",
    arguments: [
      Fact(
        "host mx1.fabrikam.com[203.0.113.25] said: 550 5.1.1 <k@f.com>: User unknown (in reply to RCPT TO command)",
        550,
        "5.1.1",
        "mx1.fabrikam.com",
        "203.0.113.25",
        .rcpt
      ),
      Fact(
        "connect to mx.fabrikam.example[198.51.100.9]:25: Connection timed out",
        nil,
        nil,
        "mx.fabrikam.example",
        "198.51.100.9",
        .connect
      ),
      Fact(
        "550-5.7.26 The MAIL FROM domain [contoso.com] has an SPF record",
        550,
        "5.7.26",
        nil,
        nil,
        nil
      ),
      Fact(
        "SMTP error from remote mail server after end of data: host mx.example.net [203.0.113.80]: 554 5.7.0 Header error",
        554,
        "5.7.0",
        "mx.example.net",
        "203.0.113.80",
        .data
      ),
      Fact(
        "203.0.113.25 does not like recipient. Remote host said: 550 no mailbox (#5.1.1)",
        550,
        "5.1.1",
        nil,
        "203.0.113.25",
        .rcpt
      ),
      Fact(
        "450 4.4.316 Connection refused [LastAttemptedServerName=fabrikam.com] [LastAttemptedIP=203.0.113.7:25]",
        450,
        "4.4.316",
        "fabrikam.com",
        "203.0.113.7",
        .connect
      ),
      Fact("server of version 4.5.6.7, build 5.12.1x, took 55000 bytes", nil, nil, nil, nil, nil),
    ]
  )
  func reads(fact: Fact) {
    let facts = DiagnosticFacts(bytes(fact.text))
    #expect(facts.reply.map { Int($0.code) } == fact.reply)
    #expect(facts.status?.description == fact.status)
    #expect(facts.server?.host == fact.host)
    #expect(facts.server?.address == fact.ip)
    #expect(facts.phase == fact.phase)
  }

  struct Fact: CustomTestStringConvertible, Sendable {
    let text: String
    let reply: Int?
    let status: String?
    let host: String?
    let ip: String?
    let phase: SMTPPhase?

    init(
      _ text: String,
      _ reply: Int?,
      _ status: String?,
      _ host: String?,
      _ ip: String?,
      _ phase: SMTPPhase?
    ) {
      (self.text, self.reply, self.status, self.host, self.ip, self.phase) = (
        text, reply, status, host, ip, phase
      )
    }

    var testDescription: String { text }
  }
}
