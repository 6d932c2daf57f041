import Foundation
import RetourEvents
import TestSupport
import Testing

/// What people get out of the sample data, byte for byte.
@Suite struct GoldenReportTests {
  private static let moment = ["SOURCE_DATE_EPOCH": "1795600000"]
  private static let goldens = "\(Repository.root)/Tests/EndToEndTests/Goldens/reports"

  private let folder: TemporaryDirectory
  private let database: String

  init() throws {
    folder = try TemporaryDirectory()
    database = "\(folder.path)/d.sqlite"
    let run = try Program.run(
      ["ingest", "-q", "--db", database, "--config", "sample-data/retour.yaml"]
    )
    #expect(run.status == 0)
  }

  private func run(_ arguments: [String]) throws -> Program.Result {
    let result = try Program.run(arguments + ["--db", database], environment: Self.moment)
    #expect(result.status == 0, "\(result.errors)")
    return result
  }

  private func file(_ name: String) throws -> String {
    let url = URL(fileURLWithPath: "\(folder.path)/\(name)")
    return String(decoding: try Data(contentsOf: url), as: UTF8.self)
  }

  /// Compares with what is recorded; records, and fails, where nothing is.
  private func expect(_ name: String, _ content: String) throws {
    let path = "\(Self.goldens)/\(name)"
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
      try Data(content.utf8).write(to: URL(fileURLWithPath: path))
      Issue.record("recorded \(path); look at it, then run the test again")
      return
    }
    let recorded = String(decoding: data, as: UTF8.self)
    guard content != recorded else { return }
    let place = zip(content, recorded).prefix { $0 == $1 }.count
    Issue.record(
      """
      \(name) differs at character \(place): \
      '\(content.dropFirst(max(0, place - 40)).prefix(120))'; \
      remove \(path) and run the test twice to record it anew
      """
    )
  }

  @Test("a letter in all formats")
  func letter() throws {
    let arguments = [
      "export", "--domain", "fabrikam.com", "-o", folder.path, "--config",
      "sample-data/retour.yaml", "--format", "html,txt,csv,json,eml",
    ]
    _ = try run(arguments)
    let formats = ["html", "txt", "csv", "json", "eml"]
    let first = try formats.map { try file("fabrikam.com.\($0)") }
    for (format, content) in zip(formats, first) { try expect("fabrikam.com.\(format)", content) }
    _ = try run(arguments)
    #expect(try formats.map { try file("fabrikam.com.\($0)") } == first)
    #expect(first[0].contains("<html lang=\"nl\">"))
    let check = try Script.run("mail-check", ["\(folder.path)/fabrikam.com.eml"])
    #expect(check.status == 0, "\(check.text)")
  }

  @Test("letters to all, with the page that lists them, in the language that is asked for")
  func all() throws {
    _ = try run([
      "export", "--all", "--over", "2", "--lang", "de", "-o", folder.path, "--format", "txt",
      "--with-recipients", "--no-message-ids",
    ])
    _ = try run([
      "export", "--domain", "example.net", "--lang", "de", "-o", folder.path, "--format", "txt",
      "--with-recipients", "--no-message-ids",
    ])
    try expect("index.html", try file("index.html"))
    try expect("example.net.txt", try file("example.net.txt"))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.contains("shop.example.txt"))
    #expect(!files.contains("example.invalid.txt"))
    #expect(try !file("example.net.txt").contains("Message-ID:"))
    let mode = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/index.html")
    #expect(mode[.posixPermissions] as? Int == 0o600)
  }

  @Test(
    "the overview, but for the times of reading and of files, and the catalogue",
    arguments: ["en", "nl"]
  )
  func overview(language: String) throws {
    let page = try run(["report", "--since", "2026-10-20", "--lang", language]).output
      .replacing(/<dd>[0-9]+ [A-Za-z]+ 20[0-9]{2} [0-9:]{5} UTC \(run 1\)/, with: "<dd>MOMENT")
      .replacing(/[0-9a-f]{16}(?=<\/dd>)/, with: "CATALOGUE")
      .replacing(/(<th scope="row" class="t"><bdi>sample-data.*\n)+/, with: "INPUTS\n")
    try expect("overview-\(language).html", page)
  }

  @Test("the environment chooses the language, the command line goes before it")
  func language() throws {
    for (variables, arguments, language) in [
      (["LC_ALL": "nl_NL.UTF-8"], [], "nl"), (["LANG": "de_DE"], [], "de"), ([:], [], "en"),
      (["LC_ALL": "nl_NL.UTF-8"], ["--lang", "de"], "de"),
    ] as [([String: String], [String], String)] {
      let page = try Program.run(
        ["report", "--db", database] + arguments,
        environment: variables
      )
      #expect(page.output.contains("<html lang=\"\(language)\">"), "\(variables) \(arguments)")
    }
  }

  @Test("what can't be written or told says so")
  func mistakes() throws {
    let domain = ["export", "--db", database, "--domain"]
    #expect(try Program.run(domain + ["nobody.example", "-o", folder.path]).status == 66)
    #expect(try Program.run(domain + ["a b", "-o", folder.path]).status == 64)
    #expect(try Program.run(domain + ["fabrikam.com", "-o", "/proc/none"]).status == 73)
    let mail = domain + ["fabrikam.com", "-o", folder.path, "--format", "eml"]
    #expect(try Program.run(mail).status == 78)
    let report = ["report", "--db", database, "-o", "/proc/none/x.html"]
    #expect(try Program.run(report).status == 73)
    for yaml in ["languages: {fabrikam.com: fr}", "languages: nl", "sending_hosts: [a b]"] {
      let path = try folder.write("retour.yaml", yaml)
      let run = try Program.run(domain + ["fabrikam.com", "-o", folder.path, "--config", path])
      #expect(run.status == 78, "\(yaml)")
    }
  }
}
