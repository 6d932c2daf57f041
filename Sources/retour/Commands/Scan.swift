import ArgumentParser
import Foundation
import RetourClassifier
import RetourCore
import RetourEvents
import RetourIngest
import RetourReports

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
        retour scan --shard /srv/mail/2026 > 2026.shard
      """
  )

  @Option(help: "Add another program's name for each reason to the lines: sisimai.")
  var labels: ScanLine.Labels?

  @OptionGroup var input: InputOptions
  @OptionGroup var settings: SettingsOptions
  @OptionGroup var judgement: JudgementOptions

  @Flag(help: "Write one line per domain with its deliveries by kind, and no reports.")
  var counts = false

  @Flag(help: "Write all that `ingest` would store, for `retour merge` (Docs/Scale.md).")
  var shard = false

  @Option(
    help: ArgumentHelp(
      "Read only the messages of one mailbox that begin from byte START on, before byte END.",
      valueName: "start:end"
    ),
    transform: { text in
      let numbers = text.split(separator: ":", omittingEmptySubsequences: false)
      guard numbers.count == 2, let start = Int64(numbers[0]),
        let end = numbers[1].isEmpty ? .max : Int64(numbers[1]), 0 <= start, start <= end
      else {
        throw ValidationError(
          "--range takes two numbers of bytes such as 0:1073741824; without the second it goes to "
            + "the end."
        )
      }
      return start..<end
    }
  )
  var range: Range<Int64>?

  func validate() throws {
    if shard, counts || labels != nil {
      throw ValidationError("--shard goes with neither --counts nor --labels.")
    }
    if range != nil, counts { throw ValidationError("--range doesn't go with --counts.") }
  }

  /// Refuses a part of what isn't one file.
  private func checkPart(of paths: [InputPath]) throws {
    guard range != nil else { return }
    guard paths.count == 1, paths[0].isFile || !paths[0].isThere else {
      throw Failure(
        .usage,
        message: "--range reads a part of one mailbox, which has to be a file",
        remedy: "Name that file alone."
      )
    }
  }

  func run() async throws {
    try await reportingErrorsAsync {
      let settings = try self.settings.load(judgement)
      let paths = try input.allPaths(or: settings.inputs)
      try checkPart(of: paths)
      let classifier = try settings.classifier()
      var plan = InputPlan(
        paths,
        limits: input.limits(counting: counts).judging(by: classifier),
        ledger: nil,
        part: range
      )
      let start = Date()
      let status = RunStatus()
      Interruption.listen(status)
      let pipeline = Pipeline(
        classifier: classifier,
        jobs: input.workers
      )
      let watch = RunWatch(status: status, progress: Progress(isQuiet: input.quiet))
      let total: RunCounts
      if counts {
        let sink = CountSink()
        try await pipeline.run(&plan, into: sink, watchedBy: watch)
        try StandardOutput.write(sink.lines())
        total = sink.total
      } else if shard {
        let sink = ShardSink(
          .now(by: classifier),
          part: range,
          output: { try StandardOutput.write($0) }
        )
        try await pipeline.run(&plan, into: sink, watchedBy: watch)
        try sink.finish()
        total = sink.total
      } else {
        let sink = LineSink(labels: labels)
        try await pipeline.run(&plan, into: sink, watchedBy: watch)
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

extension Judgement {
  /// What this program judges from now on.
  static func now(by classifier: Classifier) -> Judgement {
    Judgement(
      version: Retour.version,
      catalogue: classifier.version,
      milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)
    )
  }
}

extension ScanLine.Labels: ExpressibleByArgument {}
