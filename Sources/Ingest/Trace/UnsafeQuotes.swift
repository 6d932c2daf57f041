/// Counting in arrays. Contract: loads of eight bytes stay inside the array.
extension [UInt8] {
  /// Whether a byte stands an odd number of times among the first `end` bytes.
  ///
  /// How: eight bytes at a time become zero where they are equal; the test for zeros sets the top bit
  /// of exactly those, and the bits of all words are folded by exclusive or.
  func isOddCount(of byte: UInt8, before end: Int) -> Bool {
    unsafe withUnsafeBytes { bytes in
      let wanted = UInt64(byte) &* 0x0101_0101_0101_0101
      let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
      var flips: UInt64 = 0
      var index = 0
      while index + 8 <= end {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ wanted
        flips ^= ~(((word & low) &+ low) | word | low)
        index += 8
      }
      var isOdd = flips.nonzeroBitCount & 1 == 1
      while index < end {
        if unsafe bytes[index] == byte { isOdd.toggle() }
        index += 1
      }
      return isOdd
    }
  }
}
