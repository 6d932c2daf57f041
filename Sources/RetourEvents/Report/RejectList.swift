/// What could not be read of something: the first of each kind, and the number of the others.
///
/// A file may have more of them than would fit anywhere; beyond ``limit`` of a kind they are counted and
/// not kept.
public struct RejectList: RandomAccessCollection, ExpressibleByArrayLiteral, Hashable, Sendable {
  /// How many of one kind are kept.
  public static let limit = 1_000

  private var kept: [Reject] = []
  private var counts: [Reject.Problem: Int] = [:]

  /// Creates an empty list.
  public init() {}

  /// Creates a list of some rejects.
  public init(_ rejects: some Sequence<Reject>) { append(contentsOf: rejects) }

  /// Creates a list of some rejects.
  public init(arrayLiteral elements: Reject...) { self.init(elements) }

  /// That of the first that is kept.
  public var startIndex: Int { 0 }
  /// One beyond the last that is kept.
  public var endIndex: Int { kept.count }
  /// One that is kept.
  public subscript(index: Int) -> Reject { kept[index] }

  /// How many there were, kept or not.
  public var total: Int { counts.values.reduce(0, +) }

  /// Takes one in; ``Reject/Problem/more`` is kept and doesn't count.
  public mutating func append(_ reject: Reject) {
    guard reject.problem != .more else {
      kept.append(reject)
      return
    }
    let count = counts[reject.problem, default: 0]
    counts[reject.problem] = count + 1
    if count < Self.limit { kept.append(reject) }
  }

  /// Takes some in.
  public mutating func append(contentsOf rejects: some Sequence<Reject>) {
    for reject in rejects { append(reject) }
  }

  /// Says how many messages of the source came before.
  public mutating func place(after records: Int) {
    for index in kept.indices { kept[index].position.record += records }
  }

  /// Changes those that are kept, in place; what kind they are stays.
  public mutating func change(_ change: (inout Reject) -> Void) {
    for index in kept.indices { change(&kept[index]) }
  }

  /// Keeps no more of each kind than others of the same source have left room for.
  ///
  /// - Parameter before: how many of each kind came before; becomes how many there are now.
  public mutating func fit(behind before: inout RejectCounts) {
    var room = counts.keys.reduce(into: [:]) { room, problem in
      room[problem] = Swift.max(0, Self.limit - before.count(of: problem))
    }
    kept = kept.filter { reject in
      guard room[reject.problem, default: 0] > 0 else { return false }
      room[reject.problem, default: 0] -= 1
      before.last[reject.problem] = reject.position
      return true
    }
    before.counts.merge(counts) { $0 + $1 }
  }
}

/// How many rejects of each kind a source has given.
public struct RejectCounts: Hashable, Sendable {
  fileprivate var counts: [Reject.Problem: Int] = [:]
  /// Where the last one stands that is kept.
  fileprivate var last: [Reject.Problem: Position] = [:]

  /// Creates counts of nothing.
  public init() {}

  fileprivate func count(of problem: Reject.Problem) -> Int { counts[problem, default: 0] }

  /// A line for each kind of which there were more than are kept.
  public var notes: [Reject] {
    counts.keys.sorted { $0.rawValue < $1.rawValue }.compactMap { problem in
      let more = count(of: problem) - RejectList.limit
      guard more > 0, let position = last[problem] else { return nil }
      return Reject(
        position: position,
        problem: .more,
        detail: "\(more) more of kind \(problem.rawValue); they are counted and not kept",
        losesMessage: false
      )
    }
  }
}
