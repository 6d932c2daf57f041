import Glibc

/// Comparing bytes through the C library. Contract: pointers live for one call.
extension Span<UInt8> {
  /// Whether both have the same bytes; comparing them one by one takes longer.
  public func hasSameBytes(as other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    return unsafe withUnsafeBytes { left in
      unsafe other.withUnsafeBytes { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return true }
        return unsafe memcmp(left, right, count) == 0
      }
    }
  }
}
