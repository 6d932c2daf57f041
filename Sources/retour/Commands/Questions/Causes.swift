import ArgumentParser
import RetourEvents
import RetourReports
import RetourStore

/// `causes`: why mail fails.
struct Causes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show why mail fails, and on whose side it has to be repaired.",
    discussion: """
      Causes with their reasons, for all domains or for one. The two meanings of expiry are two \
      lines. With --since a table shows the change against the period of the same length before.

      Examples:
        retour causes --since 7d
        retour causes --domain example.com
      """
  )

  @Option(help: "Only this destination domain.")
  var domain: String?

  @Option(help: "How many lines.")
  var limit = 40

  @OptionGroup var period: PeriodOptions
  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit has to be at least 1.") }
  }

  func run() throws {
    try reportingErrors {
      let reader = try database.open()
      var values = try period.values(in: reader)
      values["limit"] = .integer(Int64(limit))
      if let domain {
        values["domain"] = .text(try DomainName.asked(for: domain, option: "--domain"))
      }
      let query: NamedQuery = domain == nil ? .topReasons : .causesByDomain
      var table = try database.ask(query, values, reader)
      try period.tell(emptiness: table, reader)
      if database.format == .table, !table.rows.isEmpty,
        let comparison = try Comparison(values, reader)
      {
        let before = try reader.run(query, comparison.before)
        StandardError.write(line: comparison.words)
        let keys = ["cause", "reason", "permanence"] + (domain == nil ? [] : ["domain", "side"])
        table.addChanges(against: before, keys: keys)
      }
      let optional = ["domain", "first_day", "delayed", "expired", "permanence", "last_day"]
      try database.write(
        table,
        bars: "failures",
        optional: domain == nil ? Array(optional.dropFirst()) : optional
      )
    }
  }
}
