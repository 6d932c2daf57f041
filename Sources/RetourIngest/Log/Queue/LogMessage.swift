import RetourEvents

/// A message in a server's queue.
final class LogMessage {
  /// The hash of host and id, by which it is known.
  let key: UInt64
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
  /// Whether its first line was read, so that all is known of it that was said.
  var isWhole = false
  /// Whether it has left the queue.
  var isClosed = false
  var recipients: [LogRecipient] = []
  /// The addresses of recipients by their numbers, where lines speak of them by these.
  var named: [Int: [UInt8]] = [:]
  /// Bytes that these hold, roughly; part of ``cost``.
  var namedCost = 0
  /// Seconds after the last attempt at which it is given up without a word; nil where that is told.
  var patience: Int64?
  /// Bytes that it holds, roughly.
  var cost = LogQueue.messageCost

  init(_ key: UInt64, id: [UInt8], host: [UInt8], arrived: Int64?) {
    self.key = key
    self.id = id
    self.host = host
    self.arrived = arrived
  }

  /// Counts what it holds.
  func measure() {
    namedCost = named.values.reduce(0) { $0 + Self.nameCost + $1.count }
    cost =
      LogQueue.messageCost + messageID.count
      + recipients.reduce(namedCost) { $0 + LogQueue.recipientCost + $1.text.count }
  }

  /// Takes the envelope sender, where none was told before.
  func take(sender: some Collection<UInt8>) {
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
  static func id(_ name: UnsafeText) -> [UInt8] {
    var name = name.trimmed
    if name.first == UInt8(ascii: "<") { name = name.dropFirst() }
    if name.last == UInt8(ascii: ">") { name = name.dropLast() }
    return name.count > 998 ? [] : name.bytes
  }
}

/// An attempt that has begun.
struct LogRun {
  let message: UInt64
  let recipient: [UInt8]
  let isOwn: Bool
}

extension LogQueue {
  /// How many messages couldn't be read again since this was asked last; nil for none.
  mutating func unreadable(at position: Position) -> Reject? {
    guard lost > 0 else { return nil }
    defer { lost = 0 }
    return Reject(
      position: position,
      problem: .unreadable,
      detail:
        "\(lost) open messages that waited in a file in \(UnsafeSpillFile.folder.shown) (TMPDIR) "
        + "can't be read again",
      losesMessage: false
    )
  }

  /// How many messages were given up since this was asked last; nil for none.
  mutating func givenUp(at position: Position) -> Reject? {
    guard given > 0 else { return nil }
    defer { given = 0 }
    return Reject(
      position: position,
      problem: .tooManyOpen,
      detail:
        "\(given) messages were still open where more were than \(Self.limit >> 20) MiB hold, and "
        + "\(shelfProblem); they were told as they stood",
      losesMessage: false
    )
  }
}
