/// Encoded words in header fields (RFC 2047), decoded to UTF-8.
enum EncodedWords {
  /// The longest name of a character set, with its language, in bytes.
  private static let longestName = 128

  /// The text with its encoded words decoded.
  ///
  /// White space between two of them is dropped, as the standard says; what isn't well-formed
  /// stands for itself.
  static func decode(_ bytes: Bytes) -> Bytes {
    guard bytes.firstIndex(ofIgnoringCase: "=?") != nil else { return bytes }
    var result: [UInt8] = []
    var index = bytes.startIndex
    var gapStart: Int?
    var ends = EndSearch(bytes)
    while index < bytes.endIndex {
      if let word = word(in: bytes, at: index, &ends) {
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

  /// Finds `?=` from places that only ever move on, so that all searches together cost one walk.
  private struct EndSearch {
    private let bytes: Bytes
    private var place: Int

    init(_ bytes: Bytes) {
      self.bytes = bytes
      place = bytes.startIndex
    }

    /// The first `?=` at or behind a place; nil where there is none.
    mutating func next(from start: Int) -> Int? {
      place = max(place, start)
      while place + 1 < bytes.endIndex {
        if bytes[place] == UInt8(ascii: "?"), bytes[place + 1] == UInt8(ascii: "=") { return place }
        place += 1
      }
      return nil
    }
  }

  private static func word(
    in bytes: Bytes,
    at start: Int,
    _ ends: inout EndSearch
  ) -> (text: Bytes, end: Int)? {
    guard start + 8 <= bytes.endIndex, bytes[start] == UInt8(ascii: "="),
      bytes[start + 1] == UInt8(ascii: "?"),
      let charsetEnd = bytes[(start + 2)...].prefix(Self.longestName)
        .firstIndex(of: UInt8(ascii: "?")),
      charsetEnd + 2 < bytes.endIndex, bytes[charsetEnd + 2] == UInt8(ascii: "?")
    else { return nil }
    guard let end = ends.next(from: charsetEnd + 3) else { return nil }
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
