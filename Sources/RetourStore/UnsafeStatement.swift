import GRDB
import GRDBSQLite
import RetourEvents
import Synchronization

/// A prepared statement bound and stepped without GRDB, whose own binding costs twice the time.
///
/// Contract: the handle belongs to `statement`, which lives until this object or its connection
/// ends, whichever is first (``GRDB/Database/endBulkStatements()``); then the handle is nil, for
/// which SQLite does nothing but say so. One thread at a time uses the connection (the caller is
/// inside the queue), for the end of a statement as well. Bound texts are
/// copied into `arena`, where they stay until `reset`; what doesn't fit is copied by SQLite. All
/// parameters are bound anew after each `reset`, so none points to what the arena held before.
/// Column accessors are called after `step()` returned true and before the next `step` or `reset`.
@safe final class BulkStatement {
  private var statement: Statement?
  private var handle: OpaquePointer?
  private let connection: ObjectIdentifier
  private var parameter: Int32 = 0
  private let arena = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)
  private var used = 0

  init(_ db: Database, _ sql: String) throws {
    let statement = try db.makeStatement(sql: sql)
    self.statement = statement
    connection = ObjectIdentifier(db)
    unsafe handle = statement.sqliteStatement
    LivingStatements.add(self, to: connection)
  }

  deinit {
    LivingStatements.remove(self, from: connection)
    unsafe arena.deallocate()
  }

  /// Ends the statement, before its connection does.
  fileprivate func end() {
    unsafe handle = nil
    statement = nil
  }

  // MARK: Binding, from the first parameter on

  func bind(_ value: Int64) {
    parameter += 1
    unsafe sqlite3_bind_int64(handle, parameter, value)
  }

  func bind(_ value: Int64?) {
    if let value { bind(value) } else { bindNull() }
  }

  func bind(_ value: Int) { bind(Int64(value)) }

  func bind(_ value: Bool) { bind(value ? 1 : 0 as Int64) }

  func bindNull() {
    parameter += 1
    unsafe sqlite3_bind_null(handle, parameter)
  }

  func bind(_ text: String) {
    var text = text
    text.withUTF8 { bytes in unsafe bind(UnsafeRawBufferPointer(bytes), isText: true) }
  }

  func bind(_ text: String?) {
    if let text { bind(text) } else { bindNull() }
  }

  /// Binds a text that stands in bytes of UTF-8.
  func bind(text: Span<UInt8>) {
    unsafe text.withUnsafeBytes { bytes in unsafe bind(bytes, isText: true) }
  }

  func bind(_ identity: Identity) {
    let bytes = (identity.high.bigEndian, identity.low.bigEndian)
    unsafe withUnsafeBytes(of: bytes) { bytes in unsafe bind(bytes, isText: false) }
  }

  /// Binds the blocks of a filter as a blob.
  func bind(_ blocks: [KeyFilter.Block]) {
    unsafe blocks.withUnsafeBytes { bytes in unsafe bind(bytes, isText: false) }
  }

  private func bind(_ bytes: UnsafeRawBufferPointer, isText: Bool) {
    parameter += 1
    var (start, life) = unsafe (bytes.baseAddress, transient)
    if unsafe bytes.count <= arena.count - used, let source = bytes.baseAddress,
      let place = unsafe arena.baseAddress?.advanced(by: used)
    {
      unsafe place.copyMemory(from: source, byteCount: bytes.count)
      used += bytes.count
      unsafe (start, life) = (UnsafeRawPointer(place), nil)
    }
    let count = Int32(clamping: bytes.count)
    if isText {
      // An empty text without an address would be NULL.
      let text = unsafe (start ?? UnsafeRawPointer(arena.baseAddress))
      let characters = unsafe text?.assumingMemoryBound(to: CChar.self)
      _ = unsafe sqlite3_bind_text(handle, parameter, characters, count, life)
    } else {
      _ = unsafe sqlite3_bind_blob(handle, parameter, start, count, life)
    }
  }

  // MARK: Running

  /// Runs to the next row.
  ///
  /// - Returns: whether there is one.
  func step() throws -> Bool {
    switch unsafe sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default:
      guard unsafe handle != nil else {
        throw DatabaseError(
          resultCode: .SQLITE_MISUSE,
          message: "a statement was used after its connection had ended"
        )
      }
      let connection = unsafe sqlite3_db_handle(handle)
      let error = DatabaseError(
        resultCode: ResultCode(rawValue: unsafe sqlite3_extended_errcode(connection)),
        message: unsafe String(cString: sqlite3_errmsg(connection)),
        sql: statement?.sql
      )
      reset()
      throw error
    }
  }

  /// Makes the statement ready for other values.
  func reset() {
    unsafe sqlite3_reset(handle)
    parameter = 0
    used = 0
  }

  /// Runs a statement that gives no rows.
  func run() throws {
    _ = try step()
    reset()
  }

  /// Runs a statement that gives no rows.
  ///
  /// - Returns: how many rows it changed.
  func runCountingChanges() throws -> Int {
    _ = try step()
    let changes = unsafe Int(sqlite3_changes(sqlite3_db_handle(handle)))
    reset()
    return changes
  }

  // MARK: Columns of the current row

  func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  func optional(_ column: Int32) -> Int64? {
    unsafe sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : integer(column)
  }

  func text(_ column: Int32) -> String {
    guard let bytes = unsafe sqlite3_column_text(handle, column) else { return "" }
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    return unsafe String(
      decoding: UnsafeBufferPointer(start: bytes, count: count),
      as: UTF8.self
    )
  }

  /// A day `YYYY-MM-DD` as the number YYYYMMDD, so that days are compared without texts; 0 for
  /// whatever else stands there.
  func day(_ column: Int32) -> UInt32 {
    guard let bytes = unsafe sqlite3_column_text(handle, column),
      unsafe sqlite3_column_bytes(handle, column) == 10
    else { return 0 }
    var number: UInt32 = 0
    for place in 0..<10 {
      let byte = unsafe bytes[place]
      if place == 4 || place == 7 {
        guard byte == UInt8(ascii: "-") else { return 0 }
      } else {
        guard 48...57 ~= byte else { return 0 }
        number = number * 10 + UInt32(byte - 48)
      }
    }
    return number
  }

  func optionalText(_ column: Int32) -> String? {
    unsafe sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : text(column)
  }

  /// A hash of a text with the seed of this process, so that nobody can write two texts that have the
  /// same; nil for NULL.
  func hash(_ column: Int32) -> Int? {
    guard let bytes = unsafe sqlite3_column_text(handle, column) else { return nil }
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    var hasher = Hasher()
    unsafe hasher.combine(bytes: UnsafeRawBufferPointer(start: bytes, count: count))
    return hasher.finalize()
  }

  /// Mixes the value of a column, with its type, into a hash (FNV-1a; numbers in one step).
  func mix(_ column: Int32, into hash: UInt64) -> UInt64 {
    let prime: UInt64 = 0x100_0000_01B3
    let type = unsafe sqlite3_column_type(handle, column)
    var hash = (hash ^ UInt64(type)) &* prime
    if type == SQLITE_INTEGER {
      hash = (hash ^ UInt64(bitPattern: integer(column))) &* prime
      return hash ^ hash >> 32
    }
    guard let bytes = unsafe sqlite3_column_blob(handle, column) else { return hash }
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    let text = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
    for index in 0..<count { hash = unsafe (hash ^ UInt64(text[index])) &* prime }
    return hash ^ hash >> 32
  }

  /// The blocks of a filter; none for NULL.
  func blocks(_ column: Int32) -> [KeyFilter.Block] {
    guard let bytes = unsafe sqlite3_column_blob(handle, column) else { return [] }
    let size = MemoryLayout<KeyFilter.Block>.size
    let count = unsafe Int(sqlite3_column_bytes(handle, column)) / size
    return unsafe Array(unsafeUninitializedCapacity: count) { blocks, filled in
      unsafe UnsafeMutableRawBufferPointer(blocks)
        .copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: count * size))
      filled = count
    }
  }

  func identity(_ column: Int32) -> Identity {
    guard let bytes = unsafe sqlite3_column_blob(handle, column),
      unsafe sqlite3_column_bytes(handle, column) == 16
    else { return Identity(high: 0, low: 0) }
    return Identity(
      high: unsafe UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      low: unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    )
  }
}

/// All bulk statements that live, by their connections.
private enum LivingStatements {
  private static let all = Mutex<[ObjectIdentifier: [ObjectIdentifier: Reference]]>([:])

  /// Refers to a statement without keeping it.
  private struct Reference: @unchecked Sendable {
    weak var statement: BulkStatement?
  }

  static func add(_ statement: BulkStatement, to connection: ObjectIdentifier) {
    let reference = Reference(statement: statement)
    all.withLock { $0[connection, default: [:]][ObjectIdentifier(statement)] = reference }
  }

  static func remove(_ statement: BulkStatement, from connection: ObjectIdentifier) {
    let name = ObjectIdentifier(statement)
    all.withLock { all in
      all[connection]?[name] = nil
      if all[connection]?.isEmpty == true { all[connection] = nil }
    }
  }

  static func take(_ connection: ObjectIdentifier) -> [BulkStatement] {
    let references = all.withLock { $0.removeValue(forKey: connection) } ?? [:]
    return references.values.compactMap(\.statement)
  }
}

extension Database {
  /// Ends all bulk statements of this connection, which is about to be closed.
  func endBulkStatements() {
    for statement in LivingStatements.take(ObjectIdentifier(self)) { statement.end() }
  }
}

/// SQLITE_TRANSIENT, a macro that Swift can't import: SQLite copies what it is given.
private var transient: sqlite3_destructor_type? {
  unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

extension Database {
  /// Makes ATTACH impossible on this connection, so that a query can't reach other files.
  func forbidAttaching() {
    guard let connection = unsafe sqliteConnection else { return }
    _ = unsafe sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0)
  }

  /// Limits how long texts and blobs may be, in bytes.
  ///
  /// - Returns: the limit that there was.
  func limitLength(_ bytes: Int) -> Int {
    guard let connection = unsafe sqliteConnection else { return bytes }
    return Int(unsafe sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, Int32(clamping: bytes)))
  }
}
