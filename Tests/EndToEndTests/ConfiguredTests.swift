import Foundation
import Glibc
import TestSupport
import Testing

/// Which configuration commands find, and what is said about a wrong one.
@Suite struct ConfiguredTests {
  private static let commands = [
    ["top"], ["causes"], ["domain", "fabrikam.com"], ["query", "top-domains"],
    ["query", "--sql", "SELECT count(*) FROM v1_event"], ["unknown"], ["report", "-o", "-"],
    ["check"], ["db", "info"], ["db", "verify"], ["db", "rejects"],
    ["db", "prune", "--keep", "9999", "--dry-run"],
  ]

  @Test("every command finds the database of the configuration, named or found")
  func everyCommand() throws {
    let bounces = try Bounces(["5 Jan 2025"])
    let yaml = "database: \(bounces.database)\ncheck: {blocks: 0, new_causes: 0}\n"
    let config = try bounces.folder.write("etc/retour/retour.yaml", yaml)
    let empty = try bounces.folder.makeDirectory("empty")
    let id = try bounces.ask("query", "--sql", "SELECT event_id FROM v1_event", "--format", "csv")
    let commands =
      Self.commands + [
        ["explain", id.lines[1]], ["db", "snapshot", "\(bounces.folder.path)/copy.sqlite"],
      ]
    for command in commands {
      for (arguments, environment) in [
        (["--config", config], [:]), ([], ["RETOUR_CONFIG": config]),
        ([], ["XDG_CONFIG_HOME": "\(bounces.folder.path)/etc"]),
        ([], ["RETOUR_DB": bounces.database]),
      ] {
        let result = try Program.run(
          command + arguments,
          directory: empty,
          environment: environment
        )
        #expect(result.status == 0, "\(command) \(arguments) \(environment): \(result.errors)")
      }
      #expect(try Program.run(command, directory: empty).status == 66, "\(command)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: empty).isEmpty)
  }

  @Test("--db comes before everything, also before a wrong configuration")
  func precedence() throws {
    let bounces = try Bounces(["5 Jan 2025"])
    let wrong = try bounces.folder.write("wrong.yaml", "databse: x\n")
    #expect(try bounces.ask("top").status == 0)
    let result = try Program.run(
      ["top", "--db", bounces.database],
      environment: ["RETOUR_CONFIG": wrong]
    )
    #expect(result.status == 0)
    #expect(try Program.run(["top"], environment: ["RETOUR_CONFIG": wrong]).status == 78)
  }

  @Test("config check tells all mistakes at once, each with its place")
  func allMistakes() throws {
    let folder = try TemporaryDirectory()
    try folder.write("file", "")
    let first = try folder.write(
      "a.yaml",
      """
      databse: x
      time_zone: Moon/Base
      own_hosts: [192.0.2.0/24, not a host, 300.300.300.300/99]
      retention_days: never
      report: {every: 0}
      export: {folder: letters, formats: [pdf], over: -1}
      hybrid: maybe
      """
    )
    let parsed = try Program.run(["config", "check", "--config", first])
    #expect(parsed.status == 78)
    for word in [
      "a.yaml:1:", "database", "a.yaml:2:", "Moon/Base", "not a host", "a.yaml:4:", "a.yaml:5:",
      "needs a path", "pdf", "export.over", "a.yaml:7:",
    ] {
      #expect(parsed.errors.contains(word), "\(word): \(parsed.errors)")
    }
    // Each in a line of its own.
    #expect(parsed.errors.split(separator: "\n").count >= 9, "\(parsed.errors)")
    #expect(!parsed.errors.contains(#"\n"#))
    let second = try folder.write(
      "b.yaml",
      """
      database: \(folder.path)/file/d.sqlite
      inputs: [\(folder.path)/gone, \(folder.path)/away]
      report: {path: \(folder.path)/no/such/folder/a.html}
      export: {folder: \(folder.path)/file, formats: [html, eml]}
      snapshot: \(folder.path)
      rules: [\(folder.path)/missing.yaml]
      """
    )
    let checked = try Program.run(["config", "check", "--config", second])
    #expect(checked.status == 78)
    for word in [
      "file/d.sqlite", "gone", "away", "no/such/folder", "a folder is meant", "needs a sender",
      "a file is meant", "missing.yaml",
    ] {
      #expect(checked.errors.contains(word), "\(word): \(checked.errors)")
    }
    let third = try folder.write(
      "c.yaml",
      """
      database: \(folder.path)/d.sqlite
      contact: nobody
      export: {folder: \(folder.path)/letters, formats: [eml]}
      """
    )
    let contact = try Program.run(["config", "check", "--config", third])
    #expect(contact.status == 78 && contact.errors.contains("'nobody' is no mail address"))
  }
}
