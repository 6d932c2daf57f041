import Events

/// What one diagnostic text states: codes, the server that spoke, and the stage.
struct DiagnosticFacts {
  var reply: SMTPReply?
  var status: EnhancedStatus?
  var remoteHost: String?
  var remoteIP: String?
  var remotePort: Int?
  var phase: SMTPPhase?

  init(_ text: Bytes) {
    codes(text)
    host(text)
    phase = Self.phase(text)
  }

  // MARK: Codes

  private mutating func codes(_ text: Bytes) {
    if let inner = Self.quotedReply(text) { codes(from: inner, text) }
    codes(from: text.startIndex, text)
  }

  /// Where the reply begins that a server quotes inside its own words: `5.1.0 - Unknown address
  /// error 550-'5.2.2 mailbox full'`, `Message expired.<421 4.4.2 Connection timed out>`.
  private static func quotedReply(_ text: Bytes) -> Int? {
    var index = text.startIndex + 1
    while index + 4 < text.endIndex {
      let byte = text[index]
      if byte == UInt8(ascii: "<"),
        text[index + 1] == UInt8(ascii: "4") || text[index + 1] == UInt8(ascii: "5"),
        reply(text, at: index + 1) != nil
      {
        return index + 1
      }
      if byte == UInt8(ascii: "-"), text[index + 1] == UInt8(ascii: "'"),
        index >= text.startIndex + 3,
        reply(text, at: index - 3) != nil
      {
        return index - 3
      }
      index += 1
    }
    return nil
  }

  private mutating func codes(from start: Int, _ text: Bytes) {
    var index = start
    var previous: UInt8 = .space
    while index < text.endIndex {
      let byte = text[index]
      if byte.isDigit, byte == UInt8(ascii: "4") || byte == UInt8(ascii: "5"),
        Self.mayPrecedeCode(previous)
      {
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
    switch text[start + 3] {
    case .space, UInt8(ascii: "-"), UInt8(ascii: "'"), UInt8(ascii: ":"), UInt8(ascii: "\""),
      UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "_"), UInt8(ascii: ")"), UInt8(ascii: ">"),
      .tab:
      return reply
    case UInt8(ascii: "."):
      return start + 4 < text.endIndex && text[start + 4].isDigit ? nil : reply
    case UInt8(ascii: "#"):
      return reply
    default:
      return nil
    }
  }

  // MARK: The server

  /// Which of ``leads`` occur, as bits in their order.
  private static let leadFinder = PhraseAutomaton(
    leads.enumerated().map { ("\($0.element)", $0.offset) }
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

  private mutating func host(_ text: Bytes) {
    let present = Self.leadFinder.groups(in: text)
    for (number, lead) in Self.leads.enumerated() where present.has(number) {
      var search = text.startIndex
      while let place = text.firstIndex(ofIgnoringCase: lead, from: search) {
        search = place + lead.utf8CodeUnitCount
        guard place == text.startIndex || !text[place - 1].isAlphanumeric else { continue }
        let before = text[..<place].suffix(8)
        if Self.senders.contains(where: { before.contains(ignoringCase: $0) }) { continue }
        if take(text[search...], isWeak: number >= Self.leads.count - Self.weakLeads) { return }
      }
    }
    // qmail begins with the address: `192.0.2.7 does not like recipient.`
    if let end = text.firstIndex(of: .space), Self.isIP(text[..<end]) {
      remoteIP = text[..<end].text
    }
  }

  /// Takes `name[ip]:port`, `name [ip]`, `name (ip)`, `ip`, `[ip]`.
  private mutating func take(_ text: Bytes, isWeak: Bool) -> Bool {
    var index = text.startIndex
    while index < text.endIndex, "<\"'[(".utf8.contains(text[index]) { index += 1 }
    let start = index
    while index < text.endIndex,
      MailAddress.isDomainByte(text[index]) || text[index] == UInt8(ascii: ":")
    {
      index += 1
    }
    var end = index
    while end > start, !text[end - 1].isAlphanumeric { end -= 1 }
    let name = text[start..<end]
    if Self.isIP(name) {
      if !isWeak { remoteIP = name.text }
      return !isWeak
    }
    guard name.contains(UInt8(ascii: ".")), !name.contains(UInt8(ascii: ":")),
      name.contains(where: \.isLetter), let domain = DomainNames.parse(name)
    else { return false }
    let rest = text[end...].drop {
      $0 == UInt8(ascii: ".") || $0.isBlank || $0 == UInt8(ascii: ">")
    }
    if let open = rest.first, open == UInt8(ascii: "[") || open == UInt8(ascii: "("),
      let close = rest.firstIndex(where: { $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: ")") })
    {
      let inner = rest[(rest.startIndex + 1)..<close]
      if Self.isIP(inner) {
        remoteIP = inner.text
        let after = rest[(close + 1)...]
        if after.first == UInt8(ascii: ":") {
          remotePort = after.dropFirst().prefix(5).prefix(while: \.isDigit).number
        }
      }
    }
    guard !isWeak || remoteIP != nil else { return false }
    remoteHost = domain.name
    return true
  }

  /// Whether the bytes are an IPv4 address, or look like an IPv6 address.
  static func isIP(_ bytes: Bytes) -> Bool {
    let text = bytes.hasPrefix(ignoringCase: "ipv6:") ? bytes.dropFirst(5) : bytes
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    if parts.count == 4, parts.allSatisfy({ ($0.number ?? 256) < 256 && $0.count <= 3 }) {
      return true
    }
    return 2...39 ~= text.count && text.filter { $0 == UInt8(ascii: ":") }.count >= 2
      && text.allSatisfy {
        $0.hexValue != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
      }
  }

  // MARK: The stage

  private static let stages: [(StaticString, SMTPPhase)] = [
    ("in reply to end of data", .data), ("in reply to data", .data),
    ("in reply to rcpt", .rcpt), ("in reply to mail", .mail), ("in reply to ehlo", .ehlo),
    ("in reply to helo", .ehlo), ("in reply to starttls", .starttls), ("in reply to auth", .auth),
    ("after end of data", .data), ("after data", .data), ("after rcpt", .rcpt),
    ("after mail from", .mail), ("after ehlo", .ehlo), ("after helo", .ehlo),
    ("after starttls", .starttls), ("after initial connection", .connect),
    ("after auth", .auth), ("after i sent the message", .data),
    ("does not like recipient", .rcpt), ("does not like sender", .mail),
    ("rcpt to response", .rcpt), ("[rcpt_to]", .rcpt), ("[mail_from]", .mail), ("[data]", .data),
    ("[connect]", .connect), ("for rcpt command", .rcpt), ("for text command", .data),
    ("for data command", .data), ("for mail command", .mail), ("after rcpt command", .rcpt),
    ("smtp:rcpt", .rcpt), ("rejected at rcpt", .rcpt), ("did not like our final data", .data),
    ("did not like our rcpt", .rcpt), ("did not like our mail", .mail),
    ("did not like our data", .data),
    ("while sending rcpt to", .rcpt), ("while sending mail from", .mail),
    ("while sending end of data", .data), ("while sending message body", .data),
    ("while receiving the initial server greeting", .connect),
    ("while performing the ehlo", .ehlo), ("while performing the helo", .ehlo),
    ("rcpt to:<", .rcpt), (">>> rcpt to", .rcpt), (">>> mail from", .mail), (">>> data", .data),
    ("smtp connection", .connect), ("connect to ", .connect), ("connection refused", .connect),
    ("connection timed out", .connect), ("no route to host", .connect),
    ("refused to talk to me", .connect),
  ]

  private static let stageFinder = PhraseAutomaton(
    stages.enumerated().map { ("\($0.element.0)", $0.offset) }
  )

  /// The stage that a text names; where it names several, the one that stands first in the table.
  static func phase(_ text: Bytes) -> SMTPPhase? {
    let found = stageFinder.groups(in: text)
    return found == 0 ? nil : stages[found.trailingZeroBitCount].1
  }
}
