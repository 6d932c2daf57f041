import RetourEvents

// Which of the deliveries that logs tell of a smart host took.
extension QuietWriter {
  /// The kind of a delivery of which a log tells: relayed where a smart host took it.
  func kind(_ host: Int64?, _ address: String?) throws -> ReportKind {
    let isRelayed =
      try !deliveries.relays.isEmpty
      && deliveries.relays.holds(host: host, address: address)
    return isRelayed ? .relayed : .delivered
  }

  /// Judges what logs tell anew, because other servers are relays now.
  func rejudge() throws {
    let rows = try BulkStatement(
      db,
      """
      SELECT q.domain_id, q.key, q.kind_id, q.host_id, \(Schema.quietAddress), q.day
      FROM \(form.table) AS q WHERE q.batch = ?
      """
    )
    let update = try BulkStatement(
      db,
      "UPDATE \(form.table) SET kind_id = ? WHERE batch = ? AND domain_id = ? AND key = ?"
    )
    for batch in try batches.all() {
      var changed: [(domain: Int64, key: Identity, kind: Int64)] = []
      rows.bind(batch)
      while try rows.step() {
        let now = try names.kind[kind(rows.optional(3), rows.optionalText(4))] ?? 0
        let before = rows.integer(2)
        guard before != now else { continue }
        let (domain, day) = (
          rows.integer(0), rows.optional(5).map { Int32(truncatingIfNeeded: $0) }
        )
        changed.append((domain, rows.identity(1), now))
        try count(Cell(kind: before, domain: domain, day: day), by: -1)
        try count(Cell(kind: now, domain: domain, day: day), by: 1)
      }
      rows.reset()
      for row in changed {
        update.bind(row.kind)
        update.bind(batch)
        update.bind(row.domain)
        update.bind(row.key)
        try update.run()
      }
    }
  }
}
