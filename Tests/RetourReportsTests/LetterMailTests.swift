import RetourEvents
import TestSupport
import Testing

@testable import RetourReports

@Suite("A letter as a mail")
struct LetterMailTests {
  private func mail(from: String = "Müller & Söhne <postmaster@contoso.com>") throws -> String {
    let archive = try Archive(
      (0..<9).map {
        .failure($0, to: "anna@xn--bcher-kva.example", text: "550 <b>no\u{202E}</b> ©")
      }
    )
    var options = Letter.Options.fixed
    options.language = .german
    let letter = try archive.letter(to: "bücher.example", options)
    return String(decoding: try #require(try archive.mail(letter, from: from)), as: UTF8.self)
  }

  @Test("lines end in CRLF, are at most 78 bytes of ASCII, and none begins with From or a dot")
  func lines() throws {
    let mail = try mail()
    #expect(mail.utf8.allSatisfy { $0 == 0x0D || $0 == 0x0A || 0x20...0x7E ~= $0 })
    #expect(!mail.replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
    for line in mail.split(separator: "\r\n", omittingEmptySubsequences: false) {
      #expect(line.utf8.count <= 78, "\(line)")
      #expect(!line.hasPrefix("."), "\(line)")
    }
  }

  @Test("the headers are those of RFC 5322 and 2045, encoded where they must be")
  func headers() throws {
    let head = try mail().split(separator: "\r\n\r\n", maxSplits: 1)[0]
    let names = head.split(separator: "\r\n").filter { !$0.hasPrefix(" ") }
      .map { $0.prefix { $0 != ":" } }
    #expect(
      names == [
        "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted",
        "Content-Language", "Content-Type",
      ]
    )
    #expect(head.contains("From: =?utf-8?Q?M=C3=BCller_=26_S=C3=B6hne?= <postmaster@contoso.com>"))
    #expect(head.contains("To: <postmaster@xn--bcher-kva.example>"))
    #expect(head.contains("Date: Wed, 25 Nov 2026 09:46:40 +0000"))
    #expect(head.contains("Subject: =?utf-8?Q?"))
  }

  @Test("plain text comes before HTML, each in a part of its own")
  func parts() throws {
    let mail = try mail()
    let boundaries = mail.matches(of: /boundary="([^"]+)"/).map(\.1)
    #expect(boundaries.count == 2)
    let outer = mail.split(separator: "--\(boundaries[0])")
    #expect(outer.count == 4)
    let parts = outer[1].split(separator: "--\(boundaries[1])")
    #expect(parts.count == 4)
    #expect(parts[1].contains("Content-Type: text/plain; charset=utf-8\r\n"))
    #expect(parts[2].contains("Content-Type: text/html; charset=utf-8\r\n"))
    #expect(parts[3].hasPrefix("--\r\n"))
    #expect(outer[2].contains("Content-Type: text/csv; charset=utf-8"))
    #expect(outer[2].contains("filename=\"xn--bcher-kva.example.csv\""))
    #expect(outer[3] == "--\r\n")
  }

  @Test(
    "a strict parser finds no defect, whoever writes to whom",
    arguments: [
      "postmaster@contoso.com", "Contoso Postmaster <postmaster@contoso.com>",
      "\"Smith, John\" <john.smith@contoso.com>", "Größe; (a) <x+y=z@bücher.example>",
      "a\r\nBcc: all@contoso.com <postmaster@contoso.com>",
      String(repeating: "Ein langer Name ", count: 20) + "<p@contoso.com>",
    ]
  )
  func strict(_ from: String) throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("letter.eml", mail(from: from))
    let check = try Script.run("mail-check", [file])
    #expect(check.status == 0, "\(check.text)")
  }

  @Test("the check of mails finds what is wrong")
  func checks() throws {
    let folder = try TemporaryDirectory()
    let mail = try mail()
    for (old, new) in [
      ("\r\n", "\n"), ("Date: ", "Date: x"), ("MIME-Version", "Bcc: a@b.example\r\nMIME-Version"),
      ("text/plain", "text/html"), ("To: <", "To: a, <"), ("=C3=BC", "=C3"),
      ("Subject: ", "Subject: " + String(repeating: "a", count: 90)),
    ] {
      let text = mail.replacing(old, with: new, maxReplacements: 1)
      #expect(text != mail)
      let check = try Script.run("mail-check", [folder.write("broken.eml", text)])
      #expect(check.status == 1, "\(old.debugDescription) → \(new.debugDescription)")
    }
  }

  @Test(
    "no sender can add a header",
    arguments: [
      "a\r\nBcc: all@contoso.com <postmaster@contoso.com>", "x\u{2028}Bcc: y <p@contoso.com>",
      "\"a\nTo: z\" <p@contoso.com>",
    ]
  )
  func injection(_ from: String) throws {
    let head = try mail(from: from).split(separator: "\r\n\r\n", maxSplits: 1)[0]
    #expect(head.split(separator: "\r\n").filter { !$0.hasPrefix(" ") }.count == 9)
  }

  @Test(
    "a sender without a proper address is refused",
    arguments: [
      "", "Postmaster", "a b@c d", "<@x>", "a..b@contoso.com", ".a@contoso.com", "a.@x.de",
    ]
  )
  func noAddress(_ from: String) {
    #expect(MailHeader.mailbox(from) == nil)
  }

  @Test("quoted-printable keeps every byte and no line longer than 76")
  func quotedPrintable() {
    let text = String(repeating: "= é.\u{0}\t x ", count: 40) + "\n. \n"
    let encoded = QuotedPrintable.encoded(Array(text.utf8))
    #expect(encoded.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 76 })
    let joined = encoded.replacing("=\r\n", with: "").replacing("\r\n", with: "\n")
    #expect(Self.decoded(joined) == text)
  }

  private static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "="), let high = rest.popFirst(), let low = rest.popFirst() {
        bytes.append(UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16) ?? 0)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
