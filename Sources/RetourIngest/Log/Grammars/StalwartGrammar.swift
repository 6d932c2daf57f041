/// Reads what Stalwart logs of its deliveries, also where a collector has put it.
///
///     INFO Message delivered (delivery.delivered) queueId = 170001, from = "S", to = ["R", "R2"],
///       size = 362, total = 1, domain = "D", hostname = "mx1.D", to = "R", code = 250, details = "Ok"
///     INFO SMTP RCPT TO rejected (delivery.rcpt-to-rejected) queueId = 170003, ..., code = 550, ...
///     INFO Connection error (delivery.connect-error) ..., remoteIp = 203.0.113.9, reason = "..."
///     INFO MX record lookup failed (delivery.mx-lookup-failed) ..., causedBy = {WORDS (EVENT)}
///     INFO DSN permanent failure notification (delivery.dsn-perm-fail) ..., to = "R", details = "..."
///     INFO Delivery completed (delivery.completed) queueId = 170001, ...
///
/// Names of events change between versions, so an event is told by how its name ends: `-rejected`,
/// `-failed`, `-error`, and by the code that the server gave. Where an event names no recipient of its
/// own, those of the message count that are in its domain. No line has the Message-ID. Source: Stalwart's
/// reference of events and `crates/trc`.
enum StalwartGrammar: LogGrammar {
  private static let levels: [StaticString] = ["INFO ", "WARN ", "ERROR ", "DEBUG ", "TRACE "]

  static func fact(_ line: LogLine, _ texts: UnsafeTexts) -> LogFact? {
    let body = line.body
    // Most lines are of others: their first byte tells.
    guard let first = body.first, 0x44...0x57 ~= first, levels.contains(where: { body.begins($0) }),
      let open = body.place(of: " ("),
      let close = body[open...].place(of: ") "),
      let dot = body[open..<close].firstIndex(of: UInt8(ascii: "."))
    else { return nil }
    let group = body[(open + 2)..<dot]
    let event = body[(dot + 1)..<close]
    let isDelivery = group.elementsEqual("delivery".utf8)
    guard isDelivery || group.elementsEqual("queue".utf8) else { return nil }
    let fields = Fields(body[(close + 2)...], texts)
    guard !fields.queueID.isEmpty else { return .nothing }
    guard isDelivery else {
      return fields.sender.map { .sender(fields.queueID, $0) } ?? .nothing
    }
    if event.elementsEqual("completed".utf8) { return .closed(fields.queueID) }
    let title = body[..<open].drop { $0 != .space }.trimmed
    guard let kind = Kind(event), let attempt = attempt(kind, fields, title, texts) else {
      return .nothing
    }
    let recipients = fields.recipients
    guard !recipients.isEmpty else { return .nothing }
    return .attempts(fields.queueID, texts.keep(list: attempt.toAll(recipients)))
  }

  /// What an event tells about a delivery.
  private enum Kind {
    case delivered
    /// A server, or the way to it, said no.
    case refused
    /// The domain takes no mail.
    case nullMX
    /// The sender was told that it failed for good, or that it is late.
    case told(isFinal: Bool)

    init?(_ event: UnsafeText) {
      if event.elementsEqual("delivered".utf8) {
        self = .delivered
      } else if event.elementsEqual("null-mx".utf8) {
        self = .nullMX
      } else if event.begins("dsn-perm") {
        self = .told(isFinal: true)
      } else if event.begins("dsn-temp") {
        self = .told(isFinal: false)
      } else {
        let ends: [StaticString] = ["-rejected", "-failed", "-error", "-hostname"]
        let isRefusal = ends.contains { end in
          event.count > end.utf8CodeUnitCount
            && event.starts(end, at: event.endIndex - end.utf8CodeUnitCount)
        }
        guard isRefusal else { return nil }
        self = .refused
      }
    }
  }

  private static func attempt(
    _ kind: Kind,
    _ fields: Fields,
    _ title: UnsafeText,
    _ texts: UnsafeTexts
  ) -> LogAttempt? {
    var attempt = LogAttempt(recipient: .empty, outcome: .deferred)
    attempt.sender = fields.sender
    attempt.relay = fields.server
    attempt.text = fields.words(title, texts)
    let isPermanent = attempt.text.first == UInt8(ascii: "5") && fields.hasReply(attempt.text)
    switch kind {
    case .delivered:
      attempt.outcome = OwnNetworks.holds(fields.address) ? .own : .delivered
    case .nullMX:
      attempt.outcome = .failed
    case .refused:
      // A name that doesn't exist is final where MX records are asked for; an MX host may have others.
      let isNoName =
        fields.cause.place(of: "dns.record-not-found") != nil && fields.server.isEmpty
      if isPermanent || isNoName { attempt.outcome = .failed }
    case .told(let isFinal):
      attempt.isTried = false
      if isFinal {
        attempt.outcome = .failed
        attempt.isExpiry = !isPermanent
      }
    }
    return attempt
  }

  /// The fields of a line that count.
  private struct Fields {
    var queueID: UnsafeText = .empty
    var sender: UnsafeText?
    var server: UnsafeText = .empty
    var address: UnsafeText = .empty
    var cause: UnsafeText = .empty
    private var all: [UnsafeText] = []
    private var one: UnsafeText = .empty
    private var domain: UnsafeText = .empty
    private var code: UnsafeText = .empty
    private var details: UnsafeText = .empty

    /// How many recipients of a line are read.
    private static let limit = 1_024

    init(_ words: UnsafeText, _ texts: UnsafeTexts) {
      var host: UnsafeText = .empty
      StalwartPairs.forEach(in: words, texts) { name, value in
        switch name.count {
        case 7 where name.begins("queueId"): queueID = value.plain
        case 4 where name.begins("from"): sender = sender ?? value.plain
        case 2 where name.begins("to"):
          if value.isList { all = value.items(Self.limit) } else { one = value.plain }
        case 6 where name.begins("domain"): domain = value.plain
        case 8 where name.begins("hostname"): host = value.plain
        case 8 where name.begins("remoteIp"): address = value.plain
        case 8 where name.begins("causedBy"): cause = value.plain
        case 4 where name.begins("code"): code = value.plain
        case 7 where name.begins("details"): details = value.plain
        case 6 where name.begins("reason"): if details.isEmpty { details = value.plain }
        default: break
        }
      }
      server = host
      if host.isEmpty {
        server = address
      } else if !address.isEmpty {
        server = texts.keep(host + [UInt8(ascii: "[")] + address + [UInt8(ascii: "]")])
      }
    }

    /// Whom it is about: the recipient of the event, else those of the message in its domain.
    var recipients: [UnsafeText] {
      if !one.isEmpty { return [one] }
      guard !domain.isEmpty else { return all }
      return all.filter { address in
        guard let at = address.lastIndex(of: UInt8(ascii: "@")) else { return false }
        return address[(at + 1)...].elementsEqual(domain) { $0.lowercased == $1.lowercased }
      }
    }

    /// The words of a server with its code, else those of the event with their cause.
    func words(_ title: UnsafeText, _ texts: UnsafeTexts) -> UnsafeText {
      if code.count == 3, code.number != nil {
        return texts.keep(code + [.space] + details)
      }
      if !details.isEmpty { return Self.reply(details, texts) }
      guard !cause.isEmpty else { return title }
      let words = cause[..<(cause.place(of: " (") ?? cause.endIndex)]
      return texts.keep(title + Array(": ".utf8) + words)
    }

    /// Whether words begin with the code of a reply.
    func hasReply(_ words: UnsafeText) -> Bool {
      words.count > 3 && words.prefix(3).number != nil && words.dropFirst(3).first == .space
    }

    /// `Code: 452, Enhanced code: 4.2.2, Message: WORDS` as `452 4.2.2 WORDS`.
    private static func reply(_ words: UnsafeText, _ texts: UnsafeTexts) -> UnsafeText {
      guard let mark = words.place(of: "Code: "), let end = words[mark...].place(of: "Message: ")
      else { return words }
      let codes = words[mark..<end].split { !$0.isDigit && $0 != UInt8(ascii: ".") }
        .filter { !$0.elementsEqual("0.0.0".utf8) }
      return texts.keep(Array((codes + [words[(end + 9)...]]).joined(separator: [.space])))
    }
  }
}

/// Walks over `name = value, name = value`, where values are numbers, `"texts"`, `[lists]` or `{causes}`.
enum StalwartPairs {
  struct Value {
    let raw: UnsafeText
    fileprivate let texts: UnsafeTexts

    var isList: Bool { raw.first == UInt8(ascii: "[") }

    /// A text without its quotes and escapes, a cause without its brackets, others as they stand.
    var plain: UnsafeText {
      switch raw.first {
      case UInt8(ascii: "\""): texts.keep(JSONMembers.unescaped(raw.dropFirst().dropLast()))
      case UInt8(ascii: "{"), UInt8(ascii: "["): raw.dropFirst().dropLast()
      default: raw
      }
    }

    /// The texts of a list, at most `limit`.
    func items(_ limit: Int) -> [UnsafeText] {
      var (items, index): ([UnsafeText], Int) = ([], raw.startIndex + 1)
      while items.count < limit, index < raw.endIndex,
        let quote = raw[index...].firstIndex(of: UInt8(ascii: "\""))
      {
        index = StalwartPairs.endOfText(raw, from: quote)
        items.append(Value(raw: raw[quote..<index], texts: texts).plain)
      }
      return items
    }
  }

  /// Calls `body` with each name and value, in the order of the line.
  static func forEach(
    in words: UnsafeText,
    _ texts: UnsafeTexts,
    _ body: (UnsafeText, Value) -> Void
  ) {
    var index = words.startIndex
    while let sign = words[index...].place(of: " = ") {
      let name = words[index..<sign]
      let end = endOfValue(words, from: sign + 3)
      body(name, Value(raw: words[(sign + 3)..<end], texts: texts))
      index = min(end + 2, words.endIndex)
    }
  }

  private static func endOfValue(_ words: UnsafeText, from start: Int) -> Int {
    var (index, depth) = (start, 0)
    while index < words.endIndex {
      switch words[index] {
      case UInt8(ascii: "\""):
        index = endOfText(words, from: index)
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ","):
        if depth <= 0, words.starts(", ", at: index) { return index }
      default: break
      }
      index += 1
    }
    return words.endIndex
  }

  /// Behind the quote that ends a text.
  static func endOfText(_ words: UnsafeText, from start: Int) -> Int {
    var index = start + 1
    while index < words.endIndex, words[index] != UInt8(ascii: "\"") {
      index += words[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(index + 1, words.endIndex)
  }
}
