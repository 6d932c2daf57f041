import RetourEvents
import RetourStore

/// What a letter says, gathered in one walk over the failures of a domain.
///
/// The questions `letter-totals`, `letter-causes`, `letter-servers` and `letter-evidence` give the
/// same one by one; a test holds them to each other.
struct LetterGather {
  /// How much evidence is shown for one reason on one side.
  static let evidenceLimit = 5
  /// How many servers are shown for one reason on one side.
  static let serverLimit = 5

  private(set) var totals = Letter.Totals()
  /// Servers that answered for this domain.
  private(set) var servers: Set<Server> = []
  /// Hashes stand for texts, so that a million of them fit into memory.
  private var recipients: Set<Int> = []
  private var messages: Set<Int> = []
  private var causes: [CauseKey: CauseSum] = [:]
  private let domain: String

  /// A server by name and address.
  struct Server: Hashable {
    let name: String?
    let address: String?
  }

  struct CauseKey: Hashable {
    let reason: Reason
    let side: Side
  }

  struct CauseSum {
    var answers: [AnswerKey: AnswerSum] = [:]
    /// What was seen at each server.
    var servers: [String?: ServerSum] = [:]
  }

  /// Failures for one reason at one server.
  struct ServerSum {
    /// How many of our servers are remembered.
    static let reporterLimit = 20

    var failures = 0
    var expired = 0
    var attempts: ClosedRange<Int>?
    var retried: ClosedRange<Int>?
    var firstAt: String?
    var lastAt: String?
    /// The servers that reported it.
    var reporters: Set<String> = []
    /// The newest failure.
    var newest: AnswerRow
  }

  struct AnswerKey: Hashable {
    let replyCode: Int64?
    let status: String?
    let phase: String?
  }

  struct AnswerSum {
    var failures = 0
    var expired = 0
    var recipients: Set<Int> = []
    var firstAt: String?
    var lastAt: String?
  }

  init(domain: DomainName) { self.domain = domain.name }

  /// Adds a failure, a row of `letter-failures`.
  mutating func add(_ row: AnswerRow) {
    let recipient = row.text("recipient")?.hashValue
    let (first, last) = (row.text("occurred_at"), row.text("last_at"))
    totals.failures += 1
    totals.expired += row.count("expired")
    totals.firstAt = Self.earlier(totals.firstAt, first)
    totals.lastAt = Self.later(totals.lastAt, last)
    totals.firstDay = Self.earlier(totals.firstDay, row.text("day"))
    totals.lastDay = Self.later(totals.lastDay, row.text("day"))
    if let recipient { recipients.insert(recipient) }
    if let message = row.text("message_id") { messages.insert(message.hashValue) }
    let server = Server(name: row.text("remote_host"), address: row.text("remote_ip"))
    if server.name ?? server.address != nil, isTheirs(row.text("final_recipient")) {
      servers.insert(server)
    }
    let key = CauseKey(
      reason: row.name("reason") ?? .noDiagnosis,
      side: row.name("side") ?? .unknown
    )
    let answer = AnswerKey(
      replyCode: row.integer("reply_code"),
      status: row.text("status"),
      phase: row.text("phase")
    )
    causes[key, default: CauseSum()].add(row, answer, recipient, server.name ?? server.address)
  }

  /// Ends the walk: what is different can be counted.
  mutating func finish() {
    totals.recipients = recipients.count
    totals.messages = messages.count
  }

  /// The causes, those that are ours last, then the most frequent first.
  ///
  /// - Parameters:
  ///   - evidence: shows a failure.
  ///   - server: shows what was seen at a server.
  /// - Returns: the causes.
  func causes(
    _ evidence: (AnswerRow) -> Letter.Evidence,
    _ server: (ServerSum) -> Letter.ServerEvidence
  ) -> [Letter.Cause] {
    causes.map { key, sum in
      Letter.Cause(
        reason: key.reason,
        side: key.side,
        answers: sum.shown,
        evidence: sum.evidence(Self.evidenceLimit).map(evidence),
        servers: sum.most(Self.serverLimit).map(server)
      )
    }.sorted { left, right in
      if (left.side == .ours) != (right.side == .ours) { return right.side == .ours }
      if left.failures != right.failures { return left.failures > right.failures }
      return (left.reason.rawValue, left.side.rawValue)
        < (right.reason.rawValue, right.side.rawValue)
    }
  }

  /// How many different recipients failures of some causes have.
  func recipients(of causes: [Letter.Cause]) -> Int {
    var all: Set<Int> = []
    for cause in causes {
      let key = CauseKey(reason: cause.reason, side: cause.side)
      for answer in (self.causes[key]?.answers ?? [:]).values { all.formUnion(answer.recipients) }
    }
    return all.count
  }

  /// Whether the server that was tried answered for this domain: mail that was forwarded elsewhere
  /// would tell the owner where.
  private func isTheirs(_ recipient: String?) -> Bool {
    guard let recipient = recipient?.lowercased() else { return true }
    return recipient.hasSuffix("@\(domain)") || recipient.hasSuffix(".\(domain)")
  }

  static func earlier(_ left: String?, _ right: String?) -> String? {
    guard let left, let right else { return left ?? right }
    return min(left, right)
  }

  static func later(_ left: String?, _ right: String?) -> String? {
    guard let left, let right else { return left ?? right }
    return max(left, right)
  }
}

extension LetterGather.CauseSum {
  fileprivate mutating func add(
    _ row: AnswerRow,
    _ key: LetterGather.AnswerKey,
    _ recipient: Int?,
    _ server: String?
  ) {
    var answer = answers[key] ?? LetterGather.AnswerSum()
    answer.failures += 1
    answer.expired += row.count("expired")
    if let recipient { answer.recipients.insert(recipient) }
    answer.firstAt = LetterGather.earlier(answer.firstAt, row.text("occurred_at"))
    answer.lastAt = LetterGather.later(answer.lastAt, row.text("last_at"))
    answers[key] = answer
    servers[server, default: LetterGather.ServerSum(newest: row)].add(row)
  }

  /// The servers with the most failures.
  fileprivate func most(_ limit: Int) -> [LetterGather.ServerSum] {
    let order = servers.sorted { left, right in
      if left.value.failures != right.value.failures {
        return left.value.failures > right.value.failures
      }
      return (left.key ?? "~") < (right.key ?? "~")
    }
    return order.prefix(limit).map(\.value)
  }

  /// The newest failures, one per server.
  fileprivate func evidence(_ limit: Int) -> [AnswerRow] {
    Array(servers.values.map(\.newest).sorted(by: LetterGather.isBefore).prefix(limit))
  }

  /// The answers, the most frequent first.
  fileprivate var shown: [Letter.Answer] {
    answers.sorted { left, right in
      if left.value.failures != right.value.failures {
        return left.value.failures > right.value.failures
      }
      let (a, b) = (left.key, right.key)
      return (a.replyCode ?? -1, a.status ?? "", a.phase ?? "")
        < (b.replyCode ?? -1, b.status ?? "", b.phase ?? "")
    }.map { key, sum in
      Letter.Answer(
        replyCode: key.replyCode.map { Int($0) },
        status: key.status,
        phase: key.phase.flatMap { SMTPPhase(rawValue: $0) },
        failures: sum.failures,
        recipients: sum.recipients.count,
        expired: sum.expired,
        firstAt: sum.firstAt,
        lastAt: sum.lastAt
      )
    }
  }
}

extension LetterGather {
  /// The order of evidence: the newest first, then by event.
  fileprivate static func isBefore(_ left: AnswerRow, _ right: AnswerRow) -> Bool {
    let (a, b) = (left.text("last_at") ?? "", right.text("last_at") ?? "")
    return a != b ? a > b : (left.text("event_id") ?? "") < (right.text("event_id") ?? "")
  }
}

extension LetterGather.ServerSum {
  fileprivate mutating func add(_ row: AnswerRow) {
    failures += 1
    expired += row.count("expired")
    attempts = Self.wider(attempts, row.integer("attempts"))
    retried = Self.wider(retried, row.integer("retried_for_s"))
    firstAt = LetterGather.earlier(firstAt, row.text("occurred_at"))
    lastAt = LetterGather.later(lastAt, row.text("last_at"))
    if let reporter = row.text("reporting_mta"), reporters.count < Self.reporterLimit {
      reporters.insert(reporter)
    }
    if LetterGather.isBefore(row, newest) { newest = row }
  }

  private static func wider(_ range: ClosedRange<Int>?, _ value: Int64?) -> ClosedRange<Int>? {
    guard let value = value.map({ Int($0) }) else { return range }
    guard let range else { return value...value }
    return min(range.lowerBound, value)...max(range.upperBound, value)
  }
}
