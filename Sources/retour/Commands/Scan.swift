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
        retour scan --counts messagetrace-*.csv
      """
  )

  @Option(help: "Add another program's name for each reason to the lines: sisimai.")
  var labels: ScanLine.Labels?

  @OptionGroup var input: InputOptions
  @OptionGroup var settings: SettingsOptions
  @OptionGroup var judgement: JudgementOptions

  @Flag(help: "Write one line per domain with its deliveries by kind, and no reports.")
  var counts = false

  func run() async throws {
    try await reportingErrorsAsync {
      let settings = try self.settings.load(judgement)
      let paths = try input.allPaths(or: settings.inputs)
      let classifier = try settings.classifier()
      var plan = InputPlan(
        paths,
        limits: input.limits(counting: counts).judging(by: classifier),
        ledger: nil
      )
      let start = Date()
      let status = RunStatus()
      Interruption.listen(status)
      let pipeline = Pipeline(
        classifier: classifier,
        jobs: input.workers,
        status: status
      )
      let progress = Progress(isQuiet: input.quiet)
      let total: RunCounts
      if counts {
        let sink = CountSink()
        try await pipeline.run(&plan, into: sink, showing: progress)
        try StandardOutput.write(sink.lines())
        total = sink.total
      } else {
        let sink = LineSink(labels: labels)
        try await pipeline.run(&plan, into: sink, showing: progress)
        total = sink.total
      }
      let report = RunReport(
        counts: total,
        eventsNew: total.tally.reports,
        duplicates: 0,
        late: 0,
        seconds: Date().timeIntervalSince(start)
      )
      try report.finish(input, missesNamedInput: plan.missesNamedInput(total))
    }
  }
}
