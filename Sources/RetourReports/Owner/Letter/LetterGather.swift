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
    var newest: LetterFailuresRow
  }

  struct AnswerKey: Hashable {
    let replyCode: Int?
    let status: String?
    let phase: SMTPPhase?
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
  mutating func add(_ row: LetterFailuresRow) {
    let recipient = row.recipient?.hashValue
    totals.failures += 1
    totals.expired += row.expired ?? 0
    totals.firstAt = Self.earlier(totals.firstAt, row.occurredAt)
    totals.lastAt = Self.later(totals.lastAt, row.lastAt)
    totals.firstDay = Self.earlier(totals.firstDay, row.day)
    totals.lastDay = Self.later(totals.lastDay, row.day)
    if let recipient { recipients.insert(recipient) }
    if let message = row.messageID { messages.insert(message.hashValue) }
    let server = Server(name: row.remoteHost, address: row.remoteIP)
    if server.name ?? server.address != nil, isTheirs(row.finalRecipient) {
      servers.insert(server)
    }
    let key = CauseKey(reason: row.reason ?? .noDiagnosis, side: row.side ?? .unknown)
    let answer = AnswerKey(replyCode: row.replyCode, status: row.status, phase: row.phase)
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
    _ evidence: (LetterFailuresRow) -> Letter.Evidence,
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
    _ row: LetterFailuresRow,
    _ key: LetterGather.AnswerKey,
    _ recipient: Int?,
    _ server: String?
  ) {
    var answer = answers[key] ?? LetterGather.AnswerSum()
    answer.failures += 1
    answer.expired += row.expired ?? 0
    if let recipient { answer.recipients.insert(recipient) }
    answer.firstAt = LetterGather.earlier(answer.firstAt, row.occurredAt)
    answer.lastAt = LetterGather.later(answer.lastAt, row.lastAt)
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
  fileprivate func evidence(_ limit: Int) -> [LetterFailuresRow] {
    Array(servers.values.map(\.newest).sorted(by: LetterGather.isBefore).prefix(limit))
  }

  /// The answers, the most frequent first.
  fileprivate var shown: [Letter.Answer] {
    answers.sorted { left, right in
      if left.value.failures != right.value.failures {
        return left.value.failures > right.value.failures
      }
      let (a, b) = (left.key, right.key)
      return (a.replyCode ?? -1, a.status ?? "", a.phase?.rawValue ?? "")
        < (b.replyCode ?? -1, b.status ?? "", b.phase?.rawValue ?? "")
    }.map { key, sum in
      Letter.Answer(
        replyCode: key.replyCode,
        status: key.status,
        phase: key.phase,
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
  fileprivate static func isBefore(
    _ left: LetterFailuresRow,
    _ right: LetterFailuresRow
  ) -> Bool {
    let (a, b) = (left.lastAt ?? "", right.lastAt ?? "")
    return a != b ? a > b : left.eventID < right.eventID
  }
}

extension LetterGather.ServerSum {
  fileprivate mutating func add(_ row: LetterFailuresRow) {
    failures += 1
    expired += row.expired ?? 0
    attempts = Self.wider(attempts, row.attempts)
    retried = Self.wider(retried, row.retriedForSeconds)
    firstAt = LetterGather.earlier(firstAt, row.occurredAt)
    lastAt = LetterGather.later(lastAt, row.lastAt)
    if let reporter = row.reportingMTA, reporters.count < Self.reporterLimit {
      reporters.insert(reporter)
    }
    if LetterGather.isBefore(row, newest) { newest = row }
  }

  private static func wider(_ range: ClosedRange<Int>?, _ value: Int?) -> ClosedRange<Int>? {
    guard let value else { return range }
    guard let range else { return value...value }
    return min(range.lowerBound, value)...max(range.upperBound, value)
  }
}
