import RetourEvents

/// Rows that a transaction is going to write to `quiet` or `quiet_log`.
///
/// What they say stays where it came in, and a row is what was found out about it: so no text is copied
/// before SQLite has it.
struct QuietBuffer {
  /// What came in at once, from one source.
  struct List {
    let items: [QuietDeliveries.Item]
    let logs: [QuietDeliveries.LogFacts]
    let bytes: [UInt8]
    let recordsBefore: Int
    /// The row of the source.
    let source: Int64

    init(_ list: QuietDeliveries, source: Int64) {
      items = Self.kept(list.items)
      logs = Self.kept(list.logs)
      bytes = Self.kept(list.bytes)
      recordsBefore = list.recordsBefore
      self.source = source
    }

    /// An array to be kept for a while, without the room that it has for more.
    private static func kept<Element>(_ array: [Element]) -> [Element] {
      array.capacity / 4 * 3 > array.count ? array.map { $0 } : array
    }
  }

  private(set) var lists: [List] = []
  /// Servers of which logs tell, as rows of `host`.
  private(set) var hosts: [(reporting: Int64?, remote: Int64?)] = []
  /// By their places; nil for those that became deliveries with events.
  private var rows: [QuietRow?] = []
  private var places = KeyPlaces()
  /// Whether a row says what stands in the last list.
  private var isUsed = false

  // MARK: Rows

  /// The place of the row with a key.
  func place(of key: Identity) -> Int? {
    guard let place = places.place(of: key), rows[place] != nil else { return nil }
    return place
  }

  /// The row at a place.
  subscript(place: Int) -> QuietRow? { rows[place] }

  /// What a row says.
  func item(of row: QuietRow) -> QuietDeliveries.Item { lists[Int(row.list)].items[Int(row.item)] }

  /// Begins with what came in next, until ``end()``.
  ///
  /// - Returns: the number of the list.
  mutating func begin(_ list: QuietDeliveries, source: Int64) -> Int32 {
    lists.append(List(list, source: source))
    isUsed = false
    return Int32(lists.count - 1)
  }

  /// Ends with what came in last, and forgets it where no row says what it says.
  mutating func end() { if !isUsed { lists.removeLast() } }

  /// Keeps which servers a log tells of.
  ///
  /// - Returns: where they stand.
  mutating func keep(_ reporting: Int64?, _ remote: Int64?) -> Int32 {
    hosts.append((reporting, remote))
    return Int32(hosts.count - 1)
  }

  /// Adds a row, the first with its key.
  mutating func append(_ row: QuietRow) {
    places.append(item(of: row).delivery)
    rows.append(row)
    isUsed = true
  }

  /// Puts a row with the same key into the place of another one.
  mutating func replace(_ place: Int, by row: QuietRow) {
    rows[place] = row
    isUsed = true
  }

  /// Takes a row away.
  mutating func remove(_ place: Int) { rows[place] = nil }

  /// Takes all away.
  mutating func removeAll() {
    lists.removeAll()
    hosts.removeAll()
    rows.removeAll(keepingCapacity: true)
    places.removeAll()
  }

  // MARK: In order

  /// The places of all rows, in the order of the table: by domain and key.
  func sorted() -> [Int] {
    var order: [Entry] = []
    order.reserveCapacity(rows.count)
    for (place, row) in rows.enumerated() {
      guard let row else { continue }
      order.append(Entry(domain: row.domain, high: places.keys[place].high, place: place))
    }
    order.sort { left, right in
      if left.domain != right.domain { return left.domain < right.domain }
      if left.high != right.high { return left.high < right.high }
      return places.keys[left.place].low < places.keys[right.place].low
    }
    return order.map(\.place)
  }

  /// The key of a row.
  func key(at place: Int) -> Identity { places.keys[place] }

  /// The first day of the rows at some places, since 1970-01-01; nil where none is known.
  func firstDay(_ places: [Int]) -> Int32? {
    var first: Int32?
    for place in places {
      if let day = rows[place]?.day, first.map({ day < $0 }) ?? true { first = day }
    }
    return first
  }

  private struct Entry {
    let domain: Int64
    let high: UInt64
    let place: Int
  }
}

/// What was found out about an item of a list that is going to be written.
struct QuietRow {
  let list: Int32
  let item: Int32
  let domain: Int64
  /// A row of `kind`.
  let kind: Int64
  /// Days since 1970-01-01; nil where it isn't known.
  let day: Int32?
  let senderSuffix: Int32?
  let messageSuffix: Int32?
  /// Where in ``QuietBuffer/hosts`` stands which servers a log tells of.
  let hosts: Int32?
}
