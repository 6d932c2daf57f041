import Foundation
import TestSupport

/// The program as a user runs it: a process of its own.
struct Program {
  /// What a run left.
  struct Result {
    let status: Int32
    let output: String
    let errors: String

    /// The lines of standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// The executable that was built with the tests.
  static let executable = URL(fileURLWithPath: CommandLine.arguments[0])
    .resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "retour")

  /// Runs a command to its end.
  ///
  /// - Parameters:
  ///   - arguments: of the command line.
  ///   - input: what stands on standard input; nothing by default.
  ///   - directory: the working directory.
  ///   - environment: variables besides those of every run.
  /// - Returns: exit status and output. A signal gives its number, negative.
  /// - Throws: where the process can not be started.
  static func run(
    _ arguments: [String],
    input: [UInt8] = [],
    directory: String = Repository.root,
    environment: [String: String] = [:]
  ) throws -> Result {
    let folder = try TemporaryDirectory()
    let stdin = try folder.write("in", input)
    let stdout = try folder.write("out", "")
    let stderr = try folder.write("err", "")
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C", "HOME": "/nonexistent"]
      .merging(environment) { _, given in given }
    process.standardInput = FileHandle(forReadingAtPath: stdin)
    process.standardOutput = FileHandle(forWritingAtPath: stdout)
    process.standardError = FileHandle(forWritingAtPath: stderr)
    try process.run()
    process.waitUntilExit()
    let status = process.terminationStatus
    return Result(
      status: process.terminationReason == .exit ? status : -status,
      output: try text(stdout),
      errors: try text(stderr)
    )
  }

  private static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }
}
