import GRDB

extension StoreError {
  /// What an error of SQLite means for the user.
  ///
  /// Values never appear in it, only SQL.
  init(_ error: DatabaseError, path: String) {
    let words = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL:
      self.init(
        .full,
        path: path,
        what: "the disk is full",
        remedy: "Nothing is lost: make room, then run the same command again."
      )
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self = .locked(path: path, by: "a program that has the file open")
    case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_FORMAT:
      self.init(
        .badDatabase,
        path: path,
        what: words,
        remedy: "Restore it from a snapshot, or move it away and ingest the archives again."
      )
    case .SQLITE_READONLY where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK:
      self.init(
        .locked,
        path: path,
        what: "a run that was killed has left a change half done",
        remedy: "Nothing is lost: any command that writes, such as retour ingest, undoes it first."
      )
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(.noPermission, path: path, what: words)
    case .SQLITE_CANTOPEN:
      self.init(.cannotOpen, path: path, what: words)
    case .SQLITE_IOERR:
      self.init(
        .inputOutput,
        path: path,
        what: "\(words) (extended code \(error.extendedResultCode.rawValue))",
        remedy: "Check the disk, then run the same command again."
      )
    case .SQLITE_INTERRUPT, .SQLITE_ABORT:
      self.init(.interrupted, path: path, what: words)
    default:
      self.init(
        .internal,
        path: path,
        what: error.sql.map { "\(words), in: \($0)" } ?? words
      )
    }
  }

  /// Whatever was thrown while the database at `path` was in use.
  init(any error: any Error, path: String) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError: self.init(error, path: path)
    default: self.init(.internal, path: path, what: String(describing: error))
    }
  }
}
