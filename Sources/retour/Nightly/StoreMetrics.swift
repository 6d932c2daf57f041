import RetourEvents
import RetourReports
import RetourStore

/// What Prometheus is told of a database: failures of the last seven days and the age of the data.
///
/// The number of series is bounded: causes and sides are closed sets, and of domains there are
/// ``domains``, those with the most failures.
struct StoreMetrics {
  /// How many domains have a series.
  static let domains: Int64 = 20
  /// How many days are counted, today and those before.
  static let days = 7

  private var text = ""

  /// Reads the numbers.
  ///
  /// - Throws: ``StoreError``.
  init(of reader: StoreReader, now: Timestamp) throws {
    let until = try reader.plausibleEnd(now: now)
    let period: [String: Value] = [
      "since": .text(try reader.day("\(Self.days - 1)d", now: now)), "until": .text(until),
    ]
    let failures = try reader.run(.required("metrics-failures"), period).answers
    gauge("recent_failures", "Deliveries that failed in the last seven days.", failures) { row in
      [("cause", row.text("cause") ?? ""), ("side", row.text("side") ?? "")]
    }
    var top = period
    top["limit"] = .integer(Self.domains)
    let domains = try reader.run(.required("top-domains"), top).answers
    gauge(
      "recent_domain_failures",
      "The same of the \(Self.domains) destination domains with the most.",
      domains
    ) { [("domain", $0.text("domain") ?? "")] }
    let totals = try reader.run(.required("check-totals"), period).answers.first
    gauge("recent_traced", "Deliveries of the last seven days that traces show.", totals, "sent")
    gauge("recent_traced_failures", "Those of them that failed.", totals, "traced_failures")
    let ages = try reader.run(.required("metrics-ages"), ["until": .text(until)]).answers.first
    if let time = ages?.integer("newest_day") {
      gauge("newest_day_timestamp_seconds", "The newest day with a failure.", time)
    }
    if let time = ages?.integer("newest_input") {
      gauge("newest_input_timestamp_seconds", "When the newest input was changed.", time)
    }
  }

  /// Lines in the text format of Prometheus.
  var lines: String { text }

  private mutating func gauge(_ name: String, _ help: String, _ value: Int64) {
    head(name, help)
    text += "retour_\(name) \(value)\n"
  }

  private mutating func gauge(_ name: String, _ help: String, _ row: AnswerRow?, _ column: String) {
    gauge(name, help, Int64(row?.count(column) ?? 0))
  }

  private mutating func gauge(
    _ name: String,
    _ help: String,
    _ rows: [AnswerRow],
    _ labels: (AnswerRow) -> [(name: String, value: String)]
  ) {
    head(name, help)
    for row in rows {
      let labels = labels(row).map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
      text += "retour_\(name){\(labels.joined(separator: ","))} \(row.count("failures"))\n"
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
