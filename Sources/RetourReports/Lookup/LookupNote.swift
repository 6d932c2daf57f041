import Foundation
import RetourEvents
public import RetourLookup
public import RetourStore

/// What `retour dns` found about a domain at its last look, as pages and letters tell it.
public struct LookupNote: Sendable {
  /// Whom it is about.
  public let domain: String
  /// What was looked at.
  public let check: DNSCheck
  /// What came of it.
  public let outcome: DNSOutcome
  /// What follows for mail.
  public let severity: DNSSeverity
  /// The name that was asked.
  public let asked: String
  /// The type of records that was asked for.
  public let type: String
  /// When, Universal Time.
  public let checkedAt: String
  /// The details.
  let facts: [String: DNSFact]

  /// Reads a row of the question `dns-findings`; nil for one of a newer version.
  init?(_ row: DNSFindingsRow) {
    guard let domain = row.domain, let check = row.checkID.flatMap(DNSCheck.init),
      let outcome = row.outcome.flatMap(DNSOutcome.init),
      let severity = row.severity.flatMap(DNSSeverity.init), let asked = row.asked,
      let checkedAt = row.checkedAt
    else { return nil }
    self.domain = domain
    self.check = check
    self.outcome = outcome
    self.severity = severity
    self.asked = asked
    self.checkedAt = checkedAt
    type = row.qtype ?? ""
    let detail = Data((row.detail ?? "{}").utf8)
    facts = (try? JSONDecoder().decode([String: DNSFact].self, from: detail)) ?? [:]
  }

  /// All that was found at the last looks.
  ///
  /// - Parameters:
  ///   - reader: the database; one that can't hold findings has none.
  ///   - domain: whose; nil: all, at most 100,000.
  /// - Returns: the findings, of each domain the worst first.
  /// - Throws: `StoreError`.
  public static func all(
    _ reader: StoreReader,
    domain: String? = nil
  ) throws(StoreError) -> [LookupNote] {
    guard try reader.hasLookups else { return [] }
    var values: [String: Value] = ["limit": .integer(domain == nil ? 100_000 : 1_000)]
    if let domain { values["domain"] = .text(domain) }
    return try reader.rows(of: DNSFindingsRow.self, values).compactMap { LookupNote($0) }
  }

  /// What was found, in English, without a full stop.
  public var words: String {
    DNSWords(check: check, asked: asked, type: type, facts: facts).text
  }

  /// What says most about whether mail can arrive: a fault, else what draws attention, else that all
  /// is in order, else that it isn't known.
  static func main(of notes: [LookupNote]) -> LookupNote? {
    let notes = notes.filter { $0.check.topic == .mx && LookupPhrase(ofMail: $0.check) != nil }
    return notes.first { $0.severity == .fault } ?? notes.first { $0.check == .implicit }
      ?? notes.first { $0.outcome == .ok } ?? notes.first { $0.outcome == .unknown }
  }

  /// What was found, in a sentence with a full stop; nil for what pages don't tell.
  func sentence(_ language: Language) -> String? {
    guard let phrase = LookupPhrase(ofMail: check) ?? LookupPhrase(ofSender: check),
      let name = DomainName(ascii: asked)?.name, let domain = DomainName(ascii: domain)?.name
    else { return nil }
    return phrase.wording.filled(
      language,
      [
        "name": name, "domain": domain, "record": fact("record"), "add": fact("add"),
        "proposed": fact("proposed"), "lookups": fact("lookups"), "addresses": fact("addresses"),
      ]
    )
  }

  private func fact(_ name: String) -> String { VisibleText.cleaned(facts[name]?.shown ?? "") }

  /// When, in words: day and time of day, Universal Time.
  func moment(_ language: Language) -> String {
    "\(language.longDay(String(checkedAt.prefix(10)))), \(language.clock(checkedAt)) UTC"
  }
}
