import RetourClassifier
import RetourEvents
import Testing

@Suite("Vendor codes")
struct VendorTests {
  @Test(
    "a code means what its vendor means, and to others what the registry says",
    arguments: [
      ("550 5.1.10", "mx.fabrikam.example", Reason.nullMx),
      ("550 5.1.10", "fabrikam-example.mail.protection.outlook.com", .recipientUnknown),
      ("550 5.7.12", "mx.fabrikam.example", .submissionAuth),
      ("550 5.7.12", "fabrikam-example.mail.protection.outlook.com", .senderNotPermitted),
      ("554 5.7.9", "mx.fabrikam.example", .submissionAuth),
      ("554 5.7.9", "mta5.am0.yahoodns.net", .policyRule),
      ("421 4.7.28", "mx.fabrikam.example", .throttled),
      ("421 4.7.28", "gmail-smtp-in.l.google.com", .ipReputation),
      ("450 4.7.5", "mx.fabrikam.example", .certificateInvalid),
      ("450 4.7.5", "fabrikam-example.mail.protection.outlook.com", .tlsPolicyFailed),
    ]
  )
  func codes(text: String, host: String, reason: Reason) throws {
    #expect(try verdict(text, ["remote-host": host]).reason == reason)
  }

  @Test("the code of another vendor isn't Microsoft's because Exchange Online wrote the report")
  func reporter() throws {
    let context = [
      "remote-host": "mx.google.com", "reporting-mta": "am0pr01mb1.eurprd01.prod.outlook.com",
    ]
    #expect(try verdict("550 5.7.26", context).rule == "google.code-7-26")
  }

  @Test("text beats a vendor's code")
  func textFirst() throws {
    let context = ["remote-host": "fabrikam-example.mail.protection.outlook.com"]
    #expect(try verdict("550 5.1.10 Recipient address has null MX", context).reason == .nullMx)
  }

  @Test("evidence tells words, vendor codes, registered codes and replies apart")
  func evidence() throws {
    let online = ["remote-host": "fabrikam-example.mail.protection.outlook.com"]
    #expect(try verdict("550 5.1.1 User unknown").evidence == .text)
    #expect(try verdict("550 5.7.705", online).evidence == .vendorCode)
    #expect(try verdict("550 5.1.1").evidence == .status)
    #expect(try verdict("421").evidence == .reply)
    #expect(try verdict("").evidence == .none)
  }

  @Test(
    "a listing names its list",
    arguments: [
      ("554 5.7.1 Client host [203.0.113.1] blocked using zen.spamhaus.org", "zen.spamhaus.org"),
      ("550 listed at bl.spamcop.net, see https://www.spamcop.net/bl.shtml", "bl.spamcop.net"),
      ("550 5.7.1 Client host [203.0.113.1] blocked using Spamhaus (AS16012611)", "spamhaus"),
      ("554 5.7.1 Client host blocked using black.example.org", "black.example.org"),
      ("550 5.7.1 https://www.spamhaus.org/query/ip/203.0.113.1", "spamhaus.org"),
      ("550 5.1.1 User unknown", nil),
      ("550 Your IP has a bad reputation", nil),
    ]
  )
  func blockLists(text: String, list: String?) throws {
    #expect(try verdict(text).blockList == list)
  }

  @Test(
    "a refusal of an address names it, and not that of the server that speaks",
    arguments: [
      ("554 5.7.1 Client host [203.0.113.1] blocked using zen.spamhaus.org", "203.0.113.1"),
      (
        "host mx.fabrikam.com[198.51.100.7] said: 550 5.7.1 203.0.113.9 is listed at bl.spamcop.net",
        "203.0.113.9"
      ),
      ("554 5.7.1 zen.spamhaus.org answers 127.0.0.4 for 203.0.113.8", "203.0.113.8"),
      ("550 5.7.1 Mail from 2001:db8::25 refused, see https://www.spamhaus.org", "2001:db8::25"),
      ("550 5.7.1 10.1.2.3 is blocked by our reputation filter", nil),
      ("550 Your IP has a bad reputation", nil),
      ("550 5.1.1 203.0.113.1@fabrikam.com: User unknown", nil),
    ]
  )
  func refusedAddresses(text: String, address: String?) throws {
    #expect(try verdict(text).refusedAddress == address)
  }
}
