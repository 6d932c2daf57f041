/// A whole catalogue as the rule files state it.
public struct CatalogueText: Hashable, Sendable {
  /// The rules, in the order of the files and inside them.
  public var rules: [RuleText] = []
  /// The wording that shapes texts.
  public var anchors: [AnchorText] = []
  /// What vendors are known by.
  public var vendors: [VendorText] = []
  /// The words of the grammar.
  public var terms: [GrammarTerms] = []
  /// What reasons mean.
  public var remedies: [RemedyText] = []

  /// Creates a catalogue with nothing in it.
  public init() {}
}
