import Testing

@testable import RetourClassifier

/// A generator with a fixed seed (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite("Automaton")
struct AutomatonTests {
  /// Every occurrence by trying each phrase at each place: slow and obvious.
  static func slowSearch(_ phrases: [[UInt8]], _ text: [UInt8]) -> Set<[Int]> {
    var found: Set<[Int]> = []
    for (number, phrase) in phrases.enumerated() where phrase.count <= text.count {
      for start in 0...(text.count - phrase.count)
      where text[start..<start + phrase.count].elementsEqual(phrase) {
        found.insert([number, start, start + phrase.count])
      }
    }
    return found
  }

  static func search(_ phrases: [[UInt8]], _ text: [UInt8]) -> [Automaton.Hit] {
    var hits: [Automaton.Hit] = []
    Automaton(phrases).search(text, into: &hits)
    return hits
  }

  @Test("finds what a slow search finds, in random texts over few letters", arguments: 0..<60)
  func agreesWithSlowSearch(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed))
    func word(_ length: ClosedRange<Int>, _ random: inout SeededGenerator) -> [UInt8] {
      (0..<Int.random(in: length, using: &random)).map { _ in
        UInt8.random(in: 0x61...0x63, using: &random)
      }
    }
    let phrases = Array(Set((0..<12).map { _ in word(1...5, &random) }))
    let text = word(0...200, &random)
    let hits = Self.search(phrases, text)
    let found = hits.map { [Int($0.phrase), Int($0.start), Int($0.end)] }
    #expect(Set(found) == Self.slowSearch(phrases, text))
    #expect(found.count == Set(found).count, "no hit twice")
    #expect(hits.map(\.end) == hits.map(\.end).sorted(), "ordered by end")
  }

  @Test("finds phrases inside, over and behind each other")
  func overlaps() {
    let phrases = ["he", "she", "hers", "his", "he"].map { Array($0.utf8) }
    let text = Array("ushers".utf8)
    let found = Self.search(phrases, text).map { [Int($0.phrase), Int($0.start), Int($0.end)] }
    #expect(Set(found) == Self.slowSearch(phrases, text))
    #expect(found.count == 4)
  }

  @Test("finds the catalogue's phrases like a slow search")
  func catalogue() {
    let phrases = Catalogue.builtIn.phrases.map(\.bytes)
    for rule in Catalogue.builtInText.rules.prefix(40) {
      let text = Folding(CleanText.clean(rule.example)).bytes
      var hits: [Automaton.Hit] = []
      Catalogue.builtIn.automaton.search(text, into: &hits)
      let found = hits.map { [Int($0.phrase), Int($0.start), Int($0.end)] }
      #expect(Set(found) == Self.slowSearch(phrases, text), "\(rule.id)")
    }
  }

  @Test("an empty text has no hits")
  func emptyText() { #expect(Self.search([[0x61]], []).isEmpty) }

  @Test("a text of bytes that no phrase holds has no hits")
  func foreignBytes() {
    #expect(Self.search([[0x61, 0x62]], [UInt8](repeating: 0xFF, count: 1000)).isEmpty)
  }
}
