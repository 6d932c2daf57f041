import Foundation
package import RetourClassifier

/// Files of rules of the user's own.
enum RuleFiles {
  /// The files below some paths with their texts: a file as it is named, the `.yaml` files of a
  /// folder by name.
  ///
  /// - Throws: ``Failure`` for what can't be read, and for a folder without rules.
  static func read(_ paths: [String]) throws -> [(path: String, text: String)] {
    try paths.flatMap(files).map { path in
      do {
        return (path, try WholeFile.text(of: path))
      } catch {
        throw Failure(.configuration, message: "\(path): can't be read; \(error.reason)")
      }
    }
  }

  private static func files(_ path: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
      isFolder.boolValue
    else { return [path] }
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
    guard !names.isEmpty else {
      throw Failure(.configuration, message: "\(path): no .yaml file in this folder")
    }
    return names.map { "\(path)/\($0)" }
  }
}

extension Settings {
  /// The classifier that the settings ask for.
  ///
  /// - Throws: ``Failure`` with file, line and column of the first mistake in a rule file.
  package func classifier() throws -> Classifier {
    do {
      return try Classifier(
        own: own,
        allowsGuesses: allowsGuesses,
        ruleFiles: try RuleFiles.read(rules)
      )
    } catch let problem as RuleFileProblem {
      throw Failure(.configuration, message: "\(problem)")
    }
  }
}
