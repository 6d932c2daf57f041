import Foundation
package import RetourClassifier
package import RetourEvents
package import RetourIngest
package import RetourStore

/// Reads inputs into an open database: what `ingest` and `run` do alike.
package struct IngestRun {
  private let store: Store
  private let classifier: Classifier
  private let limits: Limits
  private let jobs: Int
  private let version: String

  /// What came of it.
  package struct Outcome {
    package let report: RunReport
    package let missesNamedInput: Bool
  }

  /// Prepares to read.
  ///
  /// - Parameters:
  ///   - store: where it goes.
  ///   - classifier: who says why.
  ///   - limits: the caps.
  ///   - jobs: how many pieces of work are done at a time.
  ///   - version: of the program, for the books of the run.
  package init(
    store: Store,
    classifier: Classifier,
    limits: Limits,
    jobs: Int,
    version: String
  ) {
    self.store = store
    self.classifier = classifier
    self.limits = limits
    self.jobs = jobs
    self.version = version
  }

  /// Reads everything that is new below the paths.
  ///
  /// - Parameters:
  ///   - paths: files and folders.
  ///   - command: what runs, for the books.
  ///   - observer: sees how far it is, and may end it.
  /// - Returns: the numbers, and whether something that was named isn't there.
  /// - Throws: `StoreError`, and ``Interrupted`` with the open transaction given up.
  package func run(
    _ paths: [InputPath],
    command: String,
    watchedBy observer: some RunObserver
  ) async throws -> Outcome {
    let start = Date()
    try store.beginRun(
      command: command,
      version: version,
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
      try await pipeline.run(&plan, into: sink, watchedBy: observer)
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
