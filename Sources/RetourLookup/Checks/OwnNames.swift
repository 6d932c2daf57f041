/// What is ours, as far as checks need to know it.
public struct OwnNames: Sendable {
  /// Whether a host is ours.
  public var isOwnHost: @Sendable (DNSName) -> Bool
  /// Domains that get much mail, to which a name may have been meant.
  public var frequent: [DNSName]

  /// Creates it; without anything nothing is ours.
  public init(
    isOwnHost: @escaping @Sendable (DNSName) -> Bool = { _ in false },
    frequent: [DNSName] = []
  ) {
    self.isOwnHost = isOwnHost
    self.frequent = frequent
  }

  /// A frequent domain that differs from a name by one typing error; nil for none.
  func meant(by name: DNSName) -> DNSName? {
    frequent.first { TypingError.isOne(between: Array(name.text.utf8), and: Array($0.text.utf8)) }
  }
}

/// Whether two names differ by one slip of the fingers.
enum TypingError {
  /// One letter too many, too few, or another, or two next to each other exchanged.
  static func isOne(between one: [UInt8], and other: [UInt8]) -> Bool {
    guard abs(one.count - other.count) <= 1, one != other else { return false }
    let front = zip(one, other).prefix { $0 == $1 }.count
    let back = min(
      zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.count,
      min(one.count, other.count) - front
    )
    let (left, right) = (one[front..<(one.count - back)], other[front..<(other.count - back)])
    if left.count <= 1, right.count <= 1 { return true }
    return left.count == 2 && right.count == 2 && left.elementsEqual(right.reversed())
  }
}
