import RetourCore
import RetourEvents
import RetourIngest
import RetourReports
import RetourStore
import Synchronization

/// Adds up deliveries by domain and kind, and writes a line of NDJSON per domain at the end.
final class CountSink: Sink {
  private struct State {
    var counts = RunCounts()
    var domains = DomainCounts()
  }

  private let state: Mutex<State>

  init() { state = Mutex(State()) }

  var form: SinkForm { .counts }

  func take(_ batch: JudgedBatch) throws {
    state.withLock { state in
      state.counts.add(batch)
      state.domains.add(batch.placed.batch.counts)
      for event in batch.events { state.domains.add(event.report) }
    }
  }

  func take(failures: [Reject]) throws { state.withLock { $0.counts.add(failures: failures) } }

  var total: RunCounts { state.withLock { $0.counts } }

  /// The lines.
  func lines() -> [UInt8] { ScanLine.encode(state.withLock { $0.domains.domains }) }
}
