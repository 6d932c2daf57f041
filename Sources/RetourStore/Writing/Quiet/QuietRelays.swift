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
      SELECT q.domain_id, q.key, k.name, q.host_id, \(Schema.quietAddress), q.day
      FROM \(form.table) AS q JOIN kind AS k ON k.id = q.kind_id WHERE q.batch = ?
      """
    )
    let update = try BulkStatement(
      db,
      "UPDATE \(form.table) SET kind_id = ? WHERE batch = ? AND domain_id = ? AND key = ?"
    )
    for batch in try batches.all() {
      var changed: [(domain: Int64, key: Identity, kind: ReportKind)] = []
      rows.bind(batch)
      while try rows.step() {
        let now = try kind(rows.optional(3), rows.optionalText(4))
        guard let before = ReportKind(rawValue: rows.text(2)), before != now else { continue }
        let (domain, day) = (
          rows.integer(0), rows.optional(5).map { Int32(truncatingIfNeeded: $0) }
        )
        changed.append((domain, rows.identity(1), now))
        counts[Cell(kind: before, domain: domain, day: day), default: 0] -= 1
        counts[Cell(kind: now, domain: domain, day: day), default: 0] += 1
      }
      rows.reset()
      for row in changed {
        update.bind(names.kind[row.kind])
        update.bind(batch)
        update.bind(row.domain)
        update.bind(row.key)
        try update.run()
      }
    }
    try count()
  }
}
