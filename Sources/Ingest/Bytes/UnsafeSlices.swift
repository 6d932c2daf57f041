/// Searches in slices that go through `memchr`. Contract: pointers live for one call.
extension ArraySlice<UInt8> {
  /// The first place of `byte` at or after `start`.
  @inline(__always)
  func place(of byte: UInt8, from start: Int) -> Int? {
    guard start < endIndex else { return nil }
    return unsafe withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      return unsafe UnsafeSearch.first(byte, in: base, from: start - startIndex, to: buffer.count)
        .map { $0 + startIndex }
    }
  }

  /// Whether a byte above ASCII stands anywhere.
  var hasHighBytes: Bool {
    unsafe withUnsafeBytes { bytes in
      var index = 0
      while index + 8 <= bytes.count {
        if unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          & 0x8080_8080_8080_8080
          != 0
        {
          return true
        }
        index += 8
      }
      while index < bytes.count {
        if unsafe bytes[index] >= 0x80 { return true }
        index += 1
      }
      return false
    }
  }
}
