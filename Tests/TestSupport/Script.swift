import Foundation

/// A script of the folder `scripts`.
public enum Script {
  /// Runs it.
  ///
  /// - Returns: its exit status, and what it wrote.
  public static func run(
    _ name: String,
    _ arguments: [String]
  ) throws -> (status: Int32, text: String) {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let process = Process()
    let pipe = Pipe()
    process.executableURL = root.appending(path: "scripts/\(name)")
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }
}
