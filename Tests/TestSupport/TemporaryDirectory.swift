import Foundation

/// A directory that goes away with the test.
public final class TemporaryDirectory {
  /// Its path, without links.
  public let path: String

  /// Creates an empty directory.
  public init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "retour-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.resolvingSymlinksInPath().path
  }

  deinit {
    _ = try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file; directories on the way are created.
  ///
  /// Returns its path.
  @discardableResult
  public func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  /// Writes a file; directories on the way are created.
  ///
  /// Returns its path.
  @discardableResult
  public func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = URL(fileURLWithPath: path).appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(bytes).write(to: file)
    return file.path
  }

  /// Creates a directory.
  ///
  /// Returns its path.
  @discardableResult
  public func makeDirectory(_ name: String) throws -> String {
    let file = URL(fileURLWithPath: path).appending(path: name)
    try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
    return file.path
  }
}

/// Places of the repository.
public enum Repository {
  /// Its root, as the tests were compiled.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The sample messages, sorted by name.
  ///
  /// Never empty.
  public static func sampleMessages() throws -> [(name: String, bytes: [UInt8])] {
    let folder = "\(root)/sample-data/messages"
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { $0.hasSuffix(".eml") }
      .map { ($0, Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")))) }
  }
}
