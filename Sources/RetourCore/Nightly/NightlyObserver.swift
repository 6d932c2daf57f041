package import RetourEvents

/// Whoever hears how a night goes, and may end it.
package protocol NightlyObserver: RunObserver {
  /// Takes note of what happens.
  func take(_ event: NightlyEvent)
}

/// What is told of a night while it goes on.
package enum NightlyEvent {
  /// A step begins.
  case began(NightlyStep)
  /// What a step did, in words.
  case did(NightlyStep, _ words: String)
  /// A step failed; the others are done.
  case failed(NightlyStep, any Error)
  /// Something couldn't be read, in words.
  case complaint(String)
  /// An input that is configured isn't there.
  case missing(InputPath)
  /// There was something to read, and nothing of it could be.
  case nothingRead
  /// The clock is so far ahead of all that was read that days are counted from another one.
  case clockAhead(countedFrom: String, keeping: Int)
  /// A threshold was passed.
  case alarm(Alarm)
}

/// How a night ended.
package enum NightlyOutcome {
  /// All steps did what they had to.
  case fine
  /// They did, and thresholds were passed.
  case alarms
  /// An input isn't there, or nothing of them could be read.
  case unread
  /// Why the first step that failed did.
  case failed(any Error)
}
