import RetourEvents

/// What one page to an owner says: what it is about, what is asked, and what was seen.
extension Letter {
  /// What a letter is about.
  enum Subject: Sendable {
    /// Something that the owner can repair.
    case repair
    /// Addresses that don't exist, full mailboxes: only where nothing else failed.
    case addresses
    /// Failures for which no reason is known: only where nothing else failed.
    case unclear
    /// Everything is ours to repair.
    case ours
  }

  /// What the owner is asked: one reason, at the servers where it occurs.
  struct Request: Sendable {
    let reason: Reason
    let failures: Int
    /// Servers, the one with the most failures first.
    let servers: [ServerEvidence]
  }

  /// What our servers saw at one server, for one reason.
  struct ServerEvidence: Sendable {
    let failures: Int
    let expired: Int
    /// The fewest and the most attempts that reports state.
    let attempts: ClosedRange<Int>?
    /// The shortest and the longest time of trying that reports state, in seconds.
    let retried: ClosedRange<Int>?
    let firstAt: String?
    let lastAt: String?
    /// Our servers that reported it, as far as they may be named.
    let ourServers: [OwnerText]
    /// The newest failure.
    let newest: Evidence
  }

  /// How many requests fit on a page.
  static let requestLimit = 4
  /// How many servers fit side by side.
  static let columnLimit = 3

  /// What it is about.
  var subject: Subject {
    let moves = Set(causes.map(\.move))
    if moves.contains(.owner) || causes.contains(where: isAsked) { return .repair }
    return moves.contains(.people) ? .addresses : moves.contains(.unknown) ? .unclear : .ours
  }

  /// Causes that it is about.
  var told: [Cause] {
    switch subject {
    // A letter that is written although nothing of what is to be asked failed asks for the rest.
    case .repair:
      causes.contains(where: isAsked)
        ? causes.filter(isAsked) : causes.filter { $0.move == .owner }
    case .addresses: causes.filter { $0.move == .people }
    case .unclear: causes.filter { $0.move == .unknown }
    case .ours: causes
    }
  }

  private func isAsked(_ cause: Cause) -> Bool { options.scope.asks(cause.reason, cause.side) }

  /// What is asked, what matters most first; empty where all is ours.
  var requests: [Request] {
    guard subject != .ours else { return [] }
    var parts: [(reason: Reason, causes: [Cause])] = []
    for cause in told {
      if let place = parts.firstIndex(where: { $0.reason == cause.reason }) {
        parts[place].causes.append(cause)
      } else {
        parts.append((cause.reason, [cause]))
      }
    }
    return parts.map { reason, causes in
      Request(
        reason: reason,
        failures: causes.reduce(0) { $0 + $1.failures },
        servers: causes.flatMap(\.servers).sorted(by: ServerEvidence.goesBefore)
      )
    }.sorted { ($0.failures, $1.reason.rawValue) > ($1.failures, $0.reason.rawValue) }
  }

  /// The servers that are shown side by side: first one of each request, then the others.
  var columns: [(reason: Reason, seen: ServerEvidence)] {
    var columns: [(Reason, ServerEvidence)] = []
    let requests = requests.prefix(Self.requestLimit)
    let deepest = requests.map(\.servers.count).max() ?? 0
    for turn in 0..<deepest {
      for request in requests where turn < request.servers.count {
        columns.append((request.reason, request.servers[turn]))
        if columns.count == Self.columnLimit { return columns }
      }
    }
    return columns
  }

  /// Failures that it is about.
  var toldFailures: Int { told.reduce(0) { $0 + $1.failures } }

  /// Failures for which the owner isn't asked anything, by what they are.
  var others: (unknownAddress: Int, fullMailbox: Int, people: Int, unclear: Int) {
    guard subject == .repair else { return (0, 0, 0, 0) }
    var others = (unknownAddress: 0, fullMailbox: 0, people: 0, unclear: 0)
    let told = Set(told.map { LetterGather.CauseKey(reason: $0.reason, side: $0.side) })
    for cause in causes
    where !told.contains(LetterGather.CauseKey(reason: cause.reason, side: cause.side)) {
      switch (cause.reason, cause.move) {
      case (.recipientUnknown, .people), (.addressInvalid, .people), (.domainNotFound, .people):
        others.unknownAddress += cause.failures
      case (.mailboxFull, .people): others.fullMailbox += cause.failures
      case (_, .people): others.people += cause.failures
      case (_, .unknown): others.unclear += cause.failures
      default: break
      }
    }
    return others
  }

  /// Whether a mail to the domain's postmaster would fail as well: most of what it is about hits any
  /// mail.
  public var hitsPostmaster: Bool {
    let hit = told.filter { $0.reason.hitsPostmaster }.reduce(0) { $0 + $1.failures }
    return hit > 0 && hit * 2 >= toldFailures
  }

  /// To whom it goes, where somebody is named for this domain; else to the postmaster.
  var addressee: String { options.addressee ?? "postmaster@\(domain.name)" }

  /// Whether it can be sent by mail.
  public var arrivesByMail: Bool {
    guard hitsPostmaster else { return true }
    guard let other = options.addressee.flatMap(MailHeader.mailbox) else { return false }
    return !OwnerView(domain: domain).isOwners(other.domain)
  }
}

extension Letter.Cause {
  /// Who has to act.
  var move: WhoseMove { .of(reason, side) }
}

extension Letter.ServerEvidence {
  /// The order of servers: the most failures first, then by name.
  static func goesBefore(_ left: Self, _ right: Self) -> Bool {
    guard left.failures == right.failures else { return left.failures > right.failures }
    return (left.name ?? "~", left.newest.eventID) < (right.name ?? "~", right.newest.eventID)
  }

  /// The server's name, else its address.
  var name: String? { newest.server?.text ?? newest.address?.text }

  /// Name and address as they stand in a sentence: `mx1.fabrikam.com (203.0.113.25)`.
  var nameAndAddress: String? {
    guard let server = newest.server?.text else { return newest.address?.text }
    return newest.address.map { "\(server) (\($0.text))" } ?? server
  }
}
