import ArgumentParser
import Foundation

/// What a run leaves for machines.
struct SummaryOptions: ParsableArguments {
  @Option(
    name: .customLong("summary-json"),
    help: "Write the numbers of the run to FILE, as one object of JSON.",
    completion: .file()
  )
  var json: String?

  @Option(
    help: "Write metrics for Prometheus' textfile collector to FILE.",
    completion: .file()
  )
  var textfile: String?

  /// Writes what is wanted, however the run ended.
  ///
  /// - Throws: ``Failure`` where a file can't be written.
  func write(_ summary: RunSummaryFile, status: Int32) throws {
    if let json { try OutputFile.write(json, summary.json(status: status)) }
    if let textfile {
      // The collector is another user.
      try OutputFile.write(textfile, summary.metrics(status: status), mode: 0o644)
    }
  }
}
