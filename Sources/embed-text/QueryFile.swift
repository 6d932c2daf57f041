import Foundation

/// A file of `Queries/` as Swift: the question by its name, and a row of its answer with a property
/// for each column that the header names.
struct QueryFile {
  /// A column of the header: `name  type  meaning`.
  private struct Column {
    let name: String
    /// What it is in Swift, and how it is read out of the cells.
    let type: Kind
    let meaning: String
  }

  /// A type of the header: how Swift writes it and which method of `AnswerCells` reads it.
  private typealias Kind = (swift: String, read: String)

  /// What is wrong with a header, and in which line.
  struct Problem: Error {
    let line: Int
    let message: String
  }

  /// A question mark says that a cell may be NULL.
  ///
  /// Members of closed sets always have one: a name that the program lacks isn't known either.
  private static let kinds: [Substring: Kind] = [
    "text": ("String", "text"), "text?": ("String?", "optionalText"),
    "integer": ("Int", "integer"), "integer?": ("Int?", "optionalInteger"),
    "real?": ("Double?", "optionalReal"),
    "reason?": ("Reason?", "name"), "side?": ("Side?", "name"), "phase?": ("SMTPPhase?", "name"),
  ]

  private let name: String
  private let text: String
  private let summary: String
  private let columns: [Column]

  /// Reads a file; its header has to say of each column how it is read and what it means.
  init(name: String, text: String) throws(Problem) {
    self.name = name
    self.text = text
    let header = text.split(separator: "\n").prefix { $0.hasPrefix("--") }
      .map { $0.dropFirst(2).drop { $0 == " " } }
    summary = String(header.first ?? "")
    guard let start = header.firstIndex(of: "Columns:"), start + 1 < header.count else {
      throw Problem(line: 1, message: "the header names no columns")
    }
    var columns: [Column] = []
    for (index, line) in header.enumerated().dropFirst(start + 1) {
      let words = line.split(separator: " ", maxSplits: 2)
      guard words.count == 3, let type = Self.kinds[words[1]] else {
        let known = Self.kinds.keys.sorted().joined(separator: ", ")
        throw Problem(
          line: index + 1,
          message: "a column is a name, a type (\(known)) and what it means"
        )
      }
      guard !columns.contains(where: { $0.name == words[0] }) else {
        throw Problem(line: index + 1, message: "there are two columns '\(words[0])'")
      }
      let meaning = String(words[2].drop { $0 == " " })
      columns.append(Column(name: String(words[0]), type: type, meaning: meaning))
    }
    self.columns = columns
  }

  /// All files: `NamedQuery.all`, a constant for each, and the types of their rows.
  static func source(_ files: [QueryFile]) -> String {
    let files = files.sorted { $0.name < $1.name }
    var source = "package import RetourEvents\n\nextension NamedQuery {\n"
    source += "  /// All of them, by name.\n  public static let all: [NamedQuery] = [\n"
    for file in files { source += "    \(identifier(file.name)),\n" }
    source += "  ]\n"
    for file in files {
      source += "\n  /// \(file.summary)\n"
      source += "  package static let \(identifier(file.name)) = NamedQuery(\n"
      source += "    name: \"\(file.name)\",\n    file: ##\"\"\"\n\(file.text)\n\"\"\"##\n  )\n"
    }
    source += "}\n"
    for file in files { source += "\n" + file.row }
    source += "\n/// The types of all rows, by the names of their questions.\n"
    source += "let allQueryRows: [any QueryRow.Type] = [\n"
    for file in files { source += "  \(file.type).self,\n" }
    return source + "]\n"
  }

  private var type: String { Self.identifier("-\(name)") + "Row" }

  private var row: String {
    let names = columns.map { Self.identifier($0.name) }
    var row = "/// A row of the answer to `\(name)`.\npackage struct \(type): QueryRow {\n"
    row += "  package static var query: NamedQuery { .\(Self.identifier(name)) }\n\n"
    for (name, column) in zip(names, columns) {
      row += "  /// \(column.meaning)\n  package let \(name): \(column.type.swift)\n"
    }
    let parameters = zip(names, columns).map { "\($0): \($1.type.swift)" }.joined(separator: ", ")
    row += "\n  package init(\(parameters)) {\n"
    for name in names { row += "    self.\(name) = \(name)\n" }
    row += "  }\n\n  package init(_ cells: borrowing AnswerCells) throws(AnswerCells.Misfit) {\n"
    for (place, (name, column)) in zip(names, columns).enumerated() {
      row += "    \(name) = try cells.\(column.type.read)(\(place))\n"
    }
    return row + "  }\n}\n"
  }

  /// `remote_ip` is remoteIP and `dns-effect` dnsEffect; a first blank part makes the name of a type.
  private static func identifier(_ name: String) -> String {
    let parts = name.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "_" }
    return parts.dropFirst().reduce(String(parts[0])) { name, part in
      switch part {
      case "id", "ip", "mta", "dns": name + part.uppercased()
      case "s": name + "Seconds"
      default: name + part.capitalized
      }
    }
  }
}
