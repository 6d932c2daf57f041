import GRDB

/// Pairs of a sender and something else, each counted once.
///
/// A pair is known by 63 mixed bits of two hashes: that two of a million have the same happens in one
/// of ten million databases. The seed of the hashes is new in each process. With bits a pair stands
/// for 64 neighbours, so that numbers which lie close together share a place.
struct PairSet {
  /// So many different ones are too many to count in memory.
  private let limit: Int
  private let hasBits: Bool

  /// 0 is free.
  private var keys = [UInt64](repeating: 0, count: 1 << 10)
  private var owners = [UInt32](repeating: 0, count: 1 << 10)
  private var bits: [UInt64] = []
  private var count = 0
  /// Whether there were too many to keep.
  private(set) var isFull = false

  init(limit: Int, hasBits: Bool = false) {
    self.limit = limit
    self.hasBits = hasBits
    if hasBits { bits = [UInt64](repeating: 0, count: keys.count) }
  }

  /// The key of a pair, mixed as MurmurHash3 ends.
  static func key(_ left: Int, _ right: Int) -> UInt64 {
    var key = UInt64(bitPattern: Int64(left)) &* 0x9E37_79B9_7F4A_7C15
    key ^= UInt64(bitPattern: Int64(right))
    key = (key ^ key >> 33) &* 0xFF51_AFD7_ED55_8CCD
    key = (key ^ key >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return (key ^ key >> 33) | 1
  }

  /// Keeps a pair for its owner.
  ///
  /// - Returns: how many of its bits are new; 1 for a new pair of a set without bits.
  mutating func insert(_ key: UInt64, _ owner: UInt32, bits new: UInt64 = 1) -> Int {
    guard !isFull else { return 0 }
    let place = place(of: key)
    if keys[place] == key {
      guard hasBits else { return 0 }
      let added = new & ~bits[place]
      bits[place] |= new
      return added.nonzeroBitCount
    }
    keys[place] = key
    if !owners.isEmpty { owners[place] = owner }
    if hasBits { bits[place] = new }
    count += 1
    if count * 5 > keys.count * 4 { grow(to: keys.count * 5 / 4) }
    return hasBits ? new.nonzeroBitCount : 1
  }

  /// Adds another set, whose owners have other numbers here.
  ///
  /// Owners are forgotten here, because the table is at its largest now and nobody asks for them: what
  /// others were added to can't be added itself, and counts as full.
  ///
  /// - Parameters:
  ///   - other: the set.
  ///   - owner: the number of an owner of the other set.
  ///   - added: gets the owner and how many of its bits are new.
  mutating func add(
    _ other: PairSet,
    owner: (UInt32) -> UInt32,
    added: (UInt32, Int) -> Void
  ) {
    guard !isFull, !other.isFull, !other.owners.isEmpty else { return drop() }
    owners = []
    let most = min(count + other.count, limit)
    if most * 5 > keys.count * 4 { grow(to: most * 5 / 4 + 2) }
    for place in other.keys.indices where other.keys[place] != 0 {
      let owner = owner(other.owners[place])
      let new = insert(other.keys[place], owner, bits: hasBits ? other.bits[place] : 1)
      if new > 0 { added(owner, new) }
    }
  }

  /// The place of a key, or the free one where it belongs.
  private func place(of key: UInt64) -> Int {
    var place = Int(key.multipliedFullWidth(by: UInt64(keys.count)).high)
    while keys[place] != 0, keys[place] != key {
      place += 1
      if place == keys.count { place = 0 }
    }
    return place
  }

  private mutating func grow(to slots: Int) {
    guard count < limit else { return drop() }
    let (oldKeys, oldOwners, oldBits) = (keys, owners, bits)
    keys = [UInt64](repeating: 0, count: slots)
    if !owners.isEmpty { owners = [UInt32](repeating: 0, count: slots) }
    if hasBits { bits = [UInt64](repeating: 0, count: slots) }
    for old in oldKeys.indices where oldKeys[old] != 0 {
      let new = place(of: oldKeys[old])
      keys[new] = oldKeys[old]
      if !owners.isEmpty { owners[new] = oldOwners[old] }
      if hasBits { bits[new] = oldBits[old] }
    }
  }

  private mutating func drop() {
    isFull = true
    (keys, owners, bits) = ([], [], [])
  }
}

/// Different texts, each with a number in the order in which they were met.
///
/// They are told apart by 64 bits of a hash whose seed is new in each process, so nobody can write
/// two texts that are taken for one.
struct Texts {
  private var places: [Int: Int] = [:]
  private var texts: [String] = []

  var count: Int { texts.count }

  subscript(place: Int) -> String { texts[place] }

  /// The number of the text in a column; nil for NULL.
  mutating func place(of column: Int32, in row: BulkStatement) -> Int? {
    row.hash(column).map { place(of: $0) { row.text(column) } }
  }

  /// The number of a text with a hash.
  mutating func place(of hash: Int, _ text: () -> String) -> Int {
    if let place = places[hash] { return place }
    texts.append(text())
    places[hash] = texts.count - 1
    return texts.count - 1
  }

  /// Adds other texts.
  ///
  /// - Returns: the numbers that they have here.
  mutating func add(_ other: Texts) -> [Int] {
    var numbers = [Int](repeating: 0, count: other.texts.count)
    for (hash, place) in other.places {
      numbers[place] = self.place(of: hash) { other.texts[place] }
    }
    return numbers
  }
}

/// Names of a table, looked up by their numbers.
struct NumberedNames {
  private let statement: BulkStatement
  private var known: [Int64: String?] = [:]

  init(_ db: Database, _ table: String) throws {
    statement = try BulkStatement(db, "SELECT name FROM \(table) WHERE id = ?")
  }

  subscript(number: Int64?) -> String? {
    mutating get throws {
      guard let number, number != 0 else { return nil }
      if let name = known[number] { return name }
      statement.bind(number)
      let name: String? = try statement.step() ? statement.text(0) : nil
      statement.reset()
      known[number] = .some(name)
      return name
    }
  }
}
