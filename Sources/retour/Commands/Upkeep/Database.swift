import ArgumentParser
import RetourReports
import RetourStore

/// `db`: the database file itself.
struct Database: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "db",
    abstract: "Look after the database file.",
    subcommands: [
      Info.self, Verify.self, Rejects.self, Metadata.self, Snapshot.self, Prune.self,
      Pseudonym.self,
    ]
  )

  /// `db info`: facts about the file.
  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the file's size, versions, time zone and what it holds."
    )

    @OptionGroup var database: DatabaseOptions

    func run() throws {
      try reportingErrors { try database.write(try database.open().info()) }
    }
  }

  /// `db verify`: whether all that follows from something else still does.
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check the file's structure, references, books and totals.",
      discussion: "Exits with 1 when something is wrong."
    )

    @OptionGroup var database: DatabaseOptions

    func run() throws {
      try reportingErrors {
        let findings = try database.open().verify()
        let rows = findings.map { [Value.text($0.check.rawValue), .text($0.detail)] }
        guard !rows.isEmpty || database.format != .table else {
          try StandardOutput.write(Array("All is well.\n".utf8))
          return
        }
        try database.write(ResultTable(names: ["check", "finding"], rows: rows))
        if !findings.isEmpty { throw ExitStatus.failedCheck.code }
      }
    }
  }

  /// `db metadata`: the documentation of views and questions for Datasette.
  struct Metadata: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print metadata for Datasette: views, columns, questions.",
      discussion: """
        Examples:
          retour db metadata --name retour > metadata.json
          datasette -i retour.sqlite -m metadata.json
        """
    )

    @Option(help: "The database's name in Datasette: its file name without the type.")
    var name = "retour"

    func run() throws {
      try reportingErrors { try StandardOutput.write(DatasetteMetadata.json(database: name)) }
    }
  }
}
