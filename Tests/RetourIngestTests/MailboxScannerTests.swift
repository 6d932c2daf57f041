import Foundation
import RetourEvents
import Testing

@testable import RetourIngest

/// What the fast scanner has to find, found slowly: line by line over the whole text.
private func slowBoundaries(_ text: [UInt8]) -> [Int] {
  let lines = text.split(separator: UInt8.lineFeed, omittingEmptySubsequences: false)
  var starts: [Int] = []
  var isAfterBlank = false
  for (number, line) in lines.enumerated() {
    let isLast = number == lines.count - 1
    if line.starts(with: "From ".utf8), !(isLast && line.isEmpty) {
      let isFirst = line.startIndex == 0
      let next = number + 1 < lines.count ? lines[number + 1] : []
      let isField = ["Subject:", "Received:"].contains { next.starts(with: $0.utf8) }
      let sample = line.prefix(512)
      let isDated = EnvelopeLine.isDated(sample.span)
      let isBare =
        line.dropFirst(5).first == UInt8(ascii: "-")
        && line.dropFirst(6).allSatisfy { $0 <= .space }
      let second = number + 2 < lines.count ? lines[number + 2] : []
      let goesOn =
        number + 2 >= lines.count || number + 2 == lines.count - 1 && second.isEmpty
        || second.first?.isBlank == true || second.contains(UInt8(ascii: ":"))
      if isFirst || isDated || isField && (isAfterBlank || isBare && goesOn) {
        starts.append(line.startIndex)
      }
    }
    isAfterBlank = line.isEmpty || line.elementsEqual([.carriageReturn])
  }
  return starts
}

private func scan(
  _ text: [UInt8],
  chunk: Int,
  from low: Int64 = 0,
  to high: Int64 = .max,
  limits: Limits = Limits(),
  dialect: MailboxDialect = MailboxDialect()
) throws -> (offsets: [Int64], messages: [ScannedMessage]) {
  let start = max(0, low - Int64(MailboxScanner.context))
  let window = UnsafeWindow(ChunkedBytes(Array(text[Int(start)...]), by: chunk), offset: start)
  var scanner = MailboxScanner(window, dialect: dialect, limits: limits)
  var offsets: [Int64] = []
  var messages: [ScannedMessage] = []
  var next = try scanner.findFirst(from: low)
  while let offset = next, offset < high {
    let (message, after) = try scanner.readMessage()
    offsets.append(offset)
    messages.append(message)
    next = after
  }
  return (offsets, messages)
}

/// A mailbox with everything that makes boundaries hard.
private let mailbox = """
  From jan@contoso.com Mon Nov  2 09:00:00 2026
  Subject: one
  Return-Path: <>

  text
  >From quoted lines are no boundary
  From here on it is only prose, without a date
  From  the 09:00 train in 2026 we saw no month

  From MAILER-DAEMON Mon Nov  2 09:01:00 2026
  Subject: Undelivered Mail

  no blank line before the next one
  From kim@fabrikam.com Mon Nov  2 09:02:00 2026 +0100
  Subject: two

  From nobody
  Subject: an undated envelope line after a blank line, before a field

  body
  From  Mon Nov  2 09:03:00 2026
  Subject: only a header, and the next message follows it
  From "quoted local part"@example.net  Mon Nov  2 09:04 2026
  Subject: last

  no blank line before the next one either
  From -
  Subject: undated, without a blank line
  X-Mozilla-Status: 0001

  From -
  Subject: looks like a field, and prose follows it
  so this is no boundary before a blank line, but here is one
  From - the train
  Subject: prose
  X: y

  cut at the e
  """

@Suite struct MailboxScannerTests {
  @Test(
    "boundaries are those of the slow twin, at any chunk size, in LF and CRLF",
    arguments: [1, 2, 3, 5, 7, 16, 17, 64, 511, 4_096, 1 << 20],
    [false, true]
  )
  func boundaries(chunk: Int, usesCRLF: Bool) throws {
    let text = Array((usesCRLF ? mailbox.replacing("\n", with: "\r\n") : mailbox).utf8)
    let expected = slowBoundaries(text)
    #expect(expected.count == 8)
    #expect(try scan(text, chunk: chunk).offsets == expected.map { Int64($0) })
  }

  @Test("byte ranges give together what one walk gives, wherever they are cut")
  func ranges() throws {
    let text = Array(mailbox.utf8)
    let whole = try scan(text, chunk: 100).offsets
    for cut in 1..<text.count {
      let first = try scan(text, chunk: 64, to: Int64(cut)).offsets
      let second = try scan(text, chunk: 64, from: Int64(cut)).offsets
      #expect(first + second == whole, "cut at \(cut)")
    }
  }

  /// How many mailboxes are made: `RETOUR_MAILBOXES=200000` makes a million messages.
  private static let mailboxes =
    ProcessInfo.processInfo.environment["RETOUR_MAILBOXES"].flatMap { Int($0) } ?? 300

  @Test("random mailboxes give what the slow twin gives")
  func random() throws {
    var generator = SeededGenerator(seed: 4_711)
    var messages = 0
    defer { if Self.mailboxes > 300 { print("\(messages) messages agree") } }
    let pieces = [
      "From a@b Mon Nov  2 09:00:00 2026\n", "From ", "\nFrom ", "\n\n", "Subject: x\n",
      ">From x\n",
      "text text\n", "\r\n", "F", "From x\nSubject: y\n",
      "\nFrom c Tue Dec  1 1:02:03 2026\nX: y\n\n",
    ]
    for _ in 0..<Self.mailboxes {
      var text = Array("From a Mon Nov  2 09:00:00 2026\nSubject: s\n\n".utf8)
      for _ in 0..<Int.random(in: 1...40, using: &generator) {
        text += Array((pieces.randomElement(using: &generator) ?? "").utf8)
      }
      let expected = slowBoundaries(text).map { Int64($0) }
      let chunk = Int.random(in: 1...80, using: &generator)
      let found = try scan(text, chunk: chunk).offsets
      // Only a difference is told to the testing library, which takes longer than the search.
      if found != expected { #expect(found == expected) }
      messages += expected.count
    }
    #expect(messages > Self.mailboxes)
  }

  @Test("envelope lines are found by narrow and by wide vectors", arguments: [false, true])
  func fromLines(isWide: Bool) throws {
    guard !isWide || UnsafeSearch.hasAVX2 else { return }
    var generator = SeededGenerator(seed: 815)
    let pieces = ["\nFrom ", "\nFrom", "\nF", "\n", "From ", "\n\nFrom x", "text", "F"]
    for _ in 0..<500 {
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 0...12, using: &generator) {
        text += Array(repeating: 0x78, count: Int.random(in: 0...70, using: &generator))
        text += Array((pieces.randomElement(using: &generator) ?? "").utf8)
      }
      let low = Int.random(in: 0...text.count, using: &generator)
      let expected = (low..<text.count).first { text[$0...].starts(with: "\nFrom ".utf8) }
      let window = UnsafeWindow(ChunkedBytes(text, by: text.count), offset: 0)
      _ = try window.refill(keepingFrom: window.start)
      let found = window.fromLine(from: window.start + low, isWide: isWide)
      #expect(found.map { $0 - window.start } == expected.map { $0 + 1 })
    }
  }

  @Test("a message that may be a report is kept whole, another is not kept")
  func keepsCandidates() throws {
    let text = Array(mailbox.utf8)
    let (offsets, messages) = try scan(text, chunk: 33)
    guard case .candidate(let first, let isCut) = messages[0] else {
      Issue.record("a null return path makes a candidate")
      return
    }
    #expect(first == Array(text[0..<Int(offsets[1])]))
    #expect(!isCut)
    guard case .ordinary = messages[2] else {
      Issue.record("an ordinary message is not kept")
      return
    }
  }

  @Test("a candidate longer than the cap is cut, and the next message is found")
  func cutsLongMessages() throws {
    let body = String(repeating: "0123456789\n", count: 3_000)
    let text = Array(
      """
      From MAILER-DAEMON Mon Nov  2 09:00:00 2026
      Subject: Undeliverable

      \(body)
      From b Mon Nov  2 09:00:01 2026
      Subject: next

      x
      """.utf8
    )
    var limits = Limits()
    limits.message = 8_192
    for chunk in [100, 8_000, 8_192, 1 << 20] {
      let (offsets, messages) = try scan(text, chunk: chunk, limits: limits)
      #expect(offsets.count == 2)
      guard case .candidate(let content, true) = messages[0] else {
        Issue.record("the first message has to be cut at chunk size \(chunk)")
        continue
      }
      #expect(content.count == 8_192)
    }
  }

  @Test("a header block beyond the cap costs that message only")
  func headerTooLarge() throws {
    let huge = "X-Big: " + String(repeating: "x", count: 70_000)
    let text = Array(
      "From a Mon Nov  2 09:00:00 2026\n\(huge)\nSubject: s\n\nbody\nFrom b Mon Nov  2 09:00:01 2026\nSubject: t\n\nx\n"
        .utf8
    )
    var limits = Limits()
    limits.header = 60_000
    for chunk in [1_000, 1 << 20] {
      let (offsets, messages) = try scan(text, chunk: chunk, limits: limits)
      #expect(offsets.count == 2)
      guard case .headerTooLarge = messages[0] else {
        Issue.record("the first header is too large")
        continue
      }
    }
  }

  @Test("Content-Length is believed where it leads to a boundary, and only there")
  func contentLength() throws {
    let body = "From x Mon Nov  2 10:00:00 2026\nSubject: inside\n\nquoted mailbox\n"
    let text = Array(
      """
      From a Mon Nov  2 09:00:00 2026
      Content-Length: \(body.utf8.count)
      Subject: mboxcl2

      \(body)
      From b Mon Nov  2 09:00:01 2026
      Content-Length: 7
      Subject: a wrong length

      longer than seven
      From c Mon Nov  2 09:00:02 2026
      Subject: last

      x
      """.utf8
    )
    let dialect = MailboxDialect(usesContentLength: true)
    for chunk in [1, 50, 1 << 20] {
      let offsets = try scan(text, chunk: chunk, dialect: dialect).offsets
      #expect(offsets.count == 3, "chunk \(chunk)")
    }
    #expect(try scan(text, chunk: 50).offsets.count == 4)
  }
}

/// The linear congruential generator of Knuth's MMIX: the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 33
  }
}
