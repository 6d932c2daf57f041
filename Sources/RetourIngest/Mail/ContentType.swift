/// A `Content-Type` field (RFC 2045 section 5.1), read leniently.
struct ContentType {
  /// What a part of a type is in a report.
  enum Role {
    /// The machine-readable fields.
    case status
    /// The returned message, or its header.
    case returned
    case html
    case text
    case multipart
    case other
  }

  /// Type and subtype in lower case, for example `multipart/report`.
  let type: String
  /// What a part of this type is.
  let role: Role
  /// What stands behind the type.
  private let parameters: Bytes

  /// What a part without the field is: plain text.
  static let plainText = ContentType(type: "text/plain", role: .text)

  /// The value of a parameter (its name in lower case), as written without quotes.
  subscript(name: StaticString) -> Bytes? {
    var index = parameters.startIndex
    while let parameter = Self.next(in: parameters, &index) {
      if parameter.name.equals(ignoringCase: name) { return parameter.value }
    }
    return nil
  }

  /// Reads a field's value.
  ///
  /// Anything without a `/` is plain text.
  init(_ value: Bytes) {
    let end = value.firstIndex { $0 == UInt8(ascii: ";") || $0.isWhiteSpace } ?? value.endIndex
    let type = value[..<end]
    parameters = value[end...]
    if !type.contains(UInt8(ascii: "/")) {
      (self.type, role) = ("text/plain", .text)
    } else if let known = Self.known.first(where: { type.equals(ignoringCase: $0.name) }) {
      (self.type, role) = (known.type, known.role)
    } else {
      (self.type, role) = (type.lowercasedText, Self.role(type))
    }
  }

  private init(type: String, role: Role) {
    self.type = type
    self.role = role
    parameters = []
  }

  /// The types that occur in reports; their names are there once, not made for each message.
  private static let known: [(name: StaticString, type: String, role: Role)] = [
    ("text/plain", "text/plain", .text),
    ("text/html", "text/html", .html),
    ("multipart/report", "multipart/report", .multipart),
    ("multipart/mixed", "multipart/mixed", .multipart),
    ("multipart/alternative", "multipart/alternative", .multipart),
    ("multipart/related", "multipart/related", .multipart),
    ("message/delivery-status", "message/delivery-status", .status),
    ("message/global-delivery-status", "message/global-delivery-status", .status),
    ("message/global-delivery-status-utf-8", "message/global-delivery-status-utf-8", .status),
    ("text/delivery-status", "text/delivery-status", .status),
    ("message/rfc822", "message/rfc822", .returned),
    ("text/rfc822-headers", "text/rfc822-headers", .returned),
    ("text/rfc822-header", "text/rfc822-header", .returned),
    ("text/rfc822", "text/rfc822", .returned),
    ("message/rfc822-headers", "message/rfc822-headers", .returned),
    ("message/global", "message/global", .returned),
    ("message/global-headers", "message/global-headers", .returned),
    ("message/partial", "message/partial", .returned),
  ]

  private static func role(_ type: Bytes) -> Role {
    if type.hasPrefix(ignoringCase: "text/") { return .text }
    return type.hasPrefix(ignoringCase: "multipart/") ? .multipart : .other
  }

  /// The parameter at or behind a place, which moves behind it; nil where none follows.
  private static func next(in bytes: Bytes, _ index: inout Int) -> (name: Bytes, value: Bytes)? {
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
      if index < bytes.endIndex, bytes[index] == UInt8(ascii: "\"") {
        let (value, end) = quoted(bytes, from: index + 1)
        index = end
        return (name, value)
      }
      let start = index
      while index < bytes.endIndex, bytes[index] != UInt8(ascii: ";"), !bytes[index].isWhiteSpace {
        index += 1
      }
      return (name, bytes[start..<index])
    }
    return nil
  }

  /// The text of a quoted string behind its first quotation mark, and where it is over.
  private static func quoted(_ bytes: Bytes, from start: Int) -> (text: Bytes, end: Int) {
    var index = start
    while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\""),
      bytes[index] != UInt8(ascii: "\\"), bytes[index] != .lineFeed,
      bytes[index] != .carriageReturn
    {
      index += 1
    }
    var text = bytes[start..<index]
    while index < bytes.endIndex, bytes[index] != UInt8(ascii: "\"") {
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.endIndex { index += 1 }
      if bytes[index] != .lineFeed, bytes[index] != .carriageReturn { text.append(bytes[index]) }
      index += 1
    }
    return (text, Swift.min(index + 1, bytes.endIndex))
  }
}
