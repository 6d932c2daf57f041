import RetourEvents
import Yams

/// Reads rule files.
///
/// A file is a mapping with `rules` (a list), or one of `anchors`, `vendors` and `remedies`; the
/// last may name its `language` before (a tag; English where none is named).
public struct RuleFileReader {
  private let file: String
  private var catalogue = CatalogueText()
  private var language = Language.english
  private var ids: Set<String> = []

  /// Reads one file into a catalogue.
  ///
  /// - Parameters:
  ///   - text: of the file, in YAML.
  ///   - file: its path, for messages.
  ///   - reserved: ids that its rules can't have.
  ///   - catalogue: what gets its rules, anchors, vendors and remedies.
  /// - Throws: the first problem, with its line and column.
  public static func read(
    _ text: String,
    file: String,
    reserved: Set<String> = [],
    into catalogue: inout CatalogueText
  ) throws(RuleProblem) {
    var reader = RuleFileReader(file: file)
    reader.catalogue = catalogue
    reader.ids = reserved.union(catalogue.rules.map(\.id))
    try reader.readFile(text)
    catalogue = reader.catalogue
  }

  private static let sections = [
    "language", "rules", "anchors", "vendors", "remedies", "nouns", "states",
  ]

  private init(file: String) { self.file = file }

  private mutating func readFile(_ text: String) throws(RuleProblem) {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      let words = String(describing: error).split(separator: "\n").first ?? "not YAML"
      throw RuleProblem(file: file, line: 1, column: 1, message: String(words.prefix(300)))
    } catch {
      throw RuleProblem(file: file, line: 1, column: 1, message: String(describing: error))
    }
    guard let root else { return }
    for (key, node) in try fields(of: root, allowed: Self.sections) {
      switch key {
      case "language": language = try value(node)
      case "rules":
        for item in try list(node) {
          let rule = try rule(item)
          guard ids.insert(rule.id).inserted else {
            throw problem(item, "another rule has the id '\(rule.id)'")
          }
          catalogue.rules.append(rule)
        }
      case "anchors": try readAnchors(node)
      case "vendors": try readVendors(node)
      case "nouns": try readTerms(node, .noun)
      case "states": try readTerms(node, .state)
      default: try readRemedies(node)
      }
    }
  }

  // MARK: Rules

  private func rule(_ node: Node) throws(RuleProblem) -> RuleText {
    let keys = ["id", "reason", "group", "when", "example", "with", "source"]
    let fields = try fields(of: node, allowed: keys)
    let reason: Reason = try value(try required("reason", in: fields, of: node))
    var rule = RuleText(
      id: try text(try required("id", in: fields, of: node)),
      reason: reason,
      group: RuleGroup(for: reason),
      example: try text(try required("example", in: fields, of: node)),
      source: try text(try required("source", in: fields, of: node))
    )
    if let group = fields["group"] { rule.group = try value(group) }
    if let context = fields["with"] {
      for (key, node) in try self.fields(of: context, allowed: ExampleContext.keys) {
        rule.context[key] = try text(node)
      }
    }
    try readConditions(try required("when", in: fields, of: node), into: &rule)
    return rule
  }

  private func readConditions(_ node: Node, into rule: inout RuleText) throws(RuleProblem) {
    let keys = [
      "all", "any", "also", "none", "noun", "state", "status", "reply", "phase", "vendor", "name",
      "side",
    ]
    for (key, node) in try fields(of: node, allowed: keys) {
      switch key {
      case "all": rule.all = try phrases(node)
      case "any": rule.any = try phrases(node)
      case "also": rule.also = try phrases(node)
      case "none": rule.none = try phrases(node)
      case "noun": rule.nouns = try kinds(node, .noun)
      case "state": rule.states = try kinds(node, .state)
      case "vendor": rule.vendor = try value(node)
      case "name": rule.name = try value(node)
      case "phase":
        for item in try list(node) { rule.phases.append(try value(item)) }
      case "status":
        for item in try list(node) {
          guard let pattern = StatusPattern(try text(item)) else {
            throw problem(item, "not a status pattern such as x.7.23 or 5.7.606-649")
          }
          rule.statuses.append(pattern)
        }
      case "reply":
        for item in try list(node) {
          guard let code = UInt16(try text(item)), 200...599 ~= code else {
            throw problem(item, "not a reply code from 200 to 599")
          }
          rule.replies.append(code)
        }
      default:
        guard try text(node) == Side.ours.rawValue else {
          throw problem(node, "the only side to ask for is 'ours'")
        }
        rule.isOursOnly = true
      }
    }
    if !rule.also.isEmpty, rule.any.isEmpty {
      throw problem(node, "'also' goes with 'any': it is what is said of one of those")
    }
    guard rule.nouns.isEmpty == rule.states.isEmpty else {
      throw problem(node, "'noun' and 'state' go together")
    }
    if !rule.nouns.isEmpty {
      guard rule.all.isEmpty, rule.any.isEmpty, rule.none.isEmpty else {
        throw problem(node, "a rule has phrases, or a 'noun' and a 'state'")
      }
      rule.group = .grammar
      return
    }
    if rule.all.isEmpty, rule.any.isEmpty, rule.statuses.isEmpty, rule.replies.isEmpty {
      throw problem(node, "a rule needs phrases, a status or a reply code")
    }
  }

  // MARK: Grammar

  private mutating func readTerms(
    _ node: Node,
    _ part: GrammarTerms.Part
  ) throws(RuleProblem) {
    guard case .mapping(let mapping) = node else { throw problem(node, "a mapping is needed here") }
    for (key, node) in mapping {
      let terms = try text(node).split(separator: ",").map {
        $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      }.filter { !$0.isEmpty }
      catalogue.terms.append(GrammarTerms(part: part, kind: try text(key), terms: terms))
    }
  }

  /// Names of kinds that the grammar has words for.
  private func kinds(_ node: Node, _ part: GrammarTerms.Part) throws(RuleProblem) -> [String] {
    var kinds: [String] = []
    let known = catalogue.terms.filter { $0.part == part }.map(\.kind)
    for item in try list(node) {
      let kind = try text(item)
      guard known.isEmpty || known.contains(kind) else {
        let hint = nearest(to: kind, among: known).map { ", did you mean '\($0)'?" } ?? ""
        throw problem(item, "the grammar has no \(part.rawValue) '\(kind)'\(hint)")
      }
      kinds.append(kind)
    }
    return kinds
  }

  // MARK: Anchors, vendors, remedies

  private mutating func readAnchors(_ node: Node) throws(RuleProblem) {
    for (key, node) in try fields(of: node, allowed: Anchor.allCases.map(\.rawValue)) {
      guard let anchor = Anchor(rawValue: key) else { continue }
      for phrase in try texts(node) {
        catalogue.anchors.append(AnchorText(anchor: anchor, phrase: phrase))
      }
    }
  }

  private mutating func readVendors(_ node: Node) throws(RuleProblem) {
    for (key, node) in try fields(of: node, allowed: Vendor.allCases.map(\.rawValue)) {
      guard let vendor = Vendor(rawValue: key) else { continue }
      let fields = try fields(of: node, allowed: ["hosts", "domains", "text"])
      catalogue.vendors.append(
        VendorText(
          vendor: vendor,
          hosts: try fields["hosts"].map(texts) ?? [],
          domains: try fields["domains"].map(texts) ?? [],
          phrases: try fields["text"].map(texts) ?? []
        )
      )
    }
  }

  private mutating func readRemedies(_ node: Node) throws(RuleProblem) {
    for (key, node) in try fields(of: node, allowed: Reason.allCases.map(\.rawValue)) {
      guard let reason = Reason(rawValue: key) else { continue }
      let keys = ["meaning", "administrator", "owner", "sender"]
      let fields = try fields(of: node, allowed: keys)
      catalogue.remedies.append(
        RemedyText(
          language: language,
          reason: reason,
          meaning: try text(try required("meaning", in: fields, of: node)),
          administrator: try text(try required("administrator", in: fields, of: node)),
          owner: try text(try required("owner", in: fields, of: node)),
          sender: try text(try required("sender", in: fields, of: node))
        )
      )
    }
  }

  // MARK: Nodes

  /// The fields of a mapping, in their order.
  private struct Fields: Sequence {
    var pairs: [(String, Node)] = []

    subscript(key: String) -> Node? { pairs.first { $0.0 == key }?.1 }
    func makeIterator() -> IndexingIterator<[(String, Node)]> { pairs.makeIterator() }
  }

  private func fields(of node: Node, allowed: [String]) throws(RuleProblem) -> Fields {
    guard case .mapping(let mapping) = node else { throw problem(node, "a mapping is needed here") }
    var fields = Fields()
    for (key, node) in mapping {
      let name = try text(key)
      guard allowed.contains(name) else {
        let hint = nearest(to: name, among: allowed).map { ", did you mean '\($0)'?" } ?? ""
        throw problem(key, "'\(name)' isn't known here\(hint)")
      }
      if fields[name] != nil { throw problem(key, "'\(name)' stands here twice") }
      fields.pairs.append((name, node))
    }
    return fields
  }

  private func required(
    _ key: String,
    in fields: Fields,
    of node: Node
  ) throws(RuleProblem) -> Node {
    guard let field = fields[key] else { throw problem(node, "'\(key)' is missing") }
    return field
  }

  private func list(_ node: Node) throws(RuleProblem) -> [Node] {
    if case .sequence(let sequence) = node { return Array(sequence) }
    guard case .scalar = node else { throw problem(node, "a list is needed here") }
    return [node]
  }

  private func texts(_ node: Node) throws(RuleProblem) -> [String] {
    var texts: [String] = []
    for item in try list(node) { texts.append(try text(item)) }
    return texts
  }

  /// Phrases in the form in which they are searched.
  private func phrases(_ node: Node) throws(RuleProblem) -> [String] {
    var phrases: [String] = []
    for item in try list(node) {
      let phrase = try text(item)
      guard phrase.hasPrefix("host:") || phrase == phrase.lowercased() else {
        throw problem(item, "phrases are in lower case: '\(phrase.lowercased())'")
      }
      guard phrase.utf8.count >= 3 else {
        throw problem(item, "a phrase of fewer than 3 bytes stands in almost every text")
      }
      phrases.append(phrase)
    }
    return phrases
  }

  private func text(_ node: Node) throws(RuleProblem) -> String {
    guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
      throw problem(node, "a text is needed here")
    }
    if scalar.string.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "`") }) {
      throw problem(node, "a text can't hold backquotes, tabs or line breaks")
    }
    return scalar.string
  }

  private func value<Value: RawRepresentable & CaseIterable>(
    _ node: Node
  ) throws(RuleProblem) -> Value where Value.RawValue == String {
    let name = try text(node)
    if let value = Value(rawValue: name) { return value }
    let hint = nearest(to: name, among: Value.allCases.map(\.rawValue))
    throw problem(node, "'\(name)' isn't known\(hint.map { ", did you mean '\($0)'?" } ?? "")")
  }

  private func problem(_ node: Node, _ message: String) -> RuleProblem {
    RuleProblem(
      file: file,
      line: node.mark?.line ?? 1,
      column: node.mark?.column ?? 1,
      message: message
    )
  }
}
