import RetourEvents

/// Groups of causes, few enough to be told apart by colour and pattern.
///
/// The two meanings of expiry are two groups, so that no chart adds them up.
enum CauseGroup: Int, CaseIterable {
  case address
  case destination
  case authentication
  case reputation
  case ourSystems
  case policy
  case registration
  case retries
  case unknown

  /// The group of a reason.
  init(_ reason: Reason) {
    switch reason {
    case .domainExpired: self = .registration
    case .queueExpired: self = .retries
    default:
      switch reason.cause {
      case .recipient, .mailboxFull: self = .address
      case .destinationDomain, .mx: self = .destination
      case .spf, .authentication, .security: self = .authentication
      case .reputation, .content, .rateLimit: self = .reputation
      case .hybrid, .sender: self = .ourSystems
      case .policy, .size, .system: self = .policy
      case .expiry, .unknown: self = .unknown
      }
    }
  }

  /// The number of its fill, 1 to 9.
  var fill: Int { rawValue + 1 }

  /// Its name.
  var phrase: Phrase {
    switch self {
    case .address: .groupAddress
    case .destination: .groupDestination
    case .authentication: .groupAuthentication
    case .reputation: .groupReputation
    case .ourSystems: .groupOurSystems
    case .policy: .groupPolicy
    case .registration: .groupRegistration
    case .retries: .groupRetries
    case .unknown: .groupUnknown
    }
  }
}
