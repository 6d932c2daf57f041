import Aggregator
import ArgumentParser

extension StoreError {
  /// The exit code that tells scripts what kind of trouble it was.
  var status: ExitStatus {
    switch category {
    case .locked, .full: .tryLater
    case .cannotOpen: .cannotCreate
    case .missing: .noInput
    case .noPermission: .noPermission
    case .badDatabase: .badData
    case .inputOutput: .inputOutput
    case .usage, .interrupted: .usage
    case .internal: .internal
    }
  }
}

/// Runs a command's work; an error becomes a message on standard error and its exit code.
func reportingErrorsAsync(_ body: () async throws -> Void) async throws {
  do {
    try await body()
  } catch {
    try reportingErrors { throw error }
  }
}

/// Runs a command's work; an error becomes a message on standard error and its exit code.
func reportingErrors(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as StoreError {
    StandardError.write(line: "retour: \(error)")
    throw error.status.code
  } catch let error as Failure {
    StandardError.write(line: "retour: \(error)")
    throw error.status.code
  }
}
