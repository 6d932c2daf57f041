import Foundation
import RetourEvents
import Testing

@testable import RetourStore

@Suite("Pseudonyms")
struct PseudonymTests {
  static let key = (0..<32).map { UInt8($0) }
  private let pseudonyms = Pseudonyms(key: key, keeping: ["user", "unknown", "no"])

  private func pseudonym(_ address: String) -> String {
    pseudonyms.pseudonym(of: EmailAddress(address)).text
  }

  private func text(_ text: String, _ change: (inout DeliveryReport) -> Void = { _ in }) -> String {
    var report = DeliveryReport(kind: .failed, position: Position(path: "", record: 0, offset: 0))
    report.recipient = EmailAddress("kim@fabrikam.com")
    report.sender = EmailAddress("jan.de.vries@contoso.com")
    report.messageID = "1.2@contoso.com"
    report.diagnostics = [text]
    change(&report)
    pseudonyms.protect(&report)
    return report.diagnostics[0]
  }

  @Test("a pseudonym is the HMAC of the whole address, and the domain stays")
  func form() throws {
    // printf '\001kim@fabrikam.com' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102...1f
    #expect(pseudonym("kim@fabrikam.com") == "pseudo-27956983d15b622df0bd@fabrikam.com")
    #expect(pseudonym("KIM@fabrikam.com") == pseudonym("kim@fabrikam.com"))
    #expect(pseudonym("kim@example.net").prefix(27) != pseudonym("kim@fabrikam.com").prefix(27))
    let other = Pseudonyms(key: Self.key.reversed(), keeping: [])
    #expect(other.pseudonym(of: EmailAddress("kim@fabrikam.com")).text.hasPrefix("pseudo-"))
    #expect(
      other.pseudonym(of: EmailAddress("kim@fabrikam.com")).text != pseudonym("kim@fabrikam.com")
    )
    #expect(other.fingerprint != pseudonyms.fingerprint)
    let local = try #require(pseudonym("kim@fabrikam.com").split(separator: "@").first)
    #expect(Pseudonyms.hasForm(local))
    #expect(!Pseudonyms.hasForm("pseudo-kim") && !Pseudonyms.hasForm("kim"))
  }

  @Test("local parts in quotes, address literals, addresses without a domain have pseudonyms too")
  func unusual() {
    for address in ["\"kim jones\"@fabrikam.com", "kim@[192.0.2.1]", "kim", "a@b@fabrikam.com"] {
      let hidden = pseudonym(address)
      #expect(hidden.hasPrefix("pseudo-") && !hidden.contains("kim"), "\(address)")
      #expect(hidden.hasSuffix(address.drop { $0 != "@" }.suffix(12)) || !address.contains("@"))
    }
    #expect(pseudonym("IMCEAEX-_O=CONTOSO_CN=KIM@fabrikam.com").hasPrefix("IMCEAEX-pseudo-"))
    #expect(pseudonym("@fabrikam.com") == "@fabrikam.com")
  }

  @Test(
    "an address inside a text gets its pseudonym, however it is written",
    arguments: [
      ("550 <kim@fabrikam.com>: no such user", "550 <KIM@fabrikam.com>: no such user"),
      ("to=Kim@Fabrikam.COM, relay", "to=KIM@Fabrikam.COM, relay"),
      ("rfc822;kim@fabrikam.com.", "rfc822;KIM@fabrikam.com."),
      ("“kim@fabrikam.com” ‘kim@fabrikam.com’", "“KIM@fabrikam.com” ‘KIM@fabrikam.com’"),
      (
        "http://spf.example/?id=kim%40fabrikam.com&ip=1",
        "http://spf.example/?id=KIM%40fabrikam.com&ip=1"
      ),
      ("https://spf.example/kim@fabrikam.com", "https://spf.example/KIM@fabrikam.com"),
      ("kim=40fabrikam.com kim+40fabrikam.com", "KIM=40fabrikam.com KIM+40fabrikam.com"),
      ("kim&#64;fabrikam.com kim＠fabrikam.com", "KIM&#64;fabrikam.com KIM＠fabrikam.com"),
      ("kim@fabrikam.com,kim@fabrikam.com", "KIM@fabrikam.com,KIM@fabrikam.com"),
      ("kim@fabrikam.com@relay.contoso.com", "KIM@fabrikam.com@relay.contoso.com"),
      ("User kim not found; 'kim' <KIM>", "User KIM not found; 'KIM' <KIM>"),
      ("kimberley and kim-2 stay, kim... goes", "kimberley and kim-2 stay, KIM... goes"),
      ("Message <1.2@contoso.com> refused", "Message <1.2@contoso.com> refused"),
      ("size=40.5 limit=4096.5 50%40.00", "size=40.5 limit=4096.5 50%40.00"),
      ("a @ b, @, user@, <>", "a @ b, @, USER@, <>"),
    ]
  )
  func texts(_ before: String, _ after: String) {
    let kim = pseudonym("kim@fabrikam.com").prefix { $0 != "@" }
    let user = pseudonyms.pseudonym(local: Array("user".utf8)[...], domain: [])
    let expected = after.replacing("KIM", with: kim)
      .replacing("USER", with: String(decoding: user, as: UTF8.self))
    #expect(text(before) == expected)
  }

  @Test("addresses of others and names in the directory go too")
  func others() {
    for before in [
      "eve@northwind.example", "\"eve adams\"@northwind.example", "eve@bücher.example",
      "bounce+eve=northwind.example@lists.example", "/O=CONTOSO/OU=FIRST/CN=RECIPIENTS/CN=EVE",
      "IMCEAEX-_O=CONTOSO_CN=EVE@contoso.com", "'eve@northwind.example'", "ève@northwind.example",
      "eve@x", "jan.de.vries is over quota",
    ] {
      let after = text("550 \(before) refused")
      #expect(after.contains("pseudo-"), "\(after)")
      for name in ["eve", "ève", "vries"] {
        #expect(!after.lowercased().contains(name), "\(after)")
      }
      #expect(
        after.hasPrefix("550 ") && after.contains(before.hasPrefix("jan") ? "over" : "refused")
      )
    }
  }

  @Test(
    "an address goes in every encoding, and nothing that decodes to it stays",
    arguments: [
      "eve.adams%40northwind%2Eexample", "eve.adams%2540northwind.example",
      "eve=2Eadams=40northwind.example", "eve.adams+40northwind.example",
      "eve.adams&#64;northwind.example", "eve.adams&#64northwind.example",
      "eve.adams&commat;northwind&period;example", "eve.adams\\u0040northwind.example",
      "eve.adams\\x40northwind.example", "eve.adams\\100northwind.example",
      "=?utf-8?B?ZXZlLmFkYW1zQG5vcnRod2luZC5leGFtcGxl?=", "ZXZlLmFkYW1zQG5vcnRod2luZC5leGFtcGxl",
      "https://x.example/?u=ZXZlLmFkYW1zQG5vcnRod2luZC5leGFtcGxl&v=1",
      "6576652e6164616d73406e6f72746877696e642e6578616d706c65",
      "eve.adams (at) northwind (dot) example", "eve.adams at northwind dot example",
      "eve.adams @ northwind.example", "eve.adams(Eve Adams)@northwind.example",
      "eve.adams@\r\n northwind.example", "northwind.example!eve.adams",
      "CN=Eve Adams,OU=Sales", "CN=EveAdams", "Eve Adams/Sales/Northwind@Northwind",
      "c=us;o=northwind;s=adams;g=eve", "eve.ad\u{200B}ams@northwind.example",
      "eve.adams\u{FF20}northwind\u{3002}example",
    ]
  )
  func encodings(_ before: String) {
    let after = text("550 5.1.1 \(before) refused")
    #expect(after.contains("pseudo-") && after.hasSuffix(" refused"), "\(after)")
    for piece in ["eve", "adams", "zxzl", "65766", "ynrod2", "zeblmf"] {
      #expect(!after.lowercased().contains(piece), "\(after)")
    }
  }

  @Test("a word that rules look for stays although it is somebody's name")
  func words() {
    let after = text("550 user unknown: <user@fabrikam.com>") {
      $0.recipient = EmailAddress("user@fabrikam.com")
    }
    #expect(after.hasPrefix("550 user unknown: <pseudo-"))
  }

  @Test("a text without anybody in it stays as it is, whatever bytes it has")
  func untouched() {
    for before in ["", "ok", "550 5.1.1 € ü 日本 \u{1}", "a=40b%40&#64;", "x\ny"] {
      #expect(text(before) == before)
    }
  }

  @Test("long texts full of signs take linear time")
  func long() {
    for unit in ["a=40", "@", "a@", "\"@", "a.b@c ", "%40%40", "/cn="] {
      let start = ContinuousClock.now
      _ = text(String(repeating: unit, count: 50_000))
      #expect(ContinuousClock.now - start < .seconds(20), "\(unit)")
    }
  }

  @Test("whatever stands around an address, it doesn't stay")
  func anything() {
    let pieces = [
      "kim", "KIM", "@", "@", "fabrikam.com", "fabrikam.com", "<", ">", "\"", "%40", "=40", "&#64;",
      "\u{FF20}", " ", ":", "//", "=", "to=", "/cn=", "é", "“", "”", "\u{1F600}", ".", "-", "\n",
      "[",
      "]", "1.2@contoso.com", "'", "?", "&", "+", "(", ",",
    ]
    // A linear congruential generator (Knuth), so that a failure comes again.
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for _ in 0..<5_000 {
      let before = (0..<(1 + next(12))).map { _ in pieces[next(pieces.count)] }.joined()
      let after = text(before).lowercased()
      for sign in ["@", "%40", "=40", "&#64;", "\u{FF20}"] {
        #expect(!after.contains("kim\(sign)fabrikam.com"), "\(before) -> \(after)")
      }
    }
  }

  @Test("identities are keyed: the same under one key, and not those that anybody can compute")
  func identities() {
    var first = ClassifiedReport.sample(1).report
    var again = first
    var other = ClassifiedReport.sample(2).report
    let plain = first
    pseudonyms.protect(&first)
    pseudonyms.protect(&again)
    pseudonyms.protect(&other)
    #expect(first == again)
    #expect(first.eventID != plain.eventID && first.deliveryID != plain.deliveryID)
    #expect(first.eventID != other.eventID)
    #expect(first.eventID != first.deliveryID)
    #expect(first.messageID == plain.messageID)
  }
}

@Suite("A database of pseudonyms")
struct PseudonymousStoreTests {
  private let sandbox: Sandbox
  private let pseudonyms = Pseudonyms(key: PseudonymTests.key, keeping: [])

  init() throws { sandbox = try Sandbox() }

  private func fill(_ pseudonyms: Pseudonyms?, _ name: String = "a.mbox") throws {
    let store = try sandbox.store(run: false)
    if let pseudonyms { store.protect(with: pseudonyms) }
    try store.beginTestRun()
    try store.ingest(
      .sample(name),
      [.sample(1, to: "veronica@fabrikam.com", text: "<veronica>: none"), .sample(90)]
    )
    try store.finishTestRun()
  }

  @Test("no byte of the file tells an address")
  func bytes() throws {
    try fill(pseudonyms)
    let bytes = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: sandbox.path)),
      as: UTF8.self
    )
    #expect(!bytes.contains("veronica") && !bytes.contains("sender1@"))
    #expect(bytes.contains("fabrikam.com"))
    let findings = try sandbox.findings()
    #expect(findings == [])
  }

  @Test("the fingerprint of the key is in meta and in db info")
  func meta() throws {
    try fill(pseudonyms)
    #expect(
      try sandbox.rows("SELECT key, value FROM meta WHERE key LIKE 'pseudonym%' ORDER BY key")
        == ["pseudonym_key|\(pseudonyms.fingerprint)", "pseudonym_scheme|hmac-sha256-1"]
    )
    let reader = try StoreReader(path: sandbox.path)
    #expect(reader.pseudonymKey == pseudonyms.fingerprint)
    #expect(try reader.info().rows.contains { $0[1] == .text(pseudonyms.fingerprint) })
  }

  @Test("the same events again are known, from another archive too")
  func again() throws {
    try fill(pseudonyms)
    let tables = try sandbox.tables()
    try fill(pseudonyms, "b.mbox")
    #expect(try sandbox.tables() == tables)
    #expect(try sandbox.rows("SELECT max(duplicates) FROM v1_run") == ["2"])
  }

  @Test("another key, none, and one for addresses that were stored as they are, are refused")
  func mixed() throws {
    try fill(pseudonyms)
    let tables = try sandbox.tables()
    let other = Pseudonyms(key: PseudonymTests.key.reversed(), keeping: [])
    let wrongKey = #expect(throws: StoreError.self) { try fill(other, "b.mbox") }
    #expect(wrongKey?.category == .configuration)
    #expect(wrongKey?.what.contains(other.fingerprint) == true)
    let noKey = #expect(throws: StoreError.self) { try fill(nil, "b.mbox") }
    #expect(noKey?.category == .configuration)
    #expect(noKey?.what.contains("no key is configured") == true)
    #expect(try sandbox.tables() == tables)
    let plain = try PseudonymousStoreTests()
    try plain.fill(nil)
    let late = #expect(throws: StoreError.self) { try plain.fill(pseudonyms, "b.mbox") }
    #expect(late?.category == .configuration)
    #expect(late?.what.contains("stored as they are") == true)
    #expect(try plain.sandbox.rows("SELECT count(*) FROM meta WHERE key LIKE 'pseudo%'") == ["0"])
  }

  @Test("judging anew and pruning need no key, and what was pruned stays late")
  func upkeep() throws {
    try fill(pseudonyms)
    do {
      let store = try sandbox.store(run: false)
      let result = try store.reclassify(
        version: "0.1.0",
        catalogueVersion: "test-2",
        at: Timestamp(seconds: 1_800_000_000),
        all: true
      ) { reports in
        reports.map { _ in
          Verdict(reason: .mailboxFull, expired: false, side: .theirs, evidence: .text, rule: "r")
        }
      }
      #expect(result.judged == 2)
      let pruning = try store.prune(keeping: 1, now: Timestamp(seconds: 1_700_648_000))
      #expect(pruning.events == 1)
    }
    try fill(pseudonyms, "b.mbox")
    #expect(try sandbox.rows("SELECT max(late) FROM v1_run") == ["1"])
    let findings = try sandbox.findings()
    #expect(findings == [])
  }
}
