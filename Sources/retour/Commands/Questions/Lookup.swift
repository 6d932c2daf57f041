import ArgumentParser
import Foundation
import MailText
import RetourCore
import RetourEvents
import RetourIngest
import RetourLookup
import RetourReports
import RetourStore

/// `dns`: what the domain name system says of our domains and of those that mail failed to.
///
/// It is the one command that uses the network.
struct LookUp: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dns",
    abstract: "Ask the domain name system about your domains and those that mail failed to.",
    discussion: """
      The one command that uses the network, and it asks a resolver alone. It looks at your own \
      domains and at destinations whose failures it can say something about; \
      --dry-run names them. What it finds is kept in the database; no verdict changes. What nobody \
      answers is unknown, never a problem. Exits with 3 where the resolver can't be believed. \
      Docs/DNS.md explains each check.

      Examples:
        retour dns --dry-run
        retour dns --since 30d --config retour.yaml
        retour dns --domain fabrikam.com --resolver 192.0.2.53
        retour dns --own contoso.com --check spf,dkim --dkim-selector selector1
      """
  )

  @Option(
    name: .customLong("domain"),
    help: ArgumentHelp("Look at this domain and no others; may be repeated.", valueName: "name")
  )
  var domains: [String] = []

  @Option(
    help: ArgumentHelp(
      "A domain of yours (default: own_domains, else senders of failures on your side).",
      valueName: "name"
    )
  )
  var own: [String] = []

  @Option(
    help: ArgumentHelp(
      "What to look at, joined by commas: mx, ns, spf, dmarc, dkim, mta-sts, dane, tls-rpt, ptr.",
      valueName: "topics"
    )
  )
  var check: String?

  @Option(
    name: .customLong("dkim-selector"),
    help: ArgumentHelp("A selector of your signatures; may be repeated.", valueName: "name")
  )
  var selectors: [String] = []

  @Option(
    name: .customLong("max-domains"),
    help: ArgumentHelp("How many destinations at most.", valueName: "number")
  )
  var maximum: Int?

  @OptionGroup var asking: AskingOptions
  @OptionGroup var registry: RegistryOptions

  @Flag(name: .customLong("dry-run"), help: "Only tell what would be looked at; ask nothing.")
  var dryRun = false

  @Flag(name: [.short, .long], help: "Write nothing to standard error but errors.")
  var quiet = false

  @Option(help: "How findings are written: table, csv, tsv, json or ndjson.")
  var format = TableFormat.table

  @OptionGroup var period: PeriodOptions
  @OptionGroup var database: DatabasePath

  func validate() throws {
    if let maximum, !(0...100_000 ~= maximum) {
      throw ValidationError("--max-domains takes a number from 0 to 100000.")
    }
    _ = try topics()
    for selector in selectors where !SigningKey.isSelector(selector) {
      throw ValidationError("'\(selector)' is no selector.")
    }
  }

  func run() async throws {
    try await reportingErrorsAsync {
      let settings = try database.options.load()
      let configured = settings.dns ?? DNSSettings()
      var wishes = LookupPlan.Wishes()
      wishes.domains = try domains.map { try Self.domain($0, "--domain") }
      wishes.own = try own.map { try Self.domain($0, "--own") }
      wishes.selectors = selectors.isEmpty ? configured.selectors : selectors
      wishes.maximum = maximum ?? configured.maximum
      wishes.side = settings.own
      let (plan, reader) = try plan(&wishes, since: configured.since)
      guard !dryRun, !plan.targets.isEmpty else {
        if dryRun { try write(plan.table) }
        return tell(plan.words)
      }
      let job = LookupJob(
        plan: plan,
        topics: try topics() ?? configured.topics,
        asking: asking.asking(configured),
        directory: try registry.directory()
      )
      let outcome = try await job.run()
      try write(Self.table(outcome.findings), optional: ["type", "asked", "severity"])
      // Only now, so that the database isn't locked while others are waited for.
      if let reader {
        let store = try Store(path: reader.path, holder: "retour dns")
        try settings.protect(store, try settings.classifier())
        try store.keep(outcome.lookups, from: outcome.inquiry.resolverName)
      }
      tell(outcome.words(plan))
      guard outcome.isAnswered else {
        throw Failure(.noAnswer, message: "nothing could be found out: nobody answered")
      }
    }
  }

  private func tell(_ words: String) {
    if !quiet { StandardError.write(line: words) }
  }

  // MARK: Planning

  private static func domain(_ text: String, _ option: String) throws -> DomainName {
    let name = try DomainName.asked(for: text, option: option)
    guard let domain = DomainName(ascii: name) else {
      throw Failure(.usage, message: "'\(text)' is no domain name")
    }
    return domain
  }

  private func topics() throws -> Set<DNSTopic>? {
    guard let check else { return nil }
    let words = check.split(separator: ",", omittingEmptySubsequences: false)
    return Set(
      try words.map { word in
        guard let topic = DNSTopic(rawValue: String(word)), DNSSettings.allTopics.contains(topic)
        else {
          throw ValidationError("--check: '\(word)' is none of \(DNSSettings.topicNames).")
        }
        return topic
      }
    )
  }

  /// The plan, and the database where there is one.
  ///
  /// Where domains are named and there is no database, they are looked at all the same.
  private func plan(
    _ wishes: inout LookupPlan.Wishes,
    since: String?
  ) throws -> (LookupPlan, StoreReader?) {
    let path = try database.path
    let isNamed = !wishes.domains.isEmpty || !wishes.own.isEmpty
    if isNamed, database.db == nil, !FileManager.default.fileExists(atPath: path) {
      if !quiet {
        StandardError.write(
          line: "retour: there is no database \(VisibleText.cleaned(path)), so nothing is kept"
        )
      }
      return (LookupPlan(wishes), nil)
    }
    let reader = try StoreReader(path: path)
    var period = period
    period.since = period.since ?? since
    wishes.period = try period.values(in: reader)
    return (try LookupPlan(wishes, reader, now: .present), reader)
  }

  // MARK: Telling

  private func write(_ table: ResultTable, optional: [String] = []) throws {
    let style = TableStyle(
      width: StandardOutput.width,
      isColoured: false,
      barColumn: nil,
      optionalColumns: optional
    )
    try StandardOutput.write(format.bytes(of: table, style: style))
  }

  private static func table(_ findings: [DNSFinding]) -> ResultTable {
    ResultTable(
      names: ["domain", "check", "outcome", "severity", "asked", "type", "finding"],
      rows: findings.map { finding in
        [
          .text(finding.domain.text), .text(finding.check.rawValue),
          .text(finding.outcome.rawValue), .text(finding.severity.rawValue),
          .text(finding.asked.text), .text(finding.type), .text(finding.words),
        ]
      }
    )
  }
}

extension LookupPlan {
  /// The plan as a table; answers lead to further names: servers, records that are included.
  var table: ResultTable {
    ResultTable(
      names: ["domain", "whose", "failures", "addresses"],
      rows: targets.map { target in
        [
          .text(target.domain.text), .text(target.isOwn ? "ours" : "theirs"),
          failures[target.domain].map { .integer(Int64($0)) } ?? .null,
          .text(target.sources.map { "\($0.address)" }.joined(separator: " ")),
        ]
      }
    )
  }
}
