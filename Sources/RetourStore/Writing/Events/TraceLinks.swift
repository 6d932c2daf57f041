import GRDB
import RetourEvents

/// Joins what bounces and message traces say about the same message and recipient into one
/// delivery.
///
/// An NDR that quotes Exchange's network message id has the delivery of its trace row from the
/// start. Others, and rows of servers that know no such id, are joined here, at the end of a run, by
/// the Message-ID and the original recipient, else the final one. Details that don't name their
/// recipient are joined where the message has one recipient with that outcome.
///
/// Where an event belongs follows from all events with its Message-ID, so a run looks at the
/// Message-IDs of events that came, changed or went since the last time, and neither the order of
/// arrival nor a kill in between matters.
final class TraceLinks {
  /// What the database holds, of what can be joined with each other.
  struct Sides: OptionSet {
    let rawValue: Int
    /// Rows of traces with network message id and recipient.
    static let whole = Sides(rawValue: 1)
    /// Rows of servers that know no network message id, with recipient: joined to those.
    static let local = Sides(rawValue: 2)
    /// Bounces, and details without recipient: joined to both.
    static let others = Sides(rawValue: 4)
    static let all: Sides = [.whole, .local, .others]

    /// The side on which an event is.
    init(_ event: ClassifiedReport) {
      if event.report.origin == .mail || event.report.recipient == nil {
        self = .others
      } else {
        self = event.report.networkMessageID == nil ? .local : .whole
      }
    }

    init(rawValue: Int) { self.rawValue = rawValue }

    /// Whether there can be something to join: at least two sides.
    var canMeet: Bool { rawValue.nonzeroBitCount > 1 }
  }

  /// Which sides the database knows of.
  static func sides(_ db: Database) throws -> Sides {
    let known = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'linkable'")
    return Sides(rawValue: known.flatMap { Int($0) } ?? 0)
  }

  /// Takes note, with the first of them, of what there is on a side.
  static func note(_ sides: Sides, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO meta VALUES ('linkable', ?) ON CONFLICT DO UPDATE SET value = excluded.value
        """,
      arguments: ["\(sides.rawValue)"]
    )
  }

  /// An event that can be joined to a row of a trace.
  private struct Event {
    let row: Int64
    let delivery: Int64
    let kind: Int64
    let isTrace: Bool
    let network: String?
    let recipient: String?
    let original: String?
  }

  /// A row of a trace.
  private struct Trace {
    let delivery: Int64
    let kind: Int64
    let network: String?
    let recipient: String?
    let key: Identity
  }

  /// Rows of traces that a detail without recipient may belong to.
  private struct Outcome: Hashable {
    let kind: Int64
    let network: String?
  }

  /// How many Message-IDs are remembered as done; a message's events stand near each other.
  private static let memory = 8_192
  /// How many events of a kind may have the same Message-ID; one that more have tells nothing about
  /// the message, and isn't joined by.
  static let limit = 10_000
  /// How often a message is looked at: a row of a trace that moves takes others with it.
  private static let rounds = 4

  private let db: Database
  private let deliveries: DeliveryWriter
  private let filters: SegmentFilters
  private let current: Int
  private let findEvents: BulkStatement
  private let findTraces: BulkStatement
  private var done: Set<String> = []

  private init(_ db: Database, _ deliveries: DeliveryWriter, last: Int64, segment: Int) throws {
    self.db = db
    self.deliveries = deliveries
    current = KeyIndex.segment(of: last + 1, segment)
    filters = try SegmentFilters(db, of: .message, current: current)
    findEvents = try BulkStatement(
      db,
      """
      SELECT id, delivery_id, kind_id, is_trace, network_message_id, recipient, original_recipient
      FROM event WHERE segment = ? AND message_id = ? AND \(Schema.isLinkable)
      """
    )
    findTraces = try BulkStatement(
      db,
      """
      SELECT e.delivery_id, e.kind_id, e.network_message_id, e.recipient, d.key
      FROM event AS e JOIN delivery AS d ON d.id = e.delivery_id
      WHERE e.segment = ? AND e.message_id = ? AND \(Schema.isTraced)
      """
    )
  }

  /// Moves each event that can be joined to the delivery of its trace row; a segment of keys has
  /// `segment` rows.
  ///
  /// Quiet deliveries to which something can be joined become events first; `run` is the newest run.
  static func join(
    _ db: Database,
    _ deliveries: DeliveryWriter,
    _ quiet: [QuietWriter],
    run: Int64,
    segment: Int
  ) throws {
    try db.execute(sql: "PRAGMA cache_size = -\(Schema.sortingCache)")
    try db.execute(sql: Schema.linkIndexes)
    try db.execute(sql: "PRAGMA cache_size = -\(Schema.writingCache)")
    let known = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'linked_to'")
    let first = known.flatMap { Int64($0) } ?? 0
    try release(db, deliveries, quiet, from: first, run: run, segment: segment)
    let last = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) FROM event") ?? 0
    let links = try TraceLinks(db, deliveries, last: last, segment: segment)
    if first == 0 {
      // Whatever can be joined has an event of this kind.
      try links.join("SELECT message_id, 1 FROM event WHERE \(Schema.isLinkable)")
    } else {
      try links.join("SELECT message_id, 1 FROM link_due")
      try links.join(
        """
        SELECT message_id, \(Schema.isLinkable) FROM event NOT INDEXED
        WHERE id > \(first) AND message_id IS NOT NULL
        """
      )
    }
    try db.execute(
      sql: """
        DELETE FROM link_due;
        INSERT INTO meta VALUES ('linked_to', '\(last)')
        ON CONFLICT DO UPDATE SET value = excluded.value
        """
    )
  }

  /// Makes events of the quiet deliveries to which something can be joined, since the last time.
  private static func release(
    _ db: Database,
    _ deliveries: DeliveryWriter,
    _ quiet: [QuietWriter],
    from first: Int64,
    run: Int64,
    segment: Int
  ) throws {
    let known = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'linked_quiet'")
    for writer in quiet {
      let links = try QuietLinks(db, writer)
      if first > 0 {
        let last = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) FROM event") ?? 0
        let finder = try TraceLinks(db, deliveries, last: last, segment: segment)
        try links.releaseNew(after: known.flatMap { Int64($0) } ?? 0) { message in
          try finder.events(message, KeyFilter.key(of: message)).contains {
            writer.form == .trace || !$0.isTrace || $0.recipient == nil
          }
        }
        try links.release(messages: "SELECT message_id FROM link_due")
      }
      // What logs tell isn't joined to each other.
      let isOther = writer.form == .trace ? "" : "AND (NOT is_trace OR recipient IS NULL)"
      try links.release(
        messages: """
          SELECT message_id FROM event NOT INDEXED
          WHERE id > \(first) AND \(Schema.isLinkable) \(isOther)
          """
      )
    }
    try db.execute(
      sql: """
        INSERT INTO meta VALUES ('linked_quiet', ?) ON CONFLICT DO UPDATE SET value = excluded.value
        """,
      arguments: ["\(run)"]
    )
  }

  /// Joins the events of messages, of which a query gives the Message-ID and whether it comes from
  /// an event that can be joined, else from a row of a trace.
  private func join(_ messages: String) throws {
    let rows = try BulkStatement(db, messages)
    while try rows.step() {
      let message = rows.text(0)
      if done.count >= Self.memory { done.removeAll(keepingCapacity: true) }
      guard done.insert(message).inserted else { continue }
      let key = KeyFilter.key(of: message)
      if rows.integer(1) != 0 {
        guard try !traces(message, key).isEmpty else { continue }
      } else {
        guard try !events(message, key).isEmpty else { continue }
      }
      for _ in 0..<Self.rounds {
        let (events, traces) = (try events(message, key), try traces(message, key))
        guard max(events.count, traces.count) <= Self.limit else { break }
        let moves = Self.moves(events, traces)
        for move in moves { try deliveries.move(move.event, from: move.old, to: move.new) }
        if moves.isEmpty { break }
      }
    }
    rows.reset()
  }

  private func events(_ message: String, _ key: Identity) throws -> [Event] {
    var found: [Event] = []
    try forEachRow(findEvents, message, key) { row in
      guard found.count <= Self.limit else { return false }
      found.append(
        Event(
          row: row.integer(0),
          delivery: row.integer(1),
          kind: row.integer(2),
          isTrace: row.integer(3) != 0,
          network: row.optionalText(4),
          recipient: row.optionalText(5)?.lowercased(),
          original: row.optionalText(6)?.lowercased()
        )
      )
      return true
    }
    return found
  }

  private func traces(_ message: String, _ key: Identity) throws -> [Trace] {
    var found: [Trace] = []
    try forEachRow(findTraces, message, key) { row in
      guard found.count <= Self.limit else { return false }
      found.append(
        Trace(
          delivery: row.integer(0),
          kind: row.integer(1),
          network: row.optionalText(2),
          recipient: row.optionalText(3)?.lowercased(),
          key: row.identity(4)
        )
      )
      return true
    }
    return found
  }

  /// Gives the rows of a message to `body` as long as that wants more.
  private func forEachRow(
    _ statement: BulkStatement,
    _ message: String,
    _ key: Identity,
    _ body: (BulkStatement) -> Bool
  ) throws {
    /// Nil to look on.
    func look(_ segment: Int) throws -> Void? {
      statement.bind(segment)
      statement.bind(message)
      defer { statement.reset() }
      while try statement.step() {
        if !body(statement) { return () }
      }
      return nil
    }
    if try look(current) == nil { _ = try filters.first(key, before: current, look) }
  }

  private typealias Move = (event: Int64, old: Int64, new: Int64)

  /// Which of the events of a message belong to the delivery of a row of a trace about it.
  private static func moves(_ events: [Event], _ traces: [Trace]) -> [Move] {
    let byRecipient = Dictionary(grouping: traces.filter { $0.recipient != nil }, by: \.recipient)
    var byOutcome: [Outcome: Set<Int64>] = [:]
    for trace in traces where trace.recipient != nil {
      byOutcome[Outcome(kind: trace.kind, network: trace.network), default: []]
        .insert(trace.delivery)
    }
    return events.compactMap { event in
      var delivery = best(for: event, byRecipient)?.delivery
      if event.isTrace, event.recipient == nil,
        let same = byOutcome[Outcome(kind: event.kind, network: event.network)], same.count == 1
      {
        delivery = same.first
      }
      guard let delivery, delivery != event.delivery else { return nil }
      return (event.row, event.delivery, delivery)
    }
  }

  /// Of several rows the one with the network message id that the event quotes counts, then the
  /// original recipient, then the smallest key: a Message-ID may be used twice.
  private static func best(for event: Event, _ byRecipient: [String?: [Trace]]) -> Trace? {
    var traces: [Trace] = []
    if let recipient = event.recipient { traces += byRecipient[recipient] ?? [] }
    if let original = event.original, original != event.recipient {
      traces += byRecipient[original] ?? []
    }
    if event.isTrace { traces.removeAll { $0.network == nil } }
    let written = event.original ?? event.recipient
    func rank(_ trace: Trace) -> (Int, Int, Int, Identity) {
      (
        trace.network == event.network ? 0 : 1, trace.network == nil ? 1 : 0,
        trace.recipient == written ? 0 : 1, trace.key
      )
    }
    return traces.min { rank($0) < rank($1) }
  }
}
