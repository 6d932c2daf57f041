import Foundation
import RetourEvents
import Testing

@testable import RetourStore

/// Spellings of an address beside those of mail and of the web.
@Suite("An address goes in every spelling")
struct PseudonymSpellingTests {
  private let pseudonyms = Pseudonyms(
    key: PseudonymTests.key,
    keeping: ["user", "unknown", "no", "mail", "at", "such"]
  )
  private static let local = "kimberleyjones"
  private static let domain = "fabrikam.com"

  private func text(_ text: String, to recipient: String? = nil) -> String {
    var report = DeliveryReport(kind: .failed, position: Position(path: "", record: 0, offset: 0))
    report.recipient = EmailAddress(recipient ?? "\(Self.local)@\(Self.domain)")
    report.diagnostics = [text]
    pseudonyms.protect(&report)
    return report.diagnostics[0]
  }

  /// Numbers of the letters of an address with something between.
  private static func numbers(
    _ text: String,
    radix: Int,
    width: Int,
    before: String = "",
    between: String
  ) -> String {
    text.utf8.map { byte in
      let digits = String(byte, radix: radix)
      return before + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }.joined(separator: between)
  }

  private static let spellings: [String] = {
    let address = "\(local)@\(domain)"
    var all = [" ", ":", "-", ", ", ".", "_", "\r\n "].flatMap { between in
      [
        numbers(address, radix: 16, width: 2, between: between),
        numbers(address, radix: 10, width: 2, between: between),
        numbers(address, radix: 10, width: 3, between: between),
        numbers(local, radix: 8, width: 3, between: between),
        numbers(local, radix: 16, width: 2, before: "0x", between: between),
        numbers(address, radix: 2, width: 8, between: between),
      ]
    }
    all += ["U+", "\\x", "%", "=", "&#x", "\\u00"].map {
      numbers(address, radix: 16, width: $0 == "U+" ? 4 : 2, before: $0, between: "")
    }
    all.append(numbers(local, radix: 16, width: 2, between: ""))
    all.append(numbers(local, radix: 16, width: 4, before: "U+", between: " "))
    for sign in [
      "_at_", "-at-", "__at__", "*at*", "~at~", " AT ", " at ", "(at)", "U+0040", "+AEA-", "&AEA-",
      "(a)",
      "[arroba]", "{arobase}", "<at>", "=40", "%40", "0x40", "\\100", "&#064;", "#at#",
      " (at sign) ", " @ ",
      "%2540", "\u{FF20}", "[at]", "-AT-", "AT", "|at|", "/at/", ".at.", ":at:", " @\r\n ",
    ] {
      all.append("\(local)\(sign)\(domain)")
      all.append(
        "\(local.uppercased())\(sign)\(domain.replacing(".", with: sign.replacing("at", with: "dot")))"
      )
    }
    for break_ in [
      "=\r\n", "=\r\n ", "= ", "\r\n ", "\n", " ", "\t", "<wbr>", "<b></b>", "<span class=\"x\">",
      "<!-- x -->",
      "(x)", "\u{200B}", "\u{AD}", "\u{2060}", "&shy;", "&#8203;", "\\\r\n", "-", ".", "_", "\"\"",
      "/", "@", "+",
      "\u{301}", "=?utf-8?Q??=", "|", "||",
    ] {
      all.append("kimberley\(break_)jones@\(domain)")
      all.append("kimberley\(break_)jones")
    }
    all += [
      "=?utf-8?Q?kimberley?= =?utf-8?Q?jones=40fabrikam.com?=",
      "=?utf-8?Q?kimberley?=\r\n =?utf-8?B?am9uZXNAZmFicmlrYW0uY29t?=",
      "\"kimberley@jones\"@fabrikam.com", "\"kimberley\\\"jones\"@fabrikam.com",
      "\"kimberley jones\"@fabrikam.com",
      "a2ltYmVybGV5am9uZXM=", "a2ltYmVybGV5am9uZXM", "eGtpbWJlcmxleWpvbmVz",
      "eHhraW1iZXJsZXlqb25lcw",
      "S0lNQkVSTEVZSk9ORVM=", "senojyelrebmik", "xvzoreyrlwbarf", "K-I-M-B-E-R-L-E-Y-J-O-N-E-S",
      "k i m b e r l e y j o n e s",
      "+AGsAaQBtAGIAZQByAGwAZQB5AGoAbwBuAGUAcw-@fabrikam.com", "kimb\u{435}rl\u{435}yj\u{43E}nes",
      "xkimberleyjonesx", "kimberleyjones_at_fabrikam_dot_com",
      "kimberleyjones-at-fabrikam-dot-com",
      "6b696d6265726c6579 6a6f6e6573",
    ]
    return all
  }()

  @Test("that of the report, whatever is done to it", arguments: spellings)
  func own(_ spelling: String) {
    for text in ["550 5.1.1 \(spelling) rejected", "550 5.1.1 <\(spelling)>: rejected"] {
      let after = self.text(text)
      let squeezed = after.lowercased().filter { $0.isLetter || $0.isNumber }
      #expect(after.contains("pseudo-") && after.contains("rejected"), "\(text) -> \(after)")
      for piece in [
        "kimberley", "jones", "yelreb", "xvzore", "6b696d", "107105109", "x6bx69", "153151155",
        "a2ltymv", "eygtpbw",
        "s0lnqkv", "0110101101101001", "u006bu0069",
      ] {
        #expect(!squeezed.contains(piece), "\(text) -> \(after)")
      }
    }
  }

  @Test(
    "that of somebody else, where anything tells that it is one",
    arguments: [
      "eve.adams_at_northwind.example", "eve.adams-at-northwind.example",
      "eve.adams*at*northwind.example",
      "eve.adams_at_northwind_dot_example", "eve.adams-AT-northwind-DOT-example",
      "eve.adams AT northwind.example",
      "eve.adamsU+0040northwind.example", "eve.adams+AEA-northwind.example",
      "eve.adams&AEA-northwind.example",
      "eve.adams(arroba)northwind.example", "eve.adams [a] northwind.example",
      "eve<wbr>.adams@northwind.example",
      "eve.a<b>dams</b>@northwind.example", "\"eve@adams\"@northwind.example",
      "\"eve\\\"@adams\"@northwind.example",
      "eve.ad=\r\n ams@northwind.example", "eve.ad= ams@northwind.example",
      "=?utf-8?Q?eve.?= =?utf-8?Q?adams=40northwind.example?=",
      "65 76 65 2e 61 64 61 6d 73 40 6e 6f 72 74 68", "65:76:65:2e:61:64:61:6d:73",
      "101,118,101,46,97,100,97,109,115",
      "0x65 0x76 0x65 0x2e 0x61 0x64 0x61 0x6d 0x73", "145 166 145 141 144 141 155 163",
      "U+0065 U+0076 U+0065 U+0061 U+0064 U+0061 U+006D U+0073", "ZXZlLmFkYW1z",
      "M979E+F%D86US0&YO<G1H=VEN9\"YE>&%M<&QE", "AU,s,DIY(!Ci=`I+<V.IBl@l%DfT]'FCfN8~>",
    ]
  )
  func others(_ before: String) {
    let after = text("550 5.1.1 \(before) refused")
    #expect(after.contains("pseudo-") && after.hasSuffix(" refused"), "\(after)")
    let squeezed = after.lowercased().filter { $0.isLetter || $0.isNumber }
    for piece in [
      "eve", "adams", "65766", "101118", "0x65", "145166", "u0065", "zxzl", "m979", "ausd", "jy0g",
    ] {
      #expect(!squeezed.contains(piece), "\(after)")
    }
  }

  @Test("a short name goes where its domain stands close behind it, and no other word with it")
  func short() {
    for spelling in [
      "kim_at_fabrikam.com", "kim+AEA-fabrikam.com", "kim at fabrikam", "kim <fabrikam.com>",
    ] {
      let after = text("550 \(spelling) unknown", to: "kim@fabrikam.com")
      #expect(
        !after.contains("kim ") && !after.contains("kim_") && !after.contains("kim+"),
        "\(after)"
      )
      #expect(after.hasSuffix("unknown"))
    }
    for stays in [
      "550 kimberley and kim-2 stay at fabrikam.com", "550 mx.fabrikam.com said no",
      "550 akim.fabrikam.com[192.0.2.1]",
    ] {
      #expect(text(stays, to: "kim@fabrikam.com") == stays)
    }
  }

  @Test(
    "what servers say stays",
    arguments: [
      "550 5.1.1 user unknown at mx.example.net [192.0.2.25]:25 (2026-11-03 23:55:04 +0100)",
      "421 4.7.0 [192.0.2.25 15] Our system has detected an unusual rate; see https://contoso.com/mail/?p=Rate&x=1",
      "550 no such user (#5.1.1), look at home.example.net; 00:1a:2b:3c:4d:5e 2001:db8::77",
      "552 size=52428800 exceeds 26214400, 10 20 30 40 50 60 tries",
      "5.4.14 hop count exceeded, EX01.contoso.com -at- 9",
      "DNS=contoso.com; MX='mx.contoso.com', IP=[198.51.100.7], rc=-1 (%d), $x{y}",
      "AS(201806281) [AM0EUR02FT047.eop]",
    ]
  )
  func untouched(_ before: String) {
    #expect(text(before) == before)
    #expect(text(before, to: "mail@fabrikam.com") == before)
  }

  @Test("a name stays in the name of its own domain, and in that of a server")
  func domains() {
    let before =
      "550 mx.kimberleyjones.example[192.0.2.1] said: no such user at kimberleyjones.example"
    #expect(text(before, to: "kimberleyjones@kimberleyjones.example") == before)
    #expect(text("to ann@kimberleyjones.example").hasSuffix("@kimberleyjones.example"))
    var report = DeliveryReport(kind: .failed, position: Position(path: "", record: 0, offset: 0))
    report.recipient = EmailAddress("mailserver@fabrikam.com")
    report.remoteHost = "mailserver.fabrikam.com"
    report.reportingMTA = "look-at-mailserver.fabrikam.com"
    pseudonyms.protect(&report)
    #expect(report.remoteHost == "mailserver.fabrikam.com")
    #expect(report.reportingMTA == "look-at-mailserver.fabrikam.com")
  }

  @Test("words that together are a name stay where rules look for them")
  func words() {
    let before = "550 no such user here"
    #expect(text(before, to: "nosuchuser@fabrikam.com") == before)
  }

  @Test("texts full of signs take linear time")
  func linear() {
    for unit in [
      "kimberleyjones", "kimberleyjones ", "kim", "k<", "_at_", "-at-x.example", "65 ", "65:76:",
      "+AEA-", "U+0040",
      "<b>", "(", "\"", "\"\\", "=?utf-8?Q?a?= ", "= a@", "a2ltYmVy", "!#$a", "kimberleyjone",
      "0x6b",
      "kimberleyjones@fabrikam.com ", "\u{435}",
    ] {
      func time(_ count: Int) -> Duration {
        let long = String(repeating: unit, count: count)
        return ContinuousClock().measure { _ = text(long) }
      }
      let (short, long) = (time(2_000), time(16_000))
      #expect(long < short * 32 + .milliseconds(300), "\(unit): \(short), \(long)")
    }
  }
}
