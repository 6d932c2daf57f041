import Foundation
import RetourEvents
import TestSupport
import Testing

@testable import RetourStore

// What is done with databases that have quiet deliveries.
extension QuietTests {
  @Test("pruning takes old rows, and what comes for their days is late")
  func pruned() throws {
    let sandbox = try Sandbox()
    let old = (1...4).map { ClassifiedReport.quietRow($0, day: 0) }
    let new = (5...8).map { ClassifiedReport.quietRow($0, day: 20) }
    do {
      let store = try sandbox.store(segment: 3)
      try store.ingest(.sample("a.csv"), old)
      try store.ingest(.sample("b.csv"), old + new)
      try store.finishTestRun()
    }
    let totals = try sandbox.rows("SELECT * FROM v1_domain_day ORDER BY 1, 2")
    let now = Timestamp(seconds: 1_700_000_000 + 86_400 * 21)
    func prune(dryRun: Bool) throws -> Pruning {
      try sandbox.store(run: false).prune(keeping: 10, now: now, dryRun: dryRun)
    }
    #expect(try sandbox.rows("SELECT min(first_day) FROM quiet_batch") == ["19675"])
    let promise = try prune(dryRun: true)
    let result = try prune(dryRun: false)
    #expect(promise.deliveries == 4 && promise.events == 4)
    #expect(result.deliveries == 4 && result.events == 4)
    #expect(try sandbox.rows("SELECT count(*), min(day) FROM v1_delivery") == ["4|2023-12-04"])
    #expect(try sandbox.rows("SELECT DISTINCT first_day FROM quiet_batch") == ["19695"])
    #expect(try sandbox.rows("SELECT * FROM v1_domain_day ORDER BY 1, 2") == totals)
    #expect(try sandbox.findings() == [])
    let store = try sandbox.store()
    try store.ingest(.sample("c.csv"), old + new)
    #expect(try store.finishTestRun().late == 4)
    #expect(try sandbox.rows("SELECT * FROM v1_domain_day ORDER BY 1, 2") == totals)
    #expect(try sandbox.findings() == [])
  }

  @Test("a database of version 4 is brought up to date, and takes quiet rows then")
  func upgrade() throws {
    let expected = try sandbox([0, 1, 2, 3]).tables()
    let sandbox = try sandbox([2, 3])
    try sandbox.shell("\(Sandbox.withoutVersion5) PRAGMA user_version = 4")
    let store = try sandbox.store()
    for (file, events) in Self.sources.prefix(2) { try store.ingest(file, events) }
    try store.finishTestRun()
    #expect(try sandbox.rows("SELECT count(*) > 5 FROM quiet") == ["1"])
    #expect(try sandbox.tables() == expected)
    #expect(try sandbox.findings() == [])
  }

  @Test("filters that were taken away are made again, and stored")
  func filtersAgain() throws {
    let sandbox = try sandbox([0])
    let keys = "SELECT hex(keys) FROM quiet_batch"
    let before = try sandbox.rows(keys)
    try sandbox.shell("UPDATE quiet_batch SET keys = NULL")
    let store = try sandbox.store()
    try store.ingest(.sample("c.csv"), Array(Self.sources[0].events.prefix(3)))
    #expect(try store.finishTestRun().duplicates == 3)
    #expect(try sandbox.rows(keys) == before)
    #expect(try sandbox.findings() == [])
  }

  @Test("damage is found: a delivery that is there twice, wrong counts and filters")
  func damage() throws {
    let sandbox = try sandbox([0, 1])
    func findings(_ sql: String) throws -> [String] {
      try sandbox.shell(sql)
      return try StoreReader(path: sandbox.path).verify().map(\.detail)
    }
    #expect(try sandbox.findings() == [])
    try sandbox.shell("PRAGMA foreign_keys = OFF")
    #expect(
      try findings("UPDATE quiet_batch SET rows = rows + 1") == [
        "batch 1 of quiet has 10 rows, not 11"
      ]
    )
    #expect(
      try findings(
        "UPDATE quiet_batch SET rows = rows - 1, keys = zeroblob(length(keys))"
      ) == ["the filter of quiet batch 1 lacks 10 keys"]
    )
    try sandbox.shell("UPDATE quiet_batch SET keys = NULL")
    #expect(try sandbox.findings() == [])
    #expect(
      try findings(
        "UPDATE quiet SET kind_id = (SELECT id FROM kind WHERE name = 'failed') "
          + "WHERE message = '4'"
      ).contains { $0.hasSuffix("has failed or waits") }
    )
    #expect(
      try findings("UPDATE quiet SET key = (SELECT key FROM delivery LIMIT 1) WHERE message = '5'")
        .contains { $0.hasSuffix("is quiet and has events") }
    )
  }

  @Test("a quiet delivery whose rows in other tables are gone isn't taken for none")
  func torn() throws {
    let sandbox = try sandbox([0])
    try sandbox.shell("UPDATE quiet SET run_id = 99 WHERE message = '4'")
    let store = try sandbox.store()
    let again = Self.sources[0].events[3].changing {
      $0.kind = .filtered
      $0.eventID = .sample("again")
    }
    let error = #expect(throws: StoreError.self) {
      try store.ingest(.sample("c.csv"), [again, .quietRow(20)])
    }
    #expect(error?.category == .badDatabase)
  }

  @Test("a handed-out copy has pseudonyms in them, and nothing to compare them by")
  func anonymous() throws {
    let sandbox = try sandbox([0, 1])
    let copy = sandbox.folder.appending(path: "copy.sqlite").path
    try StoreReader(path: sandbox.path).snapshot(
      to: copy,
      under: Pseudonyms(key: Array(0..<32), keeping: [])
    ) { _ in "0" }
    let bytes = try Data(contentsOf: URL(filePath: copy))
    for name in ["User4", "user4", "sender@"] {
      #expect(bytes.firstRange(of: Data(name.utf8)) == nil, "\(name)")
    }
    let event = Self.sources[0].events[3].report
    let keys = try SQLFile.column(
      "SELECT lower(hex(key)) FROM quiet UNION ALL SELECT lower(hex(event_id)) FROM quiet",
      at: copy
    )
    #expect(keys.count == 20)
    #expect(!keys.contains(event.eventID.description))
    #expect(!keys.contains(event.deliveryID?.description ?? ""))
    #expect(
      try SQLFile.column(
        "SELECT count(*) FROM v1_event WHERE recipient LIKE 'pseudo-%@example.com' "
          + "AND sender LIKE 'pseudo-%@sender.example'",
        at: copy
      ) == ["12"]
    )
    #expect(try StoreReader(path: copy).verify() == [])
  }

  @Test("a database with them can be merged into another, in any order and twice")
  func merged() throws {
    let expected = try sandbox([0, 1, 2, 3]).tables()
    let (left, right) = (try sandbox([0, 3]), try sandbox([1, 2]))
    for order in [[left, right], [right, left], [left, right, left]] {
      let sandbox = try Sandbox()
      let store = try sandbox.store()
      for other in order { _ = try store.merge(StoreReader(path: other.path)) }
      try store.finishTestRun()
      #expect(try sandbox.tables() == expected)
      #expect(try sandbox.findings() == [])
    }
    // Into one that has rows of its own.
    let store = try left.store()
    _ = try store.merge(StoreReader(path: right.path))
    try store.finishTestRun()
    #expect(try left.tables() == expected)
  }
}
