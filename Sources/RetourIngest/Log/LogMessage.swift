import RetourEvents

/// A message in a server's queue.
final class LogMessage {
  let id: [UInt8]
  let host: [UInt8]
  let arrived: Int64?
  var messageID: [UInt8] = []
  var isResentID = false
  var sender: [UInt8]?
  /// Whether it is the server's own notification.
  var isNotice = false
  /// The key of the notification about its failures.
  var notice: UInt64?
  var noticeID: [UInt8] = []
  /// How many recipients it has, where nobody says when it leaves.
  var expected: Int?
  /// The server that couldn't be talked to last.
  var trouble: [UInt8] = []
  /// Whether what is known of it was told in an earlier run, and nothing was said since.
  var isTold = false
  /// Whether it has left the queue.
  var isClosed = false
  var recipients: [LogRecipient] = []
  /// Bytes that it holds, roughly.
  var cost = LogQueue.messageCost

  init(id: Bytes, host: Bytes, arrived: Int64?) {
    self.id = Array(id)
    self.host = Array(host)
    self.arrived = arrived
  }

  /// Takes the envelope sender, where none was told before.
  func take(sender: Bytes) {
    if self.sender == nil { self.sender = Array(sender.prefix(LogAttempt.textLimit)) }
  }

  /// Ends the time to try: every recipient whose last word was *later* has failed.
  func expire(_ time: Int64?, _ place: LogPlace) {
    isTold = false
    for index in recipients.indices where recipients[index].outcome == .deferred {
      recipients[index].outcome = .failed
      recipients[index].isExpired = true
      recipients[index].time = time ?? recipients[index].time
      recipients[index].place = place
    }
  }

  /// A Message-ID without its angle brackets; empty for one that is too long (RFC 5322 section 2.1.1).
  static func id(_ name: Bytes) -> [UInt8] {
    var name = name.trimmed
    if name.first == UInt8(ascii: "<") { name = name.dropFirst() }
    if name.last == UInt8(ascii: ">") { name = name.dropLast() }
    return name.count > 998 ? [] : Array(name)
  }
}

/// An attempt that has begun.
struct LogRun {
  let message: UInt64
  let recipient: [UInt8]
  let isOwn: Bool
}

extension LogQueue {
  /// How many messages were given up since this was asked last; nil for none.
  mutating func givenUp(at position: Position) -> Reject? {
    guard given > 0 else { return nil }
    defer { given = 0 }
    return Reject(
      position: position,
      problem: .tooManyOpen,
      detail:
        "\(given) messages were still open where more were than \(Self.limit >> 20) MiB hold; "
        + "they were told as they stood",
      losesMessage: false
    )
  }

  /// The key of the message with an id, or of an attempt with a number: the hash of it and its host.
  static func key(_ id: Bytes, _ host: Bytes) -> UInt64 {
    var hash = FNV1a()
    for byte in host { hash.mix(byte.lowercased) }
    hash.mix(0)
    for byte in id { hash.mix(byte) }
    return hash.value
  }
}
