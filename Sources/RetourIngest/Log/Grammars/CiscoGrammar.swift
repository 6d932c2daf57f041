/// Reads the text mail logs of Cisco Secure Email (ESA, IronPort), also where syslog has put them.
///
///     Info: Start MID 4003 ICID 5
///     Info: MID 4003 ICID 5 From: <kim@contoso.com>
///     Info: MID 4003 ICID 5 RID 0 To: <nobody@fabrikam.com>
///     Info: MID 4003 Message-ID '<d03.0003@contoso.com>'
///     Info: New SMTP DCID 8003 interface 192.0.2.44 address 198.51.100.25 port 25
///     Info: Delivery start DCID 8003 MID 4003 to RID [0]
///     Info: Delayed: DCID 8003 MID 4003 to RID 0 - 4.1.0 - LABEL ('450', ['WORDS']) []
///     Info: Bounced: DCID 8003 MID 4003 to RID 0 - 5.1.0 - LABEL ('550', ['WORDS', "MORE"]) []
///     Info: Message done DCID 8003 MID 4003 to RID [0, 1]
///     Info: MID 4003 RID [0] Response '2.0.0 Ok'
///     Info: Message finished MID 4003 done
///
/// A recipient is told by its number (RID) in the message (MID), a server by that of the connection
/// (DCID), of which 0 is none. Newer versions add `From: <S> To: <R>` before the RID; one of 2004 writes
/// `DCID: 1911 Message 3993 to 0`. The label, and the code before it, are Cisco's own and the same for
/// all refusals; where a server has spoken only its code and words count. Source: the chapter on logging
/// in Cisco's user guide for AsyncOS.
enum CiscoGrammar: LogGrammar {
  private static let levels: [StaticString] = [
    "Info: ", "Warning: ", "Critical: ", "Debug: ", "Trace: ",
  ]

  static func fact(_ line: LogLine, _ texts: UnsafeTexts) -> LogFact? {
    var body = line.body
    // Most lines are of others: their first byte tells.
    switch body.first {
    case UInt8(ascii: "I"), UInt8(ascii: "W"), UInt8(ascii: "C"), UInt8(ascii: "D"),
      UInt8(ascii: "T"):
      if let level = levels.first(where: { body.begins($0) }) {
        body = body.dropFirst(level.utf8CodeUnitCount)
      }
    case UInt8(ascii: "M"), UInt8(ascii: "S"), UInt8(ascii: "B"), UInt8(ascii: "N"): break
    default: return nil
    }
    switch body.first {
    case UInt8(ascii: "M"): return message(body, texts)
    case UInt8(ascii: "S") where body.begins("Start MID "):
      var words = LogWords(body.dropFirst(10))
      return words.number().map { .arrived($0) }
    case UInt8(ascii: "B") where body.begins("Bounced: "):
      return refusal(body.dropFirst(9), .failed, texts)
    case UInt8(ascii: "D"): return delivery(body, texts)
    case UInt8(ascii: "N") where body.begins("New SMTP DCID "):
      return connection(body.dropFirst(14))
    case UInt8(ascii: "N") where body.begins("New SMTP ICID "): return .nothing
    case UInt8(ascii: "I") where body.begins("ICID "):
      return body.dropFirst(5).first?.isDigit == true ? .nothing : nil
    default: return nil
    }
  }

  // MARK: Messages

  private static func message(_ body: UnsafeText, _ texts: UnsafeTexts) -> LogFact? {
    var words = LogWords(body)
    if words.take("Message done") { return done(words, texts) }
    if words.take("Message finished") {
      return words.take("MID") ? words.number().map { .closed($0) } : nil
    }
    if words.take("Message aborted") { return words.take("MID") ? .nothing : nil }
    guard words.take("MID"), let id = words.number() else { return nil }
    if words.take("Message-ID") {
      return .identified(id, messageID: unquoted(words.rest), isResent: false)
    }
    if let origin = origin(words) { return origin(id) }
    if words.take("ICID") {
      guard words.number() != nil else { return nil }
      return envelope(id, words)
    }
    guard words.take("RID"), let numbers = words.numbers(), words.take("Response") else {
      return .nothing
    }
    return response(id, numbers, unquoted(words.rest), texts)
  }

  /// `From: <S>`, `RID 0 To: <R>`; a recipient without a number was refused when it came.
  private static func envelope(_ id: UnsafeText, _ words: LogWords) -> LogFact {
    var words = words
    if words.take("From:") {
      return words.address().map { .sender(id, $0) } ?? .nothing
    }
    guard words.take("RID"), let number = words.number()?.number, words.take("To:"),
      let address = words.address()
    else { return .nothing }
    return .recipient(id, number: number, address)
  }

  /// What tells that a message comes from another one, or the other one from it.
  private static func origin(_ words: LogWords) -> ((UnsafeText) -> LogFact)? {
    var words = words
    if words.take("rewritten to MID") {
      return words.number().map { new in { .derived(new, from: $0) } }
    }
    if words.take("was split creating MID") {
      return words.number().map { new in { .derived(new, from: $0) } }
    }
    _ = words.take("was")
    if words.take("generated for bounce of MID") {
      return words.number().map { old in { .notified(old, by: $0, isFinal: true) } }
    }
    if words.take("generated based on MID") {
      return words.number().map { old in { .derived($0, from: old) } }
    }
    return nil
  }

  // MARK: Deliveries

  private static func connection(_ rest: UnsafeText) -> LogFact? {
    var words = LogWords(rest)
    guard let number = words.number(), let mark = words.rest.place(of: " address ") else {
      return nil
    }
    let address = words.rest[(mark + 9)...].prefix { $0 != .space }
    return .connected(number: number, relay: address)
  }

  private static func delivery(_ body: UnsafeText, _ texts: UnsafeTexts) -> LogFact? {
    if body.begins("Delayed: ") { return refusal(body.dropFirst(9), .deferred, texts) }
    var words = LogWords(body)
    guard words.take("Delivery start") else {
      return words.take("DCID") && words.number() != nil ? .nothing : nil
    }
    guard let names = Names(&words), let numbers = words.numbers() else { return nil }
    var attempt = LogAttempt(recipient: .empty, outcome: .deferred)
    attempt.isBegun = true
    return numbered(names, numbers, attempt, texts)
  }

  private static func done(_ rest: LogWords, _ texts: UnsafeTexts) -> LogFact? {
    var words = rest
    guard let names = Names(&words), let numbers = words.numbers() else { return nil }
    let attempt = LogAttempt(recipient: .empty, outcome: .delivered)
    return numbered(names, numbers, attempt, texts)
  }

  private static func numbered(
    _ names: Names,
    _ numbers: [Int],
    _ attempt: LogAttempt,
    _ texts: UnsafeTexts
  ) -> LogFact {
    .numbered(
      names.message,
      texts.keep(list: numbers),
      texts.keep(list: [attempt]),
      connection: names.connection
    )
  }

  /// The words with which a server took a message; they come before or behind `Message done`.
  private static func response(
    _ id: UnsafeText,
    _ numbers: [Int],
    _ said: UnsafeText,
    _ texts: UnsafeTexts
  ) -> LogFact {
    if said.first == UInt8(ascii: "4") || said.first == UInt8(ascii: "5") { return .nothing }
    var attempt = LogAttempt(recipient: .empty, outcome: .delivered)
    attempt.text = said
    attempt.status = said.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
    return .numbered(
      id,
      texts.keep(list: numbers),
      texts.keep(list: [attempt]),
      connection: .empty
    )
  }

  /// `DCID 8003 MID 4003 to RID 0 - 5.1.0 - LABEL ('550', ['WORDS']) []`.
  private static func refusal(
    _ rest: UnsafeText,
    _ outcome: LogAttempt.Outcome,
    _ texts: UnsafeTexts
  ) -> LogFact? {
    var words = LogWords(rest)
    guard let names = Names(&words), let numbers = words.numbers(), words.take("-") else {
      return nil
    }
    var attempt = LogAttempt(recipient: names.recipient, outcome: outcome)
    attempt.sender = names.sender
    let said = words.rest.drop { $0 == .space }
    let status = said.prefix { $0 != .space }
    var label = said[status.endIndex...]
    if label.begins(" - ") { label = label.dropFirst(3) }
    var (code, spoken): (UnsafeText, [UInt8]) = (.empty, [])
    if let mark = label.place(of: " ('") {
      code = label[(mark + 3)...].prefix(while: \.isDigit)
      spoken = PythonList.joined(Array(label[code.endIndex...]))
      label = label[..<mark]
    }
    if code.isEmpty || code.elementsEqual("000".utf8) {
      // No server has spoken: the words are Cisco's.
      attempt.status = status
      attempt.text = texts.keep(label + (spoken.isEmpty ? [] : Array(": ".utf8) + spoken))
    } else {
      attempt.text = texts.keep(code + (spoken.isEmpty ? [] : [.space] + spoken))
    }
    if outcome == .failed, label.begins("Delivery expired") {
      attempt.isExpiry = true
      attempt.isTried = false
    }
    return numbered(names, numbers, attempt, texts)
  }

  private static func unquoted(_ words: UnsafeText) -> UnsafeText {
    let words = words.trimmed
    guard words.count > 1, let quote = words.first, words.last == quote,
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    else { return words }
    return words.dropFirst().dropLast()
  }

  /// The names of connection and message in front of the numbers of recipients.
  private struct Names {
    let connection: UnsafeText
    let message: UnsafeText
    /// In newer versions the sender and recipient, too.
    let sender: UnsafeText?
    let recipient: UnsafeText

    init?(_ words: inout LogWords) {
      guard words.take("DCID") || words.take("DCID:"), let connection = words.number(),
        words.take("MID") || words.take("Message"), let message = words.number()
      else { return nil }
      (self.connection, self.message) = (connection, message)
      sender = words.take("From:") ? words.address() : nil
      recipient = words.take("To:") ? words.address() ?? .empty : .empty
      _ = words.take("to")
      _ = words.take("RID")
    }
  }
}

/// A list of texts as Python writes it: `['550 no', "that's it"]`.
enum PythonList {
  /// The texts of the first list in some words, one behind the other.
  ///
  /// Lines of a reply repeat their enhanced status code; it stays once.
  static func joined(_ words: [UInt8]) -> [UInt8] {
    guard let open = words.firstIndex(of: UInt8(ascii: "[")) else { return [] }
    var (result, code): ([UInt8], Bytes) = ([], [])
    var index = open + 1
    while index < words.endIndex, words[index] != UInt8(ascii: "]") {
      let quote = words[index]
      guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
        index += 1
        continue
      }
      let text = text(words, from: index + 1, to: quote, end: &index)[...].trimmed
      let front = text.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
      if code.isEmpty { code = front }
      let isAgain = !result.isEmpty && !front.isEmpty && front.elementsEqual(code)
      if !result.isEmpty { result.append(.space) }
      result.append(contentsOf: isAgain ? text.dropFirst(front.count).trimmed : text)
    }
    return result
  }

  /// One text with its escapes resolved; `end` is put behind its quote.
  private static func text(_ words: [UInt8], from start: Int, to quote: UInt8, end: inout Int)
    -> [UInt8]
  {
    var text: [UInt8] = []
    var index = start
    while index < words.endIndex, words[index] != quote {
      guard words[index] == UInt8(ascii: "\\"), index + 1 < words.endIndex else {
        text.append(words[index])
        index += 1
        continue
      }
      index += 2
      switch words[index - 1] {
      case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): text.append(.space)
      case UInt8(ascii: "x"):
        guard index + 2 <= words.endIndex, let high = words[index].hexValue,
          let low = words[index + 1].hexValue
        else { continue }
        text.append(high << 4 | low)
        index += 2
      default: text.append(words[index - 1])
      }
    }
    end = min(index + 1, words.endIndex)
    return text
  }
}
