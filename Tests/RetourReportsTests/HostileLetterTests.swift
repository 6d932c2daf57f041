import Foundation
import MailText
import RetourClassifier
import RetourEvents
import RetourStore
import Testing

@testable import RetourReports

/// Every way in which the world of others may creep into a report about fabrikam.com.
@Suite("A letter to one owner holds nothing of anybody else")
struct HostileLetterTests {
  /// What no letter may hold, in lower case.
  private static let secrets = [
    "northwind", "bücher", "bcher-kva", "notfabrikam", "evil.example", "fabrikam.com-mail",
    "zwaluw", "alice", "exch01", "srv-dc7", "corp.contoso", "10.1.2.3", "192.168.7.7", "fd00::5",
    "169.254.1.1", "/archive", "a.mbox", "anna.jansen",
  ]

  private static let texts = [
    "550 5.1.1 <zwaluw@northwind.example>: unknown, also <ZWALUW@NORTHWIND.EXAMPLE>",
    "550 5.1.1 zwaluw%40northwind.example and zwaluw%2540northwind%252eexample",
    "550 5.1.1 zwaluw=40northwind=2Eexample and =7a=77=61luw=40=6Eorthwind.example",
    "550 5.1.1 zwaluw&#64;northwind.example and zwaluw&commat;northwind&period;example",
    "550 5.1.1 zwaluw@bücher.example zwaluw@xn--bcher-kva.example ZWALUW@BÜCHER.example bücher.example",
    "550 5.1.1 zwaluw＠northwind．example zwaluw@mail.northwind.example",
    "550 5.1.1 zwaluw@notfabrikam.com zwaluw@fabrikam.com.evil.example zwaluw@fabrikam.com-mail.example",
    "550 5.1.1 bounce+zwaluw=northwind.example@fabrikam.com sender alice@contoso.com",
    "550 5.1.1 \"zwaluw adams\"@northwind.example 'zwaluw@northwind.example' (zwaluw@northwind.example)",
    "550 5.1.1 at exch01.corp.contoso.com [10.1.2.3] from srv-dc7 [192.168.7.7] IPv6:fd00::5",
    "550 5.1.1 EXCH01 says no; see https://northwind.example/zwaluw 169.254.1.1 northwind%2Eexample",
    "550 5.1.1 zwaluw@north\u{200B}wind.example zwaluw@north\u{00AD}wind.example \u{202E}zwaluw@northwind.example",
    "550 5.1.1 anna.jansen is unknown, <anna.jansen@fabrikam.com> =?utf-8?Q?zwaluw=40northwind.example?=",
    "550 5.1.1 /O=CONTOSO/CN=ZWALUW IMCEAEX-_O=NORTHWIND_CN=ZWALUW@contoso.com",
  ]

  private func archive() throws -> Archive {
    var reports = Self.texts.enumerated().map { number, text in
      ClassifiedReport.failure(number, to: "anna.jansen@fabrikam.com", text: text) { report in
        report.remoteHost = "mx\(number).fabrikam.com"
        report.reportingMTA = number % 2 == 0 ? "exch01.corp.contoso.com" : "srv-dc7"
        report.generatingServer = "EXCH01.corp.contoso.com"
        report.queueID = "zwaluw@northwind.example"
        report.messageID =
          number % 2 == 0
          ? "zwaluw=northwind.example.\(number)@exch01.corp.contoso.com"
          : "abc.\(number)@northwind.example"
      }
    }
    reports.append(
      .failure(90, to: "anna.jansen@fabrikam.com", reason: .onpremUnreachable, side: .ours) {
        $0.remoteHost = "exch01.corp.contoso.com"
        $0.remoteIP = "10.1.2.3"
      }
    )
    for (number, domain) in [
      "northwind.example", "bücher.example", "mail.northwind.example", "notfabrikam.com",
      "fabrikam.com.evil.example", "fabrikam.com-mail.example",
    ].enumerated() {
      reports.append(.failure(100 + number, to: "zwaluw\(number)@\(domain)"))
    }
    // A final recipient elsewhere: the address that the sender wrote decides the domain.
    reports.append(
      .failure(120, to: "zwaluw@northwind.example") { report in
        report.originalRecipient = EmailAddress("anna.jansen@fabrikam.com")
      }
    )
    return try Archive(reports)
  }

  private var options: Letter.Options {
    get throws {
      var options = Letter.Options.fixed
      options.sender.own = OwnSide(
        domains: [try #require(DomainName(ascii: "contoso.com"))],
        hosts: [try #require(OwnHost("10.0.0.0/8"))]
      )
      return options
    }
  }

  private static func formats(_ archive: Archive, _ options: Letter.Options) throws -> [String:
    [UInt8]]
  {
    let letter = try archive.letter(to: "fabrikam.com", options)
    #expect(letter.totals.failures == texts.count + 2)
    return [
      "html": letter.html(), "full": letter.fullPage(files: ["fabrikam.com.csv"]),
      "txt": letter.plainText(),
      "json": letter.json(), "csv": try archive.csv(to: "fabrikam.com", options),
      "eml": try #require(
        try archive.mail(letter, from: "Postmaster <postmaster@contoso.com>")
      ),
    ]
  }

  @Test("on every format, in every language", arguments: Language.allCases)
  func everyFormat(_ language: Language) throws {
    let archive = try archive()
    var options = try options
    options.language = language
    for (format, bytes) in try Self.formats(archive, options) {
      for reading in Self.readings(bytes) {
        for secret in Self.secrets where reading.contains(secret) {
          Issue.record("\(format) holds '\(secret)': \(Self.context(reading, secret))")
        }
        #expect(format == "eml" || reading.contains("fabrikam.com"))
      }
    }
  }

  @Test("when recipients are shown, it is the owner's own and no other")
  func shownRecipients() throws {
    var options = try options
    options.showsRecipients = true
    for (format, bytes) in try Self.formats(try archive(), options) {
      for reading in Self.readings(bytes) {
        for secret in Self.secrets.dropLast() where reading.contains(secret) {
          Issue.record("\(format) holds '\(secret)': \(Self.context(reading, secret))")
        }
      }
      if format != "eml" {
        #expect(String(decoding: bytes, as: UTF8.self).contains("anna.jansen@fabrikam.com"))
      }
    }
  }

  /// The bytes as they are, and as a program shows them that undoes the encodings.
  private static func readings(_ bytes: [UInt8]) -> [String] {
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    let joined = text.replacing("=\r\n", with: "")
    let decoded = DecodedText(Array(joined.utf8)).bytes
    return [text, joined, String(decoding: decoded, as: UTF8.self).lowercased()]
  }

  private static func context(_ text: String, _ secret: String) -> String {
    guard let range = text.ranges(of: secret).first else { return "" }
    let start = text.index(range.lowerBound, offsetBy: -60, limitedBy: text.startIndex)
    let end = text.index(range.upperBound, offsetBy: 60, limitedBy: text.endIndex)
    return String(text[(start ?? text.startIndex)..<(end ?? text.endIndex)])
  }
}
