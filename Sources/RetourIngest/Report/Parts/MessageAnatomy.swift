public import RetourEvents

/// How a message was read: its parts, what it was taken for, and where the facts of its reports
/// stand in it.
public struct MessageAnatomy: Sendable {
  /// One part of the message.
  public struct Part: Hashable, Sendable {
    /// Type and subtype, for example `message/delivery-status`.
    public let type: String
    /// The transfer encoding as it is written; nil where none is stated.
    public let encoding: String?
    /// The character set as it is written; nil where none is stated.
    public let charset: String?
    /// Bytes as they stand in the message.
    public let size: Int
  }

  /// What decided how the message was read.
  public enum Layout: String, Hashable, Sendable {
    /// A delivery-status part (RFC 3464).
    case statusPart = "a delivery-status part"
    /// Fields of a delivery-status part that stand in the text.
    case statusInText = "delivery-status fields in the text"
    /// Exchange's text, by what it never translates.
    case exchangeText = "Exchange's text"
    /// Addresses at the front of lines, with a colon behind them.
    case headedLines = "addresses at the front of lines"
    /// Addresses alone on a line.
    case loneLines = "addresses alone on a line"
    /// Addresses inside SMTP replies.
    case transcript = "addresses in SMTP replies"
    /// Addresses behind words that make them recipients.
    case sentences = "addresses in sentences"
    /// The header alone, or the returned message.
    case header = "the header and the returned message"
    /// JSON of Amazon SES.
    case notification = "a notification of Amazon SES"
    /// A complaint (RFC 5965).
    case feedback = "a feedback report"
    /// An answer that a program gave.
    case autoReply = "an automatic answer"
    /// Not a report.
    case none = "no report"
  }

  /// The parts in order of appearance.
  public let parts: [Part]
  /// What it was taken for.
  public let layout: Layout

  private let message: ReportMessage
  private let exchange: ExchangeNotice?

  /// Takes apart the message that lies at a place.
  ///
  /// - Parameters:
  ///   - position: of one of its reports, as reading gave it.
  ///   - limits: the caps for reading.
  /// - Returns: nil where the place can't be gone back to (compressed files, standard input).
  /// - Throws: ``ReadError`` where the system refuses.
  public static func read(
    _ position: Position,
    limits: Limits = Limits()
  ) throws -> MessageAnatomy? {
    guard !position.path.isStandardInput else { return nil }
    let sample = try FileBytes(path: position.path).bytes(at: 0, count: InputFormat.sampleSize)
    guard Compression(sample[...]).isNone else { return nil }
    let format = InputFormat.detect(sample[...])
    if case .trace = format { return nil }
    guard case .mailbox(let dialect) = format else {
      var content = try FileBytes(path: position.path).bytes(at: 0, count: limits.message)
      content = MessageReader.narrowed(content)
      if !content.contains(.lineFeed) {
        content = content.map { $0 == .carriageReturn ? .lineFeed : $0 }
      }
      return MessageAnatomy(SingleMessage.skippingLead(content[...]))
    }
    let start = max(0, position.offset - Int64(MailboxScanner.context))
    let window = UnsafeWindow(
      try FileBytes(path: position.path, at: start),
      offset: start,
      translatesCarriageReturns: dialect.usesCarriageReturns
    )
    var scanner = MailboxScanner(window, dialect: dialect, limits: limits)
    guard
      try scanner.findFirst(from: position.offset, before: position.offset + 1)
        == position.offset,
      case .candidate(let bytes, _) = try scanner.readMessage().message
    else { return nil }
    return MessageAnatomy(bytes[...])
  }

  init(_ bytes: Bytes) {
    message = ReportMessage(bytes)
    exchange = ExchangeNotice(message.notice)
    parts = message.tree.parts.map { part in
      Part(
        type: part.type.type,
        encoding: part.header.value("content-transfer-encoding")?.text,
        charset: part.type["charset"]?.text,
        size: part.body.count
      )
    }
    let facts = NoticeFacts(message)
    let recognition = Recognition(message, facts, exchange: exchange)
    layout = Self.layout(recognition, message, facts, exchange)
  }

  private static func layout(
    _ recognition: Recognition,
    _ message: ReportMessage,
    _ facts: NoticeFacts,
    _ exchange: ExchangeNotice?
  ) -> Layout {
    switch recognition {
    case .none: return .none
    case .autoReply: return .autoReply
    case .feedback: return .feedback
    case .notification: return .notification
    case .status: return message.hasStatusPart ? .statusPart : .statusInText
    case .notice:
      if !(exchange?.addresses.isEmpty ?? true) { return .exchangeText }
      switch facts.recipients.standing {
      case .headed: return .headedLines
      case .alone: return .loneLines
      case .inReply: return .transcript
      case .labelled, .bare: return .sentences
      case .summary, nil: return .header
      }
    }
  }

  // MARK: Where facts stand

  /// Where the facts of one of the message's reports stand, for people to check.
  public func sources(of report: DeliveryReport) -> [(fact: String, source: String)] {
    let group = message.status?.groups.first { group in
      group.finalRecipient.flatMap(DeliveryStatus.address) == report.recipient
        || group.originalRecipient.flatMap(DeliveryStatus.address) == report.recipient
    }
    var sources: [(fact: String, source: String)] = []
    func add(_ fact: String, _ isKnown: Bool, _ source: String) {
      if isKnown { sources.append((fact, source)) }
    }
    let final = group?.finalRecipient.flatMap(DeliveryStatus.address)
    add(
      "recipient",
      report.recipient != nil,
      final == report.recipient ? "Final-Recipient" : recipientSource(report)
    )
    let stated = group?.status.flatMap { DiagnosticFacts.status($0.trimmed, at: $0.startIndex) }
    add(
      "status",
      report.status != nil,
      stated?.value == report.status ? "Status" : "the diagnostic"
    )
    add("reply", report.reply != nil, "the diagnostic")
    let remote = group?.remoteMTA.map { DeliveryStatus.withoutType($0).lowercasedText }
    add(
      "server",
      report.remoteHost != nil,
      report.remoteHost.map { remote?.contains($0) ?? false } == true ? "Remote-MTA" : "the text"
    )
    add("stage", report.phase != nil, "the text")
    let diagnostic = group?.diagnostic.map { DeliveryStatus.withoutType($0).squeezed() }
    add(
      "diagnostic",
      !report.diagnostics.isEmpty,
      report.diagnostics.first.map { Array($0.utf8) } == diagnostic ? "Diagnostic-Code" : "the text"
    )
    add("earlier errors", !report.lastErrors.isEmpty, "the lines about attempts in the text")
    add(
      "when",
      report.occurredAt != nil,
      report.lastAttemptAt != nil ? "the last attempt" : "the report's date"
    )
    add("message", report.messageID != nil, messageSource)
    return sources
  }

  private func recipientSource(_ report: DeliveryReport) -> String {
    if message.header.value("x-failed-recipients")?.text.lowercased()
      .contains(report.recipient?.text.lowercased() ?? "") == true
    {
      return "X-Failed-Recipients"
    }
    if message.original.recipients.contains(where: { $0 == report.recipient }), layout == .header {
      return "the returned message"
    }
    return layout == .notification ? "the notification" : "the text"
  }

  private var messageSource: String {
    message.original.messageID != nil ? "the returned message" : "a field of the report's header"
  }
}
