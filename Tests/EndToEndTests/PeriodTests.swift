import TestSupport
import Testing

/// What is said about periods, and what is compared with what.
@Suite struct PeriodTests {
  @Test("a period without anything in it is told, with the days that the database has")
  func empty() throws {
    let old = try Bounces(["5 Jan 2025", "9 Feb 2025"])
    for question in [
      ["top", "--since", "7d"], ["causes", "--since", "7d"],
      ["top", "--by", "host", "--since", "7d"],
      ["query", "top-domains", "--since", "7d"], ["domain", "fabrikam.com", "--since", "7d"],
      ["top", "--until", "2024-01-01", "--format", "json"],
    ] {
      let result = try Program.run(question + ["--db", old.database])
      #expect(result.status == 0)
      #expect(result.errors.contains("2025-01-05 to 2025-02-09"), "\(question): \(result.errors)")
    }
    #expect(try old.ask("top", "--since", "2025-01-01").errors.contains("nothing lies") == false)
  }

  @Test(
    "a period that ends before it begins is 64",
    arguments: ["top", "causes", "report", "export"]
  )
  func reversed(command: String) throws {
    let bounces = try Bounces(["5 Jan 2025"])
    let more = command == "export" ? ["--all", "-o", "\(bounces.folder.path)/letters"] : []
    let dates = ["--since", "2025-02-01", "--until", "2025-01-01"]
    let result = try Program.run([command, "--db", bounces.database] + more + dates)
    #expect(result.status == 64)
    #expect(result.errors.contains("--since 2025-02-01 --until 2025-01-01"), "\(result.errors)")
  }

  @Test("an open period is compared with as many days before as it has days with data")
  func open() throws {
    // 3 failures on 10 to 19 January, 1 on 1 to 9 January, none since.
    let bounces = try Bounces(["2 Jan 2025", "10 Jan 2025", "15 Jan 2025", "19 Jan 2025"])
    let top = try bounces.ask("top", "--since", "2025-01-10")
    #expect(top.lines[0].contains("change"))
    #expect(top.lines[2].split(separator: " ").prefix(3) == ["fabrikam.com", "3", "+2"])
    #expect(
      top.errors.contains("2025-01-10 to 2025-01-19 against 2024-12-31 to 2025-01-09"),
      "\(top.errors)"
    )
  }

  @Test("the change of a server is the difference of its failures, whichever address it has")
  func servers() throws {
    let days = ["2 Jan 2025", "3 Jan 2025", "12 Jan 2025", "13 Jan 2025", "14 Jan 2025"]
    // Another address in the second period, the larger one in the first.
    let bounces = try Bounces(days) { number in
      ("mx.fabrikam.com", number < 2 ? "192.0.2.200" : "192.0.2.1")
    }
    let period = ["--since", "2025-01-11", "--until", "2025-01-21", "--db", bounces.database]
    let host = try Program.run(["top", "--by", "host"] + period)
    let line = try #require(host.lines.first { $0.hasPrefix("mx.fabrikam.com") })
    #expect(line.split(separator: " ")[1...2] == ["3", "+1"], "\(host.output)")
    let domain = try Program.run(["domain", "fabrikam.com"] + period)
    let server = try #require(domain.lines.first { $0.hasPrefix("mx.fabrikam.com") })
    #expect(server.split(separator: " ")[1...2] == ["3", "+1"], "\(domain.output)")
  }

  @Test("the summary counts failures without a known cause as the totals do")
  func unknown() throws {
    let folder = try TemporaryDirectory()
    let rows = (0..<5).map {
      "2026-11-20T10:00:00Z,a@contoso.com,t\($0)@fabrikam.com,Failed,<\($0)@contoso.com>\n"
    }
    let traces = try folder.write(
      "t.csv",
      "Received,SenderAddress,RecipientAddress,Status,MessageId\n" + rows.joined()
    )
    let database = "\(folder.path)/d.sqlite"
    let run = try Program.run(["ingest", "--db", database, traces])
    let top = try Program.run(
      ["query", "domain-summary", "--db", database, "--format", "json"]
    )
    #expect(top.output.contains("\"unknown\":5"), "\(top.output)")
    #expect(run.errors.contains("5 unknown"), "\(run.errors)")
  }
}
