import RetourClassifier
import RetourEvents

extension Reason {
  /// What the destination's owner can run to see the fault himself, if anything.
  ///
  /// - Parameters:
  ///   - domain: his domain.
  ///   - server: the server that answered, or `nil`.
  /// - Returns: a line for a shell; nil where nothing can be seen from outside.
  func probe(domain: String, server: String?) -> String? {
    let server = server ?? "\(domain)"
    return switch self {
    case .domainNotFound, .dnsFailure: "dig +trace NS \(domain)"
    case .domainExpired: "whois \(domain)"
    case .noMx, .nullMx, .mxLoop, .relayDenied: "dig MX \(domain)"
    case .mxHostNotFound: "dig MX \(domain); dig A \(server)"
    case .connectionTimeout, .connectionRefused, .connectionDropped, .serverUnavailable,
      .queueExpired, .serverError, .protocolError, .mailServiceDisabled:
      "swaks --server \(server) --quit-after EHLO"
    case .destinationBlock, .policyRule, .senderNotPermitted, .recipientUnknown,
      .recipientDisabled, .mailboxFull, .throttled, .greylisted:
      "swaks --server \(server) --to postmaster@\(domain) --quit-after RCPT"
    case .tlsRequired, .certificateInvalid:
      "openssl s_client -starttls smtp -connect \(server):25"
    case .tlsPolicyFailed: "dig TLSA _25._tcp.\(server); dig TXT _mta-sts.\(domain)"
    default: nil
    }
  }
}

extension SMTPPhase {
  /// What people call the stage.
  var phrase: Phrase {
    switch self {
    case .connect: .stageConnect
    case .ehlo: .stageGreeting
    case .starttls: .stageTLS
    case .auth: .stageLogin
    case .mail: .stageMail
    case .rcpt: .stageRcpt
    case .data: .stageData
    }
  }
}

extension Side {
  /// Where it is to be repaired, seen from us.
  var phrase: Phrase {
    switch self {
    case .ours: .ours
    case .theirs: .theirs
    case .both: .both
    case .unknown: .unknownSide
    }
  }

  /// The same, said to the owner of the destination.
  var phraseForOwner: Phrase { self == .theirs ? .yours : phrase }
}
