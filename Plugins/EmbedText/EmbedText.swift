import Foundation
import PackagePlugin

/// Turns the text files a target is built on into Swift constants: `Queries/*.sql` for the
/// Aggregator, `Rules/*.yaml` for the Classifier.
@main
struct EmbedText: BuildToolPlugin {
  private static let inputs = [
    "Aggregator": (folder: "Queries", type: "sql"),
    "Classifier": (folder: "Rules", type: "yaml"),
  ]

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let (folder, type) = Self.inputs[target.name] else {
      Diagnostics.error("EmbedText knows no folder for the target '\(target.name)'")
      return []
    }
    let files = try FileManager.default
      .contentsOfDirectory(
        at: context.package.directoryURL.appending(path: folder),
        includingPropertiesForKeys: nil
      )
      .filter { $0.pathExtension == type }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    let output = context.pluginWorkDirectoryURL.appending(path: "\(folder)+Generated.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(folder)",
        executable: try context.tool(named: "embed-text").url,
        arguments: [folder, output.path] + files.map(\.path),
        inputFiles: files,
        outputFiles: [output]
      )
    ]
  }
}
