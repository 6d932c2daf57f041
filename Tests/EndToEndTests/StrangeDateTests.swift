import Foundation
import TestSupport
import Testing

/// Dates that strangers wrote: counted, but no clock and no chart goes by them.
@Suite struct StrangeDateTests {
  private static let strange = ["31 Dec 9999", "1 Jan 2199", "1 Jan 1970", "2 Feb 1904"]
  private static let usual = [1, 1, 2, 20, 40].map(Bounces.ago)

  private func title(_ bounces: Bounces) throws -> String {
    let page = try bounces.ask("report", "-o", "-").output
    return page.split(separator: "<title>").dropFirst().first?
      .split(separator: "<").first.map(String.init) ?? ""
  }

  @Test(
    "the overview shows the same days with them as without them, check and top the same numbers"
  )
  func period() throws {
    let plain = try Bounces(Self.usual)
    let mixed = try Bounces(Self.usual + Self.strange)
    #expect(try title(plain) == title(mixed))
    for question in [
      ["top", "--since", "7d", "--format", "csv"], ["causes", "--since", "30d", "--format", "csv"],
      ["query", "trend-by-day", "--since", "30d", "--format", "csv"],
    ] {
      let answers = try [plain, mixed].map { try Program.run(question + ["--db", $0.database]) }
      #expect(answers[0].lines.count > 1)
      #expect(answers[0].output == answers[1].output, "\(question)")
    }
    let limits = try mixed.folder.write(
      "c.yaml",
      "check: {days: 5, failures: 3, blocks: 0, new_causes: 0}\n"
    )
    #expect(try mixed.ask("check", "--config", limits).status == 0)
  }

  @Test("they count without a period, and under data quality")
  func counted() throws {
    let mixed = try Bounces(Self.usual + Self.strange)
    #expect(try mixed.ask("top", "--format", "csv").lines[1].hasPrefix("fabrikam.com,9,"))
    let quality = try mixed.ask("query", "data-quality", "--format", "csv")
    #expect(quality.lines.contains("after-last-run,2"), "\(quality.output)")
    #expect(quality.lines.contains("before-1990,2"), "\(quality.output)")
    let asked = try mixed.ask("top", "--since", "9999-01-01", "--format", "csv")
    #expect(asked.lines.count == 2 && asked.lines[1].hasPrefix("fabrikam.com,1,"))
  }

  @Test("a letter says the same period with them as without them")
  func letters() throws {
    let letters = try [Bounces(Self.usual), Bounces(Self.usual + Self.strange)].map { bounces in
      try Program.run(
        [
          "export", "--domain", "fabrikam.com", "--format", "json", "-o", "-", "--db",
          bounces.database,
        ],
        environment: ["SOURCE_DATE_EPOCH": "1795000000"]
      )
    }
    #expect(letters[0].status == 0)
    let days = letters.map { $0.output.components(separatedBy: "9999-").count }
    #expect(days == [1, 1])
    #expect(!letters[1].output.contains("1904-") && !letters[1].output.contains("1970-"))
  }

  @Test(
    "the ends of time fall on days with a name, in every zone",
    arguments: [
      "UTC", "Europe/Amsterdam", "Pacific/Kiritimati", "America/Los_Angeles",
    ]
  )
  func ends(zone: String) throws {
    let folder = try TemporaryDirectory()
    let rows = [
      "9999-12-31T23:59:59Z", "/Date(9223372036854775807)/", "/Date(-9223372036854775808)/",
      "0001-01-01T00:00:00Z", "/Date(253402300799999)/", "2026-11-20T09:00:00Z",
    ]
    let table = rows.enumerated().map {
      "\($1),a@contoso.com,t@fabrikam.com,Failed,<\($0)@contoso.com>\n"
    }
    let traces = try folder.write(
      "t.csv",
      "Received,SenderAddress,RecipientAddress,Status,MessageId\n" + table.joined()
    )
    let database = "\(folder.path)/d.sqlite"
    let run = try Program.run(["ingest", "-q", "--db", database, "--tz", zone, traces])
    #expect(run.status == 0, "\(run.errors)")
    let days = try Program.run(
      [
        "query", "--db", database, "--format", "csv", "--sql",
        "SELECT DISTINCT day FROM v1_event WHERE day IS NOT NULL ORDER BY 1",
      ]
    ).lines.dropFirst()
    #expect(days.contains("2026-11-20"))
    for day in days { #expect(day.count == 10 && day.first != "-", "\(day)") }
    #expect(days.last?.hasPrefix("9999-12-31") == true, "\(days)")
    #expect(days.first?.hasPrefix("0001-01-01") == true || days.first == "0000-12-31", "\(days)")
    let report = try Program.run(["report", "--db", database, "-o", "-"])
    #expect(report.status == 0 && report.output.contains("Nov 2026"), "\(report.errors)")
  }

  @Test("retention counts from today, whatever the newest mail says")
  func retention() throws {
    let old = try Bounces([100, 90].map(Bounces.ago))
    let dry = try old.ask("db", "prune", "--keep", "95", "--dry-run")
    #expect(dry.errors.contains("before \(Bounces.date(94))"), "\(dry.errors)")
    #expect(dry.errors.contains("1 deliveries"), "\(dry.errors)")
    let ahead = try Bounces([100, 90].map(Bounces.ago) + ["31 Dec 9999"])
    let same = try ahead.ask("db", "prune", "--keep", "95", "--dry-run")
    #expect(same.errors == dry.errors)
  }
}
