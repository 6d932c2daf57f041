import RetourEvents

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
    let facts = NoticeFacts(parts)
    let draft = ReportDraft(parts, exchange, facts, position)
    var outcome = MessageOutcome()
    switch Recognition(parts, facts, exchange: exchange) {
    case .none: return outcome
    case .feedback: outcome.reports = [draft.feedback()]
    case .notification: outcome.reports = parts.notification?.reports(draft.base) ?? []
    case .autoReply: outcome.reports = [draft.autoReply()]
    case .status: outcome.reports = draft.fromStatus()
    case .notice(let kind):
      // A notice may tell of those too who got the mail.
      outcome.reports = draft.fromNotice(kind)
      outcome.reports.removeAll { report in
        !report.diagnostics.isEmpty
          && report.diagnostics.allSatisfy { Doubts.isAccepted(Array($0.utf8)[...]) }
      }
    }
    var identity = ReportIdentity(message)
    for index in outcome.reports.indices {
      identity.name(&outcome.reports[index])
      // Behind the name, which what a notice states has made for long.
      let report = outcome.reports[index]
      outcome.reports[index].reportingMTA = report.reportingMTA ?? report.generatingServer
    }
    outcome.reports.removeAll { report in
      report.kind == .failed && report.recipient == nil && !limits.saysSomething(report)
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
    if parts.notice.isCut, !parts.hasStatusPart {
      outcome.rejects.append(
        Reject(
          position: position,
          problem: .messageTooLarge,
          detail:
            "only the first \(NoticeText.limit) bytes or \(NoticeText.lineLimit) lines of its "
            + "text were read",
          losesMessage: false
        )
      )
    }
    if draft.isCut || parts.status?.isCut == true || parts.notification?.isCut == true {
      outcome.rejects.append(
        Reject(
          position: position,
          problem: .messageTooLarge,
          detail: "only the first \(DeliveryStatus.limit) of its recipients were read",
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
}
