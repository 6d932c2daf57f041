import RetourEvents
import RetourStore
import Testing

@Suite("Refusals by list and address")
struct BlockTests {
  private static func event(
    _ message: Int,
    list: String? = nil,
    address: String? = nil,
    at: Int64? = nil
  ) -> ClassifiedReport {
    let event = ClassifiedReport.sample(message, at: at, reason: .ipReputation)
    var verdict = event.verdict
    verdict?.blockList = list
    verdict?.refusedAddress = address
    return ClassifiedReport(event.report, verdict)
  }

  private static let rows = """
    SELECT substr(day, 1, 4), reason, list, address FROM v1_block ORDER BY list, address
    """

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    let store = try sandbox.store()
    try store.ingest(
      .sample("a.mbox"),
      [
        Self.event(1, list: "zen.spamhaus.org", address: "192.0.2.44"),
        Self.event(2, address: "192.0.2.45"), Self.event(3), Self.event(4, list: "bl.example.net"),
      ]
    )
    try store.finishTestRun()
  }

  @Test("what a verdict names is a row, and what names nothing is none")
  func stored() throws {
    #expect(
      try sandbox.rows(Self.rows) == [
        "2023|ip-reputation|-|192.0.2.45", "2023|ip-reputation|bl.example.net|-",
        "2023|ip-reputation|zen.spamhaus.org|192.0.2.44",
      ]
    )
    #expect(try sandbox.findings() == [])
  }

  @Test("an earlier sighting replaces what a later one named")
  func replaced() throws {
    let store = try sandbox.store()
    try store.ingest(
      .sample("b.mbox"),
      [
        Self.event(1, at: 1_600_000_000),
        Self.event(2, list: "other.example", address: "192.0.2.9", at: 1_600_000_000),
      ]
    )
    try store.finishTestRun()
    #expect(
      try sandbox.rows(Self.rows) == [
        "2023|ip-reputation|bl.example.net|-", "2020|ip-reputation|other.example|192.0.2.9",
      ]
    )
    #expect(try sandbox.findings() == [])
  }

  @Test("judging anew finds what an older program didn't look for, and takes back what is wrong")
  func judgedAnew() throws {
    try sandbox.shell("\(Sandbox.withoutVersion4) PRAGMA user_version = 3")
    let error = #expect(throws: StoreError.self) {
      _ = try StoreReader(path: sandbox.path).run(sql: Self.rows)
    }
    #expect(error?.category == .usage)
    let store = try sandbox.store(run: false)
    for list in ["new.example", nil] {
      _ = try store.reclassify(
        version: "2",
        catalogueVersion: "test-\(list ?? "3")",
        at: Timestamp(seconds: 1_800_000_100),
        all: true
      ) { reports in
        reports.map { _ in
          Verdict(
            reason: .ipReputation,
            expired: false,
            side: .ours,
            evidence: .text,
            rule: "r",
            blockList: list
          )
        }
      }
      #expect(
        try sandbox.rows("SELECT count(*) FROM v1_block") == [list == nil ? "0" : "4"]
      )
    }
    #expect(try sandbox.findings() == [])
  }

  @Test("what is pruned leaves no row")
  func pruned() throws {
    _ = try sandbox.store(run: false).prune(keeping: 1, now: Timestamp(seconds: 1_800_000_000))
    #expect(try sandbox.rows("SELECT count(*) FROM block") == ["0"])
    #expect(try sandbox.findings() == [])
  }
}
