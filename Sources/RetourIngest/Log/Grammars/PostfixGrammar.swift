import RetourEvents

/// Reads what Postfix logs (2.3 and later).
///
///     smtpd    QID: client=HOST[IP]
///     cleanup  QID: message-id=<ID>
///     qmgr     QID: from=<S>, size=N, nrcpt=N (queue active)
///     smtp     QID: to=<R>, orig_to=<O>, relay=HOST[IP]:PORT, delay=F, delays=A/B/C/D, dsn=D.D.D,
///                status=sent|bounced|deferred (WORDS)
///     qmgr     QID: from=<S>, status=expired, returned to sender
///     bounce   QID: sender non-delivery notification: QID2
///     qmgr     QID: removed
///
/// Source: `log_adhoc.c`, `qmgr_deliver.c`, `bounce_notify_service.c` of Postfix.
enum PostfixGrammar: LogGrammar {
  static func fact(_ line: LogLine, _ texts: UnsafeTexts) -> LogFact? {
    let body = line.body
    var end = body.startIndex
    while end < body.endIndex, body[end].isAlphanumeric { end += 1 }
    // Short queue ids have 6 to 15 characters, long ones up to 20.
    guard 5...20 ~= end - body.startIndex, end + 2 < body.endIndex, body[end] == UInt8(ascii: ":"),
      body[end + 1] == .space
    else { return nil }
    let queue = body[..<end]
    let words = body[(end + 2)...]
    switch words[words.startIndex] {
    case UInt8(ascii: "t") where words.begins("to=<"):
      return attempt(words, line).map { .attempts(queue, texts.keep(list: CollectionOfOne($0))) }
    case UInt8(ascii: "m") where words.begins("message-id="):
      return .identified(queue, messageID: words.dropFirst(11), isResent: false)
    case UInt8(ascii: "r"):
      if words.count == 7, words.begins("removed") { return .closed(queue) }
      guard words.begins("resent-message-id=") else { return nil }
      return .identified(queue, messageID: words.dropFirst(18), isResent: true)
    case UInt8(ascii: "f") where words.begins("from=<"):
      return sender(queue, words)
    case UInt8(ascii: "s") where words.begins("sender "),
      UInt8(ascii: "p") where words.begins("postmaster "):
      return notification(queue, words)
    case UInt8(ascii: "c") where words.begins("client="),
      UInt8(ascii: "u") where words.begins("uid="):
      return .arrived(queue)
    default:
      return nil
    }
  }

  /// `from=<S>, size=N, nrcpt=N (queue active)`, `from=<S>, status=expired, returned to sender`.
  private static func sender(_ queue: UnsafeText, _ words: UnsafeText) -> LogFact? {
    guard let end = endOfSender(words, from: words.startIndex + 6) else { return nil }
    let rest = words[(end + 3)...]
    if rest.begins("status=") {
      let isOver = rest.begins("status=expired") || rest.begins("status=force-expired")
      return isOver ? .expired(queue) : nil
    }
    guard rest.place(of: ", nrcpt=") != nil else { return nil }
    return .sender(queue, words[(words.startIndex + 6)..<end])
  }

  /// `sender non-delivery notification: QID2`, and of other kinds.
  private static func notification(_ queue: UnsafeText, _ words: UnsafeText) -> LogFact? {
    guard let mark = words.place(of: " notification: ") else { return nil }
    let id = words[(mark + 15)...].prefix(while: \.isAlphanumeric)
    guard 5...20 ~= id.count else { return nil }
    return .notified(queue, by: id, isFinal: words.begins("sender non-delivery"))
  }

  // MARK: Attempts

  private static func attempt(_ words: UnsafeText, _ line: LogLine) -> LogAttempt? {
    let start = words.startIndex + 4
    // Both addresses may have a quoted part.
    var head = words.endOfQuoted(from: start)
    if let end = words.place(of: UInt8(ascii: ">"), from: head),
      words.starts(">, orig_to=<", at: end)
    {
      head = words.endOfQuoted(from: end + 12)
    }
    guard let mark = statusMark(words, from: head) else { return nil }
    guard let relayMark = words[head..<mark].place(of: ">, relay=") else { return nil }
    let fields = words[(relayMark + 9)..<mark]
    guard let delayMark = fields.place(of: ", delay="),
      let statusMark = fields.lastPlace(of: ", dsn=")
    else { return nil }
    var relay = fields[..<delayMark]
    if let reuse = relay.place(of: ", conn_use=") { relay = relay[..<reuse] }
    var attempt = LogAttempt(recipient: words[start..<relayMark], outcome: .own)
    if let original = words[words.endOfQuoted(from: start)..<relayMark].place(of: ">, orig_to=<") {
      attempt.recipient = words[start..<original]
      attempt.original = words[(original + 12)..<relayMark]
    }
    attempt.status = fields[(statusMark + 6)...]
    attempt.delay = fields[(delayMark + 8)...].prefix(while: \.isDigit).number.map { Int64($0) }
    attempt.relay = relay
    let rest = words[(mark + 9)...]
    let word = rest.prefix { $0 != .space }
    guard word.endIndex < rest.endIndex else { return nil }
    var text = rest[(word.endIndex + 1)...]
    if text.first == UInt8(ascii: "(") { text = text.dropFirst() }
    if text.last == UInt8(ascii: ")") { text = text.dropLast() }
    attempt.text = text
    guard let outcome = outcome(word) else { return nil }
    let suspended: StaticString = "delivery temporarily suspended: "
    if text.begins(suspended) {
      attempt.isTried = false
      attempt.text = text.dropFirst(suspended.utf8CodeUnitCount)
    }
    attempt.outcome = isOwn(attempt, outcome, line) ? .own : outcome
    return attempt
  }

  private static func outcome(_ word: UnsafeText) -> LogAttempt.Outcome? {
    if word.begins("sent") { return .delivered }
    if word.begins("bounced") { return .failed }
    // With soft_bounce every refusal is tried again.
    if word.begins("deferred") || word.equals(ignoringCase: "softbounce") { return .deferred }
    return word.begins("deliverable") || word.begins("undeliverable") ? .own : nil
  }

  /// Whether an attempt isn't one to deliver to others.
  private static func isOwn(
    _ attempt: LogAttempt,
    _ outcome: LogAttempt.Outcome,
    _ line: LogLine
  ) -> Bool {
    guard outcome != .own else { return true }
    guard let open = attempt.relay.firstIndex(of: UInt8(ascii: "[")) else {
      // `local`, `virtual`, a pipe's name; `none` is a server that couldn't be reached, or none.
      guard attempt.relay.elementsEqual("none".utf8) else { return true }
      return outcome == .delivered || isLocalRefusal(attempt.text, line)
    }
    let address = attempt.relay[(open + 1)...].prefix { $0 != UInt8(ascii: "]") }
    // A socket: `mail.contoso.com[private/dovecot-lmtp]`.
    if address.contains(UInt8(ascii: "/")) { return true }
    // Handed to a filter or a server inside, which has the outcome.
    return outcome == .delivered && OwnNetworks.holds(address)
  }

  /// Whether an address of this server's own isn't known, which no other server said.
  private static func isLocalRefusal(_ text: UnsafeText, _ line: LogLine) -> Bool {
    let program = line.programName
    let part = program[
      (program.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? program.startIndex)...
    ]
    if part.elementsEqual("local".utf8) || part.elementsEqual("virtual".utf8) { return true }
    return part.elementsEqual("error".utf8) && text.hasPrefix(ignoringCase: "user unknown in ")
  }

  /// Where `, status=` stands behind `dsn=D.D.D`.
  private static func statusMark(_ words: UnsafeText, from start: Int) -> Int? {
    var search = start
    while let comma = words.place(of: UInt8(ascii: ","), from: search) {
      search = comma + 1
      if words.starts(", status=", at: comma),
        let dsn = words[start..<comma].suffix(18).lastPlace(of: "dsn="),
        words[(dsn + 4)..<comma].allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") })
      {
        return comma
      }
    }
    return nil
  }

  /// Where a sender ends: before the first field that may follow, behind its quoted part.
  private static func endOfSender(_ words: UnsafeText, from start: Int) -> Int? {
    var search = words.endOfQuoted(from: start)
    while let end = words.place(of: UInt8(ascii: ">"), from: search) {
      if words.starts(">, size=", at: end) || words.starts(">, status=", at: end) { return end }
      search = end + 1
    }
    return nil
  }
}

/// Networks that are nobody else's: the host itself, private and link-local ones (RFC 1122, RFC 1918,
/// RFC 6598, RFC 4193).
enum OwnNetworks {
  /// Whether an address lies in one.
  static func holds(_ text: UnsafeText) -> Bool {
    guard let network = ServerMention.network(text) else { return false }
    let bits = network.bits
    guard network.width == 32 else {
      return bits == 1 || bits >> 121 == 0xFC >> 1 || bits >> 118 == 0xFE80 >> 6
    }
    return bits >> 24 == 127 || bits >> 24 == 10 || bits >> 20 == 0xAC1 || bits >> 16 == 0xC0A8
      || bits >> 22 == 0x6440 >> 6 || bits >> 16 == 0xA9FE
  }
}
