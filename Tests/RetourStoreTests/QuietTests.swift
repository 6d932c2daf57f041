import Foundation
import GRDB
import RetourEvents
import TestSupport
import Testing

@testable import RetourStore

/// Deliveries of which one row of a trace is all that is known.
@Suite("Quiet deliveries")
struct QuietTests {
  typealias Source = (file: FileIdentity, events: [ClassifiedReport])

  /// Two overlapping summaries, the event log of some of their mail, and bounces of others; the last row
  /// of each source may be taken back, so it isn't quiet.
  static let sources: [Source] = [
    (.sample("b.csv"), (1...8).map { .quietRow($0) }),
    (.sample("a.csv"), (5...12).map { .quietRow($0, offset: Int64($0 * 10)) }),
    (
      .sample("events.log"),
      [.trace(2, kind: .delayed, at: 50, offset: 0, isEvent: true), .quietRow(9, offset: 7)]
    ),
    (.sample("a.mbox"), [.bounce(3, offset: 0), .bounce(99, offset: 100)]),
  ]

  private static let orders = [
    [0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2], [0, 3, 1, 2], [3, 0, 2, 1],
  ]

  func sandbox(
    _ order: [Int],
    runs: Bool = false,
    segment: Int? = nil
  ) throws -> Sandbox {
    try .reading(Self.sources, order, runs: runs, segment: segment)
  }

  @Test("a row of a trace that arrived is stored once, and shown like any event and delivery")
  func shown() throws {
    let sandbox = try sandbox([0])
    #expect(try sandbox.rows("SELECT count(*) FROM quiet") == ["7"])
    #expect(try sandbox.rows("SELECT count(*) FROM event") == ["1"])
    let columns = """
      event_id, delivery_id, kind, recipient, domain, sender, message_id, network_message_id,
      occurred_at, day, arrived_at, remote_ip, reason, expired, run, origin, catalogue_version
      """
    let of = "FROM v1_event WHERE message_id = '4@sender.example'"
    let event = Self.sources[0].events[3].report
    #expect(
      try sandbox.rows("SELECT \(columns) \(of)") == [
        """
        \(event.eventID)|\(event.deliveryID?.description ?? "")|delivered|User4@example.com|\
        example.com|sender@sender.example|4@sender.example|0a1b2c3d-0000-4000-8000-000000000004|\
        2023-11-14T22:14:00Z|2023-11-14|2023-11-14T22:14:00Z|198.51.100.4|-|-|1|trace|test-1
        """
      ]
    )
    #expect(try sandbox.rows("SELECT source_path, record, offset \(of)") == ["/archive/b.csv|0|4"])
    // The last row, which is an event, differs from the others in nothing but its numbers.
    let kinds = columns.split(separator: ",").map { "typeof(\($0))" }.joined(separator: ", ")
    #expect(try sandbox.rows("SELECT DISTINCT \(kinds) FROM v1_event").count == 1)
    #expect(
      try sandbox.rows(
        """
        SELECT DISTINCT kind, is_failure, reports, is_traced, cause, deferrals, tried_for_s, day
        FROM v1_delivery
        """
      ) == ["delivered|0|1|1|-|-|-|2023-11-14"]
    )
    #expect(try sandbox.rows("SELECT sent, delivered FROM v1_domain_summary") == ["8|8"])
    #expect(
      try sandbox.rows("SELECT count(*), sum(failures) FROM v1_remote_host") == ["8|0"]
    )
  }

  @Test("neither order nor repetition matters, nor how many are in a batch", arguments: orders)
  func permutation(_ order: [Int]) throws {
    let expected = try sandbox([0, 1, 2, 3]).tables()
    #expect(expected["v1_event"]?.count == 15)
    #expect(expected["v1_delivery"]?.count == 13)
    for segment in [nil, 1, 3] {
      for runs in [false, true] {
        let tables = try sandbox(order, runs: runs, segment: segment).tables()
        #expect(tables == expected, "\(order), \(String(describing: segment)), \(runs)")
      }
      #expect(try sandbox(order + order, runs: true, segment: segment).tables() == expected)
    }
  }

  @Test("what a second report speaks of, and what a bounce is joined to, has events")
  func promoted() throws {
    for order in Self.orders {
      let sandbox = try sandbox(order, runs: true)
      let quiet = try sandbox.rows("SELECT message FROM quiet")
      #expect(!quiet.contains("2") && !quiet.contains("3"))
      #expect(quiet.contains("4"))
      #expect(
        try sandbox.rows(
          "SELECT kind, reports FROM v1_delivery WHERE message_id IN ('2@sender.example', "
            + "'3@sender.example') ORDER BY message_id"
        ) == ["delivered|2", "failed|2"]
      )
    }
  }

  @Test("the books count each row once, whoever brings it")
  func books() throws {
    let sandbox = try sandbox([0, 1, 2, 3, 0, 1], runs: true)
    #expect(
      try sandbox.rows(
        "SELECT path, reports, events_new, duplicates FROM v1_source WHERE path LIKE '%.csv' "
          + "AND NOT is_replaced ORDER BY 1"
      ) == ["/archive/a.csv|8|0|8", "/archive/b.csv|8|0|8"]
    )
    #expect(try sandbox.rows("SELECT sum(events_new) FROM v1_run") == ["15"])
  }

  @Test("the place of an event is the first by path and offset")
  func places() throws {
    for order in [[0, 1], [1, 0], [0, 1, 0], [1, 0, 1]] {
      let sandbox = try sandbox(order, runs: true)
      #expect(
        try sandbox.rows(
          "SELECT source_path, offset FROM v1_event WHERE message_id = '6@sender.example'"
        ) == ["/archive/a.csv|60"]
      )
    }
  }

  @Test("unusual texts come back as they were, also after promotion")
  func texts() throws {
    let events: [ClassifiedReport] = [
      .quietRow(1).changing {
        $0.sender = nil
        $0.messageID = nil
        $0.remoteIP = nil
      },
      .quietRow(2).changing {
        $0.sender = EmailAddress("bare")
        $0.messageID = "no-at-sign"
      },
      .quietRow(3).changing {
        $0.messageID = "two@signs@"
        $0.remoteIP = "2001:db8::1"
      },
      .quietRow(4).changing {
        $0.recipient = EmailAddress("\"odd name'\"@example.com")
        $0.sender = EmailAddress("x@")
        $0.remoteIP = "255.255.255.255"
      },
      .quietRow(5).changing {
        $0.occurredAt = nil
        $0.arrivedAt = nil
        $0.remoteIP = "0.0.0.0"
      },
      .quietRow(6).changing {
        $0.occurredAt = Timestamp(seconds: -1)
        $0.arrivedAt = nil
      },
      .quietRow(7),
    ]
    let columns = """
      kind, recipient, sender, message_id, network_message_id, occurred_at, arrived_at, day, remote_ip
      """
    let sandbox = try Sandbox()
    var store: Store? = try sandbox.store()
    try store?.ingest(.sample("a.csv"), events)
    try store?.finishTestRun()
    store = nil
    #expect(try sandbox.rows("SELECT count(*) FROM quiet") == ["6"])
    let before = try sandbox.rows("SELECT \(columns) FROM v1_event ORDER BY event_id")
    for event in events {
      let report = try StoreReader(path: sandbox.path).report(event.report.eventID)
      #expect(report?.messageID == event.report.messageID)
      #expect(report?.sender == event.report.sender)
      #expect(report?.recipient == event.report.recipient)
      #expect(report?.remoteIP == event.report.remoteIP)
      #expect(report?.occurredAt == event.report.occurredAt)
      #expect(report?.arrivedAt == event.report.arrivedAt)
    }
    store = try sandbox.store()
    let more = events.map { event in
      ClassifiedReport.quietRow(1).changing {
        $0 = event.report
        $0.kind = .filtered
        $0.eventID = .sample("again \(event.report.eventID)")
      }
    }
    try store?.ingest(.sample("b.csv"), more)
    try store?.finishTestRun()
    store = nil
    #expect(try sandbox.rows("SELECT count(*) FROM quiet") == ["0"])
    #expect(
      try sandbox.rows("SELECT \(columns) FROM v1_event WHERE kind <> 'filtered' ORDER BY event_id")
        == before
    )
    #expect(try sandbox.findings() == [])
  }

  @Test("rows that a reader packed are stored as their reports are", arguments: [0, 40])
  func packed(_ before: Int) throws {
    let events = Self.sources[0].events
    let file = Self.sources[0].file
    func tables(packs: Bool) throws -> [String: [String]] {
      let sandbox = try Sandbox()
      let store = try sandbox.store()
      var batch = Batch.whole(try store.begin(file), file, events)
      batch.checkpoint?.record += before
      for index in batch.events.indices {
        batch.events[index] = batch.events[index].changing { $0.position.record += before + index }
      }
      if packs {
        batch.quiet.recordsBefore = before
        for event in batch.events {
          let isPacked = batch.quiet.append(event.report)
          #expect(isPacked)
        }
        batch.events = []
      }
      try store.append(batch)
      // Later ones meet them.
      for (file, events) in Self.sources.dropFirst() { try store.ingest(file, events) }
      try store.finishTestRun()
      #expect(try sandbox.findings() == [])
      #expect(try sandbox.rows("SELECT count(*) > 5 FROM quiet") == ["1"])
      return try sandbox.tables()
    }
    #expect(try tables(packs: true) == tables(packs: false))
  }

  @Test("packed rows get pseudonyms like all others")
  func hidden() throws {
    let sandbox = try Sandbox()
    let store = try Store(path: sandbox.path, holder: "retour test")
    store.protect(with: Pseudonyms(key: Array(0..<32), keeping: []))
    try store.beginTestRun()
    let (file, events) = Self.sources[0]
    var batch = Batch.whole(try store.begin(file), file, events)
    for event in batch.events {
      let isPacked = batch.quiet.append(event.report)
      #expect(isPacked)
    }
    batch.events = []
    try store.append(batch)
    try store.finishTestRun()
    #expect(
      try sandbox.rows(
        "SELECT count(*) FROM v1_event WHERE recipient LIKE 'pseudo-%' AND sender LIKE 'pseudo-%'"
      ) == ["8"]
    )
    #expect(try sandbox.rows("SELECT count(*) FROM quiet") == ["7"])
    #expect(try sandbox.findings() == [])
  }

  @Test("what stands behind a checkpoint in the middle of a file is taken back and read again")
  func resumed() throws {
    let file = FileIdentity.sample("a.csv", size: 2_000)
    let rows = (0..<8).map { number in
      ClassifiedReport.quietRow(number + 1, offset: Int64(number * 100))
        .changing { $0.position.path = file.path }
    }
    let sandbox = try Sandbox()
    var checkpoint = Checkpoint(offset: 300, record: 3, isComplete: false, fingerprint: "f")
    do {
      let store = try sandbox.store()
      let source = try store.begin(file)
      var first = Batch(
        source: source,
        events: Array(rows[..<3]),
        tally: .reports(Array(rows[..<3]))
      )
      (checkpoint.before, checkpoint.total) = (first.tally, first.tally)
      first.checkpoint = checkpoint
      try store.append(first)
      // No checkpoint follows before the run is broken off.
      try store.append(
        Batch(source: source, events: Array(rows[3..<6]), tally: .reports(Array(rows[3..<6])))
      )
      try store.finishTestRun()
    }
    #expect(try sandbox.rows("SELECT count(*) FROM quiet") == ["3"])
    #expect(try sandbox.rows("SELECT count(*) FROM tail") == ["3"])
    let store = try sandbox.store()
    guard case .resume(let found) = try store.decide(file) else {
      Issue.record("reading doesn't go on")
      return
    }
    #expect(found.offset == 300)
    let source = try store.begin(file, resuming: found)
    // The file has other rows there now.
    let rest = [rows[6], rows[7]]
    var total = checkpoint.total
    total += .reports(rest)
    try store.append(
      Batch(
        source: source,
        events: rest,
        tally: .reports(rest),
        checkpoint: Checkpoint(
          offset: 700,
          record: 4,
          before: checkpoint.total,
          total: total,
          isComplete: true,
          fingerprint: "g"
        )
      )
    )
    try store.finishTestRun()
    #expect(
      try sandbox.rows("SELECT message_id FROM v1_event ORDER BY 1")
        == [1, 2, 3, 7, 8].map { "\($0)@sender.example" }
    )
    #expect(try sandbox.findings() == [])
  }

  @Test("a bounce is joined to the Message-ID that a better place of the report gives")
  func otherMessageID() throws {
    func tables(bounceFirst: Bool) throws -> [String: [String]] {
      let sandbox = try Sandbox()
      let store = try sandbox.store()
      let rows = [ClassifiedReport.quietRow(3), .quietRow(4), .quietRow(5)]
      let better = rows.map { row in row.changing { $0.messageID = "other-\($0.messageID ?? "")" } }
      let bounce = ClassifiedReport.bounce(3, offset: 0)
        .changing { $0.messageID = "other-3@sender.example" }
      let steps: [(FileIdentity, [ClassifiedReport])] = [
        (.sample("z.csv"), rows), (.sample("x.mbox"), [.bounce(77, offset: 0)]),
        (.sample("a.csv"), better), (.sample("b.mbox"), [bounce]),
      ]
      for index in bounceFirst ? [3, 1, 0, 2] : [0, 1, 2, 3] {
        try store.ingest(steps[index].0, steps[index].1)
        try store.finishTestRun()
        try store.beginTestRun()
      }
      try store.finishTestRun()
      #expect(try sandbox.findings() == [])
      #expect(
        try sandbox.rows(
          "SELECT kind, reports FROM v1_delivery WHERE message_id = 'other-3@sender.example'"
        ) == ["failed|2"]
      )
      return try sandbox.tables()
    }
    #expect(try tables(bounceFirst: false) == tables(bounceFirst: true))
  }
}

extension ClassifiedReport {
  /// The row of a summary of a message trace: mail that arrived.
  static func quietRow(
    _ message: Int,
    offset: Int64? = nil,
    day: Int64 = 0
  ) -> ClassifiedReport {
    var report = DeliveryReport(
      kind: .delivered,
      position: Position(path: "", record: 0, offset: offset ?? Int64(message))
    )
    report.origin = .trace
    report.messageID = "\(message)@sender.example"
    let number = String(message)
    report.networkMessageID =
      "0a1b2c3d-0000-4000-8000-" + String(repeating: "0", count: 12 - number.count) + number
    // Those of other tests have other ids.
    report.recipient = EmailAddress(
      message == 2 || message == 3 ? "a@example.com" : "User\(message)@example.com"
    )
    report.sender = EmailAddress("sender@sender.example")
    report.occurredAt = Timestamp(seconds: 1_700_000_000 + day * 86_400 + Int64(message * 10))
    report.arrivedAt = report.occurredAt
    report.remoteIP = "198.51.100.\(message)"
    report.eventID = .sample("quiet|\(message)|\(day)")
    report.deliveryID =
      message == 2 ? .sample("network|2|a@example.com") : .sample("quiet|\(message)")
    return ClassifiedReport(report, nil)
  }
}
