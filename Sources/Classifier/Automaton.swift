/// An Aho-Corasick automaton: finds every occurrence of every phrase in one pass over a text.
///
/// The transitions are complete (a DFA) and lie in one flat array: the next state for state `s`
/// and byte `b` is `next[s * classCount + classes[b]]`. Bytes that no phrase holds share class 0.
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

  private let classes: [UInt8]
  private let classCount: Int
  private let next: [UInt16]
  /// The phrases that end in state `s` are `outputs[outputStarts[s]..<outputStarts[s + 1]]`.
  private let outputStarts: [UInt32]
  private let outputs: [UInt16]
  private let lengths: [Int32]

  /// The number of states; at most 65,536.
  var stateCount: Int { outputStarts.count - 1 }

  /// Builds the automaton.
  ///
  /// - Precondition: no phrase is empty, and together they need at most 65,536 states.
  init(_ phrases: [[UInt8]]) {
    var classes = [UInt8](repeating: 0, count: 256)
    var classCount = 1
    for phrase in phrases {
      for byte in phrase where classes[Int(byte)] == 0 {
        classes[Int(byte)] = UInt8(classCount)
        classCount += 1
      }
    }

    // The trie: a row of transitions per state, 0 for none (nothing leads back to the root).
    let total = phrases.reduce(1) { $0 + $1.count }
    var trie = [UInt16](repeating: 0, count: total * classCount)
    var phrasesAt = [[UInt16]](repeating: [], count: total)
    var count = 1
    for (number, phrase) in phrases.enumerated() {
      var state = 0
      for byte in phrase {
        let slot = state * classCount + Int(classes[Int(byte)])
        if trie[slot] == 0 {
          precondition(count < 65_536, "the catalogue outgrew 16-bit states")
          trie[slot] = UInt16(count)
          count += 1
        }
        state = Int(trie[slot])
      }
      phrasesAt[state].append(UInt16(number))
    }
    trie.removeLast((total - count) * classCount)

    // Breadth first, a state's failure state is complete before the state is looked at: its row
    // fills the gaps of the state's own, and its phrases end here too.
    var failure = [UInt16](repeating: 0, count: count)
    var queue: [Int] = [0]
    queue.reserveCapacity(count)
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      let row = state * classCount
      let failureRow = Int(failure[state]) * classCount
      if state != 0, !phrasesAt[Int(failure[state])].isEmpty {
        phrasesAt[state] += phrasesAt[Int(failure[state])]
      }
      for column in 0..<classCount {
        let child = Int(trie[row + column])
        if child != 0 {
          failure[child] = state == 0 ? 0 : trie[failureRow + column]
          queue.append(child)
        } else if state != 0 {
          trie[row + column] = trie[failureRow + column]
        }
      }
    }

    var outputStarts: [UInt32] = [0]
    outputStarts.reserveCapacity(count + 1)
    var outputs: [UInt16] = []
    for state in 0..<count {
      outputs += phrasesAt[state]
      outputStarts.append(UInt32(outputs.count))
    }
    self.classes = classes
    self.classCount = classCount
    next = trie
    self.outputStarts = outputStarts
    self.outputs = outputs
    lengths = phrases.map { Int32($0.count) }
  }

  /// Adds every occurrence in `text` to `hits`, ordered by end.
  func search(_ text: [UInt8], into hits: inout [Hit]) {
    var state = 0
    for index in text.indices {
      state = Int(next[state * classCount + Int(classes[Int(text[index])])])
      let first = Int(outputStarts[state])
      let last = Int(outputStarts[state + 1])
      if first == last { continue }
      for output in outputs[first..<last] {
        let end = Int32(index + 1)
        hits.append(Hit(phrase: output, start: end - lengths[Int(output)], end: end))
      }
    }
  }
}
