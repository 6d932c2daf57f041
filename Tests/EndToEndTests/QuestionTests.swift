import Foundation
import TestSupport
import Testing

/// A database of the sample data, and questions to it.
@Suite struct QuestionTests {
  private let folder: TemporaryDirectory
  private let database: String

  init() throws {
    folder = try TemporaryDirectory()
    database = "\(folder.path)/d.sqlite"
    let run = try Program.run(
      ["ingest", "-q", "--db", database, "--config", "sample-data/retour.yaml"]
    )
    #expect(run.status == 0)
  }

  private func ask(_ arguments: String...) throws -> Program.Result {
    try Program.run(arguments + ["--db", database])
  }

  @Test("top and causes compare with the period of the same length before, in tables alone")
  func changes() throws {
    let period = ["--since", "2026-10-20", "--until", "2026-11-08", "--db", database]
    let top = try Program.run(["top"] + period)
    #expect(top.lines[0].contains("failures  change"))
    #expect(top.lines[2].hasPrefix("fabrikam.com"))
    let change = top.lines[2].split(separator: " ")[2]
    let before = try Program.run(
      ["top", "--since", "2026-10-01", "--until", "2026-10-20", "--db", database]
    )
    let counts = [top, before].map { result in
      result.lines.first { $0.hasPrefix("fabrikam.com") }?.split(separator: " ")[1]
    }
    let now = try #require(counts[0].flatMap { Int($0) })
    let then = try #require(counts[1].flatMap { Int($0) })
    #expect(Int(change) == now - then)
    #expect(try Program.run(["causes"] + period).lines[0].contains("change"))
    #expect(try !ask("top", "--since", "2026-10-20", "--format", "csv").output.contains("change"))
    #expect(try !ask("top").output.contains("change"))
  }

  @Test("causes of one domain are those of causes-by-domain")
  func causes() throws {
    let causes = try ask("causes", "--domain", "fabrikam.com", "--format", "csv")
    let query = try ask("query", "causes-by-domain", "--domain", "FABRIKAM.com", "--format", "csv")
    #expect(causes.output == query.output)
    #expect(causes.lines.count > 3)
    let unicode = try ask("causes", "--domain", "bücher.example", "--format", "csv")
    #expect(unicode.lines.count == 2)
  }

  @Test("operators are the registrable domains of server names, with changes as others have")
  func operators() throws {
    let table = try ask("top", "--by", "operator", "--since", "2026-10-20")
    #expect(table.lines[0].split(separator: " ").prefix(3) == ["operator", "failures", "change"])
    #expect(table.lines[2].hasPrefix("fabrikam.com "))
    let one = try ask("top", "--by", "operator", "--limit", "1", "--format", "csv", "--show-sql")
    #expect(one.lines.count == 2)
    #expect(one.errors.hasPrefix("retour query overview-hosts"))
    let hosts = try ask("query", "overview-hosts", "--format", "csv").lines.dropFirst()
    let names = Set(hosts.map { $0.split(separator: ",", omittingEmptySubsequences: false)[0] })
    let fabrikam = names.filter { $0 == "fabrikam.com" || $0.hasSuffix(".fabrikam.com") }
    #expect(fabrikam.count > 1)
    #expect(one.lines[1].split(separator: ",")[3] == "\(fabrikam.count)")
  }

  @Test("a domain is compared with the period before, and may be written with its own letters")
  func domain() throws {
    let period = ["--since", "2026-10-20", "--until", "2026-11-08", "--db", database]
    let table = try Program.run(["domain", "fabrikam.com"] + period)
    #expect(table.lines.filter { $0.contains("failures  change") }.count == 3)
    let unicode = try ask("domain", "Bücher.example", "--format", "csv")
    #expect(unicode.lines.count == 2)
    #expect(
      unicode.output == (try ask("domain", "xn--bcher-kva.example", "--format", "csv")).output
    )
    let nobody = try ask("domain", "nobody.example")
    #expect(nobody.errors.contains("nothing is known about nobody.example"))
  }

  @Test("--show-sql tells the question on standard error, ready to be asked again")
  func showSQL() throws {
    let shown = try ask("top", "--limit", "3", "--show-sql", "--format", "csv")
    let command = try #require(shown.errors.split(separator: "\n").first).split(separator: " ")
    #expect(command == ["retour", "query", "top-domains", "--param", "limit=3"])
    #expect(shown.errors.contains("FROM v1_domain_day"))
    let again = try Program.run(
      command.dropFirst().map(String.init) + ["--format", "csv", "--db", database]
    )
    #expect(again.output == shown.output)
    let named = try ask("query", "top-domains", "--limit", "3", "--format", "csv")
    #expect(named.output == shown.output)
  }

  @Test("every question can be asked in every format")
  func everyQuestion() throws {
    let names = try ask("query", "--list", "--all", "--format", "csv").lines.dropFirst().map {
      $0.split(separator: ",")[0]
    }
    #expect(names.count >= 25)
    // Those of which pages, letters and alarms are made are listed only where all are asked for.
    let few = try ask("query", "--list", "--format", "csv").lines.dropFirst()
    #expect(few.count >= 15 && few.count < names.count)
    #expect(!few.contains { $0.hasPrefix("overview-") || $0.hasPrefix("letter-") })
    #expect(few.contains { $0.hasPrefix("top-domains,who,") })
    for name in names {
      let needs: [Substring: [String]] = [
        "cause-example": ["--param", "reason=recipient-unknown"],
        "dns-effect": ["--param", "event=0f3b5c1d2e4f60718293a4b5c6d7e8f9"],
      ]
      let domain =
        name.hasPrefix("letter-") && !["letter-domains", "letter-plan"].contains(name)
        || needs[name] != nil
      let format = ["table", "csv", "tsv", "json", "ndjson"][abs(name.utf8.count) % 5]
      let arguments = ["query", String(name), "--format", format, "--db", database]
      let result = try Program.run(
        arguments + (domain ? ["--domain", "fabrikam.com"] : []) + (needs[name] ?? [])
      )
      #expect(result.status == 0, "\(name): \(result.errors)")
    }
    #expect(try ask("query", "letter-totals").status == 64)
  }

  @Test("a statement that takes too long is stopped, and one that writes is refused")
  func limits() throws {
    let slow = """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n
      """
    let start = Date()
    let stopped = try ask("query", "--timeout", "1", "--sql", slow)
    #expect(stopped.status == 64)
    #expect(stopped.errors.contains("took longer than 1 seconds"))
    #expect(Date().timeIntervalSince(start) < 20)
    #expect(try ask("query", "--sql", "DELETE FROM event").status == 64)
  }

  @Test("colour comes only when it is asked for, as output is no terminal")
  func colour() throws {
    #expect(try !ask("top").output.contains("\u{1B}"))
    #expect(try ask("top", "--color", "always").output.contains("\u{1B}[1m"))
  }
}
