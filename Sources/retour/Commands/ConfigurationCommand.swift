import ArgumentParser
import Foundation
import RetourClassifier
import RetourCore
import RetourEvents
import RetourIngest
import RetourLookup
import RetourReports
import RetourStore

/// `config`: what is configured, and whether it can be.
struct ConfigurationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Show the configuration with the origin of each value, or check it.",
    subcommands: [Show.self, Check.self]
  )

  /// `config show`: each key with its value.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show each key with its value.",
      discussion: """
        Examples:
          retour config show --origin --config /etc/retour/retour.yaml
        """
    )

    @Flag(help: "Also show where each value was set.")
    var origin = false

    @Option(help: "How the answer is written: table, csv, tsv, json or ndjson.")
    var format = TableFormat.table

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var judgement: JudgementOptions

    func run() throws {
      try reportingErrors {
        let settings = try self.settings.load(judgement)
        let rows = Settings.keys.map { key in
          let value: [Value] = [.text(key), .text(settings.shown(key))]
          return origin ? value + [.text(settings.origins[key] ?? "built in")] : value
        }
        let table = ResultTable(
          names: ["key", "value"] + (origin ? ["origin"] : []),
          rows: rows
        )
        try StandardOutput.write(format.bytes(of: table, style: .terminal))
      }
    }
  }

  /// `config check`: mistakes with file, line and column.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: """
        Check the configuration with all that it names, and tell every mistake; exits with 78 where \
        there is one.
        """
    )

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var judgement: JudgementOptions

    func run() throws {
      try reportingErrors {
        guard let path = settings.file else {
          throw Failure(.usage, message: "name a configuration with --config")
        }
        let settings = try self.settings.load(judgement)
        try settings.check(
          path,
          sparing: settings.kept(database: settings.database, configuration: self.settings.file)
        )
        try StandardOutput.write(Array("\(VisibleText.cleaned(path)): all is well.\n".utf8))
      }
    }
  }
}
