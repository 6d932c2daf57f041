import GRDB

/// Sees to it that a database holds addresses in one form: as they are, or under the pseudonyms of
/// one key.
enum PseudonymGuard {
  /// The fingerprint of the key that the database's pseudonyms were made with.
  static func key(_ db: Database) throws -> String? { try fact("pseudonym_key", db) }

  /// Checks that what a run stores goes with what is there.
  static func check(_ db: Database, _ pseudonyms: Pseudonyms?, path: String) throws {
    func refuse(_ what: String, _ remedy: String, _ advice: StoreError.Advice? = nil) throws {
      throw StoreError(.configuration, path: path, what: what, remedy: remedy, advice: advice)
    }
    guard let key = try key(db) else {
      if pseudonyms != nil, try holdsInput(db) {
        try refuse(
          "its addresses are stored as they are, and pseudonyms would not match them",
          "Read the archives into another database, or take privacy out of the configuration."
        )
      }
      return
    }
    guard try fact("pseudonym_scheme", db) == Pseudonyms.scheme else {
      return try refuse(
        "its pseudonyms are made in a way that this program doesn't know",
        "Use the newer retour that wrote it."
      )
    }
    if pseudonyms == nil {
      try refuse(
        "its addresses are pseudonyms, and no key is configured",
        "Name the configuration with its pseudonym_key, or use another database.",
        .configureKey
      )
    }
    if let pseudonyms, pseudonyms.fingerprint != key {
      try refuse(
        "its pseudonyms were made with the key \(key), the one configured is "
          + pseudonyms.fingerprint,
        "Configure the key file that belongs to it, or use another database."
      )
    }
  }

  /// Checks that pseudonyms that were made elsewhere, with a key of this fingerprint, go with what is
  /// there.
  static func check(_ db: Database, key: String, path: String) throws {
    let here = try self.key(db)
    guard here != key, try here != nil || holdsInput(db) else { return }
    throw StoreError(
      .configuration,
      path: path,
      what: "its addresses are " + (here.map { "pseudonyms of the key \($0)" } ?? "as they are")
        + ", those to be merged are pseudonyms of the key \(key)",
      remedy: "Merge them into another database."
    )
  }

  /// Whether the database holds totals of others.
  static func holdsTotals(_ db: Database) throws -> Bool { try fact("totals_only", db) != nil }

  /// Writes down what the pseudonyms of the database are made with.
  static func note(_ pseudonyms: Pseudonyms, _ db: Database) throws {
    try note(key: pseudonyms.fingerprint, db)
  }

  /// Writes down the fingerprint of the key that pseudonyms were made with.
  static func note(key: String, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO meta VALUES ('pseudonym_scheme', ?), ('pseudonym_key', ?)
        ON CONFLICT DO NOTHING
        """,
      arguments: [Pseudonyms.scheme, key]
    )
  }

  private static func fact(_ name: String, _ db: Database) throws -> String? {
    try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [name])
  }

  /// Whether any input has been read, even if nothing of it is left.
  static func holdsInput(_ db: Database) throws -> Bool {
    try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (SELECT 1 FROM source) OR EXISTS (SELECT 1 FROM event)
          OR EXISTS (SELECT 1 FROM frozen)
        """
    ) ?? false
  }
}
