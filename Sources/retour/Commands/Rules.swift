import ArgumentParser
import RetourClassifier
import RetourCore
import RetourEvents
import RetourReports
import RetourStore

/// `rules`: the rules by which verdicts are found, and rules of the user's own.
struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the rules, and check and test rules of your own.",
    subcommands: [List.self, Check.self, Test.self, Names.self]
  )

  /// `rules list`: all rules in the order in which they are asked.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the rules in the order of precedence, with their examples.",
      discussion: """
        Examples:
          retour rules list --format csv
          retour rules list --rules own.yaml | head
        """
    )

    @Option(help: "How the answer is written: table, csv, tsv, json or ndjson.")
    var format = TableFormat.table

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var rules: RuleOptions

    func run() throws {
      try reportingErrors {
        let rules = try settings.load(rules: self.rules).classifier().listing
        let table = ResultTable(
          names: ["rule", "group", "cause", "reason", "origin", "example", "source"],
          rows: rules.map { rule in
            [
              .text(rule.id), .text(rule.group), .text(rule.reason.cause.rawValue),
              .text(rule.reason.rawValue), .text(rule.isOwn ? "own" : "catalogue"),
              .text(rule.example), .text(rule.source),
            ]
          }
        )
        try StandardOutput.write(format.bytes(of: table, style: .terminal))
      }
    }
  }

  /// `rules crosswalk`: what others call the reasons.
  struct Names: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "crosswalk",
      abstract: "Show what Sisimai, PowerMTA, KumoMTA and RFC 3463 call each reason."
    )

    @Option(help: "How the answer is written: table, csv, tsv, json or ndjson.")
    var format = TableFormat.table

    func run() throws {
      try reportingErrors {
        let table = ResultTable(
          names: ["cause", "reason", "sisimai", "powermta", "kumomta", "status"],
          rows: Reason.allCases.map { reason in
            let names = Crosswalk.of(reason)
            return [
              .text(reason.cause.rawValue), .text(reason.rawValue),
              .text(names.sisimai.joined(separator: " ")), .text(names.powerMTA),
              .text(names.kumoMTA), .text(names.status.joined(separator: " ")),
            ]
          }
        )
        try StandardOutput.write(format.bytes(of: table, style: .terminal))
      }
    }
  }

  /// `rules check`: whether rule files can be read.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check files of rules: a mistake is told with file, line and column.",
      discussion: """
        Exits with 78 when something is wrong.

        Examples:
          retour rules check own.yaml
          retour rules check /etc/retour/rules.d
        """
    )

    @Argument(help: "Files of rules, or folders of them.", completion: .file())
    var files: [String]

    func run() throws {
      try reportingErrors {
        var settings = Settings()
        settings.rules = files
        let count = try settings.classifier().listing.count { $0.isOwn }
        try StandardOutput.write(Array("\(count) rules, all well.\n".utf8))
      }
    }
  }

  /// `rules test`: whether each rule decides its own example.
  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run the examples of rules: each has to be decided by its own rule.",
      discussion: """
        Without files the rules of the configuration are tested, and without those the catalogue.
        Exits with 1 when an example is decided by another rule.

        Examples:
          retour rules test own.yaml
        """
    )

    @Argument(help: "Files of rules, or folders of them.", completion: .file())
    var files: [String] = []

    @Option(help: "How mismatches are written: table, csv, tsv, json or ndjson.")
    var format = TableFormat.table

    @OptionGroup var settings: SettingsOptions
    @OptionGroup var rules: RuleOptions

    func run() throws {
      try reportingErrors {
        var settings = try self.settings.load(rules: rules)
        settings.rules = files + settings.rules
        let classifier = try settings.classifier()
        let hasOwn = !settings.rules.isEmpty
        let mismatches = classifier.mismatches(ownOnly: hasOwn)
        let count = hasOwn ? classifier.listing.count { $0.isOwn } : classifier.listing.count
        if mismatches.isEmpty, format == .table {
          let line = "\(count) examples, each decided by its own rule.\n"
          try StandardOutput.write(Array(line.utf8))
          return
        }
        let table = ResultTable(
          names: ["rule", "example", "wanted", "decided_by", "found"],
          rows: mismatches.map { mismatch in
            [
              .text(mismatch.rule), .text(mismatch.example), .text(mismatch.wanted.rawValue),
              .text(mismatch.decidedBy), .text(mismatch.found.rawValue),
            ]
          }
        )
        try StandardOutput.write(format.bytes(of: table, style: .terminal))
        if !mismatches.isEmpty { throw ExitStatus.failedCheck.code }
      }
    }
  }
}
