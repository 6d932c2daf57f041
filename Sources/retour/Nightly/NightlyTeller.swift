import Foundation
import RetourCore
import RetourStore

/// Tells people on standard error how a night goes.
struct NightlyTeller: NightlyObserver {
  private let watch: RunWatch
  private let status: RunStatus
  private let isQuiet: Bool

  /// Tells of errors and alarms alone where it is to be quiet.
  init(_ status: RunStatus, isQuiet: Bool) {
    watch = RunWatch(status: status, progress: Progress(isQuiet: isQuiet))
    self.status = status
    self.isQuiet = isQuiet
  }

  func show(_ counts: RunCounts) { watch.show(counts) }

  func check() throws { try watch.check() }

  func end() { watch.end() }

  func take(_ event: NightlyEvent) {
    switch event {
    case .began(let step): status.begin(step)
    case .did(let step, let words):
      guard !isQuiet else { return }
      let name = step.rawValue.padding(toLength: 11, withPad: " ", startingAt: 0)
      StandardError.write(lines: "  ok    \(name)\(words)")
    case .failed(let step, let error): Self.tell(error, in: "\(step.rawValue): ")
    case .complaint(let words):
      if !isQuiet { StandardError.write(line: "retour: \(words)") }
    case .missing(let path):
      StandardError.write(line: "retour: \(path): there is no such input; the others were read")
    case .nothingRead: StandardError.write(line: "retour: nothing of the inputs could be read")
    case .clockAhead(let day, let days):
      StandardError.write(
        lines: "retour: prune: the clock is more than a year ahead of all that was read; days are "
          + "counted from \(day)\nWhere the clock is right: retour db prune --keep \(days)"
      )
    case .alarm(let alarm):
      StandardError.write(line: "retour: \(alarm.severity.name): \(alarm.subject): \(alarm.words)")
    }
  }

  private static func tell(_ error: any Error, in step: String) {
    switch error {
    case let error as StoreError: StandardError.write(error, in: step)
    case let error as Failure: StandardError.write(error, in: step)
    case let error as AskingProblem: StandardError.write(error.failure, in: step)
    default: StandardError.write(line: "retour: \(step)\(error)")
    }
  }
}

extension NightlyOutcome {
  /// The exit code.
  var status: Int32 {
    switch self {
    case .fine: 0
    case .alarms: ExitStatus.failedCheck.rawValue
    case .unread: ExitStatus.noInput.rawValue
    case .failed(let error): ExitStatus.of(error)
    }
  }
}
