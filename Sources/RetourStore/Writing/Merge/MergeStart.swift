import GRDB
public import RetourEvents

extension Store {
  /// Starts a run that puts together what was read elsewhere.
  ///
  /// - Parameters:
  ///   - version: of the program.
  ///   - catalogueVersion: of its rules.
  ///   - time: of the start.
  ///   - key: the fingerprint of the key with which the addresses of databases that are merged were
  ///     replaced already; nil where they are as they are.
  ///   - totals: the number of databases whose totals are to be added up; 0 to merge all they hold.
  /// - Throws: ``StoreError``, as ``beginRun(command:version:catalogueVersion:at:)``.
  public func beginMerge(
    version: String,
    catalogueVersion: String,
    at time: Timestamp,
    key: String? = nil,
    totals: Int = 0
  ) throws(StoreError) {
    try use { db in
      if let key {
        try PseudonymGuard.check(db, key: key, path: self.path)
      } else if totals == 0 {
        try PseudonymGuard.check(db, self.pseudonyms, path: self.path)
      }
      guard totals > 0, try PseudonymGuard.holdsInput(db) || PseudonymGuard.holdsTotals(db) else {
        return
      }
      throw StoreError(
        .usage,
        path: self.path,
        what: "it holds something already, and totals are added up in a new database",
        remedy: "Name a file that isn't there, or remove this one."
      )
    }
    try startRun(
      command: "merge",
      version: version,
      catalogueVersion: catalogueVersion,
      at: time,
      addsTotals: totals > 0
    ) { db in
      if let key { try PseudonymGuard.note(key: key, db) }
      if let relays = self.relays { try Relays.note(relays, db) }
      if key == nil, totals == 0, let pseudonyms = self.pseudonyms {
        try PseudonymGuard.note(pseudonyms, db)
      }
      if totals > 0 {
        try db.execute(sql: "INSERT INTO meta VALUES ('totals_only', ?)", arguments: ["\(totals)"])
      }
    }
  }
}
