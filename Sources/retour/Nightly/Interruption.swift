import Dispatch
import Glibc
import RetourCore
import Synchronization

extension Interrupted {
  /// The exit code: 130 or 143.
  var status: Int32 { 128 + signal }
}

/// What signals ask of a run.
///
/// SIGINT and SIGTERM: end at the next batch, with the open transaction given up; the second one, or
/// ten seconds without a next batch, ends at once. SIGUSR1: say how far it is, in one line.
enum Interruption {
  /// How long a run may take to come to its next batch, in seconds.
  private static let patience = 10

  /// Keeps a source alive; after the start nobody touches it.
  private final class Listener: @unchecked Sendable {
    let source: any DispatchSourceSignal

    init(_ source: any DispatchSourceSignal) { self.source = source }
  }

  private static let asked = Mutex<Int32?>(nil)
  private static let status = Mutex<RunStatus?>(nil)
  private static let sources = Mutex<[Listener]>([])

  /// Begins to listen; `status` is what SIGUSR1 shows.
  static func listen(_ shown: RunStatus) {
    status.withLock { $0 = shown }
    let queue = DispatchQueue(label: "retour.signals")
    for number in [SIGINT, SIGTERM, SIGUSR1] {
      signal(number, SIG_IGN)
      let listener = Listener(DispatchSource.makeSignalSource(signal: number, queue: queue))
      listener.source.setEventHandler { take(number, queue) }
      listener.source.resume()
      sources.withLock { $0.append(listener) }
    }
  }

  /// Ends the work where a signal has asked for it.
  ///
  /// - Throws: ``Interrupted``.
  static func check() throws {
    if let signal = asked.withLock({ $0 }) { throw Interrupted(signal: signal) }
  }

  private static func take(_ number: Int32, _ queue: DispatchQueue) {
    if number == SIGUSR1 {
      if let line = status.withLock({ $0?.line }) { StandardError.write(line: line) }
      return
    }
    let isSecond = asked.withLock { asked in
      defer { asked = asked ?? number }
      return asked != nil
    }
    if isSecond { CurrentProcess.exitNow(128 + number) }
    queue.asyncAfter(deadline: .now() + .seconds(patience)) { CurrentProcess.exitNow(128 + number) }
  }
}
