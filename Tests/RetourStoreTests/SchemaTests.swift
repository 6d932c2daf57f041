import Foundation
import RetourStore
import Testing

@Suite("The schema")
struct SchemaTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  private func views() throws -> [(name: String, columns: [String])] {
    let sandbox = try Sandbox()
    try sandbox.store().finishTestRun()
    let names = try sandbox.rows(
      "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name"
    )
    return try names.map { name in
      (name, try sandbox.rows("SELECT name FROM pragma_table_xinfo('\(name)') ORDER BY cid"))
    }
  }

  @Test("the views have the columns that are recorded")
  func golden() throws {
    let now = try views().map { "\($0.name): \($0.columns.joined(separator: " "))" }
    #expect(now == recordedViews.split(separator: "\n").map(String.init))
  }

  @Test("Docs/Schema.md documents every column of every view, in order, and no other")
  func documented() throws {
    let file = Self.folder.appending(path: "../../Docs/Schema.md")
    var documented: [String: [String]] = [:]
    var view = ""
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("## `") {
        view = String(line.dropFirst(4).prefix { $0 != "`" })
      } else if line.hasPrefix("| `") {
        documented[view, default: []].append(String(line.dropFirst(3).prefix { $0 != "`" }))
      }
    }
    for (name, columns) in try views() {
      #expect(documented.removeValue(forKey: name) == columns, "\(name)")
    }
    #expect(documented.isEmpty)
  }

  @Test("every table is STRICT")
  func strict() throws {
    let sandbox = try Sandbox()
    try sandbox.store().finishTestRun()
    #expect(
      try sandbox.rows(
        """
        SELECT name FROM pragma_table_list
        WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'
        """
      ) == []
    )
  }
}
