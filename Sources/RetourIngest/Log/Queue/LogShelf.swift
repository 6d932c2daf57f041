/// Messages that wait in a server's queue while others come and go, in a file instead of memory.
///
/// A record is four bytes of its length, eight of its key, and the message. Those that were taken back stay in
/// the file until there are more of them than others; then it is written anew.
///
/// Memory: 8 bytes a place of the index, which is filled by three eighths to three quarters, and a buffer.
final class LogShelf {
  /// How many messages it takes.
  static let limit = 2_000_000
  /// Bytes of a record before the message.
  private static let head = 12
  /// Bytes that are read at a time: most records are shorter.
  private static let piece = 1 << 10
  /// Bytes of the file that are looked through at a time.
  private static let stride = 1 << 18

  /// A file up to this size isn't written anew: 32 MiB, or twice what it had when there was no room for another.
  private var smallFile: Int64 = 32 << 20
  private(set) var file: UnsafeSpillFile
  private var index = LogShelfIndex()
  /// Bytes of records that count.
  private var live: Int64 = 0
  /// The place up to which records were given out in order.
  private var position = LogShelf.start

  /// Offsets in the index aren't 0.
  private static let start: Int64 = 1

  /// Creates an empty one; nil where no file can be made.
  init?() {
    guard let file = Self.emptyFile() else { return nil }
    self.file = file
  }

  private static func emptyFile() -> UnsafeSpillFile? {
    guard let file = UnsafeSpillFile(), file.append([0]) else { return nil }
    return file
  }

  /// How many messages it holds.
  var count: Int { index.count }
  /// Whether it takes no more, however much room there is.
  var isFull: Bool { count >= Self.limit }
  /// How many bytes its file has.
  var size: Int64 { file.end }

  /// Puts a message away that isn't there; false where there is no room.
  func put(_ key: UInt64, _ message: [UInt8]) -> Bool {
    guard !isFull else { return false }
    if file.end > max(smallFile, 2 * live) { tidy() }
    let offset = file.end
    guard offset < LogShelfIndex.offsetLimit, file.append(Self.record(key, message)) else {
      return false
    }
    index.insert(key, offset)
    live += Int64(message.count + Self.head)
    return true
  }

  /// Takes a message back; nil where it isn't there.
  func take(_ key: UInt64) -> [UInt8]? {
    guard count > 0 else { return nil }
    var found: [UInt8]?
    index.remove(key) { offset in
      guard let record = record(at: offset), record.key == key else { return false }
      found = record.message
      return true
    }
    if let found { live -= Int64(found.count + Self.head) }
    return found
  }

  /// Takes the message back that was put away first; nil where there is none.
  func takeFirst() -> [UInt8]? {
    while count > 0, let record = record(at: position) {
      let offset = position
      position += Int64(Self.head + record.message.count)
      var isThere = false
      index.remove(record.key) {
        isThere = $0 == offset
        return isThere
      }
      guard isThere else { continue }
      live -= position - offset
      return record.message
    }
    return nil
  }

  /// Shows all messages in the order in which they were put away.
  func walk(_ body: ([UInt8]) -> Void) { walkRecords { _, _, message in body(message) } }

  /// Writes the records that count into a new file, where one can be made.
  private func tidy() {
    guard let new = Self.emptyFile() else {
      smallFile = 2 * file.end
      return
    }
    var (moved, isWhole) = (LogShelfIndex(), true)
    walkRecords { key, _, message in
      let offset = new.end
      isWhole = isWhole && new.append(Self.record(key, message))
      moved.insert(key, offset)
    }
    guard isWhole, moved.count == count else {
      smallFile = 2 * file.end
      return
    }
    (file, index, position) = (new, moved, Self.start)
  }

  private func walkRecords(_ body: (UInt64, Int64, [UInt8]) -> Void) {
    var offset = position
    // What of the file is in memory, from the offset on.
    var bytes: Bytes = []
    while offset < file.end {
      if bytes.count < Self.head || bytes.count < Self.head + Self.length(bytes) {
        guard let more = stretch(at: offset) else { return }
        bytes = more
      }
      let length = Self.length(bytes)
      let key = Self.key(bytes)
      if index.holds(key, offset) {
        body(key, offset, Array(bytes.dropFirst(Self.head).prefix(length)))
      }
      bytes = bytes.dropFirst(Self.head + length)
      offset += Int64(Self.head + length)
    }
  }

  /// The bytes from an offset on, with at least one whole record; nil where they can't be read.
  private func stretch(at offset: Int64) -> Bytes? {
    let bytes = file.bytes(at: offset, count: Self.stride)
    guard bytes.count >= Self.head else { return nil }
    let length = Self.head + Self.length(bytes[...])
    if bytes.count >= length { return bytes[...] }
    let whole = file.bytes(at: offset, count: length)
    return whole.count == length ? whole[...] : nil
  }

  // MARK: Records

  private static func record(_ key: UInt64, _ message: [UInt8]) -> [UInt8] {
    var record: [UInt8] = []
    record.reserveCapacity(head + message.count)
    for shift in 0..<4 { record.append(UInt8(truncatingIfNeeded: message.count >> (8 * shift))) }
    for shift in 0..<8 { record.append(UInt8(truncatingIfNeeded: key >> UInt64(8 * shift))) }
    record += message
    return record
  }

  private static func length(_ record: Bytes) -> Int {
    record.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private static func key(_ record: Bytes) -> UInt64 {
    record.dropFirst(4).prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func record(at offset: Int64) -> (key: UInt64, message: [UInt8])? {
    var bytes = file.bytes(at: offset, count: Self.piece)
    guard bytes.count >= Self.head else { return nil }
    let length = Self.length(bytes[...])
    if bytes.count < Self.head + length {
      bytes = file.bytes(at: offset, count: Self.head + length)
      guard bytes.count == Self.head + length else { return nil }
    }
    return (Self.key(bytes[...]), Array(bytes[Self.head..<Self.head + length]))
  }
}

/// Where records stand in a file, by keys that are hashes.
///
/// Sixty-four tables with open addressing, so that only a part of it is ever there twice while it grows. A place
/// holds 40 bits of an offset and 24 of the key, by which it finds its place again; the rest of the key stands in
/// the file.
struct LogShelfIndex {
  static let offsetLimit: Int64 = 1 << 40

  private var tables = [[UInt64]](repeating: [], count: 64)
  private var used = [Int](repeating: 0, count: 64)
  private(set) var count = 0

  private static func table(_ key: UInt64) -> Int { Int(key >> 58) }
  private static func mark(_ key: UInt64) -> UInt64 { key & 0xFF_FFFF }
  private static func mark(of place: UInt64) -> UInt64 { place & 0xFF_FFFF }
  private static func offset(of place: UInt64) -> Int64 { Int64(place >> 24) }

  mutating func insert(_ key: UInt64, _ offset: Int64) {
    let table = Self.table(key)
    if (used[table] + 1) * 4 > tables[table].count * 3 { grow(table) }
    Self.put(UInt64(offset) << 24 | Self.mark(key), into: &tables[table])
    used[table] += 1
    count += 1
  }

  private static func put(_ value: UInt64, into places: inout [UInt64]) {
    let mask = places.count - 1
    var place = Int(mark(of: value)) & mask
    while places[place] != 0 { place = (place + 1) & mask }
    places[place] = value
  }

  private mutating func grow(_ table: Int) {
    let old = tables[table]
    var new = [UInt64](repeating: 0, count: max(64, old.count * 2))
    for value in old where value != 0 { Self.put(value, into: &new) }
    tables[table] = new
  }

  /// The place of a key in its table, where `isIt` says so of the offset.
  private func place(_ key: UInt64, _ isIt: (Int64) -> Bool) -> Int? {
    let places = tables[Self.table(key)]
    guard !places.isEmpty else { return nil }
    let (mask, mark) = (places.count - 1, Self.mark(key))
    var place = Int(mark) & mask
    while places[place] != 0 {
      if Self.mark(of: places[place]) == mark, isIt(Self.offset(of: places[place])) { return place }
      place = (place + 1) & mask
    }
    return nil
  }

  /// Whether a key stands at an offset.
  func holds(_ key: UInt64, _ offset: Int64) -> Bool { place(key) { $0 == offset } != nil }

  /// Takes a key out, where `isIt` says so of the offset.
  mutating func remove(_ key: UInt64, _ isIt: (Int64) -> Bool) {
    guard let found = place(key, isIt) else { return }
    let table = Self.table(key)
    let mask = tables[table].count - 1
    var (free, place) = (found, (found + 1) & mask)
    // Those behind it move up, as far as they don't come to stand before where they belong.
    while tables[table][place] != 0 {
      let home = Int(Self.mark(of: tables[table][place])) & mask
      if (place - home) & mask >= (place - free) & mask {
        tables[table][free] = tables[table][place]
        free = place
      }
      place = (place + 1) & mask
    }
    tables[table][free] = 0
    used[table] -= 1
    count -= 1
  }
}
