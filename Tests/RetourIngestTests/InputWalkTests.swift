import Foundation
import RetourEvents
import TestSupport
import Testing

@testable import RetourIngest

private let message = "From: a@contoso.com\nSubject: x\n\nbody\n"

private func walk(_ paths: [String]) -> [InputItem] {
  var walk = InputWalk(paths.map { InputPath($0) })
  var items: [InputItem] = []
  while let item = walk.next() { items.append(item) }
  return items
}

private func names(_ items: [InputItem], below root: String) -> [String] {
  items.flatMap { item -> [String] in
    switch item {
    case .file(let file): [String(file.path.shown.dropFirst(root.count + 1))]
    case .messages(_, let paths, _): paths.map { String($0.shown.dropFirst(root.count + 1)) }
    case .standardInput: ["-"]
    case .failure(let reject, _):
      ["\(reject.problem.rawValue) \(reject.position.path.shown.dropFirst(root.count + 1))"]
    }
  }
}

@Suite struct InputWalkTests {
  @Test("directories are walked in the order of names, at every depth")
  func order() throws {
    let directory = try TemporaryDirectory()
    for name in ["b.eml", "a/z.eml", "a/b/c.eml", "c"] { try directory.write(name, message) }
    #expect(
      names(walk([directory.path]), below: directory.path) == [
        "a/b/c.eml", "a/z.eml", "b.eml", "c",
      ]
    )
  }

  @Test("a Maildir gives the messages of new and cur, nested folders too, and never those of tmp")
  func maildir() throws {
    let directory = try TemporaryDirectory()
    for name in [
      "cur/1.a:2,S", "cur/2.b:2,", "new/3.c", "tmp/4.d", ".Junk/cur/5.e:2,S", ".Junk/new/6.f",
      ".Junk/tmp/7.g", "sub/cur/8.h", "sub/new/9.i",
    ] {
      try directory.write("Maildir/\(name)", message)
    }
    let found = names(walk(["\(directory.path)/Maildir"]), below: "\(directory.path)/Maildir")
    #expect(
      Set(found) == [
        "cur/1.a:2,S", "cur/2.b:2,", "new/3.c", ".Junk/cur/5.e:2,S", ".Junk/new/6.f", "sub/cur/8.h",
        "sub/new/9.i",
      ]
    )
    #expect(found.count == 7)
  }

  @Test("a Maildir message keeps its key when flags change and it moves to cur")
  func messageKey() {
    #expect(InputWalk.messageKey("1.a") == InputWalk.messageKey("1.a:2,RS"))
    #expect(InputWalk.messageKey("1.a") != InputWalk.messageKey("1.b"))
  }

  @Test("links are followed inside the tree, not out of it, and loops end")
  func links() throws {
    let outside = try TemporaryDirectory()
    try outside.write("secret.eml", message)
    let directory = try TemporaryDirectory()
    try directory.write("d/real.eml", message)
    let files = FileManager.default
    for (name, target) in [
      ("d/inside", "\(directory.path)/d/real.eml"), ("d/loop", "\(directory.path)/d"),
      ("d/nowhere", "\(directory.path)/gone"), ("d/outside", "\(outside.path)/secret.eml"),
    ] {
      try files.createSymbolicLink(
        atPath: "\(directory.path)/\(name)",
        withDestinationPath: target
      )
    }
    #expect(
      names(walk([directory.path]), below: directory.path) == [
        "d/inside", "not-followed d/loop", "not-followed d/nowhere", "not-followed d/outside",
        "d/real.eml",
      ]
    )
  }

  @Test("a link that the command line names is followed; what is missing is said to be named")
  func named() throws {
    let directory = try TemporaryDirectory()
    let real = try directory.write("real.eml", message)
    let link = "\(directory.path)/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: real)
    let items = walk([link, "\(directory.path)/missing", "-"])
    #expect(names(items, below: directory.path) == ["link", "unreadable missing", "-"])
    guard case .failure(_, isNamed: true) = items[1] else {
      Issue.record("the missing path was named")
      return
    }
  }

  @Test("a FIFO is not opened")
  func fifo() throws {
    let directory = try TemporaryDirectory()
    #expect(mkfifo("\(directory.path)/pipe", 0o600) == 0)
    #expect(names(walk([directory.path]), below: directory.path) == ["not-a-file pipe"])
  }
}

@Suite struct InputFormatTests {
  private func detect(_ text: String) -> InputFormat { InputFormat.detect(Array(text.utf8)[...]) }

  @Test("formats are told by content")
  func content() {
    let envelope = "From a@b Mon Nov  2 09:00:00 2026\n"
    #expect(detect("\(envelope)Subject: x\n\ny\n") == .mailbox(MailboxDialect()))
    #expect(detect(message) == .message(usesCarriageReturns: false))
    #expect(detect("\u{FEFF}\r\n\(message)") == .message(usesCarriageReturns: false))
    #expect(detect("garbage\nmore\n\(envelope)Subject: x\n\n") == .mailbox(MailboxDialect()))
    #expect(detect("") == .empty)
    #expect(detect(" \n\n") == .empty)
    #expect(detect(message.replacing("\n", with: "\r")) == .message(usesCarriageReturns: true))
    let unknown = InputFormat.unknown("neither a mailbox nor a message nor a known export")
    #expect(detect("a,b,c\n1,2,3\n") == unknown)
    #expect(detect("\u{0}\u{1}\u{2}") == .unknown("binary data"))
  }

  @Test("a first Content-Length that leads to the next envelope line marks the dialect")
  func contentLength() {
    let envelope = "From a@b Mon Nov  2 09:00:00 2026\n"
    let right = "\(envelope)Content-Length: 5\nSubject: s\n\nbody\n\(envelope)Subject: t\n\n"
    let wrong = "\(envelope)Content-Length: 3\nSubject: s\n\nbody\n\(envelope)Subject: t\n\n"
    #expect(detect(right) == .mailbox(MailboxDialect(usesContentLength: true)))
    #expect(detect(wrong) == .mailbox(MailboxDialect()))
  }
}
