import RetourEvents

/// Messages that have left the queues of servers lately, by which the next run knows lines again that this
/// one has read: two windows of one log may overlap, and the second begin in the middle of a message.
///
/// An id is used again only after its message has left, so what is said of one while it was in the queue
/// is about that message. Of a message whose first line wasn't read only the recipients that were told are
/// known: of others an earlier part of the log may tell, and of these more. They keep the identity under
/// which they were told, which is without a Message-ID.
struct LogGone {
  /// How many are kept, the newest.
  private static let limit = 65_536
  /// Seconds that servers take to say that a message has left, or were wrong about its arrival.
  private static let slack: Int64 = 2
  /// Seconds before and after which lines tell of such a recipient: as long as servers try.
  private static let patience: Int64 = 5 * 86_400

  /// Moments that a log may have, in seconds since 1970; others, and those of lines without a time, tell
  /// nothing.
  private static let moments: Range<Int64> = -(1 << 40)..<1 << 40

  /// When a message arrived and left, in seconds since 1970.
  private struct Stay {
    let arrived: Int64
    let left: Int64
    /// The hashes of the recipients that were told; nil for all.
    let told: [UInt64]?

    func holds(_ time: Int64) -> Bool {
      arrived - LogGone.slack <= time && time <= left + LogGone.slack
    }
  }

  private var stays: [UInt64: Stay] = [:]
  private var order: [UInt64] = []
  private var oldest = 0

  /// Creates a list of none.
  init() {}

  /// Whether there are none.
  var isEmpty: Bool { stays.isEmpty }

  /// Adds a message that has left, with all its recipients, or with those that were `told`.
  mutating func add(_ key: UInt64, arrived: Int64, left: Int64, told: [UInt64]?) {
    guard Self.moments.contains(arrived), Self.moments.contains(left) else { return }
    let stay = Stay(arrived: arrived, left: left, told: told)
    if stays.updateValue(stay, forKey: key) != nil { return }
    guard order.count >= Self.limit else { return order.append(key) }
    stays[order[oldest]] = nil
    order[oldest] = key
    oldest = (oldest + 1) % Self.limit
  }

  /// Whether a line of a moment is about a message of which all was told.
  func holds(_ key: UInt64, at time: Int64?) -> Bool {
    guard let time, let stay = stays[key], stay.told == nil else { return false }
    return stay.holds(time)
  }

  /// When a message arrived, as it was told of a recipient without its first line; nil where it wasn't.
  func arrival(_ key: UInt64, _ recipient: [UInt8], at time: Int64?) -> Int64? {
    guard let time, let stay = stays[key], let told = stay.told, Self.moments.contains(time),
      abs(time - stay.left) <= Self.patience, told.contains(Self.hash(recipient))
    else { return nil }
    return stay.arrived
  }

  /// By what a recipient is known.
  static func hash(_ recipient: [UInt8]) -> UInt64 {
    var hash = FNV1a()
    for byte in recipient { hash.mix(byte.lowercased) }
    return hash.value
  }

  /// What the next run has to know; without addresses no hashes of them.
  func bytes(keepsAddresses: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    func add(_ number: UInt64) {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> shift))
      }
    }
    for key in order[oldest...] + order[..<oldest] {
      guard let stay = stays[key], keepsAddresses || stay.told == nil else { continue }
      add(key)
      add(UInt64(bitPattern: stay.arrived))
      add(UInt64(bitPattern: stay.left))
      add(stay.told.map { UInt64($0.count) } ?? .max)
      for recipient in stay.told ?? [] { add(recipient) }
    }
    return bytes
  }

  /// Reads what a run has left; nil for bytes that none wrote.
  init?(_ bytes: Bytes) {
    var rest = bytes
    func number() -> UInt64? {
      guard rest.count >= 8 else { return nil }
      defer { rest = rest.dropFirst(8) }
      return rest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    while !rest.isEmpty {
      guard let key = number(), let arrived = number().map({ Int64(bitPattern: $0) }),
        let left = number().map({ Int64(bitPattern: $0) }), let count = number(),
        Self.moments.contains(arrived), Self.moments.contains(left),
        count == .max || count <= UInt64(rest.count / 8)
      else { return nil }
      let told = count == .max ? nil : (0..<count).compactMap { _ in number() }
      add(key, arrived: arrived, left: left, told: told)
    }
  }
}
