/// Hashes of bytes, eight at a time.
///
/// Contract: `low..<high` lies inside the initialised memory of `base`; pointers live for one call.
enum UnsafeFastHash {
  /// The last `@` of an address that has bytes on both sides of it.
  @inline(__always)
  static func at(_ base: UnsafePointer<UInt8>, _ low: Int, _ high: Int) -> Int? {
    var index = high - 1
    while unsafe index > low && base[index] != UInt8(ascii: "@") { index -= 1 }
    return index > low && index < high - 1 ? index : nil
  }

  /// The hash of bytes as they are.
  @inline(__always)
  static func hash(_ base: UnsafePointer<UInt8>, _ low: Int, _ high: Int) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    unsafe mix(UnsafeRawPointer(base + low), high - low, into: &hash)
    return hash
  }

  /// The domain of an address, and its hash.
  static func domain(of address: Bytes) -> (hash: UInt64, name: Bytes)? {
    unsafe address.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress, let at = unsafe at(base, 0, bytes.count) else {
        return nil
      }
      return (
        unsafe hash(base, at + 1, bytes.count), address[(address.startIndex + at + 1)...]
      )
    }
  }

  /// Adds a domain in lower case to names; false where it isn't one of letters, digits, dots, dashes
  /// and underscores only.
  static func append(_ domain: UnsafeBufferPointer<UInt8>, to names: inout [UInt8]) -> Bool {
    guard unsafe domain.last != UInt8(ascii: "."),
      unsafe domain.allSatisfy({
        $0.isAlphanumeric || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: "_")
      })
    else { return false }
    let start = names.count
    unsafe names.append(contentsOf: domain)
    for index in start..<names.count { names[index] = names[index].lowercased }
    return true
  }

  /// The same for a slice.
  static func append(_ domain: Bytes, to names: inout [UInt8]) -> Bool {
    unsafe domain.withUnsafeBufferPointer { unsafe append($0, to: &names) }
  }

  /// Takes bytes into a hash.
  static func mix(_ bytes: Bytes, into hash: inout UInt64) {
    mix(bytes.span, into: &hash)
  }

  /// Takes bytes into a hash.
  static func mix(_ bytes: Span<UInt8>, into hash: inout UInt64) {
    unsafe bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return take(0, 0, 0, into: &hash) }
      unsafe mix(base, bytes.count, into: &hash)
    }
  }

  /// Takes `count` bytes from `base` on into a hash, sixteen at a time; the last step takes the last
  /// eight or sixteen once more where the count isn't a multiple.
  @inline(__always)
  static func mix(_ base: UnsafeRawPointer, _ count: Int, into hash: inout UInt64) {
    @inline(__always)
    func word(_ offset: Int) -> UInt64 {
      unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
    @inline(__always)
    func half(_ offset: Int) -> UInt64 {
      UInt64(unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    @inline(__always)
    func byte(_ offset: Int) -> UInt64 {
      UInt64(unsafe base.load(fromByteOffset: offset, as: UInt8.self))
    }
    if count >= 8 {
      var index = 0
      while index + 16 < count {
        take(word(index), word(index + 8), 0, into: &hash)
        index += 16
      }
      take(count - index > 8 ? word(index) : 0, word(count - 8), count, into: &hash)
    } else if count >= 4 {
      take(half(0), half(count - 4), count, into: &hash)
    } else if count > 0 {
      take(byte(0), byte(count / 2) << 8 | byte(count - 1), count, into: &hash)
    } else {
      take(0, 0, 0, into: &hash)
    }
  }

  /// One step: the two halves of a product of 128 bits, folded (as in wyhash).
  @inline(__always)
  private static func take(
    _ first: UInt64,
    _ second: UInt64,
    _ count: Int,
    into hash: inout UInt64
  ) {
    let product = (first ^ 0xA076_1D64_78BD_642F ^ UInt64(count) << 32)
      .multipliedFullWidth(by: second ^ hash)
    hash = product.high ^ product.low
  }
}
