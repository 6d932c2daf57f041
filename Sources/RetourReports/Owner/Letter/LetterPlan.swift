public import RetourEvents
public import RetourStore

/// To whose owners it is worth writing, and why not to the others.
public struct LetterPlan: Sendable {
  /// Why a domain gets no letter.
  public enum Refusal: String, CaseIterable, Sendable {
    /// Nothing that its owner could repair failed in the last days.
    case over
    /// What failed is ours to repair.
    case ours
    /// Wrong addresses, full mailboxes: senders and recipients have to act.
    case people
    /// No cause is known.
    case unknown
    /// Causes that aren't asked about.
    case otherCauses
    /// The domain doesn't exist, or is one below which others have theirs.
    case nobody
    /// It is a domain of ours.
    case own
    /// The configuration excludes it.
    case excluded
    /// There are too few failures.
    case few
  }

  /// A domain to whose owner it is worth writing.
  public struct Due: Sendable {
    /// The domain.
    public let domain: DomainName
    /// What failed in the last days for causes that its owner is asked to repair.
    public let recent: Int
  }

  /// A domain to whose owner nothing is written.
  public struct Refused: Sendable {
    /// The domain.
    public let domain: String
    /// Failures of the period.
    public let failures: Int
    /// Why not.
    public let refusal: Refusal
  }

  /// How many days back something counts as still going on.
  public static let days = 7

  /// What decides.
  public struct Terms: Sendable {
    /// What owners are asked to repair.
    public var scope: LetterScope
    /// Only domains with more failures than this.
    public var over: Int
    /// Domains whose owners are never written to.
    public var excluded: Set<DomainName>
    /// Our own domains.
    public var own: Set<DomainName>

    /// Creates terms.
    public init(
      scope: LetterScope,
      over: Int,
      excluded: Set<DomainName> = [],
      own: Set<DomainName> = []
    ) {
      self.scope = scope
      self.over = over
      self.excluded = excluded
      self.own = own
    }
  }

  /// Those to write to, what a repair frees first.
  public private(set) var due: [Due] = []
  /// The others, the most failures first.
  public private(set) var refused: [Refused] = []

  /// Decides about every domain with failures.
  ///
  /// - Throws: `StoreError`.
  public init(
    _ reader: StoreReader,
    _ period: LetterReader.Period,
    _ terms: Terms
  ) throws {
    var values: [String: Value] = ["days": .integer(Int64(Self.days))]
    if let since = period.since { values["since"] = .text(since) }
    if let until = period.until { values["until"] = .text(until) }
    var sums: [String: Sum] = [:]
    try reader.forEach(LetterPlanRow.self, values) { row in
      sums[row.domain, default: Sum()].add(row, terms.scope)
    }
    for (domain, sum) in sums {
      let name = DomainName(ascii: domain)
      if let refusal = sum.refusal(name, terms) {
        refused.append(Refused(domain: domain, failures: sum.failures, refusal: refusal))
      } else if let name {
        due.append(Due(domain: name, recent: sum.askedRecent))
      }
    }
    due.sort { ($0.recent, $1.domain.name) > ($1.recent, $0.domain.name) }
    refused.sort { ($0.failures, $1.domain) > ($1.failures, $0.domain) }
  }

  /// The failures of one domain.
  private struct Sum {
    var failures = 0
    var asked = 0
    var askedRecent = 0
    var gone = 0
    var moves: [WhoseMove: Int] = [:]

    mutating func add(_ row: LetterPlanRow, _ scope: LetterScope) {
      let (reason, side) = (row.reason ?? .noDiagnosis, row.side ?? .unknown)
      failures += row.failures
      if scope.asks(reason, side) {
        asked += row.failures
        askedRecent += row.recent
      }
      if reason == .domainNotFound { gone += row.failures }
      moves[.of(reason, side), default: 0] += row.failures
    }

    func refusal(_ name: DomainName?, _ terms: Terms) -> Refusal? {
      guard let name, OwnerView.hasOwner(name) else { return .nobody }
      if terms.excluded.contains(name) { return .excluded }
      if terms.own.contains(name) { return .own }
      if failures <= terms.over { return .few }
      if asked > 0 { return askedRecent > 0 ? nil : .over }
      if gone * 2 >= failures { return .nobody }
      if moves[.owner] != nil { return .otherCauses }
      let order: [(WhoseMove, Refusal)] = [
        (.you, .ours), (.people, .people), (.unknown, .unknown),
      ]
      return order.max { (moves[$0.0] ?? 0) < (moves[$1.0] ?? 0) }?.1 ?? .unknown
    }
  }
}
