public import ArgumentParser
public import Events
import Foundation

extension Language: ExpressibleByArgument {}

/// The language of what people read.
struct LanguageOptions: ParsableArguments {
  @Option(
    name: .customLong("lang"),
    help: "en, nl or de (default: LC_ALL, LC_MESSAGES, LANG, else en)."
  )
  var stated: Language?

  /// The language stated, else the environment's.
  var language: Language {
    stated ?? Language(environment: ProcessInfo.processInfo.environment)
  }
}
