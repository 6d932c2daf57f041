/// Lets so many pieces of work run at a time; the others wait in the order in which they came.
actor Workers {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(count: Int) { free = count }

  /// Does a piece of work as soon as a worker is free.
  nonisolated func run<Result: Sendable>(_ work: @Sendable () -> Result) async -> Result {
    await enter()
    let result = work()
    await leave()
    return result
  }

  private func enter() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  private func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
