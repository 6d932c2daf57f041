import Foundation
import TestSupport
import Testing

/// A directory with every kind of damage, each in a file of its own, and one good report.
private func damage(in folder: TemporaryDirectory) throws {
  let report = try Data(
    contentsOf: URL(
      fileURLWithPath: "\(Repository.root)/sample-data/messages/postfix-user-unknown.eml"
    )
  )
  let envelope = Array("From MAILER-DAEMON Mon Nov  2 09:00:00 2026\n".utf8)
  let daemon = "From: MAILER-DAEMON@contoso.com\nSubject: Undeliverable\n"
  var random = [UInt8](repeating: 0, count: 300_000)
  var state: UInt64 = 1
  for index in random.indices {
    state = state &* 6_364_136_223_846_793_005 &+ 1
    random[index] = UInt8(truncatingIfNeeded: state >> 56)
  }
  let gzip = Array(
    try Data(
      contentsOf: URL(
        fileURLWithPath: "\(Repository.root)/sample-data/compressed/october-first-ten.mbox.gz"
      )
    )
  )
  var nested = daemon
  for level in 0..<10_000 {
    nested += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n"
  }
  let files: [(String, [UInt8])] = [
    ("00-good.eml", Array(report)),
    ("01-empty", []),
    ("02-one-byte", [0x46]),
    ("03-no-newline", [UInt8](repeating: 0x78, count: 50 << 20)),
    (
      "04-many-headers",
      envelope + Array(String(repeating: "X-Header: b\n", count: 100_000).utf8) + [10]
    ),
    ("05-long-header", Array("\(daemon)X-Long: ".utf8) + [UInt8](repeating: 0x79, count: 20 << 20)),
    ("06-nested", Array(nested.utf8)),
    ("07-no-end", Array("\(daemon)Content-Type: multipart/report; boundary=x\n\n--x\n".utf8)),
    ("08-nuls", Array("\(daemon)\n".utf8) + [UInt8](repeating: 0, count: 100_000)),
    ("09-invalid-utf8", Array("\(daemon)\n".utf8) + random),
    ("10-utf16", [0xFF, 0xFE] + Array(report).flatMap { [$0, 0] }),
    ("11-cut.gz", Array(gzip.prefix(gzip.count / 2))),
    ("12-broken.gz", Array(gzip.prefix(40)) + random.prefix(5_000)),
    ("13-binary", random),
    ("14-only-envelope", envelope),
    ("15-envelopes", (0..<50_000).flatMap { _ in envelope }),
    (
      "16-garbage-before",
      random.prefix(9_000).map { $0 | 0x20 & 0x7F } + [10] + envelope + Array(report)
    ),
    ("17-cut-in-header", envelope + Array(report.prefix(200))),
    ("18-cr-only", Array(report).map { $0 == 10 ? 13 : $0 }),
    ("19-zeros", [UInt8](repeating: 0, count: 1 << 20)),
    ("20-at-signs", Array("\(daemon)\n".utf8) + [UInt8](repeating: 0x40, count: 1 << 20)),
    ("21-no-colon", Array("\(daemon)no colon here\n\n<a@b.example>: 550 5.1.1 unknown\n".utf8)),
  ]
  for (name, bytes) in files { try folder.write("in/\(name)", bytes) }
  #expect(mkfifo("\(folder.path)/in/22-fifo", 0o600) == 0)
  try FileManager.default.createSymbolicLink(
    atPath: "\(folder.path)/in/23-loop",
    withDestinationPath: "\(folder.path)/in"
  )
  try FileManager.default.createSymbolicLink(
    atPath: "\(folder.path)/in/24-nowhere",
    withDestinationPath: "\(folder.path)/gone"
  )
}

@Suite struct BadInputTests {
  @Test("every kind of damage is counted or passed over, and the rest is read")
  func damaged() throws {
    let folder = try TemporaryDirectory()
    try damage(in: folder)
    let scan = try Program.run(["scan", "\(folder.path)/in"])
    #expect(scan.status == 0)
    #expect(scan.output.contains("\"recipient\":\"kim@fabrikam.com\""))
    #expect(scan.output.contains("\"recipient\":\"a@b.example\""))
    #expect(scan.lines.contains { $0.contains("/10-utf16\"") })
    for (name, problem) in [
      ("03-no-newline", "unknown-format"), ("04-many-headers", "header-too-large"),
      ("05-long-header", "header-too-large"),
      ("11-cut.gz", "damaged-compression"), ("12-broken.gz", "damaged-compression"),
      ("13-binary", "unknown-format"), ("16-garbage-before", "garbage"),
      ("22-fifo", "not-a-file"), ("23-loop", "not-followed"), ("24-nowhere", "not-followed"),
    ] {
      let line = scan.errors.split(separator: "\n").first { $0.contains("/\(name) @ byte") }
      #expect(line?.contains(problem) == true, "\(name): \(line ?? "nothing said")")
    }
    let database = "\(folder.path)/d.sqlite"
    #expect(try Program.run(["ingest", "--db", database, "\(folder.path)/in"]).status == 0)
    #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
  }

  @Test("more rejects than allowed give exit code 65")
  func maxRejects() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("x", "neither, nor")
    #expect(try Program.run(["scan", "--max-rejects", "1", file]).status == 0)
    #expect(try Program.run(["scan", "--max-rejects", "0", file]).status == 65)
  }

  @Test("a named input that is missing gives exit code 66, and the others are read")
  func missing() throws {
    let result = try Program.run(
      ["scan", "/no/such/file", "sample-data/messages/postfix-user-unknown.eml"])
    #expect(result.status == 66)
    #expect(result.lines.count == 1)
    #expect(result.errors.contains("/no/such/file"))
  }

  @Test("a file that expands beyond the cap is cut there and said so")
  func bomb() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("bomb", [UInt8](repeating: 0x41, count: 20 << 20))
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
    gzip.arguments = [file]
    try gzip.run()
    gzip.waitUntilExit()
    let result = try Program.run(["scan", "--max-expanded-size", "1000", "\(file).gz"])
    #expect(result.status == 66)
    #expect(result.errors.contains("expanded-too-large"))
  }

  @Test("a file without permission is told, and the others are read")
  func noPermission() throws {
    let folder = try TemporaryDirectory()
    let sample = try Data(
      contentsOf: URL(
        fileURLWithPath: "\(Repository.root)/sample-data/messages/postfix-user-unknown.eml"
      )
    )
    try folder.write("in/a.eml", Array(sample))
    let closed = try folder.write("in/b.eml", Array(sample))
    // The superuser may read everything: as another user the system says no.
    for path in [folder.path, "\(folder.path)/in"] {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: closed)
    let isRoot = getuid() == 0
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: isRoot ? "/usr/bin/setpriv" : "/usr/bin/env")
    process.arguments =
      (isRoot ? ["--reuid=65534", "--regid=65534", "--clear-groups"] : [])
      + [Program.executable.path, "scan", "\(folder.path)/in"]
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let lines = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
    #expect(lines.split(separator: "\n").count == 1)
    #expect(said.contains("in/b.eml @ byte 0: unreadable: open: Permission denied"))
  }

  @Test("a mailbox that shrinks while it is read is told, and read again the next time")
  func shrinking() throws {
    let folder = try TemporaryDirectory()
    let sample = try Data(
      contentsOf: URL(
        fileURLWithPath: "\(Repository.root)/sample-data/messages/postfix-user-unknown.eml"
      )
    )
    let message =
      Array("From MAILER-DAEMON Mon Nov  2 09:00:00 2026\n".utf8) + Array(sample) + [10]
    let count = (40 << 20) / message.count
    let mailbox = try folder.write("m.mbox", Array(repeatElement(message, count: count).joined()))
    // Nobody reads the lines until the file was cut, so the program waits somewhere in its first
    // part.
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = Program.executable
    process.arguments = ["scan", "-j1", mailbox]
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    Thread.sleep(forTimeInterval: 1)
    #expect(truncate(mailbox, 30 << 20) == 0)
    let lines = output.fileHandleForReading.readDataToEndOfFile()
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(said.contains("changed-while-read: the file shrank while it was read"), "\(said)")
    let read = lines.count { $0 == UInt8(ascii: "\n") }
    #expect(read >= (30 << 20) / message.count && read < count)
  }

  @Test("a link to itself is told, not fatal")
  func unreadable() throws {
    let folder = try TemporaryDirectory()
    try folder.makeDirectory("in/sub")
    let broken = "\(folder.path)/in/self"
    try FileManager.default.createSymbolicLink(atPath: broken, withDestinationPath: broken)
    let result = try Program.run(["scan", "\(folder.path)/in"])
    #expect(result.status == 66)
    #expect(result.errors.contains("not-followed"))
  }

  @Test("a message of two gigabytes from a pipe takes flat memory")
  func hugeMessage() throws {
    let script = """
      { printf 'From: MAILER-DAEMON@contoso.com\\nSubject: Undeliverable\\n\\n<a@b.example>: 550 5.1.1 unknown\\n'; \
      head -c 2000000000 /dev/zero; } | { ulimit -v 8000000; "$0" scan -; }
      """
    let process = Process()
    let output = Pipe()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script, Program.executable.path]
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let lines = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(lines.contains("a@b.example"))
    #expect(said.contains("message-too-large"))
  }
}
