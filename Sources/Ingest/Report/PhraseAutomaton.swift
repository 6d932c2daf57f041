/// Finds which of a fixed set of phrases stand in a text: an Aho-Corasick automaton (Aho and
/// Corasick, CACM 1975) as one table of next states over byte classes.
///
/// Phrases are in lower case; ASCII letters of the text match in any case.
struct PhraseAutomaton: Sendable {
  /// Next state by state and class: the index of the state's row, and in the lowest bit whether
  /// phrases end there; behind the classes the index of its set in `sets`.
  private let next: [UInt32]
  /// The class of each byte; upper case has the class of lower case.
  private let classes: [UInt8]
  private let classCount: Int
  /// The sets of phrase groups that end in states, as bits.
  private let sets: [UInt64]

  /// Builds an automaton of phrases that are one group, number 0.
  init(_ phrases: [String]) { self.init(phrases.map { ($0, 0) }) }

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
    // The trie: for each state its newest child, the child of its parent that is next older, the
    // class that leads to it, and the groups that end in it. 0 is no child.
    var (child, sibling, slots, groups) = ([0], [0], [0], [UInt64(0)])
    for (phrase, group) in phrases {
      var state = 0
      for byte in phrase.utf8 {
        let slot = Int(classes[Int(byte)])
        var known = child[state]
        while known != 0, slots[known] != slot { known = sibling[known] }
        if known == 0 {
          known = groups.count
          sibling.append(child[state])
          child[state] = known
          child.append(0)
          slots.append(slot)
          groups.append(0)
        }
        state = known
      }
      groups[state] |= 1 << UInt64(group)
    }
    // Breadth first. Each row is that of the state's failure, its longest proper suffix, but for the
    // state's own children; a failure is shorter than its state, so it is complete before.
    // Rows begin at even places, which leaves the lowest bit free.
    let width = (classCount + 2) / 2 * 2
    var rows = [UInt32](repeating: 0, count: groups.count * width)
    var sets: [UInt64] = []
    var failure = [Int](repeating: 0, count: groups.count)
    var queue = [0]
    queue.reserveCapacity(groups.count)
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      let row = state * width
      let fallback = failure[state] * width
      if state != 0 { for slot in 0..<classCount { rows[row + slot] = rows[fallback + slot] } }
      var next = child[state]
      while next != 0 {
        failure[next] = state == 0 ? 0 : Int(rows[fallback + slots[next]] & ~1) / width
        groups[next] |= groups[failure[next]]
        rows[row + slots[next]] = UInt32(next * width) | (groups[next] == 0 ? 0 : 1)
        queue.append(next)
        next = sibling[next]
      }
      guard groups[state] != 0 else { continue }
      let known = sets.firstIndex(of: groups[state])
      if known == nil { sets.append(groups[state]) }
      rows[row + classCount] = UInt32(known ?? sets.count - 1)
    }
    self.next = rows
    self.classes = classes
    self.classCount = classCount
    self.sets = sets
  }

  /// The groups of the phrases that stand in `text`, as bits.
  func groups(in text: Span<UInt8>) -> UInt64 {
    var search = Search()
    run(text, &search)
    return search.found
  }

  /// The groups of the phrases that stand in `text`, as bits.
  func groups(in text: Bytes) -> UInt64 { groups(in: text.span) }

  /// Whether any of the phrases stands in `text`.
  func occurs(in text: Bytes) -> Bool { groups(in: text.span) != 0 }

  /// A search that goes on from one piece of text to the next.
  struct Search {
    fileprivate var row: UInt32 = 0
    /// The groups found so far, as bits.
    fileprivate(set) var found: UInt64 = 0
    /// The groups of phrases that ended in the last piece.
    fileprivate(set) var lately: UInt64 = 0
  }

  /// Takes in a line, as if a space stood between it and the line before.
  func take(line: Bytes, into search: inout Search) {
    search.row = next[Int(search.row) + Int(classes[Int(UInt8.space)])] & ~1
    search.lately = 0
    run(line.span, &search)
  }

  @inline(__always)
  private func run(_ text: Span<UInt8>, _ search: inout Search) {
    let (next, classes) = (next.span, classes.span)
    var row = search.row
    for index in 0..<text.count {
      row = next[Int(row) + Int(classes[Int(text[index])])]
      if row & 1 != 0 {
        row &= ~1
        search.lately |= sets[Int(next[Int(row) + classCount])]
      }
    }
    search.row = row
    search.found |= search.lately
  }
}
