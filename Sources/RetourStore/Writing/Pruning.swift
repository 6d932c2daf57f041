import GRDB
public import RetourEvents

/// What a pruning took away.
public struct Pruning: Hashable, Sendable {
  /// The first day that is kept, `YYYY-MM-DD`; nil where the database holds no days.
  public let before: String?
  /// Deliveries that went, or would go.
  public let deliveries: Int
  /// Events that went with them.
  public let events: Int
  /// The day from which days were counted instead of today, because the clock seems to have jumped.
  public var countedFrom: String?
}

extension Store {
  /// Deliveries looked at in one transaction.
  private static let stretch: Int64 = 20_000

  /// Takes away the deliveries of old days with all their events; the totals per domain and day
  /// stay.
  ///
  /// The days are counted back from today, whatever the database has: what was promised to be gone
  /// after so many days is gone then, also where no mail has come for a while, and no date that a
  /// stranger wrote moves it. Where nobody watches, a clock that has jumped must not take everything
  /// away: one that is more than a year ahead of all that was read isn't believed. Days once pruned stay frozen. What is deleted is overwritten
  /// (`secure_delete`). After kill -9 the next call goes on.
  ///
  /// - Parameters:
  ///   - days: how many days are kept, from 1.
  ///   - now: the moment that counts as now.
  ///   - isWatched: whether somebody asked for it and sees what comes of it.
  ///   - dryRun: whether to count only.
  /// - Returns: what went, or would go.
  /// - Throws: ``StoreError`` for anything that SQLite or the system refuse.
  public func prune(
    keeping days: Int,
    now: Timestamp,
    isWatched: Bool = true,
    dryRun: Bool = false
  ) throws(StoreError) -> Pruning {
    try maintain { db in
      var today = self.today(now)
      var countedFrom: String?
      if !isWatched, let evidence = try Self.evidence(db, against: today) {
        (today, countedFrom) = (evidence, evidence)
      }
      guard let bound = try Self.bound(db, keeping: days, today: today) else {
        return Pruning(before: nil, deliveries: 0, events: 0)
      }
      if dryRun { return try Self.count(db, before: bound) }
      try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON")
      try db.inTransaction(.immediate) {
        try db.execute(
          sql: """
            INSERT INTO meta VALUES ('pruned_before', ?)
            ON CONFLICT DO UPDATE SET value = max(value, excluded.value)
            """,
          arguments: [bound]
        )
        try db.execute(sql: "DELETE FROM frozen WHERE day <> '' AND day < ?", arguments: [bound])
        try Self.takeLookups(db, before: bound)
        try StretchTable.prune(db, before: bound)
        return .commit
      }
      var taken = (deliveries: 0, events: 0)
      let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM delivery") ?? 0
      for first in stride(from: Int64(0), through: last, by: Int(Self.stretch)) {
        try db.inTransaction(.immediate) {
          let some = try Self.take(db, first..<(first + Self.stretch), before: bound)
          taken = (taken.deliveries + some.deliveries, taken.events + some.events)
          return .commit
        }
      }
      for form in QuietForm.allCases {
        let quiet = QuietPruning(db: db, form: form, bound: bound)
        for batch in try quiet.batches() {
          try db.inTransaction(.immediate) {
            let some = try quiet.take(batch)
            taken = (taken.deliveries + some, taken.events + some)
            return .commit
          }
        }
      }
      return Pruning(
        before: bound,
        deliveries: taken.deliveries,
        events: taken.events,
        countedFrom: countedFrom
      )
    }
  }

  /// Takes away what was found out about domains and hasn't been true since the bound.
  private static func takeLookups(_ db: Database, before bound: String) throws {
    try db.execute(
      sql: "DELETE FROM dns_finding WHERE checked_at < CAST(strftime('%s', ?) AS INTEGER)",
      arguments: [bound]
    )
    try db.execute(sql: "DELETE FROM signing_key WHERE last_day < ?", arguments: [bound])
    try db.execute(
      sql: """
        DELETE FROM dns_topic WHERE NOT EXISTS (
          SELECT 1 FROM dns_finding AS f
          WHERE f.domain = dns_topic.domain AND f.topic = dns_topic.topic)
          AND looked_at < CAST(strftime('%s', ?) AS INTEGER)
        """,
      arguments: [bound]
    )
  }

  /// The newest day up to today of which a report or the time of a file tells; nil where that is
  /// less than a year ago, so that today can be believed, and where nothing tells.
  private static func evidence(_ db: Database, against today: String) throws -> String? {
    try String.fetchOne(
      db,
      sql: """
        SELECT newest FROM (
          SELECT max(day) AS newest FROM (
            SELECT max(day) AS day FROM domain_day WHERE day <= ?1
            UNION ALL
            SELECT max(date(modified / 1000000000, 'unixepoch')) FROM source
            WHERE date(modified / 1000000000, 'unixepoch') <= ?1)
          WHERE day <> '')
        WHERE newest < date(?1, '-366 days')
        """,
      arguments: [today]
    )
  }

  /// The first day that is kept.
  private static func bound(_ db: Database, keeping days: Int, today: String) throws -> String? {
    try String.fetchOne(
      db,
      sql: """
        SELECT max(
          date(?1, '-' || ?2 || ' days'),
          coalesce((SELECT value FROM meta WHERE key = 'pruned_before'), ''))
        WHERE EXISTS (SELECT 1 FROM domain_day WHERE day <> '')
        """,
      arguments: [today, max(days, 1) - 1]
    )
  }

  private static let going = "SELECT id FROM delivery WHERE day <> '' AND day < :bound"

  private static func count(_ db: Database, before bound: String) throws -> Pruning {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT (SELECT count(*) FROM (\(going))),
          (SELECT count(*) FROM event WHERE delivery_id IN (\(going)))
        """,
      arguments: ["bound": bound]
    )
    let quiet = try QuietForm.allCases.reduce(0) {
      try $0 + QuietPruning(db: db, form: $1, bound: bound).count()
    }
    return Pruning(
      before: bound,
      deliveries: (row?[0] ?? 0) + quiet,
      events: (row?[1] ?? 0) + quiet
    )
  }

  private static func take(
    _ db: Database,
    _ rows: Range<Int64>,
    before bound: String
  ) throws -> (deliveries: Int, events: Int) {
    let going = "\(going) AND id >= :first AND id < :end"
    let range: StatementArguments = [
      "bound": bound, "first": rows.lowerBound, "end": rows.upperBound,
    ]
    let isAny = try Bool.fetchOne(db, sql: "SELECT EXISTS (\(going))", arguments: range)
    guard isAny == true else { return (0, 0) }
    try db.execute(
      sql: """
        INSERT INTO frozen SELECT event_id, day FROM event
        WHERE delivery_id IN (\(going)) AND (day = '' OR day >= :bound)
        ON CONFLICT DO NOTHING
        """,
      arguments: range
    )
    // The filters of these segments are made anew, without what goes, when they are needed.
    try db.execute(
      sql: """
        DELETE FROM key_filter WHERE keys = 'delivery' AND segment IN (
          SELECT segment FROM delivery WHERE id IN (\(going)))
        """,
      arguments: range
    )
    try db.execute(
      sql: """
        DELETE FROM key_filter WHERE keys IN ('event', 'message') AND segment IN (
          SELECT segment FROM event WHERE delivery_id IN (\(going)))
        """,
      arguments: range
    )
    try db.execute(
      sql: """
        DELETE FROM sighting
        WHERE event_id IN (SELECT id FROM event WHERE delivery_id IN (\(going)))
        """,
      arguments: range
    )
    try db.execute(
      sql: """
        DELETE FROM block
        WHERE event_id IN (SELECT id FROM event WHERE delivery_id IN (\(going)))
        """,
      arguments: range
    )
    try db.execute(sql: "DELETE FROM event WHERE delivery_id IN (\(going))", arguments: range)
    let events = db.changesCount
    try db.execute(sql: "DELETE FROM delivery WHERE id IN (\(going))", arguments: range)
    let deliveries = db.changesCount
    // Numbers of rows at the end are given again.
    try db.execute(
      sql: """
        UPDATE meta SET value = min(
          CAST(value AS INTEGER), (SELECT coalesce(max(e.id), 0) FROM event AS e))
        WHERE key = 'linked_to'
        """
    )
    return (deliveries, events)
  }
}
