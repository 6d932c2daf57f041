import Events

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
    reporter: message.reporter?.domain
  )

  /// Lines that hold an SMTP reply or a reason and belong to no recipient.
  private(set) lazy var loose = RecipientBlocks.replies(notice)

  /// The line that tells most of those that belong to no recipient: one with a reply, else one
  /// that names a reason.
  private(set) lazy var bestLoose: String? = {
    let useful = loose.filter { !ReportDraft.isNoise(ReportDraft.clean($0)) }
    return (useful.first { RecipientBlocks.replyStart($0) != nil } ?? useful.first)
      .map(ReportDraft.clean)
  }()

  /// All of the notice in a line, at most 2 KiB.
  private(set) lazy var summary = notice.summary(limit: 2_048)

  /// Attempts as stated: `after 3 attempt(s)`, `failed 5 attempts`.
  private(set) lazy var attempts: Int? = {
    guard notice.phrases.has(Vocabulary.TextGroup.attempts) else { return nil }
    for line in notice.lines {
      guard let place = line.text.firstIndex(ofIgnoringCase: " attempt") else { continue }
      let words = line.text[..<place].split(separator: .space)
      if let number = words.last?.number, number > 0, number < 100_000 { return number }
    }
    return nil
  }()

  /// The address from which the text says a recipient was derived.
  private(set) lazy var derived: EmailAddress? = {
    guard notice.phrases.has(Vocabulary.TextGroup.derived) else { return nil }
    for line in notice.lines {
      for label in RecipientBlocks.derivedLabels {
        if let place = line.text.firstIndex(ofIgnoringCase: label),
          let found = MailAddress.first(in: line.text, from: place)
        {
          return found.address
        }
      }
    }
    return nil
  }()

  /// The reporter's address and its readers' addresses: no recipients of the failed message.
  private var excluded: Set<String> {
    var result = Set(message.readers.map(\.key))
    if let reporter = message.reporter { result.insert(reporter.key) }
    return result
  }
}
