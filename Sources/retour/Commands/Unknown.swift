import Aggregator
import ArgumentParser
import Classifier
import Reports

/// `unknown`: texts that no rule decided.
struct Unknown: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the texts that no rule knows, grouped by their wording.",
    discussion: """
      Addresses, hosts, numbers and ids are taken out before texts are compared.

      Examples:
        retour unknown
        retour unknown --skeleton > own.yaml     # then edit it, and: retour rules test own.yaml
      """
  )

  @Option(help: "How many wordings.")
  var limit = 50

  @Flag(help: "Write rules to begin with, in YAML, instead of the table.")
  var skeleton = false

  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit has to be at least 1.") }
  }

  func run() throws {
    try reportingErrors {
      let reader = try database.open()
      let rows = try reader.run(.required("unknown-texts"), ["limit": .integer(1_000_000)]).rows
      let groups = UnknownWording.group(rows).prefix(limit)
      guard skeleton else {
        try database.write(
          ResultTable(
            names: ["events", "texts", "wording", "last_at", "example_event_id"],
            rows: groups.map { group in
              [
                .integer(group.events), .integer(Int64(group.texts)), .text(group.mask.wording),
                group.lastAt.map { .text($0) } ?? .null, .text(group.exampleEvent),
              ]
            }
          )
        )
        return
      }
      try StandardOutput.write(Array(UnknownWording.rules(Array(groups)).utf8))
    }
  }
}

/// Unknown texts of one wording.
struct UnknownWording {
  let mask: TextMask
  var events: Int64
  var texts: Int
  var lastAt: String?
  let example: String
  let exampleEvent: String

  /// Groups the rows of the query `unknown-texts`; the most frequent wording first.
  static func group(_ rows: [[Value]]) -> [UnknownWording] {
    var groups: [String: UnknownWording] = [:]
    for row in rows {
      guard case .integer(let events) = row[0], case .text(let text) = row[2],
        case .text(let event) = row[5]
      else { continue }
      var lastAt: String?
      if case .text(let time) = row[4] { lastAt = time }
      let mask = TextMask(text)
      if var group = groups[mask.wording] {
        group.events += events
        group.texts += 1
        group.lastAt = [group.lastAt, lastAt].compactMap(\.self).max()
        groups[mask.wording] = group
      } else {
        groups[mask.wording] = UnknownWording(
          mask: mask,
          events: events,
          texts: 1,
          lastAt: lastAt,
          example: text,
          exampleEvent: event
        )
      }
    }
    return groups.values.sorted { ($1.events, $0.mask.wording) < ($0.events, $1.mask.wording) }
  }

  /// A rule file with a rule for each wording; the reason is left to the reader to correct.
  static func rules(_ groups: [UnknownWording]) -> String {
    let usable = groups.filter { $0.mask.phrase.utf8.count >= 3 }
    guard !usable.isEmpty else { return "rules: []\n" }
    var text = """
      # Rules to begin with. Correct each reason (`retour rules list` shows those there are) and
      # shorten the phrase to what is typical of the wording.
      rules:

      """
    for (number, group) in usable.enumerated() {
      text += """
          - id: own.wording-\(number + 1)
            reason: policy-rule
            when: {all: [\(quoted(group.mask.phrase))]}
            example: \(quoted(String(group.example.prefix(400))))
            source: observed

        """
    }
    return text
  }

  /// A double-quoted scalar of YAML.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "`": result += "'"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
