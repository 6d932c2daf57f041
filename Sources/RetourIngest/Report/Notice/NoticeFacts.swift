import RetourEvents

/// What a notice says beyond its lines, read when somebody asks for the first time: all reports of
/// a message share it.
final class NoticeFacts {
  private let message: ReportMessage
  private var notice: NoticeText { message.notice }

  init(_ message: ReportMessage) { self.message = message }

  /// The recipients, and what is said about each.
  private(set) lazy var recipients = RecipientBlocks(
    notice,
    excluded: excluded,
    known: { known.contains($0.key) },
    reporter: message.reporter?.domain
  )

  /// The recipients that another reading of the text names.
  func recipients(of notice: NoticeText) -> RecipientBlocks {
    RecipientBlocks(notice, excluded: excluded, reporter: message.reporter?.domain)
  }

  /// Lines that hold an SMTP reply or a reason and belong to no recipient.
  private(set) lazy var loose = RecipientBlocks.replies(notice)

  /// Whether a reply of a server stands at the front of a line, or behind words that announce it; not in
  /// the middle of a sentence about something else.
  private(set) lazy var beginsReply = loose.contains { reply in
    guard let start = RecipientBlocks.replyStart(reply.text) else { return true }
    let before = reply.text[..<start].trimmed.drop { !$0.isAlphanumeric }
    guard let last = before.last else { return true }
    return ":;>)]".utf8.contains(last) || Vocabulary.texts.groups(in: before) != 0
      || before.contains(ignoringCase: "error") || before.contains(ignoringCase: "smtp")
      || before.contains(ignoringCase: "repl") || before.contains(ignoringCase: "respon")
      || before.contains(UInt8(ascii: "@"))
  }

  /// The useful ones, each with the addresses that it names.
  private lazy var useful: [(text: String, line: Int, names: Set<String>)] = loose.compactMap {
    let text = ReportDraft.clean($0.text)
    guard !ReportDraft.isNoise(text) else { return nil }
    return (text, $0.line, Set(MailAddress.all(in: $0.text).map(\.address.key)))
  }

  /// The line that tells most of those that belong to no recipient: one with a reply, else one
  /// that names a reason.
  private(set) lazy var bestLoose = Self.best(useful.lazy.map(\.text))

  /// The best of the lines that speak about all recipients: they name none, and stand apart from
  /// what is said about each.
  private lazy var bestCommon = Self.best(
    useful.lazy.filter { [taken] in $0.names.isEmpty && !taken.contains($0.line) }.map(\.text)
  )

  /// The best of the lines that may speak about one of several recipients: one that names it, else,
  /// where no line names anybody, one that speaks about all.
  func bestLoose(for address: EmailAddress?) -> String? {
    let key = address?.key ?? ""
    let own = useful.lazy.filter { [recipients] line in
      line.names.contains(key)
        && line.names.allSatisfy { $0 == key || recipients.places[$0] == nil }
    }
    if let found = Self.best(own.map(\.text)) { return found }
    return useful.allSatisfy(\.names.isEmpty) ? bestCommon : nil
  }

  private static func best(_ texts: some Sequence<String>) -> String? {
    var first: String?
    for text in texts {
      if RecipientBlocks.replyStart(Array(text.utf8)[...]) != nil { return text }
      first = first ?? text
    }
    return first
  }

  /// All of the notice in a line, at most 2 KiB.
  private(set) lazy var summary = notice.summary(limit: 2_048)

  /// What the notice says to all of several recipients, in a line, at most 2 KiB.
  private(set) lazy var common = notice.summary(limit: 2_048, without: taken)

  /// Numbers of the lines about one recipient.
  private lazy var taken = Set(recipients.blocks.lazy.flatMap(\.lines).joined())

  /// Attempts as stated: `after 3 attempt(s)`, `failed 5 attempts`.
  private(set) lazy var attempts: Int? = {
    guard notice.phrases.has(Vocabulary.TextGroup.attempts) else { return nil }
    return Self.attempts(in: notice.lines.lazy.map(\.text))
  }()

  /// Attempts as stated by lines that are about none of several recipients alone.
  private(set) lazy var commonAttempts: Int? = {
    guard notice.phrases.has(Vocabulary.TextGroup.attempts) else { return nil }
    let lines = notice.lines.indices.lazy.filter { [taken] in !taken.contains($0) }
    return Self.attempts(in: lines.map { [notice] in notice.lines[$0].text })
  }()

  /// Attempts as some lines state them.
  static func attempts(in lines: some Sequence<Bytes>) -> Int? {
    for line in lines {
      guard let place = line.firstIndex(ofIgnoringCase: " attempt") else { continue }
      let words = line[..<place].split(separator: .space)
      if let number = words.last?.number, number > 0, number < 100_000 { return number }
    }
    return nil
  }

  /// How long delivery was tried, as stated, in seconds.
  private(set) lazy var triedFor = TriedFor.seconds(in: notice.lines.lazy.map(\.text))

  /// The address from which the text says that a recipient was derived, or the only one of the
  /// notice (`isAlone`).
  func derived(for address: EmailAddress?, isAlone: Bool) -> EmailAddress? {
    isAlone ? derivations.first?.from : address.flatMap { places[$0.key] }
  }

  private lazy var places = Dictionary(
    derivations.compactMap { found in found.recipient.map { ($0.key, found.from) } },
    uniquingKeysWith: { first, _ in first }
  )

  /// Which recipients the text says were derived from which addresses.
  private lazy var derivations: [(recipient: EmailAddress?, from: EmailAddress)] = {
    guard notice.phrases.has(Vocabulary.TextGroup.derived) else { return [] }
    var result: [(recipient: EmailAddress?, from: EmailAddress)] = []
    for (number, line) in notice.lines.enumerated() {
      for label in RecipientBlocks.derivedLabels {
        guard let place = line.text.firstIndex(ofIgnoringCase: label),
          let found = MailAddress.first(in: line.text, from: place)
        else { continue }
        let own = MailAddress.first(in: line.text[..<place])
        let before = number > 0 ? MailAddress.first(in: notice.lines[number - 1].text) : nil
        result.append(((own ?? before)?.address, found.address))
        break
      }
    }
    return result
  }()

  /// Whether a field names an address as a recipient.
  func isKnown(_ address: EmailAddress) -> Bool { known.contains(address.key) }

  /// The recipients that fields name.
  private lazy var known: Set<String> = {
    var result: Set<String> = []
    for group in message.status?.groups ?? [] {
      for field in [group.finalRecipient, group.actualRecipient, group.originalRecipient] {
        if let address = field.flatMap(DeliveryStatus.address) { result.insert(address.key) }
      }
    }
    return result
  }()

  /// The reporter's address and its readers' addresses: no recipients of the failed message.
  private var excluded: Set<String> {
    var result = Set(message.readers.map(\.key))
    if let reporter = message.reporter { result.insert(reporter.key) }
    return result
  }
}
