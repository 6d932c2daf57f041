/// Why the database can't be used: what happened, where, why, and what to do about it.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of trouble it is; decides the exit code.
  public enum Category: Hashable, Sendable {
    /// Another process writes to this database (exit 75).
    case locked
    /// The disk is full (exit 75).
    case full
    /// The file can't be created or opened (exit 73).
    case cannotOpen
    /// There is no such database (exit 66).
    case missing
    /// The system forbids it (exit 77).
    case noPermission
    /// Damaged, of another program, or made by a newer version (exit 65).
    case badDatabase
    /// Reading or writing failed (exit 74).
    case inputOutput
    /// A statement took longer than it was allowed to (exit 64).
    case interrupted
    /// The caller asks for what can't be had: another time zone, a wrong query (exit 64).
    case usage
    /// What is configured doesn't go with the database: the key of pseudonyms (exit 78).
    case configuration
    /// A fault of the program itself: the books don't balance (exit 70).
    case `internal`
  }

  /// What to do, where that is a choice of the caller's: a program that has a name for it, such as a flag,
  /// tells it in the place of ``StoreError/remedy``.
  public enum Advice: Hashable, Sendable {
    /// Leave the time zone out.
    case leaveTimeZoneOut
    /// Name another database.
    case nameAnother
    /// Make the database with some input.
    case ingest
    /// Give the key of pseudonyms.
    case configureKey
    /// Allow a statement more time.
    case allowMoreTime
    /// Give each parameter of a statement a value.
    case giveParameters
    /// Add up totals instead of merging reports.
    case addTotals
    /// Merge reports instead of adding up totals.
    case mergeReports
    /// Add up the totals of all databases anew.
    case addTotalsAnew
  }

  /// What kind of trouble it is.
  public let category: Category
  /// The database's path.
  public let path: String
  /// What happened and why, without a full stop.
  public let what: String
  /// What to do; empty where nothing can be said.
  public let remedy: String
  /// What to do, where that is a choice of the caller's.
  public let advice: Advice?

  /// Creates an error.
  public init(
    _ category: Category,
    path: String,
    what: String,
    remedy: String = "",
    advice: Advice? = nil
  ) {
    self.category = category
    self.path = path
    self.what = what
    self.remedy = remedy
    self.advice = advice
  }

  /// Another process holds the lock; `holder` is what it wrote into the lock file.
  static func locked(path: String, by holder: String) -> StoreError {
    StoreError(
      .locked,
      path: path,
      what: "another run writes to it (\(holder.isEmpty ? "unknown" : holder))",
      remedy: "Wait until it has ended, then try again."
    )
  }

  /// What, where and why, in one line.
  public var message: String { path.isEmpty ? what : "\(path): \(what)" }

  /// What, where, why and what to do, in at most two lines.
  public var description: String {
    [message, remedy].filter { !$0.isEmpty }.joined(separator: "\n")
  }
}
