import ArgumentParser
import RetourClassifier
import RetourReports
import RetourStore

/// `unknown`: texts that no rule decided.
struct Unknown: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the texts that no rule knows, grouped by their wording.",
    discussion: """
      Addresses, hosts, numbers and ids are taken out before texts are compared.

      Examples:
        retour unknown
        retour unknown --skeleton > own.yaml     # then edit it, and: retour rules test own.yaml
      """
  )

  @Option(help: "How many wordings.")
  var limit = 50

  @Flag(help: "Write rules to begin with, in YAML, instead of the table.")
  var skeleton = false

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit has to be at least 1.") }
  }

  func run() throws {
    try reportingErrors {
      let reader = try database.open()
      let rows = try reader.rows(of: UnknownTextsRow.self, ["limit": .integer(1_000_000)])
      let groups = UnknownWording.group(rows).prefix(limit)
      guard skeleton else {
        try database.write(
          ResultTable(
            names: ["events", "texts", "wording", "last_at", "example_event_id"],
            rows: groups.map { group in
              [
                .integer(Int64(group.events)), .integer(Int64(group.texts)),
                .text(group.mask.wording),
                group.lastAt.map { .text($0) } ?? .null, .text(group.exampleEvent),
              ]
            }
          )
        )
        return
      }
      try StandardOutput.write(Array(UnknownWording.rules(Array(groups)).utf8))
    }
  }
}
