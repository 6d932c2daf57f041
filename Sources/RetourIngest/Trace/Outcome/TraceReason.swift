/// The reason string of Exchange: `[{LED=...};{MSG=...};{FQDN=...};{IP=...};{LRT=...}]` in any order,
/// whole or cut, or bare text.
///
/// Source: Exchange Online's message trace details, the recipient-status of tracking logs.
struct TraceReason {
  /// The last error: the reply with what the server wrote around it.
  private(set) var lastError: Bytes = []
  /// The server that refused or could not be reached.
  private(set) var host: Bytes = []
  /// Its address.
  private(set) var address: Bytes = []
  /// Whether the string breaks off before its closing bracket.
  private(set) var isCut = false

  private static let keys: [StaticString] = ["{led=", "{msg=", "{fqdn=", "{ip=", "{lrt="]

  /// Finds the reason in a text; the text itself is the last error where it has no such brackets.
  init(_ text: Bytes) {
    guard let open = text.firstIndex(ofIgnoringCase: "[{"), Self.key(in: text, at: open + 1) != nil
    else {
      lastError = text.trimmed
      return
    }
    var index = open + 1
    while let key = Self.key(in: text, at: index) {
      let low = index + key.utf8CodeUnitCount
      let (high, next) = Self.end(of: text, from: low)
      let value = text[low..<high].trimmed
      switch key.description {
      case "{led=": lastError = value
      case "{msg=": if lastError.isEmpty { lastError = value }
      case "{fqdn=": host = value
      case "{ip=": address = value
      default: break
      }
      guard let next else {
        isCut = high == text.endIndex
        return
      }
      index = next
    }
  }

  /// Where a value ends, and where the next item begins, if one does.
  private static func end(of text: Bytes, from low: Int) -> (high: Int, next: Int?) {
    var search = low
    while let brace = text.place(of: UInt8(ascii: "}"), from: search) {
      let rest = text[(brace + 1)...]
      if rest.first == UInt8(ascii: "]") { return (brace, nil) }
      if rest.first == UInt8(ascii: ";") {
        let next = rest.dropFirst().drop { $0.isWhiteSpace }.startIndex
        if key(in: text, at: next) != nil { return (brace, next) }
      }
      search = brace + 1
    }
    return (text.endIndex, nil)
  }

  /// Which key begins at a place, if one does.
  static func key(in text: Bytes, at index: Int) -> StaticString? {
    guard index < text.endIndex else { return nil }
    return keys.first { text[index...].hasPrefix(ignoringCase: $0) }
  }
}
