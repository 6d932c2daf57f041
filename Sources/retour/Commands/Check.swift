import ArgumentParser
import RetourCore
import RetourEvents
import RetourReports
import RetourStore

/// `check` tells whether a threshold has been passed.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look for thresholds that were passed; exits with 1 when there are any.",
    discussion: """
      Thresholds stand under `check:` in the configuration. Without any it looks for refusals of \
      our own sending at several domains, and for reasons that are new to a domain.

      Examples:
        retour check --config /etc/retour/retour.yaml
        retour check --config retour.yaml --nagios
      """
  )

  @Flag(help: "One line and the exit codes of Nagios: 0 fine, 1 warning, 2 critical, 3 unknown.")
  var nagios = false

  @Option(
    help: ArgumentHelp(
      "The database; several times for the totals of several that have no delivery in common.",
      valueName: "file"
    )
  )
  var db: [String] = []

  @Option(help: "How alarms are written: table, csv, tsv, json or ndjson.")
  var format = TableFormat.table

  @OptionGroup var settings: SettingsOptions

  func run() throws {
    guard nagios else {
      try reportingErrors {
        let (checker, reader) = try self.checker()
        let findings = try checker.findings()
        let alarms = findings.filter { $0.severity > .ok }
        if format == .table, StandardOutput.width != nil {
          // Who looks wants to see what was looked at; a job hears of alarms alone.
          let (since, until) = try checker.period()
          let days = Language.english.period(since, reader.dayBefore(until))
          let table = format.bytes(of: Alarm.table(findings), style: .terminal)
          try StandardOutput.write(Array("\(days)\n\n".utf8) + table)
        } else if !alarms.isEmpty || format != .table {
          try StandardOutput.write(
            format.bytes(of: Alarm.table(alarms), style: .terminal)
          )
        }
        if !alarms.isEmpty { throw ExitStatus.failedCheck.code }
      }
      return
    }
    let alarms: [Alarm]
    do {
      alarms = try checker().checker.alarms()
    } catch let error as StoreError {
      try Self.unknown("\(error.message)\n\(error.remedyHere)")
    } catch let error as Failure {
      try Self.unknown("\(error)")
    }
    try Self.tell(alarms)
  }

  private func checker() throws -> (checker: Checker, reader: StoreReader) {
    let settings = try self.settings.load()
    let several = try SeveralDatabases.totals(of: db)
    defer { withExtendedLifetime(several) {} }
    let reader = try StoreReader(path: several?.path ?? db.first ?? settings.database)
    let checker = Checker(
      settings: settings.check,
      inputs: InputPattern.expand(settings.inputs).map(\.shown),
      reader: reader,
      now: .present
    )
    return (checker, reader)
  }

  private static func unknown(_ message: String) throws -> Never {
    let line = message.split(separator: "\n").joined(separator: " ")
    try StandardOutput.write(Array("RETOUR UNKNOWN - \(VisibleText.cleaned(line))\n".utf8))
    throw ExitCode(3)
  }

  private static func tell(_ alarms: [Alarm]) throws {
    guard let worst = alarms.map(\.severity).max() else {
      try StandardOutput.write(Array("RETOUR OK - no threshold was passed\n".utf8))
      return
    }
    let words = alarms.prefix(3).map { "\($0.subject): \($0.words)" }.joined(separator: "; ")
    let more = alarms.count > 3 ? "; and \(alarms.count - 3) more" : ""
    // A bar would begin the figures.
    let text = VisibleText.cleaned("\(words)\(more)").replacing("|", with: "/")
    let line = "RETOUR \(worst.name.uppercased()) - \(text) | alarms=\(alarms.count)\n"
    try StandardOutput.write(Array(line.utf8))
    throw ExitCode(worst.rawValue)
  }
}
