/// The books of a stretch of input: how many messages were read and what became of each.
public struct Tally: Hashable, Sendable {
  /// Messages (or rows of an export) read.
  public var messages = 0
  /// Messages with at least one report.
  public var withReports = 0
  /// Messages that are no report.
  public var notReports = 0
  /// Messages of which nothing could be read.
  public var rejected = 0
  /// Reports, one per message and recipient.
  public var reports = 0

  /// Creates books with nothing in them.
  public init() {}

  /// Whether every message is accounted for.
  public var isBalanced: Bool { messages == withReports + notReports + rejected }

  /// Adds the books of another stretch.
  public static func += (left: inout Tally, right: Tally) {
    left.messages += right.messages
    left.withReports += right.withReports
    left.notReports += right.notReports
    left.rejected += right.rejected
    left.reports += right.reports
  }
}
