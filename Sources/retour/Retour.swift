import ArgumentParser
import CShims

/// The command line: one verb each; `Pipeline.swift` shows what `ingest` and `scan` do.
@main
struct Retour: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retour",
    abstract: "Reads bounces, says why they happened, and keeps the answer in one SQLite file.",
    version: version,
    subcommands: [
      Ingest.self, Scan.self, Classify.self, Top.self, Causes.self, DomainCommand.self, Report.self,
      Export.self, Query.self, Explain.self, Unknown.self, Reclassify.self, Rules.self,
      Database.self, Check.self, Run.self, ConfigurationCommand.self,
    ]
  )

  /// Standard streams that cron or a service manager has closed are filled before anything else:
  /// otherwise the database could become standard error.
  static func main() async {
    FileSystem.fillStandardStreams()
    retour_keep_buffers()
    retour_configure_sqlite()
    await main(FileSystem.arguments)
  }

  /// The version of the program.
  static let version = "0.1.0"
}
