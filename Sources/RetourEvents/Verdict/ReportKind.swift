/// What a report says happened to a message for one recipient.
///
/// The raw value is the name in SQL, in `scan` lines and in reports.
public enum ReportKind: String, CaseIterable, Hashable, Sendable {
  /// Delivery was given up (RFC 3464 `Action: failed`, or a notice of that meaning).
  case failed
  /// Delivery is late and is still tried (RFC 3464 `Action: delayed`).
  case delayed
  /// The message reached the mailbox (RFC 3464 `Action: delivered`).
  case delivered
  /// The message was handed to a server that sends no receipts (RFC 3464 `Action: relayed`).
  case relayed
  /// The message reached a list or alias and was sent on (RFC 3464 `Action: expanded`).
  case expanded
  /// A provider refused to try, because the address is on its own suppression list.
  case suppressed
  /// A message trace says the message is held in quarantine.
  case quarantined
  /// A message trace says the message was filtered as spam.
  case filtered
  /// A program answered in a person's place (RFC 3834), for example an out-of-office notice.
  case autoReply = "auto-reply"
  /// A recipient or provider complained about the message (RFC 5965, ARF).
  case feedback

  /// Whether reports of this kind have a cause and a reason.
  public var hasCause: Bool {
    switch self {
    case .failed, .delayed, .suppressed: true
    default: false
    }
  }

  /// Whether reports of this kind count as failures in totals.
  public var isFailure: Bool { self == .failed || self == .suppressed }
}
