/// Hashes of bytes, eight at a time.
///
/// Contract: loads stay inside the slice; the pointer lives for one call.
enum UnsafeDomainHash {
  /// The hash of the domain of an address in lower case, and where it begins; nil where the address
  /// has none of letters, digits, dots, dashes and underscores only.
  static func domain(of address: Bytes) -> (hash: UInt64, low: Int)? {
    unsafe address.withUnsafeBufferPointer { bytes in
      var low = bytes.count
      var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
      while low > 0 {
        let byte = unsafe bytes[low - 1]
        if byte == UInt8(ascii: "@") { break }
        let lower = byte.lowercased
        guard
          lower.isAlphanumeric || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
        else { return nil }
        hash = (hash ^ UInt64(lower)) &* 0x100_0000_01B3
        hash ^= hash >> 29
        low -= 1
      }
      guard low > 0, low < bytes.count, unsafe bytes[bytes.count - 1] != UInt8(ascii: ".") else {
        return nil
      }
      return (hash, address.startIndex + low)
    }
  }

  /// Takes bytes into a hash.
  static func mix(_ bytes: Bytes, into hash: inout UInt64) {
    unsafe bytes.withUnsafeBytes { bytes in
      var index = 0
      while index + 8 <= bytes.count {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 32
        index += 8
      }
      var rest = UInt64(bytes.count)
      while index < bytes.count {
        rest = rest << 8 | UInt64(unsafe bytes[index])
        index += 1
      }
      hash = (hash ^ rest) &* 0xD6E8_FEB8_6659_FD93
      hash ^= hash >> 32
    }
  }
}
