import Foundation
import RetourEvents
import TestSupport
import Testing

@testable import RetourIngest

/// The quick reader of XML exports against libxml2 alone: where libxml2 has nothing to say against a
/// document, both give the same rows.
@Suite struct PlainXMLTests {
  private struct Reading: Equatable {
    var rows: [[String]] = []
    var offsets: [Int64] = []
    var problems: [Reject.Problem] = []

    mutating func add(_ row: TraceRow) {
      offsets.append(row.offset)
      rows.append(TraceField.allCases.map { row.present.has($0) ? "=\(row[$0].text)" : "" })
    }
  }

  private func read(_ records: any TraceRecords) throws -> Reading {
    var result = Reading()
    while true {
      switch try records.next() {
      case .row: result.add(records.row)
      case .page: continue
      case .reject(let problem): result.problems.append(problem.problem)
      case .end: return result
      }
    }
  }

  /// Reads a document in stretches, each as if by another worker, and counts them.
  private func readCut(
    _ bytes: [UInt8],
    stretch: Int,
    chunk: Int
  ) throws -> (reading: Reading, stretches: Int) {
    var result = Reading()
    /// Takes in what a stretch has of its own; whether it is whole.
    func take(_ records: XMLRecords, from start: Int64) throws -> Bool {
      while true {
        switch try records.next() {
        case .row: if records.row.offset >= start { result.add(records.row) }
        case .page: continue
        case .reject(let problem): result.problems.append(problem.problem)
        case .end: return result.problems.isEmpty
        }
      }
    }
    let cutter = XMLCutter(ChunkedBytes(bytes, by: chunk), stretch: stretch)
    var count = 0
    while let stretch = try cutter.next() {
      count += 1
      let records = XMLRecords(MemoryBytes(stretch.document), at: stretch.base)
      guard try take(records, from: stretch.start) else { return (result, count) }
    }
    let rest = cutter.rest
    _ = try take(XMLRecords(rest.document, at: rest.base), from: rest.start)
    return (result, count)
  }

  /// Compares both, the quick reader at a chunk size, and reading in stretches; whether libxml2 took
  /// the document.
  @discardableResult
  private func compare(_ bytes: [UInt8], chunk: Int, _ comment: Comment) throws -> Bool {
    let parsed = try read(ParsedXML(MemoryBytes(bytes)))
    let quick = try read(XMLRecords(ChunkedBytes(bytes, by: chunk)))
    if parsed.problems.isEmpty {
      #expect(quick.rows == parsed.rows && quick.problems.isEmpty, comment)
    } else {
      #expect(quick.rows.starts(with: parsed.rows), comment)
    }
    for stretch in [1, 3_000] {
      // Behind what isn't plain offsets are libxml2's, which are those of other bytes of the tag.
      let cut = try readCut(bytes, stretch: stretch, chunk: chunk).reading
      #expect(cut.rows == quick.rows && cut.problems == quick.problems, comment)
    }
    return parsed.problems.isEmpty
  }

  private static let samples = [
    "messagetrace-ps51.clixml", "messagetracedetail.clixml", "messagetrace-converted.xml",
    "messagetrace-atom.xml",
  ]

  private func sample(_ name: String) throws -> [UInt8] {
    let path = "\(Repository.root)/sample-data/traces/\(name)"
    let raw = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    return TextEncoding(raw[...]).decoded(raw)
  }

  @Test("samples of all forms give the same rows at any chunk size", arguments: samples)
  func same(name: String) throws {
    let bytes = try sample(name)
    for chunk in [1, 7, 100, 4_096, 1 << 20] {
      #expect(try compare(bytes, chunk: chunk, "\(name) by \(chunk)"))
    }
  }

  @Test("documents with a byte changed are never read in another way", arguments: samples)
  func mutations(name: String) throws {
    let bytes = try sample(name)
    var numbers = RepeatedNumbers(seed: 47)
    var accepted = 0
    for _ in 0..<400 {
      var changed = bytes
      let place = Int(numbers.next() % UInt64(bytes.count))
      let letters = Array("<>&\"/= nN;#\u{1}\r]".utf8) + [0x80, 0xC3, 0xFF]
      changed[place] = letters[Int(numbers.next() % UInt64(letters.count))]
      if try compare(changed, chunk: 1 << 20, "\(name), byte \(place)") { accepted += 1 }
    }
    #expect(accepted > 40 && accepted < 400)
  }

  @Test("documents that end too early lose nothing that is complete", arguments: samples)
  func cuts(name: String) throws {
    let bytes = try sample(name)
    for end in stride(from: 600, to: bytes.count - 1, by: 997) {
      try compare(Array(bytes[..<end]), chunk: 1 << 20, "\(name) up to \(end)")
    }
  }

  @Test(
    "what isn't plain is left to libxml2",
    arguments: [
      "<S N=\"Subject\"><![CDATA[a < b]]></S>", "<S N=\"Subject\">a<!-- note -->b</S>",
      "<S N='Subject'>single quotes</S>", "<S N=\"Sub&#106;ect\">named by a reference</S>",
      "<S N=\"Subject\">a&#x1F600;b&quot;&apos;&#10;</S>", "<S N=\"Subject\">a\r\nb\rc</S>",
      "<S  N = \"Subject\" >spaces</S >", "<?note?><S N=\"Subject\">instruction</S>",
      "<S N=\"Subject\">grün, _x000D_ 日本 \u{1F600}</S>", "<S N=\"a>b\">angle</S>",
      "<S N=\"Subject\"/>", "<a:S xmlns:a=\"u\" N=\"Subject\">prefix</a:S>",
    ]
  )
  func foreign(property: String) throws {
    func object(_ number: Int, _ more: String) -> String {
      """
      <Obj RefId="\(number)"><Props><S N="MessageId">&lt;\(number)@contoso.com&gt;</S>\
      <S N="RecipientAddress">kim\(number)@fabrikam.com</S><S N="Status">Failed</S>\
      <DT N="Received">2026-03-02T10:00:0\(number)Z</DT>\(more)</Props></Obj>

      """
    }
    let text =
      "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">\n"
      + object(1, "") + object(2, property) + object(3, "") + "</Objs>"
    for chunk in [5, 1 << 20] {
      #expect(try compare(Array(text.utf8), chunk: chunk, "\(property)"))
    }
    #expect(try read(XMLRecords(MemoryBytes(Array(text.utf8)))).rows.count == 3)
  }

  @Test("objects are read in stretches where nothing stands between them but objects")
  func stretches() throws {
    let bytes = try sample("messagetrace-ps51.clixml")
    let whole = try read(XMLRecords(MemoryBytes(bytes)))
    let objects = whole.rows.count
    let plain = try readCut(bytes, stretch: 1, chunk: 4_096)
    #expect(plain.stretches >= objects && plain.reading == whole)
    let place = try #require(String(decoding: bytes, as: UTF8.self).ranges(of: "<Obj ").last)
    var commented = String(decoding: bytes, as: UTF8.self)
    commented.insert(contentsOf: "<!-- <Obj> -->", at: place.lowerBound)
    let cut = try readCut(Array(commented.utf8), stretch: 1, chunk: 4_096)
    #expect(cut.stretches == objects - 1 && cut.reading.rows.count == objects)
  }

  @Test("offsets are those of the objects' tags")
  func offsets() throws {
    let bytes = try sample("messagetrace-ps51.clixml")
    let records = XMLRecords(MemoryBytes(bytes))
    var count = 0
    while case .row = try records.next() {
      #expect(bytes[Int(records.row.offset)...].starts(with: "<Obj".utf8))
      count += 1
    }
    #expect(count > 5)
  }
}

/// Numbers that are the same in each run (SplitMix64).
private struct RepeatedNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
