import ArgumentParser
import Classifier
import Events
import Foundation

/// Reads and classifies without a database.
struct Scan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read and classify bounces; one line of NDJSON per report, no database.",
    discussion: """
      Examples:
        retour scan /var/mail/bounces.mbox > reports.ndjson
        retour scan ~/Maildir | jq -r .domain | sort | uniq -c
        zcat old.mbox.gz | retour scan -
      """
  )

  @Option(help: "Add another program's name for each reason to the lines: sisimai.")
  var labels: ScanLine.Labels?

  @OptionGroup var input: InputOptions
  @OptionGroup var settings: SettingsOptions

  func run() async throws {
    try await reportingErrorsAsync {
      let settings = try self.settings.load()
      let paths = try input.allPaths(or: settings.inputs)
      let classifier = try settings.classifier()
      var plan = InputPlan(paths, limits: input.limits, ledger: nil)
      let sink = LineSink(labels: labels)
      let start = Date()
      let pipeline = Pipeline(
        classifier: classifier,
        jobs: input.workers
      )
      try await pipeline.run(
        &plan,
        into: sink,
        showing: Progress(isQuiet: input.quiet)
      )
      let counts = sink.total
      let report = RunReport(
        counts: counts,
        eventsNew: counts.tally.reports,
        duplicates: 0,
        seconds: Date().timeIntervalSince(start)
      )
      try report.finish(input, missesNamedInput: plan.missesNamedInput)
    }
  }
}
