import ArgumentParser
import RetourCore
import RetourIngest
import RetourStore

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
    case .configuration: .configuration
    case .internal: .internal
    }
  }
}

extension StoreError {
  /// What to do, in the names that it has here.
  var remedyHere: String {
    switch advice {
    case .leaveTimeZoneOut: "Leave --tz out, or use another database."
    case .nameAnother: "Name another file with --db."
    case .ingest: "Make it with: retour ingest PATH --db \(path)"
    case .configureKey:
      "Name the configuration with its pseudonym_key by --config, or use another database."
    case .allowMoreTime: "Ask for less, or allow more with --timeout."
    case .giveParameters: "Give each a value with --param name=value."
    case .addTotals: "Add up its totals with --totals-only, or merge a snapshot from before."
    case .mergeReports:
      "Ask the databases that it was made of, or merge them without --totals-only."
    case .addTotalsAnew: "Make it anew with merge --totals-only, or use another database."
    case nil: remedy
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
    StandardError.write(error)
    throw error.status.code
  } catch let error as Failure {
    StandardError.write(error)
    throw error.status.code
  } catch let error as AskingProblem {
    StandardError.write(error.failure)
    throw error.failure.status.code
  } catch let error as Interrupted {
    throw ExitCode(error.status)
  } catch let error as FileDigest.Failed {
    StandardError.write(line: "retour: \(error)")
    throw ExitStatus.inputOutput.code
  }
}

extension ExitStatus {
  /// The exit status that an error leads to.
  static func of(_ error: any Error) -> Int32 {
    switch error {
    case let error as StoreError: error.status.rawValue
    case let error as Failure: error.status.rawValue
    case let error as AskingProblem: error.failure.status.rawValue
    case let error as Interrupted: error.status
    case let code as ExitCode: code.rawValue
    case is FileDigest.Failed: inputOutput.rawValue
    default: `internal`.rawValue
    }
  }
}
