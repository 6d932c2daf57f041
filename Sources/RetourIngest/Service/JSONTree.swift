/// A JSON value in memory (RFC 8259), or a row of a CSV file as one.
indirect enum JSONTree {
  case object([(name: [UInt8], value: JSONTree)])
  case array([JSONTree])
  /// The bytes of a text, its escapes resolved.
  case text([UInt8])
  /// A number, `true` or `false` as it stands.
  case scalar([UInt8])
  case null

  /// How deep arrays and objects may be nested.
  static let depth = 32
  /// How many values one record may have.
  static let size = 100_000

  /// Parses a value; nil where it breaks the grammar, is nested too deep or has too many values.
  init?(_ text: Bytes) {
    var parser = Parser(text: text, index: text.startIndex)
    guard let value = parser.value(depth: 0) else { return nil }
    self = value
  }

  /// The member of an object, its name in any case.
  func member(_ name: [UInt8]) -> JSONTree? {
    guard case .object(let members) = self else { return nil }
    return members.first { member in
      member.name.count == name.count
        && zip(member.name, name).allSatisfy { $0.lowercased == $1.lowercased }
    }?.value
  }

  /// The text of a text or scalar; nil for others and for empty ones.
  var words: [UInt8]? {
    switch self {
    case .text(let bytes), .scalar(let bytes): bytes[...].trimmed.isEmpty ? nil : bytes
    case .object, .array, .null: nil
    }
  }

  private struct Parser {
    let text: Bytes
    var index: Int
    var count = 0

    mutating func value(depth: Int) -> JSONTree? {
      skipBlanks()
      count += 1
      guard index < text.endIndex, depth < JSONTree.depth, count < JSONTree.size else { return nil }
      switch text[index] {
      case UInt8(ascii: "{"): return object(depth)
      case UInt8(ascii: "["): return array(depth)
      case UInt8(ascii: "\""): return string().map { .text($0) }
      default: return scalar()
      }
    }

    private mutating func object(_ depth: Int) -> JSONTree? {
      index += 1
      var members: [(name: [UInt8], value: JSONTree)] = []
      while true {
        skipBlanks()
        guard index < text.endIndex else { return nil }
        if take("}") { return .object(members) }
        if take(",") { continue }
        guard text[index] == UInt8(ascii: "\""), let name = string() else { return nil }
        skipBlanks()
        guard take(":"), let value = value(depth: depth + 1) else { return nil }
        members.append((name, value))
      }
    }

    private mutating func array(_ depth: Int) -> JSONTree? {
      index += 1
      var values: [JSONTree] = []
      while true {
        skipBlanks()
        guard index < text.endIndex else { return nil }
        if take("]") { return .array(values) }
        if take(",") { continue }
        guard let value = value(depth: depth + 1) else { return nil }
        values.append(value)
      }
    }

    private mutating func string() -> [UInt8]? {
      let start = index + 1
      var place = start
      while let quote = text.place(of: UInt8(ascii: "\""), from: place) {
        var slashes = 0
        while quote - slashes > start, text[quote - slashes - 1] == UInt8(ascii: "\\") {
          slashes += 1
        }
        place = quote + 1
        if slashes % 2 == 0 {
          index = place
          return JSONMembers.unescaped(text[start..<quote])
        }
      }
      return nil
    }

    private mutating func scalar() -> JSONTree? {
      let start = index
      while index < text.endIndex, text[index].isAlphanumeric || "+-.".utf8.contains(text[index]) {
        index += 1
      }
      let word = text[start..<index]
      guard !word.isEmpty, word.count <= 64 else { return nil }
      return word.elementsEqual("null".utf8) ? .null : .scalar(Array(word))
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
      guard index < text.endIndex, text[index] == UInt8(ascii: mark) else { return false }
      index += 1
      return true
    }

    private mutating func skipBlanks() {
      while index < text.endIndex, text[index].isWhiteSpace { index += 1 }
    }
  }
}
