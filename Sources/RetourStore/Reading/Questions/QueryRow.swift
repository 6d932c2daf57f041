import GRDB

/// A row of the answer to a question of `Queries/`: a property for each column.
///
/// The build plugin makes a type for each question, whose header says of what kind its columns are.
package protocol QueryRow: Equatable, Sendable {
  /// The question.
  static var query: NamedQuery { get }

  /// Reads the cells, as many as the question has columns.
  init(_ cells: borrowing AnswerCells) throws(AnswerCells.Misfit)
}

extension StoreReader {
  /// Asks the question that a type of rows belongs to.
  ///
  /// - Parameters:
  ///   - type: the type of the rows.
  ///   - values: the parameters that shall not have their defaults.
  /// - Returns: the answer.
  /// - Throws: ``StoreError``, also for a cell that isn't of the kind that the question's header
  ///   names.
  package func rows<Answer: QueryRow>(
    of type: Answer.Type,
    _ values: [String: Value] = [:]
  ) throws(StoreError) -> [Answer] {
    let arguments = try arguments(of: type.query, values)
    try checkWhole(for: type.query.statement)
    return try read { db in
      try self.rows(db, of: type, type.query.statement(with: arguments), arguments)
    }
  }

  /// Asks a question that has one row at most.
  ///
  /// - Parameters:
  ///   - type: the type of the row.
  ///   - values: the parameters that shall not have their defaults.
  /// - Returns: the first row; nil for none.
  /// - Throws: ``StoreError``, as ``rows(of:_:)``.
  package func first<Answer: QueryRow>(
    of type: Answer.Type,
    _ values: [String: Value] = [:]
  ) throws(StoreError) -> Answer? {
    try rows(of: type, values).first
  }

  /// Asks a question and hands out its rows one by one, so that any number of them fits into memory.
  ///
  /// - Parameters:
  ///   - type: the type of the rows.
  ///   - values: the parameters that shall not have their defaults.
  ///   - body: gets the rows.
  /// - Throws: ``StoreError``, as ``rows(of:_:)``, and what `body` throws.
  package func forEach<Answer: QueryRow>(
    _ type: Answer.Type,
    _ values: [String: Value] = [:],
    _ body: (Answer) throws -> Void
  ) throws {
    let arguments = try arguments(of: type.query, values)
    try checkWhole(for: type.query.statement)
    let failure = try read { db -> (any Error)? in
      var failure: (any Error)?
      let sql = type.query.statement(with: arguments)
      try self.walk(db, of: type, sql, arguments) { answer in
        do { try body(answer) } catch { failure = error }
        return failure == nil
      }
      return failure
    }
    if let failure { throw failure }
  }

  /// The rows of a table that answers a question and was asked for as a table.
  ///
  /// - Parameters:
  ///   - type: the type of the rows.
  ///   - table: the answer, with the columns that the question has.
  /// - Returns: the same rows.
  /// - Throws: ``StoreError``, as ``rows(of:_:)``.
  package func rows<Answer: QueryRow>(
    of type: Answer.Type,
    in table: ResultTable
  ) throws(StoreError) -> [Answer] {
    try check(table.columns.map(\.name), answer: type.query)
    var rows: [Answer] = []
    for values in table.rows { rows.append(try answer(type, AnswerCells(values))) }
    return rows
  }

  /// The rows of a statement that answers a question.
  func rows<Answer: QueryRow>(
    _ db: Database,
    of type: Answer.Type,
    _ sql: String,
    _ values: [String: Value]
  ) throws -> [Answer] {
    var rows: [Answer] = []
    try walk(db, of: type, sql, values) { answer in
      rows.append(answer)
      return true
    }
    return rows
  }

  /// Hands out rows as long as `body` says so.
  private func walk<Answer: QueryRow>(
    _ db: Database,
    of type: Answer.Type,
    _ sql: String,
    _ values: [String: Value],
    _ body: (Answer) -> Bool
  ) throws {
    let statement = try db.cachedStatement(sql: sql)
    try statement.setArguments(StatementArguments(values.mapValues(\.databaseValue)))
    try check(statement.columnNames, answer: type.query)
    let cursor = try Row.fetchCursor(statement)
    while let row = try cursor.next() {
      guard body(try answer(type, AnswerCells(row))) else { return }
    }
  }

  /// Reads a row; the error names the question and the column, never the value.
  private func answer<Answer: QueryRow>(
    _ type: Answer.Type,
    _ cells: borrowing AnswerCells
  ) throws(StoreError) -> Answer {
    do {
      return try type.init(cells)
    } catch {
      let column = type.query.columns[error.place].name
      let place = "a value in the column \(column) of the query \(type.query.name)"
      throw .damaged(path, "\(place) isn't \(error.kind)")
    }
  }

  /// Cells are read by their places, so the columns have to be those of the header.
  private func check(_ columns: [String], answer query: NamedQuery) throws(StoreError) {
    guard columns != query.columns.map(\.name) else { return }
    throw StoreError(
      .internal,
      path: path,
      what: "the query \(query.name) answers with other columns than its header names"
    )
  }
}
