import RetourEvents

/// Puts reports together from the parts of a message.
final class ReportDraft {
  private let message: ReportMessage
  private let exchange: ExchangeNotice?
  private let facts: NoticeFacts
  private var recipients: RecipientBlocks { facts.recipients }
  /// Whether there are more recipients than are read.
  private(set) var isCut = false
  /// How many bytes of each text are kept, and how many earlier errors: less where there are many
  /// recipients, for all of whom a notice may say the same.
  private(set) var (textLimit, errorLimit) = (8_192, 64)
  /// What the texts of blocks state, by the number of the block whose they are.
  private var noticed: [Int: (own: [String], facts: [DiagnosticFacts])] = [:]
  /// Whether the message is about one recipient, so that all that it says is about that one.
  private var isAlone = true
  /// What all reports of the message have in common, until ``fromStatus()`` gives it to the last.
  private(set) var base: DeliveryReport

  init(
    _ message: ReportMessage,
    _ exchange: ExchangeNotice?,
    _ facts: NoticeFacts,
    _ position: Position
  ) {
    self.message = message
    self.exchange = exchange
    self.facts = facts
    let header = message.header
    let original = message.original
    let status = message.status
    base = DeliveryReport(kind: .failed, position: position)
    base.messageID =
      original.messageID
      ?? status?.originalMessageID.flatMap(OriginalMessage.messageID)
      ?? header.value("in-reply-to").flatMap(OriginalMessage.messageID)
      ?? header.value("references").flatMap { value in
        value.split(separator: .space).last.flatMap(OriginalMessage.messageID)
      }
    base.reportID = header.value("message-id").flatMap(OriginalMessage.messageID)
    base.networkMessageID = original.networkMessageID
    base.queueID = status?.queueID?.text
    base.sender =
      original.sender.map { ReturnPathAddress.sender($0) ?? $0 } ?? status?.sender.flatMap(
        DeliveryStatus.address
      ) ?? Self.reader(message, facts)
      ?? original.from
    base.reportedAt = message.date
    base.occurredAt = message.date
    base.arrivedAt = status?.arrivalDate.flatMap(MailDate.parse)
    base.reportingMTA = status?.reportingMTA.flatMap {
      Self.hostName(DeliveryStatus.withoutType($0))
    }
    base.generatingServer = exchange?.generatingServer
    base.microsoftOwner = exchange?.owner
    if base.messageID == nil, base.networkMessageID == nil, let queued = original.queued {
      // Then only this leads to what the server's log says.
      base.queueID = base.queueID ?? queued.id
      base.arrivedAt = base.arrivedAt ?? queued.at
    }
    base.originatorOrg = original.originatorOrg
    base.reportFromDomain = message.reporter?.domain
    base.hops = original.hops
    if let sender = base.sender?.domain { base.signingKeys = original.signingKeys(of: sender) }
    base.language = Self.language(message)
  }

  // MARK: Reports with machine-readable fields

  func fromStatus() -> [DeliveryReport] {
    let groups = (message.status?.groups ?? [])[...]
    share(among: groups.count)
    isAlone = groups.count <= 1
    let failed = isAlone ? failedInHeader : nil
    return groups.indices.map { index in
      let group = groups[index]
      // A copy counts a reference for each text, and most messages are about one recipient.
      var report = index == groups.endIndex - 1 ? takeBase() : base
      let final = group.finalRecipient.flatMap(DeliveryStatus.address)
      let stated = group.originalRecipient.flatMap(DeliveryStatus.address)
      let derived = facts.derived(for: final, isAlone: isAlone)
      let real = failed ?? group.actualRecipient.flatMap(DeliveryStatus.address)
      let isAlias = RecipientChoice.isAlias(final, of: real)
      let written = stated ?? (isAlias ? final : nil)
      report.originalRecipient = written
      report.recipient = isAlias ? real : RecipientChoice.better(final, written, derived)
      report.statedAction = DeliveryStatus.kind(group.action)
      report.lastAttemptAt = group.lastAttempt.flatMap(MailDate.parse)
      report.occurredAt = report.lastAttemptAt ?? report.occurredAt
      let codes = group.status.map(Self.statedCodes)
      if let remote = group.remoteMTA {
        report.take(
          ServerMention(at: DeliveryStatus.withoutType(remote), searchesComment: true)
        )
      }
      addTexts(group, to: &report)
      addFacts(codes?.status, to: &report)
      report.reply = report.reply ?? codes?.reply
      report.kind = kind(group, report)
      finish(&report)
      return report
    }
  }

  /// Divides the room for texts among so many reports.
  private func share(among count: Int) {
    textLimit = min(8_192, max(256, (2 << 20) / max(count, 1)))
    errorLimit = count > 100 ? 2 : 64
  }

  /// The one recipient that the header says has failed.
  private var failedInHeader: EmailAddress? {
    guard let value = message.header.value("x-failed-recipients") else { return nil }
    let all = MailAddress.all(in: value)
    return all.count == 1 ? all[0].address : nil
  }

  /// The reader of the report, unless it is one of those whom the report is about.
  private static func reader(_ message: ReportMessage, _ facts: NoticeFacts) -> EmailAddress? {
    guard let reader = message.readers.first else { return nil }
    guard let from = message.original.from, from != reader else { return reader }
    return facts.isKnown(reader) ? from : reader
  }

  private func takeBase() -> DeliveryReport {
    var taken = DeliveryReport(kind: .failed, position: base.position)
    swap(&taken, &base)
    return taken
  }

  private func kind(_ group: DeliveryStatus.Group, _ report: DeliveryReport) -> ReportKind {
    guard let action = report.statedAction else {
      if report.status?.statusClass == 2 { return .delivered }
      let phrases = message.notice.phrases
      let isDelayed =
        phrases.has(Vocabulary.TextGroup.delay)
        && !phrases.has(Vocabulary.TextGroup.final) && report.status?.statusClass != 5
      return isDelayed ? .delayed : .failed
    }
    // What the words say at large counts where they are about one recipient.
    guard action == .delayed else { return action }
    if isAlone, message.notice.phrases.has(Vocabulary.TextGroup.final),
      !message.notice.phrases.has(Vocabulary.TextGroup.delay)
    {
      return .failed
    }
    // OpenSMTPD gives up in its form for delays; the words about the recipient tell.
    let isGivenUp = report.diagnostics.contains { text in
      let words = Vocabulary.texts.groups(in: Array(text.utf8)[...])
      return words.has(Vocabulary.TextGroup.final) && !words.has(Vocabulary.TextGroup.delay)
    }
    return isGivenUp ? .failed : action
  }

  private func addTexts(_ group: DeliveryStatus.Group, to report: inout DeliveryReport) {
    let diagnostic =
      (group.diagnostic ?? group.supplement).map {
        clean(message.notice.completed(DeliveryStatus.withoutType($0)))
      } ?? ""
    if !diagnostic.isEmpty { report.diagnostics.append(diagnostic) }
    if let entry = exchange?.entry(for: report.recipient, isAlone: isAlone) {
      addExchange(entry, to: &report)
    }
    if report.diagnostics.isEmpty || Self.saysLittle(diagnostic), report.lastErrors.isEmpty,
      report.kind.hasCause
    {
      let own = block(for: report)
      let text = own.flatMap { $0.texts.max { $0.count < $1.count } } ?? []
      if RecipientBlocks.replyStart(text) != nil || !isAlone && !text.isEmpty {
        report.diagnostics.append(clean(text))
      } else if let loose = loose(for: report) {
        report.diagnostics.append(loose)
      } else if !text.isEmpty {
        report.diagnostics.append(clean(text))
      }
    }
    addHumanText(to: &report)
  }

  /// The line of the notice that tells most about a recipient.
  private func loose(for report: DeliveryReport) -> String? {
    isAlone ? facts.bestLoose : facts.bestLoose(for: report.recipient)
  }

  /// What the notice tells its reader, where no diagnostic says more: of several recipients only what
  /// is about none of the others.
  private func addHumanText(to report: inout DeliveryReport) {
    guard report.diagnostics.allSatisfy(Self.isVague) else { return }
    report.humanText = isAlone ? facts.summary : facts.common
  }

  private func addExchange(_ entry: ExchangeNotice.Entry, to report: inout DeliveryReport) {
    if let final = entry.final.first {
      let text = clean(final)
      if !report.diagnostics.contains(text) {
        // The text of the notice is fuller than that of the status part.
        if let shorter = report.diagnostics.first, text.utf8.starts(with: shorter.utf8.prefix(24)) {
          report.diagnostics = [text.utf8.count >= shorter.utf8.count ? text : shorter]
        } else if report.diagnostics.isEmpty {
          report.diagnostics = [text]
        }
      }
    }
    report.lastErrors = entry.attempts.prefix(errorLimit).map(clean)
    if report.lastAttemptAt == nil, let written = entry.lastAttempt, let reported = message.date {
      report.lastAttemptAt = NoticeDate.parse(written, near: reported)
    }
  }

  // MARK: Notices in words

  func fromNotice(_ kind: ReportKind) -> [DeliveryReport] {
    var addresses: [EmailAddress] = []
    var seen: Set<String> = []
    func add(_ address: EmailAddress) {
      if seen.insert(address.key).inserted { addresses.append(address) }
    }
    for value in message.header.values("x-failed-recipients") {
      for found in MailAddress.all(in: value) { add(found.address) }
    }
    // The text names the recipient that failed; the header may name what it was expanded from.
    let standing = recipients.standing ?? .bare
    if addresses.isEmpty || standing <= .alone && recipients.blocks.count == addresses.count {
      addresses = []
      seen = []
      for address in exchange?.addresses ?? [] { add(address) }
      if addresses.isEmpty {
        let written = standing == .bare ? message.original.recipients : []
        for block in recipients.blocks { add(RecipientChoice.written(block.address, written)) }
      }
    }
    if addresses.isEmpty {
      let written = message.original.recipients
      if written.count == 1 { add(written[0]) }
    }
    if addresses.isEmpty {
      for path in message.readers + [message.original.sender].compactMap(\.self) {
        if let address = ReturnPathAddress.recipient(path) { add(address) }
      }
    }
    isAlone = addresses.count <= 1
    guard !addresses.isEmpty else { return [report(nil, kind)] }
    isCut = addresses.count > DeliveryStatus.limit || recipients.isCut || exchange?.isCut == true
    let read = addresses.prefix(DeliveryStatus.limit)
    share(among: read.count)
    return read.map { report($0, kind) }
  }

  private func report(_ address: EmailAddress?, _ kind: ReportKind) -> DeliveryReport {
    var report = base
    report.kind = kind
    report.statedAction = kind
    report.recipient = address
    if let written = facts.derived(for: address, isAlone: isAlone), written != address {
      report.originalRecipient = written
    }
    let texts = (block(for: report)?.texts ?? []).map(message.notice.completed)
    if let entry = exchange?.entry(for: address, isAlone: isAlone) {
      addExchange(entry, to: &report)
    }
    if report.diagnostics.isEmpty {
      let coded =
        texts.first { RecipientBlocks.replyStart($0) != nil } ?? (isAlone ? nil : texts.last)
      if let text = coded ?? texts.last, !text.isEmpty {
        report.diagnostics = [clean(text)]
      }
      if coded == nil, let loose = loose(for: report),
        !report.diagnostics.contains(where: { $0.contains(loose) })
      {
        report.diagnostics.append(loose)
      }
    }
    addHumanText(to: &report)
    addFacts(nil, to: &report)
    finish(&report)
    return report
  }

  // MARK: Others

  func autoReply() -> DeliveryReport {
    var report = base
    report.kind = .autoReply
    report.recipient = message.reporter
    return report
  }

  func feedback() -> DeliveryReport {
    var report = base
    report.kind = .feedback
    let part = message.tree.parts.first { $0.type.type == "message/feedback-report" }
    let fields = part.map { HeaderFields($0.decoded) }
    report.recipient =
      (fields?.value("original-rcpt-to") ?? fields?.value("removal-recipient"))
      .flatMap(MailAddress.parseField) ?? message.original.recipients.first
    report.sender =
      fields?.value("original-mail-from").flatMap(MailAddress.parseField) ?? report.sender
    report.occurredAt =
      (fields?.value("arrival-date") ?? fields?.value("received-date")).flatMap(MailDate.parse)
      ?? report.occurredAt
    if let found = (fields?.value("source-ip")).flatMap(ServerMention.address) {
      report.remoteIP = found.address
    }
    report.reportingMTA = fields?.value("reporting-mta").flatMap {
      Self.hostName(DeliveryStatus.withoutType($0))
    }
    return report
  }

  // MARK: Facts

  /// Fills in codes, server and stage from the texts, the innermost first.
  private func addFacts(_ stated: EnhancedStatus?, to report: inout DeliveryReport) {
    let own = [report.reportingMTA, report.generatingServer].compactMap(\.self)
    let texts = report.diagnostics.map { Array($0.utf8)[...] }
    let earlier = report.lastErrors.map { Array($0.utf8)[...] }
    let block = block(for: report)?.texts ?? []
    let said = texts.map { DiagnosticFacts($0, besides: own) }
    let errors = earlier.map { DiagnosticFacts($0, besides: own) }
    let told = said.lazy.compactMap(\.status).first
    if let stated, stated.subject != 0 || stated.detail != 0 {
      report.status = stated
    } else {
      report.status = told ?? stated
    }
    report.reply = said.lazy.compactMap(\.reply).first
    // The status part often has the bare reply; who said it, and when, stands in the text.
    let noticed = self.block(for: report).map { facts(of: $0, besides: own) } ?? []
    func first<Fact>(_ fact: (borrowing DiagnosticFacts) -> Fact?) -> Fact? {
      for facts in errors { if let found = fact(facts) { return found } }
      for facts in said { if let found = fact(facts) { return found } }
      for facts in noticed { if let found = fact(facts) { return found } }
      return nil
    }
    var server = ServerMention(host: report.remoteHost, address: report.remoteIP)
    if own.contains(server.host ?? "") { server = ServerMention(address: nil) }
    if server.host == nil, server.address == nil {
      server = first { $0.server } ?? exchange?.server ?? server
    }
    for text in earlier + texts + block where server.host == nil || server.address == nil {
      server.complete(from: text)
    }
    if own.contains(server.host ?? "") { server.host = nil }
    report.take(server)
    report.phase = first { $0.phase }
  }

  private func facts(
    of block: RecipientBlocks.Block,
    besides own: [String]
  ) -> [DiagnosticFacts] {
    if let known = noticed[block.source], known.own == own { return known.facts }
    let facts = block.texts.map { DiagnosticFacts($0, besides: own) }
    noticed[block.source] = (own, facts)
    return facts
  }

  private func finish(_ report: inout DeliveryReport) {
    if let arrived = report.arrivedAt, let ended = report.occurredAt, report.kind.hasCause,
      ended >= arrived
    {
      report.retriedFor = ended.seconds - arrived.seconds
    } else if report.kind.hasCause {
      let own = isAlone ? nil : block(for: report).flatMap { TriedFor.seconds(in: $0.texts) }
      report.retriedFor = own ?? facts.triedFor
    }
    // It was given up with the report, and happened with the last attempt.
    report.occurredAt = report.lastAttemptAt ?? report.occurredAt
    let own = isAlone ? nil : block(for: report).flatMap { NoticeFacts.attempts(in: $0.texts) }
    report.attempts = own ?? (isAlone ? facts.attempts : facts.commonAttempts)
  }

  private func block(for report: DeliveryReport) -> RecipientBlocks.Block? {
    let recipients = recipients
    guard !recipients.blocks.isEmpty else { return nil }
    let final = report.recipient.flatMap { recipients.places[$0.key] }
    let written =
      report.originalRecipient == report.recipient
      ? final : report.originalRecipient.flatMap { recipients.places[$0.key] }
    if let final { return recipients.blocks[min(final, written ?? final)] }
    if let written { return recipients.blocks[written] }
    return recipients.blocks.count == 1 && isAlone
      ? recipients.blocks.first : nil
  }
}
