import Foundation
import RetourCore
import RetourEvents
import RetourIngest
import RetourStore
import Synchronization
import TestSupport
import Testing

/// A night, without a command line around it.
@Suite("A night in the library") struct NightlyRunTests {
  private let folder: TemporaryDirectory
  private let sample: String

  init() throws {
    folder = try TemporaryDirectory()
    sample = "\(Repository.root)/sample-data/mbox"
  }

  /// What a configuration makes of a night, and what is told of it.
  private func night(
    _ inputs: [String],
    _ yaml: String = "check: {blocks: 0, new_causes: 0}"
  ) async throws -> (outcome: NightlyOutcome, told: [String]) {
    let all = """
      database: \(folder.path)/d.sqlite
      inputs: [\(inputs.joined(separator: ", "))]
      \(yaml)
      """
    let settings = try Settings(yaml: all, path: "c.yaml")
    let listener = Listener()
    var run = NightlyRun(
      settings: settings,
      limits: Limits(),
      jobs: 2,
      version: "9.9.9",
      sparing: settings.kept(database: settings.database, configuration: nil),
      watchedBy: listener
    )
    return (try await run.run(), listener.told)
  }

  @Test("steps follow each other, and what isn't configured has nothing to tell")
  func steps() async throws {
    let (outcome, told) = try await night([sample])
    guard case .fine = outcome else {
      Issue.record("\(outcome)")
      return
    }
    let steps = NightlyStep.allCases.dropFirst().map { "began \($0.rawValue)" }
    #expect(told.filter { $0.hasPrefix("began") } == steps)
    let done = told.filter { $0.hasPrefix("did") }.map { $0.split(separator: " ")[1] }
    #expect(done == ["ingest", "ingest", "check"])
  }

  @Test("an input that isn't there is told, and the others are read")
  func missing() async throws {
    let (outcome, told) = try await night([sample, "\(folder.path)/nothing"])
    guard case .unread = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(told.contains("missing \(folder.path)/nothing"))
    #expect(told.contains("did check"))
  }

  @Test("a threshold that was passed isn't an error, and the first error says how it ended")
  func alarms() async throws {
    let passed = "check: {failures: 0, days: 3660, blocks: 0, new_causes: 0}"
    let (outcome, told) = try await night([sample], passed)
    guard case .alarms = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(told.contains("alarm failures"))
    let (other, more) = try await night([sample], "\(passed)\nreport: {path: \(folder.path)}")
    guard case .failed(let error) = other else {
      Issue.record("\(other)")
      return
    }
    #expect(error is StoreError)
    #expect(more.contains("failed report") && more.contains("alarm failures"))
  }

  @Test("whoever watches ends it, and the database has nothing of it")
  func interrupted() async throws {
    let settings = try Settings(
      yaml: "database: \(folder.path)/d.sqlite\ninputs: [\(sample)]\n",
      path: "c.yaml"
    )
    var run = NightlyRun(
      settings: settings,
      limits: Limits(),
      jobs: 2,
      version: "9.9.9",
      sparing: OutputGuard(),
      watchedBy: Listener(ends: true)
    )
    await #expect(throws: Interrupted.self) { try await run.run() }
    let reader = try StoreReader(path: settings.database)
    #expect(try reader.first(of: CheckTotalsRow.self)?.failures ?? 0 == 0)
  }
}

/// Notes what is told of a night.
private final class Listener: NightlyObserver, Sendable {
  private let lines = Mutex<[String]>([])
  private let ends: Bool

  init(ends: Bool = false) { self.ends = ends }

  var told: [String] { lines.withLock { $0 } }

  func show(_ counts: RunCounts) {}

  func check() throws { if ends { throw Interrupted(signal: 15) } }

  func end() {}

  func take(_ event: NightlyEvent) {
    let line =
      switch event {
      case .began(let step): "began \(step.rawValue)"
      case .did(let step, _): "did \(step.rawValue)"
      case .failed(let step, _): "failed \(step.rawValue)"
      case .complaint(let words): "complaint \(words)"
      case .missing(let path): "missing \(path)"
      case .nothingRead: "nothing read"
      case .clockAhead: "clock ahead"
      case .alarm(let alarm): "alarm \(alarm.kind.rawValue)"
      }
    lines.withLock { $0.append(line) }
  }
}
