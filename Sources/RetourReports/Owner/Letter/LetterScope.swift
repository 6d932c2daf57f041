public import RetourEvents

/// What the owners of domains are asked to repair.
public struct LetterScope: Hashable, Sendable {
  /// Only these causes; nil for all that an owner can repair.
  public var causes: Set<Cause>?
  /// Whether owners are also written to about addresses that don't exist, and about mailboxes that
  /// are full or switched off.
  public var includesRecipients: Bool

  /// Creates a scope.
  public init(causes: Set<Cause>? = nil, includesRecipients: Bool = false) {
    self.causes = causes
    self.includesRecipients = includesRecipients
  }

  /// Whether an owner is asked to repair failures of a reason on a side.
  public func asks(_ reason: Reason, _ side: Side) -> Bool {
    if let causes, !causes.contains(reason.cause) { return false }
    switch WhoseMove.of(reason, side) {
    case .owner: return true
    case .people:
      return includesRecipients && side != .ours
        && [.recipient, .mailboxFull].contains(reason.cause)
    case .you, .unknown: return false
    }
  }
}

extension Reason {
  /// Whether mail to the postmaster of the domain fails as well: its MX, the connection or TLS is
  /// what is broken.
  public var hitsPostmaster: Bool {
    switch self {
    case .domainNotFound, .dnsFailure, .connectionTimeout, .connectionRefused, .connectionDropped,
      .serverUnavailable, .mailServiceDisabled, .noMx, .nullMx, .mxHostNotFound, .mxLoop,
      .relayDenied, .domainExpired, .tlsRequired, .certificateInvalid, .tlsPolicyFailed:
      true
    default: false
    }
  }
}
