public import RetourClassifier
import RetourEvents
package import RetourStore

/// Texts of one wording that no rule knows.
public struct UnknownWording: Sendable {
  /// The wording, and a phrase for a rule.
  public let mask: TextMask
  /// Reports with such a text.
  public private(set) var events: Int
  /// Different texts among them.
  public private(set) var texts: Int
  /// When the last of them happened, Universal Time; nil where none tells.
  public private(set) var lastAt: String?
  /// One of the texts.
  public let example: String
  /// The event that has it.
  public let exampleEvent: String

  /// Whether there is enough wording for a rule.
  public var hasPhrase: Bool { phrase.utf8.count >= 3 }

  /// The longest stretch of the wording that a rule file takes as a phrase: lower case in all
  /// alphabets, no backquotes, no controls, and no label that means host names.
  var phrase: String {
    let pieces = mask.phrase.unicodeScalars.split { scalar in
      scalar == "`" || scalar.isInvisible
        || scalar.properties.lowercaseMapping != String(scalar)
    }
    let longest = pieces.max { $0.count < $1.count }.map { String($0) } ?? ""
    let words = longest.hasPrefix("host:") ? longest.dropFirst(5) : longest[...]
    let start = words.drop { $0 == " " || $0 == "|" }
    let end = start.lastIndex { $0 != " " && $0 != "|" }
    return end.map { String(start[...$0]) } ?? ""
  }

  /// Groups the rows of the query `unknown-texts`; the most frequent wording first.
  package static func group(_ rows: [UnknownTextsRow]) -> [UnknownWording] {
    var groups: [String: UnknownWording] = [:]
    for row in rows {
      guard let text = row.text, let event = row.exampleEventID else { continue }
      let mask = TextMask(text)
      if var group = groups[mask.wording] {
        group.events += row.events
        group.texts += 1
        group.lastAt = [group.lastAt, row.lastAt].compactMap(\.self).max()
        groups[mask.wording] = group
      } else {
        groups[mask.wording] = UnknownWording(
          mask: mask,
          events: row.events,
          texts: 1,
          lastAt: row.lastAt,
          example: text,
          exampleEvent: event
        )
      }
    }
    return groups.values.sorted { ($1.events, $0.mask.wording) < ($0.events, $1.mask.wording) }
  }

  /// A rule file with a rule for each wording; the reason is left to the reader to correct.
  public static func rules(_ groups: [UnknownWording]) -> String {
    let usable = groups.filter(\.hasPhrase)
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
            when: {all: [\(quoted(group.phrase))]}
            example: \(quoted(String(group.example.prefix(400))))
            source: observed

        """
    }
    return text
  }

  /// A double-quoted scalar of YAML; what nobody sees, steers a terminal or turns the direction of
  /// reading is an escape of YAML (1.2, section 5.7), so that it can be read back.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "`": result += "'"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += " "
      case _ where scalar.isInvisible: result += escape(scalar)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    let (letter, width) =
      scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x1_0000 ? ("u", 4) : ("U", 8)
    return "\\\(letter)\(String(repeating: "0", count: width - digits.count))\(digits)"
  }
}
