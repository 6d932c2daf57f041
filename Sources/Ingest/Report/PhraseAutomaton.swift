/// Finds which of a fixed set of phrases stand in a text: an Aho-Corasick automaton (Aho and
/// Corasick, CACM 1975) as one table of next states over byte classes.
///
/// Phrases are in lower case; ASCII letters of the text match in any case.
struct PhraseAutomaton: Sendable {
  /// Next state by state and class.
  private let next: [UInt16]
  /// The class of each byte; upper case has the class of lower case.
  private let classes: [UInt8]
  private let classCount: Int
  /// The set of phrase groups that end in a state, as bits.
  private let groups: [UInt64]

  /// Builds the automaton.
  ///
  /// - Parameter phrases: each phrase with the number of its group, 0 to 63.
  init(_ phrases: [(phrase: String, group: Int)]) {
    var classes = [UInt8](repeating: 0, count: 256)
    var classCount = 1
    for byte in Set(phrases.flatMap { $0.phrase.utf8 }).sorted() {
      classes[Int(byte)] = UInt8(classCount)
      classCount += 1
    }
    for letter in UInt8(ascii: "A")...UInt8(ascii: "Z") {
      classes[Int(letter)] = classes[Int(letter | 0x20)]
    }
    var next: [UInt16] = .init(repeating: 0, count: classCount)
    var groups: [UInt64] = [0]
    for (phrase, group) in phrases {
      var state = 0
      for byte in phrase.utf8 {
        let slot = state * classCount + Int(classes[Int(byte)])
        if next[slot] == 0 {
          next[slot] = UInt16(groups.count)
          groups.append(0)
          next.append(contentsOf: repeatElement(0, count: classCount))
        }
        state = Int(next[slot])
      }
      groups[state] |= 1 << UInt64(group)
    }
    // Breadth first: a state's failure is shorter than the state, so it is complete before.
    var failure = [Int](repeating: 0, count: groups.count)
    var queue = (0..<classCount).map { Int(next[$0]) }.filter { $0 != 0 }
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      groups[state] |= groups[failure[state]]
      for slot in 0..<classCount {
        let target = Int(next[state * classCount + slot])
        let fallback = next[failure[state] * classCount + slot]
        if target == 0 {
          next[state * classCount + slot] = fallback
        } else {
          failure[target] = Int(fallback)
          queue.append(target)
        }
      }
    }
    self.next = next
    self.classes = classes
    self.classCount = classCount
    self.groups = groups
  }

  /// The groups of the phrases that stand in `text`, as bits.
  func groups(in text: Span<UInt8>) -> UInt64 {
    var state = 0
    var found: UInt64 = 0
    for index in 0..<text.count {
      state = Int(next[state * classCount + Int(classes[Int(text[index])])])
      found |= groups[state]
    }
    return found
  }

  /// The groups of the phrases that stand in `text`, as bits.
  func groups(in text: Bytes) -> UInt64 { groups(in: text.span) }

  /// A search that goes on from one piece of text to the next.
  struct Search {
    fileprivate var state = 0
    /// The groups found so far, as bits.
    fileprivate(set) var found: UInt64 = 0
  }

  /// Takes in a line, as if a space stood between it and the line before.
  func take(line: Bytes, into search: inout Search) {
    var state = Int(next[search.state * classCount + Int(classes[Int(UInt8.space)])])
    var found = search.found
    let text = line.span
    for index in 0..<text.count {
      state = Int(next[state * classCount + Int(classes[Int(text[index])])])
      found |= groups[state]
    }
    search.state = state
    search.found = found
  }
}
