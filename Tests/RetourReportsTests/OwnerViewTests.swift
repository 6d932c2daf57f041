import RetourClassifier
import RetourEvents
import Testing

@testable import RetourReports

@Suite("What an owner may see")
struct OwnerViewTests {
  private func view(recipients: Bool = false) throws -> OwnerView {
    var view = OwnerView(
      domain: try #require(DomainName(ascii: "fabrikam.com")),
      sender: OwnerView.Sender(
        own: OwnSide(
          domains: [try #require(DomainName(ascii: "contoso.com"))],
          hosts: [try #require(OwnHost("198.51.100.0/24"))]
        ),
        sendingHosts: [
          try #require(OwnHost("mail.contoso.com")), try #require(OwnHost("198.51.100.25")),
        ]
      ),
      showsRecipients: recipients
    )
    view.admit(server: "mx1.fabrikam.com", address: "203.0.113.25")
    view.admit(server: "fabrikam-com.mail.protection.example", address: "203.0.113.26")
    view.admit(server: "exch01.contoso.com", address: "198.51.100.7")
    view.admit(server: "dc1.corp", address: "10.0.0.1")
    view.admit(server: "relay.lan", address: "192.168.1.1")
    return view
  }

  @Test(
    "an address of the owner is masked and what isn't his is removed",
    arguments: [
      ("<anna@fabrikam.com>: unknown", "<a***@fabrikam.com>: unknown"),
      ("<ANNA@FABRIKAM.COM>", "<A***@FABRIKAM.COM>"),
      ("anna@mail.fabrikam.com.", "a***@mail.fabrikam.com."),
      ("mailto:anna@fabrikam.com", "mailto:a***@fabrikam.com"),
      ("to eve@northwind.example now", "to […] now"),
      ("<Eve@NorthWind.EXAMPLE>", "<[…]>"), ("eve@notfabrikam.com", "[…]"),
      ("eve@fabrikam.com.evil.example", "[…]"), ("eve@fabrikam.com-mail.example", "[…]"),
      ("eve@xn--bcher-kva.example", "[…]"), ("eve@bücher.example", "[…]"),
      ("eve@BÜCHER.example", "[…]"), ("eve＠northwind．example", "[…]"),
      ("eve@northwind。example", "[…]"), ("eve%40northwind.example", "[…]"),
      ("eve%2540northwind%252Eexample", "[…]"), ("eve=40northwind.example", "[…]"),
      ("=65ve=40north=77ind=2Eexample", "[…]"), ("eve&#64;northwind&#x2e;example", "[…]"),
      ("eve&commat;northwind.example", "[…]"), ("eve@north\u{200B}wind.example", "[…]"),
      ("bounce+eve=northwind.example@lists.example", "[…]"),
      ("bounce+eve=northwind.example@fabrikam.com", "b***@fabrikam.com"),
      ("northwind.example!eve@fabrikam.com", "n***@fabrikam.com"),
      ("eve%northwind.example@fabrikam.com", "e***@fabrikam.com"), ("anna%40fabrikam.com", "[…]"),
      ("\"eve adams\"@northwind.example", "[…]"), ("'eve@northwind.example'", "'[…]'"),
      ("(eve@northwind.example,anna@fabrikam.com)", "([…],a***@fabrikam.com)"),
      ("=?utf-8?B?ZXZlQG5vcnRod2luZC5leGFtcGxl?=", "[…]"),
      ("/O=CONTOSO/OU=FIRST/CN=RECIPIENTS/CN=EVE", "/O=[…]"),
      ("IMCEAEX-_O=CONTOSO_CN=EVE@contoso.com", "[…]"), ("alice@contoso.com", "[…]"),
    ]
  )
  func addresses(_ text: String, _ shown: String) throws {
    let reading = try view().text(text)?.text
    #expect(reading == shown)
  }

  @Test(
    "names and network addresses pass only where they are known to be allowed",
    arguments: [
      ("mx1.fabrikam.com[203.0.113.25]:25", "mx1.fabrikam.com[203.0.113.25]:25"),
      ("MX9.Fabrikam.COM", "MX9.Fabrikam.COM"), ("mx.northwind.example", "[…]"),
      ("fabrikam-com.mail.protection.example", "fabrikam-com.mail.protection.example"),
      ("mail.contoso.com (198.51.100.25)", "mail.contoso.com (198.51.100.25)"),
      ("contoso.com", "contoso.com"), ("exch01.contoso.com", "[…]"), ("dc1.corp", "[…]"),
      ("10.0.0.1", "[…]"), ("[192.168.1.1]", "[…]"), ("172.16.3.4:25", "[…]"),
      ("fe80::1", "[…]"), ("IPv6:fd00::5", "[…]"), ("2001:db8::77", "[…]"),
      ("192.0.2.99", "[…]"), ("ip192.168.1.5", "[…]"), ("10.0.0.1.in-addr.arpa", "[…]"),
      (
        "https://www.spamhaus.org/query/ip/198.51.100.25",
        "https://www.spamhaus.org/query/ip/198.51.100.25"
      ),
      ("https://northwind.example/x?fabrikam.com", "[…]"),
      ("other%2Enorthwind%2Eexample", "[…]"), ("notfabrikam.com", "[…]"),
      ("fabrikam.com.evil.example", "[…]"),
      ("5.7.1 at 23:55:04 twice.", "5.7.1 at 23:55:04 twice."),
      ("RESOLVER.ADR.RecipNotFound", "RESOLVER.ADR.RecipNotFound"),
      ("450 4.4.316 size=2048 100% full", "450 4.4.316 size=2048 100% full"),
    ]
  )
  func names(_ text: String, _ shown: String) throws {
    let reading = try view().text(text)?.text
    #expect(reading == shown)
  }

  @Test("recipients that are asked for are shown whole, but nothing that hides in them")
  func shownRecipients() throws {
    let view = try view(recipients: true)
    #expect(view.text("<anna.b+x@fabrikam.com>")?.text == "<anna.b+x@fabrikam.com>")
    #expect(view.recipient("anna@fabrikam.com")?.text == "anna@fabrikam.com")
    #expect(view.recipient("eve=northwind.example@fabrikam.com")?.text == "e***@fabrikam.com")
    #expect(view.recipient("eve@northwind.example") == nil)
    #expect(view.recipient("eve@notfabrikam.com") == nil)
  }

  @Test("single words that are denied are removed in any case")
  func denied() throws {
    #expect(
      try view().text("by EXCH01 for Anna, queue", denied: ["exch01", "anna"])?.text
        == "by […] for […], queue"
    )
  }

  @Test(
    "a Message-ID keeps its host only where that is a sender domain of ours",
    arguments: [
      ("1.2@contoso.com", "<1.2@contoso.com>"), ("abc@CONTOSO.com", "<abc@contoso.com>"),
      ("abc@exch01.contoso.com", "<abc@…>"), ("abc@northwind.example", "<abc@…>"),
      ("abc@notcontoso.com", "<abc@…>"),
      ("eve.northwind.example.7@contoso.com", "<[…]@contoso.com>"),
      ("eve%40northwind.example@contoso.com", "<[…]@contoso.com>"),
      ("a\u{1B}[2J@contoso.com", "<[…]@contoso.com>"),
    ]
  )
  func messageIDs(_ raw: String, _ shown: String) throws {
    #expect(try view().messageID(raw)?.text == shown)
    #expect(try view().messageID("a\r\nBcc: x@contoso.com") == nil)
  }

  @Test("queue ids are letters and digits or nothing")
  func queueIDs() throws {
    #expect(try view().queueID("4XyZ7k12-0003")?.text == "4XyZ7k12-0003")
    #expect(try view().queueID("q@northwind.example") == nil)
    #expect(try view().queueID("<script>") == nil)
  }

  @Test("a long text is cut, and a text that the database cut loses its last word")
  func long() throws {
    let text = try #require(try view().text(String(repeating: "word ", count: 399) + "eve@north"))
    #expect(text.text.count <= OwnerView.longest + 1)
    #expect(
      try view().text(String(repeating: "w", count: 1995) + " north")?.text.contains("north")
        == false
    )
  }
}
