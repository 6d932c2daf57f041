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

  private let numbers: [String: UInt16]
  /// The bytes of the longest word; what is longer by more than a letter isn't compared letter by
  /// letter.
  private let longest: Int
  /// Long words of the grammar by what is left of them without one letter.
  private let misspellings: [String: UInt16]
  /// Terms by their first word, the longest first.
  private let terms: [UInt16: [Term]]
  /// Rules by noun and state: what their kinds mean together, with the place in the table.
  private let meanings: [UInt32: (place: Int, rule: Int)]

  /// Compiles the words and those of the rules that ask for nouns and states.
  init(_ lists: [GrammarTerms], _ rules: [RuleText]) {
    var numbers: [String: UInt16] = [:]
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
        let words = GrammarWords(Array(text.utf8)).list.map { word in
          let number = numbers[word.text] ?? UInt16(numbers.count)
          numbers[word.text] = number
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
    longest = numbers.keys.map(\.utf8.count).max() ?? 0
    self.meanings = meanings
    misspellings = Self.misspellings(of: numbers)
    self.terms = Dictionary(
      grouping: terms.values.filter { !$0.words.isEmpty },
      by: { $0.words[0] }
    )
    .mapValues { $0.sorted { $0.words.count > $1.words.count } }
  }

  private static func key(_ noun: UInt16, _ state: UInt16) -> UInt32 {
    UInt32(noun) << 16 | UInt32(state)
  }

  private static func misspellings(of numbers: [String: UInt16]) -> [String: UInt16] {
    var found: [String: UInt16] = [:]
    for (word, number) in numbers.sorted(by: { $0.value < $1.value })
    where word.utf8.count >= shortestMisspelt {
      for short in withoutOneLetter(word) where found[short] == nil { found[short] = number }
    }
    return found
  }

  private static func withoutOneLetter(_ word: String) -> [String] {
    let letters = Array(word)
    // The first letter is hardly ever wrong, and often makes another word.
    return letters.indices.dropFirst().map { index in
      var short = letters
      short.remove(at: index)
      return String(short)
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
    let words = GrammarWords(Array(text)).list
    let found = occurrences(in: words.map { number(of: $0.text) }, words)
    var best: (cost: Int, sentence: Sentence)?
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
          let text = words[first.range.lowerBound..<second.range.upperBound].map(\.text)
          best = (cost, Sentence(rule: meaning.rule, words: text.joined(separator: " ")))
        }
      }
    }
    return best?.sentence
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
  private func number(of word: String) -> UInt16? {
    if let number = numbers[word] { return number }
    guard word.utf8.count >= Self.shortestMisspelt - 1 else { return nil }
    if let number = misspellings[word] { return number }
    // A letter takes up to four bytes.
    guard Self.shortestMisspelt...(longest + 4) ~= word.utf8.count else { return nil }
    for short in Self.withoutOneLetter(word) {
      if let number = numbers[short], short.utf8.count >= Self.shortestMisspelt - 1 {
        return number
      }
      if let number = misspellings[short] { return number }
    }
    return nil
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

/// The words of a text, with places that grow faster where a statement ends.
struct GrammarWords {
  struct Word {
    /// In lower case; `ipaddress` stands for a network address.
    let text: String
    let place: Int
  }

  private(set) var list: [Word] = []
  private var place = 0

  /// How far a full stop, and how far a comma or colon, holds words apart.
  private static let (fullStop, comma) = (8, 2)

  init(_ text: [UInt8]) {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte.isWord {
        let end = Self.runEnd(in: text, from: index)
        add(text[index..<end])
        index = end
      } else {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "!"),
          UInt8(ascii: "\n"):
          place += Self.fullStop
        case UInt8(ascii: ":"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","):
          place += Self.comma
        default: break
        }
        index += 1
      }
    }
  }

  /// The end of a run of word bytes with the marks that stand inside names.
  private static func runEnd(in text: [UInt8], from start: Int) -> Int {
    var end = start
    while end < text.count {
      if text[end].isWord {
        end += 1
      } else if "@._-'/=+%&?:".utf8.contains(text[end]), end + 1 < text.count, text[end + 1].isWord
      {
        end += 1
      } else if text[end] == UInt8(ascii: ":"), text[end...].prefix(3).elementsEqual("://".utf8) {
        end += 3
      } else {
        break
      }
    }
    return end
  }

  /// Adds a run: an address, a host or a link counts as a word that no list has, anything else by
  /// its parts.
  private mutating func add(_ run: ArraySlice<UInt8>) {
    if run.contains(UInt8(ascii: "@")) || run.contains(UInt8(ascii: ":")) && Self.isLink(run) {
      append("")
      return
    }
    for part in run.split(whereSeparator: { ":/=+%&?".utf8.contains($0) }) {
      let labels = part.split(separator: UInt8(ascii: "."))
      if labels.count > 1 {
        if labels.allSatisfy({ $0.allSatisfy(\.isDigit) }) {
          if labels.count == 4 { append("ipaddress") }
          continue
        }
        if labels.count > 2 || labels.last.map({ 2...3 ~= $0.count }) ?? false,
          !labels.contains(where: { $0.contains(where: { 0x41...0x5A ~= $0 }) })
        {
          append("")
          continue
        }
      }
      for label in labels {
        addWords(of: label)
        if labels.count > 1 { place += Self.comma }
      }
    }
  }

  private static func isLink(_ run: ArraySlice<UInt8>) -> Bool {
    ["http://", "https://", "ftp://"].contains { scheme in
      run.count > scheme.utf8.count && zip(run, scheme.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
  }

  /// The words of a run: at underscores, hyphens, and where a capital follows a small letter.
  private mutating func addWords(of run: ArraySlice<UInt8>) {
    var word: [UInt8] = []
    var previous: UInt8 = 0
    for byte in run {
      let isBreak = byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      if isBreak || 0x61...0x7A ~= previous && 0x41...0x5A ~= byte {
        append(word)
        word.removeAll(keepingCapacity: true)
      }
      if !isBreak { word.append(byte) }
      previous = byte
    }
    append(word)
  }

  private mutating func append(_ word: [UInt8]) {
    guard !word.isEmpty, !word.allSatisfy(\.isDigit) else { return }
    append(String(decoding: word, as: UTF8.self).lowercased())
  }

  private mutating func append(_ word: String) {
    list.append(Word(text: word, place: place))
    place += 1
  }
}
