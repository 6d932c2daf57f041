import RetourEvents

// The order of messages, and the room that they have: in memory, beyond that on a shelf.
extension LogQueue {
  /// Takes in a message that an earlier run has left open.
  mutating func goOn(with message: LogMessage) {
    guard known(message.key) == nil else { return }
    if message.patience != nil { hasSilent = true }
    insert(message)
    var done: [LogDelivery] = []
    if cost > Self.limit { makeRoom(&done) }
  }

  /// Takes out the message that is oldest: those on the shelf are before those in memory.
  mutating func next() -> LogMessage? {
    while let record = shelf?.takeFirst() {
      var reader = LogRecordReader(bytes: record[...])
      if let message = reader.message() { return message }
    }
    // What is left there can't be read.
    lost += shelf?.count ?? 0
    shelf = nil
    while oldest < order.count {
      defer { oldest += 1 }
      guard let message = messages.removeValue(forKey: order[oldest]) else { continue }
      cost -= message.cost
      return message
    }
    return nil
  }

  /// Shows all messages, those on the shelf first.
  func walk(_ body: (LogMessage) -> Void) {
    shelf?.walk {
      var reader = LogRecordReader(bytes: $0[...])
      if let message = reader.message() { body(message) }
    }
    var seen: Set<UInt64> = []
    for key in order[oldest...] where seen.insert(key).inserted {
      if let message = messages[key] { body(message) }
    }
  }

  /// The message with a key, taken off the shelf where it is there; nil where there is none.
  mutating func known(_ key: UInt64) -> LogMessage? {
    if let message = messages[key] { return message }
    guard let record = shelf?.take(key) else { return nil }
    var reader = LogRecordReader(bytes: record[...])
    guard let message = reader.message(key) else { return nil }
    insert(message)
    return message
  }

  /// Puts a message behind all others.
  mutating func insert(_ message: LogMessage) {
    messages[message.key] = message
    order.append(message.key)
    cost += message.cost
    if order.count > 2 * messages.count + 1_024 { tidy() }
  }

  /// Forgets keys of messages that are gone.
  mutating func tidy() {
    var seen: Set<UInt64> = []
    order = order[oldest...].filter { messages[$0] != nil && seen.insert($0).inserted }
    oldest = 0
  }

  mutating func makeRoom(_ done: inout [LogDelivery]) {
    while cost > Self.limit, oldest < order.count {
      defer { oldest += 1 }
      guard let message = messages.removeValue(forKey: order[oldest]) else { continue }
      cost -= message.cost
      if !message.isClosed, putAway(message) { continue }
      if message.isOpen { given += 1 }
      tell(message, &done)
    }
    if oldest > 2 * messages.count + 1_024 { tidy() }
  }

  /// Puts a message on the shelf; false where it takes none.
  mutating func putAway(_ message: LogMessage) -> Bool {
    if !isShelfSought { (shelf, isShelfSought) = (LogShelf(), true) }
    guard let shelf else { return false }
    var writer = LogRecordWriter()
    message.write(to: &writer, .laterLines)
    return shelf.put(message.key, writer.bytes)
  }

  /// Why a message couldn't be put on the shelf.
  var shelfProblem: String {
    let folder = UnsafeSpillFile.folder.shown
    guard let shelf else { return "no file could be made in \(folder) (TMPDIR)" }
    return shelf.isFull
      ? "\(LogShelf.limit) others wait already" : "there was no room in \(folder) (TMPDIR)"
  }

  /// Tells what the oldest messages have come to that their server has given up without a word.
  mutating func giveUpSilent(_ done: inout [LogDelivery]) {
    while oldest < order.count {
      let key = order[oldest]
      if let message = messages[key] {
        guard message.isOverdue(at: newest) else { return }
        message.giveUp()
        tell(message, &done)
        cost -= message.cost
        messages[key] = nil
      }
      oldest += 1
    }
  }
}
