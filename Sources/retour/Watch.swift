import Dispatch
import Synchronization

/// Ends the process where a statement doesn't end when it is told to.
///
/// SQLite looks for an interruption between the steps of a statement, not within a function, and one
/// function on a long text may take hours. A process that only reads loses nothing when it ends.
final class Watch: Sendable {
  /// How long after its time a statement may go on, in seconds.
  private static let grace = 1

  private let hasEnded = Mutex(false)

  /// Begins to watch.
  init(seconds: Int, database: String) {
    DispatchQueue.global(qos: .userInitiated).asyncAfter(
      deadline: .now() + .seconds(seconds + Self.grace)
    ) { [weak self] in
      guard let self, !self.hasEnded.withLock(\.self) else { return }
      StandardError.write(
        lines: "retour: \(database): the statement took longer than \(seconds) seconds\n"
          + "Ask for less, or allow more with --timeout."
      )
      CurrentProcess.exitNow(ExitStatus.usage.rawValue)
    }
  }

  /// The statement has ended.
  func end() { hasEnded.withLock { $0 = true } }
}
