/// Lets so many pieces of work run at a time; the others wait in the order in which they came, behind those
/// that come first.
actor Workers {
  private var free: Int
  private var waiting = Queue<CheckedContinuation<Void, Never>>()
  private var first = Queue<CheckedContinuation<Void, Never>>()

  init(count: Int) { free = count }

  /// Does a piece of work as soon as a worker is free.
  ///
  /// What ends work that was begun comes first: else it would wait until all that was begun after it is
  /// read, and whoever takes the results with it.
  nonisolated func run<Result: Sendable>(
    first: Bool = false,
    _ work: @Sendable () -> Result
  ) async -> Result {
    await enter(first: first)
    let result = work()
    await leave()
    return result
  }

  private func enter(first isFirst: Bool) async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { turn in
        if isFirst { first.append(turn) } else { waiting.append(turn) }
      }
    }
  }

  private func leave() {
    if let next = first.popFirst() ?? waiting.popFirst() { next.resume() } else { free += 1 }
  }
}
