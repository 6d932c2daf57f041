import RetourEvents

/// What a message is, judged by its structure first and by its words last.
enum Recognition: Equatable {
  /// A report with machine-readable fields about its recipients.
  case status
  /// A failure or delay notice in words.
  case notice(ReportKind)
  /// An answer that a program gave in a person's place.
  case autoReply
  /// A complaint (RFC 5965).
  case feedback
  /// What a sending service tells in JSON.
  case notification
  /// None of these.
  case none

  /// Judges a message.
  init(_ message: ReportMessage, _ facts: NoticeFacts, exchange: ExchangeNotice?) {
    if message.notification != nil {
      self = .notification
      return
    }
    func hasPart(_ type: String) -> Bool { message.tree.parts.contains { $0.type.type == type } }
    let reportType = message.type?["report-type"]?.lowercasedText
    if hasPart("message/feedback-report") || reportType == "feedback-report" {
      self = .feedback
      return
    }
    let signals = Signals(message)
    if hasPart("message/disposition-notification")
      || reportType == "disposition-notification"
    {
      // A delivery agent may refuse a message in the form of a receipt.
      let refusal =
        signals.isFromDaemon ? Self.notice(message, signals, facts, exchange) : nil
      self = refusal.map { .notice($0) } ?? .none
      return
    }
    if signals.isComplaint, hasPart("message/rfc822") {
      self = .feedback
      return
    }
    if let status = message.status, !status.groups.isEmpty,
      message.hasStatusPart && signals.hasReportType || signals.isFromMailSystem
        || signals.hasFailureSubject && !Signals.isPersonal(message) && status.isComplete
          && signals.returnsMessage,
      message.hasStatusPart || !Doubts(message, signals, facts).exclude
    {
      self = .status
      return
    }
    if let notice = Self.notice(message, signals, facts, exchange) {
      self = .notice(notice)
    } else if signals.isAutomaticAnswer, !signals.hasReportType {
      self = .autoReply
    } else {
      self = .none
    }
  }

  /// Whether the words are those of a failure or delay notice, and which.
  private static func notice(
    _ message: ReportMessage,
    _ signals: Signals,
    _ facts: NoticeFacts,
    _ exchange: ExchangeNotice?
  ) -> ReportKind? {
    let recipients = facts.recipients
    let phrases = message.notice.phrases
    let says = phrases.has(Vocabulary.TextGroup.failure) || exchange != nil
    let hasReply = !facts.loose.isEmpty
    let hasRecipient = !recipients.blocks.isEmpty || signals.namesFailedRecipients
    let isSure =
      signals.namesFailedRecipients || signals.isMarkedByExchange
      || signals.isMarkedAsReport && (says || hasReply || hasRecipient)
    let standing = recipients.standing ?? .bare
    guard isSure || !(signals.isNewsletter && standing > .alone),
      isSure || !isBait(message, signals, recipients),
      isSure || hasReply || !isChallenge(message),
      isSure || !signals.isAnswerOfPerson || signals.isFromDaemon || signals.returnsMessage
        || signals.hasFailureSubject || !message.notice.original.isEmpty
    else { return nil }
    // A null return path is easily written, so it takes more than an address somewhere in prose.
    let isTold =
      signals.isFromDaemon || signals.hasFailureSubject || signals.returnsMessage
      || !message.notice.original.isEmpty || standing <= .alone
      || (hasReply || standing <= .inReply) && facts.beginsReply
    let isReport =
      isSure
      || signals.isFromMailSystem && signals.hasFailureSubject
        && (hasReply || hasRecipient
          || says
            && (signals.isFromDaemon && signals.hasNullPath || !message.notice.original.isEmpty
              || message.readers.contains { ReturnPathAddress.recipient($0) != nil }))
      || signals.isFromMailSystem && hasRecipient && (says || hasReply) && isTold
      || signals.hasFailureSubject && hasRecipient && says && !Signals.isPersonal(message)
        && signals.looksAutomatic(message, recipients)
    guard isReport, isSure || !Doubts(message, signals, facts).exclude else { return nil }
    let isDelayed =
      (phrases.has(Vocabulary.TextGroup.delay) || signals.hasDelaySubject)
      && !phrases.has(Vocabulary.TextGroup.final)
    return isDelayed ? .delayed : .failed
  }

  /// Whether a message asks its reader to prove something before the mail is delivered.
  private static func isChallenge(_ message: ReportMessage) -> Bool {
    let text = Array(message.notice.summary(limit: 8_192).utf8)[...]
    return Vocabulary.challenges.occurs(in: text)
      || Vocabulary.challenges.occurs(in: message.subject)
  }

  /// Whether a message speaks of its reader's own mail only, returns none, and has a link to follow.
  private static func isBait(
    _ message: ReportMessage,
    _ signals: Signals,
    _ recipients: RecipientBlocks
  ) -> Bool {
    guard !signals.returnsMessage, message.notice.original.isEmpty, message.status == nil,
      recipients.blocks.allSatisfy({ message.readers.contains($0.address) })
    else { return false }
    return message.tree.parts.contains { part in
      part.type.role == .html && part.text.contains(ignoringCase: "href=")
    } || message.notice.lines.contains { $0.text.contains(ignoringCase: "http") }
  }
}

/// Signals of the header that don't depend on a language, and those that do.
struct Signals {
  let isFromDaemon: Bool
  let hasNullPath: Bool
  let namesFailedRecipients: Bool
  /// Whether the type says that the message is a delivery report, and its sender is a mail system.
  let isMarkedAsReport: Bool
  let isMarkedByExchange: Bool
  /// Whether its readers can take themselves off a list, and no mail system wrote it.
  let isNewsletter: Bool
  /// Whether a message is returned, whole or its header, as a part.
  let returnsMessage: Bool
  let hasFailureSubject: Bool
  let hasDelaySubject: Bool
  let isAutomaticAnswer: Bool
  /// Whether its subject says that a program answers in a person's place: what stands below is his
  /// own words, also where he writes that his mailbox is full.
  let isAnswerOfPerson: Bool
  let isComplaint: Bool
  /// Whether the message calls itself a delivery status report.
  let hasReportType: Bool

  init(_ message: ReportMessage) {
    let header = message.header
    let from = header.value("from") ?? []
    let path = header.value("return-path") ?? []
    let envelope = EnvelopeLine.sender(message.envelope)
    isFromDaemon =
      Vocabulary.senders.groups(in: EncodedWords.decode(from)) != 0
      || from.contains(ignoringCase: "<>") || Vocabulary.senders.groups(in: path) != 0
      || envelope.contains(ignoringCase: "mailer-daemon")
      || envelope.contains(ignoringCase: "postmaster@")
    hasNullPath =
      path.elementsEqual("<>".utf8) || path.elementsEqual("< >".utf8)
      || envelope.elementsEqual("<>".utf8)
    namesFailedRecipients =
      header.value("x-failed-recipients")?.contains(UInt8(ascii: "@")) ?? false
    let type = message.type
    isMarkedByExchange = header.has("x-ms-exchange-message-is-ndr")
    isMarkedAsReport =
      type?.type == "multipart/report"
      && (type?["report-type"].map { $0.equals(ignoringCase: "delivery-status") }
        ?? message.hasStatusPart)
      && (isFromDaemon || hasNullPath)
    // Programs of lists put their fields on the reports of mail systems that they pass on.
    isNewsletter =
      header.has("list-unsubscribe") && !message.hasStatusPart
      && !Vocabulary.keepers.occurs(in: from)
    returnsMessage = message.tree.parts.contains {
      $0.type.type == "message/rfc822" || $0.type.type == "text/rfc822-headers"
    }
    hasReportType =
      type?.type == "multipart/report" || type?.type == "message/delivery-status"
      || (type?["report-type"]?.equals(ignoringCase: "delivery-status") ?? false)
    let subject = Vocabulary.subjects.groups(in: message.subject)
    isComplaint = subject.has(Vocabulary.SubjectGroup.complaint)
    hasFailureSubject = subject.has(Vocabulary.SubjectGroup.failure)
    hasDelaySubject = subject.has(Vocabulary.SubjectGroup.delay)
    isAnswerOfPerson =
      subject.has(Vocabulary.SubjectGroup.absence) || subject.has(Vocabulary.SubjectGroup.autoReply)
    let submitted = header.value("auto-submitted") ?? []
    isAutomaticAnswer =
      submitted.hasPrefix(ignoringCase: "auto-replied") || header.has("x-autoreply")
      || header.has("x-autorespond") || header.has("x-autoresponse")
      || (header.value("precedence")?.contains(ignoringCase: "auto_reply") ?? false)
      || subject.has(Vocabulary.SubjectGroup.absence) && !header.has("list-unsubscribe")
      || subject.has(Vocabulary.SubjectGroup.autoReply)
        && (hasNullPath || header.has("in-reply-to") || !submitted.isEmpty
          || header.has("x-auto-response-suppress"))
  }

  var isFromMailSystem: Bool {
    isFromDaemon || hasNullPath || namesFailedRecipients || isMarkedAsReport || isMarkedByExchange
  }

  /// What programs of mail put before a subject that is forwarded; `Re:` stands before reports too.
  private static let subjectPrefixes: [StaticString] = [
    "fw:", "fwd:", "wg:", "tr:", "rv:", "vs:", "vb:", "enc:",
    "doorst:", "doorgestuurd:", "i: ",
  ]

  /// Whether a person forwards; asked only where nothing else tells who wrote the message.
  static func isPersonal(_ message: ReportMessage) -> Bool {
    if subjectPrefixes.contains(where: { message.subject.hasPrefix(ignoringCase: $0) }) {
      return true
    }
    return message.notice.lines.prefix(100).contains { line in
      line.text.count < 100 && Vocabulary.forwards.occurs(in: line.text)
    }
  }

  /// Whether anything tells that a program wrote the message, though it doesn't say mail system:
  /// the returned message, its own word for it, or that it says nothing else.
  func looksAutomatic(_ message: ReportMessage, _ recipients: RecipientBlocks) -> Bool {
    if returnsMessage { return true }
    guard let standing = recipients.standing, standing <= .inReply else { return false }
    // What goes to many is prose about bounces unless the address stands as notices have it.
    let isListMail =
      message.header.has("list-id") || message.header.has("list-unsubscribe")
      || (message.header.value("precedence")?.contains(ignoringCase: "bulk") ?? false)
    guard !isListMail || standing <= .alone else { return false }
    if !message.notice.original.isEmpty || message.header.has("auto-submitted") { return true }
    // A short note about one address, and no answer to anybody that quotes a report.
    return recipients.blocks.count == 1 && message.notice.lines.count < 40
      && !message.header.has("in-reply-to") && !message.header.has("references")
      && !message.notice.lines.contains { $0.text.starts(with: "> ".utf8) }
  }
}
