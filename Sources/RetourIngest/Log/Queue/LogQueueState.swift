// What is open in the queues of servers, from one run to the next.
extension LogQueue {
  /// What is open, for the next run; without addresses the recipients and senders stay away.
  func snapshot(keepsAddresses: Bool) -> [UInt8] {
    var last: Int64?
    walk { message in
      guard let arrived = message.arrived else { return }
      last = max(last ?? arrived, arrived)
    }
    let latest = last ?? 0
    var snapshot = LogSnapshot(gone, running, keepsAddresses: keepsAddresses)
    walk { message in
      guard !message.isClosed, message.arrived ?? latest >= latest - LogSnapshot.age,
        message.patience == nil || message.isOpen
      else { return }
      snapshot.append(message, keepsAddresses: keepsAddresses)
    }
    snapshot.close()
    return snapshot.bytes
  }

  /// Goes on with what an earlier run has left open; nil for bytes that no run wrote.
  init?(_ snapshot: [UInt8]) {
    self.init()
    var queue = self
    var (gone, running) = (LogGone(), LogNumbers<LogRun>())
    let isRead = LogSnapshot.forEach(in: snapshot, gone: &gone, running: &running) {
      queue.goOn(with: $0)
    }
    guard isRead else { return nil }
    queue.running = running
    queue.notesGone = true
    (queue.gone, queue.goneBefore) = (gone, gone)
    self = queue
  }
}
