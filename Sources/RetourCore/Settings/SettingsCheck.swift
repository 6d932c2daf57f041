import Foundation
import RetourClassifier
package import RetourEvents
import RetourIngest
import RetourLookup
import RetourReports
package import RetourStore

extension Settings {
  /// Looks whether all that is configured can be done: rules and key are read, inputs are there,
  /// outputs can be written, mails have a sender.
  ///
  /// - Throws: ``Failure`` with every mistake.
  package func check(_ path: String, sparing kept: OutputGuard) throws {
    var mistakes = Mistakes()
    try mistakes.collect { _ = try classifier() }
    if let privacy { try mistakes.collect { _ = try KeyFile.read(privacy.keyFile) } }
    for input in InputPattern.expand(inputs) where !input.isThere {
      try mistakes.collect {
        throw Failure(.configuration, message: "\(path): inputs: \(input) isn't there")
      }
    }
    if let anchor = dns?.anchor, !FileManager.default.isReadableFile(atPath: anchor) {
      try mistakes.collect {
        throw Failure(
          .configuration,
          message: "\(path): dns.trust_anchor: \(anchor) can't be read"
        )
      }
    }
    if dns?.nightly == true, !NetworkResolver.isBuilt {
      try mistakes.collect {
        throw Failure(
          .configuration,
          message: "\(path): dns: not-built: this program was built without libunbound"
        )
      }
    }
    try mistakes.collect(in: "\(path): database") { try Store.checkPlace(database) }
    if let report {
      try mistakes.collect(in: "\(path): report") {
        try OutputFile.check(report.path, sparing: kept)
      }
    }
    if let snapshot {
      try mistakes.collect(in: "\(path): snapshot") {
        try OutputFile.check(snapshot, sparing: kept)
      }
    }
    try mistakes.collect { try checkApart(path) }
    for (key, path) in [("textfile", textfile), ("summary_json", summaryJSON)] {
      guard let path, path != "-" else { continue }
      try mistakes.collect(in: "\(self.origins[key] ?? key)") {
        try OutputFile.check(path, sparing: kept)
      }
    }
    if let export {
      try mistakes.collect(in: "\(path): export") {
        try OutputFile.checkFolder(export.folder)
        try kept.check(export.index)
      }
      if export.formats.contains(.eml) {
        try mistakes.collect {
          let from = try from(needed: true)
          guard MailSender.isUsable(from ?? "") else {
            throw Failure(
              .configuration,
              message: "\(path): contact: '\(from ?? "")' is no mail address"
            )
          }
        }
      }
    }
    try mistakes.end()
  }

  /// What none of the outputs may be written over: the database and all that is read.
  ///
  /// - Parameters:
  ///   - database: its path.
  ///   - named: the inputs of the command line, instead of the configuration's.
  ///   - configuration: the file where it was read.
  /// - Returns: the guard.
  package func kept(
    database: String,
    inputs named: [InputPath]? = nil,
    configuration: String?
  ) -> OutputGuard {
    var kept = OutputGuard()
    kept.keep(database: database)
    kept.keep(inputs: named ?? InputPattern.expand(inputs))
    if let configuration { kept.keep(configuration, as: "the configuration") }
    for path in rules { kept.keep(path, as: "a file of rules") }
    if let privacy { kept.keep(privacy.keyFile, as: "the key of pseudonyms") }
    return kept
  }

  /// Refuses outputs of `run` of which one would replace another.
  ///
  /// - Parameter path: of the configuration, for the error.
  /// - Throws: ``Failure`` where there is one.
  package func checkApart(_ path: String) throws {
    var taken = OutputGuard()
    let outputs = [
      ("report", report?.path), ("snapshot", snapshot),
      ("snapshot", snapshot.map { "\($0).sha256" }), ("export", export?.index),
      ("textfile", textfile), ("summary_json", summaryJSON),
    ]
    for case (let key, let output?) in outputs where output != "-" {
      do { try taken.check(output) } catch {
        throw Failure(
          .configuration,
          message: "\(path): \(key): \(error.message)",
          remedy: error.remedy
        )
      }
      taken.keep(output, as: "a file of \(key) too")
    }
  }
}
