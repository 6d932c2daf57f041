import RetourEvents

/// The messages that are in the queues of servers while their logs are read, across files.
///
/// Memory: ``limit`` bytes. Where more would be open the oldest are given up: what is known of them is
/// told, as open, and what is said of them later is taken for another message's, without its
/// Message-ID.
struct LogQueue {
  /// Bytes of memory for all messages, roughly.
  static let limit = 12 << 20
  /// Bytes that a message, and a recipient, holds beyond its texts.
  static let messageCost = 500
  private static let recipientCost = 500
  /// Recipients of a message that are kept, before those that are done are told.
  private static let recipientLimit = 256
  /// Other words of earlier attempts that are kept.
  private static let earlierLimit = 3
  /// How many messages that have left are remembered, for what collectors write late.
  private static let memory = 256
  /// How many attempts may run at a time; qmail has at most 500 of each kind.
  private static let runningLimit = 4_096

  private var messages: [UInt64: LogMessage] = [:]
  /// Keys in the order of arrival; those of messages that are gone are passed over.
  private var order: [UInt64] = []
  private var oldest = 0
  /// The last messages that have left.
  private var left: [UInt64] = []
  private var nextLeft = 0
  private var cost = 0
  /// Attempts that have begun, by their numbers.
  private var running: [UInt64: LogRun] = [:]
  /// How many messages were given up because there were too many, since that was told.
  var given = 0

  /// Whether nothing is in a queue.
  var isEmpty: Bool { messages.isEmpty }

  /// Takes in what a line tells, and adds what is now certain to `done`.
  mutating func take(
    _ fact: LogFact,
    of host: Bytes,
    at time: Int64?,
    repeats: Int,
    _ place: @autoclosure () -> LogPlace,
    into done: inout [LogDelivery]
  ) {
    switch fact {
    case .nothing: return
    case .arrived(let id):
      begin(id, host, time, &done)
    case .message(let id, let name, let sender, let about, let count):
      enter(id, host, time, name, sender, about, &done).expected = count
    case .trouble(let id, let relay):
      let message = open(id, host, time)
      message.trouble = Array(relay.prefix(300))
    case .started(let number, let id, let recipient, let isOwn):
      begin(number, of: open(id, host, time), recipient, isOwn: isOwn, host)
    case .ended(let number, let attempt):
      end(number, attempt, host, time, repeats, place(), &done)
    case .identified(let id, let name, let isResent):
      identify(id, host, time, name, isResent: isResent, &done)
    case .sender(let id, let sender):
      let message = open(id, host, time)
      if message.isClosed {
        begin(id, host, time, &done).take(sender: sender)
      } else {
        message.take(sender: sender)
      }
    case .attempt(let id, let attempt, let others):
      let arrived = attempt.delay.flatMap { delay in time.map { $0 - delay } }
      let message = open(id, host, arrived ?? time)
      take(attempt, message, time, repeats, place(), &done)
      for other in others {
        var attempt = attempt
        attempt.recipient = other
        take(attempt, message, time, repeats, place(), &done)
      }
      closeIfDone(message, attempt, host, &done)
    case .event(let id, let name, let sender, let arrived, let attempt):
      let message = open(id, host, arrived ?? time)
      if message.messageID.isEmpty { message.messageID = LogMessage.id(name) }
      if !sender.isEmpty { message.take(sender: sender) }
      take(attempt, message, time, repeats, place(), &done)
      closeIfDone(message, attempt, host, &done)
    case .expired(let id):
      let message = open(id, host, time)
      message.expire(time, place())
      if message.expected != nil { closeIfDone(message, nil, host, &done) }
    case .notified(let id, let by, let isFinal):
      let message = open(id, host, time)
      let notice = open(by, host, time)
      notice.isNotice = true
      guard isFinal else { return }
      message.notice = Self.key(by, host)
      message.noticeID = notice.messageID
    case .closed(let id):
      let key = Self.key(id, host)
      if let message = messages[key] { close(key, message, &done) }
    }
    if cost > Self.limit { makeRoom(&done) }
  }

  /// Gives out what is still open, the oldest first, at most `count` messages.
  mutating func giveOut(_ count: Int, into done: inout [LogDelivery]) {
    var count = count
    while oldest < order.count, count > 0 {
      defer { oldest += 1 }
      guard let message = messages.removeValue(forKey: order[oldest]) else { continue }
      tell(message, &done)
      cost -= message.cost
      count -= 1
    }
    if oldest >= order.count {
      (messages, order, oldest, left, nextLeft, cost) = ([:], [], 0, [], 0, 0)
    }
  }

  // MARK: From run to run

  /// What is open, for the next run; without addresses the recipients and senders stay away.
  func snapshot(keepsAddresses: Bool) -> LogSnapshot {
    let newest = messages.values.compactMap(\.arrived).max() ?? 0
    var seen: Set<UInt64> = []
    let kept = order[oldest...].compactMap { key -> LogSnapshot.Message? in
      guard seen.insert(key).inserted, let message = messages[key], !message.isClosed,
        message.arrived ?? newest >= newest - LogSnapshot.age
      else { return nil }
      return LogSnapshot.Message(
        id: message.id,
        host: message.host,
        arrived: message.arrived,
        messageID: message.messageID,
        sender: keepsAddresses || message.sender?.isEmpty == true ? message.sender : nil,
        isNotice: message.isNotice,
        expected: message.expected,
        recipients: keepsAddresses ? message.recipients : []
      )
    }
    return LogSnapshot(messages: kept)
  }

  /// Goes on with what an earlier run has left open.
  init(_ snapshot: LogSnapshot) {
    for kept in snapshot.messages {
      let message = open(kept.id[...], kept.host[...], kept.arrived)
      message.messageID = kept.messageID
      message.sender = kept.sender
      message.isNotice = kept.isNotice
      message.expected = kept.expected
      message.recipients = kept.recipients
      message.isTold = true
      let bytes = message.recipients.reduce(0) { $0 + Self.recipientCost + $1.text.count }
      message.cost += bytes
      cost += bytes
    }
  }

  init() {}

  // MARK: Messages

  /// The message of an id, a new one where it isn't known.
  private mutating func open(_ id: Bytes, _ host: Bytes, _ arrived: Int64?) -> LogMessage {
    let key = Self.key(id, host)
    if let known = messages[key] { return known }
    let message = LogMessage(id: id, host: host, arrived: arrived)
    messages[key] = message
    order.append(key)
    cost += message.cost
    if order.count > 2 * messages.count + 1_024 { tidy() }
    return message
  }

  /// A new message, in place of one that had its id before.
  @discardableResult
  private mutating func begin(
    _ id: Bytes,
    _ host: Bytes,
    _ time: Int64?,
    _ done: inout [LogDelivery]
  ) -> LogMessage {
    let key = Self.key(id, host)
    guard let known = messages[key] else { return open(id, host, time) }
    // Where its first line comes again the log was read twice, or a part of it.
    guard known.isClosed || !known.recipients.isEmpty || known.sender != nil else { return known }
    if known.arrived != time { tell(known, &done) }
    cost -= known.cost
    messages[key] = nil
    return open(id, host, time)
  }

  /// A message of which one line tells all.
  @discardableResult
  private mutating func enter(
    _ id: Bytes,
    _ host: Bytes,
    _ time: Int64?,
    _ name: Bytes,
    _ sender: Bytes,
    _ about: Bytes,
    _ done: inout [LogDelivery]
  ) -> LogMessage {
    let message = begin(id, host, time, &done)
    message.take(sender: sender)
    message.messageID = LogMessage.id(name)
    message.cost += name.count
    cost += name.count
    if !about.isEmpty, let failed = messages[Self.key(about, host)] {
      message.isNotice = true
      failed.notice = Self.key(id, host)
      failed.noticeID = message.messageID
    }
    return message
  }

  private mutating func identify(
    _ id: Bytes,
    _ host: Bytes,
    _ time: Int64?,
    _ name: Bytes,
    isResent: Bool,
    _ done: inout [LogDelivery]
  ) {
    var message = open(id, host, time)
    let name = LogMessage.id(name)
    if message.isClosed || !message.recipients.isEmpty, !isResent {
      message = begin(id, host, time, &done)
    }
    guard message.messageID.isEmpty || message.isResentID else { return }
    message.messageID = name
    message.isResentID = isResent
    message.cost += name.count
    cost += name.count
  }

  /// Ends a message of which nobody says that it left, once all its recipients are done.
  private mutating func closeIfDone(
    _ message: LogMessage,
    _ attempt: LogAttempt?,
    _ host: Bytes,
    _ done: inout [LogDelivery]
  ) {
    guard
      attempt?.isAlone == true || message.expected.map({ message.recipients.count >= $0 }) == true,
      !message.recipients.contains(where: { $0.outcome == .deferred })
    else { return }
    close(Self.key(message.id[...], host), message, &done)
  }

  /// Ends a message, but remembers it for what is said late.
  private mutating func close(_ key: UInt64, _ message: LogMessage, _ done: inout [LogDelivery]) {
    guard !message.isClosed else { return }
    tell(message, &done)
    message.isClosed = true
    for index in message.recipients.indices { message.recipients[index].outcome = .own }
    if left.count < Self.memory {
      left.append(key)
    } else {
      let gone = left[nextLeft]
      left[nextLeft] = key
      nextLeft = (nextLeft + 1) % Self.memory
      if let old = messages[gone], old.isClosed {
        cost -= old.cost
        messages[gone] = nil
      }
    }
  }

  /// Forgets keys of messages that are gone.
  private mutating func tidy() {
    var seen: Set<UInt64> = []
    order = order[oldest...].filter { messages[$0] != nil && seen.insert($0).inserted }
    oldest = 0
  }

  private mutating func makeRoom(_ done: inout [LogDelivery]) {
    while cost > Self.limit, oldest < order.count {
      defer { oldest += 1 }
      guard let message = messages.removeValue(forKey: order[oldest]) else { continue }
      if !message.isClosed { given += 1 }
      tell(message, &done)
      cost -= message.cost
    }
    if oldest > 2 * messages.count + 1_024 { tidy() }
  }

  // MARK: Recipients

  private mutating func take(
    _ attempt: LogAttempt,
    _ message: LogMessage,
    _ time: Int64?,
    _ repeats: Int,
    _ place: LogPlace,
    _ done: inout [LogDelivery]
  ) {
    // What is said after it left is said again.
    guard !message.isClosed else { return }
    message.isTold = false
    if let sender = attempt.sender { message.take(sender: sender) }
    var attempt = attempt
    if attempt.relay.isEmpty, attempt.isTried { attempt.relay = message.trouble[...] }
    message.trouble = []
    guard let index = message.recipients.firstIndex(where: { attempt.isOf($0) }) else {
      if message.recipients.count >= Self.recipientLimit { tellDone(message, &done) }
      var recipient = LogRecipient(attempt, time, place)
      recipient.attempts = attempt.attempts ?? (attempt.isTried ? 1 + repeats : 0)
      if attempt.isTried { recipient.lastTried = time }
      message.recipients.append(recipient)
      let bytes = Self.recipientCost + recipient.text.count + 2 * recipient.address.count
      message.cost += bytes
      cost += bytes
      return
    }
    let before = message.recipients[index].text.count
    message.recipients[index].take(attempt, time, repeats, place, keeping: Self.earlierLimit)
    let more = max(0, message.recipients[index].text.count - before)
    message.cost += more
    cost += more
  }

  /// Notes which message and recipient an attempt with a number of its own is for.
  private mutating func begin(
    _ number: Bytes,
    of message: LogMessage,
    _ recipient: Bytes,
    isOwn: Bool,
    _ host: Bytes
  ) {
    if running.count >= Self.runningLimit { running = [:] }
    running[Self.key(number, host)] = LogRun(
      message: Self.key(message.id[...], host),
      recipient: Array(recipient.prefix(1_000)),
      isOwn: isOwn
    )
  }

  private mutating func end(
    _ number: Bytes,
    _ attempt: LogAttempt,
    _ host: Bytes,
    _ time: Int64?,
    _ repeats: Int,
    _ place: LogPlace,
    _ done: inout [LogDelivery]
  ) {
    guard let run = running.removeValue(forKey: Self.key(number, host)),
      let message = messages[run.message]
    else { return }
    var attempt = attempt
    attempt.recipient = run.recipient[...]
    if run.isOwn { attempt.outcome = .own }
    take(attempt, message, time, repeats, place, &done)
  }

  /// Tells what became of a message.
  private func tell(_ message: LogMessage, _ done: inout [LogDelivery]) {
    for recipient in message.recipients { tell(message, recipient, &done) }
  }

  /// Tells and forgets recipients of a message with very many, first those that are done.
  private mutating func tellDone(_ message: LogMessage, _ done: inout [LogDelivery]) {
    let isAnyDone = message.recipients.contains { $0.outcome != .deferred }
    for recipient in message.recipients where !isAnyDone || recipient.outcome != .deferred {
      tell(message, recipient, &done)
    }
    message.recipients.removeAll { !isAnyDone || $0.outcome != .deferred }
    cost -= message.cost
    message.cost =
      Self.messageCost + message.messageID.count
      + message.recipients.reduce(0) { $0 + Self.recipientCost + $1.text.count }
    cost += message.cost
  }

  private func tell(
    _ message: LogMessage,
    _ recipient: LogRecipient,
    _ done: inout [LogDelivery]
  ) {
    guard recipient.outcome != .own, message.sender?.isEmpty != true, !message.isNotice,
      !message.isTold
    else { return }
    var noticeID = message.noticeID
    if noticeID.isEmpty, let notice = message.notice {
      noticeID = messages[notice]?.messageID ?? []
    }
    done.append(
      LogDelivery(
        queue: message.id,
        host: message.host,
        messageID: message.messageID,
        sender: message.sender,
        noticeID: recipient.outcome == .failed ? noticeID : [],
        arrived: message.arrived,
        recipient: recipient
      )
    )
  }
}
