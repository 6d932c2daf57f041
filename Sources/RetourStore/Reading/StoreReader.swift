import GRDB
import RetourEvents
import Synchronization

/// The database as everybody sees it who doesn't write to it: nothing it does can change a byte.
public final class StoreReader: Sendable {
  /// The database's path.
  public let path: String
  /// The time zone in which days are cut.
  public let timeZone: String
  /// The fingerprint of the key with which pseudonyms were made; nil where addresses are stored as
  /// they are.
  public let pseudonymKey: String?

  /// The file without links, however it was called.
  let place: String
  let queue: DatabaseQueue
  /// What was found whole already.
  let looked = Mutex(Wholeness())
  /// What was found of its days, with the end that was asked for.
  let daySpan = Mutex<(end: String, span: DaySpan?)?>(nil)

  /// Opens a database of Retour.
  ///
  /// - Parameters:
  ///   - path: of the file.
  ///   - cache: how much of it is kept in memory at most, in KiB.
  /// - Throws: ``StoreError`` where there is none, or one of another program or a newer version.
  public init(path: String, cache: Int = 24_000) throws(StoreError) {
    self.path = path
    place = try DatabaseFile.existing(path)
    do {
      var configuration = Configuration()
      configuration.label = "retour"
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      configuration.prepareDatabase { db in
        try db.execute(
          sql: "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON"
        )
        try db.execute(sql: "PRAGMA cache_size = -\(cache)")
        db.forbidAttaching()
      }
      let queue = try DatabaseQueue(path: place, configuration: configuration)
      self.queue = queue
      (timeZone, pseudonymKey) = try queue.read { db in
        guard try Schema.check(db, path: path) > 0 else {
          throw StoreError(.badDatabase, path: path, what: "the database is empty")
        }
        let zone = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'time_zone'")
        return (zone ?? "UTC", try PseudonymGuard.key(db))
      }
    } catch {
      throw StoreError(any: error, path: path)
    }
  }

  /// Whether the database has a view; one that an older program wrote lacks newer ones.
  ///
  /// - Throws: ``StoreError``.
  public func hasView(_ name: String) throws(StoreError) -> Bool {
    try read { db in
      let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'view' AND name = ?)"
      return try Bool.fetchOne(db, sql: sql, arguments: [name]) ?? false
    }
  }

  /// Asks a named question; `values` are the parameters that shall not have their defaults.
  public func run(
    _ query: NamedQuery,
    _ values: [String: Value] = [:]
  ) throws(StoreError) -> ResultTable {
    let arguments = try arguments(of: query, values)
    try checkWhole(for: query.statement)
    return try table(query.statement(with: arguments), arguments)
  }

  func table(
    _ sql: String,
    _ values: [String: Value]
  ) throws(StoreError) -> ResultTable {
    try read { db in try self.rows(db, sql, values) }
  }

  func rows(
    _ db: Database,
    _ sql: String,
    _ values: [String: Value]
  ) throws -> ResultTable {
    let statement = try db.cachedStatement(sql: sql)
    try statement.setArguments(StatementArguments(values.mapValues(\.databaseValue)))
    var rows: [[Value]] = []
    let cursor = try Row.fetchCursor(statement)
    while let row = try cursor.next() {
      rows.append(row.databaseValues.map(Value.init))
    }
    return ResultTable(names: statement.columnNames, rows: rows)
  }

  func read<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    do {
      return try queue.unsafeRead(body)
    } catch {
      throw StoreError(any: error, path: path).blamingDamage(in: queue)
    }
  }
}

extension Value {
  /// The value as GRDB binds it.
  var databaseValue: DatabaseValue {
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
