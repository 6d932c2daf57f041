import Foundation
import GRDB
import RetourEvents

/// Takes the addresses of people out of a copy of a database, for good.
///
/// Pseudonyms of a key that nobody keeps stand in their place, so within the copy one person is still
/// one person. Everything that could be compared with the original goes too: identities get the same
/// key, and what only reading on needs (ends of mailboxes, open messages of logs) is left out.
struct AnonymousCopy {
  /// Events that are rewritten at a time.
  private static let stretch = 2_000

  let pseudonyms: Pseudonyms

  /// Rewrites the copy; old bytes don't stay in it.
  func make(of path: String) throws {
    var configuration = Configuration()
    configuration.label = "retour"
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.inDatabase { db in
      let isWhole = try TotalsSum.holds(db) == true
      try db.inTransaction(.immediate) {
        try TotalsSum.take(db)
        try events(db)
        try deliveries(db)
        for form in try QuietForm.present(in: db) { try quiet(form, db) }
        try hosts(db)
        try rejects(db)
        for table in [
          "tail", "frozen", "link_due", "key_filter", "log_read", "log_open", "known_stretch",
        ]
        where try db.tableExists(table) {
          try db.execute(sql: "DELETE FROM \(table)")
        }
        try db.execute(
          sql: "DELETE FROM meta WHERE key IN ('pseudonym_scheme', 'pseudonym_key')"
        )
        try PseudonymGuard.note(pseudonyms, db)
        // Names of servers that lead to a person are others now.
        if isWhole { try TotalsSum.note(db) }
        return .commit
      }
      try db.execute(sql: "VACUUM")
    }
    try queue.close()
  }

  private func events(_ db: Database) throws {
    let update = try db.makeStatement(
      sql: """
        UPDATE event SET event_id = ?, recipient = ?, original_recipient = ?, sender = ?,
          diagnostics = ?, last_errors = ?, human_text = ?, hops = ?, queue_id = ?
        WHERE id = ?
        """
    )
    var last: Int64 = 0
    while true {
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT \(StoredReport.columns) FROM \(StoredReport.tables)
          WHERE e.id > ? ORDER BY e.id LIMIT \(Self.stretch)
          """,
        arguments: [last]
      )
      for row in rows {
        var report = try StoredReport.report(row)
        pseudonyms.protect(&report)
        last = try row.value("id")
        try update.execute(
          arguments: [
            report.eventID.blob, report.recipient?.text, report.originalRecipient?.text,
            report.sender?.text, StoredText.list(report.diagnostics),
            StoredText.list(report.lastErrors), report.humanText, StoredText.list(report.hops),
            report.queueID, last,
          ]
        )
      }
      if rows.count < Self.stretch { return }
    }
  }

  private func deliveries(_ db: Database) throws {
    let update = try db.makeStatement(sql: "UPDATE delivery SET key = ? WHERE id = ?")
    var last: Int64 = 0
    while true {
      let rows = try Row.fetchAll(
        db,
        sql: "SELECT id, key FROM delivery WHERE id > ? ORDER BY id LIMIT \(Self.stretch)",
        arguments: [last]
      )
      for row in rows {
        last = try row.value("id")
        let key = pseudonyms.keyed(StoredReport.identity(try row.value("key")))
        try update.execute(arguments: [key.blob, last])
      }
      if rows.count < Self.stretch { return }
    }
  }

  private func quiet(_ form: QuietForm, _ db: Database) throws {
    try db.execute(sql: "UPDATE \(form.batches) SET keys = NULL, messages = NULL")
    let own = form == .trace ? "sender" : "queue_id"
    let update = try db.makeStatement(
      sql: """
        UPDATE \(form.table) SET key = ?, event_id = ?, recipient = ?, \(own) = ?
        WHERE batch = ? AND domain_id = ? AND key = ?
        """
    )
    for batch in try Int64.fetchAll(db, sql: "SELECT batch FROM \(form.batches) ORDER BY batch") {
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT \(StoredReport.columns), e.key, e.domain_id FROM \(StoredReport.tables(form))
          WHERE e.batch = ?
          """,
        arguments: [batch]
      )
      for row in rows {
        var report = try StoredReport.report(row)
        pseudonyms.protect(&report)
        let (domain, old): (Int64, DatabaseValue) = (
          try row.value("domain_id"), try row.value("key")
        )
        let key = pseudonyms.keyed(StoredReport.identity(old))
        try update.execute(
          arguments: [
            key.blob, report.eventID.blob, local(report.recipient),
            form == .trace ? local(report.sender) : report.queueID, batch, domain, old,
          ]
        )
      }
    }
  }

  /// What stands before the `@` of an address.
  private func local(_ address: EmailAddress?) -> String? {
    guard let text = address?.text else { return nil }
    return text.lastIndex(of: "@").map { String(text[..<$0]) } ?? text
  }

  private func hosts(_ db: Database) throws {
    let text = PrivateText(pseudonyms)
    for row in try Row.fetchAll(db, sql: "SELECT id, name FROM host") {
      let (id, name): (Int64, String) = (try row.value("id"), try row.value("name"))
      let clean = text.protected(name: name)
      guard clean != name else { continue }
      // Another server may have the name already.
      try db.execute(
        sql: """
          UPDATE host SET name = CASE
            WHEN EXISTS (SELECT 1 FROM host WHERE name = ?1) THEN ?1 || ' (' || id || ')' ELSE ?1 END
          WHERE id = ?2
          """,
        arguments: [clean, id]
      )
    }
  }

  private func rejects(_ db: Database) throws {
    let text = PrivateText(pseudonyms)
    for row in try Row.fetchAll(db, sql: "SELECT id, detail FROM reject WHERE detail <> ''") {
      let (id, detail): (Int64, String) = (try row.value("id"), try row.value("detail"))
      try db.execute(
        sql: "UPDATE reject SET detail = ? WHERE id = ?",
        arguments: [text.protected(detail), id]
      )
    }
  }
}

extension Identity {
  /// The 16 bytes as they are stored.
  fileprivate var blob: DatabaseValue {
    let bytes = [high, low].flatMap { half in
      stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> $0) }
    }
    return Data(bytes).databaseValue
  }
}
