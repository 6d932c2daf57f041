import Foundation
import RetourCore
import RetourEvents

/// A line on standard error that tells how far a run is: only on a terminal, at most ten times a
/// second.
final class Progress {
  private let start = Date()
  private var shown = Date.distantPast
  private var isOnScreen = false

  /// Creates one where it is wanted and standard error is a terminal.
  init?(isQuiet: Bool) {
    guard !isQuiet, StandardError.isTerminal else { return nil }
  }

  /// Shows what has been read so far.
  func show(_ counts: RunCounts) {
    let now = Date()
    guard now.timeIntervalSince(shown) >= 0.1 else { return }
    shown = now
    isOnScreen = true
    let megabytes = Double(counts.bytes) / 1_000_000
    let seconds = max(now.timeIntervalSince(start), 0.001)
    StandardError.write(
      status: String(
        format: "%.0f MB, %d messages, %d reports, %.0f MB/s",
        megabytes,
        counts.tally.messages,
        counts.tally.reports,
        megabytes / seconds
      )
    )
  }

  /// Takes the line away.
  func clear() {
    if isOnScreen { StandardError.write(status: "") }
  }
}
