/// What is known of attempts or connections by numbers that a server gives out and uses again.
///
/// Memory: the last ``limit`` to twice as many; older ones are forgotten.
struct LogNumbers<Value> {
  /// How many may be open at a time; qmail has at most 500 attempts of each kind.
  private static var limit: Int { 4_096 }

  private var young: [UInt64: Value] = [:]
  private var old: [UInt64: Value] = [:]

  /// All that are known, by their numbers.
  var all: [(key: UInt64, value: Value)] {
    old.merging(young) { _, new in new }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// What a number stands for; nil where it isn't known.
  subscript(key: UInt64) -> Value? {
    get { young[key] ?? old[key] }
    set {
      if young.count >= Self.limit { (old, young) = (young, [:]) }
      young[key] = newValue
    }
  }

  /// Forgets a number, and returns what it stood for.
  mutating func removeValue(_ key: UInt64) -> Value? {
    let value = young.removeValue(forKey: key)
    let older = old.removeValue(forKey: key)
    return value ?? older
  }
}

extension LogMessage {
  /// Bytes that the number of a recipient holds beyond its address.
  static let nameCost = 64
  /// How many recipients of a message are known by numbers; Cisco takes at most 1000 by default.
  static let namedLimit = 4_096

  /// Whether it waits for a word that is still to come.
  var isOpen: Bool {
    !isClosed && (recipients.isEmpty || recipients.contains { $0.outcome == .deferred })
  }

  /// Whether it is given up without a word, where the clock stands at a moment.
  func isOverdue(at now: Int64) -> Bool {
    guard let patience, let last = recipients.compactMap(\.time).max() else { return false }
    return last < now - patience
  }

  /// Takes what was *later* last, and not tried again, for failed.
  func giveUp() {
    for index in recipients.indices where recipients[index].outcome == .deferred {
      isTold = false
      recipients[index].outcome = .failed
      recipients[index].isExpired = true
    }
  }

  /// An attempt for each of some recipients that are told by number.
  func attempts(
    _ numbers: UnsafeList<Int>,
    _ attempt: LogAttempt,
    relay: [UInt8],
    _ texts: UnsafeTexts
  ) -> [LogAttempt] {
    numbers.compactMap { number in
      var attempt = attempt
      if let name = named[number] { attempt.recipient = texts.keep(name) }
      guard !attempt.recipient.isEmpty else { return nil }
      if attempt.relay.isEmpty { attempt.relay = texts.keep(relay) }
      // Handed to a server inside, which has the outcome.
      if attempt.outcome == .delivered, OwnNetworks.holds(attempt.relay) { attempt.outcome = .own }
      return attempt
    }
  }
}

extension LogQueue {
  /// Notes the number of a recipient.
  mutating func name(_ number: Int, _ address: some Collection<UInt8>, of message: LogMessage) {
    guard message.named.count < LogMessage.namedLimit else { return }
    let address = Array(address.prefix(1_000))
    let bytes = (message.named[number].map { -$0.count } ?? LogMessage.nameCost) + address.count
    message.named[number] = address
    message.namedCost += bytes
    message.cost += bytes
    cost += bytes
  }

  /// Gives a message what the one has from which it was made, as far as it isn't told of itself.
  mutating func derive(_ message: LogMessage, from origin: LogMessage?) {
    guard let origin, origin !== message else { return }
    if message.messageID.isEmpty { message.messageID = origin.messageID }
    if let sender = origin.sender { message.take(sender: sender) }
    if message.named.isEmpty {
      (message.named, message.namedCost) = (origin.named, origin.namedCost)
      message.cost += origin.namedCost
      cost += origin.namedCost
      return
    }
    for (number, address) in origin.named where message.named[number] == nil {
      name(number, address, of: message)
    }
  }
}
