import RetourEvents

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
  private var next = 0
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

  /// Makes reports of the rows, until they are done or there are many.
  ///
  /// - Returns: whether there is more.
  func finish(into batch: inout MailBatch) -> Bool {
    batch.coverage = TraceCoverage()
    defer { reading.settle(into: &batch) }
    while next < steps.count {
      if batch.reports.count >= FolderReader.batchLimit { return true }
      switch steps[next] {
      case .row(let row, let isRepeated):
        reading.add(row, isRepeated: isRepeated, into: &batch)
      case .problem(let problem):
        reading.reject(problem, into: &batch)
      }
      next += 1
    }
    steps = []
    if let failure { batch.add(failure.error, at: failure.offset) }
    failure = nil
    return false
  }
}

/// A reading of an export for one stretch of it, handed to another thread once.
final class TakenReading: @unchecked Sendable {
  private let reading: TraceReading

  init(_ reading: TraceReading) { self.reading = reading }

  /// Reads a part of the export into a batch, and what it gives too much of into others.
  func finish(
    _ batch: MailBatch,
    at start: Int64,
    _ read: (TraceReading, inout MailBatch) throws -> Bool
  ) -> MailYield {
    var piece = batch
    do {
      if try read(reading, &piece) {
        piece.isLast = false
        let rest = MailUnit(yielding: { [self] in
          finish(batch.withoutContent, at: start) { try $0.goOn(into: &$1) }
        })
        return MailYield([piece], rest: rest)
      }
    } catch {
      piece.add(error, at: start)
    }
    if piece.rejects.contains(where: { $0.problem == .damagedXML || $0.problem == .refusedXML }) {
      piece.isLast = true
    }
    return MailYield([piece])
  }
}
