/// Counting in arrays. Contract: loads of sixteen bytes stay inside the array.
extension [UInt8] {
  /// Whether a byte stands an odd number of times among the first `end` bytes.
  ///
  /// How: a comparison of sixteen bytes sets all bits of those that are equal, and the results of all
  /// blocks, four at a time, are folded by exclusive or, so that a byte of the fold is set where its
  /// column had an odd number.
  func isOddCount(of byte: UInt8, before end: Int) -> Bool {
    precondition(0 <= end && end <= count)
    return unsafe withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return false }
      let wanted = SIMD16<UInt8>(repeating: byte)
      @inline(__always)
      func equal(_ index: Int) -> SIMD16<Int8> {
        let block = unsafe base.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
        return unsafe unsafeBitCast(block .== wanted, to: SIMD16<Int8>.self)
      }
      var fold = SIMD16<Int8>(repeating: 0)
      var index = 0
      while index &+ 64 <= end {
        fold ^= equal(index) ^ equal(index &+ 16) ^ equal(index &+ 32) ^ equal(index &+ 48)
        index &+= 64
      }
      var isOdd = false
      for column in fold.indices where fold[column] != 0 { isOdd.toggle() }
      while index < end {
        if unsafe bytes[index] == byte { isOdd.toggle() }
        index += 1
      }
      return isOdd
    }
  }
}
