/// A record of `name=value` pairs between semicolons, as DKIM (RFC 6376 3.2), DMARC (RFC 7489 6.4),
/// MTA-STS (RFC 8461 3.1) and TLS-RPT (RFC 8460 3) write it.
///
/// Example: `v=DMARC1; p=none; rua=mailto:reports@contoso.com`.
struct TagList: Hashable, Sendable {
  /// The most pairs that are read.
  static let maximumTags = 64

  /// The pairs in order; names in lower case, values without space around them.
  let tags: [(name: String, value: String)]

  /// Reads a text; nil where a piece has no `=`, a name is none or stands twice, or a value has
  /// bytes that aren't printable ASCII.
  init?(_ text: [UInt8]) {
    var tags: [(name: String, value: String)] = []
    for piece in text.split(separator: UInt8(ascii: ";")) {
      let piece = Self.trimmed(piece)
      guard !piece.isEmpty else { continue }
      guard let sign = piece.firstIndex(of: UInt8(ascii: "=")), tags.count < Self.maximumTags else {
        return nil
      }
      let name = Self.trimmed(piece[..<sign])
      let value = Self.trimmed(piece[(sign + 1)...])
      guard !name.isEmpty, name.allSatisfy(Self.isNameByte),
        value.allSatisfy({ 0x20...0x7E ~= $0 || Self.isSpace($0) })
      else { return nil }
      let word = String(decoding: name, as: UTF8.self).lowercased()
      guard !tags.contains(where: { $0.name == word }) else { return nil }
      tags.append((word, String(decoding: value, as: UTF8.self)))
    }
    self.tags = tags
  }

  /// The value of a name.
  subscript(_ name: String) -> String? { tags.first { $0.name == name }?.value }

  /// Whether a text begins with a version, for example `v=DMARC1`, and a semicolon or the end.
  static func isVersion(_ version: String, of text: [UInt8]) -> Bool {
    let head = text.prefix { $0 != UInt8(ascii: ";") }
    guard let sign = head.firstIndex(of: UInt8(ascii: "=")) else { return false }
    return trimmed(head[..<sign]).elementsEqual("v".utf8)
      && trimmed(head[(sign + 1)...]).elementsEqual(version.utf8)
  }

  static func == (one: Self, other: Self) -> Bool {
    one.tags.elementsEqual(other.tags) { $0 == $1 }
  }

  func hash(into hasher: inout Hasher) {
    for tag in tags {
      hasher.combine(tag.name)
      hasher.combine(tag.value)
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    0x61...0x7A ~= byte | 0x20 || 0x30...0x39 ~= byte || byte == UInt8(ascii: "_")
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let rest = bytes.drop(while: isSpace)
    guard let last = rest.lastIndex(where: { !isSpace($0) }) else { return rest.prefix(0) }
    return rest[...last]
  }
}
