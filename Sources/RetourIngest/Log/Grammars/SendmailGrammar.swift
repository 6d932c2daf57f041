/// Reads what sendmail (8.9 and later) and Proofpoint's mail server, which is one, log.
///
///     QID: from=<S>, size=N, class=N, nrcpts=N, msgid=<ID>, proto=ESMTP, relay=HOST [IP]
///     QID: to=<R>,<R>, ctladdr=<S> (1001/1001), delay=1+02:03:04, xdelay=00:00:01, mailer=esmtp, pri=N,
///            relay=HOST. [IP], dsn=5.1.1, reply=550 5.1.1 WORDS, stat=User unknown
///     QID: QID2: DSN: User unknown                      the notification
///     QID: QID2: DSN: Cannot send message for 5 days    given up
///
/// `stat=` is a word for an exit code of `sysexits.h` and says less than it seems: a refusal for SPF is
/// "User unknown" too. `reply=` counts before `dsn=`, and that before `stat=`. Source: `deliver.c`,
/// `savemail.c`, runs of 8.17.
enum SendmailGrammar: LogGrammar {
  /// The words of `sysexits.h` (`sysexits.c` of sendmail), in lower case; alone they say no more than the
  /// status code, and may contradict it.
  private static let exitWords: [StaticString] = [
    "service unavailable", "user unknown", "local configuration error", "data format error",
    "remote protocol error", "bad usage", "internal error", "operating system error", "i/o error",
    "can't create output", "insufficient permission", "deferred", "addressee unknown",
    "host unknown",
  ]

  static func fact(_ line: LogLine, _ texts: UnsafeTexts) -> LogFact? {
    let body = line.body
    var end = body.startIndex
    while end < body.endIndex, body[end].isAlphanumeric { end += 1 }
    guard 8...20 ~= end - body.startIndex, end + 8 < body.endIndex, body[end] == UInt8(ascii: ":"),
      body[end + 1] == .space
    else { return nil }
    let queue = body[..<end]
    let words = body[(end + 2)...]
    if words.begins("from=") { return arrival(queue, words) }
    if words.begins("to=") { return attempt(queue, words, texts) }
    return notification(queue, words)
  }

  private static func arrival(_ queue: UnsafeText, _ words: UnsafeText) -> LogFact? {
    guard let size = words.place(of: ", size="), let kind = words[size...].place(of: ", class="),
      let count = value("nrcpts", in: words[kind...])?.number
    else { return nil }
    let sender = bare(words[(words.startIndex + 5)..<size])
    let messageID = value("msgid", in: words[kind...]) ?? .empty
    return .message(queue, messageID: messageID, sender: sender, count: count)
  }

  /// `QID2: DSN: WORDS`, `QID2: sender notify: WORDS`, `QID2: return to sender: WORDS`.
  private static func notification(_ queue: UnsafeText, _ words: UnsafeText) -> LogFact? {
    let notice = words.prefix(while: \.isAlphanumeric)
    guard 8...20 ~= notice.count, words.starts(": ", at: notice.endIndex) else { return nil }
    let rest = words[(notice.endIndex + 2)...]
    let isReturn =
      rest.begins("DSN: ") || rest.begins("return to sender: ")
      || rest.begins("postmaster notify: ")
    if isReturn, rest.place(of: ": Cannot send message ") != nil { return .expired(queue) }
    guard isReturn || rest.begins("sender notify: ") else { return nil }
    return .notified(queue, by: notice, isFinal: isReturn)
  }

  private static func attempt(
    _ queue: UnsafeText,
    _ words: UnsafeText,
    _ texts: UnsafeTexts
  ) -> LogFact? {
    guard let delayMark = mark("delay", in: words, passesQuoted: true) ?? mark("delay", in: words),
      let statMark = words[delayMark...].place(of: ", stat=")
    else { return nil }
    let fields = words[delayMark..<statMark]
    let stat = words[(statMark + 7)...]
    guard let mailer = value("mailer", in: fields) else { return nil }
    if stat.begins("queued") { return .nothing }
    let list = words[..<delayMark]
    let listEnd =
      mark("ctladdr", in: list, passesQuoted: true) ?? mark("ctladdr", in: list) ?? delayMark
    let recipients = addresses(words[(words.startIndex + 3)..<listEnd])
    guard let first = recipients.first else { return nil }
    let status = value("dsn", in: fields) ?? .empty
    var attempt = LogAttempt(recipient: first, outcome: outcome(stat, status))
    attempt.status = status
    attempt.delay = duration(value("delay", in: fields) ?? .empty)
    attempt.relay = value("relay", in: fields) ?? .empty
    let reply = fields.place(of: ", reply=").map { fields[($0 + 8)...] }
    attempt.text = text(stat, reply, status)
    let address = attempt.relay.drop { $0 != UInt8(ascii: "[") }.dropFirst()
    let isInside = OwnNetworks.holds(address.prefix { $0 != UInt8(ascii: "]") })
    if !isRemote(mailer) || attempt.outcome == .delivered && isInside { attempt.outcome = .own }
    return .attempts(queue, texts.keep(list: attempt.toAll(recipients)))
  }

  /// Whether a mailer hands to another server: smtp, esmtp, smtp8, dsmtp, relay.
  private static func isRemote(_ mailer: UnsafeText) -> Bool {
    mailer.indices.contains { mailer[$0...].hasPrefix(ignoringCase: "smtp") }
      || mailer.equals(ignoringCase: "relay")
  }

  private static func outcome(_ stat: UnsafeText, _ status: UnsafeText) -> LogAttempt.Outcome {
    if stat.begins("Deferred") { return .deferred }
    switch status.first {
    case UInt8(ascii: "2"): return .delivered
    case UInt8(ascii: "4"): return .deferred
    case UInt8(ascii: "5"): return .failed
    default: return stat.begins("Sent") ? .delivered : .failed
    }
  }

  /// What was said: the server's reply, else sendmail's words where they say more than a code.
  private static func text(_ stat: UnsafeText, _ reply: UnsafeText?, _ status: UnsafeText)
    -> UnsafeText
  {
    if let reply { return reply }
    var words = stat
    if words.begins("Sent (") { return words.dropFirst(6).dropLast() }
    if words.begins("Deferred: ") { words = words.dropFirst(10) }
    let isBare = exitWords.contains { words.equals(ignoringCase: $0) }
    return isBare && !status.isEmpty ? .empty : words
  }

  // MARK: Fields

  /// Where `, name=` stands; with `passesQuoted` outside of quoted parts of addresses, in which a stranger
  /// may have written it.
  private static func mark(
    _ name: StaticString,
    in words: UnsafeText,
    passesQuoted: Bool = false
  ) -> Int? {
    var search = words.startIndex
    while let comma = words.place(of: UInt8(ascii: ","), from: search) {
      if passesQuoted, let quote = words[search..<comma].firstIndex(of: UInt8(ascii: "\"")) {
        let end = words.endOfQuoted(from: quote)
        guard end > quote else { return nil }
        search = end
        continue
      }
      search = comma + 1
      let place = comma + 2 + name.utf8CodeUnitCount
      if words.starts(name, at: comma + 2), place < words.endIndex,
        words[place] == UInt8(ascii: "=")
      {
        return comma
      }
    }
    return nil
  }

  /// The value of a field, up to the next comma with a blank behind.
  private static func value(_ name: StaticString, in words: UnsafeText) -> UnsafeText? {
    guard let comma = mark(name, in: words) else { return nil }
    let rest = words[(comma + 3 + name.utf8CodeUnitCount)...]
    return rest[..<(rest.place(of: ", ") ?? rest.endIndex)]
  }

  /// The addresses of a list.
  private static func addresses(_ list: UnsafeText) -> [UnsafeText] {
    var (found, start, isQuoted): ([UnsafeText], Int, Bool) = ([], list.startIndex, false)
    for index in list.indices {
      if list[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if list[index] == UInt8(ascii: ","), !isQuoted {
        found.append(bare(list[start..<index].trimmed))
        start = index + 1
      }
    }
    found.append(bare(list[start...].trimmed))
    return found.filter { !$0.isEmpty }
  }

  private static func bare(_ address: UnsafeText) -> UnsafeText {
    guard address.first == UInt8(ascii: "<"), address.last == UInt8(ascii: ">") else {
      return address
    }
    return address.dropFirst().dropLast()
  }

  /// `hh:mm:ss` and `D+hh:mm:ss` in seconds.
  private static func duration(_ text: UnsafeText) -> Int64? {
    var (days, clock): (Int, UnsafeText) = (0, text)
    if let plus = text.firstIndex(of: UInt8(ascii: "+")) {
      guard let number = text[..<plus].number else { return nil }
      (days, clock) = (number, text[(plus + 1)...])
    }
    let parts = clock.split(separator: UInt8(ascii: ":")).compactMap { $0.number }
    guard parts.count == 3 else { return nil }
    return Int64(days * 86_400 + parts[0] * 3_600 + parts[1] * 60 + parts[2])
  }
}
