/// Counting in arrays. Contract: loads of sixteen bytes stay inside the array.
extension [UInt8] {
  /// Whether a byte stands an odd number of times among the first `end` bytes.
  ///
  /// How: a comparison of sixteen bytes sets all bits of those that are equal, and the results of all
  /// blocks are folded by exclusive or, so that a byte of the fold is set where its column had an
  /// odd number.
  func isOddCount(of byte: UInt8, before end: Int) -> Bool {
    unsafe withUnsafeBytes { bytes in
      precondition(end <= bytes.count)
      let wanted = SIMD16<UInt8>(repeating: byte)
      var fold = SIMD16<Int8>(repeating: 0)
      var index = 0
      while index + 16 <= end {
        let block = unsafe bytes.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
        fold ^= unsafe unsafeBitCast(block .== wanted, to: SIMD16<Int8>.self)
        index += 16
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
