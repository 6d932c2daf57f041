import RetourEvents
import RetourStore
import Testing

@Suite("The ledger")
struct LedgerTests {
  private let sandbox: Sandbox
  private let file = FileIdentity.sample("a.mbox", size: 1000)

  init() throws { sandbox = try Sandbox() }

  private func grown(_ size: Int64) -> FileIdentity { .sample("a.mbox", size: size, modified: 2) }

  private func resume(_ store: Store, _ file: FileIdentity) throws -> Checkpoint? {
    guard case .resume(let checkpoint) = try store.decide(file) else { return nil }
    return checkpoint
  }

  @Test("a file that is as it was is unchanged, also under another name")
  func unchanged() throws {
    let store = try sandbox.store()
    #expect(try store.decide(file) == .new)
    try store.ingest(file, [.sample(1)])
    #expect(try store.decide(file) == .unchanged)
    var renamed = file
    renamed.path = "/archive/a.mbox.1"
    #expect(try store.decide(renamed) == .unchanged)
    try store.finishTestRun()
    #expect(try sandbox.rows("SELECT source_path FROM v1_event") == ["/archive/a.mbox.1"])
  }

  @Test("a chain of rotated files is recognised in any order")
  func rotation() throws {
    let store = try sandbox.store()
    let second = FileIdentity.sample("a.mbox.1", size: 500)
    try store.ingest(file, [.sample(1)])
    try store.ingest(second, [.sample(2)])
    var (first, older) = (file, second)
    first.path = "/archive/a.mbox.1"
    older.path = "/archive/a.mbox.2"
    let fresh = FileIdentity.sample("a.mbox", inode: 99, size: 100)
    #expect(try store.decide(fresh) == .changed)
    try store.ingest(fresh, [.sample(3)])
    #expect(try store.decide(first) == .unchanged)
    #expect(try store.decide(older) == .unchanged)
    try store.finishTestRun()
    #expect(
      try sandbox.rows("SELECT path, is_replaced FROM v1_source ORDER BY 1")
        == ["/archive/a.mbox|0", "/archive/a.mbox.1|0", "/archive/a.mbox.2|0"]
    )
  }

  @Test("a grown file is read on at its last message, which replaces what it gave before")
  func replaced() throws {
    let store = try sandbox.store()
    try store.ingest(file, [.sample(1), .sample(2), .sample(3, to: "cut@exam")])
    let checkpoint = try #require(try resume(store, grown(1300)))
    #expect(checkpoint.offset == 300)
    #expect(checkpoint.before.reports == 2)
    let last: [ClassifiedReport] = [
      .sample(3), .sample(3, to: "b@example.com"), .sample(4),
    ]
    try store.ingest(grown(1300), last, resuming: checkpoint)
    let summary = try store.finishTestRun()
    #expect(try store.decide(grown(1300)) == .unchanged)
    #expect(
      try sandbox.rows("SELECT recipient FROM v1_event ORDER BY record, recipient")
        == ["a@example.com", "a@example.com", "a@example.com", "b@example.com", "a@example.com"]
    )
    #expect(
      try sandbox.rows("SELECT messages, reports, events_new, duplicates FROM v1_source")
        == ["4|5|5|0"]
    )
    #expect(summary.eventsNew == 6)
    #expect(try sandbox.rows("SELECT count(*) FROM v1_delivery") == ["5"])
    let findings = try sandbox.findings()
    #expect(findings == [])
  }

  @Test("what the last message gives again counts as known")
  func givenAgain() throws {
    let store = try sandbox.store()
    try store.ingest(file, [.sample(1), .sample(2)])
    try store.finishTestRun()
    try store.beginTestRun()
    let checkpoint = try #require(try resume(store, grown(1300)))
    try store.ingest(grown(1300), [.sample(2), .sample(3)], resuming: checkpoint)
    let summary = try store.finishTestRun()
    #expect(summary.eventsNew == 1)
    #expect(summary.duplicates == 1)
  }

  @Test("an event that another archive holds too stays when its last message is replaced")
  func bequeathed() throws {
    let store = try sandbox.store()
    try store.ingest(file, [.sample(1), .sample(2)])
    try store.ingest(.sample("b.mbox"), [.sample(2, offset: 0), .sample(9)])
    let checkpoint = try #require(try resume(store, grown(1300)))
    try store.ingest(grown(1300), [.sample(3, offset: 200)], resuming: checkpoint)
    try store.finishTestRun()
    #expect(
      try sandbox.rows("SELECT source_path, offset FROM v1_event ORDER BY message_id")
        == [
          "/archive/a.mbox|100", "/archive/b.mbox|0", "/archive/a.mbox|200", "/archive/b.mbox|900",
        ]
    )
    let findings = try sandbox.findings()
    #expect(findings == [])
  }

  @Test("rejects at or after the last message are replaced too")
  func rejects() throws {
    let store = try sandbox.store()
    func reject(_ offset: Int64) -> Reject {
      Reject(
        position: Position(path: file.path, record: 0, offset: offset),
        problem: .headerTooLarge,
        detail: "",
        losesMessage: true
      )
    }
    func batch(_ source: SourceID, _ offsets: [Int64], _ checkpoint: Checkpoint) -> Batch {
      var tally = Tally()
      tally.messages = offsets.count
      tally.rejected = offsets.count
      return Batch(
        source: source,
        rejects: RejectList(offsets.map(reject)),
        tally: tally,
        checkpoint: checkpoint
      )
    }
    func books(_ rejected: Int) -> Tally {
      var tally = Tally()
      tally.messages = rejected
      tally.rejected = rejected
      return tally
    }
    var checkpoint = Checkpoint(
      offset: 100,
      record: 1,
      before: books(1),
      total: books(2),
      isComplete: true,
      fingerprint: "f"
    )
    try store.append(batch(store.begin(file), [0, 100], checkpoint))
    let resumed = try #require(try resume(store, grown(1300)))
    checkpoint.total = books(2)
    try store.append(
      batch(store.begin(grown(1300), resuming: resumed), [150], checkpoint)
    )
    try store.finishTestRun()
    #expect(try sandbox.rows("SELECT offset FROM v1_reject ORDER BY 1") == ["0", "150"])
  }

  @Test("a rewritten file keeps its events; a later growth doesn't touch those of old content")
  func rewritten() throws {
    let store = try sandbox.store()
    try store.ingest(file, [.sample(1), .sample(5), .sample(9)])
    let smaller = FileIdentity.sample("a.mbox", size: 400, modified: 3)
    #expect(try store.decide(smaller) == .changed)
    try store.ingest(smaller, [.sample(5, offset: 100)])
    let larger = FileIdentity.sample("a.mbox", size: 600, modified: 4)
    let checkpoint = try #require(try resume(store, larger))
    try store.ingest(larger, [.sample(5, offset: 100), .sample(6)], resuming: checkpoint)
    try store.finishTestRun()
    #expect(
      try sandbox.rows("SELECT message_id, offset FROM v1_event ORDER BY 1")
        == [
          "1@sender.example|100", "5@sender.example|100", "6@sender.example|600",
          "9@sender.example|900",
        ]
    )
    let findings = try sandbox.findings()
    #expect(findings == [])
  }

  @Test("a file that can't be read on in the middle is read anew")
  func compressed() throws {
    let store = try sandbox.store()
    var batch = Batch.whole(try store.begin(file), file, [.sample(1)])
    batch.checkpoint?.fingerprint = ""
    try store.append(batch)
    #expect(try store.decide(file) == .unchanged)
    #expect(try store.decide(grown(1300)) == .changed)
  }

  @Test("a folder remembers its messages, and an event has the path of its own file")
  func folder() throws {
    let folder = FileIdentity.sample("Maildir", size: 4096)
    let store = try sandbox.store()
    #expect(try store.knownMembers(of: folder) == [])
    let event = ClassifiedReport.sample(1, offset: 0)
      .changing { $0.position.path = "/archive/Maildir/cur/1.host:2,S" }
    let batch = Batch(
      source: try store.begin(folder, isFolder: true),
      events: [event],
      tally: .reports([event]),
      members: [7, .max]
    )
    try store.append(batch)
    try store.finishTestRun()
    #expect(
      try sandbox.rows("SELECT source_path FROM v1_event") == [event.report.position.path.shown]
    )
    try store.beginTestRun()
    var moved = folder
    moved.path = "/archive/Old"
    moved.modified = 9
    #expect(try store.knownMembers(of: moved) == [7, .max])
    _ = try store.begin(moved, isFolder: true)
    try store.finishTestRun()
    #expect(
      try sandbox.rows("SELECT source_path FROM v1_event") == ["/archive/Old/cur/1.host:2,S"]
    )
  }

  @Test("books that don't balance are refused")
  func books() throws {
    let store = try sandbox.store()
    var batch = Batch.whole(try store.begin(file), file, [.sample(1)])
    batch.tally.messages = 2
    #expect(throws: StoreError.self) { try store.append(batch) }
  }
}
