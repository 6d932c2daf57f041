import GRDB

/// Puts what full transactions have left in the write-ahead log into the database's file, while the next
/// one is being written.
///
/// Otherwise the writer does that itself after each, and waits for the disk: a fifth of the time that
/// a large trace takes. It has a connection of its own, as SQLite wants it for work beside a writer
/// (<https://www.sqlite.org/c3ref/wal_checkpoint_v2.html>, `SQLITE_CHECKPOINT_PASSIVE`).
final class Checkpointer {
  /// Pages in the log from which on the writer puts them into the file itself, so that the log begins
  /// anew: 64 MiB at 4 KiB a page.
  static let limit = 16_384

  private let queue: DatabaseQueue

  /// Opens a connection to the database whose file stands at a place.
  init(place: String) throws {
    queue = try DatabaseQueue(path: place, configuration: Store.configuration)
  }

  /// Lets what is in the log be put into the file, and returns at once.
  ///
  /// What fails here loses nothing: the log keeps it, and the end of the run puts it into the file too and
  /// says what is wrong.
  func goOn() {
    queue.asyncWriteWithoutTransaction { db in _ = try? db.checkpoint(.passive) }
  }

  /// Waits for what was begun, and ends the connection.
  func end() { try? queue.close() }
}
