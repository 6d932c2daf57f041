public import ArgumentParser
import Foundation
import RetourCore
public import RetourReports
import RetourStore

extension TableFormat: ExpressibleByArgument {}

extension TableStyle.Colour: ExpressibleByArgument {}

/// A way to say which database is asked.
protocol DatabaseChoice: ParsableArguments {
  /// Opens it for reading.
  func open() throws -> StoreReader
}

/// Which database is meant.
struct DatabasePath: DatabaseChoice {
  @Option(
    help: ArgumentHelp(
      "The database; else that of the configuration, else retour.sqlite.",
      valueName: "file"
    ),
    completion: .file()
  )
  var db: String?

  @Option(
    name: .customLong("config"),
    help: ArgumentHelp("The configuration file (YAML) that names the database.", valueName: "file"),
    completion: .file()
  )
  var configuration: String?

  /// The configuration.
  var options: SettingsOptions {
    var options = SettingsOptions()
    options.path = configuration
    return options
  }

  /// The database's path: that of the command line, of `RETOUR_DB`, or of the configuration.
  ///
  /// - Throws: ``Failure`` where the configuration is needed and wrong.
  var path: String {
    get throws {
      if let db { return db }
      if configuration == nil, let database = Environment.database { return database }
      return try options.load().database
    }
  }
}

extension DatabasePath {
  func open() throws -> StoreReader { try StoreReader(path: path) }
}

/// Which databases are asked for totals.
struct DatabasePaths: DatabaseChoice {
  @Option(
    help: ArgumentHelp(
      "The database; several times for the totals of several that have no delivery in common.",
      valueName: "file"
    ),
    completion: .file()
  )
  var db: [String] = []

  @Option(
    name: .customLong("config"),
    help: ArgumentHelp("The configuration file (YAML) that names the database.", valueName: "file"),
    completion: .file()
  )
  var configuration: String?

  /// Opens the one database.
  func open() throws -> StoreReader {
    var path = DatabasePath()
    (path.db, path.configuration) = (db.first, configuration)
    return try path.open()
  }
}

/// Which database is asked, and how the answer is written.
typealias DatabaseOptions = AnswerOptions<DatabasePath>

/// Which database is asked, and how the answer is written.
struct AnswerOptions<Choice: DatabaseChoice>: ParsableArguments {
  @OptionGroup var database: Choice

  @Option(help: "How the answer is written: table, csv, tsv, json or ndjson.")
  var format = TableFormat.table

  @Option(help: "Colours on a terminal: auto, always or never; NO_COLOR is heeded.")
  var color = TableStyle.Colour.auto

  @Flag(name: .customLong("show-sql"), help: "Print the SQL behind the answer on standard error.")
  var showSQL = false

  /// Opens the database for reading.
  func open() throws -> StoreReader { try database.open() }

  /// Asks a question and, where that is wanted, shows it.
  func ask(
    _ query: NamedQuery,
    _ values: [String: Value],
    _ reader: StoreReader
  ) throws -> ResultTable {
    if showSQL { StandardError.write(lines: query.shown(with: values)) }
    return try reader.run(query, values)
  }

  /// Writes a table to standard output; on a terminal bars stand beside the column named, and
  /// optional columns are left out where there is no room for them.
  func write(_ table: ResultTable, bars: String? = nil, optional: [String] = []) throws {
    try StandardOutput.write(format.bytes(of: table, style: style(bars: bars, optional: optional)))
  }

  /// How tables look.
  func style(bars: String? = nil, optional: [String] = []) -> TableStyle {
    let width = StandardOutput.width
    return TableStyle(
      width: width,
      isColoured: TableStyle.wantsColour(
        color,
        isTerminal: width != nil,
        environment: ProcessInfo.processInfo.environment
      ),
      barColumn: width == nil ? nil : bars,
      optionalColumns: optional
    )
  }
}

/// The period that is asked for: half-open, in days of the database's time zone.
struct PeriodOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The first day: a date (2026-11-23), today, yesterday, or 7d for seven days ago.",
      valueName: "date"
    )
  )
  var since: String?

  @Option(help: ArgumentHelp("The day after the last one, in the same forms.", valueName: "date"))
  var until: String?

  @Option(
    help: ArgumentHelp(
      "The time zone of the days; it has to be the database's own.",
      valueName: "zone"
    )
  )
  var tz: String?

  /// The period as parameters of a query.
  ///
  /// Where the end is open and the database has days that can't be true yet, it ends at the last
  /// one that can.
  ///
  /// - Throws: ``StoreError`` of category `usage` for what is no day, and for a period without days.
  func values(in reader: StoreReader) throws -> [String: Value] {
    if let tz, tz != reader.timeZone {
      throw StoreError(
        .usage,
        path: reader.path,
        what: "its days are cut in the time zone \(reader.timeZone), not in \(tz)",
        remedy: "Leave --tz out, or ingest into another database with --tz \(tz)."
      )
    }
    var values: [String: Value] = [:]
    let first = try since.map { try reader.day($0) }
    var end = try until.map { try reader.day($0) }
    if let first, let end, first >= end {
      throw StoreError(
        .usage,
        path: reader.path,
        what: "--since \(first) --until \(end) is a period without days",
        remedy: "--until names the day after the last one, so it is later than --since."
      )
    }
    if let first, end == nil { end = try reader.end(ofPeriodSince: first) }
    if let first { values["since"] = .text(first) }
    if let end { values["until"] = .text(end) }
    return values
  }

  /// Says so where nothing lies in the period that was asked for, and which days there are.
  func tell(emptiness table: ResultTable, _ reader: StoreReader) throws {
    guard table.rows.isEmpty, since != nil || until != nil else { return }
    let asked = [since.map { "since \($0)" }, until.map { "until \($0)" }].compactMap(\.self)
      .joined(separator: " ")
    let known = try reader.plausibleDays().map { "has the days \($0.first) to \($0.last)" }
    StandardError.write(
      line: "retour: nothing lies in the period (\(asked)); the database "
        + (known ?? "has no days at all")
    )
  }
}

extension TableStyle {
  /// As wide as the terminal, without colours or bars.
  static var terminal: TableStyle {
    TableStyle(width: StandardOutput.width, isColoured: false, barColumn: nil)
  }
}
