import Aggregator
import ArgumentParser
import Events
import MailText
import Reports

/// `export`: letters to the owners of destination domains.
struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write what the owner of a destination domain needs to repair it.",
    discussion: """
      A letter holds nothing of anybody else: no other domain's addresses, no senders, no private \
      network addresses, no internal names. Recipients are masked. Nothing is sent; an .eml file \
      is a mail ready to send.

      Examples:
        retour export --domain fabrikam.com -o letters --config retour.yaml
        retour export --all --over 50 --since 30d -o letters --format html,eml
      """
  )

  /// How a letter is written; the raw value is the file's type.
  enum Format: String, CaseIterable {
    case html
    case txt
    case csv
    case json
    case eml
  }

  @Option(help: "The destination domain.")
  var domain: String?

  @Flag(help: "A letter for every domain, and a page for you that lists them.")
  var all = false

  @Option(help: "With --all: only domains with more failures than this.")
  var over = 0

  @Option(
    name: [.short, .long],
    help: "The folder for the files, created if need be; - is standard output, for one letter."
  )
  var output: String

  @Option(help: "Formats, joined by commas: html, txt, csv, json, eml.")
  var format = "html"

  @Flag(name: .customLong("with-recipients"), help: "Name the owner's own addresses in full.")
  var withRecipients = false

  @Flag(name: .customLong("no-message-ids"), help: "Leave Message-IDs out.")
  var noMessageIDs = false

  @Option(help: "The database; else that of the configuration, else retour.sqlite.")
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
    _ = try formats
  }

  /// How many letters are written at a time; each has a connection of its own.
  private static let writers = 2

  func run() async throws {
    try await reportingErrorsAsync {
      let settings = try settings.load()
      let reader = try StoreReader(path: db ?? settings.database)
      let values = try period.values(in: reader)
      if output == "-" { return try toStandardOutput(settings, reader, values) }
      let kept = settings.kept(database: reader.path, self.settings)
      let folder = try OutputFolder(path: output, sparing: kept)
      let from = try settings.from(needed: formats.contains(.eml))
      let letters = try Self.letters(reader, values)
      func writer(_ letters: LetterReader) throws -> LetterWriter {
        LetterWriter(letters: letters, formats: try formats, folder: folder, from: from)
      }
      if let domain {
        let name = try Self.name(domain)
        guard try writer(letters).write(to: name, options(settings, name)) else {
          throw Self.nothing(name)
        }
      } else {
        let names = try self.names(reader, values)
        let writers = try (1..<Self.writers).map { _ in
          try writer(letters.with(StoreReader(path: reader.path)))
        }
        try await LetterWriter.writeAll(names, [writer(letters)] + writers) { [self] name in
          options(settings, name)
        }
      }
    }
  }

  /// Writes one letter in one form to standard output.
  private func toStandardOutput(
    _ settings: Settings,
    _ reader: StoreReader,
    _ values: [String: Value]
  ) throws {
    guard let domain, let format = try formats.first, try formats.count == 1 else {
      throw Failure(
        status: .usage,
        message: "-o -: standard output takes one letter in one format; name a folder for more"
      )
    }
    let name = try Self.name(domain)
    let from = try settings.from(needed: format == .eml)
    let writer = LetterWriter(
      letters: try Self.letters(reader, values),
      formats: [format],
      folder: nil,
      from: from
    )
    guard try writer.write(to: name, options(settings, name)) else { throw Self.nothing(name) }
  }

  private static func nothing(_ name: DomainName) -> Failure {
    Failure(
      status: .noInput,
      message: "no failed delivery to \(name) in this period; nothing was written"
    )
  }

  private static func letters(
    _ reader: StoreReader,
    _ values: [String: Value]
  ) throws -> LetterReader {
    try LetterReader(reader, LetterReader.Period(of: values, reader))
  }

  /// The domains with more failures than are asked for.
  private func names(_ reader: StoreReader, _ values: [String: Value]) throws -> [DomainName] {
    var values = values
    let period = try LetterReader.Period(of: values, reader)
    if let since = period.since { values["since"] = .text(since) }
    if let until = period.until { values["until"] = .text(until) }
    values["over"] = .integer(Int64(over))
    return try reader.run(.required("letter-domains"), values).answers.compactMap { row in
      row.text("domain").flatMap { DomainName(ascii: $0) }
    }.filter(OwnerView.hasOwner)
  }

  private var formats: [Format] {
    get throws {
      try format.split(separator: ",").map { word in
        guard let format = Format(rawValue: word.lowercased()) else {
          throw ValidationError("--format: '\(word)' is none of html, txt, csv, json, eml.")
        }
        return format
      }
    }
  }

  private static func name(_ text: String) throws -> DomainName {
    guard let name = DomainName(international: text) else {
      throw Failure(status: .usage, message: "--domain \(text): that is no domain name")
    }
    guard OwnerView.hasOwner(name) else {
      throw Failure(
        status: .usage,
        message: "--domain \(text): a public suffix, below which others have their domains; "
          + "nobody owns it whom a letter could go to. Name a domain below it."
      )
    }
    return name
  }

  private func options(_ settings: Settings, _ domain: DomainName?) -> Letter.Options {
    var options = settings.letterOptions(domain, language: language.language)
    if let chosen = language.lang { options.language = chosen }
    options.showsRecipients = withRecipients
    options.showsMessageIDs = !noMessageIDs
    return options
  }
}

extension Settings {
  /// How the owner of a domain is written to; nil stands for the page that lists all letters.
  func letterOptions(_ domain: DomainName?, language: Language) -> Letter.Options {
    var options = Letter.Options(now: .ofReport)
    options.sender = OwnerView.Sender(own: own, sendingHosts: sendingHosts)
    options.organisation = organisation
    options.contact = contact
    options.language = domain.flatMap { languages[$0] } ?? language
    return options
  }
}

extension LetterReader.Period {
  /// The period that is asked for; where an end of it is open and the database has days that can't
  /// be true, it ends at the last one that can.
  init(of values: [String: Value], _ reader: StoreReader) throws {
    let (since, until) = (values.text("since"), values.text("until"))
    self.init(
      since: try since ?? reader.start(ofPeriodUntil: until),
      until: try until ?? reader.end(ofPeriodSince: since)
    )
  }
}

extension [String: Value] {
  /// A text among the values of a query.
  func text(_ name: String) -> String? {
    if case .text(let text)? = self[name] { text } else { nil }
  }
}
