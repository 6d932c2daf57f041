import GRDB
import RetourEvents

/// The days whose events were pruned, as far as the writer has to know them.
final class FrozenDays {
  /// The first day that isn't frozen, `YYYY-MM-DD`.
  private let end: String
  private let find: BulkStatement

  /// Nil where nothing was ever pruned.
  init?(_ db: Database) throws {
    guard let end = try Self.end(db) else { return nil }
    self.end = end
    find = try BulkStatement(db, "SELECT 1 FROM frozen WHERE event_id = ?")
  }

  /// The first day that isn't frozen.
  static func end(_ db: Database) throws -> String? {
    try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'pruned_before'")
  }

  /// Whether a report of a day belongs to what was pruned.
  ///
  /// Reports without a date are never frozen by it, but by a delivery that was pruned.
  func holds(_ event: Identity, on day: String) throws -> Bool {
    if !day.isEmpty, day < end { return true }
    find.bind(event)
    defer { find.reset() }
    return try find.step()
  }
}
