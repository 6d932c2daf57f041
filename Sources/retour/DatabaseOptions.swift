import Aggregator
public import ArgumentParser
import Foundation
public import Reports

extension TableFormat: ExpressibleByArgument {}

extension TableStyle.Colour: ExpressibleByArgument {}

/// Which database is asked, and how the answer is written.
struct DatabaseOptions: ParsableArguments {
  @Option(help: "The database.")
  var db = Surroundings.database ?? "retour.sqlite"

  @Option(help: "How the answer is written: table, csv, tsv, json or ndjson.")
  var format = TableFormat.table

  @Option(help: "Colours on a terminal: auto, always or never; NO_COLOR is heeded.")
  var color = TableStyle.Colour.auto

  @Flag(name: .customLong("show-sql"), help: "Print the SQL behind the answer on standard error.")
  var showSQL = false

  /// Opens the database for reading.
  func open() throws -> StoreReader { try StoreReader(path: db) }

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
  @Option(help: "The first day: a date (2026-11-23), today, yesterday, or 7d for seven days ago.")
  var since: String?

  @Option(help: "The day after the last one, in the same forms.")
  var until: String?

  @Option(help: "The time zone of the days; it has to be the database's own.")
  var tz: String?

  /// The period as parameters of a query.
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
    if let since { values["since"] = .text(try reader.day(since)) }
    if let until { values["until"] = .text(try reader.day(until)) }
    return values
  }
}

extension TableStyle {
  /// As wide as the terminal, without colours or bars.
  static var terminal: TableStyle {
    TableStyle(width: StandardOutput.width, isColoured: false, barColumn: nil)
  }
}
