import ArgumentParser
import Foundation
import RetourClassifier
import RetourCore
import RetourEvents
import RetourReports
import RetourStore

/// `reclassify`: new rules for stored texts.
struct Reclassify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge stored reports by the present rules, without reading mail, and show changes.",
    discussion: """
      Reports that were judged by the same rules already are passed over, unless --all is given: \
      do that after changing own_domains, own_hosts or hybrid.

      Examples:
        retour reclassify
        retour reclassify --rules own.yaml --format csv
      """
  )

  @Flag(help: "Judge all reports, also those that these rules have judged.")
  var all = false

  @Flag(name: [.short, .long], help: "Write nothing to standard error but errors.")
  var quiet = false

  @Option(
    name: .customLong("db"),
    help: "The database (default: retour.sqlite).",
    completion: .file()
  )
  var database: String?

  @Option(help: "How changes are written: table, csv, tsv, json or ndjson.")
  var format = TableFormat.table

  @OptionGroup var settings: SettingsOptions
  @OptionGroup var judgement: JudgementOptions

  func run() throws {
    try reportingErrors {
      let settings = try self.settings.load(judgement)
      let classifier = try settings.classifier()
      let path = database ?? settings.database
      // Opened for reading first: there has to be a database already.
      _ = try StoreReader(path: path)
      let store = try Store(
        path: path,
        holder: "retour reclassify, process \(ProcessInfo.processInfo.processIdentifier)"
      )
      let result = try store.reclassify(
        version: Retour.version,
        catalogueVersion: classifier.version,
        at: Timestamp(seconds: Int64(Date().timeIntervalSince1970)),
        all: all
      ) { reports in reports.map { classifier.classify($0) } }
      try StandardOutput.write(
        format.bytes(of: Self.table(result.changes), style: .terminal)
      )
      guard !quiet else { return }
      let changed = result.changes.reduce(0) { $0 + $1.events }
      StandardError.write(
        line: """
          judged: \(result.judged); other reason: \(changed); other side, evidence or rule only: \
          \(result.details)
          """
      )
    }
  }

  private static func table(_ changes: [VerdictChange]) -> ResultTable {
    ResultTable(
      names: ["events", "before", "after", "example_event_id"],
      rows: changes.map { change in
        [
          .integer(Int64(change.events)), change.before.map { .text(name($0)) } ?? .null,
          .text(name(change.after)), .text(change.example.description),
        ]
      }
    )
  }

  private static func name(_ reason: Reason) -> String {
    "\(reason.cause.rawValue)/\(reason.rawValue)"
  }
}
