import Events

/// A table of counts by the hash of a domain: open addressing, never more than half full.
///
/// Two domains of one 64-bit hash would be one; with a million domains the odds are 1 in 36 million.
struct DomainTable {
  /// What is counted, in the order of the columns.
  static let kinds: [ReportKind] = [.delivered, .failed, .delayed, .quarantined, .filtered]

  private var keys = [UInt64](repeating: 0, count: 2_048)
  private var counts = [UInt32](repeating: 0, count: 2_048 * 5)
  private var names = [[UInt8]](repeating: [], count: 2_048)
  private var used = 0

  /// Counts one or some; `name` gives the domain where it is new.
  @inline(__always)
  mutating func add(_ hash: UInt64, _ kind: Int, _ count: UInt32 = 1, name: () -> [UInt8]) {
    let key = hash | 1
    let mask = keys.count - 1
    var place = Int(truncatingIfNeeded: key >> 20) & mask
    while keys[place] != key {
      if keys[place] == 0 {
        keys[place] = key
        names[place] = name()
        used += 1
        counts[place * 5 + kind] += count
        if used * 2 > keys.count { grow() }
        return
      }
      place = (place + 1) & mask
    }
    counts[place * 5 + kind] += count
  }

  private mutating func grow() {
    var larger = DomainTable()
    larger.keys = [UInt64](repeating: 0, count: keys.count * 2)
    larger.counts = [UInt32](repeating: 0, count: keys.count * 10)
    larger.names = [[UInt8]](repeating: [], count: keys.count * 2)
    larger.used = used
    let mask = larger.keys.count - 1
    for old in keys.indices where keys[old] != 0 {
      var place = Int(truncatingIfNeeded: keys[old] >> 20) & mask
      while larger.keys[place] != 0 { place = (place + 1) & mask }
      larger.keys[place] = keys[old]
      larger.names[place] = names[old]
      for kind in 0..<5 { larger.counts[place * 5 + kind] = counts[old * 5 + kind] }
    }
    self = larger
  }

  /// Adds the counts of another table.
  mutating func merge(_ other: DomainTable) {
    for old in other.keys.indices where other.keys[old] != 0 {
      for kind in 0..<5 where other.counts[old * 5 + kind] > 0 {
        add(other.keys[old], kind, other.counts[old * 5 + kind]) { other.names[old] }
      }
    }
  }

  /// Adds what was counted to counts by name.
  func add(to result: inout DomainCounts) {
    for place in keys.indices where keys[place] != 0 {
      let name = names[place][...].text
      for (kind, word) in Self.kinds.enumerated() {
        result.add(name, word, Int(counts[place * 5 + kind]))
      }
    }
  }
}
