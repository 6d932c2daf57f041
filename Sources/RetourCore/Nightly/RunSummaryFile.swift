package import Foundation
import RetourEvents
import RetourReports
import RetourStore

/// What a run says to machines, as JSON and as metrics.
package struct RunSummaryFile {
  private let command: String
  private let version: String
  private let start: Date
  private(set) var counts = RunCounts()
  private(set) var eventsNew = 0
  private(set) var duplicates = 0
  private(set) var late = 0
  var steps: [(step: NightlyStep, outcome: StepOutcome, seconds: Double)] = []
  var warnings = 0
  var criticals = 0

  /// Begins with nothing.
  ///
  /// - Parameters:
  ///   - command: what runs.
  ///   - version: of the program.
  ///   - start: when it began.
  package init(command: String, version: String, start: Date) {
    self.command = command
    self.version = version
    self.start = start
  }

  /// Takes over what reading gave.
  package mutating func add(_ report: RunReport) {
    counts = report.counts
    eventsNew = report.eventsNew
    duplicates = report.duplicates
    late = report.late
  }

  /// One object of JSON.
  package func json(status: Int32) -> [UInt8] {
    let end = Date()
    var json = JSONWriter()
    json.beginObject()
    json.key("schema")
    json.string("retour-run")
    json.key("schema_version")
    json.integer(1)
    json.key("command")
    json.string(command)
    json.key("version")
    json.string(version)
    json.key("started_at")
    json.string(Self.time(start))
    json.key("finished_at")
    json.string(Self.time(end))
    json.key("seconds")
    json.real(end.timeIntervalSince(start))
    for (name, value) in numbers {
      json.key(name)
      json.integer(Int64(value))
    }
    json.key("steps")
    json.beginArray()
    for (step, outcome, seconds) in steps {
      json.beginObject()
      json.key("step")
      json.string(step.rawValue)
      json.key("outcome")
      json.string(outcome.rawValue)
      json.key("seconds")
      json.real(seconds)
      json.endObject()
    }
    json.endArray()
    json.key("exit_status")
    json.integer(Int64(status))
    json.endObject()
    json.newline()
    return json.bytes
  }

  /// Metrics for the textfile collector of Prometheus' node exporter.
  ///
  /// - Parameters:
  ///   - status: how the run ends.
  ///   - store: what the database says; nil where it can't be asked.
  /// - Returns: lines in the text format of Prometheus.
  package func metrics(status: Int32, _ store: StoreMetrics?) -> [UInt8] {
    let end = Date()
    var text = ""
    func metric(_ name: String, _ help: String, _ value: String) {
      text +=
        "# HELP retour_\(name) \(help)\n# TYPE retour_\(name) gauge\nretour_\(name) \(value)\n"
    }
    metric(
      "last_run_timestamp_seconds",
      "When the last run ended.",
      "\(Int(end.timeIntervalSince1970))"
    )
    metric("last_run_exit_status", "Its exit status.", "\(status)")
    metric("last_run_seconds", "How long it took.", "\(end.timeIntervalSince(start))")
    for (name, value) in numbers {
      metric("last_run_\(name)", "Of the last run: \(name.replacing("_", with: " ")).", "\(value)")
    }
    return Array((text + (store?.lines ?? "")).utf8)
  }

  private var numbers: [(name: String, value: Int)] {
    [
      ("files_new", counts.files.new), ("files_unchanged", counts.files.unchanged),
      ("files_failed", counts.files.failed), ("messages", counts.tally.messages),
      ("not_reports", counts.tally.notReports), ("events_new", eventsNew),
      ("duplicates", duplicates), ("late", late), ("unknown", counts.unknown),
      ("rejects", counts.rejects), ("warnings", warnings), ("criticals", criticals),
    ]
  }

  private static func time(_ date: Date) -> String {
    Timestamp(seconds: Int64(date.timeIntervalSince1970)).description
  }
}
