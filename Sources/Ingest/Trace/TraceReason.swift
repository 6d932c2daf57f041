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

  private static func key(in text: Bytes, at index: Int) -> StaticString? {
    guard index < text.endIndex else { return nil }
    return keys.first { text[index...].hasPrefix(ignoringCase: $0) }
  }

  /// Splits a list that gives one entry per recipient, at the semicolons outside of `[{` and `}]`.
  ///
  /// With one recipient nothing is split, because texts hold semicolons of their own.
  static func split(_ text: Bytes, recipients: Int) -> [Bytes] {
    guard recipients > 1 else { return [text] }
    var parts: [Bytes] = []
    var start = text.startIndex
    var index = start
    var isInside = false
    while index < text.endIndex {
      let next = index + 1 < text.endIndex ? text[index + 1] : 0
      switch text[index] {
      case UInt8(ascii: "[") where next == UInt8(ascii: "{"): isInside = true
      case UInt8(ascii: "}") where next == UInt8(ascii: "]"): isInside = false
      case UInt8(ascii: ";") where !isInside:
        parts.append(text[start..<index].trimmed)
        start = index + 1
      default: break
      }
      index += 1
    }
    parts.append(text[start...].trimmed)
    return parts
  }
}
