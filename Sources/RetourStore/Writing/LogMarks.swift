import Foundation
import GRDB

/// How far logs of servers were read, and what they left open, kept with the rows that came of them.
///
/// The tables are made with the first log. They hold no report, so what they say never shows in a view.
struct LogMarks {
  let db: Database

  private static let tables = """
    CREATE TABLE IF NOT EXISTS log_read (
      first_line INTEGER NOT NULL PRIMARY KEY,
      last_offset INTEGER NOT NULL,
      last_line INTEGER NOT NULL,
      lines INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS log_open (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      state BLOB NOT NULL
    ) STRICT;
    """

  /// How far the log with a first line was read; nil where it wasn't.
  func mark(_ key: UInt64) throws -> LogMark? {
    guard try db.tableExists("log_read"),
      let row = try Row.fetchOne(
        db,
        sql: "SELECT last_offset, last_line, lines FROM log_read WHERE first_line = ?",
        arguments: [Int64(bitPattern: key)]
      )
    else { return nil }
    let line: Int64 = try row.value("last_line")
    return LogMark(
      key: key,
      offset: try row.value("last_offset"),
      line: UInt64(bitPattern: line),
      lines: try row.value("lines"),
      open: []
    )
  }

  /// What was left open last; empty for nothing.
  func open() throws -> [UInt8] {
    guard try db.tableExists("log_open"),
      let state = try Data.fetchOne(db, sql: "SELECT state FROM log_open")
    else { return [] }
    return Array(state)
  }

  /// Keeps a mark; of a log that was read further before, only what is open.
  func keep(_ mark: LogMark) throws {
    try db.execute(sql: Self.tables)
    try db.execute(
      sql: """
        INSERT INTO log_read (first_line, last_offset, last_line, lines) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET last_offset = excluded.last_offset,
          last_line = excluded.last_line, lines = excluded.lines
        WHERE excluded.last_offset > last_offset
        """,
      arguments: [
        Int64(bitPattern: mark.key), mark.offset, Int64(bitPattern: mark.line), mark.lines,
      ]
    )
    try db.execute(
      sql: """
        INSERT INTO log_open (id, state) VALUES (1, ?)
        ON CONFLICT DO UPDATE SET state = excluded.state
        """,
      arguments: [Data(mark.open)]
    )
  }
}
