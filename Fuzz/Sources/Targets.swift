import Foundation
import RetourEvents
import RetourRules

@testable import RetourClassifier
@testable import RetourIngest
@testable import RetourLookup

/// What is fuzzed: each reader of bytes that strangers write, with what has to hold for any input.
enum Target: String, CaseIterable {
  case message, mailbox, mime, status, exchange, csv, xml, json, reason, date, text, rules, dns, log
  case service

  /// The target that `RETOUR_FUZZ_TARGET` names.
  static let chosen: Target = {
    let name = ProcessInfo.processInfo.environment["RETOUR_FUZZ_TARGET"] ?? ""
    guard let target = Target(rawValue: name) else {
      fatalError("RETOUR_FUZZ_TARGET is none of \(allCases.map(\.rawValue).joined(separator: " "))")
    }
    return target
  }()

  func run(_ bytes: [UInt8]) {
    switch self {
    case .message: message(bytes)
    case .mailbox: mailbox(bytes)
    case .mime:
      let header = HeaderFields(bytes[...])
      let tree = MIMETree(header: header, body: bytes[header.bodyStart...])
      for part in tree.parts { _ = part.text }
      precondition(tree.parts.count <= MIMETree.maximumParts)
    case .status:
      for group in DeliveryStatus(bytes[...]).groups {
        precondition(group.finalRecipient != nil || group.originalRecipient != nil)
        _ = group.finalRecipient.flatMap(DeliveryStatus.address)
      }
    case .exchange: _ = ExchangeNotice(NoticeText(bytes[...]))
    case .csv: twice(bytes) { CSVRecords($0) }
    case .xml:
      twice(bytes) { XMLRecords($0) }
      stretches(bytes)
    case .json: twice(bytes) { JSONRecords($0) }
    case .reason: _ = TraceReason(bytes[...])
    case .date:
      _ = TraceDate(bytes[...])
      _ = MailDate.parse(bytes[...])
      _ = EnvelopeLine.date(bytes[...])
    case .text: text(bytes)
    case .dns: records(bytes)
    case .log:
      guard let log = LogFile(bytes.prefix(InputFormat.sampleSize)) else { return }
      precondition(reports(bytes, of: log, stride: 1 << 18) == reports(bytes, of: log, stride: 97))
    case .service:
      evidence(bytes) { source, sequel in
        ServiceFile(bytes.prefix(InputFormat.sampleSize), ServiceForm.known).map {
          ServiceReading(source, $0, Limits(), path: "fuzz", sequel)
        }
      }
    case .rules:
      var catalogue = CatalogueText()
      try? RuleFileReader.read(
        String(decoding: bytes, as: UTF8.self),
        file: "fuzz",
        reserved: [],
        into: &catalogue
      )
    }
  }

  /// Recipients are never invented: each stands in the message, and two readings agree.
  private func message(_ bytes: [UInt8]) {
    let position = Position(path: "fuzz", record: 0, offset: 0)
    let reader = ReportReader(Limits())
    let outcome = reader.read(bytes[...], at: position, isCut: false)
    let again = reader.read(bytes[...], at: position, isCut: false)
    precondition(outcome.reports == again.reports)
    for report in outcome.reports {
      if report.kind.hasCause { _ = Self.classifier.classify(report) }
    }
  }

  /// The splitter finds the same messages whole and in pieces of 7 bytes.
  private func mailbox(_ bytes: [UInt8]) {
    func messages(_ source: any ByteSource) -> [Int64] {
      let dialect = MailboxDialect(usesContentLength: false, usesCarriageReturns: false)
      var scanner = MailboxScanner(
        UnsafeWindow(source, offset: 0),
        dialect: dialect,
        limits: Limits()
      )
      var offsets: [Int64] = []
      var next = try? scanner.findFirst(from: 0)
      while let offset = next ?? nil {
        offsets.append(offset)
        next = try? scanner.readMessage().next
      }
      return offsets
    }
    precondition(messages(MemoryBytes(bytes)) == messages(SmallPieces(bytes)))
  }

  /// A reader of records gives the same rows whole and in pieces, and comes to an end.
  private func twice(_ bytes: [UInt8], _ records: (any ByteSource) -> any TraceRecords) {
    func rows(_ records: any TraceRecords) -> [[UInt8]] {
      var rows: [[UInt8]] = []
      while let step = try? records.next() {
        switch step {
        case .row:
          rows.append(TraceField.allCases.flatMap { Array(records.row[$0]) + [0] })
        case .page, .reject: continue
        case .end: return rows
        }
      }
      return rows
    }
    precondition(rows(records(MemoryBytes(bytes))) == rows(records(SmallPieces(bytes))))
  }

  /// Stretches of an export in XML have the rows that it has as a whole.
  private func stretches(_ bytes: [UInt8]) {
    /// The number of own rows, and whether the document is whole.
    func read(_ records: XMLRecords, from start: Int64) -> (rows: Int, isWhole: Bool) {
      var result = (rows: 0, isWhole: true)
      while let step = try? records.next() {
        switch step {
        case .row: result.rows += records.row.offset >= start ? 1 : 0
        case .page: continue
        case .reject: result.isWhole = false
        case .end: return result
        }
      }
      return (0, false)
    }
    let whole = read(XMLRecords(MemoryBytes(bytes)), from: 0)
    let cutter = XMLCutter(MemoryBytes(bytes), stretch: 64)
    var rows = 0
    while let stretch = try? cutter.next() {
      let records = XMLRecords(MemoryBytes(stretch.document), at: stretch.base)
      let part = read(records, from: stretch.start)
      rows += part.rows
      guard part.isWhole else { return }
    }
    let rest = cutter.rest
    rows += read(XMLRecords(rest.document, at: rest.base), from: rest.start).rows
    precondition(!whole.isWhole || rows == whole.rows)
  }

  /// Whatever stands in a zone, what is shown of it is printable, and reading it again as text or
  /// from a file of answers gives the same.
  private func records(_ bytes: [UInt8]) {
    for type in RecordType.allCases {
      guard let record = RecordData(wire: bytes[...], type: type) else { continue }
      precondition(record.description.utf8.allSatisfy { 0x20...0x7E ~= $0 })
      if case .name(let name) = record, let again = DNSName(name.text) {
        precondition(again == name)
      }
    }
    let tags = TagList(bytes)
    if let key = tags?["p"] { _ = PublicKeySize.rsa(base64: key) }
    if SPFRecord.isOne(bytes), let record = try? SPFRecord(bytes) {
      precondition(record.directives.count <= SPFRecord.maximumTerms)
    }
    if let answers = try? StoredAnswers(name: "fuzz", jsonLines: bytes) {
      let again = try? StoredAnswers(name: "fuzz", jsonLines: Array(answers.jsonLines.utf8))
      precondition(again?.jsonLines == answers.jsonLines)
    }
  }

  /// What a log or events tell is the same whole and in pieces, its books balance, and what it leaves
  /// open is read again as it was written.
  private func evidence(
    _ bytes: [UInt8],
    _ open: (any ByteSource, LogSequel) -> (any EvidenceReading)?
  ) {
    func reports(_ source: any ByteSource) -> [DeliveryReport] {
      guard let memory = LogMemory(open: [], keepsAddresses: true),
        let reading = open(source, LogSequel(memory: memory, goesOn: false))
      else { return [] }
      var reports: [DeliveryReport] = []
      var goesOn = true
      while goesOn {
        var (taken, batch) = (LogTaken(countsOnly: false), MailBatch(source: Self.file))
        goesOn = (try? reading.take(into: &taken, &batch)) ?? false
        taken.finish(into: &batch)
        precondition(batch.tally.isBalanced)
        if let state = batch.log?.open {
          precondition(isKept(state))
        }
        reports += batch.reports
      }
      return reports
    }
    precondition(reports(MemoryBytes(bytes)) == reports(SmallPieces(bytes)))
  }

  /// Whether what was left open is read again as it was written.
  private func isKept(_ state: [UInt8]) -> Bool {
    let queue = LogQueue(state)
    return queue?.snapshot(keepsAddresses: true) == state
  }

  /// The reports of a log that is read in blocks of a size.
  private func reports(_ bytes: [UInt8], of log: LogFile, stride: Int) -> [DeliveryReport] {
    guard let memory = LogMemory(open: [], keepsAddresses: true) else { return [] }
    let reading = LogReading(
      log,
      log.calendar([], changed: 1_795_951_999, TraceOptions()),
      of: Self.file,
      countsOnly: false,
      LogSequel(memory: memory, goesOn: false)
    )
    let blocks = LogBlocks(MemoryBytes(bytes), stride: stride)
    var reports: [DeliveryReport] = []
    var (records, isLast) = (0, false)
    while !isLast {
      let block = blocks.next()
      isLast = block.isLast
      block.understand(isJSON: reading.isJSON)
      for batch in MailUnit(reading: { reading.join(block) }).run() {
        precondition(batch.tally.isBalanced)
        if let state = batch.log?.open {
          precondition(isKept(state))
        }
        reports += batch.reports.map {
          var report = $0
          report.position.record += records
          return report
        }
        records += batch.tally.messages
      }
    }
    return reports
  }

  private static let file = FileIdentity(path: "fuzz", device: 0, inode: 0, size: 0, modified: 0)
  private static let classifier = Classifier()

  /// The same text has the same verdict.
  private func text(_ bytes: [UInt8]) {
    let report = TextInput(texts: [String(decoding: bytes, as: UTF8.self)]).report
    precondition(Self.classifier.classify(report) == Self.classifier.classify(report))
  }
}

/// A source that gives 7 bytes at a time.
final class SmallPieces: ByteSource {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = min(7, buffer.count, rest.count)
    buffer.copyBytes(from: rest.prefix(count))
    rest = rest.dropFirst(count)
    return count
  }
}

/// What libFuzzer calls with each input.
private let fuzz: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt = { data, count in
  Target.chosen.run(Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}

/// libFuzzer's driver; see FuzzerInterface.h.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The entry point, under the name that the package manager gives the `main` of an executable.
@_cdecl("fuzz_main")
public func main(
  _ count: CInt,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var (count, arguments) = (count, arguments)
  return runDriver(&count, &arguments, fuzz)
}
