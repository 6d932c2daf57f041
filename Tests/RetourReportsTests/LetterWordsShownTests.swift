import RetourClassifier
import RetourEvents
import Testing

@testable import RetourReports

/// Ways to write a name of somebody else into an answer, and what servers say in earnest.
@Suite("A word is shown only if it is known to be harmless")
struct LetterWordsShownTests {
  private func shown(_ text: String) throws -> String {
    var view = OwnerView(domain: try #require(DomainName(ascii: "fabrikam.com")))
    view.admit(server: "mx1.fabrikam.com", address: "203.0.113.25")
    return try #require(view.text(text)).text
  }

  /// What no letter may hold: people, machines and companies that have nothing to do with the owner.
  private static let secrets = [
    "zwaluw", "jansen", "kim", "jones", "northwind", "exch07", "hugo", "maria", "garcía", "müller",
    "schmidt", "иванов", "田中", "김민수", "adatum", "litware", "4711", "tailspin", "wingtip",
  ]

  @Test(
    "nothing of a name gets through",
    arguments: [
      "user zwaluw.jansen not found", "Zwaluw Jansen is over quota", "Jansen, Zwaluw (Northwind)",
      "mailbox of Kim Jones is full", "KIM JONES IS FULL", "kim_jones unknown", "kim-jones unknown",
      "KimJones unknown", "kim'jones unknown", "k.jones unknown", "<kim>: unknown", "~kim/.forward",
      "/home/kim/Maildir: no such directory", "/var/mail/kim: cannot open", "\\\\exch07\\kim$",
      "C:\\Mail\\kim\\box", "EXCH07 said no", "exch07.northwind said no", "northwind_exch07",
      "host exch07[10.1.2.3] said", "by exch07 (8.14.4/8.14.4) id kimJones123", "MAILER@exch07",
      "Herr Müller, Firma Adatum", "De heer Zwaluw", "Señora García", "M. Hugo", "Иванов",
      "пользователь Иванов не найден", "田中様", "ユーザー田中が存在しません", "김민수 수신자",
      "zwaluw AT northwind DOT example", "zwaluw(a)northwind.example",
      "zwaluw [at] northwind [dot] eu",
      "zwaluw<at>northwind<dot>example", "zwaluw#northwind.example", "zwaluw!northwind",
      "northwind.example!zwaluw", "northwind!kim", "@northwind.example:kim@x.example",
      "z w a l u w", "z-w-a-l-u-w", "z.w.a.l.u.w", "zwa luw.jansen", "zwaluw\u{200B}jansen",
      "z\u{0301}waluw", "ｚｗａｌｕｗ", "𝗸𝗶𝗺", "ⓚⓘⓜ", "kim\u{00AD}jones",
      "cn=kim,ou=northwind", "CN=Kim Jones/OU=Sales/O=Northwind", "uid=kim", "/o=Northwind/cn=kim",
      "s=jones;g=kim;o=northwind;c=us", "IMCEAEX-_O=NORTHWIND_CN=KIM@fabrikam.example",
      "data:text/plain,kim", "sip:kim@northwind.example", "xmpp:kim@northwind.example",
      "tel:+31-20-794-4711", "ldap://exch07/cn=kim", "file:///exch07/kim",
      "https://northwind.example/kim", "https://kim@support.google.com/mail",
      "https://support.google.com.northwind.example/", "https://support.google.com/kim",
      "https://support.google.com/mail?u=kim#jones", "https://mx1.fabrikam.com/kim?x=northwind",
      "www.northwind.example", "//northwind.example/x", "northwind.example.", ".northwind.example",
      "northwind .example", "north\u{00AD}wind.example", "xn--northwind-9za.example",
      "{\"user\":\"kim\"}", "user='kim'", "user=\"kim jones\"", "[kim]", "(kim)", "«kim»", "“kim”",
      "kim\\jones", "NORTHWIND\\kim", "kim|jones", "kim;jones", "kim,jones", "kim=jones",
      "kim+jones",
      "<a href=\"mailto:kim@northwind.example\">x</a>", "kim&nbsp;jones", "&#107;&#105;&#109;",
      "k&#105;m", "%6bim", "=6Bim=40northwind", "\\x6bim", "\\u006bim", "=?utf-8?q?kim?=",
      "Wingtip Toys", "Litware, Inc.", "contact Adatum", "please call extension 47114711",
      "kim\tjones", "kim\u{00A0}jones", "kim\r\n jones", "Kim\u{2019}s mailbox", "l'adresse kim",
    ]
  )
  func names(_ text: String) throws {
    let reading = try shown("550 5.1.1 \(text) (refused)").lowercased()
    for secret in Self.secrets {
      #expect(!reading.contains(secret), "\(text): \(reading)")
    }
    #expect(reading.hasPrefix("550 5.1.1") && reading.contains("refused"))
    for letters in [
      "z w a", "z-w", "z.w", "k i m", "ｚ", "𝗸", "ⓚ", "&#1", "%6b", "=6b", "x6b", "u006b",
    ] {
      #expect(!reading.contains(letters), "\(text): \(reading)")
    }
  }

  @Test(
    "what servers say stays",
    arguments: [
      "550 5.1.1 User unknown", "552 5.2.2 Over quota", "550-5.1.1 does not exist. Please try",
      "451 4.7.500 Server busy. Please try again later from",
      "550 5.7.26 This message does not have authentication information or fails to pass",
      "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
      "421 4.7.0 TSS04 Messages temporarily deferred due to user complaints",
      "550 5.7.1 Unfortunately, messages weren't sent. Please contact your Internet service provider",
      "552 message size 52428800 exceeds size limit 26214400 of remote host",
      "Message expired after 48 hours, 14 attempts; last error 2026-11-03 23:55:04",
      "RCPT TO:<k***@fabrikam.com>: host mx1.fabrikam.com[203.0.113.25] said: 550",
      "see https://support.google.com/mail/?p=NoSuchUser for more",
      "blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/203.0.113.25",
      "RESOLVER.ADR.RecipientNotFound; not found", "5.7.64 TenantAttribution; Relay Access Denied",
      "STOREDRV.Deliver; delivery result banner", "TLSv1.2 handshake failed (day(s) 2)",
      "Das Postfach des Empfängers ist überfüllt",
      "Le destinataire n'existe pas à l'adresse indiquée",
      "El buzón del destinatario está lleno", "De mailbox van de ontvanger is vol",
      "La casella del destinatario è piena", "A caixa postal do destinatário está cheia",
      "宛先のメールボックスが一杯です", "收件人邮箱已满", "받는 사람의 편지함이 가득",
    ]
  )
  func earnest(_ text: String) throws {
    let asked = text.replacing("k***@", with: "kim@")
    #expect(try shown(asked) == text)
  }

  @Test("a public suffix has no owner to write to")
  func suffixes() throws {
    for name in ["com", "co.uk", "github.io"] {
      #expect(OwnerView.hasOwner(try #require(DomainName(ascii: name))) == false, "\(name)")
    }
    for name in ["fabrikam.com", "contoso.co.uk", "victim.example", "gmail.com", "index"] {
      #expect(OwnerView.hasOwner(try #require(DomainName(ascii: name))), "\(name)")
    }
  }
}

@Suite("The words of the catalogue are known to letters")
struct CatalogueWordsTests {
  /// What rules look for says why a mail failed, so a letter without it says nothing.
  @Test("all but names, stems and words of a letter or two")
  func known() throws {
    let words = Classifier().words.filter { $0.count > 2 && $0.allSatisfy(\.isLetter) }
    let unknown = words.filter { HarmlessWords.kind(of: $0) == nil }
    #expect(words.count > 1_000)
    #expect(unknown.count * 20 < words.count, "\(unknown.sorted().prefix(80))")
  }
}
