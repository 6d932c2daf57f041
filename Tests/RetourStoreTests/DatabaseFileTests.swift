import Foundation
import RetourEvents
import RetourStore
import TestSupport
import Testing

@Suite("The database file")
struct DatabaseFileTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func category(_ body: () throws -> Void) -> StoreError.Category? {
    do {
      try body()
      return nil
    } catch let error as StoreError {
      return error.category
    } catch {
      Issue.record(error)
      return nil
    }
  }

  @Test("a new database is private, has 4 KiB pages and leaves no side files but the lock")
  func fresh() throws {
    try sandbox.store().finishTestRun()
    let attributes = try FileManager.default.attributesOfItem(atPath: sandbox.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try sandbox.rows("PRAGMA page_size") == ["4096"])
    #expect(try sandbox.rows("PRAGMA journal_mode") == ["delete"])
    #expect(try sandbox.rows("PRAGMA user_version") == ["6"])
    #expect(try sandbox.rows("PRAGMA application_id") == ["\(0x5254_5552)"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path).sorted()
        == ["retour.sqlite", "retour.sqlite.lock"]
    )
  }

  @Test("a second writer is told who holds the lock")
  func locked() throws {
    let first = try sandbox.store()
    do {
      _ = try sandbox.store()
      Issue.record("two writers at once")
    } catch let error as StoreError {
      #expect(error.category == .locked)
      #expect(error.what.contains("retour test"))
      #expect(error.what.contains("process \(ProcessInfo.processInfo.processIdentifier)"))
    }
    try first.finishTestRun()
  }

  @Test("a file of another program is refused and left alone")
  func foreign() throws {
    try sandbox.shell("CREATE TABLE theirs (x); PRAGMA application_id = 1")
    let before = try Data(contentsOf: URL(fileURLWithPath: sandbox.path))
    #expect(category { _ = try sandbox.store() } == .badDatabase)
    #expect(category { _ = try StoreReader(path: sandbox.path) } == .badDatabase)
    #expect(try Data(contentsOf: URL(fileURLWithPath: sandbox.path)) == before)
  }

  @Test("a file that is no SQLite database is refused")
  func garbage() throws {
    try Data("From nobody\n\nno database at all, but long enough to be looked at".utf8)
      .write(to: URL(fileURLWithPath: sandbox.path))
    #expect(category { _ = try sandbox.store() } == .badDatabase)
  }

  @Test("a database of a newer version is refused")
  func newer() throws {
    try sandbox.store().finishTestRun()
    try sandbox.shell("PRAGMA user_version = 99")
    #expect(category { _ = try sandbox.store() } == .badDatabase)
    #expect(category { _ = try StoreReader(path: sandbox.path) } == .badDatabase)
  }

  @Test("a missing database and a missing folder are told apart from other faults")
  func missing() throws {
    #expect(category { _ = try StoreReader(path: sandbox.path) } == .missing)
    #expect(
      category { _ = try Store(path: sandbox.path + "/no/such", holder: "test") } == .cannotOpen
    )
  }

  @Test("days are cut in the time zone that the database got at its creation")
  func timeZone() throws {
    let store = try sandbox.store(timeZone: "Europe/Amsterdam")
    // 2026-03-28 23:30 UTC is 00:30 on the day the clocks go forward; 21:59:59 UTC that day is
    // 23:59:59, one second later the next day begins.
    let times: [Int64] = [1_774_740_600, 1_774_821_599, 1_774_821_600]
    try store.ingest(
      .sample("a.mbox"),
      times.enumerated().map { .sample($0.offset, at: $0.element) }
    )
    try store.finishTestRun()
    #expect(
      try sandbox.rows("SELECT day FROM v1_event ORDER BY occurred_at")
        == ["2026-03-29", "2026-03-29", "2026-03-30"]
    )
  }

  @Test("another time zone than the database's is a usage error")
  func otherZone() throws {
    try sandbox.store(timeZone: "Europe/Amsterdam").finishTestRun()
    #expect(category { _ = try sandbox.store(timeZone: "UTC") } == .usage)
    #expect(category { _ = try sandbox.store(timeZone: "Moon/Base") } == .usage)
    #expect(category { _ = try sandbox.store(timeZone: "Europe/Amsterdam") } == nil)
  }

  @Test("a change that was killed half-way keeps readers out until a writer has undone it")
  func hotJournal() throws {
    do {
      let store = try sandbox.store()
      try store.ingest(.sample("a.mbox"), (0..<50).map { .sample($0) })
      try store.finishTestRun()
    }
    let before = try sandbox.tables()
    try SQLFile.breakOff("UPDATE event SET path = hex(randomblob(4000))", at: sandbox.path)
    #expect(FileManager.default.fileExists(atPath: sandbox.path + "-journal"))
    #expect(category { _ = try StoreReader(path: sandbox.path) } == .locked)
    try sandbox.store().finishTestRun()
    #expect(try sandbox.tables() == before)
  }

  @Test("damage is found: wrong totals, lost deliveries, books that don't balance")
  func verify() throws {
    let store = try sandbox.store()
    try store.ingest(.sample("a.mbox"), [.sample(1), .sample(2)])
    try store.finishTestRun()
    let findings = try sandbox.findings()
    #expect(findings == [])
    try sandbox.shell("UPDATE domain_day SET deliveries = 7")
    try sandbox.shell("DELETE FROM delivery WHERE id = 1; UPDATE source SET messages = 9")
    let checks = Set(try StoreReader(path: sandbox.path).verify().map(\.check))
    #expect(checks.isSuperset(of: [.totals, .deliveries, .books]))
  }
}
