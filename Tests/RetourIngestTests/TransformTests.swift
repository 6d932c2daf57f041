import TestSupport
import Testing

@testable import RetourIngest

/// All that a source gives to a reader that asks for so many bytes at a time.
private func drain(_ source: any ByteSource, by size: Int) throws -> [UInt8] {
  var bytes: [UInt8] = []
  while case let piece = try source.appending(to: [], count: size), piece.got > 0 {
    bytes += piece.bytes
  }
  return bytes
}

/// Text that compresses, and text that doesn't.
private let sample: [UInt8] = {
  var state: UInt64 = 7
  return (0..<200_000).map { index in
    state = state &* 6_364_136_223_846_793_005 &+ 1
    return index < 120_000 ? UInt8(truncatingIfNeeded: index % 61 + 32) : UInt8(state >> 58) + 32
  }
}()

/// A transform that never takes or gives anything.
private final class IdleTransform: ByteTransform {
  var name: String { "nothing" }
  func begins(with bytes: Bytes) -> Bool { true }
  func restart() {}
  func step(
    _ input: UnsafeRawBufferPointer,
    isLast: Bool,
    into output: UnsafeMutableRawBufferPointer
  ) -> TransformStep { TransformStep() }
}

/// A source that never ends.
private final class Endless: ByteSource {
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    _ = buffer.initializeMemory(as: UInt8.self, repeating: 0x41)
    return buffer.count
  }
}

@Suite struct TransformTests {
  private func unpacked(_ bytes: [UInt8], by chunk: Int = 5_000) throws -> any ByteSource {
    try Compression(bytes[...]).expanding(ChunkedBytes(bytes, by: chunk), limit: .max)
  }

  @Test(
    "the same bytes come out whatever a source gives and a reader asks for at a time",
    arguments: Compressed.allCases
  )
  func sizes(form: Compressed) throws {
    let halves = [Array(sample.prefix(70_000)), Array(sample.dropFirst(70_000))]
    let packed = halves.flatMap(form.member)
    for (chunk, size) in [(1, 4_096), (7, 1), (100_000, 3), (5_000, 65_537), (3, 1 << 20)] {
      #expect(try drain(unpacked(packed, by: chunk), by: size) == sample)
    }
  }

  @Test("text of every encoding is the same in buffers of every size", arguments: 1...9)
  func texts(size: Int) throws {
    let text = String(repeating: "caf\u{E9} \u{1F680}\u{4E2D} plain text; ", count: 300)
    let little = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for (bytes, isBigEndian) in [(little, false), (big, true)] {
      let source = TransformedBytes(
        ChunkedBytes(bytes, by: size),
        UTF16Transform(isBigEndian: isBigEndian)
      )
      #expect(try drain(source, by: size)[...].text == text)
    }
    let western = (0..<500).flatMap { _ in [0x63, 0x61, 0x66, 0xE9, 0x20] as [UInt8] }
    let source = TransformedBytes(ChunkedBytes(western, by: size), WindowsTransform())
    #expect(try drain(source, by: size)[...].text == String(repeating: "caf\u{E9} ", count: 500))
  }

  @Test("half a character at the end of UTF-16 isn't lost silently")
  func oddEnd() throws {
    let source = TransformedBytes(
      MemoryBytes([0x41, 0, 0x42]),
      UTF16Transform(isBigEndian: false)
    )
    #expect(try drain(source, by: 100)[...].text == "A\u{FFFD}")
  }

  @Test("what stands behind the last member is told; padding isn't", arguments: Compressed.allCases)
  func tail(form: Compressed) throws {
    let member = form.member(sample)
    let padded = try unpacked(member + [UInt8](repeating: 0, count: 3_000))
    #expect(try drain(padded, by: 4_096) == sample)
    let paddedTwice = try unpacked(member + [0, 0, 0, 0] + member)
    #expect(try drain(paddedTwice, by: 4_096) == sample + sample)
    for tail in [Array("From a@b".utf8), [0x1F], [0, 0, 0x41], [0x28, 0xB5]] {
      let input = InputBytes(try unpacked(member + tail))
      #expect(try drain(input, by: 4_096) == sample, "\(tail)")
      #expect(input.damage?.detail.contains("end at byte") == true, "\(tail)")
    }
  }

  @Test("a cut member gives what came before the cut, and says so", arguments: Compressed.allCases)
  func cut(form: Compressed) throws {
    var state: UInt64 = 11
    let large = (0..<1_500_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1
      return UInt8(truncatingIfNeeded: state >> 58) + 32
    }
    let member = form.member(large)
    let input = InputBytes(try unpacked(Array(member.prefix(member.count * 9 / 10))))
    let given = try drain(input, by: 4_096)
    #expect(given.count > large.count / 2 && large.starts(with: given))
    #expect(input.damage?.problem == .damagedCompression)
  }

  @Test("many small members cost what they hold", arguments: Compressed.allCases)
  func members(form: Compressed) throws {
    let member = form.member(Array("abc".utf8))
    let input = try unpacked((0..<3_000).flatMap { _ in member }, by: 1 << 20)
    let piece = try input.appending(to: [], count: 1 << 16)
    #expect(piece.got == 9_000)
  }

  @Test(
    "more than the cap is told, and what lies below it is given",
    arguments: [1, 5, 4_096, 70_000]
  )
  func cap(limit: Int) throws {
    let packed = Compressed.gzip.member(sample)
    let input = InputBytes(
      try Compression(packed[...]).expanding(MemoryBytes(packed), limit: Int64(limit))
    )
    #expect(try drain(input, by: 1_000) == Array(sample.prefix(limit)))
    #expect(input.damage?.problem == .expandedTooLarge)
  }

  @Test("a transform that takes and gives nothing is an error and no hang", .timeLimit(.minutes(1)))
  func idle() throws {
    let source = TransformedBytes(Endless(), IdleTransform())
    #expect(throws: ReadError.self) { try source.appending(to: [], count: 100) }
  }

  @Test(
    "a reader that asks behind the end for ever is an error and no hang",
    .timeLimit(.minutes(1))
  )
  func behindTheEnd() throws {
    let input = InputBytes(MemoryBytes([1, 2, 3]))
    #expect(throws: ReadError.self) {
      while true { _ = try input.appending(to: [], count: 10) }
    }
  }
}

@Suite struct ForeignFormatTests {
  /// A tar archive of one file: a header block whose sum of bytes stands in it, then the content.
  private func tar(_ name: String, _ content: [UInt8], magic: String) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, _ offset: Int) {
      for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
    }
    put(name, 0)
    put("0000644\u{0}0000000\u{0}0000000\u{0}", 100)
    let size = String(content.count, radix: 8)
    put(String(repeating: "0", count: 11 - size.count) + size, 124)
    put("14000000000", 136)
    put("        ", 148)
    put("0", 156)
    put(magic, 257)
    let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    put(String(repeating: "0", count: 6 - sum.count) + sum + "\u{0} ", 148)
    return header + content + [UInt8](repeating: 0, count: 1_024)
  }

  private let mail = Array(
    "From a@b.example Mon Nov  2 09:00:00 2026\nFrom: a@b.example\nSubject: x\n\ny\n".utf8
  )

  @Test("an archive is refused by its name, and no mail in it is half read")
  func archives() {
    for (bytes, word) in [
      (tar("mail/a.mbox", mail, magic: "ustar"), "tar"), (tar("a.mbox", mail, magic: ""), "tar"),
      ([0x50, 0x4B, 3, 4] + mail, "zip"), ([0x50, 0x4B, 5, 6] + mail, "zip"),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 10] + mail, "7z"),
      ([0x04, 0x22, 0x4D, 0x18, 10] + mail, "lz4"), (Array("070701\n".utf8) + mail, "cpio"),
      (Compressed.xz.member(mail), "twice"), (Compressed.gzip.member(mail), "twice"),
    ] {
      guard case .unknown(let words) = InputFormat.detect(bytes[...]) else {
        Issue.record("\(word) was taken for something that can be read")
        continue
      }
      #expect(words.contains(word), "\(words)")
    }
  }

  @Test("mail that only begins like a number or a name is mail")
  func mailStays() {
    for text in ["BZ: x\nFrom: a@b.example\nTo: c@d.example\n\n", "Received: x\nFrom: a@b.c\n\n"] {
      #expect(InputFormat.detect(Array(text.utf8)[...]) == .message(usesCarriageReturns: false))
    }
  }
}
