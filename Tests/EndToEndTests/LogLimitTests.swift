import Foundation
import TestSupport
import Testing

/// What happens to logs at the limits of what is kept of them.
struct LogLimitTests {
  @Test("messages that have no room in memory are known when a line speaks of them again")
  func manyOpen() throws {
    let folder = try TemporaryDirectory()
    let queues = (0..<14_000).map { "4F" + String(100_000 + $0) }
    func line(_ second: Int, _ words: String) -> String {
      "Nov  2 09:00:0\(second) mx postfix/smtp[1]: \(words)\n"
    }
    let lines =
      queues.map { line(1, "\($0): message-id=<\($0)@contoso.com>") }
      + queues.map { line(2, "\($0): from=<kim@contoso.com>, size=1, nrcpt=1 (queue active)") }
      + queues.map { queue in
        line(
          3,
          "\(queue): to=<u@fabrikam.com>, relay=none, delay=1, delays=0/0/0/1, dsn=4.4.1, "
            + "status=deferred (connect to mx.fabrikam.com[203.0.113.9]:25: Connection timed out)"
        )
      }
      + queues.map { line(4, "\($0): from=<kim@contoso.com>, status=expired, returned to sender") }
      + queues.map { line(5, "\($0): removed") }
    let log = try folder.write("mail.log", lines.joined())
    // The folder for what has no room may have any name.
    let script = """
      cd '\(folder.path)' && d=$(printf 't\\377') && mkdir "$d" &&
      TMPDIR="$PWD/$d" '\(Program.executable.path)' scan '\(log)' >told 2>errors
      """
    #expect(try Shell.run(script) == 0)
    let errors = try String(contentsOfFile: "\(folder.path)/errors", encoding: .utf8)
    #expect(!errors.contains("too-many-open"), "\(errors.prefix(500))")
    let told = try String(contentsOfFile: "\(folder.path)/told", encoding: .utf8)
      .split(separator: "\n")
    let failed = told.filter { $0.contains(#""kind":"failed""#) }
    #expect(failed.count == queues.count && told.count == queues.count)
    #expect(failed.allSatisfy { $0.contains(#""message_id":"4F1"#) })
  }

  @Test("messages that are open beyond what is kept are told as they stood, and how many they were")
  func tooManyOpen() throws {
    let folder = try TemporaryDirectory()
    let count = 14_000
    let lines = (0..<count).map { number in
      let queue = "4F" + String(100_000 + number)
      return
        "Nov  2 09:00:00 mx postfix/qmgr[1]: \(queue): from=<kim@contoso.com>, size=1, nrcpt=1 "
        + "(queue active)\nNov  2 09:00:01 mx postfix/smtp[1]: \(queue): to=<u\(number)@fabrikam.com>, "
        + "relay=none, delay=1, delays=0/0/0/1, dsn=4.4.1, status=deferred (connect to "
        + "mx.fabrikam.com[203.0.113.9]:25: Connection timed out)\n"
    }
    let log = try folder.write("mail.log", lines.joined())
    let run = try Program.run(["scan", log], environment: ["TMPDIR": "\(folder.path)/none"])
    #expect(run.status == 0)
    #expect(run.lines.count == count)
    let told = run.errors.split(separator: "\n").filter { $0.contains("too-many-open: ") }
    #expect(told.count == 1, "\(run.errors.prefix(500))")
    #expect(told.first?.contains("messages were still open") == true)
    #expect(told.first?.contains("no file could be made in \(folder.path)/none (TMPDIR)") == true)
  }

  @Test("what an earlier run has left open is damage where no run wrote it")
  func damagedState() throws {
    let folder = try TemporaryDirectory()
    let database = "\(folder.path)/d.sqlite"
    let line =
      "Nov  2 09:00:00 mx postfix/qmgr[1]: 4F10000001: from=<kim@contoso.com>, size=1, nrcpt=1 "
      + "(queue active)\n"
    let log = try folder.write("mail.log", line)
    #expect(try Program.run(["ingest", "-q", "--db", database, log]).status == 0)
    try SQLFile.run("UPDATE log_open SET state = x'0142'", at: database)
    let more = try folder.write("more.log", line.replacing("4F10000001", with: "4F10000002"))
    let run = try Program.run(["ingest", "-q", "--db", database, more])
    #expect(run.status == 65, "\(run.errors)")
    #expect(run.errors.contains("what logs have left open"))
  }
}
