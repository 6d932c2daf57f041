import Foundation
import TestSupport
import Testing

/// A small organisation with everything a nightly run meets: a mailbox, a compressed one, a
/// Maildir, message traces, and a configuration with every step in it.
struct NightlyHouse {
  let folder: TemporaryDirectory
  let configuration: String
  var path: String { folder.path }
  var database: String { "\(path)/d.sqlite" }

  /// Creates the inputs; `more` is added to the configuration.
  init(_ more: String = "") throws {
    folder = try TemporaryDirectory()
    for name in ["mbox", "maildir", "compressed", "traces"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/in",
        withIntermediateDirectories: true
      )
      try FileManager.default.copyItem(
        atPath: "\(Repository.root)/sample-data/\(name)",
        toPath: "\(folder.path)/in/\(name)"
      )
    }
    configuration = try folder.write(
      "retour.yaml",
      """
      database: \(folder.path)/d.sqlite
      inputs:
        - \(folder.path)/in/m*
        - \(folder.path)/in/compressed
        - \(folder.path)/in/traces
      own_domains: [contoso.com]
      report: {path: \(folder.path)/overview.html}
      export: {folder: \(folder.path)/letters, every: 7}
      snapshot: \(folder.path)/copy.sqlite
      \(more)

      """
    )
  }

  /// Runs the night.
  func night(_ more: [String] = [], environment: [String: String] = [:]) throws -> Program.Result {
    try Program.run(
      ["run", "-q", "--config", configuration] + more,
      environment: environment
    )
  }

  /// Whether `db verify` has nothing to say.
  func isSound(_ database: String? = nil) throws -> Bool {
    try Program.run(["db", "verify", "--db", database ?? self.database]).status == 0
  }
}
