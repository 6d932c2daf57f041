import TestSupport
import Testing

/// What `--debug` tells of inputs.
struct DebugTests {
  /// What an input holds, as what it is recognised, and for what it is taken by the second run.
  private static let inputs: [(name: String, content: String, words: String, again: String)] = [
    (
      "a.mbox", "From a@example.com Mon Nov 30 10:00:00 2026\nSubject: x\n\nx\n",
      "a mailbox, cut at envelope lines (From )", passed
    ),
    ("b.eml", "Subject: x\n\nx\n", "one message: it begins with header fields", passed),
    (
      "c.log", "Nov 30 10:00:00 mail postfix/qmgr[1]: 4F1A: removed\n",
      "a log: a time at the front of its lines", passed
    ),
    (
      "d.csv", "Received,SenderAddress,RecipientAddress,Status,MessageId,MessageTraceId\n",
      "a message trace: CSV with the columns of one", passed
    ),
    (
      "e.json",
      #"{"event":"delivered","email":"x@example.com","sg_event_id":"1","timestamp":1793491200}"#,
      "events of a mail service: JSON objects with the fields of one", passed
    ),
    ("f.txt", "\n", "nothing, or white space only", passed),
    (
      "g\u{1B}[31m.bin", "PK\u{3}\u{4}", "not understood: a zip archive", passed
    ),
  ]
  private static let passed = "read to its end before, and as it was: passed over"

  @Test("each input is told once: as what it is read, and by a second run why not")
  func told() throws {
    let folder = try TemporaryDirectory()
    for input in Self.inputs { try folder.write("in/\(input.name)", input.content) }
    try folder.write("in/md/new/1.a", "Subject: x\n\nx\n")
    try folder.write("in/md/cur/2.b:2,", "Subject: y\n\ny\n")
    let database = "\(folder.path)/a.sqlite"
    func lines(_ arguments: [String]) throws -> [String] {
      let run = try Program.run(arguments + ["--debug", "\(folder.path)/in"])
      let mark = "retour: debug: \(folder.path)/in/"
      return run.errors.split(separator: "\n").map(String.init).filter { $0.hasPrefix(mark) }
        .map { String($0.dropFirst(mark.count)) }.sorted()
    }
    func told(_ words: (Int) -> String) -> [String] {
      Self.inputs.indices.map {
        "\(Self.inputs[$0].name.replacing("\u{1B}", with: "\\x1b")): \(words($0))"
      }
    }
    let scanned = try lines(["scan", "-q"])
    for line in told({ Self.inputs[$0].words }) {
      #expect(scanned.filter { $0.hasPrefix(line) }.count == 1, "\(line) of \(scanned)")
    }
    // Of both folders of the Maildir.
    #expect(scanned.filter { $0 == "md: messages in files: 1" }.count == 2, "\(scanned)")
    #expect(scanned.count == Self.inputs.count + 2)
    #expect(
      try lines(["ingest", "-q", "--db", database]).filter { !scanned.contains($0) }
        == ["md: messages in files: 1 new of 1", "md: messages in files: 1 new of 1"]
    )
    let again = try lines(["ingest", "-q", "--db", database])
    for line in told({ Self.inputs[$0].again }) {
      #expect(again.filter { $0.hasPrefix(line) }.count == 1, "\(line) of \(again)")
    }
  }

  @Test("a packed file is told as packed, and a grown one where reading goes on")
  func grown() throws {
    let folder = try TemporaryDirectory()
    let mail = "From a@example.com Mon Nov 30 10:00:00 2026\nSubject: x\n\nx\n\n"
    let path = try folder.write("a.mbox", mail + mail)
    let database = "\(folder.path)/a.sqlite"
    func told() throws -> String {
      try Program.run(["ingest", "-q", "--debug", "--db", database, path]).errors
    }
    #expect(try told().hasSuffix("a.mbox: a mailbox, cut at envelope lines (From )\n"))
    try folder.write("a.mbox", mail + mail + mail)
    let grown = try told()
    #expect(
      grown.contains("a mailbox, cut at envelope lines (From ); read on from byte "),
      "\(grown)"
    )
    try folder.write("a.mbox", "From x" + mail)
    #expect(try told().contains("its content is another than what was read before: read anew"))
    let packed = try folder.write("a.mbox.gz", Compressed.gzip.member(Array(mail.utf8)))
    let run = try Program.run(["scan", "-q", "--debug", packed])
    #expect(run.errors.contains("a.mbox.gz: gzip; a mailbox, cut at envelope lines (From )"))
  }
}
