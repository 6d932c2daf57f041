/// An Aho-Corasick automaton: finds every occurrence of every phrase in one pass over a text.
///
/// States are numbered breadth first, so that the children of a state follow each other. Shallow
/// states, where a text spends nearly all its time, have a complete row of transitions over byte
/// classes; deeper ones look through their few children and fall back along failure states. That
/// keeps the tables small (they fit the second-level cache and are built in 2 ms), and a search
/// still takes time in proportion to the text: a fall-back undoes an earlier step down.
struct Automaton: Sendable {
  /// An occurrence of a phrase.
  struct Hit: Equatable, Sendable {
    /// The number of the phrase in the order given at creation.
    var phrase: UInt16
    /// The first byte.
    var start: Int32
    /// One past the last byte.
    var end: Int32
  }

  /// States of at most this depth have rows.
  private static let rowDepth = 2

  /// Bytes that no phrase holds share class 0.
  private var classes = [UInt8](repeating: 0, count: 256)
  private var classCount = 1
  /// The next state for state `s` and class `c` is `rows[s * classCount + c]`.
  private var rows: [UInt16] = []
  private var rowCount = 0
  /// The byte that leads to a state.
  private var labels: [UInt8] = [0]
  /// The children of state `s` are `firstChild[s]..<firstChild[s + 1]`.
  private var firstChild: [Int32] = []
  /// The state of the longest proper suffix.
  private var failure: [UInt16] = [0]
  /// The nearest state on the way of failures, itself included, at which phrases end; else 0.
  private var reporting: [UInt16] = [0]
  /// The phrases that end at state `s` are `outputs[firstOutput[s]..<firstOutput[s + 1]]`.
  private var firstOutput: [Int32] = [0]
  private var outputs: [UInt16] = []
  private let lengths: [Int32]

  /// Builds the automaton.
  ///
  /// - Precondition: no phrase is empty, and together they need at most 65,536 states.
  init(_ phrases: [[UInt8]]) {
    lengths = phrases.map { Int32($0.count) }
    for phrase in phrases {
      for byte in phrase where classes[Int(byte)] == 0 {
        classes[Int(byte)] = UInt8(classCount)
        classCount += 1
      }
    }
    buildStates(phrases)
    buildFailures()
  }

  /// Numbers the states: each stands for the sorted phrases that begin with the same bytes.
  private mutating func buildStates(_ phrases: [[UInt8]]) {
    let sorted = phrases.indices.sorted { phrases[$0].lexicographicallyPrecedes(phrases[$1]) }
    var ranges = [sorted.indices]
    var depths = [0]
    var state = 0
    while state < ranges.count {
      let depth = depths[state]
      if depth <= Self.rowDepth { rowCount = state + 1 }
      var range = ranges[state]
      while let first = range.first, phrases[sorted[first]].count == depth {
        outputs.append(UInt16(sorted[first]))
        range.removeFirst()
      }
      firstOutput.append(Int32(outputs.count))
      firstChild.append(Int32(ranges.count))
      while let first = range.first {
        let byte = phrases[sorted[first]][depth]
        let end = range.first { phrases[sorted[$0]][depth] != byte } ?? range.upperBound
        precondition(ranges.count < 65_536, "the catalogue outgrew 16-bit states")
        ranges.append(first..<end)
        depths.append(depth + 1)
        labels.append(byte)
        range = end..<range.upperBound
      }
      state += 1
    }
    firstChild.append(Int32(ranges.count))
  }

  /// Breadth first, the failure state of a state is complete before the state is looked at.
  private mutating func buildFailures() {
    let count = labels.count
    failure = [UInt16](repeating: 0, count: count)
    reporting = [UInt16](repeating: 0, count: count)
    rows = [UInt16](repeating: 0, count: rowCount * classCount)
    for state in 0..<count {
      let fallback = Int(failure[state])
      let hasOutput = firstOutput[state] != firstOutput[state + 1]
      reporting[state] = hasOutput ? UInt16(state) : state == 0 ? 0 : reporting[fallback]
      let children = Int(firstChild[state])..<Int(firstChild[state + 1])
      for child in children where state != 0 {
        failure[child] = UInt16(next(fallback, labels[child]))
      }
      guard state < rowCount else { continue }
      let row = state * classCount
      if state != 0 {
        for column in 0..<classCount { rows[row + column] = rows[fallback * classCount + column] }
      }
      for child in children { rows[row + Int(classes[Int(labels[child])])] = UInt16(child) }
    }
  }

  /// The state after a byte.
  private func next(_ state: Int, _ byte: UInt8) -> Int {
    var state = state
    while state >= rowCount {
      var child = Int(firstChild[state])
      let end = Int(firstChild[state + 1])
      while child < end {
        if labels[child] == byte { return child }
        child += 1
      }
      state = Int(failure[state])
    }
    return Int(rows[state * classCount + Int(classes[Int(byte)])])
  }

  /// Adds every occurrence in `text` to `hits`, ordered by end.
  func search(_ text: [UInt8], into hits: inout [Hit]) {
    let (rows, classes, reporting) = (rows.span, classes.span, reporting.span)
    var state = 0
    for (index, byte) in text.enumerated() {
      state =
        state < rowCount
        ? Int(rows[state * classCount + Int(classes[Int(byte)])]) : next(state, byte)
      var reported = Int(reporting[state])
      while reported != 0 {
        for output in Int(firstOutput[reported])..<Int(firstOutput[reported + 1]) {
          let phrase = outputs[output]
          let end = Int32(index + 1)
          hits.append(Hit(phrase: phrase, start: end - lengths[Int(phrase)], end: end))
        }
        reported = Int(reporting[Int(failure[reported])])
      }
    }
  }
}
