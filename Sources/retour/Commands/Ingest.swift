import Aggregator
import ArgumentParser
import Classifier
import Events
import Foundation

/// Reads, classifies and stores.
struct Ingest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read bounces into the database; what it knows already is skipped.",
    discussion: """
      Examples:
        retour ingest /srv/mail-archive
        retour ingest --db bounces.sqlite old.mbox.gz ~/Maildir
        retour ingest --config /etc/retour/retour.yaml -q
      """
  )

  @OptionGroup var input: InputOptions
  @OptionGroup var settings: SettingsOptions

  @Option(
    name: .customLong("db"),
    help: "The database (default: retour.sqlite).",
    completion: .file()
  )
  var database: String?

  @Option(
    name: .customLong("tz"),
    help: "The time zone in which a new database cuts days (default: UTC)."
  )
  var timeZone: String?

  func run() async throws {
    try await reportingErrorsAsync {
      let settings = try self.settings.load()
      let paths = try input.allPaths(or: settings.inputs)
      let classifier = try settings.classifier()
      let store = try Store(
        path: database ?? settings.database,
        timeZone: timeZone ?? settings.timeZone,
        holder: "retour ingest, process \(ProcessInfo.processInfo.processIdentifier)"
      )
      let start = Date()
      try store.beginRun(
        command: "ingest",
        version: Retour.version,
        catalogueVersion: classifier.version,
        at: Timestamp(seconds: Int64(start.timeIntervalSince1970))
      )
      let sink = StoreSink(store)
      var plan = InputPlan(paths, limits: input.limits, ledger: sink)
      let pipeline = Pipeline(
        classifier: classifier,
        jobs: input.workers
      )
      try await pipeline.run(
        &plan,
        into: sink,
        showing: Progress(isQuiet: input.quiet)
      )
      var counts = sink.total
      counts.files.unchanged = plan.unchanged
      let end = Date()
      let summary = try store.finishRun(
        files: counts.files,
        at: Timestamp(seconds: Int64(end.timeIntervalSince1970)),
        seconds: end.timeIntervalSince(start)
      )
      counts.unknown = summary.unknown
      let report = RunReport(
        counts: counts,
        eventsNew: summary.eventsNew,
        duplicates: summary.duplicates,
        seconds: summary.seconds
      )
      try report.finish(input, missesNamedInput: plan.missesNamedInput)
    }
  }
}
