import RetourEvents
import RetourStore
import Testing

@testable import RetourReports

@Suite("Events beside the chart of days")
struct OverviewEventTests {
  private func overview(
    _ reports: [ClassifiedReport],
    since: String? = "2026-10-18",
    until: String? = "2026-11-07",
    _ language: Language = .english
  ) async throws -> Overview {
    var options = Overview.Options(now: Timestamp(seconds: 1_796_500_000))
    options.language = language
    let archive = try Archive(reports)
    let overview = try await OverviewReader(
      path: archive.path,
      LetterReader.Period(since: since, until: until)
    ).overview(options)
    // Its folder goes with it.
    return withExtendedLifetime(archive) { overview }
  }

  /// Two failures a day on each of the twenty days up to 6 November 2026, or on some of them.
  private func usual(_ days: Range<Int64> = 0..<20) -> [ClassifiedReport] {
    days.flatMap { day in
      ClassifiedReport.some(
        2,
        "example.net",
        .recipientUnknown,
        from: Int(day) * 2,
        daysBack: day
      )
    }
  }

  /// Failures of one domain on some days before 6 November, with numbers from `first` on.
  private func failures(
    _ counts: KeyValuePairs<Int64, Int>,
    _ domain: String,
    _ reason: Reason,
    _ side: Side = .theirs,
    from first: Int
  ) -> [ClassifiedReport] {
    var next = first
    return counts.flatMap { day, count in
      defer { next += count }
      return ClassifiedReport.some(count, domain, reason, side, from: next, daysBack: day)
    }
  }

  private func listed(_ counts: KeyValuePairs<Int64, Int>, from first: Int) -> [ClassifiedReport] {
    failures(counts, "contoso.com", .ipReputation, .ours, from: first).map { event in
      var verdict = event.verdict
      verdict?.blockList = "zen.example.net"
      verdict?.refusedAddress = "192.0.2.45"
      return ClassifiedReport(event.report, verdict)
    }
  }

  @Test("days on which far more failed than on others are one event for all domains concerned")
  func peak() async throws {
    let overview = try await overview(
      usual()
        + failures([5: 25, 4: 30, 9: 1], "fabrikam.com", .connectionTimeout, from: 100)
        + failures([4: 20], "mail.contoso.com", .connectionTimeout, from: 300)
    )
    let event = try #require(overview.events.first)
    #expect(overview.events.count == 1)
    #expect(event.first == "2026-11-01" && event.last == "2026-11-02" && event.failures == 75)
    let words = "75 failures at fabrikam.com and mail.contoso.com, far more than on other days. "
    #expect(event.words.hasPrefix("1–2 Nov 2026: \(words)"))
    #expect(event.words.hasSuffix(".") && !event.words.hasSuffix(".."))
  }

  @Test("a day of which nothing was read doesn't end a peak")
  func gap() async throws {
    let overview = try await overview(
      usual(0..<4) + usual(5..<20)
        + failures([5: 25, 3: 30], "fabrikam.com", .connectionTimeout, from: 100)
    )
    #expect(overview.events.map(\.first) == ["2026-11-01"])
    #expect(overview.events.map(\.last) == ["2026-11-03"])
  }

  @Test(
    "what is usual, small, or hidden among more is no event",
    arguments: [
      // On half of all days.
      [0: 12, 1: 12, 2: 12, 3: 12, 4: 12, 5: 12, 6: 12, 7: 12, 8: 12, 9: 12],
      // Not five times as many as on the other days.
      [4: 28, 6: 9, 7: 9, 8: 9, 9: 9, 10: 9, 11: 9, 12: 9, 13: 9, 14: 9, 15: 9, 16: 9, 17: 9],
      // Fewer than twenty.
      [4: 19],
    ] as [[Int64: Int]]
  )
  func noPeak(_ counts: [Int64: Int]) async throws {
    var (reports, next) = (usual(), 100)
    for (day, count) in counts.sorted(by: { $0.key < $1.key }) {
      reports += ClassifiedReport.some(
        count,
        "fabrikam.com",
        .mailboxFull,
        from: next,
        daysBack: day
      )
      next += count
    }
    #expect(try await overview(reports).events.isEmpty)
    // A fifth of its day at least.
    let crowd = failures([4: 30], "fabrikam.com", .connectionTimeout, from: 1000)
    let others = (0..<40).flatMap { number in
      failures([4: 4], "d\(number).example", .recipientUnknown, from: 2000 + number * 4)
    }
    #expect(try await overview(usual() + crowd).events.count == 1)
    #expect(try await overview(usual() + crowd + others).events.isEmpty)
  }

  @Test("too few days that were read tell nothing of what is usual")
  func fewDays() async throws {
    let peak = failures([0: 60], "fabrikam.com", .connectionTimeout, from: 100)
    #expect(try await overview(usual(0..<7) + peak).events.isEmpty)
    #expect(try await overview(usual(0..<8) + peak).events.count == 1)
  }

  @Test("a list that took up an address of ours is an event from its first day on")
  func block() async throws {
    let goesOn = try await overview(usual() + listed([4: 3, 2: 2, 0: 1], from: 100)).events
    #expect(
      goesOn.map(\.words) == [
        "From 2 Nov 2026: zen.example.net lists 192.0.2.45; 6 deliveries were refused for it."
      ]
    )
    #expect(goesOn.map(\.last) == [nil])
    let over = try await overview(usual() + listed([9: 3, 8: 3], from: 100)).events
    #expect(over.map(\.last) == ["2026-10-29"])
    #expect(over.first?.words.hasPrefix("28–29 Oct 2026: zen.example.net listed") == true)
    for known in [
      // Listed before the period, on its first days, too seldom.
      listed([30: 1, 4: 5], from: 100), listed([18: 1, 4: 5], from: 100), listed([4: 4], from: 100),
      // Without the name of a list.
      failures([4: 6], "contoso.com", .ipReputation, .ours, from: 100),
    ] {
      #expect(try await overview(usual() + known).events.isEmpty)
    }
  }

  @Test("a cause that wasn't there before and goes on is an event from its first day on")
  func start() async throws {
    let days: KeyValuePairs<Int64, Int> = [9: 3, 8: 4, 7: 3, 6: 4, 5: 3, 4: 4, 1: 3]
    let theirs = failures(days, "fabrikam.com", .relayDenied, from: 100)
    let events = try await overview(usual() + theirs).events
    #expect(
      events.first?.words.hasPrefix(
        "From 28 Oct 2026: 24 failures at fabrikam.com, none on the 10 days read before. "
      ) == true
    )
    #expect(events.count == 1 && events.first?.last == nil)
    let ours = (0..<5).flatMap { domain in
      failures(days, "d\(domain).example", .spfFail, .ours, from: 1000 + domain * 30)
    }
    let both = try await overview(usual() + theirs + ours).events
    #expect(both.map(\.failures).sorted() == [24, 120])
    #expect(both.contains { $0.words.contains("120 failures at 5 domains") })
    // There was one before the period; it is over; people's mistakes are no event.
    for reports in [
      theirs + failures([25: 1], "fabrikam.com", .relayDenied, from: 900),
      failures([9: 9, 8: 9, 7: 9, 6: 9], "fabrikam.com", .relayDenied, from: 100),
      failures(days, "fabrikam.com", .mailboxFull, from: 100),
    ] {
      #expect(try await overview(usual() + reports).events.allSatisfy { $0.last != nil })
    }
  }

  @Test("at most three are marked, those with most failures, in the order of their days")
  func few() async throws {
    let peaks = [(12, 40), (9, 50), (6, 30), (3, 45)].enumerated().flatMap { place, peak in
      failures(
        [Int64(peak.0): peak.1],
        "d\(place).example",
        [.connectionTimeout, .relayDenied, .mailboxFull, .greylisted][place],
        from: 1000 * (place + 1)
      )
    }
    let events = try await overview(usual() + peaks).events
    #expect(events.map(\.failures) == [40, 50, 45])
    #expect(events.map(\.first) == ["2026-10-25", "2026-10-28", "2026-11-03"])
  }

  @Test(
    "numbers in the chart lead to words below it, in every language",
    arguments: Language.allCases
  )
  func page(_ language: Language) async throws {
    let reports =
      usual() + failures([5: 60], "fabrikam.com", .connectionTimeout, from: 100)
      + listed([4: 9, 3: 9, 0: 9], from: 300)
    let page = String(
      decoding: try await overview(reports, language).html(),
      as: UTF8.self
    )
    #expect(page.matches(of: /<text [^>]*class="event">①<\/text>/).count == 1)
    #expect(page.matches(of: /<text [^>]*class="event">②<\/text>/).count == 1)
    #expect(!page.contains("③"))
    let words: [Language: [String]] = [
      .english: ["60 failures at fabrikam.com", "zen.example.net lists 192.0.2.45"],
      .dutch: ["60 mislukte bezorgingen bij fabrikam.com", "192.0.2.45 staat op zen.example.net"],
      .german: ["60 Zustellfehler bei fabrikam.com", "192.0.2.45 steht auf zen.example.net"],
    ]
    for (sign, words) in zip(["①", "②"], words[language] ?? []) {
      let lines = page.split(separator: "<li>").filter { $0.hasPrefix("<b>\(sign)</b>") }
      #expect(lines.count == 1 && lines.allSatisfy { $0.contains(words) })
    }
    #expect(page.contains("retour query overview-peaks"))
    let quiet = String(decoding: try await overview(usual(), language).html(), as: UTF8.self)
    #expect(!quiet.contains("①") && !quiet.contains("class=\"events"))
    #expect(!quiet.contains("retour query overview-peaks"))
  }

  @Test("a chart of months has no marks")
  func months() async throws {
    let peak = failures([5: 60], "fabrikam.com", .connectionTimeout, from: 100)
    let overview = try await overview(usual() + peak, since: "2026-06-01")
    #expect(overview.events.isEmpty)
    #expect(!String(decoding: overview.html(), as: UTF8.self).contains("①"))
  }

  @Test("signs that would touch stand below each other")
  func lanes() async throws {
    let reports =
      usual() + failures([5: 60], "fabrikam.com", .connectionTimeout, from: 100)
      + failures([4: 50], "contoso.com", .relayDenied, from: 300)
      + failures([15: 40], "d1.example", .mailboxFull, from: 500)
    let page = String(decoding: try await overview(reports).html(), as: UTF8.self)
    let signs = page.matches(of: /<text x="([0-9.]+)%" y="([0-9]+)"[^>]*class="event">(.)</)
    #expect(signs.map { String($0.3) }.sorted() == ["①", "②", "③"])
    let heights = Dictionary(
      signs.map { (String($0.3), String($0.2)) },
      uniquingKeysWith: { first, _ in first }
    )
    #expect(heights["①"] == heights["②"] && heights["③"] != heights["②"])
    // Each mark has a line where it begins and one where it ends.
    #expect(page.matches(of: /class="flag"/).count == 6)
  }
}
