/// What a check came to.
///
/// The four are never mixed: a resolver that fails isn't a name that is gone.
public enum DNSOutcome: String, CaseIterable, Hashable, Sendable {
  /// It is as it should be.
  case ok
  /// It isn't.
  case problem
  /// Nobody could be asked, or the answer can't be believed.
  case unknown
  /// It wasn't looked at, and why is said.
  case notChecked = "not-checked"
}

/// What follows for mail.
public enum DNSSeverity: String, CaseIterable, Hashable, Sendable, Comparable {
  /// Nothing: a fact.
  case fact
  /// Worth a look.
  case hint
  /// Some mail is or will be hit.
  case warning
  /// Mail is refused or can't be sent.
  case fault

  /// Whether less follows from one than from the other.
  public static func < (one: Self, other: Self) -> Bool {
    (allCases.firstIndex(of: one) ?? 0) < (allCases.firstIndex(of: other) ?? 0)
  }
}

/// A value of a finding's details.
public enum DNSFact: Hashable, Sendable, Codable {
  /// A text; printable ASCII.
  case text(String)
  /// A number.
  case number(Int)
  /// Texts.
  case list([String])

  /// Reads a value of JSON.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .list(try container.decode([String].self))
    }
  }

  /// Writes a value of JSON.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    case .list(let list): try container.encode(list)
    }
  }

  /// The value as text; a list is joined by commas.
  public var shown: String {
    switch self {
    case .text(let text): text
    case .number(let number): "\(number)"
    case .list(let list): list.joined(separator: ", ")
    }
  }
}

/// What one check found out about a domain.
public struct DNSFinding: Hashable, Sendable {
  /// The most texts of a list in the details.
  static let maximumList = 50

  /// Whom it is about.
  public let domain: DNSName
  /// The name that was asked: it is to blame, not always the domain.
  public let asked: DNSName
  /// The type of records that was asked for, or `RDAP`.
  public let type: String
  /// What was looked at.
  public let check: DNSCheck
  /// What came of it.
  public let outcome: DNSOutcome
  /// What follows for mail.
  public let severity: DNSSeverity
  /// The details, by name.
  public let facts: [String: DNSFact]
  /// Whether signatures were checked and are right.
  public let isSecure: Bool
  /// How long the answer holds, in seconds; 0 where that isn't known.
  public let timeToLive: Int

  /// Creates a finding; lists are cut after 50 entries.
  public init(
    domain: DNSName,
    asked: DNSName,
    type: String,
    check: DNSCheck,
    outcome: DNSOutcome,
    severity: DNSSeverity,
    facts: [String: DNSFact] = [:],
    isSecure: Bool = false,
    timeToLive: Int = 0
  ) {
    self.domain = domain
    self.asked = asked
    self.type = type
    self.check = check
    self.outcome = outcome
    self.severity = severity
    self.facts = facts.mapValues { fact in
      guard case .list(let list) = fact, list.count > Self.maximumList else { return fact }
      return .list(list.prefix(Self.maximumList) + ["and \(list.count - Self.maximumList) more"])
    }
    self.isSecure = isSecure
    self.timeToLive = timeToLive
  }
}

/// The findings about one domain, as they come.
struct DNSFindings {
  let domain: DNSName
  private(set) var all: [DNSFinding] = []

  init(_ domain: DNSName) { self.domain = domain }

  /// Notes that something is as it should be.
  mutating func ok(
    _ check: DNSCheck,
    _ question: DNSQuestion,
    _ answer: DNSAnswer,
    _ facts: [String: DNSFact] = [:]
  ) {
    add(check, .ok, .fact, question, answer, facts)
  }

  /// Notes that something is wrong.
  mutating func problem(
    _ check: DNSCheck,
    _ severity: DNSSeverity,
    _ question: DNSQuestion,
    _ answer: DNSAnswer,
    _ facts: [String: DNSFact] = [:]
  ) {
    add(check, .problem, severity, question, answer, facts)
  }

  /// Notes why a question has no answer that says anything.
  mutating func unknown(
    _ check: DNSCheck,
    _ question: DNSQuestion,
    _ answer: DNSAnswer
  ) {
    var facts: [String: DNSFact] = ["answer": .text(answer.outcome.rawValue)]
    if !answer.note.isEmpty {
      facts["note"] = .text(PrintableBytes.text(answer.note.utf8, limit: 200))
    }
    let outcome: DNSOutcome = answer.outcome == .unasked ? .notChecked : .unknown
    add(check, outcome, .fact, question, answer, facts)
  }

  /// The one record of a version among the texts of an answer (`v=STSv1; ...`); nil where there is none.
  ///
  /// Several count as none, and are noted, as is that nobody knows.
  mutating func onlyRecord(
    _ version: String,
    _ question: DNSQuestion,
    _ answer: DNSAnswer,
    unknown: DNSCheck,
    multiple: DNSCheck
  ) -> [UInt8]? {
    guard answer.isCertain else {
      self.unknown(unknown, question, answer)
      return nil
    }
    let texts = answer.texts.filter { TagList.isVersion(version, of: $0) }
    if texts.count > 1 {
      let list = DNSFact.list(texts.map { PrintableBytes.text($0) })
      problem(multiple, .warning, question, answer, ["records": list])
    }
    return texts.count == 1 ? texts[0] : nil
  }

  mutating func notChecked(
    _ check: DNSCheck,
    _ question: DNSQuestion,
    _ facts: [String: DNSFact]
  ) {
    add(check, .notChecked, .fact, question, DNSAnswer(.unasked), facts)
  }

  /// Takes findings of another check.
  mutating func add(_ others: [DNSFinding]) { all += others }

  private mutating func add(
    _ check: DNSCheck,
    _ outcome: DNSOutcome,
    _ severity: DNSSeverity,
    _ question: DNSQuestion,
    _ answer: DNSAnswer,
    _ facts: [String: DNSFact]
  ) {
    var facts = facts
    if answer.dropped > 0 { facts["dropped"] = .number(answer.dropped) }
    all.append(
      DNSFinding(
        domain: domain,
        asked: question.name,
        type: question.type.description,
        check: check,
        outcome: outcome,
        severity: severity,
        facts: facts,
        isSecure: answer.isSecure,
        timeToLive: answer.timeToLive
      )
    )
  }
}
