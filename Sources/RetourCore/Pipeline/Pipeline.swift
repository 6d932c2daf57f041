package import RetourClassifier
package import RetourEvents
package import RetourIngest

/// The whole flow, from paths to a sink.
package struct Pipeline {
  private let classifier: Classifier
  private let jobs: Int

  /// Creates a flow of which `jobs` units are worked at a time.
  package init(classifier: Classifier, jobs: Int) {
    self.classifier = classifier
    self.jobs = jobs
  }

  /// Reads everything that the plan finds and hands it to the sink.
  ///
  /// - Throws: what the plan's ledger, the sink or the observer throws; bad input is never thrown.
  package func run(
    _ plan: inout InputPlan,
    into sink: some Sink,
    watchedBy observer: some RunObserver
  ) async throws {
    var flow = BatchFlow(plan, classifier, jobs: jobs, form: sink.form)
    defer { plan = flow.plan }
    try observer.check()
    while let batch = try await flow.next() {
      try sink.take(batch)
      observer.show(sink.total)
      try observer.check()
    }
    try sink.take(failures: flow.plan.failures)
    observer.end()
  }
}

/// Whoever watches a run while it works.
package protocol RunObserver {
  /// Takes note of what went through so far.
  func show(_ counts: RunCounts)
  /// Ends the run where that was asked for.
  ///
  /// - Throws: what ends it.
  func check() throws
  /// All is read, and nothing more is shown.
  func end()
}

/// A batch with its verdicts.
package struct JudgedBatch: Sendable {
  /// Where it stands.
  package let placed: PlacedBatch
  /// Its reports with their verdicts.
  package let events: [ClassifiedReport]
  /// Lines of it, where the sink wants them.
  package let lines: SinkLines
}

/// What workers write for a sink.
package struct SinkLines: Sendable {
  /// The lines, with their ends.
  package var bytes: [UInt8] = []
  /// The sum over shard lines.
  package var sum = LineSum()

  /// Creates lines of nothing.
  package init() {}
}

/// What a sink wants of the workers.
package struct SinkForm: Sendable {
  /// Whether failures are judged.
  package var isJudged = true
  /// Makes the lines of a batch; nil where the sink wants none.
  package var encode: (@Sendable ([ClassifiedReport], MailBatch) -> SinkLines)?

  /// Reports with verdicts, and no lines.
  package static let rows = SinkForm()
  /// Reports without verdicts.
  package static let counts = SinkForm(isJudged: false)

  /// Creates the form of a sink that wants reports, and lines where `encode` makes them.
  package init(
    isJudged: Bool = true,
    encode: (@Sendable ([ClassifiedReport], MailBatch) -> SinkLines)? = nil
  ) {
    self.isJudged = isJudged
    self.encode = encode
  }
}

/// Where judged batches go, in order.
package protocol Sink: Sendable {
  /// What it wants.
  var form: SinkForm { get }
  /// What went through so far.
  var total: RunCounts { get }
  /// Takes the next batch.
  func take(_ batch: JudgedBatch) throws
  /// Takes inputs that couldn't be opened, at the end.
  func take(failures: [Reject]) throws
}
