import RetourEvents
import Testing

@testable import RetourStore

/// Bounces and rows of message traces that speak of the same message and recipient.
@Suite("Bounces and traces")
struct TraceLinkTests {
  /// What a summary, an event log and two mailboxes say about five deliveries.
  private static let sources: [(file: FileIdentity, events: [ClassifiedReport])] = [
    (
      .sample("summary.csv"),
      [
        .trace(1, kind: .failed, at: 0, offset: 0), .trace(2, kind: .delivered, at: 10, offset: 1),
        .trace(3, kind: .delayed, at: 20, offset: 2), .trace(4, kind: .failed, at: 30, offset: 3),
        .trace(5, kind: .quarantined, at: 40, offset: 4),
      ]
    ),
    (
      .sample("events.log"),
      [
        .trace(1, kind: .delayed, at: 60, offset: 0, isEvent: true),
        .trace(1, kind: .delayed, at: 360, offset: 1, isEvent: true),
        .trace(1, kind: .failed, at: 960, offset: 2, isEvent: true),
        .trace(3, kind: .delivered, at: 400, offset: 3, isEvent: true),
      ]
    ),
    (.sample("a.mbox"), [.bounce(1, offset: 0), .bounce(6, offset: 100)]),
    (.sample("b.mbox"), [.bounce(4, offset: 0, writtenTo: "alias@example.com", quotes: true)]),
  ]

  private func sandbox(
    _ order: [Int],
    runs: Bool = false,
    segment: Int? = nil
  ) throws -> Sandbox {
    try .reading(Self.sources, order, runs: runs, segment: segment)
  }

  @Test("what only a trace tells is counted; what it calls delivered and a bounce failed is listed")
  func disagreements() throws {
    let sandbox = try Sandbox()
    let store = try sandbox.store()
    try store.ingest(
      .sample("summary.csv"),
      [
        .trace(1, kind: .failed, at: 0, offset: 0), .trace(2, kind: .failed, at: 10, offset: 1),
        .trace(3, kind: .delivered, at: 20, offset: 2),
        .trace(4, kind: .delivered, at: 30, offset: 3),
      ]
    )
    try store.ingest(.sample("a.mbox"), [.bounce(2, offset: 0), .bounce(4, offset: 1)])
    try store.finishTestRun()
    let reader = try StoreReader(path: sandbox.path)
    #expect(try reader.rows(of: TraceOnlyRow.self).map(\.failures) == [1])
    let rows = try reader.rows(of: TraceDisagreementsRow.self)
    #expect(rows.map(\.deliveredAt) == ["2023-11-14T22:13:50Z"])
    #expect(rows.map(\.reason) == [.recipientUnknown])
    let elsewhere: [String: Value] = ["domain": .text("fabrikam.com")]
    #expect(try reader.rows(of: TraceDisagreementsRow.self, elsewhere).isEmpty)
  }

  @Test(
    "a failure that a trace row and an NDR tell counts once, on the trace's day, by the NDR's text"
  )
  func joined() throws {
    let sandbox = try sandbox([0, 1, 2, 3])
    let rows = try sandbox.rows(
      """
      SELECT message_id, kind, reason, evidence, occurred_at, reports, is_traced, deferrals,
        tried_for_s
      FROM v1_delivery ORDER BY message_id
      """
    )
    #expect(
      rows == [
        "1@sender.example|failed|recipient-unknown|text|2023-11-14T22:13:20Z|5|1|2|900",
        "2@sender.example|delivered|-|-|2023-11-14T22:13:30Z|1|1|-|-",
        "3@sender.example|delivered|-|-|2023-11-14T22:13:40Z|2|1|-|0",
        "4@sender.example|failed|recipient-unknown|text|2023-11-14T22:13:50Z|2|1|-|-",
        "5@sender.example|quarantined|-|-|2023-11-14T22:14:00Z|1|1|-|-",
        "6@sender.example|failed|recipient-unknown|text|2023-11-15T00:00:00Z|1|0|-|-",
      ]
    )
  }

  @Test("rates come from the deliveries that traces show, counts from all")
  func rates() throws {
    let sandbox = try sandbox([0, 1, 2, 3])
    let rows = try sandbox.rows(
      "SELECT failures, sent, delivered, quarantined, failure_rate FROM v1_domain_summary"
    )
    #expect(rows == ["3|5|2|1|40.0"])
    let mail = try self.sandbox([2])
    #expect(
      try mail.rows("SELECT failures, sent, failure_rate FROM v1_domain_summary") == ["2|-|-"]
    )
  }

  @Test(
    "the order in which traces and archives are read doesn't matter",
    arguments: [[1, 0, 3, 2], [2, 3, 0, 1], [3, 2, 1, 0], [2, 0, 3, 1], [0, 1, 2, 3, 2, 0]]
  )
  func permutation(_ order: [Int]) throws {
    let expected = try sandbox([0, 1, 2, 3]).tables()
    #expect(expected["v1_delivery"]?.count == 6)
    #expect(try sandbox(order).tables() == expected)
    #expect(try sandbox(order, runs: true).tables() == expected)
    for segment in [1, 2, 5] {
      #expect(try sandbox(order, segment: segment).tables() == expected)
      #expect(try sandbox(order, runs: true, segment: segment).tables() == expected)
    }
  }

  @Test(
    "a trace that grew is read on from its last row, which stays one event",
    arguments: [1, 2, 100]
  )
  func grown(_ segment: Int) throws {
    let rows = (1...6).map {
      ClassifiedReport.trace($0, kind: .delivered, at: Int64($0), offset: Int64($0 * 100))
    }
    let whole = try Sandbox()
    let once = try whole.store(segment: segment)
    try once.ingest(.sample("summary.csv", size: 700), rows)
    try once.finishTestRun()

    let sandbox = try Sandbox()
    do {
      let store = try sandbox.store(segment: segment)
      try store.ingest(.sample("summary.csv", size: 400), Array(rows[..<3]))
      try store.finishTestRun()
    }
    let store = try sandbox.store(segment: segment)
    let grown = FileIdentity.sample("summary.csv", size: 700, modified: 2)
    guard case .resume(let checkpoint) = try store.decide(grown) else {
      Issue.record("the trace isn't read on")
      return
    }
    try store.ingest(grown, Array(rows[2...]), resuming: checkpoint)
    #expect(try store.finishTestRun().eventsNew == 3)
    #expect(try sandbox.tables() == whole.tables())
    #expect(try sandbox.findings() == [])
  }

  @Test("a bounce whose better sighting names the message is joined in the run that meets it")
  func joinedLate() throws {
    let sandbox = try Sandbox()
    let store = try sandbox.store(segment: 2)
    let vague = ClassifiedReport.bounce(1, offset: 0).changing {
      $0.messageID = "other@sender.example"
    }
    let exact = ClassifiedReport.bounce(1, offset: 0).changing {
      $0.occurredAt = Timestamp(seconds: 1_700_000_001)
    }
    try store.ingest(
      .sample("summary.csv"),
      [.trace(1, kind: .failed, at: 0, offset: 0), .trace(2, kind: .delivered, at: 0, offset: 1)]
    )
    try store.ingest(.sample("b.mbox"), [vague, .bounce(6, offset: 1)])
    try store.ingest(.sample("c.mbox"), [.bounce(7, offset: 0), .bounce(8, offset: 1)])
    try store.finishTestRun()
    let deliveries = "SELECT reports, is_traced FROM v1_delivery ORDER BY 1, 2"
    #expect(try sandbox.rows(deliveries) == ["1|0", "1|0", "1|0", "1|0", "1|1", "1|1"])
    try store.beginTestRun()
    try store.ingest(.sample("a.mbox"), [exact])
    #expect(try store.finishTestRun().eventsNew == 0)
    #expect(try sandbox.rows(deliveries) == ["1|0", "1|0", "1|0", "1|1", "2|1"])
    #expect(try sandbox.findings() == [])
  }

  @Test("rows of a server that knows no network message id are joined to those that name it")
  func local() throws {
    let local = (1...4).map { number in
      ClassifiedReport.trace(number, kind: .delivered, at: Int64(number), offset: Int64(number))
        .changing { report in
          report.networkMessageID = nil
          report.eventID = .sample("local|\(number)")
          report.deliveryID = .sample("\(number)|a@example.com")
        }
    }
    let whole = [ClassifiedReport.trace(2, kind: .failed, at: 90, offset: 0)]
    let indexes =
      "SELECT count(*) FROM sqlite_schema WHERE name IN ('event_to_link', 'event_of_trace')"
    func sandbox(_ first: [ClassifiedReport], _ second: [ClassifiedReport]) throws -> Sandbox {
      let sandbox = try Sandbox()
      let store = try sandbox.store(segment: 2)
      try store.ingest(.sample("first.csv"), first)
      try store.finishTestRun()
      #expect(try sandbox.rows(indexes) == ["0"])
      try store.beginTestRun()
      try store.ingest(.sample("second.csv"), second)
      try store.finishTestRun()
      #expect(try sandbox.rows(indexes) == ["2"])
      #expect(try sandbox.findings() == [])
      return sandbox
    }
    let first = try sandbox(local, whole)
    #expect(
      try first.rows("SELECT message_id, kind, reports FROM v1_delivery ORDER BY 1") == [
        "1@sender.example|delivered|1", "2@sender.example|failed|2",
        "3@sender.example|delivered|1", "4@sender.example|delivered|1",
      ]
    )
    let views = ["v1_delivery", "v1_domain_day"]
    let second = try sandbox(whole, local)
    for view in views { #expect(try first.tables()[view] == second.tables()[view]) }
  }

  @Test("a Message-ID that very many events have joins nothing, and costs no memory")
  func shared() throws {
    let sandbox = try Sandbox()
    let store = try sandbox.store(segment: 4_000)
    let rows = (0...TraceLinks.limit).map { number in
      ClassifiedReport.trace(1, kind: .delivered, at: Int64(number), offset: Int64(number))
        .changing { $0.deliveryID = .sample("shared|\(number)") }
    }
    try store.ingest(.sample("summary.csv", size: 100_000), rows)
    try store.ingest(.sample("a.mbox"), [.bounce(1, offset: 0)])
    try store.finishTestRun()
    #expect(try sandbox.rows("SELECT count(*) FROM v1_delivery") == ["\(rows.count + 1)"])
    #expect(try sandbox.rows("SELECT count(*) FROM v1_delivery WHERE is_failure") == ["1"])
  }

  @Test("pruning the newest rows doesn't keep later ones from being joined")
  func joinedAfterPruning() throws {
    let sandbox = try Sandbox()
    do {
      let store = try sandbox.store()
      try store.ingest(.sample("a.mbox"), [.bounce(1, offset: 0), .bounce(2, offset: 1)])
      try store.ingest(
        .sample("old.csv"),
        (11..<20).map { .trace($0, kind: .delivered, at: -86_400 * 30, offset: Int64($0)) }
      )
      try store.finishTestRun()
    }
    do {
      let store = try sandbox.store(run: false)
      #expect(try store.prune(keeping: 2, now: Timestamp(seconds: 1_700_006_400)).events == 9)
    }
    let store = try sandbox.store()
    try store.ingest(.sample("new.csv"), [.trace(1, kind: .failed, at: 0, offset: 0)])
    try store.finishTestRun()
    #expect(try sandbox.rows("SELECT max(id) FROM event") == ["3"])
    #expect(
      try sandbox.rows("SELECT message_id, reports, is_traced FROM v1_delivery ORDER BY 1")
        == ["1@sender.example|2|1", "2@sender.example|1|0"]
    )
  }

  @Test("a failure whose trace gives no reason has an unknown cause and is no unknown text")
  func noReason() throws {
    let sandbox = try Sandbox()
    let store = try sandbox.store()
    try store.ingest(.sample("summary.csv"), [.trace(1, kind: .failed, at: 0, offset: 0)])
    #expect(try store.finishTestRun().unknown == 1)
    #expect(try sandbox.rows("SELECT * FROM v1_unknown") == [])
    #expect(try sandbox.rows("SELECT rule FROM v1_event") == ["fallback.trace-gives-no-reason"])
  }
}

extension ClassifiedReport {
  private static let start: Int64 = 1_700_000_000

  /// A row of a trace about message `message`.
  static func trace(
    _ message: Int,
    kind: ReportKind,
    at seconds: Int64,
    offset: Int64,
    isEvent: Bool = false
  ) -> ClassifiedReport {
    var report = DeliveryReport(kind: kind, position: Position(path: "", record: 0, offset: offset))
    report.origin = .trace
    report.messageID = "\(message)@sender.example"
    report.networkMessageID = "00000000-0000-0000-0000-00000000000\(message)"
    report.recipient = EmailAddress("a@example.com")
    report.eventID = .sample("trace|\(message)|\(kind.rawValue)|\(seconds)")
    report.deliveryID = .sample("network|\(message)|a@example.com")
    report.occurredAt = Timestamp(seconds: start + seconds)
    if !isEvent { report.arrivedAt = report.occurredAt }
    let verdict = Verdict(
      reason: .noDiagnosis,
      expired: false,
      side: .unknown,
      evidence: .none,
      rule: "fallback.trace-gives-no-reason"
    )
    return ClassifiedReport(report, kind.hasCause ? verdict : nil)
  }

  /// An NDR for message `message`, which may quote the network message id and name the address that
  /// the sender wrote.
  static func bounce(
    _ message: Int,
    offset: Int64,
    writtenTo original: String? = nil,
    quotes: Bool = false
  ) -> ClassifiedReport {
    ClassifiedReport.sample(message, at: 1_700_006_400, offset: offset).changing { report in
      report.recipient = EmailAddress("A@example.com")
      report.originalRecipient = original.map { EmailAddress($0) }
      report.deliveryID = .sample("\(message)|\(original ?? "a@example.com")")
      if quotes { report.networkMessageID = "00000000-0000-0000-0000-00000000000\(message)" }
    }
  }
}
