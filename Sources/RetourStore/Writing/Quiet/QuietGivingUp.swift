import RetourEvents

// Rows that become deliveries with events.
extension QuietWriter {
  /// Makes events of what is known of a delivery, because another report about it has come.
  func release(_ report: DeliveryReport, _ delivery: Identity) throws {
    if let place = buffer.place(of: delivery) {
      try promote(bufferedAt: place)
    } else if let place = try place(of: delivery, in: report.domain) {
      try promote(place)
    }
  }

  /// Makes a delivery with events of a quiet one that is stored.
  func promote(_ place: QuietPlace) throws {
    try adopt(place)
    try batches.shrink(place.batch)
  }

  /// Makes deliveries with events of all that are stored.
  func promoteAll() throws {
    let rows = try BulkStatement(db, "SELECT domain_id, key FROM \(form.table) WHERE batch = ?")
    for batch in try batches.all() {
      var places: [QuietPlace] = []
      rows.bind(batch)
      while try rows.step() {
        places.append(
          QuietPlace(batch: batch, domain: rows.integer(0), key: rows.identity(1))
        )
      }
      rows.reset()
      for place in places { try promote(place) }
    }
  }

  func promote(bufferedAt place: Int) throws {
    guard let row = buffer[place] else { return }
    // As an event it is counted from what it is counted as by now.
    try count(Cell(kind: row.kind, domain: row.domain, day: row.day), by: 1)
    buffer.remove(place)
    try table.write(row, of: buffer, to: batches.current)
    let key = buffer.item(of: row).delivery
    try adopt(QuietPlace(batch: batches.current, domain: row.domain, key: key))
  }

  private func adopt(_ place: QuietPlace) throws {
    let quiet = try promotion.read(place)
    try events.adopt(quiet.event, run: quiet.run, source: quiet.source, countedAs: quiet.counted)
    try promotion.delete(place)
  }
}
