import RetourEvents

/// A table of counts by the hash of a domain as it is written.
///
/// Open addressing, never more than half full. Ways to write one domain are put together when it is
/// read out. Two domains of one 64-bit hash would be one; with a million domains the odds are 1 in 36 million.
/// Memory: 40 bytes a place, and the names one after the other.
struct DomainTable {
  /// What is counted, in the order of the columns.
  static let kinds: [ReportKind] = [.delivered, .failed, .delayed, .quarantined, .filtered]

  /// A domain and its counts.
  private struct Place {
    /// The hash with its lowest bit set; 0 where the place is free.
    var key: UInt64 = 0
    var nameStart: UInt32 = 0
    var nameLength: UInt32 = 0
    var counts: InlineArray<5, UInt32> = .init(repeating: 0)
  }

  private var places = [Place](repeating: Place(), count: 4_096)
  private var names: [UInt8] = []
  private var used = 0

  /// Counts one; `append` adds the domain to the bytes where it is new.
  ///
  /// - Returns: false, and nothing is counted, where it adds none.
  @inline(__always)
  mutating func add(_ hash: UInt64, _ kind: Int, append: (inout [UInt8]) -> Bool) -> Bool {
    guard let place = place(of: hash | 1, append) else { return false }
    places[place].counts[kind] += 1
    return true
  }

  @inline(__always)
  private mutating func place(of key: UInt64, _ append: (inout [UInt8]) -> Bool) -> Int? {
    let mask = places.count - 1
    var place = Int(truncatingIfNeeded: key >> 20) & mask
    while places[place].key != key {
      if places[place].key == 0 { return insert(key, append) }
      place = (place + 1) & mask
    }
    return place
  }

  @inline(never)
  private mutating func insert(_ key: UInt64, _ append: (inout [UInt8]) -> Bool) -> Int? {
    let start = names.count
    guard start < 1 << 31, append(&names) else { return nil }
    if (used + 1) * 2 > places.count { grow() }
    used += 1
    let place = free(for: key)
    places[place].key = key
    places[place].nameStart = UInt32(start)
    places[place].nameLength = UInt32(names.count - start)
    return place
  }

  private func free(for key: UInt64) -> Int {
    let mask = places.count - 1
    var place = Int(truncatingIfNeeded: key >> 20) & mask
    while places[place].key != 0 { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    let old = places
    places = [Place](repeating: Place(), count: old.count * 2)
    for place in old where place.key != 0 { places[free(for: place.key)] = place }
  }

  /// Adds the counts of another table.
  mutating func merge(_ other: DomainTable) {
    for added in other.places where added.key != 0 {
      let place = place(of: added.key) { names in
        names.append(contentsOf: other.name(of: added))
        return true
      }
      guard let place else { continue }
      for kind in 0..<5 { places[place].counts[kind] += added.counts[kind] }
    }
  }

  private func name(of place: Place) -> Bytes {
    names[Int(place.nameStart)..<Int(place.nameStart + place.nameLength)]
  }

  /// Adds what was counted to counts by name.
  func add(to result: inout DomainCounts) {
    for place in places where place.key != 0 {
      let name = name(of: place).text
      for (kind, word) in Self.kinds.enumerated() {
        result.add(name, word, Int(place.counts[kind]))
      }
    }
  }
}
