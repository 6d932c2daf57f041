/// Why a message failed: exactly one honest cause per failed recipient.
///
/// The raw value is the name in SQL, in `scan` lines, in rules and in reports.
public enum Cause: String, CaseIterable, Hashable, Sendable {
  /// The destination domain or its servers: DNS, connection, its own block list.
  case destinationDomain = "destination-domain"
  /// MX records, of the destination or of the sender's domain.
  case mx
  /// The sender's SPF record (RFC 7208).
  case spf
  /// Time ran out: of the queue with no visible reason, or of a domain registration.
  case expiry
  /// The two halves of one organisation, on-premises Exchange and Exchange Online.
  case hybrid
  /// DKIM, DMARC, reverse DNS or HELO of the sender.
  case authentication
  /// The address: no such mailbox, disabled, malformed.
  case recipient
  /// The mailbox is over its quota.
  case mailboxFull = "mailbox-full"
  /// The content: spam, malware, malformed.
  case content
  /// The reputation of the sending address or domain.
  case reputation
  /// A rule or restriction on either side.
  case policy
  /// Too much in too short a time.
  case rateLimit = "rate-limit"
  /// The message is too large.
  case size
  /// TLS, certificates, DANE, MTA-STS.
  case security
  /// The sender's account, address or submission.
  case sender
  /// A fault of a mail system.
  case system
  /// Not known: no text, or no rule for it.
  case unknown
}
