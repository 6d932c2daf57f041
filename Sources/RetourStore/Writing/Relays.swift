import GRDB
import RetourEvents

/// Servers through which our own mail leaves, so that a log tells only that they took it.
///
/// Deliveries of a log through one of them count as relayed, not as delivered, and don't belong to a
/// known volume: what became of them stands elsewhere. The events stay as they are, so that another
/// configuration judges them otherwise. They are those of the configuration, else one that nearly all
/// mail goes through (``find(_:)``).
final class Relays {
  /// How many of the newest events are looked at for a relay that isn't configured, besides the two newest
  /// batches of ``QuietForm/log``.
  private static let sample = 50_000
  /// Fewer deliveries, or to fewer domains, don't make a relay of a host.
  private static let leastDeliveries = 50
  private static let leastDomains = 10
  /// The share of a relay in all deliveries, in per cent.
  private static let share = 95

  private let names: [DomainName]
  private let networks: [Network]
  private let hostName: BulkStatement
  private var known: [Int64: Bool] = [:]

  /// Reads those of the database.
  init(_ db: Database) throws {
    let texts = try Self.texts(db)
    networks = texts.compactMap { Network($0) }
    names = texts.filter { Network($0) == nil }.compactMap { DomainName(ascii: $0) }
    hostName = try BulkStatement(db, "SELECT name FROM host WHERE id = ?")
  }

  /// Whether there are none.
  var isEmpty: Bool { names.isEmpty && networks.isEmpty }

  /// Whether a server is one of them.
  func holds(name: String?, address: String?) -> Bool {
    if let address, let parsed = NetworkAddress(address),
      networks.contains(where: { $0.contains(parsed) })
    {
      return true
    }
    guard !names.isEmpty, let name = name.flatMap({ DomainName(ascii: $0) }) else { return false }
    return names.contains { name.isEqualOrBelow($0) }
  }

  /// The same by the number of its name.
  func holds(host: Int64?, address: String?) throws -> Bool {
    guard let host else { return holds(name: nil, address: address) }
    if networks.isEmpty, let held = known[host] { return held }
    hostName.bind(host)
    let name = try hostName.step() ? hostName.text(0) : nil
    hostName.reset()
    let held = holds(name: name, address: address)
    if networks.isEmpty {
      if known.count > 10_000 { known = [:] }
      known[host] = held
    }
    return held
  }

  // MARK: In the database

  private static func value(_ key: String, _ db: Database) throws -> String? {
    try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
  }

  private static func set(_ key: String, _ value: String?, _ db: Database) throws {
    if let value {
      try db.execute(
        sql: "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        arguments: [key, value]
      )
    } else {
      try db.execute(sql: "DELETE FROM meta WHERE key = ?", arguments: [key])
    }
  }

  /// The names, addresses and networks that count: those of the configuration, else what was found.
  static func texts(_ db: Database) throws -> [String] {
    let text = try value("relays", db) ?? value("relay_found", db) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  /// Takes note of what the configuration says; nil where it says nothing.
  static func note(_ configured: [String]?, _ db: Database) throws {
    try set("relays", configured?.sorted().joined(separator: "\n"), db)
  }

  /// Looks for a host that took nearly all mail to many domains, whose MX it therefore can't be, where
  /// the configuration says nothing.
  static func find(_ db: Database) throws {
    guard try value("relays", db) == nil, try value("relay_found", db) == nil else { return }
    let last = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) FROM event") ?? 0
    let found = try String.fetchOne(
      db,
      sql: """
        SELECT h.name
        FROM (
          SELECT remote_host_id, count(*) AS deliveries, count(DISTINCT domain_id) AS domains,
            sum(count(*)) OVER () AS total
          FROM (
            SELECT remote_host_id, domain_id FROM event
            WHERE id > ? AND \(Schema.isOfLog)
              AND kind_id = (SELECT id FROM kind WHERE name = 'delivered')
            UNION ALL
            SELECT host_id, domain_id FROM \(QuietForm.log.table)
            WHERE batch > (SELECT max(batch) - 2 FROM \(QuietForm.log.batches)))
          GROUP BY remote_host_id
        ) AS t JOIN host AS h ON h.id = t.remote_host_id
        WHERE t.deliveries >= \(leastDeliveries) AND t.domains >= \(leastDomains)
          AND t.deliveries * 100 >= t.total * \(share)
        """,
      arguments: [last - Int64(sample)]
    )
    if let found { try set("relay_found", found, db) }
  }

  /// Judges deliveries of logs anew where other servers are relays than when they were judged.
  static func apply(
    _ db: Database,
    _ deliveries: DeliveryWriter,
    _ quiet: QuietWriter
  ) throws {
    let now = try texts(db).joined(separator: "\n")
    guard try value("relays_applied", db) ?? "" != now else { return }
    deliveries.relays = try Relays(db)
    let rows = try BulkStatement(
      db,
      "SELECT delivery_id FROM event NOT INDEXED WHERE \(Schema.isOfLog)"
    )
    while try rows.step() { deliveries.unsettle(rows.integer(0)) }
    rows.reset()
    try deliveries.settle()
    try quiet.rejudge()
    try set("relays_applied", now, db)
  }
}

extension Schema {
  /// Whether a row of `event` is of a log, or of the events of a service.
  static let isOfLog = "(is_trace AND queue_id IS NOT NULL AND network_message_id IS NULL)"
}

extension StoreReader {
  /// The servers through which mail leaves, whose deliveries count as relayed: those of the last run's
  /// configuration, else one that was found.
  ///
  /// - Throws: ``StoreError`` for anything that SQLite or the system refuse.
  public var relays: [String] {
    get throws(StoreError) { try read { db in try Relays.texts(db) } }
  }
}
