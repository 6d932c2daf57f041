public import RetourEvents

/// A refusal given as text with what else is known, for when there is no report.
///
/// Make a report of it with ``report`` and classify that.
public struct TextInput: Hashable, Sendable {
  /// The texts, outermost first.
  public var texts: [String]
  /// The recipient's domain.
  public var recipientDomain: DomainName?
  /// The sender's domain.
  public var senderDomain: DomainName?
  /// The server that refused or could not be reached, by name or by address.
  public var remoteHost: String?
  /// The SMTP stage of the refusal.
  public var phase: SMTPPhase?
  /// The action that a delivery-status part states.
  public var action: ReportKind?
  /// The enhanced status code.
  public var status: EnhancedStatus?
  /// The reply code.
  public var reply: SMTPReply?
  /// The server that wrote the report.
  public var reportingMTA: String?
  /// The errors of earlier attempts, newest first.
  public var lastErrors: [String] = []

  /// Creates an input that states texts only.
  public init(texts: [String]) { self.texts = texts }

  /// The report that states the same.
  public var report: DeliveryReport {
    var report = DeliveryReport(
      kind: action == .delayed ? .delayed : .failed,
      position: Position(path: "-", record: 0, offset: 0)
    )
    report.diagnostics = texts
    report.lastErrors = lastErrors
    report.recipient = recipientDomain.map { EmailAddress(text: "@\($0)", domain: $0) }
    report.sender = senderDomain.map { EmailAddress(text: "@\($0)", domain: $0) }
    if let remoteHost, NetworkAddress(remoteHost) != nil {
      report.remoteIP = remoteHost
    } else {
      report.remoteHost = remoteHost?.lowercased()
    }
    report.phase = phase
    report.statedAction = action
    report.status = status
    report.reply = reply
    report.reportingMTA = reportingMTA?.lowercased()
    return report
  }
}
