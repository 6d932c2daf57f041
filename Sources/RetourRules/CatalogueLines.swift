import RetourEvents

/// The compact form in which the catalogue is built into the program: a line per entry, fields
/// separated by tabs, lists by backquotes, which no phrase holds.
///
/// Reading it takes a fraction of the time that YAML would take at every start.
public enum CatalogueLines {
  private static let unit = "`"

  /// What matching needs: rules without their examples, anchors and vendors.
  public static func matching(_ catalogue: CatalogueText) -> String {
    var lines: [String] = []
    for rule in catalogue.rules {
      lines.append(
        [
          "R", rule.id, rule.reason.rawValue, rule.group.rawValue, list(rule.all), list(rule.any),
          list(rule.also), list(rule.none), list(rule.statuses.map(\.description)),
          list(rule.replies.map(String.init)),
          list(rule.phases.map(\.rawValue)), rule.vendor?.rawValue ?? "", rule.name?.rawValue ?? "",
          rule.isOursOnly ? Side.ours.rawValue : "", list(rule.nouns), list(rule.states),
        ].joined(separator: "\t")
      )
    }
    for terms in catalogue.terms {
      lines.append("T\t\(terms.part.rawValue)\t\(terms.kind)\t\(list(terms.terms))")
    }
    for anchor in catalogue.anchors {
      lines.append("A\t\(anchor.anchor.rawValue)\t\(anchor.phrase)")
    }
    for vendor in catalogue.vendors {
      let lists = [vendor.hosts, vendor.domains, vendor.phrases].map(list).joined(separator: "\t")
      lines.append("V\t\(vendor.vendor.rawValue)\t\(lists)")
    }
    return lines.joined(separator: "\n")
  }

  /// What explaining and testing need: the examples and sources of the rules.
  public static func facts(_ catalogue: CatalogueText) -> String {
    catalogue.rules.map { rule in
      let context = rule.context.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      return [rule.id, rule.example, list(context), rule.source].joined(separator: "\t")
    }.joined(separator: "\n")
  }

  /// What reasons mean.
  public static func remedies(_ catalogue: CatalogueText) -> String {
    catalogue.remedies.map {
      [
        $0.language.rawValue, $0.reason.rawValue, $0.meaning, $0.administrator, $0.owner, $0.sender,
      ].joined(separator: "\t")
    }.joined(separator: "\n")
  }

  /// Reads what ``matching(_:)`` wrote; a line that it can't have written is left out.
  public static func readMatching(_ text: String) -> CatalogueText {
    var catalogue = CatalogueText()
    forEachLine(of: text) { fields in
      switch fields[0] {
      case "R" where fields.count == 16:
        if let rule = rule(fields) { catalogue.rules.append(rule) }
      case "T" where fields.count == 4:
        if let part = GrammarTerms.Part(rawValue: fields[1]) {
          catalogue.terms.append(
            GrammarTerms(part: part, kind: fields[2], terms: items(fields[3]))
          )
        }
      case "A" where fields.count == 3:
        if let anchor = Anchor(rawValue: fields[1]) {
          catalogue.anchors.append(AnchorText(anchor: anchor, phrase: fields[2]))
        }
      case "V" where fields.count == 5:
        if let vendor = Vendor(rawValue: fields[1]) {
          catalogue.vendors.append(
            VendorText(
              vendor: vendor,
              hosts: items(fields[2]),
              domains: items(fields[3]),
              phrases: items(fields[4])
            )
          )
        }
      default: break
      }
    }
    return catalogue
  }

  /// Adds what ``facts(_:)`` wrote to the rules they belong to.
  public static func addFacts(_ text: String, to catalogue: inout CatalogueText) {
    var index = 0
    forEachLine(of: text) { fields in
      guard fields.count == 4, index < catalogue.rules.count,
        catalogue.rules[index].id == fields[0]
      else { return }
      catalogue.rules[index].example = fields[1]
      catalogue.rules[index].source = fields[3]
      for pair in items(fields[2]) {
        let parts = pair.split(separator: "=", maxSplits: 1)
        if parts.count == 2 { catalogue.rules[index].context[String(parts[0])] = String(parts[1]) }
      }
      index += 1
    }
  }

  /// Reads what ``remedies(_:)`` wrote.
  public static func readRemedies(_ text: String) -> [RemedyText] {
    var remedies: [RemedyText] = []
    forEachLine(of: text) { fields in
      guard fields.count == 6, let language = Language(rawValue: fields[0]),
        let reason = Reason(rawValue: fields[1])
      else { return }
      remedies.append(
        RemedyText(
          language: language,
          reason: reason,
          meaning: fields[2],
          administrator: fields[3],
          owner: fields[4],
          sender: fields[5]
        )
      )
    }
    return remedies
  }

  private static func rule(_ fields: [String]) -> RuleText? {
    guard let reason = Reason(rawValue: fields[2]), let group = RuleGroup(rawValue: fields[3])
    else { return nil }
    var rule = RuleText(id: fields[1], reason: reason, group: group, example: "", source: "")
    rule.all = items(fields[4])
    rule.any = items(fields[5])
    rule.also = items(fields[6])
    rule.none = items(fields[7])
    rule.statuses = items(fields[8]).compactMap { StatusPattern($0) }
    rule.replies = items(fields[9]).compactMap { UInt16($0) }
    rule.phases = items(fields[10]).compactMap { SMTPPhase(rawValue: $0) }
    rule.vendor = Vendor(rawValue: fields[11])
    rule.name = NameRole(rawValue: fields[12])
    rule.isOursOnly = fields[13] == Side.ours.rawValue
    (rule.nouns, rule.states) = (items(fields[14]), items(fields[15]))
    return rule
  }

  private static func list(_ items: [String]) -> String { items.joined(separator: unit) }

  private static func items(_ list: String) -> [String] {
    list.isEmpty ? [] : split(Array(list.utf8)[...], at: UInt8(ascii: "`"))
  }

  private static func forEachLine(of text: String, _ body: ([String]) -> Void) {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      body(split(bytes[start..<end], at: UInt8(ascii: "\t")))
      start = end + 1
    }
  }

  private static func split(_ bytes: ArraySlice<UInt8>, at separator: UInt8) -> [String] {
    bytes.split(separator: separator, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
