import RetourEvents
import RetourStore
import Testing

@testable import RetourReports

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
    let page = String(decoding: overview.html(), as: UTF8.self)
    #expect(page.contains("<dt>Registration lapsed</dt><dd>120 (20.0%)</dd>"))
    #expect(page.contains("<dt>Given up after retries</dt><dd>120 (20.0%)</dd>"))
    #expect(CauseGroup(.domainExpired) != CauseGroup(.queueExpired))
    for reason in Reason.allCases where reason != .domainExpired && reason != .queueExpired {
      #expect(![.registration, .retries].contains(CauseGroup(reason)), "\(reason)")
    }
  }

  @Test("a day of which nothing speaks is a gap without data, a day without failures is zero")
  func noData() async throws {
    let day: Int64 = 86_400
    let archive = try Archive(
      (0..<3).map { number in
        .failure(number, to: "a@fabrikam.com") { report in
          report.occurredAt = Timestamp(seconds: 1_794_000_000 + [0, 1, 5][number] * day)
          // Only delayed: nothing failed on the second day, but something is known of it.
          if number == 1 { report.kind = .delayed }
        }
      }
    )
    let overview = try await overview(archive, since: "2026-11-06")
    #expect(overview.now.failures == 2)
    #expect(["2026-11-06", "2026-11-07", "2026-11-11"].allSatisfy(overview.known.contains))
    #expect(!["2026-11-05", "2026-11-08", "2026-11-10"].contains(where: overview.known.contains))
    let page = String(decoding: overview.html(), as: UTF8.self)
    #expect(page.matches(of: /<rect [^>]*class="gap"/).count == 1)
    #expect(page.contains("<title>8–10 Nov 2026: no data</title>"))
    #expect(page.contains(">7 Nov 2026</th><td class=\"n\">0</td>"))
    #expect(page.contains(">8–10 Nov 2026</th><td class=\"n\">no data</td>"))
    let letter = String(decoding: try archive.letter(to: "fabrikam.com").html(), as: UTF8.self)
    #expect(!letter.contains("class=\"gap\""), "too few failures for a chart")
  }

  @Test("days on which the clocks change are told, in zones where they do")
  func clocks() {
    let days = CalendarDays.all(from: "2026-03-01", to: "2026-11-30")
    let told = ["UTC", "Europe/Amsterdam", "Australia/Lord_Howe", "Asia/Tokyo"].map { zone in
      ClockChange.hours(of: days, in: zone).map { "\($0.day) \($0.hours)" }
    }
    #expect(told[0] == [])
    #expect(told[1] == ["2026-03-29 23", "2026-10-25 25"])
    #expect(told[2] == ["2026-04-05 24:30", "2026-10-04 23:30"])
    #expect(told[3] == [])
  }

  @Test("servers are added up to operators by the list of public suffixes")
  func operators() async throws {
    let hosts = [
      "mx1.hosting.co.uk", "mx2.hosting.co.uk", "mx.other.co.uk", "co.uk", "gateway", nil,
    ]
    let archive = try Archive(
      (0..<60).map { number in
        .failure(number, to: "a@d\(number % 12).example") { $0.remoteHost = hosts[number % 6] }
      }
    )
    let overview = try await overview(archive)
    #expect(
      overview.operators.map { "\($0.name) \($0.failures) \($0.domains) \($0.hosts)" } == [
        "hosting.co.uk 20 4 2", "co.uk 10 2 1", "gateway 10 2 1", "other.co.uk 10 2 1",
      ]
    )
    let operators = Dictionary(overview.domains.map { ($0.name, $0.host) }) { first, _ in first }
    #expect(operators["d0.example"] == "hosting.co.uk")
    #expect(operators["d5.example"] == .some(nil))
  }

  @Test("each cause has an answer of a server that stands for it")
  func examples() async throws {
    let archive = try Archive(
      (0..<90).map { number in
        let reason: Reason = [.recipientUnknown, .spfFail, .mailboxFull][number % 3]
        return .failure(
          number,
          to: "a@d\(number % 5).example",
          reason: reason,
          side: number % 2 == 0 ? .theirs : .unknown,
          text: "550 \(reason.rawValue) \(number % 2)"
        )
      }
    )
    let overview = try await overview(archive)
    #expect(overview.causes.count == 6)
    for cause in overview.causes {
      let key = Overview.CauseKey(reason: cause.reason, side: cause.side)
      let parity = cause.side == .theirs ? 0 : 1
      let example = try #require(overview.examples[key])
      #expect(example.text == "550 \(cause.reason.rawValue) \(parity)")
      #expect(example.question.contains("--param reason=\(cause.reason.rawValue)"))
    }
    let page = String(decoding: overview.html(), as: UTF8.self)
    #expect(page.contains("<span class=\"eg\"><bdi>550 spf-fail 1</bdi></span>"))
  }

  @Test("data quality tells of reports without the message, and nothing of traces without any")
  func quality() async throws {
    let archive = try Archive(
      (0..<10).map { number in
        .failure(number, to: "a@fabrikam.com") { if number < 3 { $0.messageID = nil } }
      }
    )
    let overview = try await overview(archive)
    #expect(overview.quality.nameless == 3)
    #expect(overview.quality.traceOnly == nil)
    #expect(overview.quality.withoutTrace == nil)
    #expect(overview.quality.inputs.map(\.path) == [])
    let traced = try Archive(
      (0..<10).map { number in
        .failure(number, to: "a@fabrikam.com") { report in
          report.occurredAt = Timestamp(seconds: 1_794_000_000)
          if number < 4 { report.origin = .trace }
        }
      }
    )
    let quality = try await self.overview(traced).quality
    #expect(quality.traceOnly == 4)
    #expect(quality.withoutTrace == 6)
    #expect(try await self.overview(traced).volume?.sent == 4)
  }

  @Test("texts that no rule knows are shown by wording, with a rule to begin with")
  func unknown() async throws {
    let archive = try Archive(
      (0..<12).map { number in
        .failure(
          number,
          to: "a@fabrikam.com",
          reason: .unclassified,
          text: "550 the desk says no, ticket \(1000 + number) for user\(number)@fabrikam.com"
        )
      }
    )
    let overview = try await overview(archive)
    #expect(overview.unknown.map(\.events) == [12])
    #expect(overview.unknown.map(\.texts) == [12])
    let page = String(decoding: overview.html(), as: UTF8.self)
    #expect(page.contains("ticket &lt;n&gt; for &lt;address&gt;"))
    #expect(page.contains("- id: own.wording-1"))
    #expect(page.contains("retour unknown --skeleton"))
  }

  @Test(
    "nothing can be delivered only where every failure says so, and many such are told together"
  )
  func hopeless() async throws {
    func sentences(_ count: Int) async throws -> [String] {
      let archive = try Archive(
        (0..<(count * 30)).map { number in
          // The last domain is hopeless but for one failure, far from the top of the list.
          let domain = number % count
          let isOther = domain == count - 1 && number == count * 30 - 1
          return .failure(
            number,
            to: "a@d\(domain).example",
            reason: isOther ? .mailboxFull : .domainNotFound
          )
        }
      )
      return try await overview(archive).attention.map(\.sentence)
    }
    let few = try await sentences(4)
    #expect(few.count == 3)
    #expect(few.allSatisfy { $0.hasPrefix("All mail to d") })
    #expect(!few.contains { $0.contains("d3.example") })
    let many = try await sentences(21)
    #expect(many.count == 1)
    #expect(many[0].hasPrefix("All failed mail to 20 domains, d0.example most, would fail again"))
    #expect(many[0].hasSuffix("(600)."))
  }

  @Test("what needs attention leads to the row of its domain")
  func links() async throws {
    let page = String(
      decoding: try await overview(try archive(), since: "2026-11-22").html(),
      as: UTF8.self
    )
    let links = page.matches(of: /href="#(d[0-9]+|table-causes)"/).map { String($0.1) }
    #expect(!links.isEmpty)
    for link in links { #expect(page.contains(" id=\"\(link)\""), "\(link)") }
  }

  @Test("there is a rate only where it is known how much was sent")
  func rates() async throws {
    let archive = try archive()
    var overview = try await overview(archive)
    let page = String(decoding: overview.html(), as: UTF8.self)
    #expect(page.contains("Counts only"))
    #expect(!page.contains("traced deliveries failed"))
    overview.volume = Overview.Volume(sent: 12_000, failures: 600)
    let traced = String(decoding: overview.html(), as: UTF8.self)
    #expect(!traced.contains("Counts only"))
    #expect(traced.contains("<b>5.0%</b><span>600 of 12,000 traced deliveries failed"))
    overview.volume = Overview.Volume(sent: 19, failures: 6)
    let few = String(decoding: overview.html(), as: UTF8.self)
    #expect(few.contains("<b>–</b><span>6 of 19 traced deliveries failed"))
  }

  @Test("what needs attention comes from the changes, at most ten, the weightiest first")
  func attention() async throws {
    let attention = try await overview(try archive(), since: "2026-11-22").attention
    #expect(1...10 ~= attention.count)
    #expect(attention.map(\.impact) == attention.map(\.impact).sorted(by: >))
    #expect(attention.contains { $0.sentence.hasPrefix("Ours to repair") })
  }

  @Test("who refuses which of our addresses, by list and by address")
  func blocks() async throws {
    func listed(_ number: Int, _ list: String?, _ address: String?) -> ClassifiedReport {
      let event = ClassifiedReport.failure(
        number,
        to: "a@d\(number % 3).example",
        reason: .ipReputation,
        side: .ours
      )
      var verdict = event.verdict
      verdict?.blockList = list
      verdict?.refusedAddress = address
      return ClassifiedReport(event.report, verdict)
    }
    let archive = try Archive(
      (0..<5).map { listed($0, "zen.spamhaus.org", "192.0.2.44") } + [listed(9, nil, "192.0.2.45")]
    )
    let overview = try await overview(archive)
    #expect(overview.blocks.map(\.failures) == [5, 1])
    #expect(overview.blocks.map(\.domains) == [3, 1])
    #expect(overview.blocks.map(\.address) == ["192.0.2.44", "192.0.2.45"])
    let page = String(decoding: overview.html(), as: UTF8.self)
    #expect(page.contains("Who refuses our addresses") && page.contains("zen.spamhaus.org"))
    #expect(page.contains("no list named") && page.contains("retour query blocks"))
  }

  @Test("every figure has its question one click away, which can be asked again")
  func questions() async throws {
    let archive = try archive()
    let overview = try await overview(archive)
    let page = String(decoding: overview.html(), as: UTF8.self)
    #expect(page.matches(of: /<details class="sql">/).count >= 10)
    // Those about traces, files, rejects, block lists and peaks are shown where there are any.
    let absent = [
      "blocks", "overview-volume", "trace-only", "trace-disagreements", "input-ages", "rejects",
      "overview-peaks",
    ]
    for name in overview.questions.keys where name != "last-run" {
      #expect(page.contains("retour query \(name)") != absent.contains(name), "\(name)")
    }
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
