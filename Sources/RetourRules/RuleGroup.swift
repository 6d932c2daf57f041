public import RetourEvents

/// The precedence of the classifier, written once.
///
/// These are the groups of rules in the order in which they are asked about a layer of text. The
/// first group with a matching rule wins; inside a group the wording of one origin comes before
/// anybody's, and then the rule that matched the longest wording wins.
///
/// The raw value is the name in rule files.
public enum RuleGroup: String, CaseIterable, Hashable, Sendable {
  /// Rules of the user's own files.
  case user
  /// Tokens that exist only between the two halves of one organisation.
  case hybridToken = "hybrid-token"
  /// Tokens of Exchange, for example `RESOLVER.ADR.RecipNotFound`.
  case exchangeToken = "exchange-token"
  /// The SPF record can't be evaluated.
  case spfRecord = "spf-record"
  /// The SPF check failed.
  case spfFail = "spf-fail"
  /// Neither SPF nor DKIM passed, and one of them is wanted.
  case spfOrDkim = "spf-or-dkim"
  /// DMARC, DKIM, ARC; reverse DNS and HELO.
  case authentication
  /// MX records: null MX, loops, missing hosts, missing records, of either side.
  case mx
  /// A lapsed domain registration.
  case domainExpired = "domain-expired"
  /// The domain isn't found, or its name servers fail.
  case domain
  /// Quotas, sizes, numbers of recipients.
  case capacity
  /// The destination's own block list.
  case ownBlockList = "own-block-list"
  /// Public block lists, by name or address.
  case publicBlockList = "public-block-list"
  /// Words about reputation.
  case reputation
  /// Viruses and attachments.
  case malware
  /// Spam.
  case spam
  /// Broken messages.
  case malformed
  /// The server doesn't serve the recipient's domain.
  case relay
  /// Mailboxes that exist and take nothing.
  case recipientDisabled = "recipient-disabled"
  /// Mailboxes that don't exist.
  case recipientUnknown = "recipient-unknown"
  /// Recipient addresses that can't be right.
  case addressInvalid = "address-invalid"
  /// Our account, organisation or domain is banned from sending.
  case senderBlocked = "sender-blocked"
  /// The recipient takes mail of certain senders only.
  case senderNotPermitted = "sender-not-permitted"
  /// The submitting client didn't authenticate.
  case submissionAuth = "submission-auth"
  /// Sender addresses that are refused.
  case senderInvalid = "sender-invalid"
  /// First-contact delays.
  case greylisting
  /// Too much in too short a time.
  case throttling
  /// TLS, certificates, DANE, MTA-STS.
  case tls
  /// Policies and rules, where nothing above says which.
  case policy
  /// Connections that fail or break.
  case connection
  /// Messages that run in circles.
  case loop
  /// Servers that take no mail now.
  case availability
  /// SMTP syntax and sequence.
  case protocolError = "protocol"
  /// Faults of a mail system.
  case system
  /// A subject and what is said of it, anywhere in the text: where no fixed wording is known.
  case loose
  /// Codes with a meaning of their own at one vendor.
  case vendorCode = "vendor-code"
  /// A subject beside what is said of it, word by word, where no phrase is known.
  case grammar
  /// The retry time ran out, and nothing above says why.
  case expiry
  /// Wording so bare that the phase of the session has to tell.
  case bare
  /// The registered meaning of the enhanced status code.
  case status
  /// The meaning of the reply code, alone or with the phase of the session.
  case reply
  /// Wording of a notice that says nothing about the reason.
  case boilerplate

  /// What a verdict of this group rests on.
  public var evidence: Evidence {
    switch self {
    case .vendorCode: .vendorCode
    case .status: .status
    case .bare, .reply: .reply
    case .boilerplate: .none
    default: .text
    }
  }

  /// Whether a layer farther out may say it better than a rule of this group.
  public var isProvisional: Bool {
    switch self {
    case .expiry, .bare, .reply, .boilerplate: true
    default: false
    }
  }

  /// The place in the order of precedence, from 0.
  public var rank: Int { Self.ranks[self] ?? 0 }

  private static let ranks = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($0.element, $0.offset) }
  )
}

extension RuleGroup {
  /// The group of rules for a reason, where the rule doesn't name another.
  public init(for reason: Reason) {
    self =
      switch reason {
      case .spfRecordError: .spfRecord
      case .spfFail: .spfFail
      case .spfOrDkimMissing: .spfOrDkim
      case .dkimDmarcFail, .reverseDns: .authentication
      case .nullMx, .mxLoop, .mxHostNotFound, .noMx, .senderMxMissing: .mx
      case .domainExpired: .domainExpired
      case .domainNotFound, .dnsFailure: .domain
      case .mailboxFull, .senderQuota, .messageTooLarge, .tooManyRecipients: .capacity
      case .destinationBlock: .ownBlockList
      case .ipReputation, .domainReputation: .reputation
      case .malwareAttachment: .malware
      case .spamContent: .spam
      case .malformedMessage: .malformed
      case .relayDenied: .relay
      case .recipientDisabled: .recipientDisabled
      case .recipientUnknown: .recipientUnknown
      case .addressInvalid: .addressInvalid
      case .senderBlocked: .senderBlocked
      case .senderNotPermitted: .senderNotPermitted
      case .submissionAuth: .submissionAuth
      case .senderInvalid: .senderInvalid
      case .greylisted: .greylisting
      case .throttled: .throttling
      case .tlsRequired, .certificateInvalid, .tlsPolicyFailed: .tls
      case .policyRule: .policy
      case .connectionTimeout, .connectionRefused, .connectionDropped: .connection
      case .mailLoop: .loop
      case .serverUnavailable, .mailServiceDisabled: .availability
      case .protocolError: .protocolError
      case .serverError: .system
      case .queueExpired: .expiry
      case .connectorAuth, .connectorTls, .onpremUnreachable, .hybridLoop, .hybridConfig:
        .hybridToken
      case .unclassified, .noDiagnosis: .boilerplate
      }
  }
}
