import GRDB
import RetourEvents

/// The filters of the full segments of a table, which say of nearly all keys where they aren't.
///
/// A segment that has none stored, because it has just been filled, was pruned or comes from an
/// earlier schema, gets one from its rows.
final class SegmentFilters {
  /// What is looked for.
  enum Keys: String, CaseIterable {
    /// Identities of events that don't follow from those of their deliveries.
    case event
    case delivery
    /// Message-IDs of events that can be joined with each other, by ``KeyFilter/key(of:)``.
    case message

    fileprivate var ofSegment: String {
      switch self {
      case .event: "SELECT event_id FROM event WHERE segment = ?1 AND NOT \(Schema.isBound)"
      case .delivery: "SELECT key FROM delivery WHERE segment = ?1"
      case .message:
        """
        SELECT message_id FROM event WHERE segment = ?1 AND \(Schema.isTraced)
        UNION ALL SELECT message_id FROM event WHERE segment = ?1 AND \(Schema.isLinkable)
        """
      }
    }

    /// Gives each key of a segment to `body`; `keys` is the statement ``ofSegment``.
    fileprivate func forEach(
      in segment: Int,
      _ keys: BulkStatement,
      _ body: (Identity) -> Void
    ) throws {
      keys.bind(segment)
      while try keys.step() {
        body(self == .message ? KeyFilter.key(of: keys.text(0)) : keys.identity(0))
      }
      keys.reset()
    }
  }

  /// Keys that a filter doesn't know although its segment has them, a line for each segment.
  static func gaps(_ db: Database) throws -> [String] {
    var gaps: [String] = []
    for name in Keys.allCases {
      let keys = try BulkStatement(db, name.ofSegment)
      let stored = try BulkStatement(
        db,
        "SELECT segment, filter FROM key_filter WHERE keys = '\(name.rawValue)' ORDER BY segment"
      )
      while try stored.step() {
        let segment = Int(stored.integer(0))
        let filter = KeyFilter(blocks: stored.blocks(1))
        var missing = 0
        try name.forEach(in: segment, keys) { key in
          if !filter.mayHold(key, KeyFilter.bits(of: key)) { missing += 1 }
        }
        if missing > 0 {
          gaps.append("the filter of segment \(segment) of \(name.rawValue) lacks \(missing) keys")
        }
      }
      stored.reset()
    }
    return gaps
  }

  private let name: Keys
  private let count: BulkStatement
  private let keys: BulkStatement
  private let read: BulkStatement
  private let store: BulkStatement
  /// One for each full segment.
  private var filters: [KeyFilter] = []

  /// Prepares; the segment `current`, which gets the next row, isn't full.
  init(_ db: Database, of name: Keys, current: Int) throws {
    self.name = name
    keys = try BulkStatement(db, name.ofSegment)
    count = try BulkStatement(db, "SELECT count(*) FROM (\(name.ofSegment))")
    read = try BulkStatement(
      db,
      "SELECT filter FROM key_filter WHERE keys = '\(name.rawValue)' AND segment = ?"
    )
    store = try BulkStatement(
      db,
      "INSERT INTO key_filter (keys, segment, filter) VALUES ('\(name.rawValue)', ?, ?)"
    )
    // Where the last rows were deleted, a segment that was full isn't any more.
    try db.execute(
      sql: "DELETE FROM key_filter WHERE keys = ? AND segment >= ?",
      arguments: [name.rawValue, current]
    )
  }

  /// Looks for a key in the segments before `current`, which are full, the newest first.
  ///
  /// `look` looks into a segment that may have it; what it finds ends the search.
  func first<Found>(
    _ key: Identity,
    before current: Int,
    _ look: (Int) throws -> Found?
  ) throws -> Found? {
    while filters.count < current { filters.append(try filter(of: filters.count)) }
    let bits = KeyFilter.bits(of: key)
    for segment in filters.indices.reversed() where filters[segment].mayHold(key, bits) {
      if let found = try look(segment) { return found }
    }
    return nil
  }

  /// A filter of a segment that isn't full, with room for a number of keys; it isn't stored.
  func open(_ segment: Int, room: Int) throws -> KeyFilter {
    var filter = KeyFilter(keys: room)
    try name.forEach(in: segment, keys) { filter.insert($0) }
    return filter
  }

  /// Frees the filters until they are needed again.
  func forget() { filters = [] }

  private func filter(of segment: Int) throws -> KeyFilter {
    read.bind(segment)
    defer { read.reset() }
    if try read.step() { return KeyFilter(blocks: read.blocks(0)) }
    count.bind(segment)
    var filter = KeyFilter(keys: try count.step() ? Int(count.integer(0)) : 0)
    count.reset()
    try name.forEach(in: segment, keys) { filter.insert($0) }
    store.bind(segment)
    store.bind(filter.blocks)
    try store.run()
    return filter
  }
}
