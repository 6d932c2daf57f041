/// Reads what qmail-send logs (qmail, netqmail, s/qmail), through multilog or syslog.
///
///     new msg 25773003
///     info msg 25773003: bytes 362 from <kim@contoso.com> qp 15003 uid 7791
///     starting delivery 103: msg 25773003 to remote nobody@fabrikam.com
///     delivery 103: failure: 198.51.100.25_does_not_like_recipient./Remote_host_said:_550_.../
///     bounce msg 25773003 qp 16003
///     end msg 25773003
///
/// A number of a message is that of its file, which the next one may have at once. No line has the
/// Message-ID; blanks are written as `_`, line ends as `/`. Source: `qmail-send.c`.
enum QmailGrammar: LogGrammar {
  static func fact(_ line: LogLine, _ texts: UnsafeTexts) -> LogFact? {
    let body = line.body
    switch body.first {
    case UInt8(ascii: "n"):
      guard body.begins("new msg ") else { return nil }
      return number(body.dropFirst(8)).map { .arrived($0) }
    case UInt8(ascii: "i"): return info(body)
    case UInt8(ascii: "s"): return start(body)
    case UInt8(ascii: "d"): return end(body, texts)
    case UInt8(ascii: "e"):
      guard body.begins("end msg ") else { return nil }
      return number(body.dropFirst(8)).map { .closed($0) }
    case UInt8(ascii: "b"):
      return body.begins("bounce msg ") && body.place(of: " qp ") != nil ? .nothing : nil
    default: return nil
    }
  }

  private static func number(_ words: UnsafeText) -> UnsafeText? {
    let number = words.prefix(while: \.isDigit)
    return number.isEmpty || number.count > 20 ? nil : number
  }

  private static func info(_ body: UnsafeText) -> LogFact? {
    guard body.begins("info msg "), let id = number(body.dropFirst(9)),
      let from = body.place(of: " from <"), let end = body[from...].lastPlace(of: "> qp ")
    else { return nil }
    return .sender(id, body[(from + 7)..<end])
  }

  private static func start(_ body: UnsafeText) -> LogFact? {
    guard body.begins("starting delivery "), let run = number(body.dropFirst(18)),
      body.starts(": msg ", at: run.endIndex), let id = number(body[(run.endIndex + 6)...]),
      body.starts(" to ", at: id.endIndex)
    else { return nil }
    let place = body[(id.endIndex + 4)...]
    let isOwn = !place.begins("remote ")
    return .started(number: run, id, recipient: place.dropFirst(isOwn ? 6 : 7), isOwn: isOwn)
  }

  private static func end(_ body: UnsafeText, _ texts: UnsafeTexts) -> LogFact? {
    guard body.begins("delivery "), let run = number(body.dropFirst(9)),
      body.starts(": ", at: run.endIndex)
    else { return nil }
    let words = body[(run.endIndex + 2)...]
    let outcomes: [(StaticString, LogAttempt.Outcome)] = [
      ("success: ", .delivered), ("failure: ", .failed), ("deferral: ", .deferred),
    ]
    guard let (word, outcome) = outcomes.first(where: { words.begins($0.0) }) else { return nil }
    var attempt = LogAttempt(recipient: .empty, outcome: outcome)
    let said = words.dropFirst(word.utf8CodeUnitCount)
    attempt.text = texts.keep(spoken(said))
    attempt.relay = server(said)
    if outcome == .delivered, OwnNetworks.holds(attempt.relay) { attempt.outcome = .own }
    return .ended(number: run, texts.keep(list: [attempt]))
  }

  /// The words with their blanks and line ends; a `/` inside a line, as links have them, stays.
  private static func spoken(_ words: UnsafeText) -> Bytes {
    var text: [UInt8] = []
    text.reserveCapacity(words.count)
    for index in words.indices {
      switch words[index] {
      case UInt8(ascii: "_"): text.append(.space)
      case UInt8(ascii: "/") where endsLine(words, at: index): text.append(.space)
      default: text.append(words[index])
      }
    }
    return text[...].trimmed
  }

  private static func endsLine(_ words: UnsafeText, at index: Int) -> Bool {
    if index + 1 == words.endIndex
      || index > words.startIndex && words[index - 1] == UInt8(ascii: ".")
    {
      return true
    }
    let own: [StaticString] = ["Remote_host_said:", "Giving_up_on_", "I'm_not_going_to_try_"]
    return own.contains { words.starts($0, at: index + 1) }
  }

  /// The address of the server that spoke: `198.51.100.25_does_not_like_recipient.`,
  /// `Connected_to_198.51.100.25_but_...`.
  private static func server(_ words: UnsafeText) -> UnsafeText {
    let rest = words.hasPrefix(ignoringCase: "connected_to_") ? words.dropFirst(13) : words
    let address = rest.prefix { $0 != UInt8(ascii: "_") }
    return ServerMention.isAddress(address) ? address : .empty
  }
}
