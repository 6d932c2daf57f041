import Foundation
import GRDB

/// A database file as somebody else changes it, past the program and all its checks.
public enum SQLFile {
  /// Runs statements.
  ///
  /// - Throws: what SQLite says.
  public static func run(_ sql: String, at path: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  /// The first column of an answer, as text.
  ///
  /// - Throws: what SQLite says.
  public static func column(_ sql: String, at path: String) throws -> [String] {
    let queue = try DatabaseQueue(path: path)
    return try queue.read { db in
      try Row.fetchAll(db, sql: sql).map { "\($0[0] as DatabaseValue)" }
    }
  }

  /// Leaves a file and its journal as a process does that is killed in the middle of a change.
  ///
  /// - Parameters:
  ///   - sql: changes more than fits into the cache of one page.
  ///   - path: of the database.
  /// - Throws: what SQLite or the system say.
  public static func breakOff(_ sql: String, at path: String) throws {
    let queue = try DatabaseQueue(path: path)
    var halves: [(path: String, bytes: Data)] = []
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1")
      try db.beginTransaction(.immediate)
      try db.execute(sql: sql)
      for file in [path, "\(path)-journal"] {
        halves.append((file, try Data(contentsOf: URL(fileURLWithPath: file))))
      }
      try db.rollback()
    }
    try queue.close()
    for half in halves { try half.bytes.write(to: URL(fileURLWithPath: half.path)) }
  }
}
