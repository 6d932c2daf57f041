import RetourEvents

/// What one diagnostic text states: codes, the server that spoke, and the stage.
struct DiagnosticFacts {
  var reply: SMTPReply?
  var status: EnhancedStatus?
  /// The other server.
  var server: ServerMention?
  var phase: SMTPPhase?

  /// Reads a text.
  ///
  /// The servers that wrote it (`own`, names in lower case) are never the other one.
  init(_ text: Bytes, besides own: [String] = []) {
    codes(text)
    let marks = Self.marks.groups(in: text)
    server = Self.server(text, marks, besides: own)
    phase = Self.phase(marks)
  }

  // MARK: Codes

  private mutating func codes(_ text: Bytes) {
    if let inner = Self.quotedReply(text) { codes(from: inner, text) }
    codes(from: text.startIndex, text)
  }

  /// Where the reply begins that a server quotes inside its own words: `5.1.0 - Unknown address
  /// error 550-'5.2.2 mailbox full'`, `Message expired.<421 4.4.2 Connection timed out>`.
  private static func quotedReply(_ text: Bytes) -> Int? {
    let start = text.startIndex + 1
    let inBracket = place(of: UInt8(ascii: "<"), from: start, in: text) { place in
      place + 4 < text.endIndex
        && (text[place + 1] == UInt8(ascii: "4") || text[place + 1] == UInt8(ascii: "5"))
        && reply(text, at: place + 1) != nil
    }
    let inQuotes = place(of: UInt8(ascii: "'"), from: start + 3, in: text) { place in
      text[place - 1] == UInt8(ascii: "-") && place + 3 < text.endIndex
        && reply(text, at: place - 4) != nil
    }
    if let inBracket, inBracket < inQuotes ?? .max { return inBracket + 1 }
    return inQuotes.map { $0 - 4 }
  }

  /// The first place of a byte, at or behind another, that passes a test.
  private static func place(
    of byte: UInt8,
    from start: Int,
    in text: Bytes,
    where passes: (Int) -> Bool
  ) -> Int? {
    var search = start
    while let place = text.place(of: byte, from: search) {
      if passes(place) { return place }
      search = place + 1
    }
    return nil
  }

  private mutating func codes(from start: Int, _ text: Bytes) {
    var index = start
    var previous: UInt8 = .space
    while index < text.endIndex, status == nil || reply == nil {
      let byte = text[index]
      if byte == UInt8(ascii: "4") || byte == UInt8(ascii: "5"), Self.mayPrecedeCode(previous) {
        if status == nil, let found = Self.status(text, at: index) {
          status = found.value
          index = found.end
          previous = .space
          continue
        }
        if reply == nil, let found = Self.reply(text, at: index) { reply = found }
      }
      previous = byte
      index += 1
    }
  }

  private static func mayPrecedeCode(_ byte: UInt8) -> Bool {
    !byte.isAlphanumeric && byte != UInt8(ascii: ".") && byte != UInt8(ascii: "@")
      && byte != UInt8(ascii: "_") && byte != UInt8(ascii: "%")
  }

  /// The enhanced status at a place: `4` or `5`, a subject and a detail.
  static func status(_ text: Bytes, at start: Int) -> (value: EnhancedStatus, end: Int)? {
    var index = start + 1
    guard index < text.endIndex, text[index] == UInt8(ascii: ".") else { return nil }
    index += 1
    let subjectStart = index
    while index < text.endIndex, text[index].isDigit { index += 1 }
    guard 1...3 ~= index - subjectStart, index < text.endIndex, text[index] == UInt8(ascii: ".")
    else { return nil }
    let subject = text[subjectStart..<index].number
    index += 1
    let detailStart = index
    while index < text.endIndex, text[index].isDigit { index += 1 }
    guard 1...3 ~= index - detailStart else { return nil }
    // A fourth part makes it a network address or a version.
    if index < text.endIndex, text[index] == UInt8(ascii: "."), index + 1 < text.endIndex,
      text[index + 1].isDigit
    {
      return nil
    }
    if index < text.endIndex, text[index].isLetter { return nil }
    guard let subject, let detail = text[detailStart..<index].number,
      let value = EnhancedStatus(Int(text[start] &- 48), subject, detail), subject <= 7
    else { return nil }
    return (value, index)
  }

  /// The reply code at a place: three digits with something behind that follows a reply code.
  static func reply(_ text: Bytes, at start: Int) -> SMTPReply? {
    guard start + 3 <= text.endIndex, let code = text[start..<(start + 3)].number,
      let reply = SMTPReply(code)
    else { return nil }
    guard start + 3 < text.endIndex else { return reply }
    if isPrice(text, start) { return nil }
    switch text[start + 3] {
    case .space, UInt8(ascii: "-"), UInt8(ascii: "'"), UInt8(ascii: ":"), UInt8(ascii: "\""),
      UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "_"), UInt8(ascii: ")"), UInt8(ascii: ">"),
      UInt8(ascii: "]"), .tab:
      return reply
    case UInt8(ascii: "."):
      return start + 4 < text.endIndex && text[start + 4].isDigit ? nil : reply
    case UInt8(ascii: "#"):
      return reply
    default:
      return nil
    }
  }

  /// Whether a currency or a percent sign stands beside a number of three digits.
  private static func isPrice(_ text: Bytes, _ start: Int) -> Bool {
    let behind = text[(start + 3)...].drop { $0.isBlank || ".,-".utf8.contains($0) }
    let before = text[..<start].suffix(5).trimmed
    return currencies.contains { sign in
      guard behind.starts(with: sign) || before.suffix(sign.count).elementsEqual(sign) else {
        return false
      }
      // Of a sign in letters the whole word.
      let after = behind.dropFirst(sign.count).first
      return sign[0] >= 0x80 || !sign[0].isLetter || after?.isLetter != true
    }
  }

  private static let currencies = ["€", "£", "¥", "$", "%", "EUR", "USD", "GBP", "CHF", "euro"]
    .map { Array($0.utf8) }

  // MARK: The server

  /// Which of ``leads`` occur, as bits in their order, and above them which of ``stages``.
  private static let marks = PhraseAutomaton(
    leads.enumerated().map { ("\($0.element)", $0.offset) }
      + stages.enumerated().flatMap { place, stage in
        stage.phrases.map { ($0, leads.count + place) }
      }
  )

  /// Words after which the name or address of the server stands.
  private static let leads: [StaticString] = [
    "while talking to ", "connect to ", "connection to ", "conversation with ",
    "lost connection with ", "server at ", "remote host ", "connected to ", "host: ", "host ",
    "lastattemptedservername=", "server ", "relay ", "by ",
  ]
  /// How many of ``leads`` are words that stand before other names too: they count only where the
  /// address follows the name.
  private static let weakLeads = 3
  /// Words before `host` that make it the sender's.
  private static let senders: [StaticString] = ["client ", "your ", "sending ", "from "]

  private static func server(
    _ text: Bytes,
    _ marks: UInt64,
    besides own: [String]
  ) -> ServerMention? {
    for (number, lead) in leads.enumerated() where marks.has(number) {
      let isWeak = number >= leads.count - weakLeads
      var search = text.startIndex
      while let place = text.firstIndex(ofIgnoringCase: lead, from: search) {
        search = place + lead.utf8CodeUnitCount
        guard place == text.startIndex || !text[place - 1].isAlphanumeric else { continue }
        let before = text[..<place].suffix(8)
        if senders.contains(where: { before.contains(ignoringCase: $0) }) { continue }
        guard let found = ServerMention(at: text[search...]), !own.contains(found.host ?? ""),
          !isWeak || found.host != nil && found.address != nil
        else { continue }
        return found
      }
    }
    // qmail begins with the address: `192.0.2.7 does not like recipient.`
    guard let end = text.firstIndex(of: .space), ServerMention.isAddress(text[..<end]) else {
      return nil
    }
    return ServerMention(at: text[..<end])
  }

  // MARK: The stage

  /// What names a stage, the most telling first.
  private static let stages: [(phase: SMTPPhase, phrases: [String])] = [
    (.data, ["in reply to end of data", "in reply to data"]),
    (.rcpt, ["in reply to rcpt"]),
    (.mail, ["in reply to mail"]),
    (.ehlo, ["in reply to ehlo", "in reply to helo"]),
    (.starttls, ["in reply to starttls"]),
    (.auth, ["in reply to auth"]),
    (.data, ["after end of data", "after data"]),
    (.rcpt, ["after rcpt"]),
    (.mail, ["after mail from"]),
    (.ehlo, ["after ehlo", "after helo"]),
    (.starttls, ["after starttls"]),
    (.connect, ["after initial connection"]),
    (.auth, ["after auth"]),
    (.data, ["after i sent the message"]),
    (.rcpt, ["does not like recipient"]),
    (.mail, ["does not like sender"]),
    (.rcpt, ["rcpt to response", "[rcpt_to]"]),
    (.mail, ["[mail_from]"]),
    (.data, ["[data]"]),
    (.connect, ["[connect]"]),
    (.rcpt, ["for rcpt command"]),
    (.data, ["for text command", "for data command"]),
    (.mail, ["for mail command"]),
    (.rcpt, ["after rcpt command", "smtp:rcpt", "rejected at rcpt"]),
    (.data, ["did not like our final data"]),
    (.rcpt, ["did not like our rcpt"]),
    (.mail, ["did not like our mail"]),
    (.data, ["did not like our data"]),
    (.rcpt, ["while sending rcpt to"]),
    (.mail, ["while sending mail from"]),
    (.data, ["while sending end of data", "while sending message body"]),
    (.connect, ["while receiving the initial server greeting"]),
    (.ehlo, ["while performing the ehlo", "while performing the helo"]),
    (.rcpt, ["rcpt to:<", ">>> rcpt to"]),
    (.mail, [">>> mail from"]),
    (.data, [">>> data"]),
    (
      .connect,
      [
        "smtp connection", "connect to ", "connection refused", "connection timed out",
        "no route to host", "refused to talk to me",
      ]
    ),
  ]

  /// The stage that a text with these marks names; where it names several, the one that stands
  /// first in the table.
  private static func phase(_ marks: UInt64) -> SMTPPhase? {
    let found = marks >> UInt64(leads.count)
    return found == 0 ? nil : stages[found.trailingZeroBitCount].phase
  }
}
