import GRDB

/// The database as everybody sees it who doesn't write to it: nothing it does can change a byte.
public final class StoreReader: Sendable {
  /// The database's path.
  public let path: String
  /// The time zone in which days are cut.
  public let timeZone: String
  /// The fingerprint of the key with which pseudonyms were made; nil where addresses are stored as
  /// they are.
  public let pseudonymKey: String?

  let queue: DatabaseQueue

  /// Opens a database of Retour.
  ///
  /// - Parameters:
  ///   - path: of the file.
  ///   - cache: how much of it is kept in memory at most, in KiB.
  /// - Throws: ``StoreError`` where there is none, or one of another program or a newer version.
  public init(path: String, cache: Int = 24_000) throws(StoreError) {
    self.path = path
    guard DatabaseFile.size(path) != nil else {
      throw StoreError(
        .missing,
        path: path,
        what: "there is no such database",
        remedy: "Make it with: retour ingest PATH --db \(path)"
      )
    }
    do {
      var configuration = Configuration()
      configuration.label = "retour"
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      configuration.prepareDatabase { db in
        try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON")
        try db.execute(sql: "PRAGMA cache_size = -\(cache)")
        db.forbidAttaching()
      }
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      self.queue = queue
      (timeZone, pseudonymKey) = try queue.read { db in
        guard try Schema.check(db, path: path) > 0 else {
          throw StoreError(.badDatabase, path: path, what: "the database is empty")
        }
        let zone = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'time_zone'")
        return (zone ?? "UTC", try Admission.key(db))
      }
    } catch {
      throw StoreError(any: error, path: path)
    }
  }

  /// Asks a named question; `values` are the parameters that shall not have their defaults.
  public func run(
    _ query: NamedQuery,
    _ values: [String: Value] = [:]
  ) throws(StoreError) -> ResultTable {
    let arguments = try arguments(of: query, values)
    return try table(query.statement(with: arguments), arguments)
  }

  /// Asks a named question and hands out its rows one by one, so that any number of them fits into
  /// memory.
  ///
  /// - Throws: ``StoreError``, and what `body` throws.
  public func forEach(
    _ query: NamedQuery,
    _ values: [String: Value] = [:],
    _ body: (AnswerRow) throws -> Void
  ) throws {
    let arguments = try arguments(of: query, values)
    let failure = try read { db -> (any Error)? in
      let statement = try db.cachedStatement(sql: query.statement(with: arguments))
      try statement.setArguments(StatementArguments(arguments.mapValues(\.databaseValue)))
      let places = Dictionary(
        statement.columnNames.enumerated().map { ($1, $0) },
        uniquingKeysWith: { first, _ in first }
      )
      let cursor = try Row.fetchCursor(statement)
      while let row = try cursor.next() {
        let answer = AnswerRow(places: places, values: row.databaseValues.map(Value.init))
        do { try body(answer) } catch { return error }
      }
      return nil
    }
    if let failure { throw failure }
  }

  /// The values of all parameters.
  private func arguments(
    of query: NamedQuery,
    _ values: [String: Value]
  ) throws(StoreError) -> [String: Value] {
    var arguments: [String: Value] = [:]
    for parameter in query.parameters { arguments[parameter.name] = parameter.standard }
    for (name, value) in values {
      guard arguments[name] != nil else {
        let known = query.parameters.map(\.name).joined(separator: ", ")
        throw StoreError(
          .usage,
          path: path,
          what: "the query \(query.name) has no parameter '\(name)'",
          remedy: "It has: \(known.isEmpty ? "none" : known)."
        )
      }
      arguments[name] = value
    }
    for parameter in query.parameters where parameter.isRequired {
      guard values[parameter.name] != nil else {
        throw StoreError(
          .usage,
          path: path,
          what: "the query \(query.name) needs a value for '\(parameter.name)'",
          remedy: "\(parameter.name): \(parameter.meaning)."
        )
      }
    }
    return arguments
  }

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
      return try table(sql, values)
    } catch {
      if error.category == .interrupted, let timeLimit {
        throw StoreError(
          .interrupted,
          path: path,
          what: "the statement took longer than \(timeLimit.components.seconds) seconds",
          remedy: "Ask for less, or allow more with --timeout."
        )
      }
      // The asker wrote the statement: a mistake in it is not the program's.
      guard error.category == .internal else { throw error }
      throw StoreError(.usage, path: path, what: error.what)
    }
  }

  func table(
    _ sql: String,
    _ values: [String: Value]
  ) throws(StoreError) -> ResultTable {
    try read { db in
      let statement = try db.cachedStatement(sql: sql)
      guard statement.columnCount > 0 else {
        throw StoreError(.usage, path: self.path, what: "the statement gives no rows")
      }
      try statement.setArguments(StatementArguments(values.mapValues(\.databaseValue)))
      var rows: [[Value]] = []
      let cursor = try Row.fetchCursor(statement)
      while let row = try cursor.next() {
        rows.append(row.databaseValues.map(Value.init))
      }
      return ResultTable(names: statement.columnNames, rows: rows)
    }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    do {
      return try queue.unsafeRead(body)
    } catch {
      throw StoreError(any: error, path: path)
    }
  }
}

extension Value {
  /// The value as GRDB binds it.
  fileprivate var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .real(let number): number.databaseValue
    case .text(let text): text.databaseValue
    }
  }

  init(_ value: DatabaseValue) {
    self =
      switch value.storage {
      case .null: .null
      case .int64(let number): .integer(number)
      case .double(let number): .real(number)
      case .string(let text): .text(text)
      case .blob(let bytes): .text(bytes.map(Self.hex).joined())
      }
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
