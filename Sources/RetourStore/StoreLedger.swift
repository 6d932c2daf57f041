public import RetourEvents

extension Store {
  /// What is to be done with a file, judged without opening it.
  public func decide(_ file: FileIdentity) throws(StoreError) -> LedgerDecision {
    try use { db in try Ledger(db: db).decide(file) }
  }

  /// The hashes of the messages of a Maildir that were read in earlier runs.
  public func knownMembers(of folder: FileIdentity) throws(StoreError) -> Set<UInt64> {
    try use { db in try Ledger(db: db).members(of: folder) }
  }

  /// How far the log with a first line of this hash was read in earlier runs; nil where it wasn't.
  public func logMark(_ key: UInt64) throws(StoreError) -> LogMark? {
    try use { db in try LogMarks(db: db).mark(key) }
  }

  /// What logs have left open in the queues of servers; empty for nothing.
  public func openQueue() throws(StoreError) -> [UInt8] {
    try use { db in try LogMarks(db: db).open() }
  }
}
