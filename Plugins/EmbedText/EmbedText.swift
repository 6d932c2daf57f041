import Foundation
import PackagePlugin

/// Turns the text files a target is built on into Swift constants: `Queries/*.sql` and
/// `Docs/Schema.md` for RetourStore, `Rules/*.yaml` and `Similar/weights.txt` for RetourClassifier,
/// `Services/*.yaml` for RetourIngest, `Words/*.txt` and `Schemas/*.json` for RetourReports.
@main
struct EmbedText: BuildToolPlugin {
  /// A folder, and which of its files are embedded.
  private struct Input {
    let folder: String
    let type: String
    var only: String?
  }

  private static let inputs = [
    "RetourStore": [
      Input(folder: "Queries", type: "sql"),
      Input(folder: "Docs", type: "md", only: "Schema.md"),
    ],
    "RetourClassifier": [
      Input(folder: "Rules", type: "yaml"),
      Input(folder: "Similar", type: "txt"),
    ],
    "RetourIngest": [Input(folder: "Services", type: "yaml")],
    "RetourReports": [Input(folder: "Words", type: "txt"), Input(folder: "Schemas", type: "json")],
  ]

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let inputs = Self.inputs[target.name] else {
      Diagnostics.error("EmbedText knows no folder for the target '\(target.name)'")
      return []
    }
    return try inputs.map { input in
      let files = try FileManager.default
        .contentsOfDirectory(
          at: context.package.directoryURL.appending(path: input.folder),
          includingPropertiesForKeys: nil
        )
        .filter { $0.pathExtension == input.type }
        .filter { input.only == nil || $0.lastPathComponent == input.only }
        .sorted { $0.lastPathComponent < $1.lastPathComponent }
      let output = context.pluginWorkDirectoryURL.appending(
        path: "\(input.folder)+Generated.swift"
      )
      return .buildCommand(
        displayName: "Embedding \(input.folder)",
        executable: try context.tool(named: "embed-text").url,
        arguments: [input.folder, output.path] + files.map(\.path),
        inputFiles: files,
        outputFiles: [output]
      )
    }
  }
}
