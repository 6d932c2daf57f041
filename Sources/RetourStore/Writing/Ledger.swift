import GRDB
import RetourEvents

/// A source that a run is reading.
struct OpenSource {
  let row: Int64
  let path: String
  let isFolder: Bool
  /// Where reading goes on, until the first batch arrives: what the source gave from there on is
  /// replaced by that batch.
  var resuming: Checkpoint?
  /// Whether reading may go on in the middle one day.
  var isResumable = false

  /// The byte at and after which reports may be taken back one day, because reading goes on before them.
  func tail(of batch: Batch) -> Int64 {
    guard !isFolder else { return .max }
    return batch.checkpoint?.offset ?? (isResumable ? .min : .max)
  }

  /// A position's path as rows keep it: nothing where it is the source's own.
  func stored(_ other: String) -> String { other == path ? "" : other }
}

/// The ledger: which input was read, how far, and what came of it.
struct Ledger {
  let db: Database

  /// What the ledger says about a file; a file that was only moved or renamed gets its new path.
  func decide(_ file: FileIdentity) throws -> LedgerDecision {
    guard
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT * FROM source WHERE device = ? AND inode = ? AND NOT is_folder
          ORDER BY is_replaced, id DESC LIMIT 1
          """,
        arguments: [Self.signed(file.device), Self.signed(file.inode)]
      )
    else {
      return try hasCurrent(file.path.shown) ? .changed : .new
    }
    let (size, modified, isComplete): (Int64, Int64, Bool) = (
      try row.value("size"), try row.value("modified"), try row.value("is_complete")
    )
    if isComplete, size == file.size, modified == file.modified {
      if try row.value("path") != file.path.shown || row.value("is_replaced") {
        try claim(row.value("id"), for: file)
      }
      return .unchanged
    }
    let checkpoint = try Self.checkpoint(row)
    if !checkpoint.fingerprint.isEmpty, file.size >= max(checkpoint.offset, checkpoint.verified),
      isComplete ? file.size > size : file.size >= size
    {
      return .resume(checkpoint)
    }
    return try row.value("path") == file.path.shown || hasCurrent(file.path.shown) ? .changed : .new
  }

  /// Makes a row for a source that is about to be read, or finds the one it has.
  func open(
    _ file: FileIdentity,
    isFolder: Bool,
    resuming: Checkpoint?,
    run: Int64
  ) throws -> OpenSource {
    let known = try find(file, isFolder: isFolder)
    if isFolder || resuming != nil, let known {
      let row: Int64 = try known.value("id")
      if isFolder {
        try move(known, to: file.path.shown)
        try forgetPassingRejects(of: row)
      }
      try claim(row, for: file)
      try db.execute(
        sql: """
          UPDATE source SET size = ?, modified = ?, is_complete = 0, fingerprint = ? WHERE id = ?
          """,
        arguments: [file.size, file.modified, resuming?.fingerprint ?? "", row]
      )
      return OpenSource(
        row: row,
        path: file.path.shown,
        isFolder: isFolder,
        resuming: resuming,
        isResumable: resuming != nil
      )
    }
    if let known { try retire(known.value("id")) }
    try db.execute(
      sql: "UPDATE source SET is_replaced = 1 WHERE path = ? AND NOT is_replaced AND NOT is_merged",
      arguments: [file.path.shown]
    )
    try db.execute(
      sql: """
        INSERT INTO source (path, device, inode, size, modified, is_folder, run_id)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        file.path.shown, Self.signed(file.device), Self.signed(file.inode), file.size,
        file.modified,
        isFolder, run,
      ]
    )
    return OpenSource(
      row: db.lastInsertedRowID,
      path: file.path.shown,
      isFolder: isFolder,
      resuming: nil
    )
  }

  /// The hashes of the messages of a folder that were read; a folder that was only moved or renamed
  /// gets its new path.
  func members(of folder: FileIdentity) throws -> Set<UInt64> {
    guard let row = try find(folder, isFolder: true) else { return [] }
    if try row.value("path") != folder.path.shown {
      try move(row, to: folder.path.shown)
      try claim(row.value("id"), for: folder)
    }
    var hashes: Set<UInt64> = []
    let found = try Int64.fetchCursor(
      db,
      sql: "SELECT name_hash FROM member WHERE source_id = ?",
      arguments: [try row.value("id") as Int64]
    )
    while let hash = try found.next() { hashes.insert(UInt64(bitPattern: hash)) }
    return hashes
  }

  /// Sets the books back to what they were before the place where reading goes on; `new` of the
  /// reports after it had been new.
  func rewind(_ source: Int64, to checkpoint: Checkpoint, new: Int64) throws {
    try db.execute(
      sql: """
        UPDATE source SET
          duplicates = duplicates - (reports - ?1 - ?2),
          events_new = events_new - ?2,
          messages = ?3, with_reports = ?4, not_reports = ?5, rejected = ?6, reports = ?1
        WHERE id = ?7
        """,
      arguments: [
        checkpoint.before.reports, new, checkpoint.before.messages, checkpoint.before.withReports,
        checkpoint.before.notReports, checkpoint.before.rejected, source,
      ]
    )
    try db.execute(
      sql: "DELETE FROM reject WHERE source_id = ? AND offset >= ?",
      arguments: [source, checkpoint.offset]
    )
  }

  // MARK: Parts

  /// The row of a file; what the system gave no number for is known by its path.
  private func find(_ file: FileIdentity, isFolder: Bool) throws -> Row? {
    try Row.fetchOne(
      db,
      sql: """
        SELECT * FROM source
        WHERE device = ?1 AND inode = ?2 AND is_folder = ?3
          AND (?1 <> 0 OR ?2 <> 0 OR path = ?4)
        ORDER BY is_replaced, id DESC LIMIT 1
        """,
      arguments: [
        Self.signed(file.device), Self.signed(file.inode), isFolder, file.path.shown,
      ]
    )
  }

  private func hasCurrent(_ path: String) throws -> Bool {
    try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (
          SELECT 1 FROM source WHERE path = ? AND NOT is_replaced AND NOT is_merged)
        """,
      arguments: [path]
    ) ?? false
  }

  /// Gives a row the path under which its content was found now.
  private func claim(_ row: Int64, for file: FileIdentity) throws {
    try db.execute(
      sql: """
        UPDATE source SET is_replaced = 1
        WHERE path = ? AND NOT is_replaced AND NOT is_merged AND id <> ?
        """,
      arguments: [file.path.shown, row]
    )
    try db.execute(
      sql: """
        UPDATE source SET path = ?1, is_replaced = 0
        WHERE id = ?2 AND (path <> ?1 OR is_replaced)
        """,
      arguments: [file.path.shown, row]
    )
  }

  /// The content was overwritten: its events stay, what couldn't be read of it is of no interest.
  private func retire(_ row: Int64) throws {
    try db.execute(sql: "DELETE FROM reject WHERE source_id = ?", arguments: [row])
    try db.execute(sql: "DELETE FROM tail WHERE source_id = ?", arguments: [row])
    try db.execute(sql: "UPDATE source SET is_replaced = 1 WHERE id = ?", arguments: [row])
    try db.execute(
      sql: "DELETE FROM source WHERE id = ? AND events_new = 0 AND duplicates = 0",
      arguments: [row]
    )
  }

  /// A folder was renamed: the files of its messages have other paths.
  private func move(_ known: Row, to path: String) throws {
    let old: String = try known.value("path")
    guard old != path else { return }
    for table in ["event", "sighting", "reject"] {
      try db.execute(
        sql: """
          UPDATE \(table) SET path = ?1 || substr(path, length(?2) + 1)
          WHERE source_id = ?3 AND substr(path, 1, length(?2) + 1) = ?2 || '/'
          """,
        arguments: [path, old, try known.value("id") as Int64]
      )
    }
  }

  /// Files of a folder that couldn't be opened are tried again in each run.
  private func forgetPassingRejects(of row: Int64) throws {
    let passing = """
      source_id = ? AND problem_id IN (
        SELECT id FROM problem WHERE name IN ('unreadable', 'not-followed', 'not-a-file'))
      """
    let lost =
      try Int64.fetchOne(
        db,
        sql: "SELECT count(*) FROM reject WHERE loses_message AND \(passing)",
        arguments: [row]
      ) ?? 0
    try db.execute(sql: "DELETE FROM reject WHERE \(passing)", arguments: [row])
    try db.execute(
      sql: "UPDATE source SET messages = messages - ?1, rejected = rejected - ?1 WHERE id = ?2",
      arguments: [lost, row]
    )
  }

  private static func checkpoint(_ row: Row) throws -> Checkpoint {
    var before = Tally()
    before.messages = try row.value("before_messages")
    before.withReports = try row.value("before_with_reports")
    before.notReports = try row.value("before_not_reports")
    before.rejected = try row.value("before_rejected")
    before.reports = try row.value("before_reports")
    var total = Tally()
    total.messages = try row.value("messages")
    total.withReports = try row.value("with_reports")
    total.notReports = try row.value("not_reports")
    total.rejected = try row.value("rejected")
    total.reports = try row.value("reports")
    var checkpoint = Checkpoint(
      offset: try row.value("next_offset"),
      record: try row.value("next_record"),
      before: before,
      total: total,
      isComplete: try row.value("is_complete"),
      fingerprint: try row.value("fingerprint")
    )
    checkpoint.verified = try checkpoint.isComplete ? row.value("size") : checkpoint.offset
    return checkpoint
  }

  private static func signed(_ value: UInt64) -> Int64 { Int64(bitPattern: value) }
}
