import RetourEvents

/// Messages in the queues of servers, as they are kept from one run to the next.
struct LogSnapshot {
  /// How long a message is kept, in seconds: thirty days, longer than any server tries.
  static let age: Int64 = 30 * 86_400
  /// The first byte of what is kept; another form would have another.
  private static let version: UInt8 = 1

  /// A message.
  struct Message {
    var id: [UInt8]
    var host: [UInt8]
    var arrived: Int64?
    var messageID: [UInt8]
    var sender: [UInt8]?
    var isNotice: Bool
    var expected: Int?
    var recipients: [LogRecipient]
  }

  var messages: [Message] = []

  init(messages: [Message]) { self.messages = messages }

  /// The bytes that are kept.
  var bytes: [UInt8] {
    var writer = StateWriter()
    writer.bytes = [Self.version]
    for message in messages {
      writer.text(message.id)
      writer.text(message.host)
      writer.number(message.arrived)
      writer.text(message.messageID)
      writer.flag(message.sender != nil)
      writer.text(message.sender ?? [])
      writer.flag(message.isNotice)
      writer.number(message.expected.map { Int64($0) })
      writer.number(Int64(message.recipients.count))
      for recipient in message.recipients { writer.recipient(recipient) }
    }
    return writer.bytes
  }

  /// Reads kept bytes; nil where they aren't what this program writes.
  init?(_ bytes: [UInt8]) {
    guard bytes.first == Self.version else { return nil }
    var reader = StateReader(bytes: bytes[...].dropFirst())
    while !reader.isAtEnd {
      guard let message = reader.message() else { return nil }
      messages.append(message)
    }
  }
}

/// Writes numbers as eight bytes and texts behind their lengths.
private struct StateWriter {
  var bytes: [UInt8] = []

  mutating func flag(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  mutating func number(_ number: Int64) {
    let bits = UInt64(bitPattern: number)
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
  }

  mutating func number(_ number: Int64?) { self.number(number ?? .min) }

  mutating func text(_ text: [UInt8]) {
    number(Int64(text.count))
    bytes.append(contentsOf: text)
  }

  mutating func recipient(_ recipient: LogRecipient) {
    text(recipient.address)
    text(recipient.original)
    bytes.append(recipient.outcome.rawValue)
    flag(recipient.isExpired)
    flag(recipient.isBare)
    number(Int64(recipient.attempts))
    number(recipient.time)
    number(recipient.lastTried)
    number(recipient.delay)
    text(recipient.status)
    text(recipient.relay)
    text(recipient.text)
    number(Int64(recipient.earlier.count))
    for words in recipient.earlier { text(words) }
    text(Array(recipient.place.path.shown.utf8))
    number(Int64(recipient.place.line))
    number(recipient.place.offset)
  }
}

/// Reads what ``StateWriter`` wrote; nil where something is missing.
private struct StateReader {
  var bytes: Bytes

  var isAtEnd: Bool { bytes.isEmpty }

  mutating func message() -> LogSnapshot.Message? {
    guard let id = text(), let host = text(), let arrived = number(), let messageID = text(),
      let hasSender = flag(), let sender = text(), let isNotice = flag(), let expected = number(),
      let count = number(), 0...Int64(bytes.count) ~= count
    else { return nil }
    var message = LogSnapshot.Message(
      id: id,
      host: host,
      arrived: Self.known(arrived),
      messageID: messageID,
      sender: hasSender ? sender : nil,
      isNotice: isNotice,
      expected: Self.known(expected).map { Int(clamping: $0) },
      recipients: []
    )
    for _ in 0..<count {
      guard let recipient = recipient() else { return nil }
      message.recipients.append(recipient)
    }
    return message
  }

  private mutating func recipient() -> LogRecipient? {
    guard let address = text(), let original = text(), let code = bytes.popFirst(),
      let outcome = LogAttempt.Outcome(rawValue: code), let isExpired = flag(),
      let isBare = flag(), let attempts = number(), let time = number(), let tried = number(),
      let delay = number(), let status = text(), let relay = text(), let words = text(),
      let count = number(), 0...Int64(bytes.count) ~= count
    else { return nil }
    var earlier: [[UInt8]] = []
    for _ in 0..<count {
      guard let words = text() else { return nil }
      earlier.append(words)
    }
    guard let path = text(), let line = number(), let offset = number() else { return nil }
    let place = LogPlace(
      path: InputPath(shown: path[...].text),
      line: Int(clamping: line),
      offset: offset
    )
    return LogRecipient(
      address: address,
      original: original,
      outcome: outcome,
      isExpired: isExpired,
      isBare: isBare,
      attempts: Int(clamping: attempts),
      time: Self.known(time),
      lastTried: Self.known(tried),
      delay: Self.known(delay),
      status: status,
      relay: relay,
      text: words,
      earlier: earlier,
      place: place
    )
  }

  private static func known(_ number: Int64) -> Int64? { number == .min ? nil : number }

  private mutating func flag() -> Bool? { bytes.popFirst().map { $0 != 0 } }

  private mutating func number() -> Int64? {
    guard bytes.count >= 8 else { return nil }
    var bits: UInt64 = 0
    for byte in bytes.prefix(8).reversed() { bits = bits << 8 | UInt64(byte) }
    bytes = bytes.dropFirst(8)
    return Int64(bitPattern: bits)
  }

  private mutating func text() -> [UInt8]? {
    guard let count = number(), 0...Int64(bytes.count) ~= count else { return nil }
    defer { bytes = bytes.dropFirst(Int(count)) }
    return Array(bytes.prefix(Int(count)))
  }
}
