import RetourEvents
import TestSupport
import Testing

@testable import RetourIngest

@Suite struct MessageAnatomyTests {
  @Test(
    "what decided how a message was read",
    arguments: [
      ("postfix-alias", MessageAnatomy.Layout.statusPart), ("gateway-flattened", .statusInText),
      ("qmail-two-recipients", .headedLines), ("exim-block-list", .loneLines),
      ("complaint", .feedback), ("out-of-office", .autoReply), ("read-receipt", .none),
    ]
  )
  func layout(name: String, layout: MessageAnatomy.Layout) throws {
    let samples = try Repository.sampleMessages()
    let sample = try #require(samples.first { $0.name.contains(name) })
    #expect(MessageAnatomy(sample.bytes[...]).layout == layout)
  }

  @Test("parts are told with type, character set and size; facts with their place")
  func parts() throws {
    let path = InputPath("\(Repository.root)/sample-data/messages/postfix-alias.eml")
    let position = Position(path: path, record: 0, offset: 0)
    let anatomy = try #require(try MessageAnatomy.read(position))
    #expect(anatomy.parts.map(\.type).contains("message/delivery-status"))
    #expect(anatomy.parts.contains { $0.charset == "us-ascii" && $0.size > 100 })
    let samples = try Repository.sampleMessages()
    let sample = try #require(samples.first { $0.name.contains("postfix-alias") })
    let outcome = MessageReader(Limits())
      .read(sample.bytes, path: path, usesCarriageReturns: false, isCut: false)
    let report = try #require(outcome.reports.first)
    let sources = Dictionary(
      uniqueKeysWithValues: anatomy.sources(of: report).map { ($0.fact, $0.source) }
    )
    #expect(sources["recipient"] == "Final-Recipient")
    #expect(sources["status"] == "Status")
    #expect(sources["server"] == "Remote-MTA")
  }

  @Test("a message of a mailbox is gone back to; a place that holds none gives nothing")
  func mailbox() throws {
    let samples = try Repository.sampleMessages()
    let first = try #require(samples.first { $0.name.contains("out-of-office") })
    let second = try #require(samples.first { $0.name.contains("qmail") })
    let line = Array("From jan@contoso.com Mon Nov  2 09:00:00 2026\n".utf8)
    let head = line + first.bytes + [.lineFeed]
    let folder = try TemporaryDirectory()
    let path = InputPath(try folder.write("two.mbox", head + line + second.bytes))
    let there = Position(path: path, record: 1, offset: Int64(head.count))
    #expect(try MessageAnatomy.read(there)?.layout == .headedLines)
    let elsewhere = Position(path: path, record: 1, offset: Int64(head.count - 5))
    #expect(try MessageAnatomy.read(elsewhere) == nil)
    let input = Position(path: "-", record: 0, offset: 0)
    #expect(try MessageAnatomy.read(input) == nil)
  }
}
