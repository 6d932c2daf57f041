import Aggregator
import ArgumentParser
import Foundation

/// What a run leaves for machines.
struct SummaryOptions: ParsableArguments {
  @Option(
    name: .customLong("summary-json"),
    help: ArgumentHelp(
      "Write the numbers of the run to FILE, as one object of JSON; - is standard output.",
      valueName: "file"
    ),
    completion: .file()
  )
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Write metrics for Prometheus' textfile collector to FILE; - is standard output.",
      valueName: "file"
    ),
    completion: .file()
  )
  var textfile: String?

  /// Refuses, before the run begins, what couldn't be written at its end.
  ///
  /// - Throws: ``StoreError``, and ``Failure`` where both are the same file.
  func check(sparing kept: OutputGuard) throws {
    if let json { try Output.check(json, sparing: kept) }
    guard let textfile else { return }
    var kept = kept
    if let json, json != "-" { kept.keep(json, as: "the file of --summary-json") }
    try Output.check(textfile, sparing: kept)
  }

  /// Writes what is wanted, however the run ended.
  ///
  /// - Throws: ``StoreError`` where a file can't be written.
  func write(_ summary: RunSummaryFile, status: Int32, sparing kept: OutputGuard) throws {
    if let json { try Output.write(json, summary.json(status: status), sparing: kept) }
    if let textfile {
      // The collector is another user.
      try Output.write(
        textfile,
        summary.metrics(status: status),
        mode: 0o644,
        sparing: kept
      )
    }
  }
}
