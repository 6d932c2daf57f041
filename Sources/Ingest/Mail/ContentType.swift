/// A `Content-Type` field (RFC 2045 section 5.1), read leniently.
struct ContentType {
  /// Type and subtype in lower case, for example `multipart/report`.
  var type: String
  private let parameters: [(name: Bytes, value: Bytes)]

  /// What a part without the field is: plain text.
  static let plainText = ContentType(type: "text/plain", parameters: [])

  /// The value of a parameter (its name in lower case), as written without quotes.
  subscript(name: StaticString) -> Bytes? {
    parameters.first { $0.name.equals(ignoringCase: name) }?.value
  }

  /// Reads a field's value.
  ///
  /// Anything without a `/` is plain text.
  init(_ value: Bytes) {
    let end = value.firstIndex { $0 == UInt8(ascii: ";") || $0.isWhiteSpace } ?? value.endIndex
    let type = value[..<end]
    self.init(
      type: type.contains(UInt8(ascii: "/")) ? type.lowercasedText : "text/plain",
      parameters: Self.parameters(value[end...])
    )
  }

  private init(type: String, parameters: [(name: Bytes, value: Bytes)]) {
    self.type = type
    self.parameters = parameters
  }

  var isMultipart: Bool { type.hasPrefix("multipart/") }

  private static func parameters(_ bytes: Bytes) -> [(name: Bytes, value: Bytes)] {
    var result: [(name: Bytes, value: Bytes)] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      while index < bytes.endIndex, bytes[index].isWhiteSpace || bytes[index] == UInt8(ascii: ";") {
        index += 1
      }
      let nameStart = index
      while index < bytes.endIndex, bytes[index] != UInt8(ascii: "="),
        bytes[index] != UInt8(ascii: ";")
      {
        index += 1
      }
      guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "=") else { continue }
      let name = bytes[nameStart..<index].trimmed
      index += 1
      while index < bytes.endIndex, bytes[index].isWhiteSpace { index += 1 }
      let value: Bytes
      if index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") {
        var text: [UInt8] = []
        index += 1
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\"") {
          if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.endIndex { index += 1 }
          if bytes[index] != .lineFeed, bytes[index] != .carriageReturn {
            text.append(bytes[index])
          }
          index += 1
        }
        index = Swift.min(index + 1, bytes.endIndex)
        value = text[...]
      } else {
        let start = index
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: ";"), !bytes[index].isWhiteSpace
        {
          index += 1
        }
        value = bytes[start..<index]
      }
      result.append((name, value))
    }
    return result
  }
}
