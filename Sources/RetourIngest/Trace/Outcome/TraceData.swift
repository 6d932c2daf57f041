/// The `Data` of message trace details: `<root><MEP Name="..." String="..."/></root>`.
enum TraceData {
  /// The value of a name in lower case, with its entities resolved; empty where there is none.
  ///
  /// The value stands in an attribute of its type (String, Integer, Long, Blob ...), right behind
  /// the name.
  static func value(_ name: StaticString, in data: Bytes) -> Bytes {
    var search = data.startIndex
    while let place = data.firstIndex(ofIgnoringCase: "name=", from: search) {
      search = place + 5
      guard let (found, end) = quoted(data, from: search) else { return [] }
      search = end
      guard found.equals(ignoringCase: name) else { continue }
      guard let equals = data.place(of: UInt8(ascii: "="), from: end),
        !data[end..<equals].contains(UInt8(ascii: ">")),
        let (value, _) = quoted(data, from: equals + 1)
      else { return [] }
      return resolved(value)
    }
    return []
  }

  private static func quoted(_ data: Bytes, from start: Int) -> (value: Bytes, end: Int)? {
    let open = data[start...].drop { $0.isWhiteSpace }
    guard let quote = open.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      return nil
    }
    let low = open.startIndex + 1
    // A value that the service cut has no closing quote.
    let high = data.place(of: quote, from: low) ?? data.endIndex
    return (data[low..<high], min(high + 1, data.endIndex))
  }

  /// The text with the five entities of XML and character references in place.
  static func resolved(_ text: Bytes) -> Bytes {
    guard text.contains(UInt8(ascii: "&")) else { return text }
    var result: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "&"),
        let end = text[index...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
        let scalar = scalar(text[(index + 1)..<end])
      {
        result.append(contentsOf: Array(String(Character(scalar)).utf8))
        index = end + 1
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result[...]
  }

  private static func scalar(_ name: Bytes) -> Unicode.Scalar? {
    switch name.text {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    case let text where text.hasPrefix("#x") || text.hasPrefix("#X"):
      return UInt32(text.dropFirst(2), radix: 16).flatMap { Unicode.Scalar($0) }
    case let text where text.hasPrefix("#"):
      return UInt32(text.dropFirst()).flatMap { Unicode.Scalar($0) }
    default: return nil
    }
  }
}
