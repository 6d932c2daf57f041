import RetourClassifier
import RetourEvents
import RetourStore
import Testing

@testable import RetourReports

@Suite("To whose owners it is worth writing")
struct LetterPlanTests {
  private static let reports: [ClassifiedReport] =
    ClassifiedReport.some(3, "silent.example", .connectionTimeout, from: 0)
    + ClassifiedReport.some(9, "silent.example", .ipReputation, .ours, from: 10)
    + ClassifiedReport.some(5, "typos.example", .recipientUnknown, from: 20)
    + ClassifiedReport.some(2, "full.example", .mailboxFull, from: 30)
    + ClassifiedReport.some(4, "listed.example", .ipReputation, .ours, from: 40)
    + ClassifiedReport.some(4, "odd.example", .unclassified, .unknown, from: 50)
    + ClassifiedReport.some(4, "past.example", .connectionRefused, from: 60, daysBack: 8)
    + ClassifiedReport.some(4, "gone.example", .domainNotFound, from: 70)
    + ClassifiedReport.some(4, "contoso.com", .relayDenied, from: 80)
    + ClassifiedReport.some(4, "quiet.example", .relayDenied, from: 90)
    + ClassifiedReport.some(1, "rare.example", .relayDenied, from: 100)
    + ClassifiedReport.some(4, "co.uk", .relayDenied, from: 110)

  private func plan(
    _ change: (inout LetterPlan.Terms) throws -> Void = { _ in }
  ) throws -> [String: String] {
    let archive = try Archive(Self.reports)
    var terms = LetterPlan.Terms(scope: LetterScope(), over: 1)
    terms.own = [try #require(DomainName(ascii: "contoso.com"))]
    terms.excluded = [try #require(DomainName(ascii: "quiet.example"))]
    try change(&terms)
    let plan = try LetterPlan(archive.reader(), LetterReader.Period(), terms)
    var found = Dictionary(
      uniqueKeysWithValues: plan.refused.map { ($0.domain, $0.refusal.rawValue) }
    )
    for due in plan.due { found[due.domain.name] = "due \(due.recent)" }
    return found
  }

  @Test("only what an owner can repair and what still fails is worth a letter")
  func decided() throws {
    #expect(
      try plan() == [
        "silent.example": "due 3", "typos.example": "people", "full.example": "people",
        "listed.example": "ours", "odd.example": "unknown", "past.example": "over",
        "gone.example": "nobody", "contoso.com": "own", "quiet.example": "excluded",
        "rare.example": "few", "co.uk": "nobody",
      ]
    )
  }

  @Test("causes can be chosen, and recipients included")
  func scopes() throws {
    let recipients = try plan { $0.scope.includesRecipients = true }
    #expect(recipients["typos.example"] == "due 5")
    #expect(recipients["full.example"] == "due 2")
    #expect(recipients["listed.example"] == "ours")
    let mx = try plan { $0.scope.causes = [.mx] }
    #expect(mx["silent.example"] == "otherCauses")
  }

  @Test("no mail goes where it can't arrive, unless the owner is reached elsewhere")
  func arrival() throws {
    let archive = try Archive(
      ClassifiedReport.some(3, "silent.example", .connectionTimeout, from: 0)
        + ClassifiedReport.some(3, "strict.example", .destinationBlock, from: 10)
    )
    #expect(try !archive.letter(to: "silent.example").arrivesByMail)
    #expect(try archive.letter(to: "strict.example").arrivesByMail)
    var options = Letter.Options.fixed
    options.addressee = "hostmaster@mail.silent.example"
    #expect(try !archive.letter(to: "silent.example", options).arrivesByMail)
    options.addressee = "Owner <owner@elsewhere.example>"
    let letter = try archive.letter(to: "silent.example", options)
    #expect(letter.arrivesByMail)
    let mail = try #require(try archive.mail(letter, from: "postmaster@contoso.com"))
    #expect(
      String(decoding: mail, as: UTF8.self).contains("\r\nTo: Owner <owner@elsewhere.example>")
    )
  }
}

@Suite("A letter of one page")
struct LetterPageTests {
  private func archive() throws -> Archive {
    try Archive(
      (0..<12).map { number in
        let isSilent = number < 8
        return .failure(
          number,
          to: "u\(number % 5)@fabrikam.com",
          reason: isSilent ? .connectionTimeout : .relayDenied,
          expired: isSilent,
          text: isSilent ? "Connection timed out" : "454 4.7.1 Relay access denied"
        ) { report in
          report.remoteHost = isSilent ? "mx1.fabrikam.com" : "mx2.fabrikam.com"
          report.phase = isSilent ? .connect : .rcpt
          report.reply = SMTPReply(isSilent ? 451 : 454)
          report.attempts = 20 + number
          report.retriedFor = 166_000 + Int64(number) * 1000
        }
      }
        + [
          .failure(50, to: "x@fabrikam.com"),
          .failure(51, to: "y@fabrikam.com", reason: .ipReputation, side: .ours),
        ]
    )
  }

  private func options(_ language: Language) throws -> Letter.Options {
    var options = Letter.Options.fixed
    options.language = language
    options.phone = "+31 20 555 0100"
    options.signature = "Kim Jones\nMail <b>administration</b>"
    options.sender.sendingHosts = [
      try #require(OwnHost("mail.contoso.com")), try #require(OwnHost("192.0.2.44")),
    ]
    return options
  }

  private func text(_ language: Language = .english) throws -> String {
    let letter = try archive().letter(to: "fabrikam.com", options(language))
    return String(decoding: letter.plainText(), as: UTF8.self)
      .replacing("\u{A0}", with: " ").replacing(/\s+/, with: " ")
  }

  @Test("it says since when, how many, what; asks; and shows what the owner needs")
  func says() throws {
    let text = try text()
    for words in [
      "12 messages to 5 people at fabrikam.com: mx1.fabrikam.com does not answer, and "
        + "mx2.fabrikam.com refuses mail for your domain.",
      "1. Let mx1.fabrikam.com (203.0.113.25) accept connections on port 25 again, in particular "
        + "from 192.0.2.44.", "(8 messages)", "2. Let mx2.fabrikam.com (203.0.113.25) accept mail",
      "none on connecting; we noted Connection timed out", "to RCPT TO: 454 4.7.1 Relay access",
      "20 to 27 attempts in 46 to 48 hours", "From our servers mail.contoso.com",
      "nc -vz mx1.fabrikam.com 25", "--to postmaster@fabrikam.com", "not 454",
      "postmaster@contoso.com", "+31 20 555 0100", "Kim Jones Mail <b>administration</b>",
      "One more message went to an address that does not exist",
    ] {
      #expect(text.contains(words), "\(words)")
    }
    // What is ours is nobody else's business.
    #expect(!text.contains("reputation") && !text.contains("block list"))
  }

  @Test("in Dutch and German it greets and closes as people write there")
  func languages() throws {
    let dutch = try text(.dutch)
    #expect(dutch.contains("Geachte postmaster, "))
    #expect(dutch.contains("Eén bericht") || dutch.contains("één bericht"))
    #expect(dutch.contains("Met vriendelijke groet, Kim Jones"))
    let german = try text(.german)
    #expect(german.contains("Sehr geehrte Damen und Herren, "))
    #expect(german.contains("konnten wir 12 Nachrichten an 5 Personen bei fabrikam.com"))
    #expect(german.contains("Mit freundlichen Grüßen Kim Jones"))
  }

  @Test("no contraction, and no word of standards and events", arguments: Language.allCases)
  func tone(_ language: Language) throws {
    let text = try text(language)
    #expect(!text.contains(/n't\b|n’t\b|RFC|event|verbatim/))
  }

  @Test("a page for mail programs is small, and has nothing that they drop")
  func page() throws {
    let letter = try archive().letter(to: "fabrikam.com", options(.english))
    let page = String(decoding: letter.html(), as: UTF8.self)
    #expect(page.utf8.count < 20_000)
    #expect(!page.contains(/<(svg|img|details|script|link)\b|display:\s*(grid|flex)|gap:/))
    #expect(page.contains("Mail &lt;b&gt;administration&lt;/b&gt;"))
  }

  @Test("where all is ours it asks for nothing")
  func ours() throws {
    let archive = try Archive([
      .failure(0, to: "a@fabrikam.com", reason: .ipReputation, side: .ours)
    ])
    let text = String(
      decoding: try archive.letter(to: "fabrikam.com").plainText(),
      as: UTF8.self
    )
    #expect(text.contains("the cause lies on our side"))
    #expect(!text.contains("WHAT WE ASK"))
  }
}
