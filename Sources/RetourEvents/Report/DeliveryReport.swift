/// One thing that happened to one message for one recipient, as a source reported it.
///
/// A fact that the source doesn't state is nil; nothing is invented.
public struct DeliveryReport: Hashable, Sendable {
  /// What happened.
  public var kind: ReportKind
  /// What kind of source says so.
  public var origin = ReportOrigin.mail
  /// The event's identity: the same report in two archives has the same one.
  public var eventID: Identity
  /// The delivery's identity: all reports about one message and recipient share it.
  ///
  /// Nil where neither the message nor the recipient is named.
  public var deliveryID: Identity?

  /// The recipient that the reporting server tried (RFC 3464 Final-Recipient).
  public var recipient: EmailAddress?
  /// The recipient that the sender wrote (RFC 3464 Original-Recipient), where it is stated.
  public var originalRecipient: EmailAddress?
  /// The envelope sender of the original message, else its `From:`.
  public var sender: EmailAddress?
  /// The Message-ID of the original message, without angle brackets.
  public var messageID: String?
  /// The Message-ID of the report itself, without angle brackets.
  public var reportID: String?
  /// Exchange's network message id of the original message, in lower case.
  public var networkMessageID: String?
  /// The queue id that the reporting server gave the original message.
  public var queueID: String?

  /// When it happened: the last attempt, else the report's date, else its newest `Received:`, else
  /// its envelope date.
  public var occurredAt: Timestamp?
  /// When the reporting server took the original message in.
  public var arrivedAt: Timestamp?
  /// When delivery was last tried.
  public var lastAttemptAt: Timestamp?
  /// When the report was written.
  public var reportedAt: Timestamp?
  /// How long delivery was tried, in seconds, as stated or measured from arrival to giving up.
  public var retriedFor: Int64?
  /// How often delivery was tried.
  ///
  /// Only as stated; what a server's own log shows is stated.
  public var attempts: Int?

  /// The server that wrote the report (RFC 3464 Reporting-MTA), in lower case.
  public var reportingMTA: String?
  /// The server that Exchange names as the NDR's generator, in lower case.
  public var generatingServer: String?
  /// The server that refused or could not be reached, in lower case.
  public var remoteHost: String?
  /// That server's address, IPv4 or IPv6, as text without brackets.
  public var remoteIP: String?
  /// That server's port.
  public var remotePort: Int?

  /// The action that a delivery-status part states (RFC 3464 section 2.3.3), or a notice in words.
  public var statedAction: ReportKind?
  /// The SMTP stage of the refusal.
  public var phase: SMTPPhase?
  /// The reply code of the refusal.
  public var reply: SMTPReply?
  /// The enhanced status code: the diagnostic's own where the stated one says x.0.0.
  public var status: EnhancedStatus?
  /// The diagnostic texts as read, outermost first, white space squeezed.
  ///
  /// May be empty.
  public var diagnostics: [String]
  /// The errors of earlier attempts that the report lists beside the final one, newest first.
  public var lastErrors: [String]
  /// What the report tells its human reader, where no diagnostic says more.
  public var humanText: String?

  /// The language of the report's human text, a BCP 47 tag in lower case, for example `nl`.
  public var language: String?
  /// Whom Exchange Online's notice names as the one who must act.
  public var microsoftOwner: Actor?
  /// The organisation that Exchange stamped on the message (`X-OriginatorOrg`).
  public var originatorOrg: DomainName?
  /// The domain of the report's own `From:`.
  public var reportFromDomain: DomainName?
  /// The servers that stamped the returned message, newest first.
  public var hops: [String]
  /// The keys that the returned message says it is signed with by its sender's domain, each once.
  public var signingKeys: [SigningKey] = []

  /// Where the report was read.
  public var position: Position

  /// Creates a report that states nothing yet.
  public init(kind: ReportKind, position: Position) {
    self.kind = kind
    self.position = position
    eventID = Identity(high: 0, low: 0)
    diagnostics = []
    lastErrors = []
    hops = []
  }

  /// The domain that the failure is counted for: that of the original recipient, else of the
  /// final one.
  ///
  /// In a server's own log it is that of the final one: the original is mostly an alias of the server's.
  public var domain: DomainName? {
    origin == .log
      ? recipient?.domain ?? originalRecipient?.domain
      : originalRecipient?.domain ?? recipient?.domain
  }
}
