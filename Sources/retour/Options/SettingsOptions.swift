import ArgumentParser
import Foundation
import RetourCore

/// Where the configuration comes from.
struct SettingsOptions: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp("The configuration file (YAML).", valueName: "file"),
    completion: .file()
  )
  var path: String?

  /// The file: the one that is named, else that of `RETOUR_CONFIG`, else the first of the service
  /// manager's, the user's and the system's that this user may read; nil for none.
  var file: String? {
    path ?? Environment.configuration
      ?? Environment.configurations.first { FileManager.default.isReadableFile(atPath: $0) }
  }

  /// Reads the file, if there is one.
  ///
  /// - Parameters:
  ///   - judgement: by what failures are judged; nil for commands that judge none.
  ///   - rules: those of the command line, for commands that judge none.
  /// - Returns: the configuration, with what the environment says.
  /// - Throws: ``Failure`` with file, line and column of every mistake.
  func load(_ judgement: JudgementOptions? = nil, rules: RuleOptions? = nil) throws -> Settings {
    var settings = Settings()
    if let path = file {
      let text: String
      do {
        text = try WholeFile.text(of: path)
      } catch {
        throw Failure(.configuration, message: "\(path): can't be read; \(error.reason)")
      }
      settings = try Settings(yaml: text, path: path)
    }
    settings.rules = ((judgement?.rules ?? rules)?.paths ?? []) + settings.rules
    if judgement?.allowsNoGuesses ?? false { settings.allowsGuesses = false }
    if let database = Environment.database {
      settings.database = database
      settings.origins["database"] = "RETOUR_DB"
    }
    return settings
  }
}

/// Rules of the user's own.
struct RuleOptions: ParsableArguments {
  @Option(
    name: .customLong("rules"),
    help: ArgumentHelp(
      "A file of rules of your own, or a folder of them; they come before the catalogue.",
      valueName: "path"
    ),
    completion: .file(extensions: ["yaml"])
  )
  var paths: [String] = []
}

/// By what failures are judged.
struct JudgementOptions: ParsableArguments {
  @OptionGroup var rules: RuleOptions

  @Flag(
    name: .customLong("no-similar"),
    help: "Don't guess from words that no rule knows by their likeness to known ones."
  )
  var allowsNoGuesses = false
}
