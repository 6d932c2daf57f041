import ArgumentParser
import Foundation
import RetourClassifier
import RetourCore
import RetourEvents
import RetourStore

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
  @OptionGroup var judgement: JudgementOptions
  @OptionGroup var summary: SummaryOptions

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
      let settings = try self.settings.load(judgement)
      let paths = try input.allPaths(or: settings.inputs)
      let path = database ?? settings.database
      var kept = settings.kept(database: path, inputs: paths, configuration: self.settings.file)
      if let list = input.filesFrom, list != "-" { kept.keep(list, as: "the list of inputs") }
      if let map = input.map { kept.keep(map, as: "the table of --map") }
      try summary.check(sparing: kept)
      var read = OutputGuard()
      read.keep(inputFiles: paths)
      try read.check(path)
      let classifier = try settings.classifier()
      let store = try Store(
        path: path,
        timeZone: timeZone ?? settings.timeZone,
        holder: "retour ingest, process \(ProcessInfo.processInfo.processIdentifier)"
      )
      try settings.protect(store, classifier)
      settings.tell(store)
      let status = RunStatus()
      Interruption.listen(status)
      let work = IngestRun(
        store: store,
        classifier: classifier,
        limits: input.limits.judging(by: classifier),
        jobs: input.workers,
        version: Retour.version
      )
      var numbers = RunSummaryFile(command: "ingest", version: Retour.version, start: Date())
      let outcome: IngestRun.Outcome
      do {
        outcome = try await work.run(
          paths,
          command: "ingest",
          watchedBy: RunWatch(status: status, progress: Progress(isQuiet: input.quiet))
        )
        numbers.add(outcome.report)
        try outcome.report.finish(input, missesNamedInput: outcome.missesNamedInput)
      } catch {
        try? summary.write(numbers, status: ExitStatus.of(error), of: path, sparing: kept)
        throw error
      }
      try summary.write(numbers, status: 0, of: path, sparing: kept)
    }
  }
}
