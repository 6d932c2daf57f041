import GRDB

extension StoreReader {
  /// The most bytes that a text or blob of a user's statement may have: one function on a longer
  /// one could work for hours, and nothing ends it before it is done.
  private static let longest = 1 << 20

  /// Runs one statement that only reads; `values` are its named parameters, without the colon.
  ///
  /// - Throws: ``StoreError`` of category `usage` where the statement is wrong or changes something,
  ///   and `interrupted` where it takes longer than `timeLimit`.
  public func run(
    sql: String,
    _ values: [String: Value] = [:],
    timeLimit: Duration? = nil
  ) throws(StoreError) -> ResultTable {
    let clock = timeLimit.map { limit in
      let queue = self.queue
      return Task.detached {
        try await Task.sleep(for: limit)
        queue.interrupt()
      }
    }
    defer { clock?.cancel() }
    do {
      try check(sql)
      return try read { db in
        let before = db.limitLength(Self.longest)
        defer { _ = db.limitLength(before) }
        return try self.rows(db, sql, values)
      }
    } catch {
      if error.category == .interrupted, let timeLimit {
        throw StoreError(
          .interrupted,
          path: path,
          what: "the statement took longer than \(timeLimit.components.seconds) seconds",
          remedy: "Ask for less, or allow more.",
          advice: .allowMoreTime
        )
      }
      if error.category == .noPermission { throw changing }
      // The asker wrote the statement: a mistake in it is not the program's.
      guard error.category == .internal else { throw error }
      throw Self.isMissingValue(error.what)
        ? StoreError(
          .usage,
          path: path,
          what: "the statement has parameters that have no value",
          remedy: "Give each a value.",
          advice: .giveParameters
        ) : StoreError(.usage, path: path, what: Self.words(error.what))
    }
  }

  /// Refuses what isn't one statement that reads.
  private func check(_ sql: String) throws(StoreError) {
    try read { db in
      let statements = try db.allStatements(sql: sql)
      guard let first = try statements.next() else {
        throw StoreError(.usage, path: self.path, what: "the statement is empty")
      }
      // Some statements of SQLite's own, such as PRAGMA journal_mode, only might change something.
      guard first.isReadonly || first.columnCount > 0 else { throw self.changing }
      guard first.columnCount > 0 else {
        throw StoreError(.usage, path: self.path, what: "the statement gives no rows")
      }
      guard try statements.next() == nil else {
        throw StoreError(
          .usage,
          path: self.path,
          what: "there is more than one statement",
          remedy: "Ask them one by one."
        )
      }
    }
  }

  private var changing: StoreError {
    StoreError(
      .usage,
      path: path,
      what: "the statement changes something, and here statements only read"
    )
  }

  /// What is said about the user's statement, in his words and not in those of a library.
  private static func words(_ text: String) -> String {
    if text.hasPrefix("string or blob too big") {
      return "a text in it would be longer than \(longest >> 10) KiB"
    }
    return text
  }

  private static func isMissingValue(_ text: String) -> Bool {
    text.contains("statement arguments") || text.contains("missing statement argument")
  }
}
