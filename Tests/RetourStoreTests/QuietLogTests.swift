import RetourEvents
import TestSupport
import Testing

@testable import RetourStore

/// Mail of which only a log says that it arrived.
@Suite("Quiet deliveries of logs")
struct QuietLogTests {
  private typealias Source = (file: FileIdentity, events: [ClassifiedReport])

  /// Two logs, bounces and a trace.
  ///
  /// The second log overlaps and knows how a deferred mail went on; one of the bounces, which are of mail
  /// that was called delivered, names only the address that was written; the trace has some of the mail.
  /// The last event of each source may be taken back, so it isn't quiet.
  private static let sources: [Source] = [
    (
      .sample("a.log"),
      (1...6).map { .delivered($0) } + [.deferred(7), .delivered(8)]
    ),
    (
      .sample("b.log"),
      (5...6).map { .delivered($0, offset: Int64($0 * 10)) } + [
        .delivered(7, attempts: 3), .delivered(9), .delivered(10),
      ]
    ),
    (
      .sample("a.mbox"),
      [
        .bounce(2, to: "User2@example.com"),
        .bounce(3, to: "alias@example.com", for: "User3@example.com"),
      ]
    ),
    (.sample("a.csv"), [.row(4), .row(99)]),
  ]

  private static let orders = [
    [0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2], [0, 3, 1, 2],
  ]

  /// The sources without what is kept by default of mail that arrived, so that rows of either form say it.
  private static let reduced: [Source] = sources.map { source in
    (
      source.file,
      source.events.map { event in
        guard event.report.origin == .log, event.report.kind == .delivered else { return event }
        return event.changing {
          $0.sender = nil
          $0.originalRecipient = nil
          $0.status = nil
          $0.reply = nil
          $0.remotePort = nil
        }
      }
    )
  }

  @Test("mail that a log calls delivered is kept in a small row, and shown like any other")
  func shown() throws {
    let sandbox = try Sandbox.reading(Self.sources, [0])
    #expect(try sandbox.rows("SELECT count(*) FROM quiet_log") == ["6"])
    #expect(try sandbox.rows("SELECT count(*) FROM event") == ["2"])
    #expect(
      try sandbox.rows(
        """
        SELECT kind, recipient, domain, sender, message_id, queue_id, occurred_at, day, arrived_at,
          last_attempt_at, retried_for_s, attempts, status, reply_code, reporting_mta, remote_host,
          remote_ip, remote_port, network_message_id, source_path, offset, origin
        FROM v1_event WHERE message_id = '4@sender.example'
        """
      ) == [
        """
        delivered|User4@example.com|example.com|-|4@sender.example|Q4|2023-11-14T22:14:00Z|2023-11-14|\
        2023-11-14T22:13:57Z|2023-11-14T22:14:00Z|3|1|-|-|mail.contoso.com|mx.example.com|\
        198.51.100.4|-|-|/archive/a.log|4|trace
        """
      ]
    )
    #expect(
      try sandbox.rows(
        "SELECT remote_host, remote_ip, queue_id, attempts, retried_for_s, reporting_mta, status "
          + "FROM v1_evidence WHERE message_id = '4@sender.example'"
      ) == ["mx.example.com|198.51.100.4|Q4|1|3|mail.contoso.com|-"]
    )
    #expect(try sandbox.rows("SELECT sent, delivered, delayed FROM v1_domain_summary") == ["8|7|1"])
    let tracked = try StoreReader(path: sandbox.path).track("Q4", limit: 10)
    #expect(tracked.map(\.report.messageID) == ["4@sender.example"])
    #expect(tracked.map(\.outcome) == ["delivered"])
    let report = try #require(tracked.first?.report)
    #expect(try StoreReader(path: sandbox.path).report(report.eventID) == report)
  }

  @Test("where all is kept, nothing that a log says is lost")
  func kept() throws {
    let sandbox = try Sandbox.reading(Self.sources, [0], keepsDelivered: true)
    #expect(try sandbox.rows("SELECT count(*) FROM quiet_log") == ["0"])
    #expect(
      try sandbox.rows(
        "SELECT sender, original_recipient, status, reply_code, remote_port "
          + "FROM v1_event WHERE message_id = '4@sender.example'"
      ) == ["sender@sender.example|alias@contoso.com|2.0.0|250|25"]
    )
  }

  @Test("neither order nor repetition matters, nor in which rows it stands", arguments: orders)
  func permutation(_ order: [Int]) throws {
    let expected = try Sandbox.reading(Self.reduced, [0, 1, 2, 3], keepsDelivered: true).tables()
    #expect(expected["v1_event"]?.count == 14)
    #expect(expected["v1_delivery"]?.count == 11)
    for segment in [nil, 1, 3] {
      for runs in [false, true] {
        let tables = try Sandbox.reading(Self.sources, order, runs: runs, segment: segment).tables()
        #expect(tables == expected, "\(order), \(String(describing: segment)), \(runs)")
      }
      let twice = try Sandbox.reading(Self.sources, order + order, runs: true, segment: segment)
      #expect(try twice.tables() == expected)
    }
  }

  @Test("a bounce of mail that was called delivered is one failure, and the rest stays small")
  func bounced() throws {
    for order in [[0, 2], [2, 0]] {
      let sandbox = try Sandbox.reading(Self.sources, order, runs: true)
      #expect(
        try sandbox.rows(
          "SELECT message_id, kind, reports FROM v1_delivery WHERE reports > 1 ORDER BY 1"
        ) == ["2@sender.example|failed|2", "3@sender.example|failed|2"]
      )
      #expect(try sandbox.rows("SELECT count(*) FROM quiet_log") == ["4"])
      #expect(try sandbox.rows("SELECT sent, failures FROM v1_domain_summary") == ["8|2"])
    }
  }

  @Test("mail through a smart host counts as relayed, and another configuration judges it anew")
  func relays() throws {
    let sandbox = try Sandbox()
    func read(_ relays: [String], _ sources: [Source]) throws -> [String] {
      let store = try sandbox.store(run: false)
      store.route(through: relays)
      try store.beginTestRun()
      for (file, events) in sources { try store.ingest(file, events) }
      try store.finishTestRun()
      #expect(try sandbox.findings() == [])
      #expect(
        try sandbox.rows("SELECT DISTINCT kind FROM v1_event WHERE queue_id <> 'Q7'") == [
          "delivered"
        ]
      )
      return try sandbox.rows(
        "SELECT kind, sum(deliveries), sum(sent) FROM v1_domain_day GROUP BY 1 ORDER BY 1"
      )
    }
    #expect(try read([], [Self.sources[0]]) == ["delayed|1|1", "delivered|7|7"])
    #expect(try read(["mx.example.com"], []) == ["delayed|1|0", "relayed|7|0"])
    #expect(
      try sandbox.rows("SELECT kind, is_traced, count(*) FROM v1_delivery GROUP BY 1, 2 ORDER BY 1")
        == ["delayed|0|1", "relayed|0|7"]
    )
    #expect(
      try read(["198.51.100.4/32"], []) == ["delayed|1|1", "delivered|6|6", "relayed|1|0"]
    )
    // Another report about some of it comes with yet another configuration.
    let again = [
      Source(.sample("c.log"), (1...4).map { .delivered($0, host: "other.contoso.com") })
    ]
    #expect(try read([], again) == ["delayed|1|1", "delivered|7|7"])
    #expect(try sandbox.rows("SELECT count(*) FROM quiet_log") == ["2"])
  }

  @Test("a database is anonymous with them, and merges into another")
  func copied() throws {
    let sandbox = try Sandbox.reading(Self.sources, [0])
    let copy = "\(sandbox.folder.path)/copy.sqlite"
    try StoreReader(path: sandbox.path).snapshot(
      to: copy,
      under: Pseudonyms(key: Array(0..<32), keeping: []),
      checksum: { _ in "" }
    )
    let names = try StoreReader(path: copy).run(
      sql: "SELECT count(*) FROM v1_event WHERE recipient LIKE 'pseudo-%'"
    )
    #expect(names.rows.map { $0.map(\.plain) } == [["8"]])
    #expect(try StoreReader(path: copy).verify().map(\.description) == [])
    let other = try Sandbox()
    let store = try other.store()
    _ = try store.merge(StoreReader(path: sandbox.path))
    try store.finishTestRun()
    #expect(try other.tables() == sandbox.tables())
    #expect(try other.findings() == [])
  }

  @Test("pruning takes old rows of logs, and what comes for their days is late")
  func pruned() throws {
    let sandbox = try Sandbox()
    do {
      let store = try sandbox.store(segment: 3)
      try store.ingest(.sample("a.log"), (1...8).map { .delivered($0, day: $0 > 4 ? 20 : 0) })
      try store.finishTestRun()
    }
    let totals = try sandbox.rows("SELECT * FROM v1_domain_day ORDER BY 1, 2")
    let now = Timestamp(seconds: 1_700_000_000 + 86_400 * 21)
    let promise = try sandbox.store(run: false).prune(keeping: 10, now: now, dryRun: true)
    let result = try sandbox.store(run: false).prune(keeping: 10, now: now, dryRun: false)
    #expect((promise.deliveries, result.deliveries) == (4, 4))
    #expect(try sandbox.rows("SELECT count(*), min(day) FROM v1_delivery") == ["4|2023-12-04"])
    let store = try sandbox.store()
    try store.ingest(.sample("b.log"), (1...4).map { .delivered($0) })
    #expect(try store.finishTestRun().late == 4)
    #expect(try sandbox.rows("SELECT * FROM v1_domain_day ORDER BY 1, 2") == totals)
    #expect(try sandbox.findings() == [])
  }

  @Test("a database of version 5 gets the table with the next run, and can be read before")
  func upgraded() throws {
    let sandbox = try Sandbox.reading(Self.sources, [3])
    try sandbox.shell(
      """
      DROP VIEW v1_event; DROP VIEW v1_delivery; DROP VIEW v1_evidence; DROP VIEW v1_remote_host;
      DROP TABLE quiet_log; DROP TABLE quiet_log_batch; DROP TABLE known_stretch;
      PRAGMA user_version = 5;
      """
    )
    #expect(try StoreReader(path: sandbox.path).track("99@sender.example", limit: 9).count == 1)
    let store = try sandbox.store()
    try store.ingest(Self.sources[0].file, Self.sources[0].events)
    try store.finishTestRun()
    #expect(try sandbox.tables() == Sandbox.reading(Self.sources, [3, 0]).tables())
    #expect(try sandbox.rows("PRAGMA user_version") == ["6"])
  }
}

extension ClassifiedReport {
  /// What a log says of message `message` that arrived.
  fileprivate static func delivered(
    _ message: Int,
    offset: Int64? = nil,
    attempts: Int = 1,
    day: Int64 = 0,
    host: String = "mail.contoso.com"
  ) -> ClassifiedReport {
    var report = DeliveryReport(
      kind: .delivered,
      position: Position(path: "", record: 0, offset: offset ?? Int64(message))
    )
    report.origin = .log
    report.messageID = "\(message)@sender.example"
    report.queueID = "Q\(message)"
    report.recipient = EmailAddress("User\(message)@example.com")
    report.originalRecipient = EmailAddress("alias@contoso.com")
    report.sender = EmailAddress("sender@sender.example")
    report.occurredAt = Timestamp(seconds: 1_700_000_000 + day * 86_400 + Int64(message * 10))
    report.arrivedAt = Timestamp(seconds: 1_700_000_000 + day * 86_400 + Int64(message * 10) - 3)
    report.lastAttemptAt = report.occurredAt
    report.retriedFor = 3
    report.attempts = attempts
    report.reportingMTA = host
    report.remoteHost = "mx.example.com"
    report.remoteIP = "198.51.100.\(message)"
    report.remotePort = 25
    report.status = EnhancedStatus(2, 0, 0)
    report.reply = SMTPReply(250)
    report.eventID = .sample("log|\(message)|\(day)|\(host)")
    report.deliveryID = .sample("\(message)|user\(message)@example.com|\(day)")
    return ClassifiedReport(report, nil)
  }

  /// What a log says of message `message` that is still in the queue.
  fileprivate static func deferred(_ message: Int) -> ClassifiedReport {
    let verdict = Verdict(
      reason: .serverUnavailable,
      expired: false,
      side: .theirs,
      evidence: .text,
      rule: "test"
    )
    return ClassifiedReport(delivered(message).report, verdict).changing {
      $0.kind = .delayed
      $0.originalRecipient = nil
      $0.diagnostics = ["450 4.3.2 try again"]
      ($0.status, $0.reply) = (EnhancedStatus(4, 3, 2), SMTPReply(450))
    }
  }

  /// An NDR of message `message`.
  fileprivate static func bounce(
    _ message: Int,
    to recipient: String,
    for original: String? = nil
  ) -> ClassifiedReport {
    ClassifiedReport.sample(message, at: 1_700_006_400, offset: Int64(message)).changing { report in
      report.recipient = EmailAddress(recipient)
      report.originalRecipient = original.map { EmailAddress($0) }
      report.deliveryID = .sample("\(message)|\(recipient.lowercased())|0")
    }
  }

  /// The row of a trace of message `message`.
  fileprivate static func row(_ message: Int) -> ClassifiedReport {
    var report = DeliveryReport(
      kind: .delivered,
      position: Position(path: "", record: 0, offset: Int64(message))
    )
    report.origin = .trace
    report.messageID = "\(message)@sender.example"
    report.networkMessageID = "00000000-0000-4000-8000-0000000000\(10 + message % 90)"
    report.recipient = EmailAddress("User\(message)@example.com")
    report.occurredAt = Timestamp(seconds: 1_700_000_000)
    report.arrivedAt = report.occurredAt
    report.eventID = .sample("row|\(message)")
    report.deliveryID = .sample("row|\(message)")
    return ClassifiedReport(report, nil)
  }
}
