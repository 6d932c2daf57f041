import Foundation
import RetourEvents
import TestSupport
import Testing

@testable import RetourIngest

/// A mailbox can be read in parts.
@Suite("Parts of a mailbox") struct MailboxPartTests {
  /// What parts of a mailbox give, with the messages numbered from its start.
  private func read(
    _ path: InputPath,
    _ parts: [Range<Int64>]
  ) throws -> (reports: [DeliveryReport], tally: Tally) {
    var (reports, tally): ([DeliveryReport], Tally) = ([], Tally())
    for part in parts {
      var walk = InputWalk([path])
      guard case .file(let file)? = walk.next() else { return ([], Tally()) }
      var input = MailInput(limits: Limits(), part: part).file(file, from: nil)
      var before = tally.messages
      var lasts = 0
      while let unit = input.next() {
        for batch in unit.run() {
          for var report in batch.reports {
            report.position.record += before
            reports.append(report)
          }
          before += batch.tally.messages
          tally += batch.tally
          lasts += batch.isLast ? 1 : 0
        }
      }
      #expect(lasts == 1)
    }
    return (reports, tally)
  }

  @Test("cut in two at any byte it gives what the whole gives")
  func everywhere() throws {
    let folder = try TemporaryDirectory()
    var text: [UInt8] = []
    for (number, message) in try Repository.sampleMessages().prefix(4).enumerated() {
      text += Array("From mailer@contoso.com Sun Nov  1 10:0\(number):00 2026\n".utf8)
      text += message.bytes + [UInt8(ascii: "\n")]
      text += Array("From: no start\n>From quoted\n\n".utf8)
    }
    let path = InputPath(try folder.write("small.mbox", text))
    let size = Int64(text.count)
    let whole = try read(path, [0..<size])
    try #require(whole.tally.messages == 4 && whole.reports.count > 2)
    for place in 0...size {
      let parts = try read(path, [0..<place, place..<Int64.max])
      #expect(parts == whole, "cut at byte \(place)")
    }
    let thirds = try read(path, [0..<900, 900..<901, 901..<901, 901..<size, size..<size + 9])
    #expect(thirds == whole)
  }

  @Test("what is no plain mailbox isn't read in part, and that is told")
  func others() throws {
    let folder = try TemporaryDirectory()
    let mailbox = Array("From a@b.example Sun Nov  1 10:00:00 2026\nSubject: x\n\ny\n".utf8)
    for (name, bytes) in [
      ("a.gz", Compressed.gzip.member(mailbox)), ("a.csv", Array("a,b\n1,2\n".utf8)),
      ("a.eml", Array("From: a@b.example\nSubject: x\n\ny\n".utf8)),
    ] {
      var walk = InputWalk([InputPath(try folder.write(name, bytes))])
      guard case .file(let file)? = walk.next() else { return }
      var input = MailInput(limits: Limits(), part: 0..<10).file(file, from: nil)
      let batches = input.next()?.run() ?? []
      #expect(batches.map(\.isLast) == [true], "\(name)")
      #expect(batches.first?.rejects.first?.problem == .unknownFormat, "\(name)")
    }
  }
}
