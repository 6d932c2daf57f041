import RetourEvents
import RetourStore
import Testing

@testable import RetourReports

@Suite("Whose move it is")
struct OverviewMoveTests {
  private func overview(
    _ reports: [ClassifiedReport],
    since: String? = nil,
    language: Language = .english
  ) async throws -> Overview {
    var options = Overview.Options(now: Timestamp(seconds: 1_796_500_000))
    options.language = language
    let archive = try Archive(reports)
    let overview = try await OverviewReader(
      path: archive.path,
      LetterReader.Period(since: since)
    ).overview(options)
    // Its folder goes with it.
    return withExtendedLifetime(archive) { overview }
  }

  private static let reports =
    ClassifiedReport.some(9, "listed.example", .ipReputation, .ours, from: 0)
    + ClassifiedReport.some(5, "silent.example", .connectionTimeout, from: 20)
    + ClassifiedReport.some(4, "strict.example", .destinationBlock, from: 30)
    + ClassifiedReport.some(30, "typos.example", .recipientUnknown, from: 40)
    + ClassifiedReport.some(6, "odd.example", .unclassified, .unknown, from: 80)
    + ClassifiedReport.some(25, "past.example", .connectionRefused, from: 90, daysBack: 9)

  @Test(
    "the heading counts what is yours and who has to hear from you",
    arguments: Language.allCases
  )
  func answer(_ language: Language) async throws {
    let overview = try await overview(Self.reports, language: language)
    let words: [Language: String] = [
      .english: "One thing is yours to repair, and two owners need to hear from you.",
      .dutch: "Eén ding moet u zelf herstellen, en twee beheerders moeten van u horen.",
      .german: "Eine Sache müssen Sie beheben, und zwei Betreiber müssen von Ihnen hören.",
    ]
    #expect(overview.answer == words[language])
    let page = String(decoding: overview.html(), as: UTF8.self)
    #expect(page.contains("<h1>\(overview.answer)</h1>"))
  }

  @Test("what to do is ranked by what failed in the last seven days, and what is over is no task")
  func tasks() async throws {
    let overview = try await overview(Self.reports)
    #expect(
      overview.allTasks.map { "\($0.move) \($0.recent)" } == [
        "people 30", "you 9", "owner 5", "owner 4",
      ]
    )
    #expect(overview.allTasks[2].title == "Reach silent.example otherwise than by mail")
    #expect(overview.allTasks[3].title == "Write to strict.example")
    #expect(overview.finished.map(\.domain) == ["past.example"])
    let quiet = try await self.overview(
      ClassifiedReport.some(1, "a.example", .relayDenied, from: 0)
    )
    #expect(quiet.answer == "Nothing needs you today.")
  }

  @Test("moves add up to all failures, in total, by day and by domain")
  func sums() async throws {
    let overview = try await overview(Self.reports)
    let all = Self.reports.count
    #expect(overview.now.failures == all)
    #expect(WhoseMove.allCases.reduce(0) { $0 + overview.moves[$1] } == all)
    #expect(overview.dayMoves.reduce(0) { $0 + $1.failures } == all)
    #expect(overview.shares.reduce(0) { $0 + $1.failures } == all)
    #expect(overview.moves[.you] == 9 && overview.moves[.unknown] == 6)
    let odd = try #require(overview.domains.first { $0.name == "odd.example" })
    #expect(odd.reason == nil && odd.unknown == 6 && odd.move == .unknown)
    for domain in overview.domains {
      #expect(domain.course.values.reduce(0, +) == domain.failures, "\(domain.name ?? "-")")
    }
  }

  @Test("every reason on every side has one move, and ours is always ours")
  func moves() {
    for reason in Reason.allCases {
      #expect(WhoseMove.of(reason, .ours) == .you)
    }
    #expect(WhoseMove.of(.recipientUnknown, .theirs) == .people)
    #expect(WhoseMove.of(.mailboxFull, .unknown) == .people)
    #expect(WhoseMove.of(.relayDenied, .both) == .owner)
    #expect(WhoseMove.of(.connectionTimeout, .unknown) == .owner)
    #expect(WhoseMove.of(.policyRule, .unknown) == .unknown)
    #expect(WhoseMove.of(.noDiagnosis, .theirs) == .unknown)
  }

  @Test("places along the axis are in per cent, and the newest day is named")
  func panels() async throws {
    let overview = try await overview(Self.reports, since: "2026-10-20")
    let page = String(decoding: overview.html(), as: UTF8.self)
    let plots = page.matches(of: /<svg class="chart"[^>]*>/)
    #expect(!plots.isEmpty && plots.allSatisfy { !$0.0.contains("viewBox") })
    #expect(page.contains(/x="100%"[^>]*text-anchor="end"[^>]*>6 Nov</))
    for match in page.matches(of: /<rect x="([0-9.]+)%" width="([0-9.]+)%"/) {
      let end = try #require(Double(match.1)) + #require(Double(match.2))
      #expect(end <= 100.01)
    }
    #expect(Percent.text(3.456) == "3.46%" && Percent.text(12) == "12%")
    #expect(Percent.text(0.05) == "0.05%")
    #expect(CalendarDays.weekday("2026-11-30") == 0 && CalendarDays.weekday("1969-12-28") == 6)
  }

  @Test("rows of wide tables carry the titles of their columns, for screens that are narrow")
  func cards() async throws {
    let page = String(decoding: try await overview(Self.reports).html(), as: UTF8.self)
    #expect(page.contains("<td data-t=\"Failures\" class=\"n\">30</td>"))
    #expect(page.contains("<td data-t=\"Whose move\">"))
  }

  @Test("five thousand domains make a page of at most 400 kB")
  func size() async throws {
    let reports = (0..<5000).map { number in
      ClassifiedReport.failure(
        number,
        to: "u@d\(number).example",
        reason: Reason.allCases[number % Reason.allCases.count],
        side: Side.allCases[number % 4]
      ) { $0.occurredAt = Timestamp(seconds: 1_794_000_000 + Int64(number % 25) * 86_400) }
    }
    #expect(try await overview(reports).html().count < 400_000)
  }
}
