import Foundation
import Glibc
import TestSupport

/// What a run of the program cost.
struct Measured {
  let status: Int32
  /// Processor time in seconds.
  let seconds: Double
  /// The most memory that it held, in bytes.
  let memory: Int
  /// What it wrote to standard error.
  let errors: String

  /// The program with optimisation, which `scripts/test` names: what a run costs without it says
  /// little of what it costs a user.
  static let release = ProcessInfo.processInfo.environment["RETOUR_RELEASE"]

  /// Starts the program and says what `wait4` tells of it.
  ///
  /// A process of its own, because the memory of a process counts from that of the one that started
  /// it, and the tests take more than the program may.
  private static let starter = """
    import os, sys
    child = os.fork()
    if child == 0: os.execv(sys.argv[2], sys.argv[2:])
    _, status, usage = os.wait4(child, 0)
    open(sys.argv[1], "w").write(f"{status} {usage.ru_utime} {usage.ru_maxrss}")
    """

  /// Runs the program with its output thrown away.
  ///
  /// - Parameters:
  ///   - arguments: of the command line.
  ///   - input: a file that stands on standard input.
  /// - Returns: what `wait4` says of it.
  /// - Throws: where it can't be started.
  static func run(_ arguments: [String], input: String = "/dev/null") throws -> Measured {
    let folder = try TemporaryDirectory()
    let errors = try folder.write("err", "")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "\(folder.path)/out", O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY, 0)
    typealias Word = UnsafeMutablePointer<CChar>?
    let usage = "\(folder.path)/usage"
    let python = "/usr/bin/python3"
    let executable = release ?? Program.executable.path
    var words: [Word] = []
    for argument in [python, "-c", starter, usage, executable] { words.append(strdup(argument)) }
    for argument in arguments { words.append(strdup(argument)) }
    words.append(nil)
    var variables: [Word] = [strdup("PATH=/usr/bin:/bin"), strdup("LANG=C"), nil]
    defer { for word in words + variables { free(word) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, python, &actions, nil, &words, &variables)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
    var ended: Int32 = 0
    while waitpid(process, &ended, 0) < 0, errno == EINTR {}
    let told = String(decoding: try Data(contentsOf: URL(fileURLWithPath: usage)), as: UTF8.self)
      .split(separator: " ")
    guard told.count == 3, let status = Int32(told[0]), let seconds = Double(told[1]),
      let memory = Int(told[2])
    else { throw POSIXError(.EINVAL) }
    return Measured(
      status: status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F),
      seconds: seconds,
      memory: memory * 1_024,
      errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self)
    )
  }
}
