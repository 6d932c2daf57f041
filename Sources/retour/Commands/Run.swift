import ArgumentParser
import Foundation
import RetourCore
import RetourIngest
import RetourStore

/// `run`: everything that a night's job has to do, from a configuration.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Do the nightly job: read, judge, prune, report, check and copy, as configured.",
    discussion: """
      Reads the configured inputs (patterns allowed), judges anew what older rules judged, prunes, \
      writes the overview and the letters that are due, looks at the thresholds and writes the \
      snapshot. A step that fails doesn't keep the others from running. Without --config it takes \
      RETOUR_CONFIG, else retour.yaml of the service manager's, the user's or the system's folder.

      Examples:
        retour run --config /etc/retour/retour.yaml -q
        retour run --config retour.yaml --textfile /var/lib/node_exporter/retour.prom
      """
  )

  @OptionGroup var settings: SettingsOptions
  @OptionGroup var judgement: JudgementOptions
  @OptionGroup var summary: SummaryOptions

  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: "How many pieces of input to work on at a time."
  )
  var jobs: Int?

  @Flag(name: [.short, .long], help: "Write nothing to standard error but errors and alarms.")
  var quiet = false

  @Flag(name: .long, help: "Tell on standard error as what each input is read, and why.")
  var debug = false

  func validate() throws {
    if let jobs, !(1...256 ~= jobs) {
      throw ValidationError("--jobs takes a number from 1 to 256.")
    }
  }

  func run() async throws {
    try await reportingErrorsAsync {
      guard self.settings.file != nil else {
        throw Failure(
          .usage,
          message: "no configuration: name one with --config, or write "
            + Environment.configurations.joined(separator: " or ")
        )
      }
      let settings = try self.settings.load(judgement)
      guard !settings.inputs.isEmpty else {
        throw Failure(.configuration, message: "the configuration names no inputs")
      }
      let kept = settings.kept(database: settings.database, configuration: self.settings.file)
      var summary = summary
      summary.json = summary.json ?? settings.summaryJSON
      summary.textfile = summary.textfile ?? settings.textfile
      try summary.check(sparing: kept)
      try settings.checkApart(self.settings.file ?? "")
      let status = RunStatus()
      Interruption.listen(status)
      var limits = Limits()
      if debug { limits.tellRecognition() }
      var run = NightlyRun(
        settings: settings,
        limits: limits,
        jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
        version: Retour.version,
        sparing: kept,
        watchedBy: NightlyTeller(status, isQuiet: quiet)
      )
      let code: Int32
      do {
        code = try await run.run().status
      } catch {
        try? summary.write(
          run.summary,
          status: ExitStatus.of(error),
          of: settings.database,
          sparing: kept
        )
        throw error
      }
      try summary.write(run.summary, status: code, of: settings.database, sparing: kept)
      if code != 0 { throw ExitCode(code) }
    }
  }
}
