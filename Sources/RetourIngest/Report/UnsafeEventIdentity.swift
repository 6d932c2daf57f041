import CNettle
import RetourEvents

/// SHA-256 (FIPS 180-4) by libnettle.
///
/// Contract for the unsafe parts: the context is a value of this struct; libnettle keeps no
/// pointer to it or to the data.
@safe
struct SHA256Hash {
  private var context = sha256_ctx()

  init() { unsafe nettle_sha256_init(&context) }

  /// Takes in bytes.
  mutating func update(_ bytes: Bytes) {
    unsafe bytes.withUnsafeBufferPointer {
      unsafe nettle_sha256_update(&context, $0.count, $0.baseAddress)
    }
  }

  /// Takes in a text behind its length as eight bytes, big-endian.
  mutating func field(_ text: String?) {
    let length = UInt64(text?.utf8.count ?? 0).bigEndian
    unsafe withUnsafeBytes(of: length) { length in
      unsafe nettle_sha256_update(
        &context,
        8,
        length.baseAddress?.assumingMemoryBound(to: UInt8.self)
      )
    }
    guard let text else { return }
    let bytes = text.utf8.span
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe nettle_sha256_update(&context, bytes.count, bytes.baseAddress)
    }
  }

  /// The first `count` bytes of the hash, at most 32.
  mutating func digest(_ count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe nettle_sha256_digest(&context, count, buffer.baseAddress)
      filled = count
    }
  }

  /// The first 128 bits of the hash.
  mutating func identity() -> Identity {
    var words: (high: UInt64, low: UInt64) = (0, 0)
    unsafe withUnsafeMutableBytes(of: &words) { words in
      unsafe nettle_sha256_digest(
        &context,
        16,
        words.baseAddress?.assumingMemoryBound(to: UInt8.self)
      )
    }
    return Identity(high: UInt64(bigEndian: words.high), low: UInt64(bigEndian: words.low))
  }
}
