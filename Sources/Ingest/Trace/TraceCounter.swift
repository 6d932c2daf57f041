import Events

/// Counts the rows of a summary without making reports of them.
///
/// A table of domains by the hash of their bytes; no text is made for a row, one for each domain of
/// a batch. Domains outside ASCII, quoted ones and odd ones take the way of ordinary reading.
struct TraceCounter {
  private static let kinds: [ReportKind] = [
    .delivered, .failed, .delayed, .quarantined, .filtered,
  ]

  /// What became of a row.
  enum Outcome {
    /// It is counted, or needn't be.
    case done(isDelivery: Bool)
    /// It has to be read in the ordinary way.
    case unusual
  }

  private struct Entry {
    var name: [UInt8]
    var counts = [0, 0, 0, 0, 0]
  }

  private var entries: [Entry] = []
  private var places: [UInt64: Int] = [:]
  private var lastStatus: (word: [UInt8], place: Int?) = ([], nil)

  /// Counts a row.
  mutating func add(_ row: TraceRow) -> Outcome {
    let word = row[.status]
    if !word.elementsEqual(lastStatus.word) {
      guard let kind = try? TraceOutcomes.kind(status: word) else {
        if word.isEmpty || (try? TraceOutcomes.kind(status: word)) == nil { return nothing(word) }
        return .unusual
      }
      lastStatus = (Array(word), Self.kinds.firstIndex(of: kind))
    }
    guard let place = lastStatus.place else { return .done(isDelivery: false) }
    let recipient = row[.recipient]
    guard let (hash, low) = UnsafeDomainHash.domain(of: recipient) else { return .unusual }
    if let known = places[hash] {
      entries[known].counts[place] += 1
      return .done(isDelivery: true)
    }
    var name = recipient[low...].map(\.lowercased)
    if name.last == UInt8(ascii: ".") { name.removeLast() }
    places[hash] = entries.count
    entries.append(Entry(name: name))
    entries[entries.count - 1].counts[place] += 1
    return .done(isDelivery: true)
  }

  /// A word that is no outcome, or isn't known.
  private mutating func nothing(_ word: Bytes) -> Outcome {
    do {
      guard try TraceOutcomes.kind(status: word) == nil else { return .unusual }
      lastStatus = (Array(word), nil)
      return .done(isDelivery: false)
    } catch { return .unusual }
  }

  /// What was counted.
  var counts: DomainCounts {
    var counts = DomainCounts()
    for entry in entries {
      for (place, kind) in Self.kinds.enumerated() {
        counts.add(entry.name[...].text, kind, entry.counts[place])
      }
    }
    return counts
  }
}
