import ArgumentParser
import MailText
import RetourClassifier
import RetourCore
import RetourEvents
import RetourReports
import RetourStore

/// `export`: letters to the owners of destination domains.
struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write what the owner of a destination domain needs to repair it.",
    discussion: """
      A letter is one page: what failed since when, what you ask the owner to do, what your \
      servers saw, how he can check it, how he reaches you. It holds nothing of anybody else: no \
      other domain's addresses, no senders, no private network addresses, no internal names. \
      Recipients are masked. Nothing is sent; an .eml file is a mail ready to send, with all \
      failures as a CSV file attached.

      With --all, owners get a letter where they can repair something that still fails. index.html \
      lists these letters, and says of all other domains why there is none.

      Examples:
        retour export --domain fabrikam.com -o letters --config retour.yaml
        retour export --all --over 50 --since 30d -o letters --format html,eml
        retour export --all --causes mx,destination-domain -o letters
      """
  )

  @Option(help: ArgumentHelp("The destination domain.", valueName: "name"))
  var domain: String?

  @Flag(help: "A letter for every domain, and a page for you that lists them.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "With --all: only domains with more failures than this.",
      valueName: "number"
    )
  )
  var over = 0

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The folder for the files, created if need be; - is standard output, for one letter.",
      valueName: "folder"
    )
  )
  var output: String

  @Option(
    help: ArgumentHelp("Formats, joined by commas: html, txt, csv, json, eml.", valueName: "list")
  )
  var format = "html"

  @Option(
    help: ArgumentHelp(
      "What owners are asked to repair: causes, joined by commas; else all that they can.",
      valueName: "list"
    )
  )
  var causes: String?

  @Flag(
    name: .customLong("include-recipients-unknown"),
    help: "Write about addresses that don't exist and full mailboxes too."
  )
  var includeRecipientsUnknown = false

  @Flag(help: "With html: a page with every cause, every answer and a chart, instead of one sheet.")
  var full = false

  @Flag(name: .customLong("with-recipients"), help: "Name the owner's own addresses in full.")
  var withRecipients = false

  @Flag(name: .customLong("no-message-ids"), help: "Leave Message-IDs out.")
  var noMessageIDs = false

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

  func validate() throws {
    guard (domain != nil) != all else {
      throw ValidationError("Name a --domain, or write --all.")
    }
    guard over >= 0 else { throw ValidationError("--over takes a number from 0.") }
    guard over == 0 || all else { throw ValidationError("--over goes with --all.") }
    let formats = try formats
    guard !full || formats.contains(.html) else {
      throw ValidationError("--full goes with --format html.")
    }
    _ = try chosenCauses
  }

  /// How many letters are written at a time; each has a connection of its own.
  private static let writers = 2

  func run() async throws {
    try await reportingErrorsAsync {
      let settings = try settings.load()
      let reader = try StoreReader(path: db ?? settings.database)
      let values = try period.values(in: reader)
      if output == "-" { return try toStandardOutput(settings, reader, values) }
      let kept = settings.kept(database: reader.path, configuration: self.settings.file)
      let folder = try OutputFolder(path: output, sparing: kept)
      let from = try settings.from(needed: formats.contains(.eml))
      let round = try round(settings)
      let letters = try LetterReader.Period(of: values, reader)
      if let domain {
        let name = try Self.name(domain)
        let writer = LetterWriter(
          letters: try LetterReader(reader, letters),
          formats: try formats,
          isFull: full,
          target: .folder(folder),
          from: from
        )
        try write(name, writer, round)
      } else {
        let outcome = try await round.write(
          reader,
          letters,
          connections: Self.writers,
          to: folder,
          from: from
        )
        StandardError.write(line: "retour: \(outcome.words)")
      }
    }
  }

  /// Writes one letter, and says what wasn't written.
  private func write(_ name: DomainName, _ writer: LetterWriter, _ round: LetterRound) throws {
    guard let written = try writer.write(to: name, round.options(name)) else {
      throw Failure(
        .noInput,
        message: "no failed delivery to \(name) in this period; nothing was written"
      )
    }
    guard try formats.contains(.eml), !written.letter.arrivesByMail else { return }
    let why =
      "no mail to \(name) was written, because it wouldn't arrive: what has to be repaired "
      + "there hits mail to its postmaster too"
    let remedy =
      "Reach the owner otherwise, or name his address elsewhere under contacts: in the "
      + "configuration."
    guard try formats != [.eml] else {
      throw Failure(.noInput, message: why, remedy: remedy)
    }
    StandardError.write(line: "retour: \(why)")
    StandardError.write(line: remedy)
  }

  /// What all letters have in common.
  private func round(_ settings: Settings) throws -> LetterRound {
    var scope = settings.export?.scope ?? LetterScope()
    if let causes = try chosenCauses { scope.causes = causes }
    if includeRecipientsUnknown { scope.includesRecipients = true }
    return LetterRound(
      settings: settings,
      scope: scope,
      over: over,
      formats: try formats,
      isFull: full,
      language: language.language,
      chosen: language.lang,
      showsRecipients: withRecipients,
      showsMessageIDs: !noMessageIDs
    )
  }

  /// Writes one letter in one form to standard output.
  private func toStandardOutput(
    _ settings: Settings,
    _ reader: StoreReader,
    _ values: [String: Value]
  ) throws {
    guard let domain, let format = try formats.first, try formats.count == 1 else {
      throw Failure(
        .usage,
        message: "-o -: standard output takes one letter in one format; name a folder for more"
      )
    }
    let name = try Self.name(domain)
    let from = try settings.from(needed: format == .eml)
    let writer = LetterWriter(
      letters: try LetterReader(reader, LetterReader.Period(of: values, reader)),
      formats: [format],
      isFull: full,
      target: .pipe { try StandardOutput.write($0) },
      from: from
    )
    try write(name, writer, round(settings))
  }

  private var chosenCauses: Set<Cause>? {
    get throws {
      guard let causes else { return nil }
      return Set(
        try causes.split(separator: ",").map { word in
          guard let cause = Cause(rawValue: word.lowercased()) else {
            throw ValidationError("--causes: '\(word)' is none of \(Cause.names).")
          }
          return cause
        }
      )
    }
  }

  private var formats: [LetterFormat] {
    get throws {
      try format.split(separator: ",").map { word in
        guard let format = LetterFormat(rawValue: word.lowercased()) else {
          throw ValidationError("--format: '\(word)' is none of html, txt, csv, json, eml.")
        }
        return format
      }
    }
  }

  private static func name(_ text: String) throws -> DomainName {
    guard let name = DomainName(international: text) else {
      throw Failure(.usage, message: "--domain \(text): that is no domain name")
    }
    guard OwnerView.hasOwner(name) else {
      throw Failure(
        .usage,
        message: "--domain \(text): a public suffix, below which others have their domains; "
          + "nobody owns it whom a letter could go to. Name a domain below it."
      )
    }
    return name
  }
}
