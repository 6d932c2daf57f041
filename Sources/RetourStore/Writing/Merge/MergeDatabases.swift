import GRDB
import RetourEvents

extension Store {
  /// What databases hold that are to be merged: addresses as they are, or pseudonyms of one key.
  ///
  /// - Throws: ``StoreError`` where they don't go with each other.
  public static func addresses(of databases: [StoreReader]) throws(StoreError) -> String? {
    guard let first = databases.first else { return nil }
    for other in databases where other.pseudonymKey != first.pseudonymKey {
      throw StoreError(
        .configuration,
        path: other.path,
        what: "its addresses are in another form than those of \(first.path)",
        remedy: "Merge databases without pseudonyms, or those of one key, with each other."
      )
    }
    return first.pseudonymKey
  }

  /// Stores all that another database holds.
  ///
  /// - Returns: what it brought.
  /// - Throws: ``StoreError``; also where days of it were pruned, whose reports nobody has any more.
  public func merge(_ other: StoreReader) throws(StoreError) -> MergeCounts {
    if let day = try other.fact("pruned_before") {
      throw StoreError(
        .usage,
        path: other.path,
        what: "its days before \(day) were pruned, so their reports can't be merged",
        remedy: "Add up its totals, or merge a snapshot from before.",
        advice: .addTotals
      )
    }
    try other.checkSingle()
    let isProtected = other.pseudonymKey != nil
    var counts = MergeCounts()
    do {
      try other.read { db in
        var keys = MergePiece()
        keys.signingKeys = try StoredSigningKeys.all(db)
        _ = try self.merge(keys, isProtected: isProtected)
        for places in [.first, .further, .quiet(.trace), .quiet(.log)] as [StoredEvents.Places] {
          let events = try StoredEvents(db, places)
          while true {
            var piece = MergePiece()
            piece.events = try events.next()
            if piece.events.isEmpty { break }
            _ = try self.merge(piece, isProtected: isProtected)
          }
        }
        try StoredBooks.forEach(db) { piece in
          let new = try self.merge(piece, isProtected: isProtected)
          counts.sectionsNew += new.sectionsNew
          counts.sectionsKnown += new.sectionsKnown
        }
      }
    } catch {
      throw StoreError(any: error, path: other.path)
    }
    try mergeFindings(of: other)
    return counts
  }

  /// Adds up the totals of databases in a new one that holds nothing else.
  ///
  /// A delivery that is in two of them counts twice: buckets of one run have each delivery once.
  ///
  /// - Throws: ``StoreError``; also where the database holds anything, or days are cut in other zones.
  public func addTotals(of databases: [StoreReader]) throws(StoreError) {
    for other in databases where other.timeZone != timeZone {
      throw StoreError(
        .usage,
        path: other.path,
        what: "its days are cut in the time zone \(other.timeZone), not in \(timeZone)",
        remedy: "Totals are by day: add up those of one time zone."
      )
    }
    for other in databases {
      do {
        try other.read { db in
          try StoredBooks.forEach(db) { piece in
            var books = piece
            books.rejects = []
            _ = try self.merge(books, isProtected: true)
          }
          let totals = try StoredTotals(db)
          while true {
            let rows = try totals.next()
            if rows.isEmpty { break }
            try self.add(rows)
          }
        }
      } catch {
        throw StoreError(any: error, path: other.path)
      }
    }
  }

  private func add(_ rows: [StoredTotals.Row]) throws(StoreError) {
    try write(rows: rows.count, bytes: 0) { writer, _ in try writer.add(rows) }
  }
}

extension StoreReader {
  /// Whether it holds totals of other databases and nothing else.
  public var holdsTotalsAlone: Bool {
    get throws(StoreError) { try fact("totals_only") != nil }
  }

  /// Refuses a database that holds totals alone, for what needs single deliveries.
  ///
  /// - Throws: ``StoreError`` of category `usage`.
  public func checkSingle() throws(StoreError) {
    guard try holdsTotalsAlone else { return }
    throw StoreError(
      .usage,
      path: path,
      what: "it holds totals of several databases, and no single deliveries",
      remedy: "Ask the databases that it was made of, or merge their reports.",
      advice: .mergeReports
    )
  }

  func fact(_ key: String) throws(StoreError) -> String? {
    try read { db in
      try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
    }
  }
}

/// The books of a database's inputs, and what couldn't be read of them.
enum StoredBooks {
  private static let stretch = 5_000

  static func forEach(_ db: Database, _ body: (MergePiece) throws -> Void) throws {
    let merged = try db.columns(in: "source").contains { $0.name == "is_merged" }
    var piece = MergePiece()
    func flush(_ limit: Int) throws {
      guard piece.rows > limit else { return }
      try body(piece)
      piece = MergePiece()
    }
    let sections = merged ? Self.sections : ""
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT s.path, s.is_folder, s.size, s.modified,
          CASE s.fingerprint WHEN '' THEN s.device || ':' || s.inode || ':' || s.modified
            ELSE s.fingerprint END AS content,
          0 AS first, \(Int64.max) AS last, s.messages, s.with_reports, s.not_reports, s.rejected,
          s.reports, s.is_complete, s.next_offset
        FROM source AS s \(merged ? "WHERE NOT s.is_merged" : "")
        \(sections)
        """
    )
    while let row = try rows.next() {
      piece.sections.append(try section(row))
      try flush(stretch)
    }
    let rejects = try Row.fetchCursor(
      db,
      sql: """
        SELECT s.path AS source, s.is_folder, j.path, j.record, j.offset, p.name, j.detail,
          j.loses_message
        FROM reject AS j JOIN source AS s ON s.id = j.source_id
        JOIN problem AS p ON p.id = j.problem_id WHERE NOT s.is_replaced
        """
    )
    while let row = try rejects.next() {
      let path: String = try row.value("path")
      let reject = Reject(
        position: Position(
          path: InputPath(shown: path),
          record: try row.value("record"),
          offset: try row.value("offset")
        ),
        problem: Reject.Problem(rawValue: try row.value("name")) ?? .unreadable,
        detail: try row.value("detail"),
        losesMessage: try row.value("loses_message")
      )
      piece.rejects.append((try source(row, "source"), reject))
      try flush(stretch)
    }
    try flush(0)
  }

  private static let sections = """
    UNION ALL
    SELECT s.path, s.is_folder, t.size, t.modified, t.content, t.first, t.last, t.messages,
      t.with_reports, t.not_reports, t.rejected, t.reports, t.is_complete, t.next_offset
    FROM section AS t JOIN source AS s ON s.id = t.source_id
    """

  private static func source(_ row: Row, _ path: String) throws -> MergePiece.Source {
    let shown: String = try row.value(path)
    return MergePiece.Source(path: InputPath(shown: shown), isFolder: try row.value("is_folder"))
  }

  private static func section(_ row: Row) throws -> MergePiece.Section {
    var tally = Tally()
    tally.messages = try row.value("messages")
    tally.withReports = try row.value("with_reports")
    tally.notReports = try row.value("not_reports")
    tally.rejected = try row.value("rejected")
    tally.reports = try row.value("reports")
    let (first, last): (Int64, Int64) = (try row.value("first"), try row.value("last"))
    return MergePiece.Section(
      source: try source(row, "path"),
      size: try row.value("size"),
      modified: try row.value("modified"),
      content: try row.value("content"),
      range: first..<max(first, last),
      tally: tally,
      isComplete: try row.value("is_complete"),
      nextOffset: try row.value("next_offset")
    )
  }
}

/// Reads the totals per domain and day of a database.
final class StoredTotals {
  struct Row {
    let domain: String?
    let day: String
    let kind: String
    let reason: String?
    let expired: Bool
    let side: String?
    let isTraced: Bool
    let deliveries: Int64
  }

  private let statement: BulkStatement
  private var isDone = false

  init(_ db: Database) throws {
    statement = try BulkStatement(
      db,
      """
      SELECT dn.name, t.day, k.name, r.name, t.expired, si.name, t.is_traced, t.deliveries
      FROM domain_day AS t
      JOIN kind AS k ON k.id = t.kind_id
      LEFT JOIN domain AS dn ON dn.id = t.domain_id
      LEFT JOIN reason AS r ON r.id = t.reason_id
      LEFT JOIN side AS si ON si.id = t.side_id
      """
    )
  }

  /// The next rows; empty at the end.
  func next() throws -> [Row] {
    var rows: [Row] = []
    while rows.count < 5_000, !isDone {
      isDone = try !statement.step()
      if isDone { break }
      rows.append(
        Row(
          domain: statement.optionalText(0),
          day: statement.text(1),
          kind: statement.text(2),
          reason: statement.optionalText(3),
          expired: statement.integer(4) != 0,
          side: statement.optionalText(5),
          isTraced: statement.integer(6) != 0,
          deliveries: statement.integer(7)
        )
      )
    }
    return rows
  }
}

extension BatchWriter {
  /// Adds totals of another database to those of this one.
  func add(_ rows: [StoredTotals.Row]) throws {
    hasAddedTotals = true
    let domains = try Dimension(db, table: "domain")
    let key = "domain_id, kind_id, reason_id, expired, side_id, is_traced"
    let addDay = try BulkStatement(
      db,
      """
      INSERT INTO domain_day (\(key), day, deliveries) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET deliveries = deliveries + excluded.deliveries
      """
    )
    let addTotal = try BulkStatement(
      db,
      """
      INSERT INTO domain_total (\(key), deliveries) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET deliveries = deliveries + excluded.deliveries
      """
    )
    for row in rows {
      let numbers = (
        domain: try domains.row(row.domain) ?? 0,
        kind: try number(row.kind, ReportKind.self, names.kind),
        reason: try number(row.reason, Reason.self, names.reason),
        side: try number(row.side, Side.self, names.side)
      )
      for statement in [addDay, addTotal] {
        statement.bind(numbers.domain)
        statement.bind(numbers.kind)
        statement.bind(numbers.reason)
        statement.bind(row.expired)
        statement.bind(numbers.side)
        statement.bind(row.isTraced)
        if statement === addDay { statement.bind(row.day) }
        statement.bind(row.deliveries)
        try statement.run()
      }
    }
  }

  /// The number of a name here; 0 for none.
  private func number<Name: RawRepresentable<String> & Hashable>(
    _ name: String?,
    _ type: Name.Type,
    _ rows: [Name: Int64]
  ) throws -> Int64 {
    guard let name else { return 0 }
    guard let row = Name(rawValue: name).flatMap({ rows[$0] }) else {
      throw StoreError(
        .badDatabase,
        path: "",
        what: "it has totals of '\(name)', which this program doesn't know",
        remedy: "Use the newer retour that wrote it."
      )
    }
    return row
  }
}
