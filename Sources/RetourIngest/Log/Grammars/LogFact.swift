/// What one line of a server's log tells about a message in its queue.
///
/// It holds nothing and is small, because one is kept for each line of a block.
enum LogFact {
  /// A message came into the queue: everything known under the id before is another one's.
  case arrived(UnsafeText)
  /// The same, with its Message-ID and sender; `about` is the id of the message that it is a notification
  /// about, empty for none.
  ///
  /// `count` is the number of its recipients, where it is told; then nobody says that it left.
  case message(
    UnsafeText,
    messageID: UnsafeText,
    sender: UnsafeText,
    about: UnsafeText = .empty,
    count: Int? = nil
  )
  /// Its Message-ID, with or without angle brackets; `isResent` that of a `Resent-Message-ID:`, which
  /// counts where there is no other.
  case identified(UnsafeText, messageID: UnsafeText, isResent: Bool)
  /// Its envelope sender without angle brackets; empty for a notification.
  case sender(UnsafeText, UnsafeText)
  /// What became of attempts to deliver it to one recipient or, in the same words, to several.
  case attempts(UnsafeText, UnsafeList<LogAttempt>)
  /// An attempt began that has a number of its own, by which ``ended`` speaks of it.
  case started(number: UnsafeText, UnsafeText, recipient: UnsafeText, isOwn: Bool)
  /// What became of the attempt with a number; its recipient stands in ``started``.
  case ended(number: UnsafeText, UnsafeList<LogAttempt>)
  /// The number that a recipient has in its message, by which ``numbered`` speaks of it.
  case recipient(UnsafeText, number: Int, UnsafeText)
  /// What became of an attempt for recipients that are told by their numbers, over a connection with a
  /// number of its own, empty for none; the attempt's own recipient counts where a number isn't known.
  case numbered(
    UnsafeText,
    UnsafeList<Int>,
    UnsafeList<LogAttempt>,
    connection: UnsafeText
  )
  /// The server at the other end of a connection with a number.
  case connected(number: UnsafeText, relay: UnsafeText)
  /// A message was made from another one, whose sender, recipients and Message-ID it has until its own
  /// are told.
  case derived(UnsafeText, from: UnsafeText)
  /// A server that couldn't be talked to, which the next line doesn't name again.
  case trouble(UnsafeText, relay: UnsafeText)
  /// An event of a service: all about one recipient at once.
  case event(
    UnsafeText,
    messageID: UnsafeText,
    sender: UnsafeText,
    arrived: Int64?,
    UnsafeList<LogAttempt>
  )
  /// It was too long in the queue: every recipient whose last word was *later* has failed.
  case expired(UnsafeText)
  /// The server's own notification about it, by the id that this has in the queue; only one about a
  /// failure is `final`.
  case notified(UnsafeText, by: UnsafeText, isFinal: Bool)
  /// It left the queue.
  case closed(UnsafeText)
  /// Something of the server's that says nothing about deliveries.
  case nothing

  /// Whether it is what a server writes first about a message.
  var isFirst: Bool {
    switch self {
    case .arrived, .message, .identified(_, _, isResent: false): true
    default: false
    }
  }

  /// The id of the message that the line is about; nil where it names none, and for events of services.
  var queueID: UnsafeText? {
    switch self {
    case .arrived(let id), .message(let id, _, _, _, _), .identified(let id, _, _),
      .sender(let id, _),
      .attempts(let id, _), .started(_, let id, _, _), .recipient(let id, _, _),
      .numbered(let id, _, _, _), .derived(let id, _), .trouble(let id, _), .expired(let id),
      .notified(let id, _, _), .closed(let id):
      id
    case .ended, .connected, .event, .nothing: nil
    }
  }
}

/// One attempt to deliver a message to one recipient.
struct LogAttempt {
  /// What came of an attempt.
  enum Outcome: UInt8 {
    /// Another server took it.
    case delivered
    /// It will be tried again.
    case deferred
    /// It failed for good.
    case failed
    /// A service didn't try, because the address is on its list.
    case suppressed
    /// It isn't a delivery to others: a mailbox of this server, an alias, a filter of one's own, a probe.
    case own
  }

  /// The address that was tried, without angle brackets.
  var recipient: UnsafeText
  /// The address before aliases; empty where the line has none.
  var original: UnsafeText = .empty
  var outcome: Outcome
  /// Whether a server was tried, and not only the memory of the last time asked.
  var isTried = true
  /// Whether it has only begun: another line tells what came of it.
  var isBegun = false
  /// Whether the line says no more than that time is up, so that the words before count.
  var isExpiry = false
  /// The enhanced status code as it stands; may be empty.
  var status: UnsafeText = .empty
  /// The other server as it stands, `mx1.fabrikam.com[198.51.100.25]:25`; empty for none.
  var relay: UnsafeText = .empty
  /// Seconds since the message came; nil where the line doesn't say.
  var delay: Int64?
  /// The words.
  var text: UnsafeText = .empty
  /// The sender, where each line has it; nil where it hasn't.
  var sender: UnsafeText?
  /// How many attempts there were so far, where it is stated.
  var attempts: Int?
  /// Whether the message has this recipient alone, so that it leaves the queue once this one is done.
  var isAlone = false
  /// Seconds without another attempt after which the server, which doesn't say so, has given up; nil
  /// where it says so.
  var patience: Int64?
}

/// Understands the lines of one kind of server.
///
/// A line is recognised by what the program says, not by the program's name, which is configured.
protocol LogGrammar {
  /// What a line tells; nil where it isn't such a server's.
  ///
  /// Words that don't stand in it as they are, are kept in `texts`.
  static func fact(_ line: LogLine, _ texts: UnsafeTexts) -> LogFact?
}

/// The kinds of servers whose logs are understood.
enum LogServer: CaseIterable {
  case postfix
  case exim
  case sendmail
  case openSMTPD
  case qmail
  case zoneMTA
  case cisco
  case stalwart
  case mimecast

  /// The server and its versions, for people.
  var title: String {
    switch self {
    case .postfix: "Postfix 2.3 and later"
    case .exim: "Exim 4, main log"
    case .sendmail: "sendmail 8.9 and later"
    case .openSMTPD: "OpenSMTPD 6.4 and later"
    case .qmail: "qmail, netqmail, s/qmail: qmail-send"
    case .zoneMTA: "zone-mta"
    case .cisco: "Cisco Secure Email (ESA, IronPort): mail_logs"
    case .stalwart: "Stalwart 0.10 and later"
    case .mimecast: "Mimecast, log of deliveries (SIEM)"
    }
  }

  /// What a line tells; nil where it isn't such a server's.
  func fact(_ line: LogLine, _ texts: UnsafeTexts) -> LogFact? {
    switch self {
    case .postfix: PostfixGrammar.fact(line, texts)
    case .exim: EximGrammar.fact(line, texts)
    case .sendmail: SendmailGrammar.fact(line, texts)
    case .openSMTPD: OpenSMTPDGrammar.fact(line, texts)
    case .qmail: QmailGrammar.fact(line, texts)
    case .zoneMTA: ZoneMTAGrammar.fact(line, texts)
    case .cisco: CiscoGrammar.fact(line, texts)
    case .stalwart: StalwartGrammar.fact(line, texts)
    case .mimecast: MimecastGrammar.fact(line, texts)
    }
  }

  /// What a line tells, by the grammar that understood the line before, else by any of them.
  static func fact(_ line: LogLine, _ texts: UnsafeTexts, _ last: inout LogServer) -> LogFact? {
    if let fact = last.fact(line, texts) { return fact }
    for server in allCases where server != last {
      guard let fact = server.fact(line, texts) else { continue }
      last = server
      return fact
    }
    return nil
  }

  /// Those whose lines a line may be one of.
  static func all(of line: LogLine, _ texts: UnsafeTexts) -> [LogServer] {
    allCases.filter { $0.fact(line, texts) != nil }
  }
}
