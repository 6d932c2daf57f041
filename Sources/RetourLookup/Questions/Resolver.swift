/// Whoever answers questions.
public protocol Resolver: Sendable {
  /// What it is called where answers are stored, for example `192.0.2.53`.
  var name: String { get }

  /// Answers a question; aliases are followed.
  ///
  /// It never throws: that there is no answer is an answer.
  func answer(_ question: DNSQuestion) async -> DNSAnswer
}

/// Time, as a budget needs it.
public protocol DNSClock: Sendable {
  /// Seconds since any moment that stays the same.
  func now() -> Double
  /// Waits.
  func sleep(_ seconds: Double) async
}

/// The time of this machine; it doesn't jump.
public struct SystemDNSClock: DNSClock {
  private let start = ContinuousClock.now

  /// Creates a clock.
  public init() {}

  /// Seconds since the clock was created.
  public func now() -> Double {
    let passed = (ContinuousClock.now - start).components
    return Double(passed.seconds) + Double(passed.attoseconds) / 1e18
  }

  /// Waits; returns at once where the task was given up.
  public func sleep(_ seconds: Double) async {
    try? await Task.sleep(for: .seconds(seconds))
  }
}

/// How much may be asked.
public struct DNSBudget: Sendable {
  /// Seconds from the start, after which nothing more is asked.
  public let seconds: Double
  /// The most questions; answers are kept in memory until the run ends.
  public let questions: Int
  let clock: any DNSClock
  let start: Double

  /// Starts to count.
  ///
  /// - Parameters:
  ///   - seconds: after which nothing more is asked.
  ///   - questions: the most questions.
  ///   - clock: the time.
  public init(
    seconds: Double,
    questions: Int = 20_000,
    clock: any DNSClock = SystemDNSClock()
  ) {
    self.seconds = seconds
    self.questions = questions
    self.clock = clock
    start = clock.now()
  }

  /// Whether the time is over.
  var isOver: Bool { clock.now() - start >= seconds }
}
