import RetourEvents
import RetourStore
import Testing

/// Whatever the order, the interruption or the repetition: the tables are the same.
@Suite("The same tables")
struct SameTablesTests {
  /// Three archives that overlap: the same events, other events of the same deliveries.
  private static let archives: [(file: FileIdentity, events: [ClassifiedReport])] = [
    (
      .sample("a.mbox"),
      [
        .sample(1), .sample(2, kind: .delayed, text: "try later"),
        .sample(3, reason: .spfFail, evidence: .status), .sample(3, to: "b@other.example"),
      ]
    ),
    (
      .sample("b.mbox"),
      [
        .sample(3, by: "relay.example", at: 1_699_000_000, offset: 0),
        .sample(2, offset: 100, reason: .queueExpired, evidence: .userText, expired: true),
        .sample(1, at: 1_690_000_000, offset: 200, text: "the first time"),
      ]
    ),
    (
      .sample("c.mbox"),
      [
        .sample(2, by: "z.example", offset: 0, reason: .connectionTimeout, expired: true),
        .sample(3, to: "b@other.example", offset: 100),
        .sample(4, kind: .delivered, offset: 200), .sample(4, kind: .delayed, offset: 300),
      ]
    ),
  ]

  private static let orders = [
    [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0],
  ]

  private func tables(
    _ order: [Int],
    runs: Bool = false,
    segment: Int? = nil
  ) throws -> [String: [String]] {
    try Sandbox.reading(Self.archives, order, runs: runs, segment: segment).tables()
  }

  @Test("the order in which archives are read doesn't matter", arguments: orders)
  func permutation(_ order: [Int]) throws {
    let expected = try tables([0, 1, 2])
    #expect(expected["v1_event"]?.count == 9)
    #expect(try tables(order) == expected)
    #expect(try tables(order, runs: true) == expected)
    for segment in [1, 2, 5] {
      #expect(try tables(order, segment: segment) == expected)
      #expect(try tables(order, runs: true, segment: segment) == expected)
    }
  }

  @Test("reading everything again changes nothing")
  func twice() throws {
    #expect(try tables([0, 1, 2, 0, 1, 2]) == tables([0, 1, 2]))
  }

  @Test("a run that was killed and repeated gives the tables of an undisturbed one")
  func killed() throws {
    let expected = try tables([0, 1, 2])
    let sandbox = try Sandbox()
    do {
      let store = try sandbox.store()
      try store.ingest(Self.archives[0].file, Self.archives[0].events)
      try store.finishTestRun()
      try store.beginTestRun()
      try store.ingest(Self.archives[1].file, Self.archives[1].events)
    }
    #expect(try sandbox.rows("SELECT count(*) FROM v1_source") == ["1"])
    let store = try sandbox.store()
    for (file, events) in Self.archives where try store.decide(file) != .unchanged {
      try store.ingest(file, events)
    }
    try store.finishTestRun()
    #expect(try sandbox.tables() == expected)
    let findings = try sandbox.findings()
    #expect(findings == [])
  }

  @Test("a file that was read in part is read on, and gives the tables of an undisturbed run")
  func killedInTheMiddle() throws {
    let events = (0..<60).map { ClassifiedReport.sample($0, to: "x@d\($0 % 7).example") }
    let file = FileIdentity.sample("big.mbox", size: 6000)
    let undisturbed = try Sandbox()
    let whole = try undisturbed.store()
    try whole.ingest(file, events)
    try whole.finishTestRun()

    let sandbox = try Sandbox()
    do {
      let store = try sandbox.store()
      let source = try store.begin(file)
      try store.append(.part(source, file, events, 0..<20))
      // More input than a transaction takes: the part before is committed.
      var more = Batch.part(source, file, events, 20..<40)
      more.bytes = Store.maximumBytes
      try store.append(more)
    }
    let store = try sandbox.store()
    guard case .resume(let checkpoint) = try store.decide(file) else {
      Issue.record("the file isn't read on")
      return
    }
    #expect(checkpoint.record == 20)
    #expect(!checkpoint.isComplete)
    let source = try store.begin(file, resuming: checkpoint)
    try store.append(.part(source, file, events, 20..<60, isLast: true))
    try store.finishTestRun()
    #expect(try sandbox.tables() == undisturbed.tables())
    #expect(
      try sandbox.rows("SELECT messages, reports, events_new, duplicates FROM v1_source")
        == ["60|60|60|0"]
    )
  }
}

extension Batch {
  /// Messages of a file, one report each, with the checkpoint after them.
  static func part(
    _ source: SourceID,
    _ file: FileIdentity,
    _ events: [ClassifiedReport],
    _ range: Range<Int>,
    isLast: Bool = false
  ) -> Batch {
    let part = events[range].map { $0.changing { $0.position.path = file.path } }
    let total = Tally.reports(Array(events[..<range.upperBound]))
    var checkpoint = Checkpoint(
      offset: Int64(range.upperBound * 100),
      record: range.upperBound,
      before: total,
      total: total,
      fingerprint: "f"
    )
    if isLast {
      checkpoint.offset -= 100
      checkpoint.record -= 1
      checkpoint.before = .reports(Array(events[..<(range.upperBound - 1)]))
      checkpoint.isComplete = true
    }
    return Batch(
      source: source,
      events: part,
      tally: .reports(part),
      checkpoint: checkpoint,
      bytes: range.count * 100
    )
  }
}
