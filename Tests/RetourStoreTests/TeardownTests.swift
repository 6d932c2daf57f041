import Foundation
import RetourEvents
import TestSupport
import Testing

@testable import RetourStore

/// What becomes of a store that is let go of in the middle of its work.
@Suite("Teardown")
struct TeardownTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  @Test("a store that goes in the middle of a transaction ends its statements and rolls back")
  func middle() throws {
    try sandbox.store().finishTestRun()
    let tables = try sandbox.tables()
    for _ in 0..<20 {
      let store = try sandbox.store()
      try store.ingest(.sample("a.mbox"), (0..<50).map { .sample($0) })
    }
    #expect(try sandbox.tables() == tables)
    #expect(try sandbox.findings() == [])
  }

  @Test("a statement that outlives its connection does nothing but say so")
  func outliving() throws {
    var statement: BulkStatement?
    do {
      let store = try sandbox.store(run: false)
      try store.maintain { db in
        statement = try BulkStatement(db, "SELECT 7, 'x' UNION ALL SELECT 8, 'y'")
      }
      #expect(try statement?.step() == true)
      withExtendedLifetime(store) {}
    }
    #expect(throws: (any Error).self) { try statement?.step() }
    #expect(statement?.integer(0) == 0)
    #expect(statement?.text(1) == "")
    statement?.bind(1)
    statement = nil
    try sandbox.store().finishTestRun()
  }

  @Test("a run that ends with an error inside a transaction leaves the tables as they were")
  func failing() throws {
    do {
      let store = try sandbox.store()
      try store.ingest(.sample("a.mbox"), (0..<50).map { .sample($0) })
      try store.finishTestRun()
    }
    let tables = try sandbox.tables()
    for _ in 0..<10 {
      let store = try sandbox.store()
      try store.ingest(.sample("b.mbox"), (100..<150).map { .sample($0) })
      // A source that was never begun.
      #expect(throws: StoreError.self) {
        try store.append(Batch(source: SourceID(row: 999)))
      }
    }
    #expect(try sandbox.tables() == tables)
  }

  @Test(
    "other bytes in totals or names are told as damage, not answered",
    arguments: [
      "UPDATE domain_day SET deliveries = deliveries + 1",
      "UPDATE domain_total SET deliveries = deliveries + 1",
      "UPDATE domain_day SET day = '2026-01-01'", "UPDATE domain SET name = 'wrong.example'",
      "UPDATE reason SET cause_line = 'wrong'", "DELETE FROM domain_total",
    ]
  )
  func sums(damage: String) throws {
    let store = try sandbox.store()
    try store.ingest(.sample("a.mbox"), [.sample(1)])
    try store.finishTestRun()
    let query = NamedQuery.topDomains
    #expect(try !StoreReader(path: sandbox.path).run(query).rows.isEmpty)
    try sandbox.shell(damage)
    do {
      _ = try StoreReader(path: sandbox.path).run(query)
      Issue.record("it answers from damaged totals")
    } catch {
      #expect(error.category == .badDatabase)
    }
  }

  @Test("the sum that runs have kept is that of all totals")
  func sumGoesOn() throws {
    var kept = ""
    for run in 0..<3 {
      let store = try sandbox.store()
      try store.ingest(.sample("\(run).mbox"), (run * 20..<run * 20 + 30).map { .sample($0) })
      try store.finishTestRun()
      kept = try sum()
    }
    try sandbox.shell("DELETE FROM meta WHERE key LIKE 'totals%sum'")
    let store = try sandbox.store()
    try store.finishTestRun()
    #expect(try sum() == kept)
    #expect(kept.split(separator: " ").count == 2)
  }

  /// The sum of names and that of totals, without the number of the run.
  private func sum() throws -> String {
    let values = try sandbox.rows("SELECT value FROM meta WHERE key = 'totals_names_sum'")
    return try #require(values.first).drop { $0 != " " }.dropFirst().description
  }

  @Test(
    "what was damaged before a run is still told after it, until it is mended",
    arguments: [
      (
        "UPDATE domain_total SET deliveries = deliveries + 1 WHERE domain_id = 1",
        "UPDATE domain_total SET deliveries = deliveries - 1 WHERE domain_id = 1"
      ),
      (
        "UPDATE domain SET name = name || '!' WHERE id = 1",
        "UPDATE domain SET name = rtrim(name, '!') WHERE id = 1"
      ),
      (
        "UPDATE reason SET cause_line = cause_line || '!' WHERE id = 1",
        "UPDATE reason SET cause_line = rtrim(cause_line, '!') WHERE id = 1"
      ),
    ]
  )
  func damageBefore(damage: String, mending: String) throws {
    for run in 0..<2 {
      do {
        let store = try sandbox.store()
        try store.ingest(.sample("\(run).mbox"), [.sample(run, to: "a@\(run).example")])
        try store.finishTestRun()
      }
      if run == 0 { try sandbox.shell(damage) }
    }
    #expect(throws: StoreError.self) {
      _ = try StoreReader(path: sandbox.path).run(NamedQuery.topDomains)
    }
    #expect(try sandbox.findings().contains { $0.hasPrefix("totals: totals or names") })
    try sandbox.shell(mending)
    #expect(try sandbox.findings() == [])
    #expect(try !StoreReader(path: sandbox.path).run(NamedQuery.topDomains).rows.isEmpty)
  }

  @Test("the sum is none where another program has written since")
  func sumOfAnotherRun() throws {
    do {
      let store = try sandbox.store()
      try store.ingest(.sample("a.mbox"), [.sample(1)])
      try store.finishTestRun()
    }
    try sandbox.shell(
      """
      INSERT INTO run (command, version, catalogue_id, started_at)
        SELECT command, version, catalogue_id, started_at FROM run;
      UPDATE domain_total SET deliveries = deliveries + 1
      """
    )
    #expect(try !StoreReader(path: sandbox.path).run(NamedQuery.topDomains).rows.isEmpty)
  }

  @Test("a run that was killed leaves no sum, and its database still answers")
  func withoutSum() throws {
    do {
      let store = try sandbox.store()
      try store.ingest(.sample("a.mbox"), [.sample(1)])
      try store.finishTestRun()
    }
    try sandbox.shell("DELETE FROM meta WHERE key LIKE 'totals%sum'")
    let query = NamedQuery.topDomains
    #expect(try !StoreReader(path: sandbox.path).run(query).rows.isEmpty)
  }

  @Test("names that are NULL in a damaged file are damage, not a crash")
  func nullNames() throws {
    do {
      let store = try sandbox.store()
      try store.ingest(.sample("a.mbox"), [.sample(1)])
      try store.finishTestRun()
    }
    try sandbox.shell(
      """
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '') WHERE name = 'kind';
      """
    )
    try sandbox.shell("UPDATE kind SET name = NULL WHERE name = 'failed'")
    do {
      _ = try sandbox.store()
      Issue.record("it writes into a damaged file")
    } catch let error as StoreError {
      #expect(error.category == .badDatabase, "\(error)")
    }
  }

  @Test(
    "names that are NULL are damage for the walk over failures, not a crash",
    arguments: ["reason", "phase"]
  )
  func nullNamesOnTheWay(table: String) throws {
    do {
      let store = try sandbox.store()
      try store.ingest(.sample("a.mbox"), [.sample(1)])
      try store.finishTestRun()
    }
    try sandbox.shell(
      """
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '') WHERE name = '\(table)';
      """
    )
    try sandbox.shell("UPDATE \(table) SET name = NULL WHERE id = (SELECT min(id) FROM \(table))")
    do {
      let reader = try StoreReader(path: sandbox.path)
      _ = try reader.failureSums(of: FailureStretches(), since: nil, until: nil)
      Issue.record("it answers from a damaged file")
    } catch {
      #expect(error.category == .badDatabase, "\(error)")
    }
  }

  @Test(
    "a row that breaks the rules of its table is damage for a snapshot too, and leaves no copy",
    arguments: [("event", "is_trace"), ("domain_day", "deliveries")]
  )
  func brokenRules(table: String, column: String) throws {
    do {
      let store = try sandbox.store()
      try store.ingest(.sample("a.mbox"), [.sample(1)])
      try store.finishTestRun()
    }
    func declare(_ type: String, as other: String) throws {
      try sandbox.shell(
        """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, '\(column) \(type)', '\(column) \(other)')
        WHERE name = '\(table)';
        """
      )
    }
    try declare("INTEGER NOT NULL", as: "INTEGER")
    try sandbox.shell("UPDATE \(table) SET \(column) = NULL")
    try declare("INTEGER", as: "INTEGER NOT NULL")
    let copy = "\(sandbox.path).copy"
    do {
      try StoreReader(path: sandbox.path).snapshot(to: copy) { _ in "0" }
      Issue.record("a copy of a damaged file was made")
    } catch let error as StoreError {
      #expect(error.category == .badDatabase && error.path == sandbox.path, "\(error)")
    }
    #expect(!FileManager.default.fileExists(atPath: copy))
  }
}
