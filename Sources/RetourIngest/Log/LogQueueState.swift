// What is open in the queues of servers, from one run to the next.
extension LogQueue {
  /// What is open, for the next run; without addresses the recipients and senders stay away.
  func snapshot(keepsAddresses: Bool) -> LogSnapshot {
    let latest = messages.values.compactMap(\.arrived).max() ?? 0
    var seen: Set<UInt64> = []
    let kept = order[oldest...].compactMap { key -> LogSnapshot.Message? in
      guard seen.insert(key).inserted, let message = messages[key], !message.isClosed,
        message.arrived ?? latest >= latest - LogSnapshot.age,
        message.patience == nil || message.isOpen
      else { return nil }
      return LogSnapshot.Message(
        id: message.id,
        host: message.host,
        arrived: message.arrived,
        messageID: message.messageID,
        sender: keepsAddresses || message.sender?.isEmpty == true ? message.sender : nil,
        isNotice: message.isNotice,
        expected: message.expected,
        patience: message.patience,
        recipients: keepsAddresses ? message.recipients : [],
        named: keepsAddresses ? message.named : [:]
      )
    }
    return LogSnapshot(messages: kept)
  }

  /// Goes on with what an earlier run has left open.
  init(_ snapshot: LogSnapshot) {
    self.init()
    for kept in snapshot.messages {
      let message = open(kept.id[...], kept.host[...], kept.arrived)
      message.messageID = kept.messageID
      message.sender = kept.sender
      message.isNotice = kept.isNotice
      message.expected = kept.expected
      message.patience = kept.patience
      if kept.patience != nil { hasSilent = true }
      message.recipients = kept.recipients
      message.named = kept.named
      message.isTold = true
      message.namedCost = kept.named.values.reduce(0) { $0 + LogMessage.nameCost + $1.count }
      let bytes =
        message.recipients.reduce(message.namedCost) { $0 + Self.recipientCost + $1.text.count }
      message.cost += bytes
      cost += bytes
    }
  }
}
