import CNettle

/// HMAC-SHA256 (RFC 2104) by libnettle, with the key taken in once.
///
/// Contract for the unsafe parts: the contexts are values, that of this struct is copied for each
/// message; libnettle keeps no pointer to them, to the key or to the bytes of a message.
@safe
struct KeyedHash: Sendable {
  private var keyed = hmac_sha256_ctx()

  init(key: [UInt8]) { unsafe nettle_hmac_sha256_set_key(&keyed, key.count, key) }

  /// The first 16 bytes of the code of a message, as two big-endian numbers.
  ///
  /// The domain goes before the message, so that a code of one use is none of another.
  func code(of message: [UInt8], for domain: HashDomain) -> (high: UInt64, low: UInt64) {
    var context = keyed
    unsafe nettle_hmac_sha256_update(&context, 1, [domain.rawValue])
    unsafe nettle_hmac_sha256_update(&context, message.count, message)
    var code = [UInt8](repeating: 0, count: 16)
    unsafe nettle_hmac_sha256_digest(&context, code.count, &code)
    return (Self.number(code[..<8]), Self.number(code[8...]))
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// What a keyed hash is used for.
enum HashDomain: UInt8 {
  case address = 1
  case identity = 2
  case fingerprint = 3
}
