import Foundation
import Glibc
import TestSupport
import Testing

/// What is said about mistakes: in the user's words, with what to do, and with the right exit code.
@Suite struct MessageTests {
  private let bounces: Bounces

  init() throws { bounces = try Bounces(["5 Jan 2025"]) }

  @Test(
    "a statement that can't be asked is 64, in words about the statement",
    arguments: [
      ("select 1; select 2", "more than one statement"), ("", "empty"), ("/* nothing */", "empty"),
      ("delete from event", "changes something"), ("drop table event", "changes something"),
      ("select nothing from v1_event", "nothing"), ("selec", "syntax"),
      ("select 1; selec", "syntax"), ("select :x", "--param"),
      ("begin", "no rows"), ("attach 'x' as y", "no rows"),
      ("select zeroblob(9000000)", "longer than"),
    ]
  )
  func statements(sql: String, words: String) throws {
    let result = try bounces.ask("query", "--sql", sql)
    #expect(result.status == 64, "\(result.status) \(result.errors)")
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(!result.errors.contains("Database."), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(Repository.root)/x"))
  }

  @Test(
    "a --param of the wrong kind is 64 and says what is wanted",
    arguments: [
      "limit=abc", "limit=-1", "limit=", "since=lately", "until=2026-13-01", "nothing=1", "limit",
      "limit=99999999999999999999",
    ]
  )
  func parameters(setting: String) throws {
    let result = try bounces.ask("query", "top-domains", "--param", setting)
    #expect(result.status == 64, "\(result.status) \(result.errors)")
  }

  @Test("a statement ends with its time, be it many steps or one function")
  func timeouts() throws {
    for sql in [
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
      "SELECT instr(zeroblob(1000000), zeroblob(500000) || x'01') + instr(zeroblob(1000000), "
        + "zeroblob(499999) || x'02') + instr(zeroblob(1000000), zeroblob(499998) || x'03')",
    ] {
      let start = Date()
      let result = try bounces.ask("query", "--timeout", "1", "--sql", sql)
      #expect(result.status == 64, "\(result.status) \(result.errors)")
      #expect(result.errors.contains("longer than 1 seconds"), "\(result.errors)")
      #expect(Date().timeIntervalSince(start) < 10)
    }
  }

  @Test("what is no database says what it is: 66, or 77 where it may not be read")
  func databases() throws {
    let folder = bounces.folder.path
    mkfifo("\(folder)/fifo", 0o600)
    for (path, words) in [
      (folder, "a folder"), ("\(folder)/fifo", "FIFO"), ("/dev/null", "device"),
    ] {
      for command in [["top"], ["ingest", "-q", "\(folder)/in"], ["db", "info"]] {
        let result = try Program.run(command + ["--db", path])
        #expect(result.status == 66, "\(command) \(path): \(result.status) \(result.errors)")
        #expect(result.errors.contains(words), "\(result.errors)")
      }
    }
    for path in [":memory:", "file:x?mode=memory", ""] {
      for command in [["top"], ["ingest", "-q", "\(folder)/in"], ["db", "prune", "--keep", "1"]] {
        #expect(try Program.run(command + ["--db", path]).status == 64, "\(command) \(path)")
      }
    }
  }

  @Test("a database that this user may not read is 77", .enabled(if: Shell.canDrop))
  func unreadable() throws {
    chmod(bounces.folder.path, 0o755)
    chmod(bounces.database, 0o600)
    let status = try Shell.run(
      """
      setpriv --reuid=65534 --clear-groups \(Program.executable.path) top --db \
      \(bounces.database) 2>/dev/null
      """
    )
    #expect(status == 77)
  }

  @Test("near misses get a suggestion")
  func suggestions() throws {
    let query = try bounces.ask("query", "top-domain")
    #expect(query.status == 64 && query.errors.contains("did you mean top-domains"))
    for command in [["domain", "user@fabrikam.com"], ["causes", "--domain", "user@fabrikam.com"]] {
      let result = try Program.run(command + ["--db", bounces.database])
      #expect(result.status == 64 && result.errors.contains("fabrikam.com"), "\(result.errors)")
      #expect(result.errors.contains("address"), "\(result.errors)")
    }
    #expect(try bounces.ask("domain", "not a domain").status == 64)
    let explain = try bounces.ask("explain", "deadbeef")
    #expect(explain.status == 66 && explain.errors.contains("32 hexadecimal digits"))
  }
}
