/// Taking in what arrays have no way for yet. Contract: pointers live for one call.
extension [UInt8] {
  /// Copies bytes.
  @inlinable
  public init(_ bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
  }

  /// Adds bytes.
  @inlinable
  public mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Adds the bytes of a number as they are in memory.
  @inlinable
  public mutating func append(bytesOf number: UInt64) {
    unsafe Swift.withUnsafeBytes(of: number) { unsafe append(contentsOf: $0) }
  }
}
