import ArgumentParser
import RetourClassifier
import RetourCore
import RetourEvents
import RetourReports
import RetourStore

/// `reason`: what a reason means, how it is recognised, and what each side can do about it.
struct ReasonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reason",
    abstract: "Say what a reason means, how it is recognised, and who can do what about it.",
    discussion: """
      Without a name it lists all reasons.

      Examples:
        retour reason relay-denied
        retour reason mailbox-full --lang nl
        retour reason --format csv
      """
  )

  @Argument(help: "The reason's name, as in reports and SQL.", completion: .list(Self.names))
  var name: String?

  @Option(help: "How the list of all reasons is written: table, csv, tsv, json or ndjson.")
  var format = TableFormat.table

  @OptionGroup var language: LanguageOptions
  @OptionGroup var settings: SettingsOptions

  /// How many examples are shown.
  private static let exampleLimit = 5

  private static let names = Reason.allCases.map(\.rawValue)

  func run() throws {
    try reportingErrors {
      guard let name else {
        return try StandardOutput.write(
          format.bytes(of: Self.all(language.language), style: .terminal)
        )
      }
      guard let reason = Reason(rawValue: name.lowercased()) else {
        let nearest = KeyName.nearest(to: name, of: Self.names)
        throw Failure(
          .usage,
          message: "there is no reason '\(name)'" + (nearest.map { "; did you mean \($0)?" } ?? ""),
          remedy: "`retour reason` lists those there are."
        )
      }
      let rules = try settings.load().classifier().listing.filter { $0.reason == reason }
      try StandardOutput.write(Array(text(reason, rules).utf8))
    }
  }

  private static func all(_ language: Language) -> ResultTable {
    ResultTable(
      names: ["reason", "cause", "permanence", "who_acts", "means"],
      rows: Reason.allCases.map { reason in
        [
          .text(reason.rawValue), .text(reason.cause.rawValue), .text(reason.permanence.rawValue),
          .text(reason.actors.name), .text(Remedy.of(reason, in: language).meaning),
        ]
      }
    )
  }

  private func text(_ reason: Reason, _ rules: [ListedRule]) -> String {
    let remedy = Remedy.of(reason, in: language.language)
    let names = Crosswalk.of(reason)
    var lines = [
      ("reason", reason.rawValue), ("cause", reason.cause.rawValue), ("means", remedy.meaning),
      ("permanence", Self.words(reason.permanence)), ("who acts", reason.actors.name),
      ("administrator", remedy.administrator), ("owner", remedy.owner), ("sender", remedy.sender),
      ("letter", Self.letter(reason)),
      ("codes", names.status.joined(separator: ", ")),
      ("sisimai", names.sisimai.joined(separator: ", ")),
      (
        "recognised by", rules.isEmpty ? "no rule of its own" : "\(rules.count) rules, for example:"
      ),
    ]
    for rule in rules.prefix(Self.exampleLimit) { lines.append(("  \(rule.id)", rule.example)) }
    if rules.count > Self.exampleLimit {
      lines.append(("", "all of them: retour rules list"))
    }
    let width = lines.map(\.0.count).max() ?? 0
    return lines.filter { !$0.1.isEmpty }.map { name, value in
      let padding = String(repeating: " ", count: max(0, width - name.count) + 2)
      return name + padding + VisibleText.cleaned(value) + "\n"
    }.joined()
  }

  private static func words(_ permanence: Permanence) -> String {
    switch permanence {
    case .hard: "hard: the same message would fail again"
    case .soft: "soft: it may pass at another time"
    case .unknown: "unknown"
    }
  }

  /// Whether the owner of the domain gets a letter about it.
  private static func letter(_ reason: Reason) -> String {
    switch WhoseMove.of(reason, .theirs) {
    case .owner:
      reason.hitsPostmaster
        ? "the owner can be asked, but not by mail to his postmaster: that fails as well"
        : "the owner can be asked"
    case .people: "none: senders and recipients have to act (--include-recipients-unknown)"
    case .you, .unknown: "none"
    }
  }
}
