import Foundation
import Glibc
import TestSupport
import Testing

/// Files and folders with names that aren't text, or would be something else where they are shown.
@Suite struct HostileNameTests {
  private static let names: [[UInt8]] = [
    [0x4D, 0xE4, 0x72, 0x7A], Array("x\nretour: all is well\n\u{1B}]0;pwned\u{7}".utf8),
    Array("\u{202E}lme\u{200B}".utf8), Array("a\\nb".utf8), Array("=1+1,\"x\";\t<b>".utf8),
    Array("-".utf8), [UInt8](repeating: 0xE4, count: 200),
  ]

  private let folder: TemporaryDirectory
  private let message: [UInt8]

  init() throws {
    folder = try TemporaryDirectory()
    message = Array(
      try Data(
        contentsOf: URL(
          fileURLWithPath: "\(Repository.root)/sample-data/messages/postfix-user-unknown.eml"
        )
      )
    )
  }

  /// Writes a file whose name is bytes.
  private func write(_ name: [UInt8], in parent: String, _ bytes: [UInt8]) throws {
    try folder.makeDirectory(parent)
    let path = Array("\(folder.path)/\(parent)/".utf8) + name
    let descriptor = (path + [0]).map { CChar(bitPattern: $0) }
      .withUnsafeBufferPointer { path in
        path.baseAddress.map { open($0, O_WRONLY | O_CREAT, 0o600) } ?? -1
      }
    #expect(descriptor >= 0)
    #expect(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    close(descriptor)
  }

  /// What of an output could steer a terminal or forge a line.
  private func harm(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { scalar in
      scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || 0x7F...0x9F ~= scalar.value
        || scalar.properties.generalCategory == .format
        || scalar == "\u{FFFD}"
    }
  }

  @Test(
    "a message is read whatever its name, its folder or its Maildir is called",
    arguments: names
  )
  func read(name: [UInt8]) throws {
    try write(name + Array(".host".utf8), in: "maildir/new", message)
    try folder.makeDirectory("maildir/cur")
    try write(name, in: "plain", message)
    for (input, count) in [("maildir", 1), ("plain", 1), ("", 2)] {
      let run = try Program.run(["scan", "\(folder.path)/\(input)"])
      #expect(run.status == 0 && run.lines.count == count, "\(run.errors)")
      #expect(harm(run.output).isEmpty && harm(run.errors).isEmpty)
    }
    let database = "\(folder.path)/d.sqlite"
    for new in [1, 0] {
      let run = try Program.run(["ingest", "--db", database, "\(folder.path)/maildir"])
      #expect(run.errors.contains("events: \(new) new, 0 duplicate"), "\(run.errors)")
    }
  }

  /// Runs a script in the folder; `$0` in it is the program.
  private func shell(_ script: String) throws -> (status: Int32, output: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", "cd \"$1\" && \(script)", Program.executable.path, folder.path]
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test("a file that the command line or a list names by bytes is read, and so is such a list")
  func named() throws {
    try write([0x47, 0xF6, 0x2E], in: "in", message)
    try write([0x4C, 0xE9], in: "in", Array("in/G".utf8) + [0xF6, 0x2E, 0x0A])
    let run = try shell(
      #"""
      "$0" scan "$(printf 'in/G\366.')" && printf 'in/G\366.\0' | "$0" scan -0 --files-from - \
        && "$0" scan --files-from "$(printf 'in/L\351')" \
        && "$0" scan --files-from <(printf 'in/G\366.\n')
      """#
    )
    #expect(run.status == 0, "\(run.output)")
    let lines = run.output.split(separator: "\n").filter { $0.hasPrefix("{") }
    #expect(lines.count == 4 && lines.allSatisfy { $0.contains(#""source_path":"in/G\\xf6.""#) })
  }

  @Test(
    "no database and no output gets another name than the one asked for",
    arguments: [
      #"ingest --db "$(printf 'd\377')" in"#, #"top --db "$(printf 'd\377')""#,
      #"report --db good.sqlite -o "$(printf 'o\377.html')""#,
      #"export --db good.sqlite --all -o "$(printf 'letters\377')""#,
      #"db snapshot --db good.sqlite "$(printf 's\377')""#,
    ]
  )
  func otherNames(command: String) throws {
    try write(Array("good".utf8), in: "in", message)
    let before = try shell(#""$0" ingest -q --db good.sqlite in; "$0" db verify --db good.sqlite"#)
    #expect(before.status == 0, "\(before.output)")
    let names = try shell("ls -A").output
    let run = try shell("\"$0\" \(command)")
    #expect(run.status == 64 && run.output.contains("isn't UTF-8"), "\(run.output)")
    #expect(run.output.contains(#"\xff"#))
    #expect(try shell("ls -A").output == names)
  }

  @Test("no output shows a name as anything but itself")
  func outputs() throws {
    for name in Self.names { try write(name, in: "in", Array("junk\n".utf8)) }
    try write(Array("good".utf8), in: "in", message)
    let database = "\(folder.path)/d.sqlite"
    let input = "\(folder.path)/in"
    var texts = [try Program.run(["ingest", "--db", database, input])]
    #expect(
      texts[0].errors.split(separator: "\n").filter { $0.hasPrefix("retour: ") }.count
        == Self.names.count
    )
    for format in ["table", "csv", "tsv", "json", "ndjson"] {
      texts.append(try Program.run(["db", "rejects", "--db", database, "--format", format]))
      texts.append(
        try Program.run(
          ["query", "--db", database, "--format", format, "--sql", "SELECT path FROM v1_source"]
        )
      )
    }
    texts.append(try Program.run(["report", "--db", database, "-o", "\(folder.path)/r.html"]))
    texts.append(try Program.run(["scan", "\(folder.path)/no\nretour: \u{1B}[2Jsuch"]))
    texts.append(try Program.run(["explain", "\(folder.path)/no\nretour: \u{1B}[2Jsuch"]))
    texts.append(try Program.run(["scan", "--no\nretour: \u{1B}[2Jsuch"]))
    texts.append(try Program.run(["scan", "--files-from", "/no\nretour: \u{1B}[2Jsuch"]))
    texts.append(try Program.run(["run", "--config", "/no\nretour: \u{1B}[2Jsuch"]))
    texts.append(try Program.run(["top", "--db", "/no\nretour: \u{1B}[2Jsuch"]))
    for text in texts {
      for part in [text.output, text.errors] {
        #expect(harm(part).isEmpty, "\(part)")
        #expect(!part.contains("\nretour: all is well"))
        #expect(!part.contains("\nretour: \\x1b"))
      }
    }
    let page = try String(contentsOfFile: "\(folder.path)/r.html", encoding: .utf8)
    #expect(harm(page).isEmpty)
  }

  @Test("a message that moves or goes after it was listed is read or told, and nothing is lost")
  func moving() throws {
    for number in 0..<40 { try write(Array("\(number).host".utf8), in: "m/new", message) }
    try folder.makeDirectory("m/cur")
    let faults = try FaultyCalls(in: folder)
    // Before the tenth message is read, ten of the others are seen by a mail program, and five go.
    let command =
      "cd \(folder.path)/m; for n in 20 21 22 23 24 25 26 27 28 29; do mv new/$n.host cur/$n.host:2,S; "
      + "done; rm new/30.host new/31.host new/32.host new/33.host new/34.host"
    let run = try Program.run(
      ["scan", "-j1", "\(folder.path)/m"],
      environment: faults.environment(running: command, after: 3, on: ".host")
    )
    #expect(run.lines.count == 35, "\(run.errors)")
    #expect(run.errors.contains("rejects: 5;"), "\(run.errors)")
    #expect(run.errors.contains("new/30.host @ byte 0: unreadable: open: No such file"))
  }
}

/// Inputs of which nothing can be read.
@Suite struct UnreadableInputTests {
  @Test("an input that is the only one and can't be read isn't a success")
  func only() throws {
    let folder = try TemporaryDirectory()
    let junk = try folder.write("junk", "neither, nor")
    let zip = try folder.write("a.zip", [0x50, 0x4B, 3, 4, 20, 0, 0, 0])
    let cut = try folder.write("cut.gz", Array(Compressed.gzip.member([1, 2, 3]).prefix(12)))
    let empty = try folder.write("empty", "")
    let good = "sample-data/messages/postfix-user-unknown.eml"
    for (arguments, status) in [
      ([junk], 66), ([zip], 66), ([cut], 66), ([junk, zip], 66), ([empty], 0), ([junk, good], 0),
      ([junk, empty], 0), (["--max-rejects", "0", junk], 65), (["--max-rejects", "1", junk], 0),
      (["\(folder.path)/none", good], 66), (["--max-rejects", "9", "\(folder.path)/none"], 66),
    ] as [([String], Int32)] {
      let run = try Program.run(["scan"] + arguments)
      #expect(run.status == status, "\(arguments): \(run.errors)")
      let database = "\(folder.path)/\(UUID().uuidString)"
      #expect(try Program.run(["ingest", "--db", database] + arguments).status == status)
    }
    #expect(try Program.run(["scan", "-"], input: Array("neither, nor".utf8)).status == 66)
    #expect(try Program.run(["scan", zip]).errors.contains("unzip"))
  }

  @Test(
    "what came before a cut or a strange tail is read, from every form",
    arguments: Compressed.allCases
  )
  func damaged(form: Compressed) throws {
    let folder = try TemporaryDirectory()
    let samples = try Repository.sampleMessages()
    let message = try #require(samples.first { $0.name.contains("postfix-user-unknown") }).bytes
    let envelope = Array("From MAILER-DAEMON Mon Nov  2 09:00:00 2026\n".utf8)
    let mailbox = [[UInt8]](repeating: envelope + message + [10], count: 200).flatMap { $0 }
    let tail = try folder.write("tail", form.member(mailbox) + Array("and more".utf8))
    let single = try folder.write("single", form.member(message) + Array("and more".utf8))
    let maildir = try folder.makeDirectory("m/cur")
    try folder.makeDirectory("m/new")
    try folder.write("m/cur/1.host", form.member(message) + Array("and more".utf8))
    for (path, count) in [(tail, 200), (single, 1), (maildir, 1), ("\(folder.path)/m", 1)] {
      let run = try Program.run(["scan", path])
      #expect(run.lines.count == count, "\(path): \(run.errors)")
      #expect(run.errors.contains("damaged-compression"), "\(path): \(run.errors)")
      #expect(run.errors.contains("rejects: 1;"), "\(path): \(run.errors)")
    }
  }
}
