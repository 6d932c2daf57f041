/// The fine grain of a verdict; each reason belongs to one cause.
///
/// The raw value is the name in SQL, in `scan` lines, in rules and in reports.
public enum Reason: String, CaseIterable, Hashable, Sendable {
  /// The recipient's domain does not exist in DNS (NXDOMAIN).
  case domainNotFound = "domain-not-found"
  /// The destination's name servers give no usable answer (SERVFAIL, time-out, broken DNSSEC).
  case dnsFailure = "dns-failure"
  /// No answer on port 25, no route, host or network unreachable.
  case connectionTimeout = "connection-timeout"
  /// The server actively refuses the TCP connection.
  case connectionRefused = "connection-refused"
  /// The session was cut in the middle.
  case connectionDropped = "connection-dropped"
  /// The server answers but takes no mail now (421, not active).
  case serverUnavailable = "server-unavailable"
  /// The recipient's organisation blocks us by its own list or anti-spam setting.
  case destinationBlock = "destination-block"
  /// The domain exists but its mail service is switched off or unlicensed.
  case mailServiceDisabled = "mail-service-disabled"
  /// The domain has no MX and no address record.
  case noMx = "no-mx"
  /// The domain declares that it accepts no mail (RFC 7505).
  case nullMx = "null-mx"
  /// The MX record names a host that does not exist.
  case mxHostNotFound = "mx-host-not-found"
  /// The best MX for the domain is the sending host itself.
  case mxLoop = "mx-loop"
  /// The server named by MX does not accept mail for that domain.
  case relayDenied = "relay-denied"
  /// Our own sender domain has no MX/A record, a null MX, or does not resolve.
  case senderMxMissing = "sender-mx-missing"
  /// The receiver's SPF check of our domain failed.
  case spfFail = "spf-fail"
  /// Our SPF record cannot be evaluated (syntax, two records, over 10 look-ups, DNS error).
  case spfRecordError = "spf-record-error"
  /// The receiver wants SPF or DKIM to pass and neither does.
  case spfOrDkimMissing = "spf-or-dkim-missing"
  /// Retries ran out and the NDR gives no last error.
  case queueExpired = "queue-expired"
  /// A domain registration has lapsed (stated by the text, X.7.18, or confirmed by RDAP).
  case domainExpired = "domain-expired"
  /// Exchange Online or on-premises does not recognise the other half of our organisation.
  case connectorAuth = "connector-auth"
  /// TLS or certificate between our own Exchange and Exchange Online fails.
  case connectorTls = "connector-tls"
  /// Our own on-premises server or smart host could not be reached.
  case onpremUnreachable = "onprem-unreachable"
  /// Mail runs in circles between on-premises and Exchange Online.
  case hybridLoop = "hybrid-loop"
  /// Another hybrid setting: missing sync, accepted domain type, region, outdated server, journaling.
  case hybridConfig = "hybrid-config"
  /// DMARC or DKIM failed at the receiver.
  case dkimDmarcFail = "dkim-dmarc-fail"
  /// Our sending IP has no valid PTR, or HELO is bad.
  case reverseDns = "reverse-dns"
  /// No such mailbox.
  case recipientUnknown = "recipient-unknown"
  /// Mailbox disabled, suspended, moved or inactive.
  case recipientDisabled = "recipient-disabled"
  /// The address is malformed, reserved or an old internal (X.500) address.
  case addressInvalid = "address-invalid"
  /// The mailbox is over quota.
  case mailboxFull = "mailbox-full"
  /// The content was judged spam.
  case spamContent = "spam-content"
  /// Virus, or an attachment type that is not allowed.
  case malwareAttachment = "malware-attachment"
  /// The message breaks RFC 5322/MIME rules.
  case malformedMessage = "malformed-message"
  /// Our sending IP is on a block list or has a bad reputation.
  case ipReputation = "ip-reputation"
  /// Our domain or a linked domain is on a list or has a bad reputation.
  case domainReputation = "domain-reputation"
  /// The recipient accepts only certain or authenticated senders.
  case senderNotPermitted = "sender-not-permitted"
  /// A mail rule or unspecified policy refused it.
  case policyRule = "policy-rule"
  /// Too many messages or connections for that receiver or mailbox.
  case throttled
  /// First-contact delay.
  case greylisted
  /// Our own sending limit is used up.
  case senderQuota = "sender-quota"
  /// Too many recipients in one message.
  case tooManyRecipients = "too-many-recipients"
  /// Message or attachment is over the size limit.
  case messageTooLarge = "message-too-large"
  /// One side demands TLS and it cannot be had.
  case tlsRequired = "tls-required"
  /// The destination's certificate is expired, untrusted or for another name.
  case certificateInvalid = "certificate-invalid"
  /// DANE, DNSSEC or MTA-STS of the destination does not match its servers.
  case tlsPolicyFailed = "tls-policy-failed"
  /// Our account, tenant or domain is banned from sending.
  case senderBlocked = "sender-blocked"
  /// Our sender address is malformed, unknown or not ours to use.
  case senderInvalid = "sender-invalid"
  /// Our client or device did not authenticate, or relays without permission.
  case submissionAuth = "submission-auth"
  /// Too many hops, forwarding loop (not MX, not hybrid).
  case mailLoop = "mail-loop"
  /// Internal error or full disk of a mail server.
  case serverError = "server-error"
  /// SMTP syntax or sequence error.
  case protocolError = "protocol-error"
  /// There is diagnostic text but no rule matched.
  case unclassified
  /// The NDR carries no code and no text.
  case noDiagnosis = "no-diagnosis"
}

extension Reason {
  /// The cause this reason belongs to.
  public var cause: Cause { facts.cause }

  /// Whether the same message would fail again.
  public var permanence: Permanence { facts.permanence }

  /// Whose fault the reason is by its nature, before ours and theirs are told apart.
  public var fault: Fault { facts.fault }

  /// Who has to act.
  public var actors: ActorSet { facts.actors }

  private var facts: Facts {
    switch self {
    case .domainNotFound:
      Facts(.destinationDomain, .hard, .recipient, [.senderUser, .recipientAdmin])
    case .dnsFailure: Facts(.destinationDomain, .soft, .recipient, [.recipientAdmin])
    case .connectionTimeout: Facts(.destinationDomain, .soft, .recipient, [.recipientAdmin])
    case .connectionRefused: Facts(.destinationDomain, .soft, .recipient, [.recipientAdmin])
    case .connectionDropped: Facts(.destinationDomain, .soft, .recipient, [.recipientAdmin])
    case .serverUnavailable: Facts(.destinationDomain, .soft, .recipient, [.recipientAdmin])
    case .destinationBlock: Facts(.destinationDomain, .hard, .recipient, [.recipientAdmin])
    case .mailServiceDisabled: Facts(.destinationDomain, .hard, .recipient, [.recipientAdmin])
    case .noMx: Facts(.mx, .hard, .recipient, [.recipientAdmin])
    case .nullMx: Facts(.mx, .hard, .recipient, [.senderUser])
    case .mxHostNotFound: Facts(.mx, .hard, .recipient, [.recipientAdmin])
    case .mxLoop: Facts(.mx, .hard, .both, [.senderAdmin, .recipientAdmin])
    case .relayDenied: Facts(.mx, .hard, .recipient, [.recipientAdmin])
    case .senderMxMissing: Facts(.mx, .hard, .sender, [.senderAdmin])
    case .spfFail: Facts(.spf, .hard, .sender, [.senderAdmin])
    case .spfRecordError: Facts(.spf, .hard, .sender, [.senderAdmin])
    case .spfOrDkimMissing: Facts(.spf, .hard, .sender, [.senderAdmin])
    case .queueExpired: Facts(.expiry, .hard, .unknown, [.recipientAdmin, .senderAdmin])
    case .domainExpired: Facts(.expiry, .hard, .either, [.senderAdmin, .recipientAdmin])
    case .connectorAuth: Facts(.hybrid, .hard, .ours, [.senderAdmin])
    case .connectorTls: Facts(.hybrid, .soft, .ours, [.senderAdmin])
    case .onpremUnreachable: Facts(.hybrid, .soft, .ours, [.senderAdmin])
    case .hybridLoop: Facts(.hybrid, .hard, .ours, [.senderAdmin])
    case .hybridConfig: Facts(.hybrid, .hard, .ours, [.senderAdmin])
    case .dkimDmarcFail: Facts(.authentication, .hard, .sender, [.senderAdmin])
    case .reverseDns: Facts(.authentication, .hard, .sender, [.senderAdmin])
    case .recipientUnknown: Facts(.recipient, .hard, .recipient, [.senderUser])
    case .recipientDisabled: Facts(.recipient, .hard, .recipient, [.recipientUser])
    case .addressInvalid: Facts(.recipient, .hard, .sender, [.senderUser])
    case .mailboxFull: Facts(.mailboxFull, .soft, .recipient, [.recipientUser])
    case .spamContent: Facts(.content, .hard, .sender, [.senderUser, .senderAdmin])
    case .malwareAttachment: Facts(.content, .hard, .sender, [.senderUser])
    case .malformedMessage: Facts(.content, .hard, .sender, [.senderAdmin])
    case .ipReputation: Facts(.reputation, .hard, .sender, [.senderAdmin])
    case .domainReputation: Facts(.reputation, .hard, .sender, [.senderAdmin])
    case .senderNotPermitted: Facts(.policy, .hard, .recipient, [.recipientAdmin])
    case .policyRule: Facts(.policy, .hard, .either, [.recipientAdmin, .senderAdmin])
    case .throttled: Facts(.rateLimit, .soft, .sender, [.senderAdmin])
    case .greylisted: Facts(.rateLimit, .soft, .none, [.nobody])
    case .senderQuota: Facts(.rateLimit, .hard, .sender, [.senderAdmin])
    case .tooManyRecipients: Facts(.rateLimit, .hard, .sender, [.senderUser])
    case .messageTooLarge: Facts(.size, .hard, .sender, [.senderUser])
    case .tlsRequired: Facts(.security, .soft, .recipient, [.recipientAdmin, .senderAdmin])
    case .certificateInvalid: Facts(.security, .soft, .recipient, [.recipientAdmin])
    case .tlsPolicyFailed: Facts(.security, .soft, .recipient, [.recipientAdmin])
    case .senderBlocked: Facts(.sender, .hard, .sender, [.senderAdmin])
    case .senderInvalid: Facts(.sender, .hard, .sender, [.senderAdmin])
    case .submissionAuth: Facts(.sender, .hard, .sender, [.senderAdmin])
    case .mailLoop: Facts(.system, .hard, .either, [.recipientAdmin, .senderAdmin])
    case .serverError: Facts(.system, .soft, .either, [.recipientAdmin])
    case .protocolError: Facts(.system, .hard, .either, [.senderAdmin])
    case .unclassified: Facts(.unknown, .unknown, .unknown, [.senderAdmin])
    case .noDiagnosis: Facts(.unknown, .unknown, .unknown, [.senderAdmin])
    }
  }
}

/// One row of the reason table.
private struct Facts {
  let cause: Cause
  let permanence: Permanence
  let fault: Fault
  let actors: ActorSet

  init(_ cause: Cause, _ permanence: Permanence, _ fault: Fault, _ actors: ActorSet) {
    self.cause = cause
    self.permanence = permanence
    self.fault = fault
    self.actors = actors
  }
}
