import Foundation
import RetourEvents
import Testing

@testable import RetourLookup

@Suite("Records of strangers")
struct RecordTests {
  private static func name(_ labels: String...) -> [UInt8] {
    labels.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
  }

  private static let samples: [(type: RecordType, wire: [UInt8], text: String)] = [
    (.a, [192, 0, 2, 1], "192.0.2.1"),
    (.aaaa, [0x20, 1, 0xd, 0xb8] + Array(repeating: 0, count: 11) + [1], "2001:db8::1"),
    (.ns, name("NS1", "Contoso", "com"), "ns1.contoso.com"),
    (.cname, name("a", "b"), "a.b"), (.ptr, [0], "."),
    (.mx, [0, 10] + name("mail", "contoso", "com"), "10 mail.contoso.com"),
    (.mx, [0, 0, 0], "0 ."),
    (.txt, [3, 97, 98, 99, 0, 2, 100, 101], "abcde"),
    (.soa, name("a", "b") + name("c", "d") + Array(repeating: 7, count: 20), "a.b c.d"),
    (.tlsa, [3, 1, 1, 0xab, 0x0c], "3 1 1 ab0c"),
  ]

  @Test("records are read as they are on the wire", arguments: samples.indices)
  func wire(index: Int) throws {
    let sample = Self.samples[index]
    let record = try #require(RecordData(wire: sample.wire[...], type: sample.type))
    #expect(record.description == sample.text)
  }

  @Test("a record that is cut or has something behind it is none", arguments: samples.indices)
  func cut(index: Int) {
    let sample = Self.samples[index]
    for length in 0..<sample.wire.count {
      let record = RecordData(wire: sample.wire.prefix(length), type: sample.type)
      // Texts and hashes have no length of their own beyond that of their strings.
      if sample.type == .txt || sample.type == .tlsa { continue }
      #expect(record == nil, "\(sample.text) cut after \(length)")
    }
    if sample.type != .tlsa, sample.type != .txt {
      #expect(RecordData(wire: (sample.wire + [0])[...], type: sample.type) == nil)
    }
  }

  @Test(
    "whatever bytes come, nothing that steers a terminal is shown, and nothing ends the program"
  )
  func mutations() {
    var random = Numbers(state: 20)
    for sample in Self.samples {
      for _ in 0..<3_000 {
        var bytes = sample.wire
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let place = Int.random(in: 0...bytes.count, using: &random)
          let byte = UInt8.random(in: 0...255, using: &random)
          switch Int.random(in: 0...2, using: &random) {
          case 0: bytes.insert(byte, at: place)
          case 1 where place < bytes.count: bytes.remove(at: place)
          default: if place < bytes.count { bytes[place] = byte }
          }
        }
        guard let record = RecordData(wire: bytes[...], type: sample.type) else { continue }
        #expect(record.description.utf8.allSatisfy { 0x20...0x7E ~= $0 })
        #expect(record.size <= 4 * bytes.count + 64)
        if case .text(let text) = record {
          _ = TagList(text)
          _ = try? SPFRecord(text)
        }
      }
    }
  }

  @Test("records of SPF, tags and keys take any bytes")
  func texts() {
    var random = Numbers(state: 7)
    let seeds = [
      "v=spf1 a:%{d2r.-}.x.example/24//64 mx ip4:192.0.2.0/24 include:b.example redirect=c.example",
      "v=DMARC1; p=none; rua=mailto:a@b.example", "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4",
    ].map { Array($0.utf8) }
    for seed in seeds {
      for _ in 0..<5_000 {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] =
            UInt8.random(in: 0...255, using: &random)
        }
        if let record = try? SPFRecord(bytes) {
          #expect(record.directives.count <= SPFRecord.maximumTerms)
        }
        let tags = TagList(bytes)
        if let key = tags?["p"] { _ = PublicKeySize.rsa(base64: key) }
        #expect(PrintableBytes.text(bytes).utf8.allSatisfy { 0x20...0x7E ~= $0 })
      }
    }
  }

  @Test("labels of any bytes are shown as in zone files")
  func escapes() throws {
    var wire: ArraySlice<UInt8> = [5, 0x61, 0x1B, 0x2E, 0x5C, 0xFF, 3, 0x43, 0x4F, 0x4D, 0, 9]
    let name = try #require(DNSName(wire: &wire))
    #expect(name.text == "a\\027\\046\\092\\255.com")
    #expect(name.labels.count == 2)
    #expect(wire == [9])
    #expect(name.domain == nil)
  }

  @Test("a name is no longer than 255 bytes, has no pointer, and ends")
  func names() {
    var long: [UInt8] = (0..<126).flatMap { _ in [UInt8(1), 97] } + [0]
    var slice = long[...]
    #expect(DNSName(wire: &slice) != nil)
    long = (0..<128).flatMap { _ in [UInt8(1), 97] } + [0]
    slice = long[...]
    #expect(DNSName(wire: &slice) == nil)
    for bytes in [[0xC0, 0x0C], [64] + Array(repeating: 97, count: 64) + [0], [3, 97], []]
      as [[UInt8]]
    {
      slice = bytes[...]
      #expect(DNSName(wire: &slice) == nil)
    }
    for text in ["", ".a", "a..b", String(repeating: "a", count: 64), "a b", "ä.example"] {
      #expect(DNSName(text) == nil, "\(text)")
    }
    #expect(DNSName("Example.COM.")?.text == "example.com")
  }

  @Test("of many or large records only some are kept, and that is told")
  func bounds() {
    let many = (0..<200).map { [UInt8(192), 0, UInt8(2), UInt8($0)][...] }
    let answer = DNSAnswer(wire: many, type: .a)
    #expect(answer.records.count == DNSAnswer.maximumRecords)
    #expect(answer.dropped == 150)
    let large = (0..<3).map { number -> ArraySlice<UInt8> in
      let string = [255] + Array(repeating: UInt8(number), count: 255)
      return (0..<120).flatMap { _ in string }[...]
    }
    let texts = DNSAnswer(wire: large, type: .txt)
    #expect(texts.records.count == 2)
    #expect(DNSAnswer(wire: [[1, 2][...]], type: .a).outcome == .malformed)
    #expect(DNSAnswer(wire: [], type: .a).outcome == .noData)
  }

  @Test("addresses are written as people write them")
  func addresses() {
    for text in [
      "192.0.2.1", "2001:db8::1", "::1", "::", "2001:db8:0:1:1:1:1:1", "2001:db8::1:0:0:1",
      "fe80::", "1:2:3:4:5:6:7:8",
    ] {
      #expect(NetworkAddress(text)?.description == text)
    }
    #expect(NetworkAddress("192.0.2.1")?.pointerName == "1.2.0.192.in-addr.arpa")
    #expect(
      NetworkAddress("2001:db8::1")?.pointerName
        == "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
    )
  }

  @Test("a file of answers is read, and mistakes in it are told with their line")
  func file() async throws {
    let text = """
      {"name":"contoso.com","type":"MX","records":["10 mail.contoso.com"],"ttl":300,"secure":true}

      {"name":"gone.example","type":"mx","outcome":"nxdomain"}
      """
    let answers = try StoredAnswers(name: "f", jsonLines: Array(text.utf8))
    let contoso = await answers.answer(DNSQuestion(try #require(DNSName("contoso.com")), .mx))
    #expect(contoso.shown == ["10 mail.contoso.com"])
    #expect(contoso.isSecure && contoso.timeToLive == 300)
    let again = try StoredAnswers(name: "f", jsonLines: Array(answers.jsonLines.utf8))
    #expect(again.jsonLines == answers.jsonLines)
    for (line, why) in [
      ("{}", "needs a name"), (#"{"name":"a","type":"ZZ"}"#, "type"),
      (#"{"name":"a","type":"A","records":["x"]}"#, "record"),
      (#"{"name":"a","type":"A","outcome":"found"}"#, "found"),
      (#"{"name":"a","type":"A","outcome":"odd"}"#, "outcome"),
      (#"{"name":"a..b","type":"A"}"#, "name"),
      (String(repeating: "x", count: StoredAnswers.maximumLine + 1), "longer"),
    ] {
      let error = #expect(throws: StoredAnswers.Mistake.self) {
        try StoredAnswers(name: "f", jsonLines: Array("\n\(line)\n".utf8))
      }
      #expect(
        error?.line == 2 && error?.why.contains(why) == true,
        "\(line): \(String(describing: error))"
      )
    }
  }

  @Test("every check is in Docs/DNS.md, and no other")
  func documented() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Docs/DNS.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
      .map { String($0.dropFirst(3).prefix { $0 != "`" }) }.filter { $0.contains(".") }
    #expect(Set(rows) == Set(DNSCheck.allCases.map(\.rawValue)))
    #expect(rows.count == DNSCheck.allCases.count)
    for check in DNSCheck.allCases {
      #expect(DNSTopic(rawValue: String(check.rawValue.prefix { $0 != "." })) == check.topic)
    }
  }
}

/// Numbers that look random and are the same each time.
private struct Numbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
