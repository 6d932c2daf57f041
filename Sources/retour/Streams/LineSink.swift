import RetourCore
import RetourEvents
import RetourReports
import Synchronization

/// Writes `scan` lines to standard output.
final class LineSink: Sink {
  private let counts: Mutex<RunCounts>

  let form: SinkForm

  init(labels: ScanLine.Labels?) {
    counts = Mutex(RunCounts())
    form = SinkForm { events, _ in
      var lines = SinkLines()
      lines.bytes = ScanLine.encode(events, labels: labels)
      return lines
    }
  }

  func take(_ batch: JudgedBatch) throws {
    counts.withLock { $0.add(batch) }
    try StandardOutput.write(batch.lines.bytes)
  }

  func take(failures: [Reject]) throws { counts.withLock { $0.add(failures: failures) } }

  /// What went through, so far.
  var total: RunCounts { counts.withLock { $0 } }
}
