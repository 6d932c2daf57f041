import Foundation
import TestSupport
import Testing

@Suite struct UpkeepTests {
  private let folder: TemporaryDirectory
  private var database: String { "\(folder.path)/d.sqlite" }

  init() throws {
    folder = try TemporaryDirectory()
    let result = try Program.run(["ingest", "-q", "--db", database, "sample-data/messages"])
    #expect(result.status == 0)
  }

  @Test("a snapshot passes sha256sum and can be asked")
  func snapshot() throws {
    let copy = "\(folder.path)/copy.sqlite"
    let made = try Program.run(["db", "snapshot", "--db", database, copy])
    #expect(made.status == 0, "\(made.errors)")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    process.arguments = ["--check", "--status", "copy.sqlite.sha256"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try Tables.read(copy) == Tables.read(database))
    #expect(try Program.run(["db", "snapshot", "--db", database, database]).status == 64)
    #expect(try Program.run(["db", "snapshot", "--db", database, "/no/such/x"]).status == 73)
    #expect(try Program.run(["db", "snapshot", "--db", "/no/such/x", copy]).status == 66)
  }

  @Test("rejects are listed by run with file and byte")
  func rejects() throws {
    let broken = try folder.write("broken", "neither, nor")
    #expect(try Program.run(["ingest", "-q", "--db", database, broken]).status == 66)
    let second = try Program.run([
      "db", "rejects", "--db", database, "--run", "2", "--format", "csv",
    ])
    #expect(second.lines.count == 2)
    #expect(second.output.contains("\(broken),0,0,unknown-format"))
    let first = try Program.run([
      "db", "rejects", "--db", database, "--run", "1", "--format", "csv",
    ])
    #expect(first.lines.count == 1)
  }

  @Test("prune says what it took, and db verify has nothing to say afterwards")
  func prune() throws {
    let told = try Program.run(["db", "prune", "--db", database, "--keep", "3", "--dry-run"])
    #expect(told.errors.hasPrefix("would prune before 2"))
    let done = try Program.run(["db", "prune", "--db", database, "--keep", "3"])
    #expect(done.status == 0)
    #expect(done.errors == told.errors.replacing("would prune", with: "pruned"))
    #expect(!done.errors.contains(" 0 deliveries"))
    #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
    #expect(try Program.run(["db", "prune", "--db", database, "--keep", "0"]).status == 64)
    #expect(try Program.run(["db", "prune", "--db", "/no/such/x", "--keep", "9"]).status == 66)
  }
}
