import CShims

/// Searches in slices that go through the C library. Contract: pointers live for one call.
extension ArraySlice<UInt8> {
  /// The first place of `byte` at or after `start` and before `end`, which is at most `endIndex`.
  @inline(__always)
  func place(of byte: UInt8, from start: Int, to end: Int) -> Int? {
    guard start < end else { return nil }
    return unsafe withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      precondition(start >= startIndex && end <= endIndex)
      return unsafe UnsafeSearch.first(
        byte,
        in: base,
        from: start - startIndex,
        to: end - startIndex
      ).map { $0 + startIndex }
    }
  }
  /// The first place at or after `start` where two bytes may follow each other in any case; a byte
  /// that differs from one of them only in the bit of lower case counts too.
  ///
  /// How: sixteen places at a time; two loads of 16 bytes stay inside the slice, and what is left is
  /// looked at byte by byte.
  func place(ofIgnoringCase first: UInt8, _ second: UInt8, from start: Int) -> Int? {
    precondition(start >= startIndex)
    let (first, second) = (first | 0x20, second | 0x20)
    return unsafe withUnsafeBytes { bytes in
      let firsts = SIMD16<UInt8>(repeating: first)
      let seconds = SIMD16<UInt8>(repeating: second)
      let lower = SIMD16<UInt8>(repeating: 0x20)
      var index = start - startIndex
      while index + 17 <= bytes.count {
        let here = unsafe bytes.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
        let next = unsafe bytes.loadUnaligned(fromByteOffset: index + 1, as: SIMD16<UInt8>.self)
        if any(((here | lower) .== firsts) .& ((next | lower) .== seconds)) { break }
        index += 16
      }
      while index + 2 <= bytes.count {
        if unsafe bytes[index] | 0x20 == first && bytes[index + 1] | 0x20 == second {
          return index + startIndex
        }
        index += 1
      }
      return nil
    }
  }

  /// The first place at or after `start` where the bytes of `needle` stand.
  func place(of needle: Bytes, from start: Int) -> Int? {
    guard start < endIndex, !needle.isEmpty else { return nil }
    return unsafe withUnsafeBytes { bytes in
      unsafe needle.withUnsafeBytes { needle in
        guard let base = bytes.baseAddress, let text = needle.baseAddress else { return nil }
        let low = start - startIndex
        guard
          let hit = unsafe retour_memmem(base + low, bytes.count - low, text, needle.count)
        else { return nil }
        return unsafe hit - base + startIndex
      }
    }
  }

  /// The bytes with each run of white space and control characters as one space, none at the ends.
  func squeezed() -> [UInt8] {
    // An array without room is one for all threads, whose count would be written.
    guard !isEmpty else { return [] }
    return unsafe withUnsafeBufferPointer { bytes in
      unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { result, filled in
        // A space is written before the byte that follows it, so there is room for both.
        var count = 0
        var isGap = false
        for index in 0..<bytes.count {
          let byte = unsafe bytes[index]
          if byte <= .space || byte == 0x7F {
            isGap = count > 0
            continue
          }
          if isGap {
            unsafe result[count] = .space
            count += 1
            isGap = false
          }
          unsafe result[count] = byte
          count += 1
        }
        filled = count
      }
    }
  }

  /// Adds what ``squeezed()`` gives to an array; most lines of a notice are so already.
  func squeeze(into result: inout [UInt8]) {
    if isSqueezed { result.append(contentsOf: self) } else { result.append(contentsOf: squeezed()) }
  }

  /// Whether no white space is doubled or at an end, and there are no control characters.
  var isSqueezed: Bool {
    unsafe withUnsafeBufferPointer { bytes in
      var isGap = true
      for index in 0..<bytes.count {
        let byte = unsafe bytes[index]
        if byte <= .space || byte == 0x7F {
          if isGap || byte != .space { return false }
          isGap = true
        } else {
          isGap = false
        }
      }
      return !isGap
    }
  }

  /// Whether a byte above ASCII stands anywhere.
  var hasHighBytes: Bool { hasByte { $0 & 0x8080_8080_8080_8080 } }

  /// Whether a byte below the space stands anywhere.
  var hasControls: Bool { hasByte { ($0 &- 0x2020_2020_2020_2020) & ~$0 & 0x8080_8080_8080_8080 } }

  /// Whether a test of eight bytes at a time, which sets bits for those that it looks for, sets any;
  /// it must set none for letters.
  @inline(__always)
  private func hasByte(_ test: (UInt64) -> UInt64) -> Bool {
    unsafe withUnsafeBytes { bytes in
      var index = 0
      while index + 8 <= bytes.count {
        if test(unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) != 0 {
          return true
        }
        index += 8
      }
      var rest: UInt64 = 0x6161_6161_6161_6161
      while index < bytes.count {
        rest = rest << 8 | UInt64(unsafe bytes[index])
        index += 1
      }
      return test(rest) != 0
    }
  }
}
