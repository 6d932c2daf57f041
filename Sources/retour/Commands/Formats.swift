import ArgumentParser
import Foundation
import RetourCore
import RetourIngest
import RetourReports
import RetourStore

/// `formats`: what can be read.
struct Formats: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what can be read: mail, traces, logs of servers, events of services.",
    discussion: """
      Events of a service that isn't in the list can be described in a file of
      your own and read with --map, as Services/services.yaml has the others.

      Examples:
        retour formats
        retour formats --map own.yaml --format csv
      """
  )

  @Option(help: "How the answer is written: table, csv, tsv, json or ndjson.")
  var format = TableFormat.table

  @Option(
    name: .long,
    help: ArgumentHelp("Services of your own, which are listed too.", valueName: "file"),
    completion: .file(extensions: ["yaml"])
  )
  var map: String?

  func run() throws {
    try reportingErrors {
      let own = try map.map { try ServiceForm.read(path: $0) } ?? []
      let table = ResultTable(
        names: ["group", "name", "title", "source"],
        rows: KnownFormat.all(services: own).map {
          [.text($0.group), .text($0.name), .text($0.title), .text($0.source)]
        }
      )
      try StandardOutput.write(format.bytes(of: table, style: .terminal))
    }
  }
}

extension ServiceForm {
  /// Reads a file of a user's own.
  ///
  /// - Throws: an error of the command line that says what is wrong with it.
  static func read(path: String) throws -> [ServiceForm] {
    let text: String
    do { text = try WholeFile.text(of: path) } catch {
      throw ValidationError("--map \(path): can't be read; \(error.reason)")
    }
    do { return try ServiceForm.read(text, file: path) } catch {
      throw ValidationError("--map \(error.message)")
    }
  }
}
