public import ArgumentParser
public import RetourReports

extension PublishedSchema: ExpressibleByArgument {}

/// `schema`: what lines for scripts hold, for programs that check it.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of what scripts read.",
    discussion: """
      Examples:
        retour schema > scan-line.json
        retour schema shard-line > shard-line.json
      """
  )

  @Argument(help: "What it describes: scan-line, a line of scan; shard-line, one of scan --shard.")
  var name = PublishedSchema.scanLine

  func run() throws {
    try reportingErrors { try StandardOutput.write(Array("\(name.text)\n".utf8)) }
  }
}
