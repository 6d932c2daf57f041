import Glibc

/// Text of any character set to UTF-8, by glibc's iconv.
///
/// Contract for the unsafe parts: a conversion descriptor lives within one call.
enum Charset {
  /// `bytes` as UTF-8.
  ///
  /// Where the set isn't stated or the text breaks its rules, it is guessed; ASCII always survives.
  static func utf8(_ bytes: Bytes, charset: Bytes?) -> Bytes {
    let name = charset?.trimmed.lowercasedText ?? ""
    let isEscaped = bytes.place(of: 0x1B, from: bytes.startIndex) != nil
    let isASCII = !bytes.hasHighBytes
    // A message that was saved in another encoding still states the old one.
    if name.hasPrefix("utf-16"), bytes.place(of: 0, from: bytes.startIndex) == nil {
      return utf8(bytes, charset: nil)
    }
    if name.hasPrefix("utf-16") || name.hasPrefix("utf-7") {
      return convert(bytes, from: name) ?? bytes
    }
    if isASCII, !isEscaped { return bytes }
    if isEscaped, isASCII || name.hasPrefix("iso-2022") {
      return convert(bytes, from: name.hasPrefix("iso-2022") ? name : "iso-2022-jp") ?? bytes
    }
    if isValidUTF8(bytes) { return bytes }
    if !name.isEmpty, name != "utf-8", name != "us-ascii", let text = convert(bytes, from: name) {
      return text
    }
    return convert(bytes, from: CharsetGuess.name(bytes)) ?? bytes
  }

  /// Whether the bytes are well-formed UTF-8.
  static func isValidUTF8(_ bytes: Bytes) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  private static func convert(_ bytes: Bytes, from name: String) -> Bytes? {
    guard name.utf8.allSatisfy({ $0.isAlphanumeric || "-_:.".utf8.contains($0) }) else {
      return nil
    }
    let descriptor = unsafe iconv_open("UTF-8", name == "windows-1252" ? "CP1252" : name)
    guard unsafe descriptor != iconv_t(bitPattern: -1) else { return nil }
    defer { unsafe iconv_close(descriptor) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 8)
    var piece = [UInt8](repeating: 0, count: min(bytes.count * 4 + 16, 1 << 16))
    unsafe bytes.withUnsafeBytes { bytes in
      // The library doesn't write to its input, whatever its type says.
      var from = unsafe UnsafeMutablePointer(
        mutating: bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      )
      var left = bytes.count
      while left > 0 {
        let before = left
        let written = unsafe piece.withUnsafeMutableBytes { piece in
          var into = unsafe piece.baseAddress?.assumingMemoryBound(to: CChar.self)
          var room = piece.count
          let code = unsafe iconv(descriptor, &from, &left, &into, &room) == -1 ? errno : 0
          if code == EILSEQ || code == EINVAL, left > 0, room > 0 {
            // One byte that can't be converted becomes a question mark.
            unsafe into?.pointee = CChar(UInt8(ascii: "?"))
            room -= 1
            unsafe from = from.map { unsafe $0 + 1 }
            left -= 1
          }
          return piece.count - room
        }
        result += piece[..<written]
        if written == 0, left == before { break }
      }
    }
    return result[...]
  }
}
