import RetourEvents

/// Messages that have left the queues of servers lately, by which the next run knows lines again that this
/// one has read: two windows of one log may overlap, and the second begin in the middle of a message.
///
/// An id is used again only after its message has left, so what is said of one while it was in the queue
/// is about that message; where its first line comes, all is read again, or is another message's
/// (``forget(_:)``). What is known of a message is all, or the recipients that were told: where these are
/// counted and not said to be all, and where the first line wasn't read. Of the latter an earlier part of
/// the log may tell more; they keep the identity under which they were told, which is without a Message-ID.
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
    let extent: Extent
    /// Which place in the order is its own.
    let number: Int

    func holds(_ time: Int64) -> Bool {
      arrived - LogGone.slack <= time && time <= left + LogGone.slack
    }
  }

  /// What of a message was told; recipients by their hashes.
  enum Extent: Equatable {
    case all
    /// The first line was read, but there may be more recipients.
    case recipients([UInt64])
    /// The first line wasn't read.
    case part([UInt64])
  }

  private var stays: [UInt64: Stay] = [:]
  /// A ring of keys in the order in which they came; places of those that were forgotten stay.
  private var order: [(key: UInt64, number: Int)] = []
  private var oldest = 0
  private var count = 0

  /// Creates a list of none.
  init() {}

  /// Whether there are none.
  var isEmpty: Bool { stays.isEmpty }

  /// Adds a message that has left, with what was told of it; what was told without its first line stays.
  mutating func add(_ key: UInt64, arrived: Int64, left: Int64, _ extent: Extent) {
    guard Self.moments.contains(arrived), Self.moments.contains(left) else { return }
    let known = stays[key]
    if let known, case .part = known.extent, abs(left - known.left) <= Self.patience {
      guard case .part = extent else { return }
    }
    let number = known?.number ?? count
    stays[key] = Stay(arrived: arrived, left: left, extent: extent, number: number)
    guard known == nil else { return }
    count += 1
    guard order.count >= Self.limit else { return order.append((key, number)) }
    let last = order[oldest]
    if stays[last.key]?.number == last.number { stays[last.key] = nil }
    order[oldest] = (key, number)
    oldest = (oldest + 1) % Self.limit
  }

  /// Whether a line of a moment is about a message of which all was told.
  func holds(_ key: UInt64, at time: Int64?) -> Bool {
    guard let time, let stay = stays[key], stay.extent == .all else { return false }
    return stay.holds(time)
  }

  /// Whether a line of a moment is about a recipient that was told, of a message whose first line was read.
  func holds(_ key: UInt64, _ recipient: some Sequence<UInt8>, at time: Int64?) -> Bool {
    guard let time, let stay = stays[key], case .recipients(let told) = stay.extent else {
      return false
    }
    return stay.holds(time) && told.contains(Self.hash(recipient))
  }

  /// Forgets a message whose first line comes again, or whose id another one has; but not what was told
  /// of one without it.
  mutating func forget(_ key: UInt64) {
    if case .part = stays[key]?.extent { return }
    stays[key] = nil
  }

  /// When a message arrived, as it was told of a recipient without its first line; nil where it wasn't.
  func arrival(_ key: UInt64, _ recipient: [UInt8], at time: Int64?) -> Int64? {
    guard let time, let stay = stays[key], case .part(let told) = stay.extent,
      Self.moments.contains(time), abs(time - stay.left) <= Self.patience,
      told.contains(Self.hash(recipient))
    else { return nil }
    return stay.arrived
  }

  /// By what a recipient is known.
  static func hash(_ recipient: some Sequence<UInt8>) -> UInt64 {
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
    for (key, number) in order[oldest...] + order[..<oldest] {
      guard let stay = stays[key], stay.number == number,
        keepsAddresses || stay.extent == .all
      else { continue }
      add(key)
      add(UInt64(bitPattern: stay.arrived))
      add(UInt64(bitPattern: stay.left))
      add(stay.extent.code)
      guard let told = stay.extent.told else { continue }
      add(UInt64(told.count))
      for recipient in told { add(recipient) }
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
    func told() -> [UInt64]? {
      guard let count = number(), count <= UInt64(rest.count / 8) else { return nil }
      return (0..<count).compactMap { _ in number() }
    }
    while !rest.isEmpty {
      guard let key = number(), let arrived = number().map({ Int64(bitPattern: $0) }),
        let left = number().map({ Int64(bitPattern: $0) }), let code = number(),
        Self.moments.contains(arrived), Self.moments.contains(left),
        let extent = code == 0 ? .all : told().flatMap({ Extent(code, $0) })
      else { return nil }
      add(key, arrived: arrived, left: left, extent)
    }
  }
}

extension LogGone.Extent {
  /// By what it is kept.
  fileprivate var code: UInt64 {
    switch self {
    case .all: 0
    case .recipients: 1
    case .part: 2
    }
  }

  /// The recipients that were told; nil where that are all.
  fileprivate var told: [UInt64]? {
    switch self {
    case .all: nil
    case .recipients(let told), .part(let told): told
    }
  }

  fileprivate init?(_ code: UInt64, _ told: [UInt64]) {
    switch code {
    case 1: self = .recipients(told)
    case 2: self = .part(told)
    default: return nil
    }
  }
}
