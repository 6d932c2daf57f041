import RetourEvents

/// Messages that have left the queues of servers lately, by which the next run knows lines again that this
/// one has read: two windows of one log may overlap, and the second begin in the middle of a message.
///
/// An id is used again only after its message has left, so what is said of one while it was in the queue
/// is about that message. Only messages whose first line was read are noted: of others an earlier part of
/// the log may tell more.
struct LogGone {
  /// How many are kept, the newest.
  private static let limit = 65_536
  /// Seconds that servers take to say that a message has left, or were wrong about its arrival.
  private static let slack: Int64 = 2
  /// Bytes of one where it is kept: the key, when it arrived and when it left.
  private static let width = 24

  /// When a message arrived and left, in seconds since 1970.
  private struct Stay {
    let arrived: Int64
    let left: Int64
  }

  private var stays: [UInt64: Stay] = [:]
  private var order: [UInt64] = []
  private var oldest = 0

  /// Creates a list of none.
  init() {}

  var isEmpty: Bool { stays.isEmpty }

  /// Adds a message that has left.
  mutating func add(_ key: UInt64, arrived: Int64, left: Int64) {
    if stays.updateValue(Stay(arrived: arrived, left: left), forKey: key) != nil { return }
    guard order.count >= Self.limit else { return order.append(key) }
    stays[order[oldest]] = nil
    order[oldest] = key
    oldest = (oldest + 1) % Self.limit
  }

  /// Whether a line of a moment is about a message that has left.
  func holds(_ key: UInt64, at time: Int64?) -> Bool {
    guard let time, let stay = stays[key] else { return false }
    return stay.arrived - Self.slack <= time && time <= stay.left + Self.slack
  }

  /// What the next run has to know.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for key in order[oldest...] + order[..<oldest] {
      guard let stay = stays[key] else { continue }
      for number in [key, UInt64(bitPattern: stay.arrived), UInt64(bitPattern: stay.left)] {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
      }
    }
    return bytes
  }

  /// Reads what a run has left; nil for bytes that none wrote.
  init?(_ bytes: Bytes) {
    guard bytes.count % Self.width == 0 else { return nil }
    var rest = bytes
    func number() -> UInt64 {
      defer { rest = rest.dropFirst(8) }
      return rest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    while !rest.isEmpty {
      let key = number()
      let (arrived, left) = (Int64(bitPattern: number()), Int64(bitPattern: number()))
      // No log has times from which two seconds can't be taken.
      guard -(1 << 40)..<1 << 40 ~= arrived, -(1 << 40)..<1 << 40 ~= left else { return nil }
      add(key, arrived: arrived, left: left)
    }
  }
}
