import Events

/// The door of report reading: the bytes of a message in, what it reports out.
struct ReportReader {
  private let limits: Limits

  init(_ limits: Limits) { self.limits = limits }

  /// Reads a message that may be a report.
  ///
  /// - Parameters:
  ///   - message: with or without its envelope line, LF or CRLF.
  ///   - position: where it was read.
  ///   - isCut: whether bytes beyond the cap are missing.
  /// - Returns: its reports, none where it is no report, and what could not be read of it.
  func read(_ message: Bytes, at position: Position, isCut: Bool) -> MessageOutcome {
    let parts = ReportMessage(message)
    let exchange = ExchangeNotice(parts.notice)
    let recipients = LazyBlocks(parts.notice) {
      RecipientBlocks(
        parts.notice,
        excluded: Self.excluded(parts),
        reporter: parts.reporter?.domain
      )
    }
    let draft = ReportDraft(parts, exchange, recipients, position)
    var outcome = MessageOutcome()
    switch Recognition(parts, recipients: recipients, exchange: exchange) {
    case .none: return outcome
    case .feedback: outcome.reports = [draft.feedback()]
    case .notification: outcome.reports = parts.notification?.reports(draft.base) ?? []
    case .autoReply: outcome.reports = [draft.autoReply()]
    case .status: outcome.reports = draft.fromStatus()
    case .notice(let kind): outcome.reports = draft.fromNotice(kind)
    }
    for index in outcome.reports.indices {
      outcome.reports[index].eventID = ReportIdentity.event(
        outcome.reports[index],
        message: message
      )
      outcome.reports[index].deliveryID = ReportIdentity.delivery(outcome.reports[index])
    }
    if isCut {
      outcome.rejects.append(
        Reject(
          position: position,
          problem: .messageTooLarge,
          detail: "only the first \(limits.message) bytes were read",
          losesMessage: false
        )
      )
    }
    if parts.tree.isCut {
      outcome.rejects.append(
        Reject(
          position: position,
          problem: .nestedTooDeep,
          detail: "more than \(MIMETree.maximumDepth) levels or \(MIMETree.maximumParts) parts",
          losesMessage: false
        )
      )
    }
    return outcome
  }

  /// The reporter's address and its readers' addresses: no recipients of the failed message.
  static func excluded(_ message: ReportMessage) -> Set<String> {
    var result = Set(message.readers.map { $0.text.lowercased() })
    if let reporter = message.reporter { result.insert(reporter.text.lowercased()) }
    return result
  }
}
