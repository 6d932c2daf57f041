import Foundation
import TestSupport
import Testing

@testable import RetourCore
@testable import retour

/// The manual pages say what there is, and nothing else.
@Suite struct ManualTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    let pages = try Self.tool(
      "\(Repository.root)/packaging/man-pages",
      [Program.executable.path, folder.path]
    )
    try #require(pages.status == 0, "\(pages.errors)")
  }

  /// Runs a tool of the system or of the project.
  private static func tool(
    _ path: String,
    _ arguments: [String]
  ) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let texts = [output, errors].map {
      String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
    process.waitUntilExit()
    return (process.terminationStatus, texts[0], texts[1])
  }

  private func page(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
      .replacing("\\-", with: "-")
  }

  private static let pages = ["retour.1", "retour.yaml.5", "retour-rules.5", "retour-schema.7"]

  @Test(
    "mandoc has nothing to say against a page",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/mandoc")),
    arguments: pages
  )
  func lint(name: String) throws {
    let result = try Self.tool(
      "/usr/bin/mandoc",
      ["-Tlint", "-W", "warning", "\(folder.path)/\(name)"]
    )
    #expect(result.status == 0 && result.output.isEmpty, "\(result.output)")
  }

  @Test("every command and flag is in retour(1)")
  func commands() throws {
    let text = try page("retour.1")
    for line in try Program.run(["--help"]).lines
    where line.hasPrefix("  ") && !line.hasPrefix("   ") && !line.hasPrefix("  -") {
      let command = line.split(separator: " ")[0]
      guard command != "See" else { continue }
      #expect(text.contains("\n.Ss \(command)\n"), "\(command)")
      for word in try Program.run([String(command), "--help"]).output.split(separator: " ")
      where word.hasPrefix("--") {
        let flag = word.drop { $0 == "-" }.prefix { $0.isLetter || $0 == "-" || $0.isNumber }
        #expect(text.contains("Fl -\(flag)"), "\(command) --\(flag)")
      }
    }
  }

  @Test("every key is in retour.yaml(5), and every key there is one")
  func keys() throws {
    let text = try page("retour.yaml.5")
    let known = Set(
      Settings.keys + CheckSettings.keys + ReportSettings.keys + ExportSettings.keys
        + PrivacySettings.keys + DNSSettings.keys + ["failures", "rate"]
    )
    let commands: Set = ["retour", "config", "show", "check"]
    var told: Set<String> = []
    for line in text.split(separator: "\n") where line.contains("Cm ") {
      guard let place = line.range(of: "Cm ") else { continue }
      let words = line[place.upperBound...].split { !($0.isLetter || $0 == "_") }
      told.formUnion(words.prefix(3).map(String.init).filter { !["It", "Cm", "Pf"].contains($0) })
    }
    for key in known { #expect(told.contains(key), "\(key)") }
    for word in told where !commands.contains(word) && word.count > 2 {
      #expect(known.contains(word) || ["Fl", "origin"].contains(word), "\(word)")
    }
  }

  @Test("the sample configuration is right, and shows every key")
  func sample() throws {
    let path = "\(Repository.root)/packaging/retour.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for key in Settings.keys { #expect(text.contains("\(key):"), "\(key)") }
    // As it is, and with everything in it.
    let whole = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        let isKey = line.hasPrefix("#") && !line.hasPrefix("# ") && line.contains(": ")
        return isKey ? String(line.dropFirst()) : String(line)
      }
      .joined(separator: "\n").replacing("/etc/retour/rules.d", with: "\(folder.path)/rules.d")
      .replacing("/var/lib/retour", with: folder.path)
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/rules.d",
      withIntermediateDirectories: false
    )
    _ = try folder.write(
      "rules.d/own.yaml",
      """
      rules:
        - id: own.gate
          reason: destination-block
          when: {all: [the north gate]}
          example: 550 User unknown at the north gate
          source: observed

      """
    )
    for (name, sample) in [
      ("plain", text.replacing("/var/lib/retour", with: folder.path)), ("whole", whole),
    ] {
      let file = try folder.write("\(name).yaml", sample)
      let result = try Program.run(["config", "check", "--config", file])
      #expect(result.status == 0, "\(result.errors)")
    }
  }

  @Test("every exit code and variable is in retour(1), and every code in Docs/ExitCodes.md")
  func surroundings() throws {
    let text = try page("retour.1")
    let table = try String(contentsOfFile: "\(Repository.root)/Docs/ExitCodes.md", encoding: .utf8)
    let codes: [retour.ExitStatus] = [
      .failedCheck, .noAnswer, .unavailable, .usage, .badData, .noInput, .internal, .cannotCreate,
      .inputOutput, .tryLater,
      .noPermission, .configuration,
    ]
    for code in codes {
      #expect(text.contains("\n.It \(code.rawValue)\n"), "\(code)")
      let rows = table.split(separator: "\n").filter { $0.hasPrefix("| ") }
      let isTold = rows.contains { row in
        row.dropFirst(2).prefix { $0.isNumber || $0 == "," || $0 == " " }
          .split { !$0.isNumber }.contains(Substring("\(code.rawValue)"))
      }
      #expect(isTold, "\(code) in Docs/ExitCodes.md")
    }
    for variable in [
      "RETOUR_CONFIG", "RETOUR_DB", "CONFIGURATION_DIRECTORY", "XDG_CONFIG_HOME", "HOME", "LC_ALL",
      "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM",
      "SOURCE_DATE_EPOCH",
    ] {
      #expect(text.contains("Ev \(variable)") || text.contains(", \(variable)"), "\(variable)")
    }
  }

  @Test("every view and column is in retour-schema(7)")
  func schema() throws {
    let database = "\(folder.path)/d.sqlite"
    #expect(
      try Program.run(["ingest", "-q", "--db", database, "sample-data/messages"]).status == 0
    )
    let text = try page("retour-schema.7")
    let columns = try Program.run([
      "query", "--db", database, "--format", "csv", "--sql",
      """
      SELECT upper(m.name) || ' ' || p.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS p
      WHERE m.type = 'view' AND m.name LIKE 'v1%'
      """,
    ])
    #expect(columns.lines.count > 100)
    for line in columns.lines.dropFirst() {
      let words = line.split(separator: " ")
      #expect(text.contains(".Sh \(words[0])\n"), "\(words[0])")
      #expect(text.contains(".It Cm \(words[1]) "), "\(line)")
    }
  }
}
