// What is said again, because an earlier run has read it.
extension LogQueue {
  /// Whether an earlier run has told all that a line is about.
  mutating func isRepetition(_ fact: LogFact, _ key: UInt64, _ time: Int64?) -> Bool {
    guard fact.isFirst else { return goneBefore.holds(key, at: time) }
    gone.forget(key)
    goneBefore.forget(key)
    return false
  }

  /// Adds a message to those that have left; `newest` counts where none of its lines has a time.
  static func add(_ message: LogMessage, to list: inout LogGone, _ newest: Int64) {
    let left = message.recipients.compactMap(\.time).max() ?? newest
    let told = message.recipients.filter { $0.outcome != .own }.map { LogGone.hash($0.address) }
    let extent: LogGone.Extent =
      !message.isWhole ? .part(told) : message.expected == nil ? .all : .recipients(told)
    list.add(message.key, arrived: message.arrived ?? left, left: left, extent)
  }
}
