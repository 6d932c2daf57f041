import Foundation
import RetourEvents
import Testing

@testable import RetourStore

@Suite("Questions")
struct QueryTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    let store = try sandbox.store()
    let reasons: [Reason] = [
      .recipientUnknown, .queueExpired, .domainExpired, .unclassified, .spfFail,
    ]
    let events = (0..<200).map { number in
      ClassifiedReport.sample(
        number,
        to: "user\(number)@d\(number % 9).example",
        kind: number % 10 == 0 ? .delayed : .failed,
        reason: reasons[number % 5],
        expired: number % 5 == 1
      )
    }
    try store.ingest(.sample("a.mbox"), events)
    try store.ingest(
      .sample("b.log"),
      [
        .trace(1, kind: .delayed, at: 0, offset: 0, isEvent: true),
        .trace(2, kind: .delivered, at: 0, offset: 1),
      ]
    )
    try store.ingest(.sample("c.mbox"), [.bounce(2, offset: 0)])
    let listed = ClassifiedReport.sample(500, to: "a@d1.example", reason: .ipReputation)
    var verdict = listed.verdict
    verdict?.blockList = "zen.spamhaus.org"
    try store.ingest(.sample("d.mbox"), [ClassifiedReport(listed.report, verdict)])
    try store.ingest(.sample("e.mbox"), Self.ofDNS)
    try store.finishTestRun()
    try store.keep(
      [.sample("d2.example", ["mx.nxdomain"]), .sample("new.example", ["mx.ok"])],
      from: "192.0.2.53"
    )
  }

  /// Failures that questions about `dns` are for.
  private static var ofDNS: [ClassifiedReport] {
    [.sample(1010, to: "kim@new.example", kind: .delivered)]
      + (1000..<1005).map { number in
        var report = ClassifiedReport.sample(
          number,
          to: "user\(number)@\(number == 1004 ? "d2" : "new").example"
        ).report
        report.sender = EmailAddress("kim@contoso.com")
        report.signingKeys = [SigningKey(record: "s1._domainkey.contoso.com")].compactMap(\.self)
        report.generatingServer = "AS8PR01.eurprd01.prod.outlook.com"
        report.diagnostics = ["550 5.7.23 [192.0.2.222] is not allowed to send"]
        let verdict = Verdict(
          reason: number == 1000 ? .domainNotFound : .spfFail,
          expired: false,
          side: number == 1000 ? .theirs : .ours,
          evidence: .text,
          rule: "test.rule"
        )
        return ClassifiedReport(report, verdict)
      }
  }

  private var reader: StoreReader { get throws { try StoreReader(path: sandbox.path) } }

  @Test("every file of Queries is a named question")
  func complete() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Queries")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }.sorted()
    #expect(files.count >= 10)
    #expect(NamedQuery.all.map(\.name) == files)
  }

  @Test("every question runs, answers, and has the columns and parameters its header names")
  func headers() throws {
    for query in NamedQuery.all {
      let required = query.parameters.filter(\.isRequired)
      if !required.isEmpty { #expect(throws: StoreError.self) { try reader.run(query) } }
      let values: [String: Value] = [
        "domain": .text(query.name == "dns-effect" ? "new.example" : "d1.example"),
        "reason": .text("queue-expired"),
        "event": .text(Self.ofDNS[1].report.eventID.description), "least": .integer(1),
      ]
      let chosen = values.filter { value in
        // A peak of this small store has one failure.
        query.parameters.contains {
          $0.name == value.key && ($0.isRequired || $0.name == "least")
        }
      }
      let table = try reader.run(query, chosen)
      let type = try #require(allQueryRows.first { $0.query == query })
      #expect(try count(type, chosen) == table.rows.count, "\(query.name)")
      #expect(!query.summary.isEmpty)
      #expect(table.columns.map(\.name) == query.columns.map(\.name), "\(query.name)")
      // The store of this test read no file, so it has no rejects and no archive that could grow.
      let ofFiles = ["check-inputs", "input-ages", "rejects", "rejects-by-run"]
      let isOfFiles = ofFiles.contains(query.name)
      #expect(table.rows.isEmpty == isOfFiles, "\(query.name)")
      let used = Set(query.sql.matches(of: /:([a-z]+)/).map { String($0.1) })
      #expect(used == Set(query.parameters.map(\.name)), "\(query.name)")
      #expect(query.columns.allSatisfy { !$0.meaning.isEmpty }, "\(query.name)")
    }
  }

  /// How many rows are of the type that the header makes.
  private func count<Answer: QueryRow>(
    _ type: Answer.Type,
    _ values: [String: Value]
  ) throws -> Int {
    try reader.rows(of: type, values).count
  }

  @Test("questions read nothing but the views of the contract")
  func viewsOnly() throws {
    let own = /(?:FROM|JOIN) +([a-z_0-9]+)/
    for query in NamedQuery.all {
      let ctes = Set(query.sql.matches(of: /([a-z]+) AS (?:MATERIALIZED )?\(/).map { String($0.1) })
      for match in query.sql.matches(of: own) where !ctes.contains(String(match.1)) {
        #expect(match.1.hasPrefix("v1_"), "\(query.name) reads \(match.1)")
      }
    }
  }

  @Test("what is written into a statement for its values doesn't change its answer")
  func statements() throws {
    let reader = try reader
    let choices: [[String: Value]] = [
      [:], ["domain": .text("d1.example")], ["since": .text("2023-11-18")],
      ["until": .text("2023-11-18"), "domain": .text("d2.example")],
      ["since": .text("2023-11-16"), "until": .text("2023-11-20"), "side": .text("theirs")],
    ]
    var specialised = 0
    for query in NamedQuery.all {
      for choice in choices {
        var values = Dictionary(
          uniqueKeysWithValues: query.parameters.map { ($0.name, $0.standard) }
        )
        for (name, value) in choice where values[name] != nil { values[name] = value }
        let statement = query.statement(with: values)
        if statement != query.statement { specialised += 1 }
        let answer = try reader.table(statement, values)
        #expect(try answer.rows == reader.table(query.statement, values).rows, "\(query.name)")
      }
    }
    #expect(specialised > 100)
    let query = NamedQuery.remoteHosts
    let chosen = query.statement(with: ["domain": .text("x")])
    #expect(chosen.contains("AND (domain = :domain)"))
    #expect(chosen.contains("AND (TRUE) AND (TRUE)"))
  }

  @Test("the two meanings of expiry are two lines, never added up")
  func expiry() throws {
    let query = NamedQuery.topCauses
    let causes = try reader.run(query).rows.map(\.[0])
    #expect(causes.contains(.text("expiry: domain registration")))
    #expect(causes.contains(.text("expiry: retry time used up, reason not in the NDR")))
    #expect(!causes.contains(.text("expiry")))
  }

  @Test("a period is half-open")
  func period() throws {
    let query = NamedQuery.trendByDay
    let days = try reader.run(
      query,
      ["since": .text("2023-11-16"), "until": .text("2023-11-18")]
    ).rows.map(\.[0])
    #expect(days == [.text("2023-11-16"), .text("2023-11-17")])
  }

  @Test("a parameter that the question doesn't have is refused")
  func unknownParameter() throws {
    let query = NamedQuery.unknownTexts
    #expect(throws: StoreError.self) { try reader.run(query, ["domain": .text("x")]) }
  }

  @Test(
    "nothing that is asked can change the database or reach another file",
    arguments: [
      "DELETE FROM event", "DROP VIEW v1_event", "PRAGMA user_version = 7",
      "CREATE TABLE t (x)", "ATTACH 'other.sqlite' AS other", "VACUUM INTO 'copy.sqlite'",
      "WITH x AS (SELECT 1) INSERT INTO meta SELECT 'a', 'b' FROM x RETURNING key",
      "SELECT 1; DELETE FROM event", "PRAGMA query_only = OFF",
    ]
  )
  func readOnly(_ sql: String) throws {
    let before = try Data(contentsOf: URL(fileURLWithPath: sandbox.path))
    #expect(throws: StoreError.self) { try reader.run(sql: sql) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: sandbox.path)) == before)
  }

  @Test("a mistake in the user's SQL is a usage error")
  func mistake() throws {
    do {
      _ = try reader.run(sql: "SELEC 1")
      Issue.record("it ran")
    } catch let error as StoreError {
      #expect(error.category == .usage)
    }
  }

  @Test(
    "words for days",
    arguments: [
      ("today", "2024-03-01"), ("yesterday", "2024-02-29"), ("7d", "2024-02-23"),
      ("2020-01-31", "2020-01-31"),
    ]
  )
  func days(_ word: String, _ day: String) throws {
    let now = Timestamp(seconds: 1_709_251_200)
    #expect(try reader.day(word, now: now) == day)
    #expect(throws: StoreError.self) { try reader.day("\(word)x", now: now) }
  }
}
