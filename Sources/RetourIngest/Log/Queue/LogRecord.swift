import RetourEvents

/// Why a message of a queue is written.
enum LogRecordUse {
  /// It waits for the rest of this run.
  case laterLines
  /// It waits for the next run, in a database that may or may not have addresses.
  case nextRun(keepsAddresses: Bool)
}

/// Writes messages of a queue: numbers in groups of seven bits, texts behind their lengths.
struct LogRecordWriter {
  private(set) var bytes: [UInt8] = []

  mutating func byte(_ byte: UInt8) { bytes.append(byte) }

  /// Flags, the first as the lowest bit.
  mutating func flags(_ flags: Bool...) {
    bytes.append(flags.reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) })
  }

  /// A number; small ones take few bytes, whatever their sign.
  mutating func number(_ number: Int64) { bits(Self.turned(number)) }

  /// A number that may be missing, and isn't the least there is.
  mutating func known(_ number: Int64?) { bits(number.map { Self.turned($0) &+ 1 } ?? 0) }

  private static func turned(_ number: Int64) -> UInt64 {
    UInt64(bitPattern: number << 1 ^ number >> 63)
  }

  mutating func bits(_ bits: UInt64) {
    var bits = bits
    while bits > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: bits) | 0x80)
      bits >>= 7
    }
    bytes.append(UInt8(bits))
  }

  mutating func text(_ text: [UInt8]) {
    bits(UInt64(text.count))
    bytes.append(contentsOf: text)
  }
}

extension LogMessage {
  /// Writes what is known of it; without addresses the recipients stay away, and the sender but for an
  /// empty one.
  func write(to writer: inout LogRecordWriter, _ use: LogRecordUse) {
    var (isForLater, keepsAddresses) = (true, true)
    if case .nextRun(let keeps) = use { (isForLater, keepsAddresses) = (false, keeps) }
    let sender = keepsAddresses || sender?.isEmpty == true ? sender : nil
    writer.text(id)
    writer.text(host)
    writer.known(arrived)
    writer.text(messageID)
    writer.flags(sender != nil, isNotice, isResentID, isTold || !isForLater, isWhole)
    writer.text(sender ?? [])
    writer.known(expected.map { Int64($0) })
    writer.known(patience)
    writer.text(trouble)
    writer.text(noticeID)
    // The key is a hash that another version may make otherwise.
    writer.bits(isForLater ? notice ?? 0 : 0)
    writer.number(keepsAddresses ? Int64(recipients.count) : 0)
    if keepsAddresses { for recipient in recipients { recipient.write(to: &writer) } }
    writer.number(keepsAddresses ? Int64(named.count) : 0)
    guard keepsAddresses else { return }
    for (number, address) in named.sorted(by: { $0.key < $1.key }) {
      writer.number(Int64(number))
      writer.text(address)
    }
  }
}

extension LogRun {
  /// Writes an attempt that has begun, with its number.
  func write(to writer: inout LogRecordWriter, _ key: UInt64) {
    writer.bits(key)
    writer.bits(message)
    writer.flags(isOwn)
    writer.text(recipient)
  }
}

extension LogRecipient {
  fileprivate func write(to writer: inout LogRecordWriter) {
    writer.text(address)
    writer.text(original)
    writer.byte(outcome.rawValue)
    writer.flags(isExpired, isBare, isBegun)
    writer.number(Int64(attempts))
    writer.known(time)
    writer.known(lastTried)
    writer.known(delay)
    writer.text(status)
    writer.text(relay)
    writer.text(text)
    writer.number(Int64(earlier.count))
    for words in earlier { writer.text(words) }
    writer.text(Array(place.path.shown.utf8))
    writer.number(Int64(place.line))
    writer.number(place.offset)
  }
}

/// Reads what ``LogRecordWriter`` wrote, and versions before it; nil where something is missing.
///
/// In those (forms 1 and 2) numbers have eight bytes and each flag is a byte; the first had no numbers of
/// recipients.
struct LogRecordReader {
  private var bytes: Bytes
  private let form: UInt8

  init(bytes: Bytes, form: UInt8 = 3) {
    self.bytes = bytes
    self.form = form
  }

  var isAtEnd: Bool { bytes.isEmpty }

  private var isOld: Bool { form < 3 }

  /// The next message, by its key where that is known.
  mutating func message(_ key: UInt64? = nil) -> LogMessage? {
    guard let id = text(), let host = text(), let arrived = known(), let messageID = text() else {
      return nil
    }
    let message = LogMessage(
      key ?? LogHost.key(id, of: host),
      id: id,
      host: host,
      arrived: arrived
    )
    message.messageID = messageID
    guard isOld ? oldRest(of: message) : rest(of: message) else { return nil }
    message.measure()
    return message
  }

  /// The next attempt that has begun, and its number.
  mutating func run() -> (key: UInt64, run: LogRun)? {
    guard let key = bits(), let message = bits(), let flags = bytes.popFirst(),
      let recipient = text()
    else { return nil }
    return (key, LogRun(message: message, recipient: recipient, isOwn: flags & 1 != 0))
  }

  private mutating func rest(of message: LogMessage) -> Bool {
    guard let flags = bytes.popFirst(), let sender = text(), let expected = known(),
      let patience = known(), let trouble = text(), let noticeID = text(), let notice = bits(),
      recipients(of: message), names(of: message)
    else { return false }
    if flags & 1 != 0 { message.sender = sender }
    message.isNotice = flags & 2 != 0
    message.isResentID = flags & 4 != 0
    message.isTold = flags & 8 != 0
    message.isWhole = flags & 16 != 0
    message.expected = expected.map { Int(clamping: $0) }
    message.patience = patience
    message.trouble = trouble
    message.noticeID = noticeID
    message.notice = notice == 0 ? nil : notice
    return true
  }

  private mutating func oldRest(of message: LogMessage) -> Bool {
    guard let hasSender = bytes.popFirst(), let sender = text(), let isNotice = bytes.popFirst(),
      let expected = known(), recipients(of: message)
    else { return false }
    if hasSender != 0 { message.sender = sender }
    message.isNotice = isNotice != 0
    message.isTold = true
    message.expected = expected.map { Int(clamping: $0) }
    if form == 1 { return true }
    guard let patience = known(), names(of: message) else { return false }
    message.patience = patience
    return true
  }

  private mutating func recipients(of message: LogMessage) -> Bool {
    guard let count = number(), 0...Int64(bytes.count) ~= count else { return false }
    for _ in 0..<count {
      guard let recipient = recipient() else { return false }
      message.recipients.append(recipient)
    }
    return true
  }

  private mutating func names(of message: LogMessage) -> Bool {
    guard let count = number(), 0...Int64(bytes.count) ~= count else { return false }
    for _ in 0..<count {
      guard let number = number(), let address = text() else { return false }
      message.named[Int(clamping: number)] = address
    }
    return true
  }

  /// Whether the words of a recipient are the last, only that time was up, and whether an attempt has begun.
  private mutating func marks() -> (isExpired: Bool, isBare: Bool, isBegun: Bool)? {
    guard let flags = bytes.popFirst() else { return nil }
    guard isOld else { return (flags & 1 != 0, flags & 2 != 0, flags & 4 != 0) }
    guard let isBare = bytes.popFirst() else { return nil }
    if form == 1 { return (flags != 0, isBare != 0, false) }
    return bytes.popFirst().map { (flags != 0, isBare != 0, $0 != 0) }
  }

  private mutating func recipient() -> LogRecipient? {
    guard let address = text(), let original = text(), let code = bytes.popFirst(),
      let outcome = LogAttempt.Outcome(rawValue: code), let marks = marks(),
      let attempts = number(), let time = known(), let tried = known(), let delay = known(),
      let status = text(), let relay = text(), let words = text(),
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
      isExpired: marks.isExpired,
      isBare: marks.isBare,
      isBegun: marks.isBegun,
      attempts: Int(clamping: attempts),
      time: time,
      lastTried: tried,
      delay: delay,
      status: status,
      relay: relay,
      text: words,
      earlier: earlier,
      place: place
    )
  }

  /// A number that may be missing; nil where nothing is there at all.
  private mutating func known() -> Int64?? {
    if isOld { return number().map { $0 == .min ? nil : $0 } }
    return bits().map { $0 == 0 ? nil : Self.turnedBack($0 &- 1) }
  }

  private static func turnedBack(_ bits: UInt64) -> Int64 {
    Int64(bitPattern: bits >> 1 ^ (0 &- (bits & 1)))
  }

  private mutating func bits() -> UInt64? {
    var bits: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = bytes.popFirst(), shift < 63 || byte < 2 else { return nil }
      bits |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return bits }
    }
    return nil
  }

  private mutating func number() -> Int64? {
    guard isOld else {
      return bits().map(Self.turnedBack)
    }
    guard bytes.count >= 8 else { return nil }
    var bits: UInt64 = 0
    for byte in bytes.prefix(8).reversed() { bits = bits << 8 | UInt64(byte) }
    bytes = bytes.dropFirst(8)
    return Int64(bitPattern: bits)
  }

  private mutating func text() -> [UInt8]? {
    let count = isOld ? number() : bits().flatMap { Int64(exactly: $0) }
    guard let count, 0...Int64(bytes.count) ~= count else { return nil }
    defer { bytes = bytes.dropFirst(Int(count)) }
    return Array(bytes.prefix(Int(count)))
  }
}
