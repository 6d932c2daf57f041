import Aggregator
import Events
import Testing

@testable import Reports

@Suite("The overview")
struct OverviewTests {
  private func archive() throws -> Archive {
    let reasons: [(Reason, Side)] = [
      (.recipientUnknown, .theirs), (.queueExpired, .unknown), (.domainExpired, .theirs),
      (.unclassified, .unknown), (.spfFail, .ours),
    ]
    return try Archive(
      (0..<600).map { number in
        let (reason, side) = reasons[number % 5]
        return .failure(
          number,
          to: "user\(number % 40)@d\(number % 7).example",
          reason: reason,
          side: side,
          expired: reason == .queueExpired,
          text: number % 5 == 3 ? "550 nonsense \(number % 3)" : "550 5.1.1 no"
        )
      }
    )
  }

  private func overview(
    _ archive: Archive,
    since: String? = nil,
    language: Language = .english
  ) async throws -> Overview {
    var options = Overview.Options(now: Timestamp(seconds: 1_796_500_000))
    options.language = language
    return try await OverviewReader(
      path: archive.path,
      LetterReader.Period(since: since)
    ).overview(options)
  }

  @Test("without a period the last 30 days of the data are shown, and compared with those before")
  func standardPeriod() async throws {
    let overview = try await overview(try archive(), since: "2026-11-22")
    let days = try #require(overview.days)
    #expect(days.first == "2026-11-22")
    #expect(overview.previousDays?.last == "2026-11-21")
    let counted = overview.dayCounts.reduce(0) { $0 + $1.failures }
    #expect(counted == overview.now.failures)
    #expect(overview.domains.reduce(0) { $0 + $1.failures } == counted)
    #expect(overview.causes.reduce(0) { $0 + $1.failures } == counted)
    #expect(overview.cells.reduce(0) { $0 + $1.failures } == counted)
    #expect(overview.stages.reduce(0) { $0 + $1.failures } == counted)
    #expect(overview.senders.reduce(0) { $0 + $1.failures } == counted)
    #expect(try #require(overview.before).failures > 0)
    let standard = try await self.overview(try archive())
    #expect(
      try CalendarDays.count(
        from: #require(standard.days).first,
        until: #require(standard.days).last
      ) == OverviewReader.standardDays - 1
    )
  }

  @Test("the two meanings of expiry are never added up")
  func expiry() async throws {
    let overview = try await overview(try archive())
    #expect(overview.now.expired == 120)
    #expect(overview.now.lapsed == 120)
    #expect(CauseGroup(.domainExpired) != CauseGroup(.queueExpired))
    for reason in Reason.allCases where reason != .domainExpired && reason != .queueExpired {
      #expect(![.registration, .retries].contains(CauseGroup(reason)), "\(reason)")
    }
  }

  @Test("there is a rate only where it is known how much was sent")
  func rates() async throws {
    let archive = try archive()
    var overview = try await overview(archive)
    let page = String(decoding: overview.html(), as: UTF8.self)
    #expect(page.contains("Counts only"))
    #expect(!page.contains("traced failed"))
    overview.volume = Overview.Volume(sent: 12_000, failures: 600)
    let traced = String(decoding: overview.html(), as: UTF8.self)
    #expect(!traced.contains("Counts only"))
    #expect(traced.contains("<b>5.0\u{A0}%</b><span>of 12,000 traced failed</span>"))
  }

  @Test("what needs attention comes from the changes, at most ten, the weightiest first")
  func attention() async throws {
    let attention = try await overview(try archive(), since: "2026-11-22").attention
    #expect(1...10 ~= attention.count)
    #expect(attention.map(\.impact) == attention.map(\.impact).sorted(by: >))
    #expect(attention.contains { $0.sentence.hasPrefix("Ours to repair") })
  }

  @Test("every figure has its question one click away, which can be asked again")
  func questions() async throws {
    let archive = try archive()
    let overview = try await overview(archive)
    let page = String(decoding: overview.html(), as: UTF8.self)
    #expect(page.matches(of: /<details class="sql">/).count >= 10)
    for (name, shown) in overview.questions {
      #expect(shown.hasPrefix("retour query \(name)"))
      let sql = shown.split(separator: "\n\n", maxSplits: 1)[1]
      #expect(try #require(NamedQuery.named(name)).sql.contains(sql.prefix(40)))
    }
  }

  @Test("a page needs no script, loads nothing and is small", arguments: Language.allCases)
  func selfContained(_ language: Language) async throws {
    let overview = try await overview(try archive(), language: language)
    let bytes = overview.html()
    let page = String(decoding: bytes, as: UTF8.self)
    #expect(bytes.count <= Page.limit)
    #expect(page.contains("<html lang=\"\(language.rawValue)\">"))
    #expect(page.contains("default-src &#39;none&#39;"))
    for word in ["<script", "http:", "https:", "src=", "@import", "<link", "onload", "onclick"] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.matches(of: /<h1/).count == 1)
    #expect(page.matches(of: /<table/).count == page.matches(of: /<caption/).count)
    for match in page.matches(of: /<th(?! scope)[ >]/) { Issue.record("\(match.0) has no scope") }
    for match in page.matches(of: /var\(--(?!h\)|[a-z0-9]+\))/) { Issue.record("\(match.0)") }
  }

  @Test("a database without failures gives a page that says so")
  func empty() async throws {
    let overview = try await overview(try Archive([]))
    #expect(String(decoding: overview.html(), as: UTF8.self).contains("No failed delivery"))
  }

  @Test("the same database and moment give the same bytes")
  func reproducible() async throws {
    let archive = try archive()
    #expect(try await overview(archive).html() == overview(archive).html())
  }
}
