public import RetourEvents

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
    /// Those of them that were delivered.
    var delivered = 0
    /// Those of them that were still tried when what was read ended.
    var open = 0
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
    /// Who has to act on most of it.
    let move: WhoseMove
    /// Failures whose cause is not known.
    let unknown: Int
    /// The most frequent reason that is known.
    let reason: Reason?
    let firstDay: String?
    let lastDay: String?
    /// All reasons of the period.
    let reasons: Set<Reason>
    /// Failures on each day.
    var course: [String: Int] = [:]
    /// Deliveries that traces show.
    var traced = 0
    /// Those of them that failed.
    var tracedFailures = 0
    /// Who operates the servers at which most of it failed, as far as their names tell.
    var host: String?
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

  /// What tells causes apart.
  struct CauseKey: Hashable, Sendable {
    let reason: Reason
    let side: Side
  }

  /// What a server answered where mail failed for a cause.
  struct Example: Sendable {
    let text: String
    /// The question that found it.
    let question: String
  }

  /// How much of each a page shows.
  struct Limits: Sendable {
    let domains: Int
    let causes: Int
    let changes: Int
    let heat: Int
    let hosts: Int
    let operators: Int
  }

  /// The totals of one day.
  struct Day: Sendable {
    let day: String
    var failures = 0
    var hard = 0
    var ours = 0
    var expired = 0
    var lapsed = 0
    var unknown = 0
    var sent = 0
    var tracedFailures = 0
    var tracedDelivered = 0
    var tracedOpen = 0
  }

  /// Failures of one day that wait for one.
  struct DayMove: Sendable {
    let day: String
    let move: WhoseMove
    let failures: Int
  }

  /// Deliveries to one domain that were given up after retries, with one last error.
  struct Expired: Sendable {
    let reason: Reason
    let domain: String?
    let failures: Int
    let lastAt: String?
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
    /// Those of them whose report doesn't name the message.
    let nameless: Int
  }

  /// One server of others.
  struct Host: Sendable {
    let name: String?
    let address: String?
    let failures: Int
    let domains: Int
    /// The most frequent known cause.
    let cause: String?
    let lastDay: String
  }

  /// All servers whose names have one registrable domain.
  struct Operator: Sendable {
    let name: String
    let failures: Int
    let domains: Int
    let hosts: Int
    /// The most frequent known cause.
    let cause: String?
    let mainFailures: Int
    let lastDay: String
  }

  /// One archive.
  struct Input: Sendable {
    let path: String
    let modifiedAt: String
    let messages: Int
    let reports: Int
    let rejected: Int
  }

  /// One sender of ours.
  struct Sender: Sendable {
    let address: String?
    let failures: Int
    let recipients: Int
    let domains: Int
    let ours: Int
  }

  /// One list, or one server without a list, that refuses one address.
  struct Block: Sendable {
    let list: String?
    let address: String?
    let reason: Reason
    let failures: Int
    let domains: Int
    let firstDay: String?
    let lastDay: String?
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
    /// Failures of which a row of a trace is all there is; nil without traces.
    var traceOnly: Int?
    /// Failures without a row of a trace, on days of which a trace tells; nil without traces.
    var withoutTrace: Int?
    /// Failures whose report doesn't name the message.
    var nameless = 0
    var inputs: [Input] = []

    subscript(_ name: String) -> Int { counts[name] ?? 0 }
  }

  let options: Options
  let timeZone: String
  /// The servers through which mail leaves, so that logs tell no volume.
  var relays: [String] = []
  /// The first day and the last, both included; nil for a database without failures.
  let days: (first: String, last: String)?
  let now: Totals
  /// Nil where the period before lies before the data.
  let before: Totals?
  /// How much was sent at all; nil where no traces say so, and then there are no rates.
  var volume: Volume?
  /// The same of the period before; nil where no traces say so.
  var volumeBefore: Volume?
  /// Failures by domain, reason and side, the most frequent first.
  let shares: [Share]
  /// Failures by who has to act.
  let moves: Moves
  /// Failures of each day by who has to act.
  let dayMoves: [DayMove]
  /// What was given up after retries, by its last error.
  let expired: [Expired]
  let dayCounts: [Letter.DayCount]
  /// The days of the period of which anything is known.
  let dayTotals: [Day]
  /// The days of which the database knows anything.
  let known: KnownDays
  let domains: [Domain]
  let causes: [Cause]
  let examples: [CauseKey: Example]
  let changes: [Change]
  let cells: [Cell]
  let stages: [Stage]
  let hosts: [Host]
  let operators: [Operator]
  /// How many operators there are, also those that aren't shown.
  let operatorCount: Int
  let senders: [Sender]
  /// Who refuses which of our addresses.
  let blocks: [Block]
  /// Who refused which of them in the period before.
  let earlierBlocks: Set<BlockKey>
  /// Days on which a domain had far more failures for a reason than on others.
  let peaks: [Peak]
  /// Texts that no rule knows, by wording.
  let unknown: [UnknownWording]
  /// Reports without any text that a rule could know.
  let textless: Int
  let quality: Quality
  /// What the last looks found that keeps mail from arriving or from being believed.
  var lookups: [LookupNote] = []
  /// Days on which our own resolver may have failed.
  var suspects: [ResolverSuspect] = []
  /// The questions behind the figures by name, with the values of their parameters.
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
