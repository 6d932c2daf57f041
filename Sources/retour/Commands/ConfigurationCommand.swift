import ArgumentParser
import Foundation
import RetourClassifier
import RetourEvents
import RetourIngest
import RetourLookup
import RetourReports
import RetourStore

/// `config`: what is configured, and whether it can be.
struct ConfigurationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Show the configuration with the origin of each value, or check it.",
    subcommands: [Show.self, Check.self]
  )

  /// `config show`: each key with its value.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show each key with its value.",
      discussion: """
        Examples:
          retour config show --origin --config /etc/retour/retour.yaml
        """
    )

    @Flag(help: "Also show where each value was set.")
    var origin = false

    @Option(help: "How the answer is written: table, csv, tsv, json or ndjson.")
    var format = TableFormat.table

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var judgement: JudgementOptions

    func run() throws {
      try reportingErrors {
        let settings = try self.settings.load(judgement)
        let rows = Settings.keys.map { key in
          let value: [Value] = [.text(key), .text(settings.shown(key))]
          return origin ? value + [.text(settings.origins[key] ?? "built in")] : value
        }
        let table = ResultTable(
          names: ["key", "value"] + (origin ? ["origin"] : []),
          rows: rows
        )
        try StandardOutput.write(format.bytes(of: table, style: .terminal))
      }
    }
  }

  /// `config check`: mistakes with file, line and column.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: """
        Check the configuration with all that it names, and tell every mistake; exits with 78 where \
        there is one.
        """
    )

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var judgement: JudgementOptions

    func run() throws {
      try reportingErrors {
        guard let path = settings.file else {
          throw Failure(status: .usage, message: "name a configuration with --config")
        }
        let settings = try self.settings.load(judgement)
        try settings.check(path, sparing: settings.kept(database: settings.database, self.settings))
        try StandardOutput.write(Array("\(VisibleText.cleaned(path)): all is well.\n".utf8))
      }
    }
  }
}

extension Settings {
  /// Looks whether all that is configured can be done: rules and key are read, inputs are there,
  /// outputs can be written, mails have a sender.
  ///
  /// - Throws: ``Failure`` of status 78 with every mistake.
  fileprivate func check(_ path: String, sparing kept: OutputGuard) throws {
    var mistakes = Mistakes()
    try mistakes.collect { _ = try classifier() }
    if let privacy { try mistakes.collect { _ = try KeyFile.read(privacy.keyFile) } }
    for input in InputPattern.expand(inputs) where !input.isThere {
      try mistakes.collect {
        throw Failure(status: .configuration, message: "\(path): inputs: \(input) isn't there")
      }
    }
    if let anchor = dns?.anchor, !FileManager.default.isReadableFile(atPath: anchor) {
      try mistakes.collect {
        throw Failure(
          status: .configuration,
          message: "\(path): dns.trust_anchor: \(anchor) can't be read"
        )
      }
    }
    if dns?.nightly == true, !NetworkResolver.isBuilt {
      try mistakes.collect {
        throw Failure(
          status: .configuration,
          message: "\(path): dns: not-built: this program was built without libunbound"
        )
      }
    }
    try mistakes.collect(in: "\(path): database") { try Store.checkPlace(database) }
    if let report {
      try mistakes.collect(in: "\(path): report") {
        try OutputFile.check(report.path, sparing: kept)
      }
    }
    if let snapshot {
      try mistakes.collect(in: "\(path): snapshot") {
        try OutputFile.check(snapshot, sparing: kept)
      }
    }
    try mistakes.collect { try checkApart(path) }
    for (key, path) in [("textfile", textfile), ("summary_json", summaryJSON)] {
      guard let path, path != "-" else { continue }
      try mistakes.collect(in: "\(self.origins[key] ?? key)") {
        try OutputFile.check(path, sparing: kept)
      }
    }
    if let export {
      try mistakes.collect(in: "\(path): export") {
        try OutputFile.checkFolder(export.folder)
        try kept.check(export.index)
      }
      if export.formats.contains(.eml) {
        try mistakes.collect {
          let from = try from(needed: true)
          guard MailSender.isUsable(from ?? "") else {
            throw Failure(
              status: .configuration,
              message: "\(path): contact: '\(from ?? "")' is no mail address"
            )
          }
        }
      }
    }
    try mistakes.end()
  }

  /// The value of a key as people read it; empty where it isn't set.
  func shown(_ key: String) -> String {
    switch key {
    case "database": database
    case "inputs": inputs.joined(separator: ", ")
    case "own_domains": own.domains.map(\.name).joined(separator: ", ")
    case "own_hosts": own.hosts.map { "\($0)" }.joined(separator: ", ")
    case "relays": relays?.map { "\($0)" }.joined(separator: ", ") ?? ""
    case "hybrid": own.hybrid.rawValue
    case "rules": rules.joined(separator: ", ")
    case "keep_delivered": "\(keepsDelivered)"
    case "similar": "\(allowsGuesses)"
    case "time_zone": timeZone ?? ""
    case "organisation": organisation ?? ""
    case "contact": contact ?? ""
    case "sending_hosts": sendingHosts.map { "\($0)" }.joined(separator: ", ")
    case "languages":
      languages.map { "\($0.key.name): \($0.value.rawValue)" }.sorted().joined(separator: ", ")
    case "phone": phone ?? ""
    case "signature": signature?.replacing("\n", with: " / ") ?? ""
    case "exclude": exclude.map(\.name).sorted().joined(separator: ", ")
    case "contacts":
      contacts.map { "\($0.key.name): \($0.value)" }.sorted().joined(separator: ", ")
    case "check": check.shown
    case "dns": dns?.shown ?? ""
    case "report": report.map { "\($0.path), every \($0.every) days" } ?? ""
    case "export": export.map { "\($0.folder), every \($0.every) days" } ?? ""
    case "retention_days": retentionDays.map { "\($0)" } ?? ""
    case "snapshot": snapshot ?? ""
    case "textfile": textfile ?? ""
    case "summary_json": summaryJSON ?? ""
    default: privacy.map { "pseudonym_key: \($0.keyFile)" } ?? ""
    }
  }
}

extension CheckSettings {
  /// The values in use, as people read them.
  fileprivate var shown: String {
    let all: [(name: String, value: String?)] = [
      ("days", "\(days)"), ("minimum", "\(minimum)"),
      ("failures", overall.failures.map { "\($0)" }),
      ("failure_rate", overall.rate.map { "\($0)" }),
      ("domain_failures", domain.failures.map { "\($0)" }),
      ("domain_rate", domain.rate.map { "\($0)" }),
      ("unknown_rate", unknownRate.map { "\($0)" }), ("new_causes", "\(newCauses)"),
      ("blocks", "\(blocks)"), ("resolver", "\(resolver)"),
      ("stale_days", staleDays.map { "\($0)" }),
      ("domains", domains.isEmpty ? nil : domains.keys.map(\.name).sorted().joined(separator: " ")),
    ]
    return all.compactMap { entry in entry.value.map { "\(entry.name): \($0)" } }
      .joined(separator: ", ")
  }
}
