import Foundation
import RetourClassifier
import RetourEvents
import RetourIngest
import RetourReports
import Synchronization
import TestSupport
import Testing

@testable import RetourCore

/// Lines of shards carry all that there is.
@Suite("Shard lines") struct ShardFormTests {
  /// A report that has everything.
  static var report: DeliveryReport {
    var report = DeliveryReport(
      kind: .failed,
      position: Position(path: "/a/b\\x41\n.mbox", record: 3, offset: 4_000)
    )
    report.origin = .log
    report.eventID = Identity(high: 1, low: 2)
    report.deliveryID = Identity(high: 3, low: .max)
    report.recipient = EmailAddress(
      text: "\"kim \\\"o\"@fabrikam.com",
      domain: DomainName(ascii: "y.example")
    )
    report.originalRecipient = EmailAddress(text: "sales@z.example", domain: nil)
    report.sender = EmailAddress(text: "jörg@köln.example", domain: DomainName(ascii: "x.example"))
    report.messageID = "one@contoso.com"
    report.reportID = "two\u{202E}@contoso.com"
    report.networkMessageID = "5f3b"
    report.queueID = "4F1"
    report.occurredAt = Timestamp(seconds: 1_800_000_000)
    report.arrivedAt = Timestamp(seconds: -1)
    report.lastAttemptAt = Timestamp(seconds: 1 << 50)
    report.reportedAt = Timestamp(seconds: -62_135_596_800)
    report.retriedFor = 172_800
    report.attempts = 7
    report.reportingMTA = "mx1.contoso.com"
    report.generatingServer = "mx2.contoso.com"
    report.remoteHost = "mx.fabrikam.com"
    report.remoteIP = "2001:db8::1"
    report.remotePort = 25
    report.statedAction = .delayed
    report.phase = .rcpt
    report.reply = SMTPReply(550)
    report.status = EnhancedStatus(5, 1, 999)
    report.diagnostics = ["550 5.1.1 \"no\" \\ \u{1F469}\u{200D}\u{1F52C}", "x\ty", ""]
    report.lastErrors = ["451 later\r\n"]
    report.humanText = "\u{E0001} \u{0} caf\u{E9} \u{FFFD}"
    report.language = "nl"
    report.microsoftOwner = Actor.allCases.first
    report.originatorOrg = DomainName(ascii: "contoso.com")
    report.reportFromDomain = DomainName(ascii: "fabrikam.com")
    report.hops = ["a.example", "b.example"]
    report.signingKeys = [SigningKey(record: "s1.east._domainkey.contoso.com")].compactMap(\.self)
    return report
  }

  static var event: ShardEvent {
    ShardEvent(
      source: "/a",
      isFolder: true,
      rangeStart: 12,
      report: report,
      verdict: Verdict(
        reason: .recipientUnknown,
        expired: true,
        side: .theirs,
        evidence: .text,
        rule: "a.b",
        blockList: "zen.example"
      ),
      judgement: Judgement(version: "0.1.0", catalogue: "00ff", milliseconds: 1_800_000_000_123),
      truncated: ["hops"]
    )
  }

  static var file: ShardFile {
    var file = ShardFile(
      path: "/a/b",
      judgement: Judgement(version: "1.2.3", catalogue: "c", milliseconds: 1)
    )
    (file.isFolder, file.size, file.modified, file.content) = (true, 1, 2, "abc")
    (file.rangeStart, file.rangeEnd) = (5, .max)
    (file.tally.messages, file.tally.withReports, file.tally.notReports) = (6, 1, 2)
    (file.tally.rejected, file.tally.reports) = (3, 4)
    (file.events, file.rejects, file.isComplete, file.nextOffset) = (7, 8, true, 9)
    (file.lines, file.sum, file.isLast) = (10, "00ff00ff00ff00ff", true)
    return file
  }

  static var reject: ShardReject {
    ShardReject(
      source: "/a",
      isFolder: true,
      rangeStart: 5,
      reject: Reject(
        position: Position(path: "/a/c", record: 1, offset: 2),
        problem: .badRow,
        detail: "no date",
        losesMessage: true
      )
    )
  }

  private static func decoded(_ line: ShardLine) throws -> ShardLine {
    var encoder = ShardEncoder()
    encoder.add(line)
    var decoder = ShardDecoder()
    return try decoder.read(encoder.bytes.dropLast())
  }

  /// The properties of a value that are nil or empty.
  private static func empty(_ value: Any) -> [String] {
    Mirror(reflecting: value).children.compactMap { name, value in
      let mirror = Mirror(reflecting: value)
      let isEmpty =
        mirror.displayStyle == .optional && mirror.children.isEmpty
        || mirror.displayStyle == .collection && mirror.children.isEmpty
      return isEmpty ? name : nil
    }
  }

  @Test("what is written is what is read, whatever a report has")
  func whole() throws {
    // A new property has to be set here, and then it has to be in the form.
    #expect(Self.empty(Self.report) == [])
    #expect(Self.empty(Self.event) == [])
    #expect(Self.empty(Self.event.verdict as Any) == [])
    #expect(Self.empty(Self.file) == [])
    for line in [ShardLine.event(Self.event), .file(Self.file), .reject(Self.reject)] {
      #expect(try Self.decoded(line) == line)
    }
    var bare = ShardEvent(
      source: "m",
      isFolder: false,
      report: DeliveryReport(kind: .feedback, position: Position(path: "m", record: 0, offset: 0)),
      judgement: Judgement(version: "", catalogue: "", milliseconds: 0)
    )
    #expect(try Self.decoded(.event(bare)) == .event(bare))
    for kind in ReportKind.allCases {
      bare.report.kind = kind
      #expect(try Self.decoded(.event(bare)) == .event(bare))
    }
    for reason in Reason.allCases {
      bare.verdict = Verdict(
        reason: reason,
        expired: false,
        side: .unknown,
        evidence: .none,
        rule: ""
      )
      #expect(try Self.decoded(.event(bare)) == .event(bare))
    }
  }

  @Test("the order of fields and unknown fields don't matter")
  func order() throws {
    var encoder = ShardEncoder()
    encoder.add(.event(Self.event))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(encoder.bytes)) as? [String: Any]
    )
    var more = object
    more["new_field"] = ["a", "b"]
    more["nothing"] = NSNull()
    for options in [JSONSerialization.WritingOptions.sortedKeys, []] {
      let bytes = [UInt8](try JSONSerialization.data(withJSONObject: more, options: options))
      var decoder = ShardDecoder()
      #expect(try decoder.read(bytes[...]) == .event(Self.event))
    }
  }

  @Test("a line is at most 64 KiB, and says what was cut")
  func long() throws {
    let wide = String(repeating: "\u{200B}", count: 40_000)
    for (name, change) in [
      ("human_text", { $0.humanText = wide }), ("hops", { $0.hops = [wide, wide] }),
      ("diagnostics", { $0.diagnostics = [wide] }), ("last_errors", { $0.lastErrors = [wide] }),
      ("message_id", { $0.messageID = wide }), ("queue_id", { $0.queueID = wide }),
    ] as [(String, (inout DeliveryReport) -> Void)] {
      var event = Self.event
      change(&event.report)
      event.truncated = []
      var encoder = ShardEncoder()
      encoder.add(.event(event))
      #expect(encoder.bytes.count <= ShardLine.limit + 1)
      var decoder = ShardDecoder()
      guard case .event(let read) = try decoder.read(encoder.bytes.dropLast()) else {
        Issue.record("no event")
        return
      }
      #expect(read.truncated.contains(name), "\(name): \(read.truncated)")
      #expect(read.report.eventID == event.report.eventID)
      #expect(read.report.diagnostics.isEmpty == false)
    }
    var all = Self.event
    (all.report.humanText, all.report.hops) = (wide, [wide])
    (all.report.diagnostics, all.report.lastErrors, all.report.messageID) = ([wide], [wide], wide)
    all.verdict?.rule = wide
    var encoder = ShardEncoder()
    encoder.add(.event(all))
    #expect(encoder.bytes.count <= ShardLine.limit + 1)
    // A text that the store would cut anyway is as long as there.
    var plain = Self.event
    plain.report.humanText = String(repeating: "a", count: 50_000)
    plain.report.diagnostics = [String(repeating: "b", count: 30_000)]
    plain.truncated = []
    encoder = ShardEncoder()
    encoder.add(.event(plain))
    var decoder = ShardDecoder()
    guard case .event(let read) = try decoder.read(encoder.bytes.dropLast()) else { return }
    #expect(read.report.humanText?.count == 32_768)
    #expect(read.truncated == [])
  }

  @Test("a line that is cut or has another byte is refused or another line, and never crashes")
  func broken() throws {
    var encoder = ShardEncoder()
    encoder.add(.event(Self.event))
    let bytes = Array(encoder.bytes.dropLast())
    var decoder = ShardDecoder()
    for end in bytes.indices {
      #expect(throws: ShardDamage.self) { try decoder.read(bytes[..<end]) }
    }
    for place in bytes.indices {
      for byte in [0x22, 0x5C, 0x7D, 0x5D, 0x2C, 0x30, 0x00, 0xFF] as [UInt8] {
        var other = bytes
        other[place] = byte
        _ = try? decoder.read(other[...])
      }
    }
    for text in [
      "", "{", "{}", "[]", "null", #"{"record":"event"}"#, #"{"record":"x","shard_version":1}"#,
      #"{"record":"file","shard_version":2}"#, #"{"record":"file","shard_version":1e3}"#,
      #"{"record":"file","shard_version":99999999999999999999}"#,
    ] {
      #expect(throws: ShardDamage.self, "\(text)") { try decoder.read(Array(text.utf8)[...]) }
    }
  }
  // MARK: The schema

  /// What is wrong with a value by a schema of the few words that the file uses.
  private static func problems(_ value: Any, _ schema: [String: Any]) -> [String] {
    if let constant = schema["const"] as? NSObject {
      return constant.isEqual(value) ? [] : ["\(value) isn't \(constant)"]
    }
    switch schema["type"] as? String {
    case "string":
      guard let text = value as? String else { return ["\(value) is no text"] }
      let names = schema["enum"] as? [String] ?? [text]
      guard names.contains(text) else { return ["\(text) is none of the names"] }
      if let pattern = schema["pattern"] as? String,
        text.range(of: pattern, options: .regularExpression) == nil
      {
        return ["\(text) isn't of the form \(pattern)"]
      }
      return []
    case "integer":
      guard let number = value as? Int64 else { return ["\(value) is no number"] }
      let (least, most) = (schema["minimum"] as? Int64, schema["maximum"] as? Int64)
      return number >= least ?? .min && number <= most ?? .max ? [] : ["\(number) is out of range"]
    case "boolean": return value is Bool ? [] : ["\(value) is neither true nor false"]
    case "array": return value is [String] ? [] : ["\(value) is no list of texts"]
    default: return ["the schema says nothing"]
    }
  }

  /// The shard of samples of every format.
  private static func samples() async throws -> [UInt8] {
    let folders = ["mbox", "maildir", "messages", "traces", "compressed", "demo", "nothing"]
    let paths = folders.map { InputPath("\(Repository.root)/sample-data/\($0)") }
    let classifier = Classifier()
    let lines = Lines()
    let sink = ShardSink(
      Judgement(version: "", catalogue: classifier.version, milliseconds: 0),
      part: nil,
      output: { lines.add($0) }
    )
    var plan = InputPlan(paths, limits: Limits().judging(by: classifier), ledger: nil)
    try await Pipeline(classifier: classifier, jobs: 2).run(&plan, into: sink, watchedBy: Nobody())
    try sink.finish()
    return lines.bytes
  }

  @Test("lines are as the published schema says, and it says of no field that there isn't")
  func schema() async throws {
    let text = PublishedSchema.shardLine.text
    let file = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let schemas = try #require((file as? [String: Any])?["$defs"] as? [String: [String: Any]])
    var encoder = ShardEncoder()
    for line in [ShardLine.event(Self.event), .file(Self.file), .reject(Self.reject)] {
      encoder.add(line)
    }
    let all = String(decoding: encoder.bytes + (try await Self.samples()), as: UTF8.self)
    var seen: [String: Set<String>] = [:]
    for line in all.split(separator: "\n") {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      )
      let record = try #require(object["record"] as? String)
      let schema = try #require(schemas[record])
      let properties = try #require(schema["properties"] as? [String: [String: Any]])
      for name in schema["required"] as? [String] ?? [] {
        #expect(object[name] != nil, "\(record) has no \(name)")
      }
      for (name, value) in object {
        guard let property = properties[name] else {
          Issue.record("\(record).\(name) isn't in the schema")
          continue
        }
        #expect(Self.problems(value, property) == [], "\(record).\(name)")
        seen[record, default: []].insert(name)
      }
    }
    for (record, schema) in schemas {
      let told = Set((schema["properties"] as? [String: Any] ?? [:]).keys)
      #expect(seen[record] == told, "\(told.symmetricDifference(seen[record] ?? []))")
    }
  }
}

/// What a sink writes.
private final class Lines: Sendable {
  private let all = Mutex<[UInt8]>([])

  var bytes: [UInt8] { all.withLock { $0 } }

  func add(_ more: [UInt8]) { all.withLock { $0 += more } }
}

/// Somebody who lets every run go on.
private struct Nobody: RunObserver {
  func show(_ counts: RunCounts) {}

  func check() throws {}

  func end() {}
}
