import RetourEvents

/// A name in a record of SPF, which may hold macros (RFC 7208 7).
struct SPFName: Hashable, Sendable {
  /// What macros stand for.
  struct Surroundings: Sendable {
    /// The address that sends.
    let address: NetworkAddress
    /// The domain of the sender, whose local part is taken to be `postmaster`.
    let sender: DNSName
    /// The domain whose record is evaluated.
    let current: DNSName
  }

  private enum Part: Hashable {
    case text(String)
    case macro(Macro)
  }

  private struct Macro: Hashable {
    let letter: Character
    let count: Int
    let isReversed: Bool
    let delimiters: String
  }

  private let parts: [Part]
  /// As it is written.
  let text: String

  /// Reads a name; nil for what is none.
  init?(_ text: Substring) {
    guard !text.isEmpty else { return nil }
    var (parts, plain, rest) = ([Part](), "", text)
    while let character = rest.popFirst() {
      guard character == "%" else {
        plain.append(character)
        continue
      }
      switch rest.popFirst() {
      case "%": plain += "%"
      case "_": plain += " "
      case "-": plain += "%20"
      case "{":
        guard let end = rest.firstIndex(of: "}"), let macro = Self.macro(rest[..<end]) else {
          return nil
        }
        if !plain.isEmpty { parts.append(.text(plain)) }
        parts.append(.macro(macro))
        plain = ""
        rest = rest[rest.index(after: end)...]
      default: return nil
      }
    }
    if !plain.isEmpty { parts.append(.text(plain)) }
    self.parts = parts
    self.text = String(text)
    // Without a macro it has to be a name of more than one label (RFC 7208 7.1).
    if case .text(let name)? = parts.last {
      let labels = name.split(separator: ".", omittingEmptySubsequences: false)
      let last = labels.last?.isEmpty == true ? labels.dropLast().last : labels.last
      guard let last, labels.count > 1, !last.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
        return nil
      }
    }
  }

  /// The name, where it has no macro; nil where it depends on who sends, or is no name.
  var plain: DNSName? {
    guard parts.count == 1, case .text(let name) = parts[0] else { return nil }
    return DNSName(name)
  }

  /// Whether it depends on who sends.
  var hasMacro: Bool {
    parts.contains { if case .macro = $0 { true } else { false } }
  }

  /// The name for a sender; nil where it comes to none.
  func expanded(_ surroundings: Surroundings) -> DNSName? {
    var name = ""
    for part in parts {
      switch part {
      case .text(let text): name += text
      case .macro(let macro): name += Self.expand(macro, surroundings)
      }
    }
    // What is too long loses labels on the left (RFC 7208 7.3).
    while name.utf8.count > 253, let dot = name.firstIndex(of: ".") {
      name = String(name[name.index(after: dot)...])
    }
    return DNSName(name)
  }

  /// `letter [digits] ["r"] [delimiters]`; `c`, `r` and `t` are for explanations alone.
  private static func macro(_ text: Substring) -> Macro? {
    var rest = text
    guard let letter = rest.popFirst()?.lowercased().first, "slodiphv".contains(letter) else {
      return nil
    }
    let digits = rest.prefix { "0"..."9" ~= $0 }
    rest = rest.dropFirst(digits.count)
    guard digits.isEmpty || (Int(digits).map { 1...128 ~= $0 } ?? false) else { return nil }
    let isReversed = rest.first == "r" || rest.first == "R"
    if isReversed { rest = rest.dropFirst() }
    guard rest.allSatisfy({ ".-+,/_=".contains($0) }) else { return nil }
    return Macro(
      letter: letter,
      count: Int(digits) ?? 128,
      isReversed: isReversed,
      delimiters: rest.isEmpty ? "." : String(rest)
    )
  }

  private static func expand(_ macro: Macro, _ surroundings: Surroundings) -> String {
    let value =
      switch macro.letter {
      case "s": "postmaster@\(surroundings.sender)"
      case "l": "postmaster"
      case "o", "h": surroundings.sender.text
      case "d": surroundings.current.text
      case "i": address(surroundings.address)
      case "v": surroundings.address.width == 32 ? "in-addr" : "ip6"
      default: "unknown"
      }
    var pieces = value.split(omittingEmptySubsequences: false) { macro.delimiters.contains($0) }
    if macro.isReversed { pieces.reverse() }
    return pieces.suffix(macro.count).joined(separator: ".")
  }

  /// An IPv6 address is written digit by digit (RFC 7208 7.3).
  private static func address(_ address: NetworkAddress) -> String {
    guard address.width == 128 else { return address.description }
    return address.pointerName.split(separator: ".").dropLast(2).reversed().joined(separator: ".")
  }
}
