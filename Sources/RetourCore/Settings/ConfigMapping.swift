import Yams

/// A part of the configuration with keys of its own.
struct ConfigMapping {
  private let path: String
  private let name: String
  private let node: Node
  private let entries: [(key: Node, value: Node)]

  /// Takes the mapping below a key.
  ///
  /// - Throws: ``Failure`` with the place, where it is no mapping.
  init(_ node: Node, _ path: String, _ name: String) throws {
    guard let mapping = node.mapping else {
      throw Settings.wrong(path, node, "\(name) has to be a mapping of keys to values")
    }
    self.path = path
    self.name = name
    self.node = node
    entries = mapping.map { ($0.key, $0.value) }
  }

  /// Hands out all entries; what `take` doesn't know is an error with the nearest key.
  ///
  /// - Throws: ``Failure`` with every mistake, also that a key isn't there which is `needed`.
  func forEach(
    of keys: [String],
    needing needed: (key: String, why: String)? = nil,
    _ take: (_ key: String, _ value: Entry) throws -> Void
  ) throws {
    var mistakes = Mistakes()
    for (key, value) in entries {
      try mistakes.collect {
        guard let found = key.string, keys.contains(found) else {
          let words = KeyName.unknown(key.string ?? "?", of: keys)
          throw Settings.wrong(path, key, "\(name): \(words)")
        }
        try take(found, Entry(node: value, path: path, key: "\(name).\(found)"))
      }
    }
    if let needed, !entries.contains(where: { $0.key.string == needed.key }) {
      try mistakes.collect { throw wrong(needed.why) }
    }
    try mistakes.end()
  }

  /// What is wrong with it as a whole, for example that a key is missing.
  func wrong(_ why: String) -> Failure { Settings.wrong(path, node, "\(name): \(why)") }

  /// The entries whatever their keys.
  func forEachKey(_ take: (_ key: String, _ value: Node, _ place: Node) throws -> Void) throws {
    var mistakes = Mistakes()
    for (key, value) in entries { try mistakes.collect { try take(key.string ?? "", value, key) } }
    try mistakes.end()
  }

  /// A whole number within a range.
  static func number(
    _ node: Node,
    _ path: String,
    key: String,
    _ range: ClosedRange<Int>
  ) throws -> Int {
    guard let number = node.string.flatMap({ Int($0) }), range ~= number else {
      throw Settings.wrong(
        path,
        node,
        "\(key) takes a number from \(range.lowerBound) to \(range.upperBound)"
      )
    }
    return number
  }

  /// One value of it.
  struct Entry {
    let node: Node
    let path: String
    let key: String

    /// A text.
    func text() throws -> String { try Settings.text(node, path, key) }

    /// Texts, each behind a dash.
    func list() throws -> [String] { try Settings.list(node, path, key) }

    /// A whole number within a range.
    func number(_ range: ClosedRange<Int>) throws -> Int {
      try ConfigMapping.number(node, path, key: key, range)
    }

    /// Yes or no.
    func bool() throws -> Bool {
      switch node.string?.lowercased() {
      case "true", "yes": return true
      case "false", "no": return false
      default: throw Settings.wrong(path, node, "\(key) takes true or false")
      }
    }

    /// A percentage.
    func percent() throws -> Double {
      guard let number = node.string.flatMap({ Double($0) }), number > 0, number <= 100 else {
        throw Settings.wrong(path, node, "\(key) takes a percentage above 0, to 100")
      }
      return number
    }

    /// A period back from now: `7d`, or a date.
    func period() throws -> String {
      let word = try text()
      guard word.hasSuffix("d"), let days = Int(word.dropLast()), 1...100_000 ~= days else {
        throw Settings.wrong(path, node, "\(key) takes a number of days such as 30d")
      }
      return word
    }

    /// A member of a closed set, by its name.
    func name<Name>() throws -> Name
    where Name: RawRepresentable<String> & CaseIterable {
      let word = try text()
      guard let name = Name(rawValue: word) else {
        let known = Name.allCases.map(\.rawValue).joined(separator: ", ")
        throw Settings.wrong(path, node, "'\(word)' is none of \(known)")
      }
      return name
    }
  }
}
