import Foundation
import RetourEvents
import TestSupport
import Testing

@testable import RetourIngest

/// Logs and events in every form that is understood (`Fuzz/forms`), as damage and strangers leave them.
@Suite("Forms of logs and events, damaged")
struct LogFormTests {
  private struct Form: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]
    var testDescription: String { name }
  }

  private static func forms(_ folder: String) -> [Form] {
    let place = "\(Repository.root)/Fuzz/forms/\(folder)"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    return names.sorted().compactMap { name in
      FileManager.default.contents(atPath: "\(place)/\(name)").map {
        Form(name: name, bytes: Array($0))
      }
    }
  }

  private static let logs = forms("log")
  private static let services = forms("service")

  private struct Outcome {
    var reports: [DeliveryReport] = []
    var rejects = 0
    var isBalanced = true

    mutating func add(_ batch: MailBatch) {
      reports += batch.reports
      rejects += batch.rejects.total
      isBalanced =
        isBalanced && batch.tally.isBalanced && batch.tally.reports == batch.reports.count
    }
  }

  /// Reads a file as the program does; nil where it is none of the forms.
  private static func read(_ bytes: [UInt8], stride: Int = 1 << 18) -> Outcome? {
    let source = MemoryBytes(bytes)
    guard let memory = LogMemory(open: [], keepsAddresses: true) else { return nil }
    let sequel = LogSequel(memory: memory, goesOn: false)
    let file = FileIdentity(path: "form", device: 0, inode: 0, size: 0, modified: 0)
    var outcome = Outcome()
    switch InputFormat.detect(bytes[...].prefix(InputFormat.sampleSize)) {
    case .log(let log):
      let calendar = log.calendar([], changed: 1_796_000_000, TraceOptions())
      let reading = LogReading(log, calendar, of: file, countsOnly: false, sequel)
      let blocks = LogBlocks(source, stride: stride)
      var isLast = false
      while !isLast {
        let block = blocks.next()
        isLast = block.isLast
        block.understand(isJSON: reading.isJSON)
        for batch in MailUnit(reading: { reading.join(block) }).run() { outcome.add(batch) }
      }
    case .service(let log):
      let reading = ServiceReading(source, log, Limits(), path: "form", sequel)
      var goesOn = true
      while goesOn {
        var (taken, batch) = (LogTaken(countsOnly: false), MailBatch(source: file))
        goesOn = (try? reading.take(into: &taken, &batch)) ?? false
        taken.finish(into: &batch)
        outcome.add(batch)
      }
    default: return nil
    }
    return outcome
  }

  @Test("a form is read the same in blocks of any size", arguments: logs)
  private func blocks(form: Form) throws {
    let whole = try #require(Self.read(form.bytes))
    for stride in [1, 7, 100, 333, 4_096] {
      let pieces = try #require(Self.read(form.bytes, stride: stride))
      #expect(pieces.isBalanced)
      #expect(pieces.reports.map(\.eventID) == whole.reports.map(\.eventID))
      #expect(Self.words(pieces) == Self.words(whole), "in blocks of \(stride) bytes")
    }
  }

  @Test("many deliveries of one block are given in pieces, and the books of each are right")
  func pieces() throws {
    let lines = (0..<1_500).map { number in
      let front = "Nov 29 11:33:19 mail postfix/smtp[1]: 4F\(100_000 + number): "
      return front + "to=<u\(number)@d.example>, relay=mx.d.example[203.0.113.9]:25, delay=1, "
        + "delays=0/0/0/1, dsn=2.0.0, status=sent (250 Ok)\n" + front + "removed\n"
    }
    let whole = try #require(Self.read(Array(lines.joined().utf8), stride: 1 << 20))
    #expect(whole.isBalanced)
    #expect(whole.reports.map { $0.recipient?.text } == (0..<1_500).map { "u\($0)@d.example" })
  }

  private static func words(_ outcome: Outcome) -> [String] {
    outcome.reports.map {
      "\($0.recipient?.text ?? "-") \($0.kind) \($0.diagnostics.first ?? "") \($0.attempts ?? 0)"
    }.sorted()
  }

  @Test("there are forms of every server and of services")
  func found() {
    #expect(Self.logs.count >= LogServer.allCases.count)
    #expect(Self.services.count >= 10)
  }

  @Test("a form cut at any place is read as far as it goes", arguments: logs + services)
  private func cuts(form: Form) throws {
    let whole = try #require(Self.read(form.bytes))
    #expect(!whole.reports.isEmpty)
    for end in stride(from: 0, to: form.bytes.count, by: 149) {
      guard let cut = Self.read(Array(form.bytes[..<end])) else { continue }
      #expect(cut.isBalanced && cut.reports.count <= whole.reports.count + 1, "cut at \(end)")
    }
    for start in stride(from: 1, to: form.bytes.count, by: 487) {
      guard let cut = Self.read(Array(form.bytes[start...])) else { continue }
      #expect(cut.isBalanced, "cut before \(start)")
    }
  }

  @Test("lines of others, of no sense, and far too long ones change nothing", arguments: logs)
  private func mixed(form: Form) throws {
    let truth = Self.words(try #require(Self.read(form.bytes)))
    let isJSON = form.bytes.first == UInt8(ascii: "{")
    let others: [[UInt8]] = [
      Array("Nov 29 11:33:19 mail kernel: [  12.5] eth0: link up, to=<x@example.org>".utf8),
      Array("2026-11-29T11:33:19Z mail sshd[7]: Failed password for from=<a> user".utf8),
      [0, 0xFF, 0xFE, 0x80, 0x22, 0x5C, 0x22, 0x7B],
      Array("Nov 29 11:33:19 mail postfix/smtp[1]: NOQUEUE: reject: RCPT from x: 554".utf8),
      Array("Info: MID".utf8), Array("datetime=2026-11-29T11:33:19+0000|aCode=|acc=|=|".utf8),
      Array("2026-11-29T11:33:19Z INFO x (delivery.delivered) queueId = \"".utf8),
      [UInt8](repeating: UInt8(ascii: "("), count: LogBlock.lineLimit + 2),
      Array("{\"MESSAGE\":[1,2,".utf8), [],
    ]
    var (mixed, number): ([UInt8], Int) = ([], 0)
    for line in form.bytes.split(separator: .lineFeed) {
      mixed += line + [.lineFeed]
      // What collectors write around a line is one form for the whole file.
      let other = isJSON ? others[8] : others[number % others.count]
      mixed += other + [.lineFeed]
      number += 1
    }
    let outcome = try #require(Self.read(mixed))
    #expect(Self.words(outcome) == truth)
    #expect(outcome.isBalanced)
  }

  @Test("events with bytes changed are rejected or skipped", arguments: services + logs)
  private func changed(form: Form) {
    for place in stride(from: 0, to: form.bytes.count, by: 401) {
      for byte: UInt8 in [0, 0xFF, UInt8(ascii: "\""), UInt8(ascii: "{"), .lineFeed] {
        var bytes = form.bytes
        bytes[place] = byte
        if let outcome = Self.read(bytes) { #expect(outcome.isBalanced, "\(byte) at \(place)") }
      }
    }
  }

  @Test("numbers of recipients and connections without end are held within the limit")
  func numbers() {
    var queue = LogQueue()
    var done: [LogDelivery] = []
    func take(_ text: String, _ time: Int64) {
      UnsafeTexts.use { texts in
        let line = LogLine(body: texts.keep(Array(text.utf8)))
        guard let fact = CiscoGrammar.fact(line, texts) else { return }
        let place = LogPlace(path: "log", line: 0, offset: 0)
        queue.take(fact, of: LogHost(.empty), at: time, repeats: 0, place, into: &done)
      }
    }
    let address = String(repeating: "a", count: 900)
    for number in 0..<24_000 {
      take("New SMTP DCID \(number) interface a address 203.0.113.9 port 25", Int64(number))
      take("MID \(number / 6_000) ICID 1 RID \(number) To: <\(address)\(number)@d.example>", 0)
      take("MID \(number + 10) rewritten to MID \(number + 11) by filter", 0)
    }
    #expect(queue.cost <= LogQueue.limit)
    var numbers = 0
    queue.walk { numbers += $0.named.count }
    #expect(numbers >= 4 * LogMessage.namedLimit)
  }
}
