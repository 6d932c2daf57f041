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

extension Timestamp {
  /// The moment that reports name as their own: that of `SOURCE_DATE_EPOCH`, so that they can be
  /// made again byte for byte, else this one.
  static var ofReport: Timestamp {
    let epoch = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap { Int64($0) }
    return Timestamp(seconds: epoch ?? Int64(Date().timeIntervalSince1970))
  }
}
