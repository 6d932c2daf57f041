import Foundation
import TestSupport
import Testing

/// Reports enough for several transactions and checkpoints.
private func mailbox(_ messages: Int) -> String {
  var text = ""
  for number in 0..<messages {
    text += """
      From MAILER-DAEMON Mon Nov  2 09:00:00 2026
      From: MAILER-DAEMON@contoso.com
      To: jan@contoso.com
      Subject: failure notice
      Date: Mon, \(1 + number % 28) Nov 2026 09:00:00 +0000
      Message-ID: <\(number)@contoso.com>

      <kim\(number)@d\(number % 97).example>:
      Remote host said: 550 5.1.1 no such user

      --- Below this line is a copy of the message.

      Return-Path: <jan@contoso.com>
      Message-ID: <o\(number)@contoso.com>


      """
  }
  return text
}

@Suite struct KillTests {
  @Test("kill -9 at many points, then a second run: the tables of an undisturbed run")
  func kill() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("in/big.mbox", mailbox(12_000))
    try folder.write("in/small.mbox", mailbox(50).replacing("contoso", with: "fabrikam"))
    let undisturbed = "\(folder.path)/undisturbed.sqlite"
    let start = Date()
    #expect(
      try Program.run(["ingest", "-q", "--db", undisturbed, "\(folder.path)/in"]).status == 0
    )
    let duration = Date().timeIntervalSince(start)
    let expected = try Tables.read(undisturbed)
    #expect(expected.count > 24_000)
    var killed = 0
    for point in 1...12 {
      let database = "\(folder.path)/\(point).sqlite"
      let process = Process()
      process.executableURL = Program.executable
      process.arguments = ["ingest", "-q", "--db", database, "\(folder.path)/in"]
      try process.run()
      usleep(UInt32(duration * Double(point) / 16 * 1_000_000))
      if process.isRunning {
        Foundation.kill(process.processIdentifier, SIGKILL)
        killed += 1
      }
      process.waitUntilExit()
      let second = try Program.run(["ingest", "-q", "--db", database, "\(folder.path)/in"])
      #expect(second.status == 0, "point \(point): \(second.errors)")
      #expect(try Tables.read(database) == expected, "killed at point \(point)")
      #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
    }
    // Other work on the machine makes some runs faster than the undisturbed one.
    #expect(killed >= 4)
    #expect(FileManager.default.fileExists(atPath: file))
  }

  /// How often a night is killed; `RETOUR_KILLS` in the environment asks for more.
  private static let kills =
    ProcessInfo.processInfo.environment["RETOUR_KILLS"].flatMap { Int($0) } ?? 8

  @Test("kill -9 at many points of a whole night, then another night: nothing lost, nothing twice")
  func nights() throws {
    let undisturbed = try NightlyHouse("retention_days: 3660")
    let start = Date()
    #expect(try undisturbed.night().status == 0)
    let duration = Date().timeIntervalSince(start)
    let expected = try Tables.read(undisturbed.database)
    var killed = 0
    for point in 1...Self.kills {
      let house = try NightlyHouse("retention_days: 3660")
      let process = Process()
      process.executableURL = Program.executable
      process.arguments = ["run", "-q", "--config", house.configuration]
      try process.run()
      usleep(UInt32(duration * Double(point) / Double(Self.kills + 1) * 1_000_000))
      if process.isRunning {
        Foundation.kill(process.processIdentifier, SIGKILL)
        killed += 1
      }
      process.waitUntilExit()
      let second = try house.night()
      #expect(second.status == 0, "point \(point): \(second.errors)")
      #expect(try Tables.read(house.database) == expected, "killed at point \(point)")
      #expect(try house.isSound())
      for file in ["overview.html", "copy.sqlite", "copy.sqlite.sha256"] {
        #expect(FileManager.default.fileExists(atPath: "\(house.path)/\(file)"), "\(file)")
      }
      #expect(try house.isSound("\(house.path)/copy.sqlite"))
    }
    #expect(killed >= Self.kills / 4)
  }

  @Test("a mailbox that grows is read from where it ended, also when its last message was cut")
  func growth() throws {
    let folder = try TemporaryDirectory()
    let whole = Array(mailbox(40).utf8)
    let database = "\(folder.path)/grown.sqlite"
    let file = try folder.write("grow.mbox", "")
    for length in [3_000, 3_001, 9_000, 9_777, whole.count] {
      try Data(whole.prefix(length)).write(to: URL(fileURLWithPath: file))
      #expect(try Program.run(["ingest", "-q", "--db", database, file]).status == 0)
    }
    let fresh = "\(folder.path)/fresh.sqlite"
    #expect(try Program.run(["ingest", "-q", "--db", fresh, file]).status == 0)
    #expect(try Tables.read(database) == Tables.read(fresh))
    #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
  }

  @Test("a second writer is told who holds the database, and exits with 75")
  func locked() throws {
    let folder = try TemporaryDirectory()
    let database = "\(folder.path)/d.sqlite"
    let process = Process()
    let pipe = Pipe()
    process.executableURL = Program.executable
    process.arguments = ["ingest", "--db", database, "-"]
    process.standardInput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer {
      try? pipe.fileHandleForWriting.close()
      process.waitUntilExit()
    }
    for _ in 0..<200 where !FileManager.default.fileExists(atPath: database) { usleep(20_000) }
    usleep(200_000)
    let second = try Program.run(["ingest", "--db", database, "sample-data/messages"])
    #expect(second.status == 75)
    #expect(second.errors.contains("\(process.processIdentifier)"))
  }
}
