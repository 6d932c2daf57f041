import RetourClassifier
import RetourEvents
import RetourIngest
import RetourStore

/// The whole flow, from paths to a sink.
///
///     paths ─ InputPlan ─> units ─ read ─> batches ─ SourceBooks ─> placed ─ judge ─> judged ─> Sink
///                                workers              in order              workers     in order
///
/// Units are read and batches are judged side by side; both queues are bounded, and what comes out
/// is in the order of the input whatever the number of workers. So the result doesn't depend on it.
struct Pipeline {
  let classifier: Classifier
  /// How many units are worked at a time.
  let jobs: Int
  /// What is told to whoever asks how far the run is.
  let status: RunStatus

  /// Reads everything that the plan finds and hands it to the sink.
  ///
  /// - Throws: what the plan's ledger or the sink throws, ``Interrupted`` where a signal asks for it;
  ///   bad input is never thrown.
  func run(
    _ plan: inout InputPlan,
    into sink: some Sink,
    showing progress: Progress?
  ) async throws {
    var reading = Queue<PlannedWork>()
    var judging = Queue<Task<JudgedBatch, Never>>()
    let workers = Workers(count: jobs)
    var books = SourceBooks()
    while true {
      try Interruption.check()
      while reading.count < jobs * 2, let unit = try plan.next() {
        reading.append(start(unit, after: reading.last, by: workers))
      }
      guard let next = reading.popFirst() else {
        // All else is read: now it is known which logs there are.
        if try plan.beginLogs() { continue }
        break
      }
      var work: PlannedWork? = next
      while let current = work {
        let yield = await current.batches.value
        plan.add(yield.logs, of: current.stream)
        for batch in yield.batches where !plan.hasEnded(current.stream) {
          let isLast = batch.isLast
          let placed = books.place(batch, resuming: plan.checkpoint(of: batch.source))
          judging.append(Task.detached { await workers.run { judge(placed, for: sink.form) } })
          if isLast { plan.end(current.stream) }
          if judging.count > jobs, let first = judging.popFirst() {
            try await sink.take(first.value)
            progress?.show(sink.total)
            status.show(sink.total)
            try Interruption.check()
          }
        }
        // What gave more than it should at a time is read on before anything else.
        work = yield.rest.map { rest in
          start(PlannedUnit(unit: rest, stream: current.stream), after: nil, by: workers)
        }
      }
    }
    while let first = judging.popFirst() { try await sink.take(first.value) }
    try sink.take(failures: plan.failures)
    progress?.clear()
  }

  /// Begins to read a unit.
  ///
  /// Those of one stream take their input one after the other.
  private func start(
    _ planned: PlannedUnit,
    after last: PlannedWork?,
    by workers: Workers
  ) -> PlannedWork {
    let before = planned.stream != nil && planned.stream == last?.stream ? last?.reading : nil
    let reading = Task.detached { [unit = planned.unit] in
      _ = await before?.value
      return await workers.run { unit.read() }
    }
    let batches = Task.detached {
      let input = await reading.value
      return await workers.run { input.finish() }
    }
    return PlannedWork(reading: reading, batches: batches, stream: planned.stream)
  }

  /// Says of each failure why, and puts it into the form that the sink wants.
  private func judge(_ placed: PlacedBatch, for form: SinkForm) -> JudgedBatch {
    let events = placed.batch.reports.map { report in
      var report = report
      report.position.record += placed.batch.recordsBefore
      let isJudged = report.kind.hasCause && form != .counts
      return ClassifiedReport(report, isJudged ? classifier.classify(report) : nil)
    }
    var judged = JudgedBatch(placed: placed, events: events, lines: [])
    switch form {
    case .lines(let labels): judged.lines = ScanLine.encode(events, labels: labels)
    case .shard(let judgement, let start):
      judged.lines = ShardEncoder.encode(
        events,
        of: placed.batch,
        judgement,
        rangeStart: start
      )
      judged.sum.add(linesOf: judged.lines)
    case .rows, .counts: break
    }
    return judged
  }
}

/// Lets so many pieces of work run at a time; the others wait in the order in which they came.
private actor Workers {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(count: Int) { free = count }

  /// Does a piece of work as soon as a worker is free.
  nonisolated func run<Result: Sendable>(_ work: @Sendable () -> Result) async -> Result {
    await enter()
    let result = work()
    await leave()
    return result
  }

  private func enter() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  private func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

/// A unit that is being read.
private struct PlannedWork {
  let reading: Task<MailReading, Never>
  let batches: Task<MailYield, Never>
  let stream: Int?
}

/// A batch with its verdicts.
struct JudgedBatch: Sendable {
  let placed: PlacedBatch
  let events: [ClassifiedReport]
  /// The `scan` lines, where the sink wants them.
  var lines: [UInt8]
  /// The sum over shard lines.
  var sum = LineSum()
}

/// What a sink wants of the workers.
enum SinkForm: Hashable, Sendable {
  case lines(ScanLine.Labels?)
  /// Shard lines, by whom they are judged, and where the part of the mailbox begins that is read.
  case shard(Judgement, rangeStart: Int64?)
  case rows
  /// Reports without verdicts.
  case counts
}

/// Where judged batches go, in order.
protocol Sink: Sendable {
  var form: SinkForm { get }
  /// What went through so far.
  var total: RunCounts { get }
  func take(_ batch: JudgedBatch) throws
  func take(failures: [Reject]) throws
}

/// A first-in, first-out queue of a few elements.
struct Queue<Element> {
  private var elements: [Element] = []

  var count: Int { elements.count }
  var last: Element? { elements.last }
  mutating func append(_ element: Element) { elements.append(element) }
  mutating func popFirst() -> Element? { elements.isEmpty ? nil : elements.removeFirst() }
}
