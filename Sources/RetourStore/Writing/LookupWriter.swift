import GRDB
public import RetourEvents

/// What one check of `retour dns` found out, as the database keeps it.
public struct LookupRow: Hashable, Sendable {
  /// Whom it is about.
  public var domain: String
  /// What is looked at together, for example `mx`.
  public var topic: String
  /// The stable id, for example `mx.nxdomain`.
  public var check: String
  /// ok, problem, unknown or not-checked.
  public var outcome: String
  /// fact, hint, warning or fault.
  public var severity: String
  /// The name that was asked.
  public var asked: String
  /// The type of records that was asked for.
  public var type: String
  /// How long the answer holds, in seconds; 0 where that isn't known.
  public var timeToLive: Int
  /// Whether signatures were checked and are right.
  public var isSecure: Bool
  /// An object of JSON with sorted names.
  public var detail: String

  /// Creates a row.
  public init(
    domain: String,
    topic: String,
    check: String,
    outcome: String,
    severity: String,
    asked: String,
    type: String,
    timeToLive: Int,
    isSecure: Bool,
    detail: String
  ) {
    self.domain = domain
    self.topic = topic
    self.check = check
    self.outcome = outcome
    self.severity = severity
    self.asked = asked
    self.type = type
    self.timeToLive = timeToLive
    self.isSecure = isSecure
    self.detail = detail
  }

  /// Whether it says something about the name.
  var isAnswer: Bool { outcome == "ok" || outcome == "problem" }
}

/// A look at one domain.
public struct Lookup: Hashable, Sendable {
  /// The domain.
  public var domain: String
  /// What was looked at, also where nothing was found.
  public var topics: [String]
  /// What was found.
  public var rows: [LookupRow]
  /// When.
  public var time: Timestamp
  /// Until when it needn't be asked again.
  public var freshUntil: Timestamp

  /// Creates a look.
  public init(
    domain: String,
    topics: [String],
    rows: [LookupRow],
    time: Timestamp,
    freshUntil: Timestamp
  ) {
    self.domain = domain
    self.topics = topics
    self.rows = rows
    self.time = time
    self.freshUntil = freshUntil
  }
}

extension Store {
  /// Days for which it is kept when a domain was looked at.
  private static let keptDays: Int64 = 8

  /// Keeps what `retour dns` found.
  ///
  /// An answer that is the same as at the last look moves the end of its row; another begins a new
  /// one. No verdict changes. Addresses in details get their pseudonyms.
  ///
  /// - Parameters:
  ///   - lookups: looks at different domains; a look that isn't newer than the last one of a topic is
  ///     passed over for it.
  ///   - resolver: who answered.
  /// - Throws: ``StoreError``, also where the database has pseudonyms and no key was given.
  public func keep(_ lookups: [Lookup], from resolver: String) throws(StoreError) {
    let (path, pseudonyms) = (path, pseudonyms)
    try maintain { db in
      try PseudonymGuard.check(db, pseudonyms, path: path)
      try db.inTransaction(.immediate) {
        let writer = LookupWriter(db: db, resolver: resolver, pseudonyms: pseudonyms)
        for lookup in lookups { try writer.keep(lookup) }
        if let newest = lookups.map(\.time.seconds).max() {
          try db.execute(
            sql: "DELETE FROM dns_look WHERE looked_at < ?",
            arguments: [newest - Self.keptDays * 86_400]
          )
        }
        return .commit
      }
    }
  }
}

/// Writes looks within a transaction.
private struct LookupWriter {
  let db: Database
  let resolver: String
  let pseudonyms: Pseudonyms?

  func keep(_ lookup: Lookup) throws {
    let now = lookup.time.seconds
    for topic in lookup.topics {
      let rows = lookup.rows.filter { $0.topic == topic }
      let last = try Row.fetchOne(
        db,
        sql: "SELECT looked_at, answered_at FROM dns_topic WHERE domain = ? AND topic = ?",
        arguments: [lookup.domain, topic]
      )
      let (looked, answered): (Int64, Int64) = (last?[0] ?? -1, last?[1] ?? -1)
      guard now > looked else { continue }
      for row in rows { try keep(row, now, after: row.isAnswer ? answered : looked) }
      // That there is nothing is an answer too.
      let isAnswered = rows.isEmpty || rows.contains(where: \.isAnswer)
      try db.execute(
        sql: """
          INSERT INTO dns_topic VALUES (?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET looked_at = excluded.looked_at,
            answered_at = excluded.answered_at
          """,
        arguments: [lookup.domain, topic, now, isAnswered ? now : answered]
      )
    }
    try db.execute(
      sql: "INSERT INTO dns_look VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      arguments: [
        lookup.domain, now, lookup.freshUntil.seconds, lookup.rows.contains(where: \.isAnswer),
      ]
    )
  }

  /// Moves the end of the row of the last look, where it says the same, else begins one.
  private func keep(_ row: LookupRow, _ now: Int64, after last: Int64) throws {
    let detail = pseudonyms.map { PrivateText($0).protected(row.detail) } ?? row.detail
    try db.execute(
      sql: """
        UPDATE dns_finding SET checked_at = ?1, checks = checks + 1, ttl = ?2, secure = ?3,
          resolver = ?4
        WHERE domain = ?5 AND topic = ?6 AND check_id = ?7 AND asked = ?8 AND qtype = ?9
          AND outcome = ?10 AND severity = ?11 AND detail = ?12 AND checked_at = ?13
        """,
      arguments: [
        now, row.timeToLive, row.isSecure, resolver, row.domain, row.topic, row.check, row.asked,
        row.type, row.outcome, row.severity, detail, last,
      ]
    )
    guard db.changesCount == 0 else { return }
    try db.execute(
      sql: """
        INSERT INTO dns_finding (domain, topic, check_id, asked, qtype, first_seen_at, outcome,
          severity, checked_at, checks, ttl, secure, resolver, detail)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?6, 1, ?9, ?10, ?11, ?12)
        ON CONFLICT DO NOTHING
        """,
      arguments: [
        row.domain, row.topic, row.check, row.asked, row.type, now, row.outcome, row.severity,
        row.timeToLive, row.isSecure, resolver, detail,
      ]
    )
  }
}
