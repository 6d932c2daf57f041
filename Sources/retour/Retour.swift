import ArgumentParser
import CShims
import RetourEvents
import RetourReports

/// The command line: one verb each; `BatchFlow` shows what `ingest` and `scan` do.
@main
struct Retour: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retour",
    abstract: "Reads bounces, says why they happened, and keeps the answer in one SQLite file.",
    version: version,
    subcommands: [
      Ingest.self, Scan.self, Merge.self, Classify.self, Top.self, Causes.self, DomainCommand.self,
      Report.self, Export.self, Query.self, Track.self, Explain.self, ReasonCommand.self,
      Unknown.self, Reclassify.self, LookUp.self, Rules.self, Formats.self, SchemaCommand.self,
      Database.self, Check.self, Run.self,
      ConfigurationCommand.self,
    ]
  )

  /// Standard streams that cron or a service manager has closed are filled before anything else:
  /// otherwise the database could become standard error.
  static func main() async {
    CurrentProcess.fillStandardStreams()
    retour_keep_buffers()
    retour_configure_sqlite()
    let arguments = CurrentProcess.arguments
    do {
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      leave(error, arguments)
    }
  }

  /// Ends the process with what an error says; the parser quotes arguments, which may hold anything.
  private static func leave(_ error: any Error, _ arguments: [String]) -> Never {
    let code = exitCode(for: error)
    var text = fullMessage(for: error)
    for argument in arguments where argument.unicodeScalars.contains(where: \.isInvisible) {
      text = text.replacing(argument, with: VisibleText.cleaned(argument))
    }
    if !text.isEmpty {
      if code.isSuccess {
        _ = try? StandardOutput.write(Array("\(text)\n".utf8))
      } else {
        StandardError.write(lines: text)
      }
    }
    exit(withError: code)
  }

  /// The version of the program.
  static let version = "0.1.0"
}
