/// The content transfer encodings of RFC 2045 section 6, decoded leniently: damage costs at most
/// the bytes around it.
enum TransferEncoding {
  case identity
  case quotedPrintable
  case base64

  /// Reads a `Content-Transfer-Encoding` value; what isn't known is taken as it is.
  init(_ value: Bytes?) {
    guard let value = value?.trimmed else {
      self = .identity
      return
    }
    if value.hasPrefix(ignoringCase: "quoted-printable") {
      self = .quotedPrintable
    } else if value.hasPrefix(ignoringCase: "base64") {
      self = .base64
    } else {
      self = .identity
    }
  }

  /// The decoded bytes.
  func decode(_ bytes: Bytes) -> Bytes {
    switch self {
    case .identity: bytes
    case .quotedPrintable: UnsafeQuotedPrintable.decode(bytes)[...]
    case .base64: Self.decodeBase64(bytes)[...]
    }
  }

  /// Decodes what is base64; other bytes are passed over.
  ///
  /// Where more than a few stand among it, the text isn't base64 at all in spite of its label, and
  /// is returned as it is.
  static func decodeBase64(_ bytes: Bytes) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count / 4 * 3 + 3)
    var bits: UInt32 = 0
    var count = 0
    var strangers = 0
    for byte in bytes {
      let value: UInt32
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte) - 65
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(byte) - 71
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(byte) + 4
      case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
      case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
      case UInt8(ascii: "="):
        // Padding ends a quantum; what follows begins a new one (concatenated encodings occur).
        if count == 2 { result.append(UInt8(truncatingIfNeeded: bits >> 4)) }
        if count == 3 {
          result.append(UInt8(truncatingIfNeeded: bits >> 10))
          result.append(UInt8(truncatingIfNeeded: bits >> 2))
        }
        bits = 0
        count = 0
        continue
      default:
        if !byte.isWhiteSpace { strangers += 1 }
        continue
      }
      bits = bits << 6 | value
      count += 1
      if count == 4 {
        result.append(UInt8(truncatingIfNeeded: bits >> 16))
        result.append(UInt8(truncatingIfNeeded: bits >> 8))
        result.append(UInt8(truncatingIfNeeded: bits))
        bits = 0
        count = 0
      }
    }
    if count == 2 { result.append(UInt8(truncatingIfNeeded: bits >> 4)) }
    if count == 3 {
      result.append(UInt8(truncatingIfNeeded: bits >> 10))
      result.append(UInt8(truncatingIfNeeded: bits >> 2))
    }
    return strangers * 20 > bytes.count ? Array(bytes) : result
  }
}
