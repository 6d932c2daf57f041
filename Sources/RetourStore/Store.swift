import GRDB
public import RetourEvents

/// The database as the one process that writes to it sees it.
///
/// Used from one thread at a time. Batches are collected into transactions of bounded size, each of
/// which moves the ledger with the rows: after kill -9 at any instant the next run reads on where
/// the last transaction ended. Once a method has thrown, nothing but letting go of the store is of
/// use; what the open transaction held is given up.
public final class Store {
  /// The most rows that a transaction takes.
  public static let maximumRows = 32_000
  /// The most bytes of input that a transaction covers.
  public static let maximumBytes = 256 << 20

  /// The database's path.
  public let path: String

  /// Rows of a segment of keys; small ones make tests quick.
  var segment = KeyIndex.capacity

  private let lock: LockFile
  private let queue: DatabaseQueue
  /// Where the file stands, links resolved.
  private let place: String
  /// Works once a transaction was full.
  private var checkpointer: Checkpointer?
  private let days: Days
  private var writer: BatchWriter?
  /// The sum over totals and names when the run began.
  private var sumBefore: TotalsSum.Before?
  private var sources: [SourceID: OpenSource] = [:]
  private var pending = (isOpen: false, rows: 0, bytes: 0)
  private(set) var pseudonyms: Pseudonyms?
  /// Names, addresses and networks of servers through which our mail leaves; nil where nobody says.
  private(set) var relays: [String]?
  /// Whether all that logs and services say of mail that arrived is kept, in rows like those of failures.
  ///
  /// By default sender, original recipient, codes and port aren't, and it takes less than half of the room. What
  /// runs before have stored stays as it is.
  public var keepsDelivered = false

  /// Opens a database for writing; creates it where there is none, readable by its owner alone.
  ///
  /// - Parameters:
  ///   - path: of the database; a lock file and SQLite's own files stand beside it.
  ///   - timeZone: the zone in which days are cut, for example `Europe/Berlin`; only a new database
  ///     takes it (nil: UTC), an existing one has to have the same (nil: whichever it has).
  ///   - holder: what another process is told while this one holds the lock.
  /// - Throws: ``StoreError``: locked, foreign, newer, another time zone, or not to be created.
  public init(path: String, timeZone: String? = nil, holder: String) throws(StoreError) {
    self.path = path
    do {
      if let timeZone, Days(zone: timeZone) == nil { throw Self.unknownZone(timeZone, path: path) }
      place = try DatabaseFile.place(of: path)
      lock = try LockFile(place: place, path: path, holder: holder)
      try DatabaseFile.createIfMissing(place)
      try lock.hold(place, path: path)
      let queue = try DatabaseQueue(path: place, configuration: Self.configuration)
      self.queue = queue
      let zone = try queue.writeWithoutTransaction { db in
        try Schema.prepare(
          db,
          path: path,
          timeZone: timeZone ?? "UTC",
          now: Timestamp.now.description
        )
        // After the page size is settled: SQLite counts the pages when it is told.
        try db.execute(sql: "PRAGMA cache_size = -\(Schema.writingCache)")
        return try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'time_zone'")
      }
      guard let zone, let days = Days(zone: zone) else {
        throw Self.unknownZone(zone ?? "none", path: path)
      }
      guard timeZone == nil || timeZone == zone else {
        throw StoreError(
          .usage,
          path: path,
          what: "its days are cut in the time zone \(zone), not in \(timeZone ?? "")",
          remedy: "Leave the time zone out, or use another database.",
          advice: .leaveTimeZoneOut
        )
      }
      self.days = days
    } catch {
      throw StoreError(any: error, path: path)
    }
  }

  /// Looks whether a database is or could be at a path.
  ///
  /// - Throws: ``StoreError``.
  public static func checkPlace(_ path: String) throws(StoreError) {
    let place = try DatabaseFile.place(of: path)
    if FileFacts(of: place) != nil { _ = try DatabaseFile.existing(path) }
    let folder = FilePlace.folder(of: place)
    guard FileFacts(of: folder) != nil else {
      throw StoreError(
        .cannotOpen,
        path: path,
        what: "can't be created: there is no folder \(folder)",
        remedy: "Make it, or name another."
      )
    }
    try OutputFile.checkFolder(folder, for: path)
  }

  /// Everything that belongs to the connection ends before it, whatever happened.
  ///
  /// First its statements, then its transaction: SQLite keeps a closed connection alive for a statement that isn't ended,
  /// and rolls its transaction back with the last one, telling those who listened and are gone.
  deinit {
    checkpointer?.end()
    writer = nil
    try? queue.writeWithoutTransaction { db in
      db.endBulkStatements()
      if db.isInsideTransaction { try db.rollback() }
    }
    try? queue.close()
  }

  /// The time zone in which days are cut.
  public var timeZone: String { days.zone }

  /// The fingerprint of the key with which the database's pseudonyms were made; nil where addresses
  /// are stored as they are, and before the first run.
  public var pseudonymKey: String? {
    get throws(StoreError) { try use { db in try PseudonymGuard.key(db) } }
  }

  /// Lets pseudonyms be stored from now on in the place of addresses.
  ///
  /// Whether the database agrees to that, ``beginRun(command:version:catalogueVersion:at:)`` finds.
  public func protect(with pseudonyms: Pseudonyms) { self.pseudonyms = pseudonyms }

  /// Says through which servers our mail leaves (names with those below them, addresses, networks), so
  /// that logs tell only that they took it; nil looks for one that nearly all mail goes through.
  public func route(through relays: [String]?) { self.relays = relays }

  /// Starts a run that stores what it reads: what follows is counted for it until
  /// ``finishRun(files:at:seconds:)``.
  ///
  /// - Throws: ``StoreError``, also where addresses of the database are pseudonyms and those of the
  ///   run aren't, or are others, or the other way round: they are never mixed.
  public func beginRun(
    command: String,
    version: String,
    catalogueVersion: String,
    at time: Timestamp
  ) throws(StoreError) {
    try use { db in try PseudonymGuard.check(db, self.pseudonyms, path: self.path) }
    try startRun(command: command, version: version, catalogueVersion: catalogueVersion, at: time) {
      db in
      if let pseudonyms = self.pseudonyms { try PseudonymGuard.note(pseudonyms, db) }
      try Relays.note(self.relays, db)
    }
  }

  /// Starts a run; `note` writes in the same transaction.
  func startRun(
    command: String,
    version: String,
    catalogueVersion: String,
    at time: Timestamp,
    addsTotals: Bool = false,
    _ note: (Database) throws -> Void = { _ in }
  ) throws(StoreError) {
    try use { db in
      if !addsTotals, try PseudonymGuard.holdsTotals(db) {
        throw StoreError(
          .usage,
          path: self.path,
          what: "it holds totals of several databases, to which nothing can be added",
          remedy: "Make it anew from all of them, or use another database.",
          advice: .addTotalsAnew
        )
      }
      try db.execute(sql: "PRAGMA journal_mode = WAL")
      try self.begin(db)
      self.sumBefore = try TotalsSum.take(db)
      try note(db)
      let catalogue = try Dimension(db, table: "catalogue").row(catalogueVersion)
      try db.execute(
        sql: "INSERT INTO run (command, version, catalogue_id, started_at) VALUES (?, ?, ?, ?)",
        arguments: [command, version, catalogue, time.seconds]
      )
      let judgement = Judgement(
        version: version,
        catalogue: catalogueVersion,
        milliseconds: time.seconds * 1_000
      )
      let run = RunRow(
        id: db.lastInsertedRowID,
        catalogue: catalogue,
        rank: judgement.rank,
        catalogueName: catalogueVersion
      )
      self.writer = try BatchWriter(
        db,
        run: run,
        days: self.days,
        keepsDelivered: self.keepsDelivered,
        segment: self.segment
      )
    }
  }

  /// Whether addresses are stored as pseudonyms.
  public var hidesAddresses: Bool { pseudonyms != nil }

  /// Announces that a file, folder or stream is going to be read.
  ///
  /// - Parameters:
  ///   - file: what the ledger is to know it by, as it was before it was opened.
  ///   - isFolder: whether its messages are files of their own, remembered as members.
  ///   - resuming: the checkpoint that ``decide(_:)`` gave, when reading goes on there. What the
  ///     source gave at or after its offset is replaced by the first batch. Nil reads it anew: what
  ///     an earlier content gave stays, except for its rejects.
  /// - Returns: the number to put into its batches.
  /// - Throws: ``StoreError`` for anything that SQLite or the system refuse.
  public func begin(
    _ file: FileIdentity,
    isFolder: Bool = false,
    resuming: Checkpoint? = nil
  ) throws(StoreError) -> SourceID {
    try use { db in
      let run = try self.running().run
      try self.begin(db)
      let source = try Ledger(db: db).open(
        file,
        isFolder: isFolder,
        resuming: resuming,
        run: run.id
      )
      self.sources[SourceID(row: source.row)] = source
      return SourceID(row: source.row)
    }
  }

  /// Stores a batch.
  ///
  /// It is safe on disk once the transaction that holds it is full or the run ends. This is the one
  /// door through which reports come in, so it is here that addresses get their pseudonyms.
  public func append(_ batch: Batch) throws(StoreError) {
    try write(rows: batch.rows, bytes: batch.bytes) { writer, pseudonyms in
      guard let source = self.sources[batch.source] else {
        throw StoreError(.internal, path: self.path, what: "a batch came after its source's end")
      }
      let path = InputPath(shown: source.path)
      let batch = pseudonyms.map { batch.protected(by: $0, path: path) } ?? batch
      try writer.write(batch, of: source, path: self.path)
      if batch.checkpoint?.isComplete == true {
        self.sources[batch.source] = nil
      } else {
        self.sources[batch.source]?.resuming = nil
        if batch.checkpoint?.fingerprint.isEmpty == false {
          self.sources[batch.source]?.isResumable = true
        }
      }
    }
  }

  /// Writes so many rows that stand for so many bytes of input, in a transaction that has room for them.
  func write<Result>(
    rows: Int,
    bytes: Int,
    _ body: (BatchWriter, Pseudonyms?) throws -> Result
  ) throws(StoreError) -> Result {
    try use { db in
      let writer = try self.running()
      if self.pending.rows + rows > Self.maximumRows
        || self.pending.bytes + bytes > Self.maximumBytes
      {
        try self.commit(db)
        try self.putIntoFile(db)
      }
      try self.begin(db)
      let result = try body(writer, self.pseudonyms)
      self.pending.rows += rows
      self.pending.bytes += bytes
      return result
    }
  }

  /// Ends the run: commits, balances its books and leaves a single file without side files.
  ///
  /// - Returns: the ten numbers.
  public func finishRun(
    files: FileCounts,
    at time: Timestamp,
    seconds: Double
  ) throws(StoreError) -> RunSummary {
    try use { db in
      let writer = try self.running()
      let totals = writer.totals
      try self.begin(db)
      try writer.link()
      try writer.route()
      guard totals.tally.isBalanced else {
        throw StoreError(.internal, path: self.path, what: "the books of the run don't balance")
      }
      try db.execute(
        sql: """
          UPDATE run SET finished_at = ?, files_new = ?, files_unchanged = ?, files_failed = ?,
            seconds = ?
          WHERE id = ?
          """,
        arguments: [
          time.seconds, files.new, files.unchanged, files.failed, seconds, writer.run.id,
        ]
      )
      try db.execute(
        sql: """
          DELETE FROM reject WHERE source_id IN (SELECT id FROM source WHERE is_replaced)
          """
      )
      try writer.settle()
      try TotalsSum.note(db, self.sumBefore, change: writer.changeOfTotals)
      try self.commit(db)
      self.writer = nil
      self.sources = [:]
      try db.execute(sql: "PRAGMA cache_size = -\(Schema.sortingCache)")
      try db.execute(sql: Schema.lateIndexes)
      try PlannerStatistics.update(db)
      try self.leaveOneFile(db)
      return RunSummary(
        run: writer.run.id,
        files: files,
        messages: totals.tally.messages,
        notReports: totals.tally.notReports,
        eventsNew: totals.eventsNew,
        duplicates: totals.duplicates - totals.late,
        late: totals.late,
        unknown: totals.unknown,
        rejects: totals.rejects,
        seconds: seconds
      )
    }
  }

  /// Gives up what the open transaction holds, and the run with it.
  public func abandonRun() throws(StoreError) {
    try use { db in
      self.writer = nil
      self.sources = [:]
      if self.pending.isOpen { try db.rollback() }
      self.pending = (false, 0, 0)
      try self.leaveOneFile(db)
    }
  }

  /// Judges stored reports anew, a transaction for each stretch.
  func judge(
    all: Bool,
    _ classify: ([DeliveryReport]) -> [Verdict]
  ) throws(StoreError) -> Reclassification {
    try use { db in
      try self.begin(db)
      let reclassifier = try Reclassifier(db, for: try self.running(), segment: self.segment)
      var goesOn = true
      while goesOn {
        try self.begin(db)
        goesOn = try reclassifier.next(all: all, classify)
        try reclassifier.settle()
        try self.commit(db)
      }
      return reclassifier.result
    }
  }

  /// Looks after the file outside of a run, and leaves a single file without side files.
  func maintain<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    try use { db in
      let result = try body(db)
      try self.leaveOneFile(db)
      return result
    }
  }

  /// The day of a moment in the time zone of the database.
  func today(_ now: Timestamp) -> String {
    var days = self.days
    return days.day(now)
  }

  // MARK: Transactions

  private func running() throws -> BatchWriter {
    guard let writer else {
      throw StoreError(.internal, path: path, what: "no run has begun")
    }
    return writer
  }

  private func begin(_ db: Database) throws {
    guard !pending.isOpen else { return }
    try db.beginTransaction(.immediate)
    pending = (true, 0, 0)
  }

  private func commit(_ db: Database) throws {
    guard pending.isOpen else { return }
    try writer?.settle()
    try db.commit()
    pending = (false, 0, 0)
  }

  /// Lets the write-ahead log be put into the file while the next transaction is written.
  private func putIntoFile(_ db: Database) throws {
    // SQLite would make a file where ours was moved away.
    if checkpointer == nil, lock.isHeld(at: place), let new = try? Checkpointer(place: place) {
      try db.execute(sql: "PRAGMA wal_autocheckpoint = \(Checkpointer.limit)")
      checkpointer = new
    }
    checkpointer?.goOn()
  }

  /// Puts the write-ahead log into the file and removes it, unless a reader is in the way: then the
  /// next run does it.
  private func leaveOneFile(_ db: Database) throws {
    checkpointer?.end()
    checkpointer = nil
    do {
      try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE")
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      return
    }
  }

  func use<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
    do {
      return try queue.writeWithoutTransaction(body)
    } catch {
      throw StoreError(any: error, path: path).blamingDamage(in: queue)
    }
  }
}
