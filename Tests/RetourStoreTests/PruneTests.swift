import Foundation
import RetourEvents
import RetourStore
import Testing

@Suite("Pruning and snapshots")
struct PruneTests {
  private let sandbox: Sandbox
  /// 2027-01-14 08:00:00 UTC, the moment of the newest event.
  private static let now = Timestamp(seconds: 1_800_000_000 - 86_400)
  private static let archive = FileIdentity.sample("a.mbox")
  /// One event a day, for 20 days, and a delay on the day before each failure.
  private static let events = (0..<20).flatMap { number -> [ClassifiedReport] in
    let failed = Int64(1_800_000_000 - 86_400 * (20 - number))
    return [
      .sample(number, to: "user\(number)@example.com", at: failed),
      .sample(
        number,
        to: "user\(number)@example.com",
        by: "late.sender.example",
        at: failed + 86_400,
        offset: Int64(number * 100)
      ),
    ]
  }

  init() throws {
    sandbox = try Sandbox()
    let store = try sandbox.store()
    try store.ingest(Self.archive, Self.events)
    try store.finishTestRun()
  }

  private func prune(_ days: Int, now: Timestamp = now, dryRun: Bool = false) throws -> Pruning {
    try sandbox.store(run: false).prune(keeping: days, now: now, dryRun: dryRun)
  }

  @Test("events and deliveries of old days go, daily totals and totals over all days stay")
  func prune() throws {
    let days = try sandbox.rows("SELECT * FROM v1_domain_day ORDER BY 1, 2")
    let summary = try sandbox.rows("SELECT * FROM v1_domain_summary")
    let result = try prune(10)
    #expect(result.before == "2027-01-05")
    #expect(result.deliveries == 10)
    #expect(result.events == 20)
    #expect(try sandbox.rows("SELECT count(*), min(day) FROM v1_delivery") == ["10|2027-01-05"])
    #expect(try sandbox.rows("SELECT count(*) FROM v1_event") == ["20"])
    #expect(try sandbox.rows("SELECT * FROM v1_domain_day ORDER BY 1, 2") == days)
    #expect(try sandbox.rows("SELECT * FROM v1_domain_summary") == summary)
    #expect(try sandbox.findings() == [])
    #expect(
      try sandbox.rows("SELECT value FROM meta WHERE key = 'pruned_before'") == ["2027-01-05"]
    )
  }

  @Test("pruning twice takes nothing more, and keeping more days thaws nothing")
  func twice() throws {
    _ = try prune(10)
    #expect(try prune(10).deliveries == 0)
    #expect(try prune(15).before == "2027-01-05")
    #expect(try sandbox.findings() == [])
  }

  @Test("a dry run tells the numbers and changes no byte")
  func dryRun() throws {
    let tables = try sandbox.tables()
    let told = try prune(10, dryRun: true)
    #expect(try sandbox.tables() == tables)
    #expect(try prune(10) == told)
  }

  @Test("what comes again for pruned days is counted as late and not stored")
  func late() throws {
    _ = try prune(10)
    let tables = try sandbox.tables()
    let store = try sandbox.store()
    let other = FileIdentity.sample("again.mbox")
    try store.ingest(other, Self.events)
    let summary = try store.finishTestRun()
    #expect(summary.late == 20)
    #expect(summary.eventsNew == 0)
    #expect(summary.duplicates == 20)
    #expect(
      try sandbox.rows("SELECT reports, events_new, duplicates, late FROM v1_run WHERE run = 2")
        == ["40|0|20|20"]
    )
    #expect(try sandbox.tables() == tables)
    #expect(try sandbox.findings() == [])
  }

  @Test("a mailbox that grows after its events were pruned keeps its books")
  func growing() throws {
    _ = try prune(1)
    let grown = FileIdentity.sample("a.mbox", size: 2000, modified: 2)
    let store = try sandbox.store()
    guard case .resume(let checkpoint) = try store.decide(grown) else {
      Issue.record("the file isn't read on")
      return
    }
    let rest =
      Self.events.filter { $0.report.position.offset >= checkpoint.offset }
      + [.sample(20, to: "new@example.com", at: 1_799_990_000)]
    try store.ingest(grown, rest, resuming: checkpoint)
    try store.finishTestRun()
    #expect(try sandbox.findings() == [])
    #expect(
      try sandbox.rows("SELECT count(*) FROM v1_delivery WHERE recipient = 'new@example.com'")
        == ["1"]
    )
  }

  @Test("days are counted from today, whether or not mail came lately")
  func fromToday() throws {
    let later = Timestamp(seconds: Self.now.seconds + 5 * 86_400)
    let result = try prune(10, now: later)
    #expect(result.before == "2027-01-10")
    #expect(result.deliveries == 15)
    #expect(try prune(10, now: Timestamp(seconds: later.seconds + 30 * 86_400)).deliveries == 5)
    #expect(try sandbox.findings() == [])
  }

  @Test("where nobody watches, a clock that has jumped by years isn't believed")
  func jump() throws {
    let store = try sandbox.store(run: false)
    let far = Timestamp(seconds: 4_000_000_000)
    let result = try store.prune(keeping: 10, now: far, isWatched: false)
    #expect(result.countedFrom == "2027-01-14")
    #expect(result.before == "2027-01-05")
    let near = Timestamp(seconds: Self.now.seconds + 5 * 86_400)
    let next = try store.prune(keeping: 10, now: near, isWatched: false)
    #expect(next.countedFrom == nil)
    #expect(next.before == "2027-01-10")
  }

  @Test("deleted addresses don't stay in the file")
  func overwritten() throws {
    _ = try prune(10)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: sandbox.path))
    #expect(bytes.range(of: Data("user3@example.com".utf8)) == nil)
    #expect(bytes.range(of: Data("user15@example.com".utf8)) != nil)
  }

  @Test("a snapshot is one file in journal mode delete, mode 0640, with its checksum")
  func snapshot() throws {
    let copy = sandbox.folder.appending(path: "copy.sqlite").path
    let reader = try StoreReader(path: sandbox.path)
    try reader.snapshot(to: copy) { _ in "0123" }
    let attributes = try FileManager.default.attributesOfItem(atPath: copy)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    let twin = try StoreReader(path: copy)
    for sql in ["PRAGMA journal_mode", "PRAGMA user_version", "PRAGMA application_id"] {
      #expect(try twin.run(sql: sql).rows == reader.run(sql: sql).rows)
    }
    let all = "SELECT * FROM v1_event ORDER BY event_id"
    #expect(try twin.run(sql: all) == reader.run(sql: all))
    #expect(try twin.verify() == [])
    #expect(
      try String(contentsOfFile: "\(copy).sha256", encoding: .utf8) == "0123  copy.sqlite\n"
    )
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path).sorted()
        == ["copy.sqlite", "copy.sqlite.sha256", "retour.sqlite", "retour.sqlite.lock"]
    )
  }

  @Test("a snapshot that fails leaves the one before, and nothing half")
  func failingSnapshot() throws {
    let copy = sandbox.folder.appending(path: "copy.sqlite").path
    let reader = try StoreReader(path: sandbox.path)
    try reader.snapshot(to: copy) { _ in "0123" }
    let before = try Data(contentsOf: URL(fileURLWithPath: copy))
    struct Broken: Error {}
    #expect(throws: Broken.self) { try reader.snapshot(to: copy) { _ in throw Broken() } }
    #expect(throws: StoreError.self) { try reader.snapshot(to: sandbox.path) { _ in "" } }
    #expect(throws: StoreError.self) { try reader.snapshot(to: "/no/such/x") { _ in "" } }
    #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == before)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path).sorted()
        == ["copy.sqlite", "copy.sqlite.sha256", "retour.sqlite", "retour.sqlite.lock"]
    )
  }
}
