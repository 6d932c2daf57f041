/// Encoded words in header fields (RFC 2047), decoded to UTF-8.
enum EncodedWords {
  /// The text with its encoded words decoded.
  ///
  /// White space between two of them is dropped, as the standard says; what isn't well-formed
  /// stands for itself.
  static func decode(_ bytes: Bytes) -> Bytes {
    guard bytes.firstIndex(ofIgnoringCase: "=?") != nil else { return bytes }
    var result: [UInt8] = []
    var index = bytes.startIndex
    var gapStart: Int?
    while index < bytes.endIndex {
      if let word = word(in: bytes, at: index) {
        if let gapStart, bytes[gapStart..<index].allSatisfy(\.isWhiteSpace) {
          result.removeLast(index - gapStart)
        }
        result.append(contentsOf: word.text)
        index = word.end
        gapStart = index
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result[...]
  }

  private static func word(in bytes: Bytes, at start: Int) -> (text: Bytes, end: Int)? {
    guard start + 8 <= bytes.endIndex, bytes[start] == UInt8(ascii: "="),
      bytes[start + 1] == UInt8(ascii: "?"),
      let charsetEnd = bytes[(start + 2)...].firstIndex(of: UInt8(ascii: "?")),
      charsetEnd + 2 < bytes.endIndex, bytes[charsetEnd + 2] == UInt8(ascii: "?")
    else { return nil }
    var end = charsetEnd + 3
    while end + 1 < bytes.endIndex,
      !(bytes[end] == UInt8(ascii: "?") && bytes[end + 1] == UInt8(ascii: "="))
    {
      end += 1
    }
    guard end + 1 < bytes.endIndex else { return nil }
    let payload = bytes[(charsetEnd + 3)..<end]
    let charsetName = bytes[(start + 2)..<charsetEnd]
    let charset = charsetName.prefix { $0 != UInt8(ascii: "*") }
    let decoded: [UInt8]
    switch bytes[charsetEnd + 1].lowercased {
    case UInt8(ascii: "b"):
      decoded = TransferEncoding.decodeBase64(payload)
    case UInt8(ascii: "q"):
      decoded = UnsafeQuotedPrintable.decode(
        payload.map { $0 == UInt8(ascii: "_") ? .space : $0 }[...]
      )
    default:
      return nil
    }
    return (Charset.utf8(decoded[...], charset: charset), end + 2)
  }
}
