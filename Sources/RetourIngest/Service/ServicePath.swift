/// Where something stands in a record: `mail.messageId`, `mail.headers[Message-ID]`, `@emailAddress`,
/// alternatives `a|b`, and `a+b` for two numbers joined by a dot.
struct ServicePath: Sendable {
  private enum Step: Sendable {
    case member([UInt8])
    /// The `value` of the entry of a list whose `name` is this.
    case entry([UInt8])
  }

  /// Parts that are joined; each has alternatives, each of these steps.
  private let parts: [[[Step]]]
  /// Whether it begins at the entry of the recipient's list.
  private let isOfEntry: Bool

  init(_ text: String) {
    isOfEntry = text.hasPrefix("@")
    parts = (isOfEntry ? text.dropFirst() : text[...]).split(separator: "+").map { part in
      part.split(separator: "|").map(Self.steps)
    }
  }

  private static func steps(_ text: Substring) -> [Step] {
    text.split(separator: ".").flatMap { name -> [Step] in
      guard name.hasSuffix("]"), let open = name.firstIndex(of: "[") else {
        return [.member(Array(name.utf8))]
      }
      let entry = name[name.index(after: open)...].dropLast()
      return [.member(Array(name[..<open].utf8)), .entry(Array(entry.utf8))]
    }
  }

  /// The value in a record; that of `@` alone is the entry itself.
  func value(in record: JSONTree, entry: JSONTree?) -> JSONTree? {
    guard let root = isOfEntry ? entry : record else { return nil }
    guard parts.count < 2 else {
      let words = parts.compactMap { Self.first(of: $0, in: root)?.words }
      guard words.count == parts.count else { return nil }
      return .text(Array(words.joined(separator: [UInt8(ascii: ".")])))
    }
    guard let part = parts.first else { return root }
    return Self.first(of: part, in: root)
  }

  private static func first(of alternatives: [[Step]], in root: JSONTree) -> JSONTree? {
    for steps in alternatives {
      var value: JSONTree? = root
      for step in steps {
        switch step {
        case .member(let name): value = value?.member(name)
        case .entry(let name): value = value.flatMap { Self.entry(name, of: $0) }
        }
      }
      if let value { return value }
    }
    return nil
  }

  private static func entry(_ name: [UInt8], of list: JSONTree) -> JSONTree? {
    guard case .array(let entries) = list else { return nil }
    let found = entries.first { entry in
      guard let stated = entry.member(Array("name".utf8))?.words else { return false }
      return stated.count == name.count
        && zip(stated, name).allSatisfy { $0.lowercased == $1.lowercased }
    }
    return found?.member(Array("value".utf8))
  }
}
