import ArgumentParser
import RetourCore
import RetourEvents
import RetourReports
import RetourStore

/// `report`: the overview for the administrator.
struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write an overview of a period as one HTML page.",
    discussion: """
      The page is one file without scripts that loads nothing. Without --since it shows the last \
      30 days that the database has; each number is compared with the period of the same length \
      before. It names recipients' domains, senders and servers: it is for you, not for others.

      Examples:
        retour report -o overview.html
        retour report --since 7d --lang nl -o overview.html
      """
  )

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The file to write; - is standard output.", valueName: "file")
  )
  var output = "-"

  @Option(
    help: ArgumentHelp(
      "The database; several times for the totals of several that have no delivery in common.",
      valueName: "file"
    )
  )
  var db: [String] = []

  @OptionGroup var period: PeriodOptions
  @OptionGroup var language: LanguageOptions
  @OptionGroup var settings: SettingsOptions

  func run() async throws {
    try await reportingErrorsAsync {
      let settings = try settings.load()
      let several = try SeveralDatabases.totals(of: db)
      defer { withExtendedLifetime(several) {} }
      let path = several?.path ?? db.first ?? settings.database
      var kept = settings.kept(database: path, configuration: self.settings.file)
      for database in db { kept.keep(database: database) }
      try Output.check(output, sparing: kept)
      let database = try StoreReader(path: path)
      if try database.holdsTotalsAlone {
        StandardError.write(
          line: "retour: totals of several databases name no senders, servers and single errors; "
            + "merge the databases to see those"
        )
      }
      let values = try period.values(in: database)
      var options = Overview.Options(now: .ofReport)
      options.language = language.language
      let reader = OverviewReader(
        path: path,
        LetterReader.Period(since: values.text("since"), until: values.text("until"))
      )
      let page = try await reader.overview(options).html()
      try Output.write(output, page, sparing: kept)
    }
  }
}
