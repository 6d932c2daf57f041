import ArgumentParser

/// The command line: one verb each; `Pipeline.swift` shows what `ingest` and `scan` do.
@main
struct Retour: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retour",
    abstract: "Reads bounces, says why they happened, and keeps the answer in one SQLite file.",
    version: "0.1.0",
    subcommands: [Top.self, DomainCommand.self, Query.self, Database.self]
  )
}
