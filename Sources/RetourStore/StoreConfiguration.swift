import GRDB

extension Store {
  /// How a database is opened for writing.
  static var configuration: Configuration {
    var configuration = Configuration()
    configuration.label = "retour"
    configuration.allowsUnsafeTransactions = true
    configuration.busyMode = .timeout(10)
    // Every number that a row refers to comes from the table it refers to, and every value from a type
    // that has no others; checking each again costs a third of the load. `db verify` checks them all.
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA trusted_schema = OFF;
          PRAGMA cell_size_check = ON;
          PRAGMA synchronous = NORMAL;
          PRAGMA ignore_check_constraints = ON;
          """
      )
    }
    return configuration
  }

  static func unknownZone(_ zone: String, path: String) -> StoreError {
    StoreError(
      .usage,
      path: path,
      what: "'\(zone)' is no time zone that this system knows",
      remedy: "Use a name of the time-zone database, such as Europe/Amsterdam."
    )
  }
}
