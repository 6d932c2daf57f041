public import ArgumentParser
import Foundation
public import RetourEvents

extension Language: ExpressibleByArgument {}

/// In which language people are spoken to.
struct LanguageOptions: ParsableArguments {
  @Option(help: "The language: en, nl or de; else that of LC_ALL, LC_MESSAGES or LANG.")
  var lang: Language?

  /// The language of the command line, else that of the environment.
  var language: Language {
    lang ?? Language(environment: ProcessInfo.processInfo.environment)
  }
}
