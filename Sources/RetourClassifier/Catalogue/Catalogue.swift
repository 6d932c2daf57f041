import RetourEvents
import RetourRules
import Synchronization

/// The rules, compiled for matching: phrases by number, and the automaton that finds them.
///
/// A class, as its rules are: what is looked at for every text isn't copied for every text.
final class Catalogue: Sendable {
  /// A phrase of rules, anchors or vendors.
  struct Phrase: Sendable {
    /// The phrase as it is searched.
    var bytes: [UInt8]
    /// Where it has to end on the ends of words.
    var bounds: WordBounds
  }

  /// A rule with its phrases by number.
  final class Rule: Sendable {
    let text: RuleText
    let rank: Int
    /// Whether this is anybody's wording; inside a group, the wording of one origin comes before.
    let isGeneral: Bool
    let all: [UInt16]
    /// The longest first.
    let any: [UInt16]
    /// The longest first.
    let also: [UInt16]
    let none: [UInt16]

    fileprivate init(_ text: RuleText, _ compiler: inout Compiler) {
      self.text = text
      rank = text.group.rank
      isGeneral = text.isGeneral
      all = compiler.numbers(of: text.all)
      any = compiler.numbersByLength(of: text.any)
      also = compiler.numbersByLength(of: text.also)
      none = compiler.numbers(of: text.none)
    }
  }

  let phrases: [Phrase]
  let automaton: Automaton
  let rules: [Rule]
  /// The rules to look at when a phrase occurs, by phrase.
  let rulesOfPhrase: [[UInt16]]
  /// The rules without phrases, in the order of precedence.
  let codeRules: [UInt16]
  /// Subjects and what is said of them, word by word.
  let grammar: Grammar
  /// What a phrase anchors, by phrase.
  let anchorOfPhrase: [Anchor?]
  /// Whose phrase it is, by phrase.
  let vendorOfPhrase: [Vendor?]
  /// The vendor that alone serves a domain, by the domain.
  let vendorOfDomain: [String: Vendor]
  /// The domains of the vendors' hosts in the vendors' order, their bytes with the bit of lower case.
  let vendorHosts: [(name: [UInt8], last: UInt8, vendor: Vendor)]
  /// Whether a phrase is a name of a public block list, by phrase.
  let namesBlockList: [Bool]
  /// What ``bareTerm(ofPhrase:)`` has said.
  private let bareTerms = Mutex<[UInt16: String?]>([:])

  /// The words of a phrase that is no statement: all of one word, or what the grammar knows of a phrase in
  /// which it sees no noun, or no state; nil for a statement.
  func bareTerm(ofPhrase number: UInt16) -> String? {
    if let known = bareTerms.withLock({ $0[number] }) { return known }
    let phrase = phrases[Int(number)].bytes
    let term =
      phrase.contains(UInt8(ascii: " "))
      ? grammar.bareTerm(in: phrase) : String(decoding: phrase, as: UTF8.self)
    bareTerms.withLock { $0[number] = .some(term) }
    return term
  }

  /// Compiles a catalogue.
  init(_ catalogue: CatalogueText) {
    var compiler = Compiler()
    var rules: [Rule] = []
    rules.reserveCapacity(catalogue.rules.count)
    for text in catalogue.rules {
      rules.append(Rule(text, &compiler))
    }
    let anchors = catalogue.anchors.map { (compiler.number(of: $0.phrase), $0.anchor) }
    let ofVendors = catalogue.vendors.flatMap { vendor in
      vendor.phrases.map { (compiler.number(of: $0), vendor.vendor) }
    }
    let phrases = compiler.phrases
    var rulesOfPhrase = [[UInt16]](repeating: [], count: phrases.count)
    var codeRules: [UInt16] = []
    for (index, rule) in rules.enumerated() {
      // All phrases of `all` have to occur: looking at one of them is enough, the rarest by guess.
      if let trigger = rule.all.max(by: {
        phrases[Int($0)].bytes.count < phrases[Int($1)].bytes.count
      }) {
        rulesOfPhrase[Int(trigger)].append(UInt16(index))
      } else if !rule.text.nouns.isEmpty {
        continue
      } else if rule.any.isEmpty {
        codeRules.append(UInt16(index))
      } else {
        for phrase in rule.any { rulesOfPhrase[Int(phrase)].append(UInt16(index)) }
      }
    }
    codeRules.sort { (rules[Int($0)].rank, $0) < (rules[Int($1)].rank, $1) }
    var anchorOfPhrase = [Anchor?](repeating: nil, count: phrases.count)
    for (phrase, anchor) in anchors { anchorOfPhrase[Int(phrase)] = anchor }
    var vendorOfPhrase = [Vendor?](repeating: nil, count: phrases.count)
    for (phrase, vendor) in ofVendors { vendorOfPhrase[Int(phrase)] = vendor }

    var namesBlockList = [Bool](repeating: false, count: phrases.count)
    for rule in rules where rule.text.group == .publicBlockList && !rule.isGeneral {
      for phrase in rule.any.isEmpty ? rule.all : rule.any { namesBlockList[Int(phrase)] = true }
    }

    grammar = Grammar(catalogue.terms, catalogue.rules)
    self.namesBlockList = namesBlockList
    self.phrases = phrases
    self.rules = rules
    self.rulesOfPhrase = rulesOfPhrase
    self.codeRules = codeRules
    self.anchorOfPhrase = anchorOfPhrase
    self.vendorOfPhrase = vendorOfPhrase
    vendorOfDomain = Dictionary(
      catalogue.vendors.flatMap { vendor in vendor.domains.map { ($0, vendor.vendor) } },
      uniquingKeysWith: { first, _ in first }
    )
    vendorHosts = catalogue.vendors.flatMap { vendor in
      vendor.hosts.compactMap { host in
        let name = host.utf8.map { $0 | 0x20 }
        return name.last.map { (name, $0, vendor.vendor) }
      }
    }
    automaton = Automaton(phrases.map(\.bytes))
  }

  /// Numbers phrases; equal ones share a number.
  fileprivate struct Compiler {
    var phrases: [Phrase] = []
    private var numbers: [String: UInt16] = [:]

    mutating func number(of phrase: String) -> UInt16 {
      if let number = numbers[phrase] { return number }
      let number = UInt16(phrases.count)
      numbers[phrase] = number
      phrases.append(Self.compile(phrase))
      return number
    }

    mutating func numbers(of phrases: [String]) -> [UInt16] { phrases.map { number(of: $0) } }

    mutating func numbersByLength(of phrases: [String]) -> [UInt16] {
      numbers(of: phrases).sorted {
        self.phrases[Int($0)].bytes.count > self.phrases[Int($1)].bytes.count
      }
    }

    /// `host:` means the names of hosts, `|` the border of a word.
    private static func compile(_ phrase: String) -> Phrase {
      let isHost = phrase.hasPrefix("host:")
      var bytes = Array((isHost ? phrase.dropFirst(5) : phrase[...]).utf8)
      var bounds = WordBounds()
      if bytes.first == UInt8(ascii: "|") {
        bounds.atStart = true
        bytes.removeFirst()
      }
      if bytes.last == UInt8(ascii: "|") {
        bounds.atEnd = true
        bytes.removeLast()
      }
      if isHost {
        for index in bytes.indices where 0x61...0x7A ~= bytes[index] { bytes[index] &= 0xDF }
      }
      return Phrase(bytes: bytes, bounds: bounds)
    }
  }
}

extension Catalogue {
  /// The catalogue that is built into the program.
  static let builtIn = Catalogue(CatalogueLines.readMatching(RulesText.matching))

  /// The same with examples and sources, in the same order.
  static let builtInText: CatalogueText = {
    var text = CatalogueLines.readMatching(RulesText.matching)
    CatalogueLines.addFacts(RulesText.facts, to: &text)
    return text
  }()

  /// The state of the rules and of the model that guesses.
  static let builtInVersion = version(of: RulesText.matching, allowsGuesses: true)
  /// The state of the rules where nothing is guessed.
  static let versionWithoutGuesses = version(of: RulesText.matching, allowsGuesses: false)

  /// The state of rules in their compact form, and of the model where it is asked.
  static func version(of rules: String, allowsGuesses: Bool) -> String {
    version(of: allowsGuesses ? rules + SimilarTexts.digest : rules)
  }

  /// The hash of rules in their compact form, as 16 hexadecimal digits.
  static func version(of rules: String) -> String { FNV1a(rules.utf8).digits }
}
