public import Events

/// How all mail fared in a period: what the administrator reads.
public struct Overview: Sendable {
  /// How it is written.
  public struct Options: Sendable {
    /// In which language.
    public var language = Language.english
    /// The moment of writing.
    public var now: Timestamp

    /// Creates options.
    public init(now: Timestamp) { self.now = now }
  }

  /// The totals of one period.
  struct Totals: Sendable {
    var failures = 0
    var domains = 0
    var hard = 0
    var ours = 0
    var expired = 0
    var lapsed = 0
    var unknown = 0
  }

  /// What message traces tell of a period.
  struct Volume: Sendable {
    /// Deliveries that traces show.
    let sent: Int
    /// Those of them that failed.
    let failures: Int
  }

  /// One destination domain.
  struct Domain: Sendable {
    let name: String?
    let failures: Int
    let before: Int
    let theirs: Int
    let ours: Int
    let both: Int
    let sideUnknown: Int
    let reason: Reason?
    let firstDay: String?
    let lastDay: String?
  }

  /// One reason on one side.
  struct Cause: Sendable {
    let reason: Reason
    let side: Side
    let permanence: Permanence
    let failures: Int
    let before: Int
    let domains: Int
  }

  /// How one reason changed at one domain.
  struct Change: Sendable {
    let domain: String
    let reason: Reason
    let permanence: Permanence
    let failures: Int
    let before: Int
    let firstDay: String
  }

  /// Failures of one domain for one reason.
  struct Cell: Sendable {
    let domain: String
    let reason: Reason
    let failures: Int
  }

  /// How long after the message came in it failed.
  enum Time: String, CaseIterable, Sendable {
    case atOnce = "at-once"
    case hour
    case day
    case days
    case longer
    case expired
  }

  /// Failures at one stage after one time.
  struct Stage: Sendable {
    let phase: SMTPPhase?
    let time: Time?
    let failures: Int
  }

  /// One server of others.
  struct Host: Sendable {
    let name: String?
    let address: String?
    let failures: Int
    let domains: Int
    let cause: String
    let lastDay: String
  }

  /// One sender of ours.
  struct Sender: Sendable {
    let address: String?
    let failures: Int
    let recipients: Int
    let domains: Int
    let ours: Int
  }

  /// One text that no rule knows.
  struct UnknownText: Sendable {
    let text: String?
    let events: Int
    let domains: Int
    let event: String
  }

  /// One problem of reading.
  struct Reject: Sendable {
    let problem: String
    let count: Int
    let path: String
    let offset: Int
    let detail: String
  }

  /// What is known about the reading itself.
  struct Quality: Sendable {
    var counts: [String: Int] = [:]
    var rejects: [Reject] = []
    var run: Int?
    var catalogue: String?
    var finishedAt: String?

    subscript(_ name: String) -> Int { counts[name] ?? 0 }
  }

  let options: Options
  let timeZone: String
  /// The first day and the last, both included; nil for a database without failures.
  let days: (first: String, last: String)?
  let now: Totals
  /// Nil where the period before lies before the data.
  let before: Totals?
  /// How much was sent at all; nil where no traces say so, and then there are no rates.
  var volume: Volume?
  let dayCounts: [Letter.DayCount]
  let domains: [Domain]
  let causes: [Cause]
  let changes: [Change]
  let cells: [Cell]
  let stages: [Stage]
  let hosts: [Host]
  let senders: [Sender]
  let unknown: [UnknownText]
  let quality: Quality
  /// The questions behind the figures, with the values of their parameters.
  let questions: [String: String]

  var language: Language { options.language }

  /// The days of the period of the same length before.
  var previousDays: (first: String, last: String)? {
    guard let days, let length = CalendarDays.count(from: days.first, until: days.last),
      let last = CalendarDays.day(days.first, plus: -1),
      let first = CalendarDays.day(last, plus: -length)
    else { return nil }
    return (first, last)
  }

  var periodText: String { days.map { language.period($0.first, $0.last) } ?? "–" }
}
