import Foundation
import TestSupport
import Testing

@Suite struct NightlyTests {
  private let quiet = "check: {blocks: 0, new_causes: 0}"

  @Test("a night reads, reports, writes letters and a snapshot, and says nothing")
  func night() throws {
    let house = try NightlyHouse(quiet)
    let result = try house.night([
      "--summary-json", "\(house.path)/s.json", "--textfile", "\(house.path)/m.prom",
    ])
    #expect(result.status == 0)
    #expect(result.errors.isEmpty && result.output.isEmpty, "\(result.errors)")
    let page = try String(contentsOfFile: "\(house.path)/overview.html", encoding: .utf8)
    #expect(page.contains("fabrikam.com"))
    #expect(FileManager.default.fileExists(atPath: "\(house.path)/letters/index.html"))
    #expect(try Tables.read("\(house.path)/copy.sqlite") == Tables.read(house.database))
    #expect(try house.isSound())
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(house.path)/s.json"))
    let summary = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(summary["exit_status"] as? Int == 0)
    #expect(summary["events_new"] as? Int ?? 0 > 50)
    let steps = try #require(summary["steps"] as? [[String: Any]])
    #expect(
      steps.compactMap { $0["step"] as? String }
        == ["ingest", "reclassify", "prune", "dns", "report", "export", "check", "snapshot"]
    )
    #expect(!steps.contains { $0["outcome"] as? String == "failed" })
    let metrics = try String(contentsOfFile: "\(house.path)/m.prom", encoding: .utf8)
    #expect(metrics.contains("\nretour_last_run_exit_status 0\n"))
    let mode = try FileManager.default.attributesOfItem(atPath: "\(house.path)/m.prom")
    #expect(mode[.posixPermissions] as? Int == 0o644)
  }

  @Test("a second night changes no table, and letters wait until they are due")
  func again() throws {
    let house = try NightlyHouse(quiet)
    #expect(try house.night().status == 0)
    let tables = try Tables.read(house.database)
    try FileManager.default.removeItem(atPath: "\(house.path)/letters")
    try FileManager.default.removeItem(atPath: "\(house.path)/overview.html")
    #expect(try house.night().status == 0)
    #expect(try Tables.read(house.database) == tables)
    #expect(!FileManager.default.fileExists(atPath: "\(house.path)/letters"))
    #expect(FileManager.default.fileExists(atPath: "\(house.path)/overview.html"))
  }

  @Test("a step that fails is told with its exit code, and the steps after it are done")
  func failingStep() throws {
    let house = try NightlyHouse(quiet)
    try house.folder.makeDirectory("overview.html/in-the-way")
    let result = try house.night()
    #expect(result.status == 73)
    #expect(result.errors.contains("report: "))
    #expect(FileManager.default.fileExists(atPath: "\(house.path)/copy.sqlite"))
    try FileManager.default.removeItem(atPath: "\(house.path)/overview.html")
    #expect(try house.night().status == 0)
  }

  @Test("an input that vanished exits with 66, and the others are read")
  func vanished() throws {
    let house = try NightlyHouse(quiet)
    try FileManager.default.removeItem(atPath: "\(house.path)/in/traces")
    let result = try house.night()
    #expect(result.status == 66)
    #expect(result.errors.contains("in/traces: there is no such input"))
    #expect(try Tables.read(house.database).count > 50)
  }

  @Test("a change of the rules judges anew what is stored")
  func reclassified() throws {
    let house = try NightlyHouse(quiet)
    #expect(try house.night().status == 0)
    let rules = try house.folder.write(
      "own.yaml",
      """
      rules:
        - id: own.unknown-user
          reason: recipient-disabled
          when: {all: [user unknown]}
          example: "550 5.1.1 <x@example.net>: User unknown in local table"
          source: observed

      """
    )
    #expect(try Program.run(["rules", "check", rules]).status == 0)
    #expect(try house.night(["--rules", rules]).status == 0)
    let runs = try Program.run([
      "query", "--db", house.database, "--format", "csv", "--sql",
      "SELECT command FROM v1_run ORDER BY run",
    ])
    #expect(runs.lines.dropFirst() == ["run", "run", "reclassify"])
    #expect(try house.isSound())
  }

  @Test("a second run while one works exits with 75 and says who works")
  func locked() throws {
    let house = try NightlyHouse(quiet)
    let writer = Process()
    let pipe = Pipe()
    writer.executableURL = Program.executable
    writer.arguments = ["ingest", "-q", "--db", house.database, "-"]
    writer.standardInput = pipe
    try writer.run()
    for _ in 0..<250 where !FileManager.default.fileExists(atPath: house.database) {
      usleep(20_000)
    }
    usleep(100_000)
    let second = try house.night()
    #expect(second.status == 75)
    #expect(second.errors.contains("process \(writer.processIdentifier)"))
    try pipe.fileHandleForWriting.close()
    writer.waitUntilExit()
    #expect(try house.night().status == 0)
  }

  @Test("without a configuration it says where one is looked for")
  func unconfigured() throws {
    let result = try Program.run(["run"], environment: ["XDG_CONFIG_HOME": "/no/such"])
    #expect(result.status == 64)
    #expect(result.errors.contains("/no/such/retour/retour.yaml"))
    let house = try NightlyHouse(quiet)
    let named = try Program.run(
      ["run", "-q"],
      environment: ["CONFIGURATION_DIRECTORY": house.path]
    )
    #expect(named.status == 0)
  }

  @Test("values come from the environment, then the file, then the program, and say so")
  func origins() throws {
    let house = try NightlyHouse()
    let shown = try Program.run(
      ["config", "show", "--origin", "--format", "csv"],
      environment: ["RETOUR_CONFIG": house.configuration, "RETOUR_DB": "/elsewhere.sqlite"]
    )
    #expect(shown.lines.contains("database,/elsewhere.sqlite,RETOUR_DB"))
    #expect(shown.lines.contains("own_domains,contoso.com,\(house.configuration):6"))
    #expect(shown.lines.contains("hybrid,auto,built in"))
    #expect(try Program.run(["config", "check", "--config", house.configuration]).status == 0)
  }

  @Test(
    "mistakes in sections of the configuration exit with 78 and name line and column",
    arguments: [
      ("check: {dayz: 1}", "did you mean 'days'?"), ("check: {days: 0}", "from 1 to"),
      ("check: 5", "mapping"), ("check: {failure_rate: 101}", "percentage"),
      ("check: {domains: {\"a b\": {failures: 1}}}", "is not a domain"),
      ("report: {every: 2}", "needs a path"), ("report: {path: x, lang: fr}", "none of"),
      ("report: {path: x, since: later}", "number of days"), ("export: {every: 2}", "folder"),
      ("export: {folder: x, formats: [pdf]}", "none of"), ("retention_days: none", "number"),
    ]
  )
  func mistakes(text: String, words: String) throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("retour.yaml", text)
    let result = try Program.run(["config", "check", "--config", path])
    #expect(result.status == 78)
    #expect(result.errors.contains(words), "\(result.errors)")
  }
}
