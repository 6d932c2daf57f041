import RetourEvents

/// The messages that are in the queues of servers while their logs are read, across files.
///
/// Memory: ``limit`` bytes, and the index of a shelf. Where more would be open the oldest are put on that
/// (``LogShelf``), until a line speaks of them again. Where it takes no more they are given up: what is known of
/// them is told, as open, and what is said of them later is taken for another message's, without its Message-ID.
struct LogQueue {
  /// Bytes of memory for all messages, roughly.
  static let limit = 8 << 20
  /// Bytes that a message, and a recipient, holds beyond its texts.
  static let messageCost = 500
  static let recipientCost = 500
  /// Recipients of a message that are kept, before those that are done are told.
  private static let recipientLimit = 256
  /// Other words of earlier attempts that are kept.
  private static let earlierLimit = 3
  /// How many messages that have left are remembered, for what collectors write late.
  private static let memory = 256

  /// Those that are in memory.
  var messages: [UInt64: LogMessage] = [:]
  /// Those that are not; nil where there was room for all, or no file can be made.
  var shelf: LogShelf?
  var isShelfSought = false
  /// Keys in the order of arrival; those of messages that are gone are passed over.
  var order: [UInt64] = []
  var oldest = 0
  /// The last messages that have left.
  private var left: [UInt64] = []
  private var nextLeft = 0
  var cost = 0
  /// Attempts that have begun, by their numbers.
  var running = LogNumbers<LogRun>()
  /// The servers at the other ends of connections, by their numbers.
  private var connections = LogNumbers<[UInt8]>()
  /// Whether words, servers and ids are kept, which counts don't take.
  var keepsWords = true
  /// Whether a server was read that gives up without a word.
  var hasSilent = false
  /// The latest moment that a line has told.
  private(set) var newest = Int64.min
  /// The name of the host that was told last: most messages are of one.
  private var lastHost: [UInt8] = []
  /// Words of earlier lines, while a fact is taken in that they are added to.
  let scratch = UnsafeTexts()
  /// How many messages were given up because there were too many, since that was told.
  var given = 0
  /// How many couldn't be read again from the shelf, since that was told.
  var lost = 0

  /// Messages that have left, for the next run, and whether they are noted.
  var gone = LogGone()
  var notesGone = false
  /// Those that had left before this run; lines about them are repetitions.
  var goneBefore = LogGone()

  /// Whether nothing is in a queue.
  var isEmpty: Bool { messages.isEmpty && (shelf?.count ?? 0) == 0 }

  /// Takes in what a line tells, and adds what is now certain to `done`.
  mutating func take(
    _ fact: LogFact,
    of host: LogHost,
    at time: Int64?,
    repeats: Int,
    _ place: @autoclosure () -> LogPlace,
    into done: inout [LogDelivery]
  ) {
    if let time, time > newest { newest = time }
    scratch.clear()
    if notesGone, let id = fact.queueID, isRepetition(fact, host.key(id), time) { return }
    switch fact {
    case .nothing: return
    case .recipient(let id, let number, let address):
      name(number, address, of: open(id, host, time))
    case .connected(let number, let relay):
      connections[host.key(number)] = relay.prefix(300).bytes
    case .numbered(let id, let numbers, let attempts, let connection):
      let (message, attempt) = (open(id, host, time), attempts[0])
      if let number = numbers.first, numbers.count == 1, !attempt.recipient.isEmpty,
        message.named[number] == nil
      {
        name(number, attempt.recipient, of: message)
      }
      let relay = connections[host.key(connection)]
      for attempt in message.attempts(numbers, attempt, relay: relay ?? [], scratch) {
        take(attempt, message, time, repeats, place(), &done)
      }
    case .derived(let id, let origin):
      let message = open(id, host, time)
      derive(message, from: known(host.key(origin)))
    case .arrived(let id):
      begin(id, host, time, &done).isWhole = true
    case .message(let id, let name, let sender, let about, let count):
      enter(id, host, time, name, sender, about, &done).expected = count
    case .trouble(let id, let relay):
      let message = open(id, host, time)
      message.trouble = relay.prefix(300).bytes
    case .started(let number, let id, let recipient, let isOwn):
      running[host.key(number)] = LogRun(
        message: open(id, host, time).key,
        recipient: recipient.prefix(1_000).bytes,
        isOwn: isOwn
      )
    case .ended(let number, let attempts):
      end(number, attempts[0], host, time, repeats, place(), &done)
    case .identified(let id, let name, let isResent):
      identify(id, host, time, name, isResent: isResent, &done)
    case .sender(let id, let sender):
      let message = open(id, host, time)
      // Of counts only those count that have none.
      let sender = keepsWords ? sender : sender.prefix(1)
      if message.isClosed {
        begin(id, host, time, &done).take(sender: sender)
      } else {
        message.take(sender: sender)
      }
    case .attempts(let id, let attempts):
      let first = attempts[0]
      let arrived = first.delay.flatMap { delay in time.map { $0 - delay } }
      let message = open(id, host, arrived ?? time)
      for index in attempts.indices {
        take(attempts[index], message, time, repeats, place(), &done)
      }
      closeIfDone(message, first, &done)
    case .event(let id, let name, let sender, let arrived, let attempts):
      let attempt = attempts[0]
      let message = open(id, host, arrived ?? time)
      if message.messageID.isEmpty { message.messageID = LogMessage.id(name) }
      if !sender.isEmpty { message.take(sender: sender) }
      take(attempt, message, time, repeats, place(), &done)
      closeIfDone(message, attempt, &done)
    case .expired(let id):
      let message = open(id, host, time)
      message.expire(time, place())
      if message.expected != nil { closeIfDone(message, nil, &done) }
    case .notified(let id, let by, let isFinal):
      let message = open(id, host, time)
      let notice = open(by, host, time)
      notice.isNotice = true
      guard isFinal else { return }
      message.notice = notice.key
      message.noticeID = notice.messageID
    case .closed(let id):
      if let message = known(host.key(id)) { close(message, &done) }
    }
    if hasSilent { giveUpSilent(&done) }
    if cost > Self.limit { makeRoom(&done) }
  }

  /// Gives out what is still open, the oldest first, at most `count` messages.
  mutating func giveOut(_ count: Int, into done: inout [LogDelivery]) {
    var count = count
    while count > 0, let message = next() {
      if message.isOverdue(at: newest) { message.giveUp() }
      tell(message, &done)
      count -= 1
    }
    if isEmpty {
      (messages, order, oldest, left, nextLeft, cost) = ([:], [], 0, [], 0, 0)
      (shelf, isShelfSought) = (nil, false)
    }
  }

  /// Creates a queue of nothing.
  init() {}

  // MARK: Messages

  /// The message of an id, a new one where it isn't known.
  mutating func open(_ id: UnsafeText, _ host: LogHost, _ arrived: Int64?) -> LogMessage {
    let key = host.key(id)
    if let known = known(key) { return known }
    if !host.name.equals(lastHost) { lastHost = host.name.bytes }
    let id = keepsWords ? id.bytes : []
    let message = LogMessage(key, id: id, host: lastHost, arrived: arrived)
    insert(message)
    return message
  }

  /// A new message, in place of one that had its id before.
  @discardableResult
  private mutating func begin(
    _ id: UnsafeText,
    _ host: LogHost,
    _ time: Int64?,
    _ done: inout [LogDelivery]
  ) -> LogMessage {
    let key = host.key(id)
    guard let known = known(key) else { return open(id, host, time) }
    // Where its first line comes again the log was read twice, or a part of it.
    guard known.isClosed || !known.recipients.isEmpty || known.sender != nil else { return known }
    if known.arrived != time { tell(known, &done) }
    if notesGone, known.isTold, !known.isWhole {
      Self.add(known, to: &gone, newest)
      Self.add(known, to: &goneBefore, newest)
    }
    cost -= known.cost
    messages[key] = nil
    return open(id, host, time)
  }

  /// A message of which one line tells all.
  @discardableResult
  private mutating func enter(
    _ id: UnsafeText,
    _ host: LogHost,
    _ time: Int64?,
    _ name: UnsafeText,
    _ sender: UnsafeText,
    _ about: UnsafeText,
    _ done: inout [LogDelivery]
  ) -> LogMessage {
    let message = begin(id, host, time, &done)
    message.isWhole = true
    message.take(sender: sender)
    identify(message, name)
    if !about.isEmpty, let failed = known(host.key(about)) {
      message.isNotice = true
      failed.notice = message.key
      failed.noticeID = message.messageID
    }
    return message
  }

  private mutating func identify(
    _ id: UnsafeText,
    _ host: LogHost,
    _ time: Int64?,
    _ name: UnsafeText,
    isResent: Bool,
    _ done: inout [LogDelivery]
  ) {
    var message = open(id, host, time)
    if message.isClosed || !message.recipients.isEmpty, !isResent {
      message = begin(id, host, time, &done)
    }
    message.isWhole = true
    guard message.messageID.isEmpty || message.isResentID else { return }
    identify(message, name)
    message.isResentID = isResent
  }

  private mutating func identify(_ message: LogMessage, _ name: UnsafeText) {
    guard keepsWords else { return }
    message.messageID = LogMessage.id(name)
    message.cost += name.count
    cost += name.count
  }

  /// Ends a message of which nobody says that it left, once all its recipients are done.
  private mutating func closeIfDone(
    _ message: LogMessage,
    _ attempt: LogAttempt?,
    _ done: inout [LogDelivery]
  ) {
    guard
      attempt?.isAlone == true || message.expected.map({ message.recipients.count >= $0 }) == true,
      !message.recipients.contains(where: { $0.outcome == .deferred })
    else { return }
    close(message, &done)
  }

  /// Ends a message, but remembers it for what is said late.
  private mutating func close(_ message: LogMessage, _ done: inout [LogDelivery]) {
    guard !message.isClosed else { return }
    tell(message, &done)
    message.isClosed = true
    if notesGone { Self.add(message, to: &gone, newest) }
    for index in message.recipients.indices { message.recipients[index].outcome = .own }
    if left.count < Self.memory {
      left.append(message.key)
    } else {
      let gone = left[nextLeft]
      left[nextLeft] = message.key
      nextLeft = (nextLeft + 1) % Self.memory
      if let old = messages[gone], old.isClosed {
        cost -= old.cost
        messages[gone] = nil
      }
    }
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
    if !message.isWhole, goneBefore.holds(message.key, attempt.recipient, at: time) { return }
    if message.isClosed {
      // What is said after it left is said again, unless recipients were only counted: an alias has more.
      guard message.expected != nil, !message.recipients.contains(where: { attempt.isOf($0) })
      else {
        return
      }
      message.isClosed = false
    }
    if let patience = attempt.patience { (message.patience, hasSilent) = (patience, true) }
    if let sender = attempt.sender { message.take(sender: sender) }
    var attempt = attempt
    if attempt.relay.isEmpty, attempt.isTried { attempt.relay = scratch.keep(message.trouble) }
    if !message.trouble.isEmpty { message.trouble = [] }
    if !keepsWords { (attempt.text, attempt.relay, attempt.status) = (.empty, .empty, .empty) }
    let index = message.recipients.firstIndex { attempt.isOf($0) }
    // An earlier run has read that line.
    if message.isTold, let index, attempt.outcome == .deferred, let time,
      let before = message.recipients[index].lastTried, time <= before
    {
      return
    }
    message.isTold = false
    guard let index else {
      if message.recipients.count >= Self.recipientLimit { tellDone(message, &done) }
      var recipient = LogRecipient(attempt, time, place)
      recipient.attempts = attempt.attempts ?? (attempt.isTried ? 1 + repeats : 0)
      if attempt.isTried { recipient.lastTried = time }
      let bytes = Self.recipientCost + recipient.text.count + 2 * recipient.address.count
      message.recipients.append(recipient)
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

  private mutating func end(
    _ number: UnsafeText,
    _ attempt: LogAttempt,
    _ host: LogHost,
    _ time: Int64?,
    _ repeats: Int,
    _ place: LogPlace,
    _ done: inout [LogDelivery]
  ) {
    guard let run = running.removeValue(host.key(number)),
      let message = known(run.message)
    else { return }
    var attempt = attempt
    attempt.recipient = scratch.keep(run.recipient)
    if run.isOwn { attempt.outcome = .own }
    take(attempt, message, time, repeats, place, &done)
  }

  /// Tells what became of a message.
  mutating func tell(_ message: LogMessage, _ done: inout [LogDelivery]) {
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
    message.measure()
    cost += message.cost
  }

  private mutating func tell(
    _ message: LogMessage,
    _ recipient: consuming LogRecipient,
    _ done: inout [LogDelivery]
  ) {
    guard recipient.outcome != .own, message.sender?.isEmpty != true, !message.isNotice,
      !message.isTold
    else { return }
    // Without a Message-ID the identity is the same.
    let arrival =
      message.isWhole && !message.messageID.isEmpty
      ? goneBefore.arrival(message.key, recipient.address, at: recipient.time) : nil
    var noticeID = message.noticeID
    if noticeID.isEmpty, let notice = message.notice {
      noticeID = known(notice)?.messageID ?? []
    }
    if recipient.outcome != .failed { noticeID = [] }
    done.append(
      LogDelivery(
        queue: message.id,
        host: message.host,
        messageID: arrival == nil ? message.messageID : [],
        sender: message.sender,
        noticeID: noticeID,
        arrived: arrival ?? message.arrived,
        recipient: recipient
      )
    )
  }
}
