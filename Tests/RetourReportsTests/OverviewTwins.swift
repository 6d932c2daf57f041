import RetourEvents
import RetourStore
import Testing

@testable import RetourReports

/// The questions that a page shows, asked one by one, against what one walk gathers.
@Suite("What an overview gathers is what its questions answer")
struct OverviewTwins {
  private static let since = "2026-11-10"

  /// Some 3,000 failures, spread unevenly by a small generator of random numbers.
  private func archive() throws -> Archive {
    var state: UInt64 = 42
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let sides = Side.allCases
    return try Archive(
      (0..<3000).map { number in
        let domain = random(random(24) + 1)
        let reason = Reason.allCases[(domain * 5 + random(4)) % Reason.allCases.count]
        return .failure(
          number,
          to: "u\(random(50))@d\(domain).example",
          reason: reason,
          side: sides[random(sides.count)],
          expired: random(4) == 0,
          evidence: random(9) == 0 ? .similar : .text
        ) { report in
          report.occurredAt = Timestamp(seconds: Int64(1_794_000_000 + random(60) * 43_200))
          let host = random(9)
          report.remoteHost = host < 2 ? nil : "mx\(host).d\(domain % 5).example"
          report.remoteIP = host == 1 ? nil : "203.0.113.\(random(4))"
          if random(10) == 0 { report.origin = .trace }
          let names = [nil, "kim", "Zoë", "zoe", "ann"]
          report.sender = names[random(5)].map { EmailAddress("\($0)@contoso.com") }
          if random(3) == 0 { report.messageID = nil }
          report.phase = [nil, .rcpt, .data, .connect][random(4)]
          report.retriedFor = [nil, 5, 900, 9_000, 200_000, 900_000][random(6)]
          if random(50) == 0 { report.occurredAt = nil }
          report.diagnostics = [["550 no", "550 no | yes"], ["451 not now"], []][random(3)]
          if random(3) == 0 { report.lastErrors = ["no answer"] }
          if random(9) == 0 { report.humanText = "It can't be delivered." }
        }
      }
    )
  }

  private func ask<Answer: QueryRow>(
    _ archive: Archive,
    _ type: Answer.Type,
    limit: Int64? = nil
  ) throws -> [Answer] {
    var values: [String: Value] = [
      "since": .text(Self.since), "until": .text("2026-11-28"), "before": .text("2026-10-23"),
    ]
    if let limit { values["limit"] = .integer(limit) }
    let names = Set(type.query.parameters.map(\.name))
    return try archive.reader().rows(of: type, values.filter { names.contains($0.key) })
  }

  @Test(
    "what a walk over the failures tells, shared out among three connections or not",
    arguments: [nil, "2026-11-10", "2027-01-01"],
    [nil, "2026-11-28"]
  )
  func walk(_ since: String?, _ until: String?) throws {
    let archive = try archive()
    for parts: [ClosedRange<Int64>] in [
      [.min ... .max], [.min...1200, 1201...2000, 2001 ... .max],
    ] {
      try compare(archive, parts, since, until)
    }
  }

  private func compare(
    _ archive: Archive,
    _ parts: [ClosedRange<Int64>],
    _ since: String?,
    _ until: String?
  ) throws {
    let reader = try archive.reader()
    let period = ["since": since, "until": until].compactMapValues { $0.map { Value.text($0) } }
    var sums = try parts.map { part in
      try archive.reader().failureSums(
        of: FailureStretches(part, length: 77),
        since: since,
        until: until
      )
    }
    var all = sums.removeFirst()
    for one in sums { all.add(one) }
    var hosts: [OverviewHostsRow] = []
    let answers = try reader.answers(of: all, senders: 3, expired: 7, texts: 9) {
      hosts.append($0)
    }
    let askedHosts = try reader.rows(of: OverviewHostsRow.self, period)
    #expect(Self.sorted(hosts) == Self.sorted(askedHosts))
    let stages = try reader.rows(of: OverviewStagesRow.self, period)
    #expect(answers.stages == stages)
    func limited(_ limit: Int64) -> [String: Value] {
      period.merging(["limit": .integer(limit)]) { $1 }
    }
    let senders = try reader.rows(of: SendersHitRow.self, limited(3))
    #expect(answers.senders == senders)
    let expired = try reader.rows(of: ExpiredLastErrorRow.self, limited(7))
    #expect(answers.expired == expired)
    #expect(try [answers.traceOnly] == reader.rows(of: TraceOnlyRow.self, period))
    let texts = try reader.rows(of: UnknownTextsRow.self, ["limit": .integer(9)])
    #expect(answers.texts == texts)
    let compared = hosts.count + stages.count + senders.count + expired.count + texts.count
    #expect((since ?? "") > "2027" || compared > 100)
  }

  @Test(
    "what a walk over the days tells",
    arguments: [nil, "2026-11-10", "2027-01-01"],
    [nil, "2026-11-28"]
  )
  func days(_ since: String?, _ until: String?) throws {
    let reader = try archive().reader()
    let before = since.map { _ in "2026-10-23" }
    let period = ["since": since, "until": until, "before": before]
      .compactMapValues { $0.map { Value.text($0) } }
    var cells: [OverviewCellsRow] = []
    let answers = try reader.dayAnswers(since: since, until: until, before: before) {
      cells.append($0)
    }
    let asked = try reader.rows(of: OverviewCellsRow.self, period)
    #expect(Self.sorted(cells) == Self.sorted(asked))
    let domains = cells.map(\.domain)
    let changes = zip(domains, domains.dropFirst()).count { $0 != $1 }
    #expect(changes == max(Set(domains).count, 1) - 1)
    let own = period.filter { $0.key != "before" }
    let days = try reader.rows(of: OverviewDaysRow.self, own)
    #expect(answers.days == days)
    let peaks = try reader.rows(of: OverviewPeaksRow.self, own)
    #expect(answers.peaks == peaks)
    // A period that ends before it begins has none before it.
    if let before = period["before"], let first = since, until ?? first >= first {
      let values = ["since": before, "until": .text(first)]
      #expect(try [answers.before] == reader.rows(of: OverviewVolumeRow.self, values))
    }
    let compared = cells.count + days.count + peaks.count + 1
    #expect(compared > ((since ?? "") > "2027" ? 1 : 100))
    let values = until.map { ["until": Value.text($0)] } ?? [:]
    let newest = try reader.first(of: NewestDayRow.self, values)
    #expect(try reader.newestFailure(until: until) == newest?.day)
    #expect(try reader.newestFailure(until: "1990-01-01") == nil)
  }

  @Test("totals, domains, causes, changes and the heat table")
  func same() async throws {
    let archive = try archive()
    let overview = try await OverviewReader(
      path: archive.path,
      LetterReader.Period(since: Self.since, until: "2026-11-28")
    ).overview(Overview.Options(now: Timestamp(seconds: 1_796_500_000)))

    for (period, totals) in [("now", overview.now), ("before", try #require(overview.before))] {
      let row = try #require(
        try ask(archive, OverviewTotalsRow.self).first { $0.period == period }
      )
      #expect(
        [
          totals.failures, totals.domains, totals.hard, totals.ours, totals.expired, totals.lapsed,
          totals.unknown,
        ]
          == [
            row.failures, row.domains, row.hard, row.ours, row.expired, row.lapsed, row.unknown,
          ],
        "\(period)"
      )
    }
    let domains = try ask(archive, OverviewDomainsRow.self, limit: 100)
    #expect(domains.map(\.domain) == overview.domains.map(\.name))
    for (row, domain) in zip(domains, overview.domains) {
      #expect(
        [row.failures, row.before, row.theirs, row.ours, row.bothSides, row.sideUnknown]
          == [
            domain.failures, domain.before, domain.theirs, domain.ours, domain.both,
            domain.sideUnknown,
          ]
      )
      #expect(row.mainReason == domain.reason)
      #expect([row.firstDay, row.lastDay] == [domain.firstDay, domain.lastDay])
    }
    let causes = try ask(archive, OverviewCausesRow.self, limit: 120)
    #expect(
      causes.map { row in
        [
          row.reason?.rawValue, row.side?.rawValue, row.permanence, "\(row.failures)",
          "\(row.before)", "\(row.domains)",
        ]
      }
        == overview.causes.map { cause in
          [
            cause.reason.rawValue, cause.side.rawValue, cause.permanence.rawValue,
            "\(cause.failures)",
            "\(cause.before)", "\(cause.domains)",
          ]
        }
    )
    let changes = try ask(archive, OverviewChangesRow.self, limit: 60)
    #expect(
      changes.map { row in
        [
          row.domain, row.reason?.rawValue, row.firstDay, "\(row.failures)", "\(row.before)",
        ]
      }
        == overview.changes.map { change in
          [
            change.domain, change.reason.rawValue, change.firstDay, "\(change.failures)",
            "\(change.before)",
          ]
        }
    )
    let cells = try ask(archive, OverviewHeatRow.self, limit: 15)
    #expect(
      cells.map { [$0.domain, $0.reason?.rawValue, "\($0.failures)"] }
        == overview.cells.map { [$0.domain, $0.reason.rawValue, "\($0.failures)"] }
    )
    #expect(overview.domains.count > 15)
  }

  @Test("servers and the volume of mail")
  func sameServers() async throws {
    let archive = try archive()
    let overview = try await OverviewReader(
      path: archive.path,
      LetterReader.Period(since: Self.since, until: "2026-11-28")
    ).overview(Overview.Options(now: Timestamp(seconds: 1_796_500_000)))
    let hosts = try ask(archive, RemoteHostsRow.self, limit: 50)
    #expect(
      hosts.map { row in
        [
          row.remoteHost, row.remoteIP, "\(row.failures)", "\(row.domains)", row.mainCause,
          row.lastDay,
        ]
      }
        == overview.hosts.map { host in
          [
            host.name, host.address, "\(host.failures)", "\(host.domains)", host.cause,
            host.lastDay,
          ]
        }
    )
    #expect(hosts.count > 20)
    let volume = try #require(try ask(archive, OverviewVolumeRow.self).first)
    #expect(overview.volume?.sent == volume.traced)
    #expect(overview.volume?.failures == volume.tracedFailures)
    #expect((volume.traced ?? 0) > 100)
    let totals = overview.dayTotals
    #expect(totals.reduce(0) { $0 + $1.hard } == overview.now.hard)
    #expect(totals.reduce(0) { $0 + $1.ours } == overview.now.ours)
    #expect(totals.reduce(0) { $0 + $1.expired } == overview.now.expired)
    #expect(totals.reduce(0) { $0 + $1.lapsed } == overview.now.lapsed)
    #expect(totals.reduce(0) { $0 + $1.unknown } == overview.now.unknown)
  }

  /// Rows in an order of their own, for answers that have none.
  private static func sorted<Answer: QueryRow>(_ rows: [Answer]) -> [String] {
    rows.map { "\($0)" }.sorted()
  }
}
