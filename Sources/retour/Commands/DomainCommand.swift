import Aggregator
import ArgumentParser
import Events
import Reports

/// `domain NAME`: everything about one destination domain.
struct DomainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "domain",
    abstract: "Show why mail to one destination domain fails.",
    discussion: """
      As a table: a summary, the causes, the servers that refused, what was tried again and again \
      (as message traces show), the last days. As JSON: one object with these five. As csv, tsv or ndjson: the causes.

      Examples:
        retour domain example.com --since 30d
      """
  )

  /// The parts, in the order in which they are shown.
  private static let parts: [(name: String, title: String, query: String, limit: Int64?)] = [
    ("summary", "", "domain-summary", nil),
    ("causes", "Causes", "causes-by-domain", 50),
    ("hosts", "Servers", "remote-hosts", 20),
    ("deferred", "Tried again and again", "deferred", 20),
    ("days", "Days", "trend-by-day", 31),
  ]

  @Argument(help: "The destination domain.")
  var name: String

  @OptionGroup var period: PeriodOptions
  @OptionGroup var database: DatabaseOptions

  func run() throws {
    try reportingErrors {
      let reader = try database.open()
      let domain = DomainName(ascii: name)?.name ?? name.lowercased()
      var values = try period.values(in: reader)
      values["domain"] = .text(domain)
      let tables = try Self.parts.map { part in
        var values = values
        if let limit = part.limit { values["limit"] = .integer(limit) }
        return try database.ask(.required(part.query), values, reader)
      }
      switch database.format {
      case .table: try StandardOutput.write(text(domain, tables))
      case .json: try StandardOutput.write(json(domain, tables))
      case .csv, .tsv, .ndjson: try database.write(tables[1])
      }
    }
  }

  private func text(_ domain: String, _ tables: [ResultTable]) -> [UInt8] {
    var bytes = Array("\(domain)\n".utf8)
    for (part, table) in zip(Self.parts, tables) where !table.rows.isEmpty {
      bytes += "\n".utf8
      if !part.title.isEmpty { bytes += "\(part.title)\n".utf8 }
      bytes += TableFormat.table.bytes(of: table, style: database.style(bars: "failures"))
    }
    return bytes
  }

  private func json(_ domain: String, _ tables: [ResultTable]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("schema_version")
    writer.integer(1)
    writer.key("domain")
    writer.string(domain)
    for (part, table) in zip(Self.parts, tables) {
      writer.key(part.name)
      writer.rows(of: table)
    }
    writer.endObject()
    writer.newline()
    return writer.bytes
  }
}
