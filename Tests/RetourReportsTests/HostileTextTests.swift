import RetourEvents
import TestSupport
import Testing

@testable import RetourReports

/// What an attacker may put into a reply, an address or a name.
private let hostile = [
  "<script>alert(1)</script>", "</bdi></td><img src=x onerror=alert(1)>",
  "\"><svg onload=alert(1)>",
  "<!--", "]]>", "javascript:alert(1)", "&lt;b&gt;", "\u{202E}gnp.exe\u{202C}", "\u{2066}x\u{2069}",
  "\u{1B}[2J\u{1B}]0;title\u{07}", "\u{9B}31m", "\u{0}\u{8}\u{7F}", "=cmd|' /C calc'!A0", "+1+1",
  "-2",
  "@SUM(A1)", "\tx", "a\r\nBcc: all@contoso.com\r\n\r\nbody", "\u{2028}\u{2029}",
  String(repeating: "W", count: 5000), "--=_retour_\r\nContent-Type: text/html",
]

@Suite("Hostile text stays harmless in every output")
struct HostileTextTests {
  private func archive() throws -> Archive {
    try Archive(
      hostile.enumerated().map { number, text in
        .failure(number, to: "a@fabrikam.com", reason: Reason.allCases[number], text: text) {
          report in
          report.remoteHost = "mx\(number).fabrikam.com"
          report.sender = EmailAddress(text: text, domain: nil)
          report.messageID = text
          report.queueID = text
          report.reportingMTA = text
        }
      }
    )
  }

  private static func expectHarmlessPage(_ page: String) {
    for word in [
      "<script", "<img", "onerror=alert(1)>", "<svg onload", "<!--", "javascript:alert(1)\"",
    ] {
      #expect(!page.contains(word), "\(word)")
    }
    let bad = page.unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control: scalar != "\n" && scalar != "\t"
      case .format, .lineSeparator, .paragraphSeparator: true
      default: false
      }
    }
    #expect(bad.isEmpty, "\(bad)")
    var open: [Substring] = []
    for tag in page.matches(of: /<(\/?)([a-z0-9]+)[^>]*?(\/?)>/) where tag.3.isEmpty {
      if tag.1.isEmpty {
        open.append(tag.2)
      } else {
        #expect(open.popLast() == tag.2)
      }
    }
    #expect(open.isEmpty)
  }

  @Test("in a letter's page")
  func page() throws {
    let letter = try archive().letter(to: "fabrikam.com")
    Self.expectHarmlessPage(String(decoding: letter.html(), as: UTF8.self))
    let page = String(decoding: letter.fullPage(), as: UTF8.self)
    Self.expectHarmlessPage(page)
    #expect(page.contains("&lt;") && !page.contains("alert(1)"))
  }

  @Test("in the overview")
  func overview() async throws {
    let archive = try archive()
    let overview = try await OverviewReader(path: archive.path, LetterReader.Period())
      .overview(Overview.Options(now: Timestamp(seconds: 1_796_500_000)))
    let page = overview.html()
    Self.expectHarmlessPage(String(decoding: page, as: UTF8.self))
    #expect(page.count < 400_000)
  }

  @Test("in the overview's texts that no rule knows, its rule to begin with, and its servers")
  func unknownTexts() async throws {
    let archive = try Archive(
      hostile.enumerated().map { number, text in
        .failure(number, to: "a@fabrikam.com", reason: .unclassified, text: text) { report in
          report.remoteHost = number % 2 == 0 ? text : nil
          report.remoteIP = text
        }
      }
    )
    let overview = try await OverviewReader(path: archive.path, LetterReader.Period())
      .overview(Overview.Options(now: Timestamp(seconds: 1_796_500_000)))
    let page = String(decoding: overview.html(), as: UTF8.self)
    Self.expectHarmlessPage(page)
    #expect(page.contains("- id: own.wording-1"))
    #expect(overview.operators.count > 3)
  }

  @Test("in plain text: no control character, and no line wider than a mail's")
  func plain() throws {
    let text = String(decoding: try archive().letter(to: "fabrikam.com").plainText(), as: UTF8.self)
    #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .format })
    #expect(
      !text.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || 0x7F...0x9F ~= $0.value }
    )
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 78 })
  }

  @Test("in CSV: no formula, one row per failure")
  func csv() throws {
    let archive = try archive()
    let bytes = try archive.csv(to: "fabrikam.com")
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == hostile.count + 1)
    for line in lines {
      for cell in line.split(separator: ",") {
        let bare = cell.drop { $0 == "\"" }
        #expect(!(bare.first.map { "=+-@\t\r".contains($0) } ?? false), "\(cell)")
      }
    }
  }

  @Test("in a mail: no header and no part of its own")
  func mail() throws {
    let archive = try archive()
    let letter = try archive.letter(to: "fabrikam.com")
    let mail = String(
      decoding: try #require(try archive.mail(letter, from: "postmaster@contoso.com")),
      as: UTF8.self
    )
    #expect(!mail.contains("\r\nBcc:"))
    #expect(mail.split(separator: "\r\nContent-Type: ").count == 6)
    let folder = try TemporaryDirectory()
    let file = try folder.write("hostile.eml", mail)
    let check = try Script.run("mail-check", [file])
    #expect(check.status == 0, "\(check.text)")
  }
}
