import Foundation
import RetourEvents
import TestSupport
import Testing

@testable import RetourStore

/// A fresh directory with a database in it, removed with the value.
final class Sandbox {
  let folder: URL
  let path: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "retour-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appending(path: "retour.sqlite").path
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Opens the database for writing, with as many rows in a segment of keys, or as usual.
  func store(
    timeZone: String? = nil,
    run: Bool = true,
    segment: Int? = nil,
    keepsDelivered: Bool = false
  ) throws -> Store {
    let store = try Store(path: path, timeZone: timeZone, holder: "retour test")
    if let segment { store.segment = segment }
    store.keepsDelivered = keepsDelivered
    if run { try store.beginTestRun() }
    return store
  }

  /// A database into which sources were read, in an order, each in a run of its own or all in one.
  static func reading(
    _ sources: [(file: FileIdentity, events: [ClassifiedReport])],
    _ order: [Int],
    runs: Bool = false,
    segment: Int? = nil,
    keepsDelivered: Bool = false
  ) throws -> Sandbox {
    let sandbox = try Sandbox()
    let store = try sandbox.store(segment: segment, keepsDelivered: keepsDelivered)
    for index in order {
      try store.ingest(sources[index].file, sources[index].events)
      if runs {
        try store.finishTestRun()
        try store.beginTestRun()
      }
    }
    try store.finishTestRun()
    #expect(try sandbox.findings() == [])
    return sandbox
  }

  /// The rows of a query, each as its values joined by `|`.
  func rows(_ sql: String) throws -> [String] {
    try StoreReader(path: path).run(sql: sql).rows.map { row in
      row.map(\.plain).joined(separator: "|")
    }
  }

  /// Changes the database past the program.
  func shell(_ sql: String) throws { try SQLFile.run(sql, at: path) }

  /// What `db verify` finds wrong.
  func findings() throws -> [String] { try StoreReader(path: path).verify().map(\.description) }

  /// Takes back what schema versions 5 and 6 brought, but for the number.
  static let withoutVersion5: String = {
    let known = QuietForm.allCases.flatMap { [$0.eventRows, $0.deliveryRows] }
    let older = Schema.views.split(separator: ";").map(String.init)
      .filter { $0.contains("VIEW v1_event\u{20}") || $0.contains("VIEW v1_delivery\u{20}") }
      .map { view in known.reduce(view) { $0.replacing("UNION ALL\n\($1)", with: "") } + ";" }
    return """
      DROP VIEW v1_event; DROP VIEW v1_delivery; DROP VIEW v1_evidence;
      DROP VIEW v1_remote_host; DROP TABLE quiet;
      DROP TABLE quiet_batch; DROP TABLE suffix; DROP TABLE quiet_log; DROP TABLE quiet_log_batch; DROP TABLE known_stretch; \(older.joined())
      """
  }()

  /// Takes back what schema versions 4 to 6 brought, but for the number.
  static let withoutVersion4 = """
    \(withoutVersion5)
    DROP VIEW v1_block; DROP TABLE block;
    DROP INDEX source_path; DROP TABLE section;
    ALTER TABLE source DROP COLUMN is_merged; ALTER TABLE event DROP COLUMN judged;
    CREATE UNIQUE INDEX source_path ON source (path) WHERE NOT is_replaced;
    DROP VIEW v1_dns_finding; DROP VIEW v1_failure_dns;
    DROP TABLE dns_finding; DROP TABLE dns_topic; DROP TABLE dns_look;
    DROP VIEW v1_signing_key; DROP TABLE signing_key;
    """

  /// What has to be the same after any order of arrival, and after any kill: no run, no source row.
  func tables() throws -> [String: [String]] {
    var tables: [String: [String]] = [:]
    let reader = try StoreReader(path: path)
    for view in ["v1_event", "v1_delivery", "v1_domain_day", "v1_domain_summary"] {
      let table = try reader.run(sql: "SELECT * FROM \(view)")
      let shown = table.columns.indices.filter { table.columns[$0].name != "run" }
      tables[view] = table.rows.map { row in shown.map { row[$0].plain }.joined(separator: "|") }
        .sorted()
    }
    return tables
  }
}

extension Value {
  var plain: String {
    switch self {
    case .null: "-"
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .text(let text): text
    }
  }
}

extension Store {
  func beginTestRun() throws {
    try beginRun(
      command: "ingest",
      version: "0.1.0",
      catalogueVersion: "test-1",
      at: Timestamp(seconds: 1_800_000_000)
    )
  }

  @discardableResult
  func finishTestRun() throws -> RunSummary {
    try finishRun(files: FileCounts(), at: Timestamp(seconds: 1_800_000_060), seconds: 60)
  }

  /// Reads a whole file in one batch.
  func ingest(_ file: FileIdentity, _ events: [ClassifiedReport], resuming: Checkpoint? = nil)
    throws
  {
    let source = try begin(file, resuming: resuming)
    try append(.whole(source, file, events, after: resuming))
  }
}

extension FileIdentity {
  /// A file of a name, with one inode per name unless another is given.
  static func sample(
    _ name: String,
    inode: UInt64? = nil,
    size: Int64 = 1000,
    modified: Int64 = 1
  ) -> FileIdentity {
    let number = name.utf8.reduce(7 as UInt64) { $0 &* 31 &+ UInt64($1) }
    return FileIdentity(
      path: InputPath("/archive/\(name)"),
      device: 1,
      inode: inode ?? number,
      size: size,
      modified: modified
    )
  }
}

extension Batch {
  /// All of a file: every message is a report; the checkpoint stands at the last one.
  static func whole(
    _ source: SourceID,
    _ file: FileIdentity,
    _ events: [ClassifiedReport],
    after earlier: Checkpoint? = nil
  ) -> Batch {
    let events = events.map { $0.changing { $0.position.path = file.path } }
    let last = events.map(\.report.position.offset).max() ?? 0
    var checkpoint = Checkpoint(offset: last, isComplete: true, fingerprint: "f")
    checkpoint.before = earlier?.before ?? Tally()
    checkpoint.before += .reports(events.filter { $0.report.position.offset < last })
    checkpoint.total = earlier?.before ?? Tally()
    checkpoint.total += .reports(events)
    return Batch(
      source: source,
      events: events,
      tally: .reports(events),
      checkpoint: checkpoint,
      bytes: Int(file.size)
    )
  }
}

extension Tally {
  /// The books of messages that are all reports.
  static func reports(_ events: [ClassifiedReport]) -> Tally {
    var tally = Tally()
    tally.messages = Set(events.map(\.report.position.offset)).count
    tally.withReports = tally.messages
    tally.reports = events.count
    return tally
  }
}

extension ClassifiedReport {
  /// A report about message `message` for recipient `to`, told by server `by`.
  static func sample(
    _ message: Int,
    to: String = "a@example.com",
    by: String = "mx.sender.example",
    kind: ReportKind = .failed,
    at: Int64? = nil,
    offset: Int64? = nil,
    reason: Reason = .recipientUnknown,
    evidence: Evidence = .text,
    text: String = "no such user",
    expired: Bool = false
  ) -> ClassifiedReport {
    let offset = offset ?? Int64(message * 100)
    var report = DeliveryReport(
      kind: kind,
      position: Position(path: "", record: Int(offset / 100), offset: offset)
    )
    report.eventID = .sample("\(message)|\(to)|\(by)|\(kind.rawValue)")
    report.deliveryID = .sample("\(message)|\(to)")
    report.recipient = EmailAddress(to)
    report.sender = EmailAddress("sender\(message % 3)@sender.example")
    report.messageID = "\(message)@sender.example"
    report.occurredAt = Timestamp(seconds: at ?? Int64(1_700_000_000 + message * 7200))
    report.reportingMTA = by
    report.remoteHost = "mx.\(report.domain?.name ?? "nowhere.example")"
    report.remoteIP = "192.0.2.\(message % 200)"
    report.status = EnhancedStatus(5, 1, 1)
    report.reply = SMTPReply(550)
    report.phase = .rcpt
    report.diagnostics = [text]
    let verdict = Verdict(
      reason: reason,
      expired: expired,
      side: .theirs,
      evidence: evidence,
      rule: "test.rule"
    )
    return ClassifiedReport(report, kind.hasCause ? verdict : nil)
  }
}

extension Identity {
  /// Some 128 bits that depend on every byte of a text.
  static func sample(_ text: String) -> Identity {
    var (high, low) = (0xcbf2_9ce4_8422_2325 as UInt64, 0x9e37_79b9_7f4a_7c15 as UInt64)
    for byte in text.utf8 {
      high = (high ^ UInt64(byte)) &* 0x100_0000_01b3
      low = (low &+ UInt64(byte)) &* 0xff51_afd7_ed55_8ccd ^ (low >> 29)
    }
    return Identity(high: high, low: low)
  }
}
