import MailText

/// The length of an RSA key as DKIM publishes it (RFC 6376 3.6.1): base64 of a SubjectPublicKeyInfo
/// (RFC 5280 4.1), or of the bare RSAPublicKey of RFC 8017 A.1.1.
enum PublicKeySize {
  /// The bits of the modulus; nil for what is no such key.
  static func rsa(base64 text: String) -> Int? {
    let digits = text.utf8.filter { $0 != 0x20 && !(0x09...0x0D ~= $0) }
    guard let bytes = Base64.decoded(digits[...]) else { return nil }
    var reader = DERReader(bytes[...])
    guard var outer = reader.value(of: 0x30) else { return nil }
    if var first = outer.peekValue(of: 0x30) {
      // SubjectPublicKeyInfo: the algorithm, then a bit string that holds the key.
      guard first.value(of: 0x06) != nil, outer.value(of: 0x30) != nil,
        let string = outer.value(of: 0x03), string.rest.first == 0
      else { return nil }
      var inner = DERReader(string.rest.dropFirst())
      guard let key = inner.value(of: 0x30) else { return nil }
      outer = key
    }
    guard let modulus = outer.value(of: 0x02) else { return nil }
    let number = modulus.rest.drop { $0 == 0 }
    guard let head = number.first else { return nil }
    return number.count * 8 - head.leadingZeroBitCount
  }
}

/// Reads lengths and values of DER (X.690 8.1); what is longer than what holds it isn't read.
private struct DERReader {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next value, where it has this tag.
  mutating func value(of tag: UInt8) -> DERReader? {
    var after = rest
    guard after.popFirst() == tag, let first = after.popFirst() else { return nil }
    var length = Int(first)
    if first >= 0x80 {
      let count = Int(first & 0x7F)
      guard 1...3 ~= count, after.count >= count else { return nil }
      length = after.prefix(count).reduce(0) { $0 << 8 | Int($1) }
      after = after.dropFirst(count)
    }
    guard after.count >= length else { return nil }
    rest = after.dropFirst(length)
    return DERReader(after.prefix(length))
  }

  /// The same without going on.
  func peekValue(of tag: UInt8) -> DERReader? {
    var copy = self
    return copy.value(of: tag)
  }
}
