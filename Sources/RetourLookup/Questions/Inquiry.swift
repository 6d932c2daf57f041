import Synchronization

/// The one door through which questions go: each is asked once, within the budget.
public final class Inquiry: Sendable {
  /// How long to wait before what failed is asked again, in seconds.
  static let pause = 2.0

  private let resolver: any Resolver
  private let budget: DNSBudget
  private let state = Mutex(State())

  private struct State {
    var answers: [DNSQuestion: Task<DNSAnswer, Never>] = [:]
    var asked = 0
    var refused = 0
  }

  /// Creates one.
  public init(_ resolver: any Resolver, budget: DNSBudget) {
    self.resolver = resolver
    self.budget = budget
  }

  /// The resolver's name.
  public var resolverName: String { resolver.name }

  /// Questions that the resolver was asked, second tries among them.
  public var asked: Int { state.withLock { $0.asked } }

  /// Questions that weren't asked, because the budget was spent.
  public var unasked: Int { state.withLock { $0.refused } }

  /// Whether time and questions are left.
  public var goesOn: Bool { !budget.isOver && asked < budget.questions }

  /// Asks, or gives the answer that came before.
  ///
  /// A resolver that failed or was silent is asked once more, after a pause.
  public func ask(_ name: DNSName, _ type: RecordType) async -> DNSAnswer {
    let question = DNSQuestion(name, type)
    let task = state.withLock { state in
      if let known = state.answers[question] { return known }
      let task = Task { [self] in await fetch(question) }
      state.answers[question] = task
      return task
    }
    return await task.value
  }

  private func fetch(_ question: DNSQuestion) async -> DNSAnswer {
    let first = await once(question)
    guard first.outcome == .timeout || first.outcome == .serverFailure else { return first }
    guard goesOn else { return first }
    await budget.clock.sleep(Self.pause)
    let second = await once(question)
    return second.outcome == .unasked ? first : second
  }

  private func once(_ question: DNSQuestion) async -> DNSAnswer {
    let isAllowed = state.withLock { state in
      guard !budget.isOver, state.asked < budget.questions else {
        state.refused += 1
        return false
      }
      state.asked += 1
      return true
    }
    guard isAllowed else { return DNSAnswer(.unasked, note: "the budget is spent") }
    return await resolver.answer(question)
  }
}
