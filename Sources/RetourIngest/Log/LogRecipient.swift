import RetourEvents

/// Where a line of a log stands.
struct LogPlace: Sendable {
  /// The file.
  var path: InputPath
  /// The line's number in it, from 0.
  var line: Int
  /// The byte at which it begins.
  var offset: Int64
}

/// What became of one message for one recipient, as far as a log tells.
struct LogDelivery: Sendable {
  var queue: [UInt8]
  var host: [UInt8]
  var messageID: [UInt8]
  var sender: [UInt8]?
  /// The Message-ID of the server's own notification.
  var noticeID: [UInt8]
  /// When the message came, in seconds since 1970.
  var arrived: Int64?
  var recipient: LogRecipient
}

/// The state of one recipient of a message in a queue.
struct LogRecipient: Sendable {
  var address: [UInt8]
  var original: [UInt8]
  var outcome: LogAttempt.Outcome
  /// Whether the time to try was over.
  var isExpired = false
  /// Whether the words say only that.
  var isBare = false
  /// How often a server was tried.
  var attempts = 0
  /// When the line was written that decides.
  var time: Int64?
  /// When a server was last tried.
  var lastTried: Int64?
  var delay: Int64?
  var status: [UInt8]
  var relay: [UInt8]
  var text: [UInt8]
  /// Other words of earlier attempts, newest first.
  var earlier: [[UInt8]] = []
  var place: LogPlace
}

extension LogAttempt {
  /// The longest words and addresses that are kept, in bytes.
  static let textLimit = 4_096

  /// Whether it is of a recipient that is known.
  func isOf(_ known: LogRecipient) -> Bool {
    known.address.elementsEqual(recipient) && known.original.elementsEqual(original)
  }
}

extension LogRecipient {
  /// A recipient of whom a line speaks first.
  init(_ attempt: LogAttempt, _ time: Int64?, _ place: LogPlace) {
    self.init(
      address: Array(attempt.recipient.prefix(1_000)),
      original: Array(attempt.original.prefix(1_000)),
      outcome: attempt.outcome,
      isExpired: attempt.isExpiry,
      isBare: attempt.isExpiry,
      time: time,
      delay: attempt.delay,
      status: Array(attempt.status.prefix(16)),
      relay: Array(attempt.relay.prefix(300)),
      text: Array(attempt.text.prefix(LogAttempt.textLimit)),
      place: place
    )
  }

  /// Takes in another attempt.
  mutating func take(
    _ attempt: LogAttempt,
    _ time: Int64?,
    _ repeats: Int,
    _ place: LogPlace,
    keeping limit: Int
  ) {
    guard outcome == .deferred else {
      // What has become of it doesn't change; where the newest comes first, earlier attempts follow.
      takeEarlier(attempt, time, keeping: limit)
      return
    }
    if let stated = attempt.attempts {
      attempts = max(attempts, stated)
    } else if attempt.isTried, !attempt.isExpiry {
      attempts += 1 + repeats
    }
    if attempt.isTried, !attempt.isExpiry { lastTried = time ?? lastTried }
    outcome = attempt.outcome
    self.time = time ?? self.time
    self.place = place
    delay = attempt.delay ?? delay
    isExpired = attempt.isExpiry
    isBare = attempt.isExpiry
    // The words before say more than that it wasn't tried.
    guard attempt.isTried, !attempt.isExpiry || text.isEmpty else {
      if attempt.isExpiry {
        keep(text, limit)
        text = Array(attempt.text.prefix(LogAttempt.textLimit))
      }
      return
    }
    if !text.elementsEqual(attempt.text), outcome != .delivered { keep(text, limit) }
    if outcome == .delivered { earlier = [] }
    text = Array(attempt.text.prefix(LogAttempt.textLimit))
    relay = Array(attempt.relay.prefix(300))
    status = Array(attempt.status.prefix(16))
  }

  /// Takes in an attempt before the one that decided.
  private mutating func takeEarlier(_ attempt: LogAttempt, _ time: Int64?, keeping limit: Int) {
    guard outcome != .own, attempt.outcome == .deferred, attempt.isTried, let time,
      let decided = self.time, time <= decided
    else { return }
    if let stated = attempt.attempts {
      attempts = max(attempts, stated)
    } else {
      attempts += 1
    }
    lastTried = max(lastTried ?? time, time)
    guard outcome == .failed, isExpired, earlier.count < limit else { return }
    let words = Array(attempt.text.prefix(LogAttempt.textLimit))
    if !words.isEmpty, !earlier.contains(words) { earlier.append(words) }
    if relay.isEmpty { relay = Array(attempt.relay.prefix(300)) }
  }

  private mutating func keep(_ words: [UInt8], _ limit: Int) {
    guard !words.isEmpty, !earlier.contains(words) else { return }
    earlier.insert(words, at: 0)
    if earlier.count > limit { earlier.removeLast() }
  }
}
