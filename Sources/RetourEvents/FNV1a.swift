/// The hash FNV-1a with 64 bits: quick, the same on every machine, and no protection against whoever
/// looks for texts with the same hash (draft-eastlake-fnv).
///
/// Other modules get the code and not only the function: called for each byte of a log by way of
/// `Sequence`, it took most of the time of reading it.
public struct FNV1a: Sendable {
  @usableFromInline var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Begins with nothing.
  @inlinable
  public init() {}

  /// The hash of some bytes.
  @inlinable
  public init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { mix(byte) }
  }

  /// Takes in a byte.
  @inlinable
  public mutating func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

  /// The hash of what was taken in so far.
  @inlinable public var value: UInt64 { hash }

  /// The hash as 16 hexadecimal digits.
  public var digits: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
