/// The hash FNV-1a with 64 bits: quick, the same on every machine, and no protection against whoever
/// looks for texts with the same hash (draft-eastlake-fnv).
public struct FNV1a: Sendable {
  /// The hash of what was taken in so far.
  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Begins with nothing.
  public init() {}

  /// The hash of some bytes.
  public init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { mix(byte) }
  }

  /// Takes in a byte.
  @inline(__always)
  public mutating func mix(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

  /// The hash as 16 hexadecimal digits.
  public var digits: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
