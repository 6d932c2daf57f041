/// Records of an export that were taken from its stream and are still to be understood.
///
/// The rows are copies that nobody else holds, so they may be handed to another thread once.
final class TakenRows: @unchecked Sendable {
  private enum Step {
    case row(TraceRow, isRepeated: Bool)
    case problem(RowProblem)
  }

  private let reading: TraceReading
  private var steps: [Step] = []
  private var failure: (error: any Error, offset: Int64)?

  init(_ reading: TraceReading) { self.reading = reading }

  /// Whether nothing was taken.
  var isEmpty: Bool { steps.isEmpty }

  func append(_ row: TraceRow, isRepeated: Bool) {
    steps.append(.row(row.copy(), isRepeated: isRepeated))
  }

  func append(_ problem: RowProblem) { steps.append(.problem(problem)) }

  /// Takes note that the source can't be read further.
  func fail(_ error: any Error, at offset: Int64) { failure = (error, offset) }

  /// Makes reports of the rows.
  func finish(into batch: inout MailBatch) {
    batch.coverage = TraceCoverage()
    for step in steps {
      switch step {
      case .row(let row, let isRepeated):
        reading.add(row, isRepeated: isRepeated, into: &batch)
      case .problem(let problem):
        reading.reject(problem, into: &batch)
      }
    }
    steps = []
    if let failure { batch.add(failure.error, at: failure.offset) }
  }
}

/// A reading of an export for one stretch of it, handed to another thread once.
final class TakenReading: @unchecked Sendable {
  private let reading: TraceReading

  init(_ reading: TraceReading) { self.reading = reading }

  /// Reads the stretch.
  func finish(_ stretch: XMLStretch, into batch: inout MailBatch) {
    do {
      try reading.read(stretch, into: &batch)
    } catch {
      batch.add(error, at: stretch.start)
    }
  }
}
