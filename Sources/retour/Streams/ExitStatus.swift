import ArgumentParser
import RetourCore

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

extension Failure {
  /// The exit code that tells scripts what kind of trouble it was.
  var status: ExitStatus {
    switch category {
    case .usage: .usage
    case .badData: .badData
    case .noInput: .noInput
    case .noAnswer: .noAnswer
    case .unavailable: .unavailable
    case .cannotCreate: .cannotCreate
    case .inputOutput: .inputOutput
    case .tryLater: .tryLater
    case .noPermission: .noPermission
    case .configuration: .configuration
    }
  }
}
