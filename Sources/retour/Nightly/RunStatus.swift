import Foundation
import RetourCore
import RetourEvents
import Synchronization

/// How far a run is, for whoever asks while it works.
final class RunStatus: Sendable {
  private let start = Date()
  private let state = Mutex((step: NightlyStep.ingest, bytes: Int64(0), messages: 0, reports: 0))

  /// Takes note of what was read so far.
  func show(_ counts: RunCounts) {
    state.withLock { state in
      (state.bytes, state.messages) = (counts.bytes, counts.tally.messages)
      state.reports = counts.tally.reports
    }
  }

  /// Takes note of what is being done.
  func begin(_ step: NightlyStep) { state.withLock { $0.step = step } }

  /// One line.
  var line: String {
    let (step, bytes, messages, reports) = state.withLock { $0 }
    let seconds = Int(Date().timeIntervalSince(start))
    return "retour: \(step.rawValue), \(seconds) s: \(bytes / 1_000_000) MB read, "
      + "\(messages) messages, \(reports) reports"
  }
}
