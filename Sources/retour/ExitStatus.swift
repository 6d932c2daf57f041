import ArgumentParser

/// The exit codes, after sysexits.h.
///
/// They are documented in the README.
enum ExitStatus: Int32, Error {
  /// A threshold was passed or a check failed.
  case failedCheck = 1
  /// Nobody could be asked who can be believed.
  case noAnswer = 3
  /// The command line is wrong.
  case usage = 64
  /// More of the input is bad than was allowed.
  case badData = 65
  /// An input that was named is missing or unreadable.
  case noInput = 66
  /// Something isn't there that the program was built without.
  case unavailable = 69
  /// A fault of the program itself.
  case `internal` = 70
  /// An output can't be created.
  case cannotCreate = 73
  /// Reading or writing failed.
  case inputOutput = 74
  /// Try later: somebody else holds the lock, or the disk is full.
  case tryLater = 75
  /// The system forbids it.
  case noPermission = 77
  /// The configuration or a rule file is wrong.
  case configuration = 78

  /// What ArgumentParser exits with.
  var code: ExitCode { ExitCode(rawValue) }
}

/// An error for the user: what, where, why, what to do, in two lines where it is one mistake.
struct Failure: Error, CustomStringConvertible {
  let status: ExitStatus
  /// What, where and why, in one line.
  let message: String
  /// What to do, in another; empty where nothing can be said.
  var remedy = ""
  /// Further mistakes of the same kind, a line each.
  var more: [String] = []

  /// What is written of it; what is foreign in a line may hold ends of lines, which are none.
  var lines: [String] { [message] + more + (remedy.isEmpty ? [] : [remedy]) }

  var description: String { lines.joined(separator: "\n") }
}
