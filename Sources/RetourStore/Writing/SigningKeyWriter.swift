import GRDB
import RetourEvents

/// Keeps which keys returned messages were signed with, so that `retour dns` can look whether they
/// are published.
///
/// Memory and rows: at most ``limit`` keys. A night sees a few of each of our domains; whoever forges
/// returned messages with others fills no more than that.
final class SigningKeyWriter {
  static let limit = 10_000

  private let put: BulkStatement
  private var known: [SigningKey: String] = [:]

  init(_ db: Database) throws {
    put = try BulkStatement(
      db,
      """
      INSERT INTO signing_key (domain, selector, last_day) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET last_day = max(last_day, excluded.last_day)
      """
    )
    known = try StoredSigningKeys.all(db)
  }

  /// Keeps the keys that a report names.
  func note(_ report: DeliveryReport) throws {
    guard !report.signingKeys.isEmpty, let time = report.occurredAt else { return }
    let day = String(time.description.prefix(10))
    for key in report.signingKeys { try note(key, day: day) }
  }

  /// Keeps a key, and the last day on which it was seen.
  func note(_ key: SigningKey, day: String) throws {
    guard known[key].map({ $0 < day }) ?? (known.count < Self.limit) else { return }
    known[key] = day
    put.bind(key.domain.name)
    put.bind(key.selector)
    put.bind(day)
    try put.run()
  }
}

/// The signing keys that a database knows.
enum StoredSigningKeys {
  /// Each with the last day on which it was seen, in Universal Time, `YYYY-MM-DD`; none in a database
  /// from before schema version 4.
  static func all(_ db: Database) throws -> [SigningKey: String] {
    guard try db.tableExists("signing_key") else { return [:] }
    var keys: [SigningKey: String] = [:]
    let rows = try Row.fetchCursor(
      db,
      sql: "SELECT domain, selector, last_day FROM signing_key LIMIT \(SigningKeyWriter.limit)"
    )
    while let row = try rows.next() {
      let domain: String = try row.value("domain")
      let selector: String = try row.value("selector")
      guard let name = DomainName(ascii: domain),
        let key = SigningKey(domain: name, selector: selector)
      else { continue }
      keys[key] = try row.value("last_day")
    }
    return keys
  }
}
