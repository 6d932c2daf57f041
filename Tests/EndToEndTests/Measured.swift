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
    var words: [Word] = [strdup(Program.executable.path)]
    for argument in arguments { words.append(strdup(argument)) }
    words.append(nil)
    var variables: [Word] = [strdup("PATH=/usr/bin:/bin"), strdup("LANG=C"), nil]
    defer { for word in words + variables { free(word) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, Program.executable.path, &actions, nil, &words, &variables)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    let time = usage.ru_utime
    return Measured(
      status: status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F),
      seconds: Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000,
      memory: usage.ru_maxrss * 1_024,
      errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: errors)), as: UTF8.self)
    )
  }
}
