import MailText
import RetourEvents
import RetourRules

/// Subjects and what is said of them, word by word: for texts whose phrases no rule knows.
///
/// Phrases are never complete: "554 RCPT (kim@fabrikam.com) dosn't exist" and "addressee unknown here"
/// say in other words what a hundred phrases say. So words are sorted into kinds of nouns (mailbox,
/// client, sender ...) and of states (absent, full, refused ...), and the noun decides what a state
/// means: *blacklisted* beside a sender's address isn't *blacklisted* beside a client's host. Words
/// may be misspelt by one letter, stand in either order, and be joined by underscores or capitals.
struct Grammar: Sendable {
  /// A noun beside a state.
  struct Sentence: Equatable, Sendable {
    /// The number of the rule that says what it means.
    let rule: Int
    /// The words of both, in the order of the text.
    let words: String
  }

  /// Nouns and states further apart than this many words belong to different statements.
  private static let farthest = 7
  /// Shorter words are taken as they are written: one letter makes another word of them.
  private static let shortestMisspelt = 7

  /// What a term may be: the numbers of kinds.
  private struct Term {
    let words: [UInt16]
    var nouns: [UInt16] = []
    var states: [UInt16] = []
  }

  /// The numbers of words.
  private let numbers: WordTable
  /// The bytes of the longest word; what is longer by more than a letter isn't compared letter by
  /// letter.
  private let longest: Int
  /// Long words of the grammar by what is left of them without one letter.
  private let misspellings: WordTable
  /// Terms by their first word, the longest first.
  private let terms: [UInt16: [Term]]
  /// Rules by noun and state: what their kinds mean together, with the place in the table.
  private let meanings: [UInt32: (place: Int, rule: Int)]

  /// Compiles the words and those of the rules that ask for nouns and states.
  init(_ lists: [GrammarTerms], _ rules: [RuleText]) {
    var numbers = WordTable()
    var known: [[UInt8]] = []
    var kinds: [String: UInt16] = [:]
    var terms: [[UInt16]: Term] = [:]
    func kind(_ part: GrammarTerms.Part, _ name: String) -> UInt16 {
      let key = "\(part.rawValue) \(name)"
      let number = kinds[key] ?? UInt16(kinds.count)
      kinds[key] = number
      return number
    }
    for list in lists {
      let kind = kind(list.part, list.kind)
      for text in list.terms {
        let spelt = GrammarWords(Array(text.utf8))
        let words = spelt.list.map { word in
          if let number = numbers[word.hash] { return number }
          let number = UInt16(known.count)
          numbers.add(word.hash, number)
          known.append(Array(spelt.letters[word.range]))
          return number
        }
        var term = terms[words] ?? Term(words: words)
        if list.part == .noun { term.nouns.append(kind) } else { term.states.append(kind) }
        terms[words] = term
      }
    }
    var meanings: [UInt32: (place: Int, rule: Int)] = [:]
    var place = 0
    for (number, rule) in rules.enumerated() where !rule.nouns.isEmpty {
      for noun in rule.nouns {
        for state in rule.states {
          let key = Self.key(kind(.noun, noun), kind(.state, state))
          if meanings[key] == nil { meanings[key] = (place, number) }
        }
      }
      place += 1
    }
    self.numbers = numbers
    longest = known.map(\.count).max() ?? 0
    self.meanings = meanings
    misspellings = Self.misspellings(of: known)
    self.terms = Dictionary(
      grouping: terms.values.filter { !$0.words.isEmpty },
      by: { $0.words[0] }
    )
    .mapValues { $0.sorted { $0.words.count > $1.words.count } }
  }

  private static func key(_ noun: UInt16, _ state: UInt16) -> UInt32 {
    UInt32(noun) << 16 | UInt32(state)
  }

  private static func misspellings(of words: [[UInt8]]) -> WordTable {
    var found = WordTable()
    for (number, word) in words.enumerated() where word.count >= shortestMisspelt {
      forEachShorter(word.span) { short, _ in
        if found[short] == nil { found.add(short, UInt16(number)) }
        return true
      }
    }
    return found
  }

  /// Gives out the hash and the length of a word without one of its letters, for each letter but the
  /// first, which is hardly ever wrong and often makes another word; until `body` returns false.
  private static func forEachShorter(
    _ word: Span<UInt8>,
    _ body: (_ hash: UInt64, _ length: Int) -> Bool
  ) {
    var before = FNV1a()
    var start = 0
    while start < word.count {
      // A letter outside ASCII takes two to four bytes.
      var end = start + 1
      while end < word.count, word[end].isContinuation { end += 1 }
      if start > 0 {
        var hash = before
        for index in end..<word.count { hash.mix(word[index]) }
        guard body(hash.value, word.count - (end - start)) else { return }
      }
      for index in start..<end { before.mix(word[index]) }
      start = end
    }
  }

  // MARK: Reading

  /// A term in a text.
  private struct Occurrence {
    let term: Term
    /// The words of the text.
    let range: Range<Int>
  }

  /// What a text says; nil where it says nothing in the grammar's words.
  ///
  /// Of several statements the one wins whose words stand closest together, longer terms before
  /// shorter ones, then the one that comes first in the table of rules.
  func sentence(in text: some Collection<UInt8>) -> Sentence? {
    let spelt = GrammarWords(Array(text))
    let words = spelt.list
    let found = occurrences(
      in: words.map { number(of: $0, spelt.letters.span.extracting($0.range)) },
      words
    )
    var best: (cost: Int, rule: Int, range: Range<Int>)?
    for (index, first) in found.enumerated() {
      let end = words[first.range.upperBound - 1].place
      for second in found[(index + 1)...] {
        let distance = words[second.range.lowerBound].place - end
        if distance > Self.farthest { break }
        guard !first.range.overlaps(second.range),
          let meaning = meaning(of: first.term, second.term)
            ?? meaning(of: second.term, first.term)
        else { continue }
        let length = first.range.count + second.range.count
        let cost = 100 * distance - 120 * length + 2 * meaning.place
        if best.map({ cost < $0.cost }) ?? true {
          best = (cost, meaning.rule, first.range.lowerBound..<second.range.upperBound)
        }
      }
    }
    return best.map { best in
      let texts = words[best.range].map {
        String(decoding: spelt.letters[$0.range], as: UTF8.self)
      }
      return Sentence(rule: best.rule, words: texts.joined(separator: " "))
    }
  }

  /// Words that a phrase may have beside nouns or states without becoming a statement.
  private static let littleWords: Set<String> = [
    "is", "are", "was", "were", "be", "been", "has", "have", "had", "a", "an", "the", "in", "on",
    "of", "at", "by", "to", "this", "that", "it", "your", "our",
  ]

  /// The longest term of a phrase that is no statement: it has only nouns, or only states, and no
  /// other word that could tell more.
  func bareTerm(in phrase: [UInt8]) -> String? {
    let spelt = GrammarWords(phrase)
    let text = { (range: Range<Int>) in
      spelt.list[range].map { String(decoding: spelt.letters[$0.range], as: UTF8.self) }
    }
    let found = occurrences(
      in: spelt.list.map { number(of: $0, spelt.letters.span.extracting($0.range)) },
      spelt.list
    )
    guard
      found.allSatisfy(\.term.nouns.isEmpty) || found.allSatisfy(\.term.states.isEmpty),
      spelt.list.indices.allSatisfy({ index in
        found.contains { $0.range.contains(index) }
          || Self.littleWords.contains(text(index..<(index + 1))[0])
      }),
      let longest = found.max(by: { $0.range.count < $1.range.count })
    else { return nil }
    return text(longest.range).joined(separator: " ")
  }

  private func meaning(of noun: Term, _ state: Term) -> (place: Int, rule: Int)? {
    var best: (place: Int, rule: Int)?
    for one in noun.nouns {
      for other in state.states {
        guard let meaning = meanings[Self.key(one, other)] else { continue }
        if best.map({ meaning.place < $0.place }) ?? true { best = meaning }
      }
    }
    return best
  }

  /// The number of a word of the grammar, also where one letter is wrong, missing or too many.
  private func number(of word: GrammarWords.Word, _ letters: Span<UInt8>) -> UInt16? {
    if let number = numbers[word.hash] { return number }
    guard letters.count >= Self.shortestMisspelt - 1 else { return nil }
    if let number = misspellings[word.hash] { return number }
    // A letter takes up to four bytes.
    guard Self.shortestMisspelt...(longest + 4) ~= letters.count else { return nil }
    var found: UInt16?
    Self.forEachShorter(letters) { short, length in
      found = length >= Self.shortestMisspelt - 1 ? numbers[short] : nil
      if found == nil { found = misspellings[short] }
      return found == nil
    }
    return found
  }

  /// Terms in a text; none that lies within a longer one.
  private func occurrences(
    in numbers: [UInt16?],
    _ words: [GrammarWords.Word]
  ) -> [Occurrence] {
    var found: [Occurrence] = []
    var end = 0
    for start in numbers.indices {
      guard let first = numbers[start], let terms = terms[first] else { continue }
      for term in terms {
        let last = start + term.words.count
        guard last > end, last <= numbers.count,
          words[last - 1].place - words[start].place <= term.words.count,
          (start..<last).allSatisfy({ numbers[$0] == term.words[$0 - start] })
        else { continue }
        found.append(Occurrence(term: term, range: start..<last))
        end = last
        break
      }
    }
    return found
  }
}

/// Numbers of words by the hashes of their letters.
///
/// Two words of one 64-bit hash would be one: with the 20,000 of the grammar the odds are 1 in 90
/// thousand million, and the self-test of the catalogue would show it.
private struct WordTable: Sendable {
  private var hashes: [UInt64] = Array(repeating: 0, count: 1_024)
  private var numbers: [UInt16] = Array(repeating: 0, count: 1_024)
  private var used = 0

  /// The number of the word with a hash; nil for one that isn't there.
  subscript(hash: UInt64) -> UInt16? {
    let key = hash | 1
    let mask = hashes.count - 1
    var place = Int(truncatingIfNeeded: key >> 20) & mask
    while hashes[place] != 0 {
      if hashes[place] == key { return numbers[place] }
      place = (place + 1) & mask
    }
    return nil
  }

  /// Adds a word that isn't there.
  mutating func add(_ hash: UInt64, _ number: UInt16) {
    if 2 * (used + 1) > hashes.count {
      let old = self
      hashes = Array(repeating: 0, count: 2 * old.hashes.count)
      numbers = Array(repeating: 0, count: 2 * old.hashes.count)
      for (key, number) in zip(old.hashes, old.numbers) where key != 0 { put(key, number) }
    }
    put(hash | 1, number)
    used += 1
  }

  private mutating func put(_ key: UInt64, _ number: UInt16) {
    let mask = hashes.count - 1
    var place = Int(truncatingIfNeeded: key >> 20) & mask
    while hashes[place] != 0 { place = (place + 1) & mask }
    hashes[place] = key
    numbers[place] = number
  }
}
