import Foundation
import RetourClassifier
import RetourCore
import RetourEvents
import RetourIngest
import RetourStore

/// Reads inputs into an open database: what `ingest` and `run` do alike.
struct IngestRun {
  let store: Store
  let classifier: Classifier
  let limits: Limits
  let jobs: Int
  let status: RunStatus

  /// What came of it.
  struct Outcome {
    let report: RunReport
    let missesNamedInput: Bool
  }

  /// Reads everything that is new below the paths.
  ///
  /// - Throws: ``StoreError``, and ``Interrupted`` with the open transaction given up.
  func run(_ paths: [InputPath], command: String, showing progress: Progress?) async throws
    -> Outcome
  {
    let start = Date()
    try store.beginRun(
      command: command,
      version: Retour.version,
      catalogueVersion: classifier.version,
      at: Timestamp(seconds: Int64(start.timeIntervalSince1970))
    )
    let sink = StoreSink(store)
    var limits = limits
    limits.traces.packsQuiet = true
    limits.traces.known = try store.knownStretches()
    var plan = InputPlan(paths, limits: limits, ledger: sink)
    let pipeline = Pipeline(classifier: classifier, jobs: jobs)
    do {
      try await pipeline.run(
        &plan,
        into: sink,
        watchedBy: RunWatch(status: status, progress: progress)
      )
      progress?.clear()
    } catch let signal as Interrupted {
      try store.abandonRun()
      throw signal
    }
    var counts = sink.total
    counts.files.unchanged = plan.unchanged
    let end = Date()
    let summary = try store.finishRun(
      files: counts.files,
      at: Timestamp(seconds: Int64(end.timeIntervalSince1970)),
      seconds: end.timeIntervalSince(start)
    )
    counts.unknown = summary.unknown
    let report = RunReport(
      counts: counts,
      eventsNew: summary.eventsNew,
      duplicates: summary.duplicates,
      late: summary.late,
      seconds: summary.seconds
    )
    return Outcome(report: report, missesNamedInput: plan.missesNamedInput(counts))
  }
}
