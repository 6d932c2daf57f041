import RetourEvents

/// Which place a key has in a list that only grows; a hash table of its own, because asking a `Dictionary`
/// costs more than all else that is done with a row.
///
/// Keys are hashes of what strangers wrote, who could look for some that meet in one slot: which slot a key
/// has follows from a number of this process that nobody outside knows.
struct KeyPlaces {
  /// The keys by their places.
  private(set) var keys: [Identity] = []
  /// Places by the slots of their keys, -1 where none is; a power of two of them, twice as many as keys.
  private var slots: [Int32] = Array(repeating: -1, count: 1024)

  private static let factors = (
    UInt64.random(in: .min ... .max) | 1, UInt64.random(in: .min ... .max) | 1
  )

  /// The place that a key was given last.
  func place(of key: Identity) -> Int? {
    let place = slots[slot(of: key)]
    return place < 0 ? nil : Int(place)
  }

  /// Gives a key the next place; one that it had before is forgotten.
  mutating func append(_ key: Identity) {
    if (keys.count + 1) * 2 > slots.count { grow() }
    slots[slot(of: key)] = Int32(keys.count)
    keys.append(key)
  }

  /// Forgets all keys.
  mutating func removeAll() {
    keys.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = -1 }
  }

  /// The slot in which a key is, or the one that it would get.
  private func slot(of key: Identity) -> Int {
    let mixed = key.high &* Self.factors.0 &+ key.low &* Self.factors.1
    let last = slots.count - 1
    var slot = Int(truncatingIfNeeded: mixed >> 32) & last
    while slots[slot] >= 0, keys[Int(slots[slot])] != key { slot = (slot + 1) & last }
    return slot
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    for (place, key) in keys.enumerated() { slots[slot(of: key)] = Int32(place) }
  }
}
