import Foundation
import TestSupport
import Testing

@Suite struct CommandLineTests {
  @Test(
    "help is what is recorded",
    arguments: [
      "", "ingest", "scan", "merge", "classify", "explain", "top", "causes", "domain", "report",
      "export", "query", "db", "rules", "reason", "unknown", "reclassify", "run", "check", "config",
      "formats", "track", "dns",
    ]
  )
  func help(command: String) throws {
    let result = try Program.run(command.isEmpty ? ["--help"] : [command, "--help"])
    #expect(result.status == 0)
    let name = command.isEmpty ? "help" : "help-\(command)"
    let path = "\(Repository.root)/Tests/EndToEndTests/Goldens/\(name).txt"
    guard let recorded = try? String(contentsOfFile: path, encoding: .utf8) else {
      try result.output.write(toFile: path, atomically: true, encoding: .utf8)
      Issue.record("recorded \(path); look at it, then run the test again")
      return
    }
    #expect(result.output == recorded, "remove \(path) and run the test twice to record it anew")
  }

  @Test("every command is in the README")
  func readme() throws {
    let readme = try String(contentsOfFile: "\(Repository.root)/README.md", encoding: .utf8)
    for command in [
      "ingest", "scan", "merge", "classify", "top", "causes", "domain", "report", "export",
      "query", "explain", "reason", "unknown", "reclassify", "rules list", "rules check",
      "rules test", "db info",
      "db verify", "db metadata", "db rejects", "db snapshot", "db prune",
      "run", "check", "config show", "config check", "formats", "track", "dns",
    ] {
      #expect(readme.contains("retour \(command)"), "\(command)")
    }
  }

  @Test(
    "mistakes exit with 64 and say what to do",
    arguments: [
      ["--bogus"], ["scan"], ["ingest", "--jobs", "0", "x"], ["top", "--by", "weather"],
      ["explain"], ["query", "no-such-query"], ["unknown", "--limit", "0"], ["rules", "check"],
      ["scan", "-0", "x"],
      ["export", "-o", "x"], ["export", "--domain", "a.example", "--over", "3", "-o", "x"],
      ["export", "--all", "-o", "x", "--format", "pdf"],
    ]
  )
  func usage(arguments: [String]) throws {
    let folder = try TemporaryDirectory()
    let database = "\(folder.path)/d.sqlite"
    #expect(
      try Program.run(["ingest", "-q", "--db", database, "sample-data/messages"]).status == 0
    )
    let known =
      ["top", "query"].contains(arguments[0]) ? arguments + ["--db", database] : arguments
    let result = try Program.run(known)
    #expect(result.status == 64)
    #expect(!result.errors.isEmpty)
  }

  @Test("a mistake in the configuration names file, line, column and the nearest key")
  func configuration() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("retour.yaml", "database: x.sqlite\nown_domain:\n  - contoso.com\n")
    let result = try Program.run(["scan", "--config", path, "sample-data/messages"])
    #expect(result.status == 78)
    #expect(
      result.errors
        == "retour: \(path):2:1: there is no key 'own_domain'; did you mean 'own_domains'?\n"
    )
    for text in [
      "own_domains: contoso.com", "hybrid: maybe", "own_hosts: [\"a b\"]", "- x", "a: [1",
    ] {
      let path = try folder.write("retour.yaml", text)
      #expect(try Program.run(["scan", "--config", path, "x"]).status == 78, "\(text)")
    }
  }

  @Test("questions about a database that isn't there exit with 66")
  func noDatabase() throws {
    let result = try Program.run(["top", "--db", "/nonexistent/retour.sqlite"])
    #expect(result.status == 66)
  }

  @Test("a reader that goes away ends the program quietly")
  func brokenPipe() throws {
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [
      "-c", "set -o pipefail; \"$0\" scan -q \"$1\" | head -n 1 >/dev/null",
      Program.executable.path, "\(Repository.root)/sample-data/mbox",
    ]
    process.standardError = errors
    try process.run()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(said.isEmpty)
  }

  @Test("explain shows cause, layers, rule and remedy, and says where nothing is")
  func explain() throws {
    let result = try Program.run(
      ["explain", "sample-data/messages/exchange-online-expired-refused.eml"])
    #expect(result.status == 0)
    for part in [
      "destination-domain / connection-refused", "layer 2", "decided by", "administrator",
      "message/delivery-status", "read as        a delivery-status part",
      "recipient from Final-Recipient",
    ] {
      #expect(result.output.contains(part), "\(part)")
    }
    #expect(try Program.run(["explain", "sample-data/messages/read-receipt.eml"]).status == 65)
    #expect(try Program.run(["explain", "/no/such"]).status == 66)
  }
}
