import Foundation
import TestSupport
import Testing

/// An archive that changes, and a database that follows it.
struct LivingArchive {
  let folder: TemporaryDirectory
  /// The folder that is read.
  let path: String
  let database: String

  /// Creates an empty archive.
  init() throws {
    folder = try TemporaryDirectory()
    path = try folder.makeDirectory("in")
    database = "\(folder.path)/d.sqlite"
  }

  /// Writes a file of the archive; one that is there gets other content and stays the same file.
  func write(_ name: String, _ bytes: [UInt8]) throws {
    guard let file = FileHandle(forWritingAtPath: "\(path)/\(name)") else {
      try folder.write("in/\(name)", bytes)
      return
    }
    try file.truncate(atOffset: 0)
    try file.write(contentsOf: Data(bytes))
    try file.close()
  }

  /// Writes at the end of a file.
  func append(_ bytes: [UInt8], to name: String) throws {
    let file = try #require(FileHandle(forWritingAtPath: "\(path)/\(name)"))
    try file.seekToEnd()
    try file.write(contentsOf: Data(bytes))
    try file.close()
  }

  /// The bytes of a file.
  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
  }

  /// Runs a command of the shell in the archive.
  func shell(_ command: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-ec", command]
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(command)")
  }

  /// Reads what is new.
  @discardableResult
  func ingest(
    _ environment: [String: String] = [:],
    allowing statuses: Set<Int32> = [0]
  ) throws -> Program.Result {
    let result = try Program.run(
      ["ingest", "-q", "--db", database, path],
      environment: environment
    )
    #expect(statuses.contains(result.status), "\(result.errors)")
    return result
  }

  /// The tables of the database, which has to be sound.
  func tables() throws -> [String] {
    let sound = try Program.run(["db", "verify", "--db", database])
    #expect(sound.status == 0, "\(sound.output)")
    return try Tables.read(database)
  }

  /// The tables of a new database that reads what the archive holds now, and other files.
  func freshTables(and others: [String] = []) throws -> [String] {
    let fresh = "\(folder.path)/fresh-\(UUID().uuidString).sqlite"
    let result = try Program.run(["ingest", "-q", "--db", fresh, path] + others)
    #expect(result.status == 0, "\(result.errors)")
    return try Tables.read(fresh)
  }

  /// The answer to a question, without its header.
  func ask(_ sql: String) throws -> [String] {
    let result = try Program.run(["query", "--db", database, "--format", "csv", "--sql", sql])
    #expect(result.status == 0, "\(result.errors)")
    return Array(result.lines.dropFirst())
  }
}

/// Mail of the tests' own making.
enum LivingMail {
  /// A report about message `number`, as one message.
  static func report(_ number: Int, padding: Int = 0) -> String {
    """
    From: MAILER-DAEMON@contoso.com
    To: jan@contoso.com
    Subject: Undelivered Mail Returned to Sender
    Date: Mon, \(1 + number % 28) Nov 2026 09:00:00 +0000
    Message-ID: <r\(number)@contoso.com>
    Content-Type: multipart/report; report-type=delivery-status; boundary="b"

    --b
    Content-Type: text/plain

    <kim\(number)@fabrikam.com>: host mx1.fabrikam.com[203.0.113.25] said:
      550 5.1.1 no such user\(String(repeating: "\nMore words.", count: padding))

    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mail.contoso.com

    Final-Recipient: rfc822; kim\(number)@fabrikam.com
    Action: failed
    Status: 5.1.1
    Diagnostic-Code: smtp; 550 5.1.1 no such user

    Final-Recipient: rfc822; lee\(number)@example.net
    Action: failed
    Status: 5.2.2
    Diagnostic-Code: smtp; 552 5.2.2 mailbox full

    --b
    Content-Type: text/rfc822-headers

    From: jan@contoso.com
    Message-ID: <o\(number)@contoso.com>

    --b--

    """
  }

  /// A mailbox of reports, each with a mail of so many bytes behind it.
  static func mailbox(_ numbers: Range<Int>, between bytes: Int = 0) -> [UInt8] {
    let words = String(repeating: "An ordinary line of an ordinary mail.\n", count: bytes / 38)
    let mail =
      bytes == 0 ? "" : "\(envelope)From: kim@fabrikam.com\nSubject: hello\n\n\(words)\n"
    return Array(numbers.map { envelope + report($0) + "\n" + mail }.joined().utf8)
  }

  static let envelope = "From MAILER-DAEMON Mon Nov  2 09:00:00 2026\n"

  /// A frame of zstd that holds the bytes as they are (RFC 8878, raw blocks).
  static func zstd(_ bytes: [UInt8]) -> [UInt8] {
    var frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58]
    var rest = bytes[...]
    repeat {
      let block = rest.prefix(65_536)
      rest = rest.dropFirst(block.count)
      let header = UInt32(block.count) << 3 | (rest.isEmpty ? 1 : 0)
      frame += [UInt8(header & 255), UInt8(header >> 8 & 255), UInt8(header >> 16)] + block
    } while !rest.isEmpty
    return frame
  }

  /// An export of Get-MessageTrace.
  static func trace(_ numbers: Range<Int>) -> [UInt8] {
    let head =
      "\"Received\",\"SenderAddress\",\"RecipientAddress\",\"Subject\",\"Status\",\"ToIP\","
      + "\"FromIP\",\"Size\",\"MessageId\",\"MessageTraceId\"\r\n"
    let rows = numbers.map { number in
      """
      "2026-11-\(number % 18 + 10)T09:00:00.0000000","jan@contoso.com","kim\(number)@fabrikam.com",\
      "hello","\(number % 3 == 0 ? "Failed" : "Delivered")","203.0.113.25","192.0.2.1","1000",\
      "<o\(number)@contoso.com>","0f3b5c1d-2e4f-6071-8293-\(100_000_000_000 + number)"\r\n
      """
    }
    return Array((head + rows.joined()).utf8)
  }
}
