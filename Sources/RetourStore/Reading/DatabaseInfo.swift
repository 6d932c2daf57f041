import GRDB

extension StoreReader {
  /// Facts about the file, each with its name: what `db info` shows.
  ///
  /// The numbers of events and so on are counted, which takes a moment for a large file.
  public func info() throws(StoreError) -> ResultTable {
    try read { db in
      var rows: [[Value]] = [
        [.text("path"), .text(self.path)],
        [.text("bytes"), .integer(DatabaseFile.size(self.place) ?? 0)],
        [
          .text("schema version"),
          .integer(try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0),
        ],
        [.text("SQLite"), .text(try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "")],
      ]
      for row in try Row.fetchAll(db, sql: Self.facts(QuietForm.present(in: db))) {
        let value: DatabaseValue = row[1]
        rows.append([.text(try row.decode(atIndex: 0)), Value(value)])
      }
      return ResultTable(names: ["fact", "value"], rows: rows)
    }
  }

  private static func facts(_ forms: [QuietForm]) -> String {
    let quiet = forms.reduce("0") { "\($0) + (SELECT count(*) FROM \($1.table))" }
    let times = forms.reduce("SELECT occurred_at FROM event") {
      "\($0) UNION ALL SELECT occurred_at FROM \($1.table)"
    }
    return """
      SELECT 'created at', value FROM meta WHERE key = 'created_at'
      UNION ALL SELECT 'time zone', value FROM meta WHERE key = 'time_zone'
      UNION ALL SELECT 'addresses', 'pseudonyms (' || value || ')'
        FROM meta WHERE key = 'pseudonym_scheme'
      UNION ALL SELECT 'pseudonym key', value FROM meta WHERE key = 'pseudonym_key'
      UNION ALL SELECT 'pruned before', value FROM meta WHERE key = 'pruned_before'
      UNION ALL SELECT 'totals alone, of databases', value FROM meta WHERE key = 'totals_only'
      UNION ALL SELECT 'catalogue version', name FROM catalogue
      UNION ALL SELECT 'events', count(*) + \(quiet) FROM event
      UNION ALL SELECT 'deliveries', count(*) + \(quiet) FROM delivery
      UNION ALL SELECT 'failures', coalesce(sum(failures), 0) FROM v1_domain_summary
      UNION ALL SELECT 'domains', count(*) FROM v1_domain_summary WHERE domain IS NOT NULL
      UNION ALL SELECT 'first event', strftime('%Y-%m-%dT%H:%M:%SZ', min(occurred_at), 'unixepoch')
        FROM (\(times))
      UNION ALL SELECT 'last event', strftime('%Y-%m-%dT%H:%M:%SZ', max(occurred_at), 'unixepoch')
        FROM (\(times))
      UNION ALL SELECT 'sources', count(*) FROM source WHERE NOT is_replaced
      UNION ALL SELECT 'rejects', count(*) FROM v1_reject
      UNION ALL SELECT 'runs', count(*) FROM run
      UNION ALL SELECT 'unfinished runs', count(*) FROM run WHERE finished_at IS NULL
      UNION ALL SELECT 'last run finished at', max(finished_at) FROM v1_run
      """
  }
}
