public import RetourEvents

/// A log that was found, and when it begins.
public struct LogInput: Comparable, Sendable {
  /// The file.
  public let identity: FileIdentity
  /// The moment of its first line in seconds since 1970; the latest there is where it has none.
  private let start: Int64
  /// The hash of the first line of a log; nil for the events of a service.
  public let key: UInt64?

  init(_ identity: FileIdentity, start: Int64, key: UInt64?) {
    self.identity = identity
    self.start = start
    self.key = key
  }

  /// Logs are read in the order of their first lines, those of one moment in that of their names.
  public static func < (left: LogInput, right: LogInput) -> Bool {
    (left.start, left.identity.path.shown) < (right.start, right.identity.path.shown)
  }

  /// Whether two are the same file.
  public static func == (left: LogInput, right: LogInput) -> Bool {
    (left.start, left.identity.path) == (right.start, right.identity.path)
  }
}

/// Where a log stands among others that are read one after the other.
public struct LogSequel: Sendable {
  let memory: LogMemory
  /// Whether others follow, which may tell more about what it leaves open.
  let goesOn: Bool
  /// How far it was read before, where it is still the same.
  var known: LogProgress?

  /// Puts a log behind those that have left something in the memory.
  ///
  /// - Parameters:
  ///   - memory: what they have left.
  ///   - goesOn: whether others follow.
  ///   - known: how far a log with its first line was read in an earlier run.
  public init(memory: LogMemory, goesOn: Bool, known: LogProgress? = nil) {
    self.memory = memory
    self.goesOn = goesOn
    self.known = known
  }
}

/// What is done with a log where it is found.
enum LogRole: Sendable {
  /// It is read by itself.
  case alone
  /// It is left to be read with others.
  case gathered
  /// It is one of those.
  case sequel(LogSequel)

  /// Whether it is one of several that were found before.
  var isSequel: Bool {
    if case .sequel = self { true } else { false }
  }
}
