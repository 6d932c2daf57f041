public import RetourEvents

/// One rule as a rule file states it.
public struct RuleText: Hashable, Sendable {
  /// The name, `origin.subject`, unique in the catalogue, for example `postfix.null-mx`.
  public var id: String
  /// What the rule says.
  public var reason: Reason
  /// Its place in the order of precedence.
  public var group: RuleGroup
  /// Phrases that all have to stand in the text.
  public var all: [String] = []
  /// Phrases of which one has to stand in the text.
  public var any: [String] = []
  /// Further phrases of which one has to stand in the text as well: what is said of the one in
  /// ``any``.
  public var also: [String] = []
  /// Phrases of which none may stand in the text.
  public var none: [String] = []
  /// Kinds of subjects of which one has to stand beside one of ``states``: the grammar's nouns.
  public var nouns: [String] = []
  /// Kinds of what is said of a subject.
  public var states: [String] = []
  /// The enhanced status codes, of which one has to be the text's; empty means any or none.
  public var statuses: [StatusPattern] = []
  /// The reply codes, likewise.
  public var replies: [UInt16] = []
  /// The phases of the session, likewise.
  public var phases: [SMTPPhase] = []
  /// The vendor that has to be the text's author.
  public var vendor: Vendor?
  /// Whose name has to stand beside the matched phrase.
  public var name: NameRole?
  /// Whether the endpoint or the recipient's domain has to be our own.
  public var isOursOnly = false
  /// A reply that this rule decides, in our own wording.
  public var example: String
  /// What else the report of the example says, by the names of `ExampleContext`.
  public var context: [String: String] = [:]
  /// A public document, or `observed`.
  public var source: String

  /// Whether this is wording that anybody may use, rather than that of one origin.
  public var isGeneral: Bool { id.hasPrefix("text.") }
}

/// The words by which the grammar knows a subject, or what is said of one.
public struct GrammarTerms: Hashable, Sendable {
  /// What the words are.
  public enum Part: String, Hashable, Sendable {
    /// Who or what a text speaks of.
    case noun
    /// What is said of it.
    case state
  }

  /// What the words are.
  public var part: Part
  /// The name of the kind, by which rules ask for it.
  public var kind: String
  /// Words, or several words after each other, in lower case.
  public var terms: [String]
}

/// Whose name a text names, compared with the recipient's and the sender's domain.
///
/// This comparison tells a missing domain from a missing mail exchanger, and the destination's
/// records from our own.
public enum NameRole: String, CaseIterable, Hashable, Sendable {
  /// The recipient's domain.
  case recipient
  /// The sender's domain.
  case sender
  /// Neither: mostly a mail exchanger.
  case other
  /// A name that shares the registered domain of the recipient's domain.
  case destination
}

/// A pattern of enhanced status codes: `x.7.23`, `5.7.1` or a range, `x.7.606-649`.
public struct StatusPattern: Hashable, Sendable, CustomStringConvertible {
  /// 2, 4 or 5, or 0 for any class.
  public let statusClass: UInt8
  /// What the status is about.
  public let subject: UInt16
  /// The precise conditions.
  public let details: ClosedRange<UInt16>

  /// Parses a pattern.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let subject = UInt16(parts[1]) else { return nil }
    let ends = parts[2].split(separator: "-", omittingEmptySubsequences: false)
    guard 1...2 ~= ends.count, let low = UInt16(ends[0]), let high = UInt16(ends[ends.count - 1]),
      low <= high
    else { return nil }
    switch parts[0] {
    case "x": statusClass = 0
    case "2": statusClass = 2
    case "4": statusClass = 4
    case "5": statusClass = 5
    default: return nil
    }
    self.subject = subject
    details = low...high
  }

  /// Whether the pattern covers a status.
  public func matches(_ status: EnhancedStatus) -> Bool {
    subject == status.subject && details.contains(status.detail)
      && (statusClass == 0 || statusClass == status.statusClass)
  }

  /// The pattern as it is written.
  public var description: String {
    let head = "\(statusClass == 0 ? "x" : String(statusClass)).\(subject).\(details.lowerBound)"
    return details.count == 1 ? head : "\(head)-\(details.upperBound)"
  }
}
