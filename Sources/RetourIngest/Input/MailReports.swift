public import RetourEvents

/// The reports in one message of mail, such as a bounce (RFC 5322, RFC 3464).
///
///     let bounce = MailReports(in: Array(try Data(contentsOf: file)))
///     for report in bounce.reports {
///       print(report.recipient?.text ?? "-", report.diagnostics.joined(separator: " | "))
///     }
public struct MailReports: Sendable {
  /// One for each recipient; none where the message is no report.
  public let reports: [DeliveryReport]
  /// What of it couldn't be read, and why.
  public let rejects: [Reject]

  /// Reads a message, with lines that end in LF or CRLF, and with or without an envelope line.
  ///
  /// - Parameters:
  ///   - message: its bytes; what is longer than ``Limits/message`` isn't looked at.
  ///   - limits: how much is read.
  public init(in message: [UInt8], limits: Limits = Limits()) {
    let isCut = message.count > limits.message
    let outcome = MessageReader(limits).read(
      isCut ? Array(message.prefix(limits.message)) : message,
      path: "-",
      usesCarriageReturns: false,
      isCut: isCut
    )
    reports = outcome.reports
    rejects = outcome.rejects
  }
}
