import Glibc

/// Quoted-printable (RFC 2045 section 6.7), decoded into new memory.
///
/// Contract: reads stay inside the slice, and what is written is at most as long as what was read up
/// to there, so it fits the memory of the slice's length.
enum UnsafeQuotedPrintable {
  /// The decoded bytes; what is no escape stands for itself.
  static func decode(_ bytes: Bytes) -> [UInt8] {
    // An array without room is one for all threads, whose count would be written.
    guard !bytes.isEmpty else { return [] }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { result, filled in
        guard let source = bytes.baseAddress, let target = result.baseAddress else { return }
        var count = 0
        var index = 0
        while index < bytes.count {
          let equals =
            unsafe UnsafeSearch.first(UInt8(ascii: "="), in: source, from: index, to: bytes.count)
            ?? bytes.count
          unsafe memcpy(target + count, source + index, equals - index)
          count += equals - index
          guard equals < bytes.count else { break }
          index = equals + 1
          if index + 1 < bytes.count, let high = unsafe bytes[index].hexValue,
            let low = unsafe bytes[index + 1].hexValue
          {
            unsafe result[count] = high << 4 | low
            count += 1
            index += 2
            continue
          }
          // A soft line break, perhaps with white space after it; anything else stands for itself.
          var next = index
          while next < bytes.count,
            unsafe bytes[next].isBlank || bytes[next] == .carriageReturn
          {
            next += 1
          }
          if next == bytes.count {
            index = next
          } else if unsafe bytes[next] == .lineFeed {
            index = next + 1
          } else {
            unsafe result[count] = UInt8(ascii: "=")
            count += 1
          }
        }
        filled = count
      }
    }
  }
}
