import RetourEvents

/// A record of SPF, read (RFC 7208 12).
struct SPFRecord: Hashable, Sendable {
  /// What a match means (RFC 7208 4.6.2).
  enum Qualifier: UInt8, Hashable, Sendable {
    case pass = 0x2B
    case fail = 0x2D
    case softfail = 0x7E
    case neutral = 0x3F
  }

  /// What is compared with the address (RFC 7208 5).
  enum Mechanism: Hashable, Sendable {
    case all
    case include(SPFName)
    case a(SPFName?, Prefixes)
    case mx(SPFName?, Prefixes)
    case ptr(SPFName?)
    case network(Network)
    case exists(SPFName)

    /// Whether it costs a look-up (RFC 7208 4.6.4).
    var isLookup: Bool {
      switch self {
      case .include, .a, .mx, .ptr, .exists: true
      case .all, .network: false
      }
    }
  }

  /// Lengths of networks around addresses that are looked up (RFC 7208 5.6).
  struct Prefixes: Hashable, Sendable {
    var four = 32
    var six = 128
  }

  /// A mechanism with its qualifier.
  struct Directive: Hashable, Sendable {
    let qualifier: Qualifier
    let mechanism: Mechanism
    /// As it is written.
    let text: String
  }

  /// Why a record can't be read.
  struct Mistake: Error, Hashable {
    /// The term.
    let term: String
  }

  /// The most terms of a record; a text of 64 KiB could hold tens of thousands.
  static let maximumTerms = 500

  /// The directives, in order.
  private(set) var directives: [Directive] = []
  /// The name whose record counts where nothing matches (RFC 7208 6.1).
  private(set) var redirect: SPFName?
  /// Whether something stands behind `all`, where nobody reads it.
  private(set) var hasTail = false

  /// Whether a text is a record of SPF (RFC 7208 4.5).
  static func isOne(_ text: [UInt8]) -> Bool {
    let head = text.prefix(6).map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    return head == Array("v=spf1".utf8) && (text.count == 6 || text[6] == 0x20)
  }

  /// Reads a record.
  ///
  /// - Throws: ``Mistake`` with the first term that is none; an unknown mechanism is one, an unknown
  ///   modifier isn't (RFC 7208 6).
  init(_ text: [UInt8]) throws(Mistake) {
    let terms = text.dropFirst(6).split(separator: 0x20)
    guard terms.count <= Self.maximumTerms else {
      throw Mistake(term: "more than \(Self.maximumTerms) terms")
    }
    var hasExplanation = false
    for term in terms {
      let shown = PrintableBytes.text(term, limit: 100)
      guard term.allSatisfy({ 0x21...0x7E ~= $0 }) else { throw Mistake(term: shown) }
      let word = String(decoding: term, as: UTF8.self)
      let end = word.utf8.firstIndex { ":/=".utf8.contains($0) }
      if let end, word[end] == "=" {
        let (name, value) = (word[..<end].lowercased(), word[word.index(after: end)...])
        guard Self.isModifier(name) else { throw Mistake(term: shown) }
        if name == "redirect" {
          guard redirect == nil, let target = SPFName(value) else { throw Mistake(term: shown) }
          redirect = target
        } else if name == "exp" {
          guard !hasExplanation, SPFName(value) != nil else { throw Mistake(term: shown) }
          hasExplanation = true
        }
        continue
      }
      if directives.last?.mechanism == .all { hasTail = true }
      guard let directive = Self.directive(word) else { throw Mistake(term: shown) }
      directives.append(directive)
    }
  }

  /// Whether the record says something of every address.
  var hasEnd: Bool { redirect != nil || directives.contains { $0.mechanism == .all } }

  private static func isModifier(_ name: String) -> Bool {
    guard let first = name.utf8.first, 0x61...0x7A ~= first else { return false }
    return name.utf8.allSatisfy {
      0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || "-_.".utf8.contains($0)
    }
  }

  private static func directive(_ word: String) -> Directive? {
    var rest = word[...]
    var qualifier = Qualifier.pass
    if let first = word.utf8.first, let given = Qualifier(rawValue: first) {
      qualifier = given
      rest = rest.dropFirst()
    }
    let name = rest.prefix { $0 != ":" && $0 != "/" }
    guard let mechanism = mechanism(name.lowercased(), rest[name.endIndex...]) else { return nil }
    return Directive(qualifier: qualifier, mechanism: mechanism, text: word)
  }

  private static func mechanism(_ name: String, _ rest: Substring) -> Mechanism? {
    let value = rest.first == ":" ? rest.dropFirst() : nil
    switch name {
    case "all": return rest.isEmpty ? .all : nil
    case "include": return value.flatMap { SPFName($0) }.map { .include($0) }
    case "exists": return value.flatMap { SPFName($0) }.map { .exists($0) }
    case "ptr":
      if rest.isEmpty { return .ptr(nil) }
      return value.flatMap { SPFName($0) }.map { .ptr($0) }
    case "ip4", "ip6":
      let width = name == "ip4" ? 32 : 128
      guard let value, let network = Network(value), network.width == width else { return nil }
      return .network(network)
    case "a", "mx":
      guard let (target, prefixes) = host(rest) else { return nil }
      return name == "a" ? .a(target, prefixes) : .mx(target, prefixes)
    default: return nil
    }
  }

  /// `[":" domain-spec] ["/" length] ["//" length]`.
  private static func host(_ rest: Substring) -> (SPFName?, Prefixes)? {
    var (rest, prefixes) = (rest, Prefixes())
    func length(_ text: Substring, _ limit: Int) -> Int? {
      guard !text.isEmpty, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
      guard text == "0" || text.first != "0" else { return nil }
      return Int(text).flatMap { $0 <= limit ? $0 : nil }
    }
    if let slashes = rest.firstRange(of: "//") {
      guard let six = length(rest[slashes.upperBound...], 128) else { return nil }
      prefixes.six = six
      rest = rest[..<slashes.lowerBound]
    }
    // A macro may hold a slash as a delimiter, so the length is what stands behind the last one.
    if let slash = rest.lastIndex(of: "/"), rest[slash...].firstIndex(of: "}") == nil {
      guard let four = length(rest[rest.index(after: slash)...], 32) else { return nil }
      prefixes.four = four
      rest = rest[..<slash]
    }
    if rest.isEmpty { return (nil, prefixes) }
    guard rest.first == ":", let name = SPFName(rest.dropFirst()) else { return nil }
    return (name, prefixes)
  }
}
