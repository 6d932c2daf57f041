import Foundation
import TestSupport
import Testing

@Suite struct SignalTests {
  /// A run that waits for input, with what it says on standard error.
  private final class Waiting {
    let process = Process()
    let input = Pipe()
    private let errors: String

    init(_ house: NightlyHouse) throws {
      errors = try house.folder.write("err", "")
      process.executableURL = Program.executable
      process.arguments = ["ingest", "-q", "--db", house.database, "-"]
      process.standardInput = input
      process.standardError = FileHandle(forWritingAtPath: errors)
      try process.run()
      for _ in 0..<250 where !FileManager.default.fileExists(atPath: house.database) {
        usleep(20_000)
      }
      usleep(300_000)
    }

    func send(_ signal: Int32) {
      Foundation.kill(process.processIdentifier, signal)
      usleep(300_000)
    }

    func said() throws -> String { try String(contentsOfFile: errors, encoding: .utf8) }
  }

  @Test("SIGUSR1 says how far the run is, in one line, and the run goes on")
  func status() throws {
    let house = try NightlyHouse()
    let waiting = try Waiting(house)
    waiting.send(SIGUSR1)
    #expect(try waiting.said().hasPrefix("retour: ingest, "))
    #expect(try waiting.said().split(separator: "\n").count == 1)
    #expect(waiting.process.isRunning)
    try waiting.input.fileHandleForWriting.close()
    waiting.process.waitUntilExit()
    #expect(waiting.process.terminationStatus == 0)
  }

  @Test(
    "SIGTERM and SIGINT end a run with 143 and 130, and leave one sound file",
    arguments: [SIGTERM, SIGINT]
  )
  func end(signal: Int32) throws {
    let house = try NightlyHouse()
    let waiting = try Waiting(house)
    waiting.send(signal)
    let message = "From MAILER-DAEMON Mon Nov  2 09:00:00 2026\nFrom: a@contoso.com\n\n\n"
    try waiting.input.fileHandleForWriting.write(contentsOf: Data(message.utf8))
    try waiting.input.fileHandleForWriting.close()
    waiting.process.waitUntilExit()
    #expect(waiting.process.terminationStatus == 128 + signal)
    #expect(try waiting.said().isEmpty)
    #expect(!FileManager.default.fileExists(atPath: "\(house.database)-wal"))
    #expect(try house.isSound())
  }

  @Test("a second signal ends the run at once, and the next run finds a sound file")
  func twice() throws {
    let house = try NightlyHouse()
    let waiting = try Waiting(house)
    waiting.send(SIGTERM)
    #expect(waiting.process.isRunning)
    waiting.send(SIGTERM)
    waiting.process.waitUntilExit()
    #expect(waiting.process.terminationStatus == 143)
    let next = try Program.run(["ingest", "-q", "--db", house.database, "\(house.path)/in/mbox"])
    #expect(next.status == 0)
    #expect(try house.isSound())
  }
}
