import RetourEvents
import RetourRules
import Testing

@testable import RetourClassifier

@Suite("Rule catalogue")
struct CatalogueTests {
  static let rules = Catalogue.builtInText.rules

  /// Reasons that no rule of the catalogue gives, and what gives them.
  static let withoutRule: [Reason: String] = [
    .unclassified: "text that no rule knows"
  ]

  @Test("every example is decided by its own rule", arguments: rules.map(\.id))
  func example(id: String) throws {
    let rule = try #require(Self.rules.first { $0.id == id })
    let texts = rule.example.split(separator: " | ").map(String.init)
    let classifier = Classifier(own: try ownSide(rule.context))
    let verdict = classifier.classify(try report(texts, rule.context))
    #expect(verdict.rule == rule.id, "\(rule.example)")
  }

  @Test("no two rules share an id")
  func ids() {
    let counts = Dictionary(grouping: Self.rules, by: \.id).mapValues(\.count)
    #expect(counts.filter { $0.value > 1 }.isEmpty)
    #expect(Self.rules.count > 400)
  }

  @Test("every rule has an example and a source that can be cited")
  func sources() {
    for rule in Self.rules {
      #expect(!rule.example.isEmpty, "\(rule.id)")
      #expect(rule.source == "observed" || rule.source.contains(" "), "\(rule.id)")
      #expect(!rule.source.contains("["), "\(rule.id)")
    }
  }

  @Test("examples name reserved domains and addresses only")
  func reservedNames() {
    for rule in Self.rules {
      for word in rule.example.split(whereSeparator: { " <>()[]:;,".contains($0) })
      where word.contains("@") {
        let domain = word.split(separator: "@").last.map(String.init) ?? ""
        let isReserved = [".example", "t-online.de"].contains { domain.hasSuffix($0) }
        #expect(isReserved, "\(rule.id): \(word)")
      }
    }
  }

  @Test("every reason is reached by a rule, or it is stated what else gives it")
  func reasons() {
    let reached = Set(Self.rules.map(\.reason))
    for reason in Reason.allCases {
      #expect(reached.contains(reason) != (Self.withoutRule[reason] != nil), "\(reason)")
    }
  }

  @Test("phrases are written in the form in which they are searched")
  func phrases() {
    for rule in Self.rules {
      for phrase in rule.all + rule.any + rule.also + rule.none {
        let bytes = CleanText.clean(phrase.replacing("host:", with: ""))
        let folded = Folding(bytes).bytes
        let isHost = phrase.hasPrefix("host:")
        let wanted = phrase.replacing("host:", with: "")
        let isLower = String(decoding: folded, as: UTF8.self).lowercased() == wanted.lowercased()
        #expect(isLower || phrase.hasPrefix(" ") || phrase.hasSuffix(" "), "\(rule.id): \(phrase)")
        #expect(isHost || phrase == phrase.lowercased(), "\(rule.id): \(phrase)")
        #expect(wanted.utf8.count >= 3, "\(rule.id): \(phrase)")
      }
    }
  }

  @Test("codes of one vendor need that vendor")
  func vendorCodes() {
    for rule in Self.rules where rule.group == .vendorCode {
      #expect(rule.vendor != nil, "\(rule.id)")
      #expect(!rule.statuses.isEmpty, "\(rule.id)")
    }
  }

  @Test("every reason has a meaning and three remedies", arguments: Language.allCases)
  func remedies(language: Language) {
    for reason in Reason.allCases {
      let remedy = Remedy.of(reason, in: language)
      for text in [remedy.meaning, remedy.administrator, remedy.owner, remedy.sender] {
        #expect(text.utf8.count > 10, "\(reason)")
      }
    }
  }

  @Test("the version names the state of the rules")
  func version() {
    #expect(Classifier.catalogueVersion.utf8.count == 16)
    #expect(Classifier.catalogueVersion != "cbf29ce484222325", "the hash of nothing")
  }
}
