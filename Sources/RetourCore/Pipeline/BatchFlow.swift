import RetourClassifier
import RetourEvents
import RetourIngest
import RetourStore

/// The flow from paths to judged batches, in the order of the input, asked one batch at a time.
///
///     paths ─ InputPlan ─> units ─ read ─> batches ─ CheckpointTracker ─> placed ─ judge ─> judged
///                                workers              in order              workers
///
/// Units of a log are read in three steps: bytes in order, lines beside each other, and in order again what
/// lines of different units tell about one message.
///
/// Units are read and batches are judged side by side; both queues are bounded, and what comes out
/// is in the order of the input whatever the number of workers. So the result doesn't depend on it.
struct BatchFlow {
  /// What the unit that was read last has given and nobody has taken yet.
  private struct Given {
    var batches: ArraySlice<MailBatch>
    /// What gave more than it should at a time is read on before anything else.
    var rest: MailUnit?
    let stream: Int?
  }

  private let classifier: Classifier
  private let jobs: Int
  private let form: SinkForm
  private let workers: Workers
  private(set) var plan: InputPlan
  private var reading = Queue<PlannedWork>()
  private var judging = Queue<Task<JudgedBatch, Never>>()
  private var books = CheckpointTracker()
  private var given: Given?

  /// Begins at the first unit of a plan.
  init(_ plan: InputPlan, _ classifier: Classifier, jobs: Int, form: SinkForm) {
    self.plan = plan
    self.classifier = classifier
    self.jobs = jobs
    self.form = form
    workers = Workers(count: jobs)
  }

  /// The next batch; nil at the end.
  ///
  /// - Throws: what the plan's ledger throws; bad input is never thrown.
  mutating func next() async throws -> JudgedBatch? {
    while judging.count <= jobs, try await judgeNext() {}
    return await judging.popFirst()?.value
  }

  /// Hands the next batch that was read to the workers; false where none is left.
  private mutating func judgeNext() async throws -> Bool {
    while true {
      if var now = given, let batch = now.batches.popFirst() {
        given = now
        guard !plan.hasEnded(now.stream) else { continue }
        let isLast = batch.isLast
        let placed = books.place(batch, resuming: plan.checkpoint(of: batch.source))
        judging.append(
          Task.detached { [workers, classifier, form] in
            await workers.run(first: true) { placed.judged(by: classifier, for: form) }
          }
        )
        if isLast { plan.end(now.stream) }
        return true
      }
      guard let next = try nextWork() else { return false }
      let yield = await next.batches.value
      plan.add(yield.logs, of: next.stream)
      given = Given(batches: yield.batches[...], rest: yield.rest, stream: next.stream)
    }
  }

  /// The work to wait for next; others are begun, as many as may be.
  private mutating func nextWork() throws -> PlannedWork? {
    if let given, let rest = given.rest {
      return start(PlannedUnit(unit: rest, stream: given.stream), after: nil)
    }
    while true {
      while reading.count < jobs * 2, let unit = try plan.next() {
        reading.append(start(unit, after: reading.last))
      }
      if let next = reading.popFirst() { return next }
      // All else is read: now it is known which logs there are.
      guard try plan.beginLogs() else { return nil }
    }
  }

  /// Begins to read a unit.
  ///
  /// Those of one stream take their input, and join what it means, one after the other.
  private func start(_ planned: PlannedUnit, after last: PlannedWork?) -> PlannedWork {
    let before = planned.stream != nil && planned.stream == last?.stream ? last : nil
    let reading = Task.detached { [unit = planned.unit, workers, last = before?.reading] in
      _ = await last?.value
      return await workers.run { unit.read() }
    }
    let joining = Task.detached { [workers, last = before?.joining] in
      let input = await reading.value
      switch await workers.run(first: true, { input.understand() }) {
      case .yield(let yield): return Joined.yield(yield)
      case .joins(let unit):
        _ = await last?.value
        return .reading(await workers.run(first: true) { unit.read() })
      }
    }
    let batches = Task.detached { [workers] in
      switch await joining.value {
      case .yield(let yield): yield
      case .reading(let joined): await workers.run(first: true) { joined.finish() }
      }
    }
    return PlannedWork(
      reading: reading,
      joining: joining,
      batches: batches,
      stream: planned.stream
    )
  }
}

/// A unit of which all is done that has to be done in order.
private enum Joined: Sendable {
  case yield(MailYield)
  case reading(MailReading)
}

/// A unit that is being read.
private struct PlannedWork {
  let reading: Task<MailReading, Never>
  let joining: Task<Joined, Never>
  let batches: Task<MailYield, Never>
  let stream: Int?
}

extension PlacedBatch {
  /// The batch with a verdict for each failure, in the form that the sink wants.
  fileprivate func judged(by classifier: Classifier, for form: SinkForm) -> JudgedBatch {
    let events = batch.reports.map { report in
      var report = report
      report.position.record += batch.recordsBefore
      let isJudged = report.kind.hasCause && form.isJudged
      return ClassifiedReport(report, isJudged ? classifier.classify(report) : nil)
    }
    let lines = form.encode?(events, batch) ?? SinkLines()
    return JudgedBatch(placed: self, events: events, lines: lines)
  }
}
