import ArgumentParser
import Foundation
import RetourCore
import RetourStore

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
  /// - Parameters:
  ///   - summary: the numbers of the run.
  ///   - status: how the run ends; where it went wrong, a database that can't be asked is no second
  ///     error.
  ///   - database: what metrics are about.
  ///   - kept: what may not be written over.
  /// - Throws: ``StoreError`` where a file can't be written.
  func write(
    _ summary: RunSummaryFile,
    status: Int32,
    of database: String,
    sparing kept: OutputGuard
  ) throws {
    if let json { try Output.write(json, summary.json(status: status), sparing: kept) }
    if let textfile {
      let isFine = status == 0 || status == ExitStatus.failedCheck.rawValue
      let metrics = Result { try StoreMetrics(of: StoreReader(path: database), now: .present) }
      // The collector is another user.
      try Output.write(
        textfile,
        summary.metrics(status: status, try isFine ? metrics.get() : try? metrics.get()),
        mode: 0o644,
        sparing: kept
      )
    }
  }
}
