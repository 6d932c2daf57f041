import Aggregator
import ArgumentParser
import Events
import Reports

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
      "The database; else that of the configuration, else retour.sqlite.",
      valueName: "file"
    )
  )
  var db: String?

  @OptionGroup var period: PeriodOptions
  @OptionGroup var language: LanguageOptions
  @OptionGroup var settings: SettingsOptions

  func run() async throws {
    try await reportingErrorsAsync {
      let settings = try settings.load()
      let path = db ?? settings.database
      let kept = settings.kept(database: path, self.settings)
      try Output.check(output, sparing: kept)
      let values = try period.values(in: StoreReader(path: path))
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
