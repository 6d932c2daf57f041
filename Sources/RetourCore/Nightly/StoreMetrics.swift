package import RetourEvents
import RetourReports
package import RetourStore

/// What Prometheus is told of a database: failures of the last seven days and the age of the data.
///
/// The number of series is bounded: causes and sides are closed sets, and of domains there are
/// twenty, those with the most failures.
package struct StoreMetrics {
  /// How many domains have a series.
  private static let domains: Int64 = 20
  /// How many days are counted, today and those before.
  private static let days = 7

  private var text = ""

  /// Reads the numbers.
  ///
  /// - Throws: ``StoreError``.
  package init(of reader: StoreReader, now: Timestamp) throws {
    let until = try reader.plausibleEnd(now: now)
    let period: [String: Value] = [
      "since": .text(try reader.day("\(Self.days - 1)d", now: now)), "until": .text(until),
    ]
    gauge(
      "recent_failures",
      "Deliveries that failed in the last seven days.",
      try reader.rows(of: MetricsFailuresRow.self, period).map { row in
        ([("cause", row.cause), ("side", row.side)], row.failures)
      }
    )
    var top = period
    top["limit"] = .integer(Self.domains)
    gauge(
      "recent_domain_failures",
      "The same of the \(Self.domains) destination domains with the most.",
      try reader.rows(of: TopDomainsRow.self, top).map { row in
        ([("domain", row.domain ?? "")], row.failures)
      }
    )
    let totals = try reader.first(of: CheckTotalsRow.self, period)
    let sent = "Deliveries of the last seven days that traces show."
    gauge("recent_traced", sent, totals?.sent ?? 0)
    gauge("recent_traced_failures", "Those of them that failed.", totals?.tracedFailures ?? 0)
    let ages = try reader.first(of: MetricsAgesRow.self, ["until": .text(until)])
    if let time = ages?.newestDay {
      gauge("newest_day_timestamp_seconds", "The newest day with a failure.", time)
    }
    if let time = ages?.newestInput {
      gauge("newest_input_timestamp_seconds", "When the newest input was changed.", time)
    }
  }

  /// Lines in the text format of Prometheus.
  var lines: String { text }

  private mutating func gauge(_ name: String, _ help: String, _ value: Int) {
    head(name, help)
    text += "retour_\(name) \(value)\n"
  }

  private mutating func gauge(
    _ name: String,
    _ help: String,
    _ series: [(labels: [(name: String, value: String)], count: Int)]
  ) {
    head(name, help)
    for (labels, count) in series {
      let labels = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
      text += "retour_\(name){\(labels.joined(separator: ","))} \(count)\n"
    }
  }

  private mutating func head(_ name: String, _ help: String) {
    text += "# HELP retour_\(name) \(help)\n# TYPE retour_\(name) gauge\n"
  }

  /// A value of a label.
  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#)
      .replacing("\n", with: #"\n"#)
  }
}
