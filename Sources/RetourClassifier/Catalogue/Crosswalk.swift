public import RetourEvents

/// What other programs and the registry of status codes call a reason, as near as they have it.
///
/// Sources: Sisimai's documentation of reasons, the PowerMTA User's Guide (bounce categories),
/// KumoMTA's bounce classifier, RFC 3463 with the IANA registry of enhanced status codes.
public struct Crosswalk: Hashable, Sendable {
  /// Sisimai's reasons, the nearest first.
  public let sisimai: [String]
  /// PowerMTA's bounce category.
  public let powerMTA: String
  /// KumoMTA's classification.
  public let kumoMTA: String
  /// Enhanced status codes without their class, for example `X.1.1`.
  public let status: [String]

  /// The names for a reason.
  public static func of(_ reason: Reason) -> Crosswalk {
    table[reason]
      ?? Crosswalk(sisimai: ["undefined"], powerMTA: "other", kumoMTA: "Uncategorized", status: [])
  }

  /// Sisimai's name for what a report says; it calls everything that was given up `expired`.
  public static func sisimaiName(_ kind: ReportKind, _ verdict: Verdict?) -> String {
    switch kind {
    case .autoReply: return "vacation"
    case .feedback: return "feedback"
    case .delivered, .relayed, .expanded: return "delivered"
    case .suppressed: return "suppressed"
    case .failed, .delayed, .quarantined, .filtered: break
    }
    guard let verdict else { return "undefined" }
    if verdict.expired { return "expired" }
    return of(verdict.reason).sisimai.first { $0 != "expired" } ?? "expired"
  }

  private static let table: [Reason: Crosswalk] = [
    .domainNotFound: Crosswalk(
      sisimai: ["hostunknown"],
      powerMTA: "bad-domain",
      kumoMTA: "BadDomain",
      status: ["X.1.2", "X.4.4"]
    ),
    .dnsFailure: Crosswalk(
      sisimai: ["networkerror"],
      powerMTA: "bad-domain",
      kumoMTA: "DNSFailure",
      status: ["X.4.3"]
    ),
    .connectionTimeout: Crosswalk(
      sisimai: ["expired", "networkerror"],
      powerMTA: "no-answer-from-host",
      kumoMTA: "NoAnswerFromHost",
      status: ["X.4.1"]
    ),
    .connectionRefused: Crosswalk(
      sisimai: ["networkerror", "blocked"],
      powerMTA: "bad-connection",
      kumoMTA: "BadConnection",
      status: ["X.4.1"]
    ),
    .connectionDropped: Crosswalk(
      sisimai: ["blocked", "networkerror"],
      powerMTA: "bad-connection",
      kumoMTA: "BadConnection",
      status: ["X.4.2"]
    ),
    .serverUnavailable: Crosswalk(
      sisimai: ["notaccept", "systemerror"],
      powerMTA: "bad-connection",
      kumoMTA: "TransientFailure",
      status: ["X.3.2"]
    ),
    .destinationBlock: Crosswalk(
      sisimai: ["rejected", "blocked"],
      powerMTA: "policy-related",
      kumoMTA: "SpamBlock",
      status: ["X.7.1"]
    ),
    .mailServiceDisabled: Crosswalk(
      sisimai: ["notaccept"],
      powerMTA: "bad-configuration",
      kumoMTA: "BadConfiguration",
      status: ["X.3.2"]
    ),
    .noMx: Crosswalk(
      sisimai: ["hostunknown", "notaccept"],
      powerMTA: "routing-errors",
      kumoMTA: "RoutingErrors",
      status: ["X.4.4"]
    ),
    .nullMx: Crosswalk(
      sisimai: ["notaccept"],
      powerMTA: "bad-domain",
      kumoMTA: "BadDomain",
      status: ["X.1.10"]
    ),
    .mxHostNotFound: Crosswalk(
      sisimai: ["hostunknown"],
      powerMTA: "routing-errors",
      kumoMTA: "RoutingErrors",
      status: ["X.4.4"]
    ),
    .mxLoop: Crosswalk(
      sisimai: ["networkerror", "systemerror"],
      powerMTA: "routing-errors",
      kumoMTA: "RoutingErrors",
      status: ["X.4.6"]
    ),
    .relayDenied: Crosswalk(
      sisimai: ["norelaying"],
      powerMTA: "relaying-issues",
      kumoMTA: "RelayDenied",
      status: ["X.7.1"]
    ),
    .senderMxMissing: Crosswalk(
      sisimai: ["rejected"],
      powerMTA: "invalid-sender",
      kumoMTA: "InvalidSender",
      status: ["X.1.8", "X.7.27"]
    ),
    .spfFail: Crosswalk(
      sisimai: ["authfailure"],
      powerMTA: "policy-related",
      kumoMTA: "AuthenticationFailed",
      status: ["X.7.23"]
    ),
    .spfRecordError: Crosswalk(
      sisimai: ["authfailure"],
      powerMTA: "policy-related",
      kumoMTA: "AuthenticationFailed",
      status: ["X.7.24"]
    ),
    .spfOrDkimMissing: Crosswalk(
      sisimai: ["authfailure"],
      powerMTA: "policy-related",
      kumoMTA: "AuthenticationFailed",
      status: ["X.7.26"]
    ),
    .queueExpired: Crosswalk(
      sisimai: ["expired"],
      powerMTA: "message-expired",
      kumoMTA: "MessageExpired",
      status: ["X.4.7"]
    ),
    .domainExpired: Crosswalk(
      sisimai: ["hostunknown"],
      powerMTA: "bad-domain",
      kumoMTA: "BadDomain",
      status: ["X.7.18"]
    ),
    .connectorAuth: Crosswalk(
      sisimai: ["norelaying", "securityerror"],
      powerMTA: "relaying-issues",
      kumoMTA: "RelayDenied",
      status: ["X.7.1"]
    ),
    .connectorTls: Crosswalk(
      sisimai: ["failedstarttls"],
      powerMTA: "bad-configuration",
      kumoMTA: "BadConfiguration",
      status: ["X.7.5"]
    ),
    .onpremUnreachable: Crosswalk(
      sisimai: ["expired", "networkerror"],
      powerMTA: "no-answer-from-host",
      kumoMTA: "NoAnswerFromHost",
      status: ["X.4.1"]
    ),
    .hybridLoop: Crosswalk(
      sisimai: ["networkerror"],
      powerMTA: "routing-errors",
      kumoMTA: "RoutingErrors",
      status: ["X.4.6"]
    ),
    .hybridConfig: Crosswalk(
      sisimai: ["systemerror", "userunknown"],
      powerMTA: "bad-configuration",
      kumoMTA: "BadConfiguration",
      status: ["X.3.5"]
    ),
    .dkimDmarcFail: Crosswalk(
      sisimai: ["authfailure"],
      powerMTA: "policy-related",
      kumoMTA: "AuthenticationFailed",
      status: ["X.7.20", "X.7.26"]
    ),
    .reverseDns: Crosswalk(
      sisimai: ["requireptr", "blocked"],
      powerMTA: "policy-related",
      kumoMTA: "AuthenticationFailed",
      status: ["X.7.25"]
    ),
    .recipientUnknown: Crosswalk(
      sisimai: ["userunknown"],
      powerMTA: "bad-mailbox",
      kumoMTA: "InvalidRecipient",
      status: ["X.1.1"]
    ),
    .recipientDisabled: Crosswalk(
      sisimai: ["suspend", "hasmoved"],
      powerMTA: "inactive-mailbox",
      kumoMTA: "InactiveMailbox",
      status: ["X.2.1", "X.1.6"]
    ),
    .addressInvalid: Crosswalk(
      sisimai: ["syntaxerror", "userunknown"],
      powerMTA: "bad-mailbox",
      kumoMTA: "InvalidRecipient",
      status: ["X.1.3"]
    ),
    .mailboxFull: Crosswalk(
      sisimai: ["mailboxfull"],
      powerMTA: "quota-issues",
      kumoMTA: "QuotaIssues",
      status: ["X.2.2"]
    ),
    .spamContent: Crosswalk(
      sisimai: ["spamdetected"],
      powerMTA: "spam-related",
      kumoMTA: "SpamContent",
      status: ["X.7.1"]
    ),
    .malwareAttachment: Crosswalk(
      sisimai: ["virusdetected", "policyviolation"],
      powerMTA: "virus-related",
      kumoMTA: "ProhibitedAttachment",
      status: ["X.7.0"]
    ),
    .malformedMessage: Crosswalk(
      sisimai: ["notcompliantrfc", "contenterror"],
      powerMTA: "content-related",
      kumoMTA: "ContentRelated",
      status: ["X.6.0"]
    ),
    .ipReputation: Crosswalk(
      sisimai: ["blocked", "badreputation"],
      powerMTA: "spam-related",
      kumoMTA: "SpamBlock",
      status: ["X.7.1"]
    ),
    .domainReputation: Crosswalk(
      sisimai: ["badreputation"],
      powerMTA: "spam-related",
      kumoMTA: "SpamBlock",
      status: ["X.7.1"]
    ),
    .senderNotPermitted: Crosswalk(
      sisimai: ["rejected", "filtered"],
      powerMTA: "policy-related",
      kumoMTA: "PolicyRelated",
      status: ["X.7.1", "X.7.2"]
    ),
    .policyRule: Crosswalk(
      sisimai: ["policyviolation"],
      powerMTA: "policy-related",
      kumoMTA: "PolicyRelated",
      status: ["X.7.1"]
    ),
    .throttled: Crosswalk(
      sisimai: ["speeding", "toomanyconn"],
      powerMTA: "other",
      kumoMTA: "TransientFailure",
      status: ["X.4.5"]
    ),
    .greylisted: Crosswalk(
      sisimai: ["onhold", "rejected"],
      powerMTA: "other",
      kumoMTA: "TransientFailure",
      status: ["X.7.1"]
    ),
    .senderQuota: Crosswalk(
      sisimai: ["speeding", "exceedlimit"],
      powerMTA: "quota-issues",
      kumoMTA: "TransientFailure",
      status: ["X.2.2"]
    ),
    .tooManyRecipients: Crosswalk(
      sisimai: ["toomanyconn"],
      powerMTA: "policy-related",
      kumoMTA: "TooManyRecipients",
      status: ["X.5.3"]
    ),
    .messageTooLarge: Crosswalk(
      sisimai: ["mesgtoobig", "exceedlimit"],
      powerMTA: "policy-related",
      kumoMTA: "QuotaIssues",
      status: ["X.3.4", "X.2.3"]
    ),
    .tlsRequired: Crosswalk(
      sisimai: ["failedstarttls"],
      powerMTA: "protocol-errors",
      kumoMTA: "ProtocolErrors",
      status: ["X.7.10"]
    ),
    .certificateInvalid: Crosswalk(
      sisimai: ["failedstarttls"],
      powerMTA: "protocol-errors",
      kumoMTA: "ProtocolErrors",
      status: ["X.7.5"]
    ),
    .tlsPolicyFailed: Crosswalk(
      sisimai: ["failedstarttls"],
      powerMTA: "bad-configuration",
      kumoMTA: "BadConfiguration",
      status: ["X.7.5"]
    ),
    .senderBlocked: Crosswalk(
      sisimai: ["rejected", "securityerror"],
      powerMTA: "policy-related",
      kumoMTA: "InvalidSender",
      status: ["X.1.8"]
    ),
    .senderInvalid: Crosswalk(
      sisimai: ["rejected"],
      powerMTA: "invalid-sender",
      kumoMTA: "InvalidSender",
      status: ["X.1.7"]
    ),
    .submissionAuth: Crosswalk(
      sisimai: ["securityerror", "norelaying"],
      powerMTA: "relaying-issues",
      kumoMTA: "RelayDenied",
      status: ["X.7.8"]
    ),
    .mailLoop: Crosswalk(
      sisimai: ["networkerror"],
      powerMTA: "routing-errors",
      kumoMTA: "RoutingErrors",
      status: ["X.4.6"]
    ),
    .serverError: Crosswalk(
      sisimai: ["systemerror", "systemfull", "mailererror"],
      powerMTA: "bad-configuration",
      kumoMTA: "BadConfiguration",
      status: ["X.3.0"]
    ),
    .protocolError: Crosswalk(
      sisimai: ["syntaxerror"],
      powerMTA: "protocol-errors",
      kumoMTA: "ProtocolErrors",
      status: ["X.5.x"]
    ),
    .unclassified: Crosswalk(
      sisimai: ["undefined", "onhold"],
      powerMTA: "other",
      kumoMTA: "Uncategorized",
      status: ["X.0.0"]
    ),
    .noDiagnosis: Crosswalk(
      sisimai: ["undefined"],
      powerMTA: "other",
      kumoMTA: "Uncategorized",
      status: ["X.0.0"]
    ),
  ]
}
