/// What Docs/Schema.md says about the views.
public struct SchemaPage: Hashable, Sendable {
  /// A column of a view.
  public struct Column: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// What it means.
    public let meaning: String
  }

  /// The view's name.
  public let view: String
  /// What its rows are.
  public let summary: String
  /// Its columns, in order.
  public let columns: [Column]

  /// All views, in the order of the page.
  public static let all: [SchemaPage] = read("\(DocsText.schema)")

  /// Reads a page in Markdown: `##` and a name, a paragraph, a table of columns.
  static func read(_ text: String) -> [SchemaPage] {
    var pages: [SchemaPage] = []
    for part in text.split(separator: "\n## `").dropFirst() {
      let lines = part.split(separator: "\n")
      guard let head = lines.first else { continue }
      let summary = lines.dropFirst().prefix { !$0.hasPrefix("|") }.joined(separator: " ")
      let columns = lines.filter { $0.hasPrefix("| `") }.map { line in
        let cells = line.replacing("\\|", with: "\u{0}").split(separator: "|")
          .map { cell in String(cell.drop { $0 == " " }) }
        let meaning = (cells.count > 2 ? cells[2] : "").replacing("\u{0}", with: "|")
        return Column(
          name: cells[0].replacing("`", with: "").replacing(" ", with: ""),
          meaning: String(meaning.reversed().drop { $0 == " " }.reversed())
        )
      }
      pages.append(
        SchemaPage(view: String(head.prefix { $0 != "`" }), summary: summary, columns: columns)
      )
    }
    return pages
  }
}
