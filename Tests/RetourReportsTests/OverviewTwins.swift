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

  private func ask(_ archive: Archive, _ name: String, limit: Int64?) throws -> [AnswerRow] {
    var values: [String: Value] = [
      "since": .text(Self.since), "until": .text("2026-11-28"), "before": .text("2026-10-23"),
    ]
    let query = try #require(NamedQuery.named(name))
    if let limit { values["limit"] = .integer(limit) }
    let names = Set(query.parameters.map(\.name))
    return try archive.reader().run(query, values.filter { names.contains($0.key) }).answers
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
    var hosts: [AnswerRow] = []
    let answers = try reader.answers(of: all, senders: 3, expired: 7, texts: 9) {
      hosts.append($0)
    }
    var compared = 0
    for name in StoreReader.failureQuestions {
      let query = try #require(NamedQuery.named(name))
      var values = period
      if name == "senders-hit" { values["limit"] = .integer(3) }
      if name == "expired-last-error" { values["limit"] = .integer(7) }
      if name == "unknown-texts" { values = ["limit": .integer(9)] }
      let asked = try reader.run(query, values)
      if name == "overview-hosts" {
        let columns = asked.columns.map(\.name)
        func shown(_ rows: [AnswerRow]) -> [String] {
          rows.map { row in
            columns.map { row.text($0) ?? row.integer($0).map { "\($0)" } ?? "-" }
              .joined(separator: "|")
          }.sorted()
        }
        #expect(shown(hosts) == shown(asked.answers))
        compared += hosts.count
      } else {
        #expect(answers[name]?.rows == asked.rows, "\(name)")
        #expect(answers[name]?.columns.map(\.name) == asked.columns.map(\.name), "\(name)")
        compared += asked.rows.count
      }
    }
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
    var cells: [AnswerRow] = []
    let answers = try reader.dayAnswers(since: since, until: until, before: before) {
      cells.append($0)
    }
    func shown(_ rows: [AnswerRow], _ columns: [String]) -> [String] {
      rows.map { row in
        columns.map { row.text($0) ?? row.integer($0).map { "\($0)" } ?? "-" }
          .joined(separator: "|")
      }.sorted()
    }
    var compared = 0
    for name in StoreReader.dayQuestions {
      let query = try #require(NamedQuery.named(name))
      var values = period.filter { pair in query.parameters.contains { $0.name == pair.key } }
      if name == "overview-volume" {
        // A period that ends before it begins has none before it.
        guard let before = period["before"], let first = since, until ?? first >= first else {
          continue
        }
        values = ["since": before, "until": .text(first)]
      }
      let asked = try reader.run(query, values)
      let columns = asked.columns.map(\.name)
      if name == "overview-cells" {
        #expect(shown(cells, columns) == shown(asked.answers, columns))
        let domains = cells.map { $0.text("domain") }
        let changes = zip(domains, domains.dropFirst()).count { $0 != $1 }
        #expect(changes == max(Set(domains).count, 1) - 1)
      } else {
        #expect(answers[name]?.rows == asked.rows, "\(name)")
        #expect(answers[name]?.columns.map(\.name) == columns, "\(name)")
      }
      compared += asked.rows.count
    }
    #expect(compared > ((since ?? "") > "2027" ? 1 : 100))
    let newest = try #require(NamedQuery.named("newest-day"))
    let row = try reader.run(newest, until.map { ["until": .text($0)] } ?? [:]).answers.first
    #expect(try reader.newestFailure(until: until) == row?.text("day"))
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
        try ask(archive, "overview-totals", limit: nil).first { $0.text("period") == period }
      )
      #expect(
        [
          totals.failures, totals.domains, totals.hard, totals.ours, totals.expired, totals.lapsed,
          totals.unknown,
        ]
          == ["failures", "domains", "hard", "ours", "expired", "lapsed", "unknown"].map {
            row.count($0)
          },
        "\(period)"
      )
    }
    let domains = try ask(archive, "overview-domains", limit: 100)
    #expect(domains.map { $0.text("domain") } == overview.domains.map(\.name))
    for (row, domain) in zip(domains, overview.domains) {
      #expect(
        ["failures", "before", "theirs", "ours", "both_sides", "side_unknown"].map { row.count($0) }
          == [
            domain.failures, domain.before, domain.theirs, domain.ours, domain.both,
            domain.sideUnknown,
          ]
      )
      #expect(
        ["main_reason", "first_day", "last_day"].map { row.text($0) }
          == [domain.reason?.rawValue, domain.firstDay, domain.lastDay]
      )
    }
    let causes = try ask(archive, "overview-causes", limit: 120)
    #expect(
      causes.map { row in
        [row.text("reason"), row.text("side"), row.text("permanence")] + counts(row, "domains")
      }
        == overview.causes.map { cause in
          [
            cause.reason.rawValue, cause.side.rawValue, cause.permanence.rawValue,
            "\(cause.failures)",
            "\(cause.before)", "\(cause.domains)",
          ]
        }
    )
    let changes = try ask(archive, "overview-changes", limit: 60)
    #expect(
      changes.map { row in
        [row.text("domain"), row.text("reason"), row.text("first_day")] + counts(row, nil)
      }
        == overview.changes.map { change in
          [
            change.domain, change.reason.rawValue, change.firstDay, "\(change.failures)",
            "\(change.before)",
          ]
        }
    )
    let cells = try ask(archive, "overview-heat", limit: 15)
    #expect(
      cells.map { [$0.text("domain"), $0.text("reason"), "\($0.count("failures"))"] }
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
    let hosts = try ask(archive, "remote-hosts", limit: 50)
    #expect(
      hosts.map { row in
        [
          row.text("remote_host"), row.text("remote_ip"), "\(row.count("failures"))",
          "\(row.count("domains"))", row.text("main_cause"), row.text("last_day"),
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
    let volume = try #require(try ask(archive, "overview-volume", limit: nil).first)
    #expect(overview.volume?.sent == volume.count("traced"))
    #expect(overview.volume?.failures == volume.count("traced_failures"))
    #expect(volume.count("traced") > 100)
    let totals = overview.dayTotals
    #expect(totals.reduce(0) { $0 + $1.hard } == overview.now.hard)
    #expect(totals.reduce(0) { $0 + $1.ours } == overview.now.ours)
    #expect(totals.reduce(0) { $0 + $1.expired } == overview.now.expired)
    #expect(totals.reduce(0) { $0 + $1.lapsed } == overview.now.lapsed)
    #expect(totals.reduce(0) { $0 + $1.unknown } == overview.now.unknown)
  }

  private func counts(_ row: AnswerRow, _ more: String?) -> [String?] {
    (["failures", "before"] + (more.map { [$0] } ?? [])).map { "\(row.count($0))" }
  }
}
