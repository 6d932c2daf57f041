package import RetourStore

/// A number against its threshold.
package struct Alarm: Sendable {
  /// What was looked at; the raw value is the name in reports.
  package enum Kind: String, CaseIterable, Sendable {
    case failures
    case failureRate = "failure-rate"
    case domainFailures = "domain-failures"
    case domainRate = "domain-rate"
    case unknownRate = "unknown-rate"
    case newCause = "new-cause"
    case senderBlock = "sender-block"
    case staleInput = "stale-input"
    case ownResolver = "own-resolver"
  }

  /// How bad it is; the raw value is the number that Nagios has for it.
  package enum Severity: Int32, Comparable, Sendable {
    /// The threshold wasn't passed.
    case ok = 0
    case warning = 1
    case critical = 2

    package static func < (left: Severity, right: Severity) -> Bool {
      left.rawValue < right.rawValue
    }

    /// The name in reports.
    package var name: String {
      switch self {
      case .ok: "ok"
      case .warning: "warning"
      case .critical: "critical"
      }
    }
  }

  package let kind: Kind
  package let severity: Severity
  /// The domain, reason or input it is about; `all` for everything.
  package let subject: String
  let value: Double
  let limit: Double
  /// What it means, in words.
  package let words: String

  /// A number against its threshold; more than twice the threshold is critical.
  init(_ kind: Kind, _ subject: String, _ value: Double, over limit: Double, _ words: String) {
    self.init(
      kind: kind,
      severity: value > 2 * limit ? .critical : value > limit ? .warning : .ok,
      subject: subject,
      value: value,
      limit: limit,
      words: words
    )
  }

  init(
    kind: Kind,
    severity: Severity,
    subject: String,
    value: Double,
    limit: Double,
    words: String
  ) {
    self.kind = kind
    self.severity = severity
    self.subject = subject
    self.value = value
    self.limit = limit
    self.words = words
  }

  /// Alarms as a table.
  package static func table(_ alarms: [Alarm]) -> ResultTable {
    ResultTable(
      names: ["severity", "check", "subject", "value", "threshold", "meaning"],
      rows: alarms.map { alarm in
        [
          .text(alarm.severity.name), .text(alarm.kind.rawValue), .text(alarm.subject),
          number(alarm.value), number(alarm.limit), .text(alarm.words),
        ]
      }
    )
  }

  private static func number(_ value: Double) -> Value {
    value == value.rounded() ? .integer(Int64(value)) : .real(value)
  }
}
