import GRDB
public import RetourEvents

extension StoreReader {
  /// Whether the database can hold what `retour dns` finds; older ones can't until the next run.
  public var hasLookups: Bool {
    get throws(StoreError) { try read { db in try Schema.check(db, path: self.path) >= 4 } }
  }

  /// Which of some domains needn't be asked for now: their answers hold still, or nobody has answered
  /// for them several times in the last day.
  ///
  /// - Parameters:
  ///   - domains: the domains.
  ///   - now: the moment that counts as now; looks of the future, which a clock that jumped has left,
  ///     don't count.
  ///   - tries: looks without an answer within a day, after which a domain waits.
  /// - Returns: those of the domains that wait.
  /// - Throws: ``StoreError``.
  public func restingLookups(
    of domains: [String],
    now: Timestamp,
    tries: Int
  ) throws(StoreError) -> Set<String> {
    guard try hasLookups else { return [] }
    return try read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT coalesce(max(fresh_until), 0) > :now
            OR coalesce(sum(NOT is_answered AND looked_at > :now - 86400), 0) >= :tries
          FROM dns_look WHERE domain = :domain AND looked_at <= :now
          """
      )
      var resting: Set<String> = []
      for domain in domains {
        let arguments: StatementArguments = [
          "now": now.seconds, "tries": tries, "domain": domain,
        ]
        if try Bool.fetchOne(statement, arguments: arguments) == true { resting.insert(domain) }
      }
      return resting
    }
  }
}
