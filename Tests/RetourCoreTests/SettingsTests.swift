import Foundation
import RetourCore
import RetourEvents
import TestSupport
import Testing

/// What a configuration says, and what is said of a wrong one.
@Suite("The configuration") struct SettingsTests {
  /// What is wrong with a text of YAML.
  private static func failure(_ yaml: String) throws -> Failure {
    try #require(throws: Failure.self) { try Settings(yaml: yaml, path: "c.yaml") }
  }

  @Test("an empty one is what is built in")
  func empty() throws {
    for yaml in ["", "# nothing\n"] {
      let settings = try Settings(yaml: yaml, path: "c.yaml")
      #expect(settings.database == "retour.sqlite")
      #expect(settings.inputs.isEmpty && settings.dns == nil && settings.origins.isEmpty)
    }
  }

  @Test("each key says where it was set")
  func origins() throws {
    let yaml = "hybrid: true\n\nown_domains: [contoso.com]\n"
    let settings = try Settings(yaml: yaml, path: "c.yaml")
    #expect(settings.origins == ["hybrid": "c.yaml:1", "own_domains": "c.yaml:3"])
    #expect(settings.own.domains.map(\.name) == ["contoso.com"])
  }

  @Test("a misspelt key is told with its place and the nearest one")
  func misspelt() throws {
    let failure = try Self.failure("database: d\ninputz: [a]\n")
    #expect(failure.category == .configuration)
    #expect(failure.message == "c.yaml:2:1: there is no key 'inputz'; did you mean 'inputs'?")
  }

  @Test("all mistakes are told at once, those of a mapping too")
  func all() throws {
    let failure = try Self.failure("hybrid: perhaps\ncheck: {days: 0, dayz: 1}\nlanguages: nl\n")
    #expect(
      failure.lines == [
        "c.yaml:1:9: hybrid is true, false or auto",
        "c.yaml:2:15: check.days takes a number from 1 to 3660",
        "c.yaml:2:18: check: there is no key 'dayz'; did you mean 'days'?",
        "c.yaml:3:12: languages has to be a mapping of domains to en, nl or de",
      ]
    )
  }

  @Test(
    "mistakes below dns: are told with their place",
    arguments: [
      "dns: {budget: 0}", "dns: {check: [weather]}", "dns: {dkim_selectors: ['a b']}",
      "dns: {resolvr: x}", "dns: {control: 'a b'}", "dns: {since: soon}", "dns: yes",
    ]
  )
  func lookups(yaml: String) throws {
    let failure = try Self.failure("database: d\n\(yaml)\n")
    #expect(failure.message.hasPrefix("c.yaml:2:"), "\(failure)")
    #expect(failure.more.isEmpty)
  }

  @Test("what is said in the libraries names no flag, because not everybody has one")
  func flags() throws {
    let sources = "\(Repository.root)/Sources"
    let files = try FileManager.default.subpathsOfDirectory(atPath: sources)
      .filter { $0.hasSuffix(".swift") }
      .filter { $0.hasPrefix("RetourCore/") || $0.hasPrefix("RetourStore/") }
    try #require(files.count > 100)
    for file in files {
      let text = try String(contentsOfFile: "\(sources)/\(file)", encoding: .utf8)
      #expect(!text.contains("import ArgumentParser"), "\(file)")
      for line in text.split(separator: "\n") where !line.contains("///") {
        #expect(!line.contains(/--[a-z]/), "\(file): \(line)")
      }
    }
  }
}
