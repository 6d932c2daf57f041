import CZstd

/// Packs bytes by zstd (RFC 8878).
///
/// Contract: pointers live for one call, and each comes with the number of its bytes.
enum UnsafePacking {
  /// The bytes, packed.
  static func packed(_ bytes: [UInt8]) -> [UInt8] {
    let room = ZSTD_compressBound(bytes.count)
    return unsafe [UInt8](unsafeUninitializedCapacity: room) { packed, count in
      count = unsafe bytes.withUnsafeBytes { bytes in
        unsafe ZSTD_compress(packed.baseAddress, room, bytes.baseAddress, bytes.count, 1)
      }
      // With as much room as it asks for it only fails where there is no memory.
      precondition(ZSTD_isError(count) == 0, "out of memory: packing")
    }
  }

  /// The `count` bytes that were packed; nil where these are none.
  static func unpacked(_ packed: Bytes, count: Int) -> [UInt8]? {
    var isWhole = false
    // One byte more: an array without room is one for all threads, whose count would be written.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count + 1) { bytes, filled in
      let got = unsafe packed.withUnsafeBytes { packed in
        unsafe ZSTD_decompress(bytes.baseAddress, count, packed.baseAddress, packed.count)
      }
      isWhole = got == count
      filled = isWhole ? count : 0
    }
    return isWhole ? bytes : nil
  }
}
