/// A question of `Queries/`: one file, whose header comment documents it.
///
/// The header is the lines that start with `--`: a sentence, then lines `:name = default  meaning`
/// for the parameters (the default is NULL, a number, a word in quotes, or ? for none) and lines
/// `name  type  meaning` below `Columns:`. A type is `text`, `integer`, `real`, `reason`, `side` or
/// `phase`, with a question mark where a cell may be NULL; the build plugin makes the type of a row
/// of them.
public struct NamedQuery: Hashable, Sendable {
  /// A value that the asker may choose.
  public struct Parameter: Hashable, Sendable {
    /// Its name without the colon.
    public let name: String
    /// What it is when it isn't chosen.
    public let standard: Value
    /// What it means.
    public let meaning: String
    /// Whether the question can't be asked without it: its default is written `?`.
    public let isRequired: Bool
  }

  /// A column of the answer.
  public struct Column: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// What it means.
    public let meaning: String
  }

  /// The file's name without its type.
  public let name: String
  /// What it answers, in one sentence.
  public let summary: String
  /// The values that the asker may choose, in the order of the header.
  public let parameters: [Parameter]
  /// The columns of the answer, in order.
  public let columns: [Column]
  /// The file.
  public let sql: String

  /// The query of a name.
  public static func named(_ name: String) -> NamedQuery? { all.first { $0.name == name } }

  /// The statement without the comment in front.
  public var statement: String {
    sql.split(separator: "\n").drop { $0.hasPrefix("--") }.joined(separator: "\n")
  }

  /// The statement for certain values of the parameters.
  ///
  /// A condition that holds where a parameter isn't chosen, `(:domain IS NULL OR domain = :domain)`,
  /// keeps SQLite from looking the domain up in an index, because a statement is planned before its
  /// values are known. What is known of them is written into the statement.
  func statement(with values: [String: Value]) -> String {
    var text = statement
    for parameter in parameters {
      let isChosen = values[parameter.name, default: .null] != .null
      while let head = text.firstRange(of: "(:\(parameter.name) IS NULL OR ") {
        var depth = 1
        let rest = text[head.upperBound...]
        let end = rest.firstIndex { character in
          depth += character == "(" ? 1 : character == ")" ? -1 : 0
          return depth == 0
        }
        let condition = rest[..<(end ?? rest.endIndex)]
        text =
          "\(text[..<head.lowerBound])\(isChosen ? "(\(condition)" : "(TRUE")\(rest[condition.endIndex...])"
      }
    }
    return text
  }

  /// Reads a file.
  init(name: String, file: String) {
    self.name = name
    sql = file
    var summary: [Substring] = []
    var parameters: [Parameter] = []
    var columns: [Column] = []
    var part = Part.summary
    for line in file.split(separator: "\n").prefix(while: { $0.hasPrefix("--") }) {
      let text = line.dropFirst(2).drop { $0 == " " }
      switch (part, text) {
      case (_, "Parameters:"): part = .parameters
      case (_, "Columns:"): part = .columns
      case (_, ""): continue
      case (.summary, _): summary.append(text)
      case (.parameters, _): Self.parameter(text).map { parameters.append($0) }
      case (.columns, _):
        let words = text.split(separator: " ", maxSplits: 2)
        columns.append(
          Column(name: String(words[0]), meaning: Self.trimmed(words.dropFirst(2).first ?? ""))
        )
      }
    }
    self.summary = summary.joined(separator: " ")
    self.parameters = parameters
    self.columns = columns
  }

  private enum Part {
    case summary
    case parameters
    case columns
  }

  /// `:limit = 20  how many rows`.
  private static func parameter(_ line: Substring) -> Parameter? {
    let words = line.split(separator: " ", maxSplits: 3)
    guard words.count >= 3, words[0].first == ":", words[1] == "=" else { return nil }
    return Parameter(
      name: String(words[0].dropFirst()),
      standard: value(words[2]),
      meaning: trimmed(words.count > 3 ? words[3] : ""),
      isRequired: words[2] == "?"
    )
  }

  private static func value(_ word: Substring) -> Value {
    if word == "NULL" || word == "?" { return .null }
    if let number = Int64(word) { return .integer(number) }
    return .text(word.filter { $0 != "'" })
  }

  private static func trimmed(_ text: Substring) -> String { String(text.drop { $0 == " " }) }
}
