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
  /// Whether an attempt has begun that is counted, and of which nothing more was told.
  var isBegun = false
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

  /// The same attempt to each of some recipients.
  func toAll(_ recipients: [UnsafeText]) -> [LogAttempt] {
    recipients.map { recipient in
      var attempt = self
      attempt.recipient = recipient
      return attempt
    }
  }

  /// Whether it is of a recipient that is known.
  func isOf(_ known: LogRecipient) -> Bool {
    recipient.equals(known.address) && original.equals(known.original)
  }
}

extension LogRecipient {
  /// A recipient of whom a line speaks first.
  init(_ attempt: LogAttempt, _ time: Int64?, _ place: LogPlace) {
    self.init(
      address: attempt.recipient.prefix(1_000).bytes,
      original: attempt.original.prefix(1_000).bytes,
      outcome: attempt.outcome,
      isExpired: attempt.isExpiry,
      isBare: attempt.isExpiry,
      isBegun: attempt.isBegun,
      time: time,
      delay: attempt.delay,
      status: attempt.status.prefix(16).bytes,
      relay: attempt.relay.prefix(300).bytes,
      text: attempt.text.prefix(LogAttempt.textLimit).bytes,
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
    guard outcome == .deferred || overrules(attempt) else {
      // What has become of it doesn't change; where the newest comes first, earlier attempts follow.
      takeEarlier(attempt, time, keeping: limit)
      takeReply(attempt)
      return
    }
    if let stated = attempt.attempts {
      attempts = max(attempts, stated)
    } else if attempt.isTried, !attempt.isExpiry, attempt.isBegun || !isBegun {
      attempts += 1 + repeats
    }
    isBegun = attempt.isBegun
    if attempt.isTried, !attempt.isExpiry { lastTried = time ?? lastTried }
    outcome = attempt.outcome
    self.time = time ?? self.time
    self.place = place
    delay = attempt.delay ?? delay
    if attempt.isBegun {
      relay = attempt.relay.prefix(300).bytes
      return
    }
    isExpired = attempt.isExpiry
    isBare = attempt.isExpiry
    // The words before say more than that it wasn't tried.
    guard attempt.isTried, !attempt.isExpiry || text.isEmpty else {
      if attempt.isExpiry {
        keep(text, limit)
        text = attempt.text.prefix(LogAttempt.textLimit).bytes
      }
      return
    }
    if !attempt.text.equals(text), outcome != .delivered { keep(text, limit) }
    if outcome == .delivered { earlier = [] }
    text = attempt.text.prefix(LogAttempt.textLimit).bytes
    relay = attempt.relay.prefix(300).bytes
    status = attempt.status.prefix(16).bytes
  }

  /// Whether what a server says of another attempt counts more than that it failed: one that doesn't
  /// say which attempt was the last may try again.
  private func overrules(_ attempt: LogAttempt) -> Bool {
    outcome == .failed && attempt.outcome == .delivered && attempt.patience != nil
  }

  /// Takes the words of the server that took it, where they stand on a line of their own.
  private mutating func takeReply(_ attempt: LogAttempt) {
    guard outcome == .delivered, attempt.outcome == .delivered, text.isEmpty else { return }
    text = attempt.text.prefix(LogAttempt.textLimit).bytes
    status = attempt.status.prefix(16).bytes
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
    let words = attempt.text.prefix(LogAttempt.textLimit).bytes
    if !words.isEmpty, !earlier.contains(words) { earlier.append(words) }
    if relay.isEmpty { relay = attempt.relay.prefix(300).bytes }
  }

  private mutating func keep(_ words: [UInt8], _ limit: Int) {
    guard !words.isEmpty, !earlier.contains(words) else { return }
    earlier.insert(words, at: 0)
    if earlier.count > limit { earlier.removeLast() }
  }
}
