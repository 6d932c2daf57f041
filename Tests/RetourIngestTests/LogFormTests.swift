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
  }

  /// Reads a file as the program does; nil where it is none of the forms.
  private static func read(_ bytes: [UInt8]) -> Outcome? {
    let source = MemoryBytes(bytes)
    guard let memory = LogMemory(open: [], keepsAddresses: true) else { return nil }
    let sequel = LogSequel(memory: memory, goesOn: false)
    let reading: any EvidenceReading
    switch InputFormat.detect(bytes[...].prefix(InputFormat.sampleSize)) {
    case .log(let file):
      let calendar = file.calendar([], changed: 1_796_000_000, TraceOptions())
      reading = LogReading(source, file, calendar, path: "form", sequel)
    case .service(let file):
      reading = ServiceReading(source, file, Limits(), path: "form", sequel)
    default: return nil
    }
    var (outcome, goesOn) = (Outcome(), true)
    while goesOn {
      let file = FileIdentity(path: "form", device: 0, inode: 0, size: 0, modified: 0)
      var (taken, batch) = (LogTaken(countsOnly: false), MailBatch(source: file))
      goesOn = (try? reading.take(into: &taken, &batch)) ?? false
      taken.finish(into: &batch)
      outcome.reports += batch.reports
      outcome.rejects += batch.rejects.total
      outcome.isBalanced = outcome.isBalanced && batch.tally.isBalanced
    }
    return outcome
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
      [UInt8](repeating: UInt8(ascii: "("), count: LogLines.limit + 2),
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
      let line = LogLine(body: Array(text.utf8)[...])
      guard let fact = CiscoGrammar.fact(line) else { return }
      let place = LogPlace(path: "log", line: 0, offset: 0)
      queue.take(fact, of: [], at: time, repeats: 0, place, into: &done)
    }
    let address = String(repeating: "a", count: 900)
    for number in 0..<24_000 {
      take("New SMTP DCID \(number) interface a address 203.0.113.9 port 25", Int64(number))
      take("MID \(number / 6_000) ICID 1 RID \(number) To: <\(address)\(number)@d.example>", 0)
      take("MID \(number + 10) rewritten to MID \(number + 11) by filter", 0)
    }
    #expect(queue.cost <= LogQueue.limit)
    #expect(queue.snapshot(keepsAddresses: true).bytes.count < LogQueue.limit)
  }
}
