import Foundation
import TestSupport
import Testing

/// What two ways to the same database have to agree on.
enum ViewTables {
  /// The rows of all views as sorted text, without what tells of runs.
  static func of(_ path: String) throws -> [String: [String]] {
    let views = try SQLFile.column(
      "SELECT name FROM sqlite_schema WHERE type = 'view' AND name LIKE 'v1_%' ORDER BY 1",
      at: path
    )
    var tables: [String: [String]] = [:]
    for view in views where view != "\"v1_run\"" {
      let name = view.replacing("\"", with: "")
      let columns = try SQLFile.column("SELECT name FROM pragma_table_xinfo('\(name)')", at: path)
        .map { $0.replacing("\"", with: "") }
        .filter { $0 != "run" && !(name == "v1_source" && $0 == "source") }
      let row = columns.map { "coalesce(quote(\"\($0)\"), '')" }.joined(separator: " || '|' || ")
      tables[name] = try SQLFile.column("SELECT \(row) FROM \(name) ORDER BY 1", at: path)
    }
    try #require(tables.count >= 9)
    return tables
  }

  /// The same of what doesn't tell which input gave an event first.
  static func ofDeliveries(_ path: String) throws -> [String: [String]] {
    try of(path).filter { $0.key != "v1_source" && $0.key != "v1_reject" }
  }
}
