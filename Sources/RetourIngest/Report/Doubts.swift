import RetourEvents

/// What speaks against a failure notice in a message that has the words of one but no machine-readable
/// part of its own: that it goes to many, answers a person, sums up, or tells of somebody else's.
struct Doubts {
  private let message: ReportMessage
  private let signals: Signals
  private let facts: NoticeFacts
  /// Whether the sender's address, or a name without one, is that of a mail system or its keeper.
  private let isFromKeeper: Bool
  /// Whether the message is returned, whole or its header, as a part or in the text.
  private let returnsMessage: Bool

  init(_ message: ReportMessage, _ signals: Signals, _ facts: NoticeFacts) {
    self.message = message
    self.signals = signals
    self.facts = facts
    let from = message.header.value("from") ?? []
    let address = message.reporter.map { Array($0.text.utf8)[...] } ?? []
    isFromKeeper =
      from.contains(ignoringCase: "<>") || address.isEmpty && signals.isFromDaemon
      || Vocabulary.senders.occurs(in: address.prefix { $0 != UInt8(ascii: "@") })
      || signals.hasNullPath && Vocabulary.keepers.occurs(in: EncodedWords.decode(from))
    returnsMessage = signals.returnsMessage || !message.notice.original.isEmpty
  }

  /// Whether the message is no notice, whatever it says.
  var exclude: Bool {
    if tellsSuccess || message.type?.type == "multipart/digest" { return true }
    guard !returnsMessage else { return false }
    if isSummary || isWrittenToMany || isListMail { return true }
    guard !isFromKeeper else { return false }
    return isAnswer || isForm || quotesReport || quotesOnly || isBait
      || !isAboutMail
  }

  // MARK: What goes to many

  /// Whether programs of lists sent it to their subscribers.
  ///
  /// They send on to their keepers what came back to them.
  private var isListMail: Bool {
    let header = message.header
    let from = header.value("from") ?? []
    // `bounce` is what newsletters call their senders, too.
    guard !isForKeeper, !Vocabulary.keepers.occurs(in: from), !from.contains(ignoringCase: "<>")
    else { return false }
    let precedence = header.value("precedence") ?? []
    return header.has("list-id") || header.has("list-post") || header.has("feedback-id")
      || precedence.equals(ignoringCase: "bulk") || precedence.equals(ignoringCase: "list")
  }

  /// Whether it is addressed to where mail systems send their notices about a list's mail.
  private var isForKeeper: Bool {
    message.readers.contains { reader in
      let local = Array(reader.text.utf8.prefix { $0 != UInt8(ascii: "@") })[...]
      return Vocabulary.returnAddresses.occurs(in: local)
    }
  }

  /// Whether a person greets many, as no mail system does.
  private var isWrittenToMany: Bool {
    message.notice.lines.lazy.filter { !$0.text.isEmpty }.prefix(3).contains {
      Vocabulary.greetings.occurs(in: $0.text.prefix(60))
    }
  }

  /// Whether it sums up what happened to many mails, or lists what was held back.
  private var isSummary: Bool {
    let from = EncodedWords.decode(message.header.value("from") ?? [])
    if !isFromKeeper, Vocabulary.summaries.occurs(in: from) { return true }
    // Behind words of failure stands the subject of the mail that came back.
    let subject = message.subject.prefix(256)
    guard Vocabulary.summaries.occurs(in: subject) else { return false }
    let failure = subject.indices.first {
      Vocabulary.subjects.groups(in: subject[...$0]).has(Vocabulary.SubjectGroup.failure)
    }
    return failure.map { Vocabulary.summaries.occurs(in: subject[..<$0]) } ?? true
  }

  // MARK: Answers and forms

  /// Whether a program answers a mail, and no mail system does.
  private var isAnswer: Bool {
    signals.isAutomaticAnswer && !signals.hasReportType
  }

  /// Whether it is what somebody wrote into the fields of a form.
  private var isForm: Bool {
    var labels = 0
    for line in message.notice.lines.prefix(60) {
      guard let colon = line.text.prefix(24).firstIndex(of: UInt8(ascii: ":")) else { continue }
      let label = line.text[..<colon].trimmed
      if Vocabulary.formLabels.contains(where: { label.equals(ignoringCase: $0) }) { labels += 1 }
    }
    return labels > 1
  }

  // MARK: Quotations

  /// Whether lines of another message's header stand in it that name a mail system, or a failure.
  private var quotesReport: Bool {
    message.notice.lines.prefix(400).contains { line in
      let text = line.text.drop { ">|*_ \t".utf8.contains($0) }
      guard let colon = text.prefix(12).firstIndex(of: UInt8(ascii: ":")) else { return false }
      let label = text[..<colon].filter { $0 != UInt8(ascii: "*") }[...].trimmed
      let value = text[(colon + 1)...].prefix(200)
      if Vocabulary.fromLabels.contains(where: { label.equals(ignoringCase: $0) }) {
        return Vocabulary.senders.occurs(in: value)
      }
      return Vocabulary.subjectLabels.contains(where: { label.equals(ignoringCase: $0) })
        && Vocabulary.reportSubjects.occurs(in: value)
    }
  }

  /// Whether the words of failure stand in what it quotes alone.
  private var quotesOnly: Bool {
    let lines = message.notice.lines
    guard lines.contains(where: { Self.isQuoted($0.text) }) else { return false }
    var own: [UInt8] = []
    for line in lines where !Self.isQuoted(line.text) {
      // So much is no comment on a quotation.
      guard own.count < 1 << 18 else { return false }
      own += line.text
      own.append(.lineFeed)
    }
    let notice = NoticeText(own[...])
    return facts.recipients(of: notice).blocks.isEmpty
      || !notice.phrases.has(Vocabulary.TextGroup.failure)
        && RecipientBlocks.replies(notice).isEmpty
  }

  /// Whether a line is quoted; transcripts of sessions have more signs before theirs.
  private static func isQuoted(_ line: Bytes) -> Bool {
    guard let first = line.first, first == UInt8(ascii: ">") || first == UInt8(ascii: "|") else {
      return false
    }
    return !line.starts(with: ">>>".utf8) && line.dropFirst().contains { !$0.isBlank }
  }

  // MARK: What it is about

  /// Whether it says that a mail arrived, and holds no reply of a server that refused one.
  private var tellsSuccess: Bool {
    guard !message.hasStatusPart, facts.loose.isEmpty else { return false }
    if Vocabulary.successes.occurs(in: message.subject) { return true }
    guard !message.notice.phrases.has(Vocabulary.TextGroup.failure) else { return false }
    // There may be very many.
    return facts.recipients.blocks.contains { $0.texts.contains(where: Self.isAccepted) }
      || Vocabulary.successes.occurs(in: Array(message.notice.summary(limit: 8_192).utf8)[...])
  }

  /// Whether a text has the reply of a server that took a mail: `250 2.0.0 Ok`.
  static func isAccepted(_ text: Bytes) -> Bool {
    var previous: UInt8 = .space
    for index in text.indices {
      let byte = text[index]
      if byte == UInt8(ascii: "2"), !previous.isAlphanumeric, previous != UInt8(ascii: "."),
        let reply = DiagnosticFacts.reply(text, at: index), 200...299 ~= reply.code
      {
        let rest = text[index...].dropFirst(3).prefix(16).drop { $0 == .space || $0 == 0x2D }
        if rest.starts(with: "2.".utf8) || rest.hasPrefix(ignoringCase: "ok") { return true }
      }
      previous = byte
    }
    return false
  }

  /// Whether it speaks about mail, and not about parcels, payments and programs.
  ///
  /// Asked only where nothing but a subject and a sentence make a notice of it.
  private var isAboutMail: Bool {
    if signals.isFromDaemon { return true }
    if let standing = facts.recipients.standing, standing <= .alone, !facts.loose.isEmpty {
      return true
    }
    let text = Array(message.notice.summary(limit: 8_192).utf8)[...]
    return !Vocabulary.otherGoods.occurs(in: text)
  }

  /// Whether it calls itself a mail system by name only, returns nothing, quotes no reply, and has a
  /// link to follow.
  private var isBait: Bool {
    guard !signals.hasNullPath, !isForKeeper, message.status == nil, facts.loose.isEmpty else {
      return false
    }
    return message.tree.parts.contains { part in
      part.type.role == .html && part.text.contains(ignoringCase: "href=")
    } || message.notice.lines.contains { $0.text.contains(ignoringCase: "http") }
  }
}
