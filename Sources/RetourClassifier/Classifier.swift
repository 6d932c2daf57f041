public import RetourEvents
import RetourRules

/// Says why a delivery failed: from a report's texts and codes to a cause, by a catalogue of rules.
///
/// A classifier holds nothing that changes, so that several workers can share one; the same report
/// gives the same verdict in any order.
public struct Classifier: Sendable {
  /// The catalogue with rules of the user's; nil where there are none, because the built-in one takes
  /// some milliseconds to compile, and not everybody who has a classifier comes to ask it.
  private let usersCatalogue: Catalogue?
  private let catalogueText: CatalogueText?
  /// How many rules come from files of the user's: the first ones.
  let ownRules: Int
  private let own: OwnSide
  private let allowsGuesses: Bool
  /// A name for the state of the rules in use: ``catalogueVersion`` where there are none of the
  /// user's, otherwise another that changes with any of theirs too.
  public let version: String

  /// Creates a classifier with the catalogue that is built into the program.
  ///
  /// - Parameters:
  ///   - own: what belongs to our own organisation.
  ///   - allowsGuesses: whether words that no rule knows are compared with those of known refusals
  ///     (`Evidence.similar`), before codes are asked.
  public init(own: OwnSide = .unknown, allowsGuesses: Bool = true) {
    usersCatalogue = nil
    catalogueText = nil
    ownRules = 0
    self.own = own
    self.allowsGuesses = allowsGuesses
    version = allowsGuesses ? Catalogue.builtInVersion : Catalogue.versionWithoutGuesses
  }

  /// Creates a classifier with rule files of the user's in front of the catalogue; their rules go
  /// to the group `user` unless they name another.
  ///
  /// - Parameters:
  ///   - own: what belongs to our own organisation.
  ///   - allowsGuesses: as above.
  ///   - ruleFiles: paths, for messages, and texts in YAML, the most important first.
  /// - Throws: the first problem of a rule file, with line and column.
  public init(
    own: OwnSide = .unknown,
    allowsGuesses: Bool = true,
    ruleFiles: [(path: String, text: String)]
  ) throws(RuleFileProblem) {
    self.own = own
    self.allowsGuesses = allowsGuesses
    guard !ruleFiles.isEmpty else {
      (usersCatalogue, catalogueText, ownRules) = (nil, nil, 0)
      version = allowsGuesses ? Catalogue.builtInVersion : Catalogue.versionWithoutGuesses
      return
    }
    var users = CatalogueText()
    users.terms = Catalogue.builtInText.terms
    let builtInIDs = Set(Catalogue.builtInText.rules.map(\.id))
    do {
      for file in ruleFiles {
        try RuleFileReader.read(file.text, file: file.path, reserved: builtInIDs, into: &users)
      }
    } catch {
      throw RuleFileProblem(error)
    }
    for index in users.rules.indices
    where users.rules[index].group == RuleGroup(for: users.rules[index].reason) {
      users.rules[index].group = .user
    }
    let state = CatalogueLines.matching(users) + RulesText.matching
    let version = Catalogue.version(of: state, allowsGuesses: allowsGuesses)
    let ownRules = users.rules.count
    let builtIn = Catalogue.builtInText
    users.rules += builtIn.rules
    users.anchors += builtIn.anchors
    users.vendors += builtIn.vendors
    usersCatalogue = Catalogue(users)
    catalogueText = users
    self.ownRules = ownRules
    self.version = version
  }

  private init(_ other: Classifier, own: OwnSide) {
    usersCatalogue = other.usersCatalogue
    catalogueText = other.catalogueText
    ownRules = other.ownRules
    version = other.version
    allowsGuesses = other.allowsGuesses
    self.own = own
  }

  /// A classifier with the same rules for somebody else's organisation.
  public func judging(as own: OwnSide) -> Classifier { Classifier(self, own: own) }

  private var catalogue: Catalogue { usersCatalogue ?? .builtIn }

  /// The rules with their examples.
  var text: CatalogueText { catalogueText ?? Catalogue.builtInText }

  /// A name for the state of the built-in catalogue: 16 hexadecimal digits that change with any
  /// rule.
  public static var catalogueVersion: String { Catalogue.builtInVersion }

  /// Says why a report failed.
  ///
  /// Meant for reports whose kind has a cause (`ReportKind.hasCause`).
  ///
  /// - Parameters:
  ///   - report: the report.
  ///   - dns: what a look-up found, which only refines domains that aren't found.
  /// - Returns: the verdict; the same for the same report.
  public func classify(_ report: DeliveryReport, dns: DNSFinding? = nil) -> Verdict {
    Decision(catalogue, own, report, allowsGuesses: allowsGuesses, traces: false).verdict(dns: dns)
  }

  /// Says why a report failed, and into which texts its own were taken apart.
  ///
  /// - Returns: the verdict, and the texts after unwrapping, outermost first.
  public func classifyLayers(of report: DeliveryReport) -> (verdict: Verdict, layers: [String]) {
    let decision = Decision(catalogue, own, report, allowsGuesses: allowsGuesses, traces: false)
    return (decision.verdict(dns: nil), decision.layerTexts)
  }

  /// Says why a report failed, and how that was found.
  public func explain(_ report: DeliveryReport, dns: DNSFinding? = nil) -> Explanation {
    let decision = Decision(catalogue, own, report, allowsGuesses: allowsGuesses, traces: true)
    let verdict = decision.verdict(dns: dns)
    return Explanation(verdict, decision, text)
  }
}

/// What a look-up in DNS or RDAP found out about a domain.
public enum DNSFinding: Hashable, Sendable {
  /// The domain's registration has lapsed: its expiration date has passed, or its status is
  /// redemption period, pending delete, or hold.
  case registrationExpired
}

/// Something wrong in a rule file, with its place.
public struct RuleFileProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path of the file.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// The column, from 1.
  public let column: Int
  /// What is wrong and, where it is known, what was meant.
  public let message: String

  init(_ problem: RuleProblem) {
    (file, line, column) = (problem.file, problem.line, problem.column)
    message = problem.message
  }

  /// `file:line:column: message`.
  public var description: String { "\(file):\(line):\(column): \(message)" }
}
