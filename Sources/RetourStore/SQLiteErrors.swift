import Foundation
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
      self = .damaged(path, words)
    case .SQLITE_READONLY where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK:
      self.init(
        .locked,
        path: path,
        what: "a run that was killed has left a change half done",
        remedy: "Nothing is lost: any command that writes, such as retour ingest, undoes it first."
      )
    case .SQLITE_ERROR where words.hasPrefix("unsupported file format"):
      self = .damaged(path, "its header names a format that SQLite doesn't know")
    case .SQLITE_READONLY
    where error.extendedResultCode == .SQLITE_READONLY
      && FileManager.default.isWritableFile(atPath: path):
      self = .damaged(path, "its header names a format that this SQLite doesn't write")
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
    case is RowDecodingError: self = .damaged(path, "a value isn't of the kind that belongs there")
    default: self.init(.internal, path: path, what: String(describing: error))
    }
  }

  /// A file whose content isn't what was written.
  static func damaged(_ path: String, _ what: String) -> StoreError {
    StoreError(
      .badDatabase,
      path: path,
      what: what,
      remedy: "Restore it from a snapshot, or move it away and ingest the archives again."
    )
  }

  /// The same error, unless it looks like a fault of the program and the file is damaged: then that
  /// is why.
  ///
  /// Looking costs a walk over the file, which nobody minds at the end of a run that failed.
  func blamingDamage(in queue: DatabaseQueue) -> StoreError {
    guard category == .internal else { return self }
    let found: String?
    do {
      let version = try queue.unsafeReentrantRead { try Schema.check($0, path: path) }
      if version < Schema.version, what.hasPrefix("no such table: v1_") {
        return StoreError(
          .usage,
          path: path,
          what: "its schema is older than this question",
          remedy: "The next retour ingest or retour run brings it up to date."
        )
      }
      found = try queue.unsafeReentrantRead { db in
        let found = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)")
        return found == "ok" ? try Self.brokenView(db) : found
      }
    } catch {
      let error = StoreError(any: error, path: path)
      return error.category == .badDatabase ? error : self
    }
    guard let found else { return self }
    return .damaged(path, "\(what); the file is damaged: \(found)")
  }

  /// A view of whose text other bytes are left than were written, which SQLite doesn't check.
  private static func brokenView(_ db: Database) throws -> String? {
    let names = "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name"
    return try String.fetchAll(db, sql: names).first { name in
      do {
        _ = try db.makeStatement(sql: "SELECT * FROM \(name.quotedDatabaseIdentifier)")
        return false
      } catch { return true }
    }.map { "the view \($0) isn't what was written" }
  }
}

extension Row {
  /// The value of a column; a damaged file may have one of another kind there, or none.
  ///
  /// - Throws: `RowDecodingError`, which means damage.
  func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
    try decode(forColumn: column)
  }
}
