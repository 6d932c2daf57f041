import Events

/// Puts pseudonyms in the place of addresses inside texts.
///
/// Whatever stands before an `@` goes, also where the `@` is written in an encoding, as in the
/// links of SPF refusals; a Message-ID of the report stays. Where a text names a person of the
/// report without a domain (`<kim>: unknown user`), that goes too, unless it is a word that rules
/// look for. What Exchange's directory names end in (`/cn=kim`) goes as well.
struct PrivateText {
  /// Shorter names would take single letters out of texts.
  private static let shortestName = 3
  /// How far a local part and a domain are looked for, so that no text takes more than linear time.
  private static let longest = 512

  private let pseudonyms: Pseudonyms
  private var messageIDs: [[UInt8]] = []
  private var names: [(local: [UInt8], pseudonym: [UInt8])] = []

  /// Creates the protection of texts that belong to no report.
  init(_ pseudonyms: Pseudonyms) { self.pseudonyms = pseudonyms }

  /// Creates the protection of a report's texts.
  init(_ pseudonyms: Pseudonyms, _ report: DeliveryReport) {
    self.pseudonyms = pseudonyms
    messageIDs = [report.messageID, report.reportID].compactMap { $0.map { Array($0.utf8) } }
    for address in [report.recipient, report.originalRecipient, report.sender] {
      guard let address, let name = name(of: address) else { continue }
      names.append(name)
    }
  }

  /// The local part of an address in lower case, where it may be looked for in texts.
  private func name(of address: EmailAddress) -> (local: [UInt8], pseudonym: [UInt8])? {
    let text = Array(address.text.utf8)
    let at = text.lastIndex(of: UInt8(ascii: "@")) ?? text.endIndex
    let local = text[..<at].map(\.lowercased)
    let isCode = local.count == 3 && local.allSatisfy(\.isDigit)
    guard local.count >= Self.shortestName, !isCode, !names.contains(where: { $0.local == local }),
      !pseudonyms.words.contains(String(decoding: local, as: UTF8.self))
    else { return nil }
    return (local, pseudonyms.pseudonym(local: text[..<at], domain: text[at...].dropFirst()))
  }

  /// The text with pseudonyms in it.
  func protected(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var changes: [Change] = []
    var done = 0
    var index = 0
    while index < bytes.count {
      guard bytes[index].maySignAddress, let at = Self.atSign(in: bytes, at: index) else {
        index += 1
        continue
      }
      let domain = Self.domain(in: bytes, from: index + at)
      let end = domain.upperBound
      // An encoded sign without a name behind it is a number or a sum.
      let isSign = at == 1 || Self.isHostName(bytes[domain])
      let local = isSign ? Self.local(in: bytes, from: done, to: index) : index..<index
      guard !local.isEmpty else {
        index += at
        continue
      }
      index = end
      if isMessageID(bytes[local.lowerBound..<end]) { continue }
      findNames(in: bytes, done..<local.lowerBound, &changes)
      let pseudonym = pseudonyms.pseudonym(local: bytes[local], domain: bytes[domain])
      changes.append(Change(range: local, pseudonym: pseudonym))
      done = end
    }
    findNames(in: bytes, done..<bytes.count, &changes)
    return changes.isEmpty ? text : Self.text(bytes, with: changes)
  }

  /// A pseudonym and what it replaces.
  private struct Change {
    let range: Range<Int>
    let pseudonym: [UInt8]
  }

  private static func text(_ bytes: [UInt8], with changes: [Change]) -> String {
    var clean: [UInt8] = []
    clean.reserveCapacity(bytes.count + 32 * changes.count)
    var done = 0
    for change in changes {
      clean += bytes[done..<change.range.lowerBound]
      clean += change.pseudonym
      done = change.range.upperBound
    }
    clean += bytes[done...]
    return String(decoding: clean, as: UTF8.self)
  }

  private func isMessageID(_ text: ArraySlice<UInt8>) -> Bool {
    messageIDs.contains { text.elementsEqual($0) }
  }

  // MARK: Addresses

  /// The length of an `@` in any writing; nil where none begins.
  private static func atSign(in bytes: [UInt8], at index: Int) -> Int? {
    if bytes[index] == UInt8(ascii: "@") { return 1 }
    return encodedAtSigns.first { bytes[index...].starts(with: $0) }?.count
  }

  /// Percent encoding, quoted-printable, xtext (RFC 3461 section 4), HTML, full width.
  private static let encodedAtSigns = [
    "%40", "%2540", "=40", "+40", "&#64;", "&#x40;", "&commat;", "\u{FF20}", "\u{FE6B}",
  ].map { Array($0.utf8) }

  /// The domain that begins at a byte; empty where there is none.
  private static func domain(in bytes: [UInt8], from start: Int) -> Range<Int> {
    let rest = bytes[start...].prefix(longest)
    if rest.first == UInt8(ascii: "["), let close = rest.firstIndex(of: UInt8(ascii: "]")) {
      return start..<(close + 1)
    }
    let run = rest.prefix { $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    let end = run.lastIndex { $0.isAlphanumeric || $0 >= 0x80 }
    return start..<(end.map { $0 + 1 } ?? start)
  }

  /// Whether it has at least two labels, the last of letters.
  private static func isHostName(_ domain: ArraySlice<UInt8>) -> Bool {
    guard let dot = domain.lastIndex(of: UInt8(ascii: ".")), domain.first?.isWord == true else {
      return false
    }
    let top = domain[(dot + 1)...]
    return top.count > 1 && top.first?.isDigit == false
  }

  /// The local part that ends before a byte.
  private static func local(in bytes: [UInt8], from first: Int, to end: Int) -> Range<Int> {
    let start = max(first, end - longest)
    if end > start + 1, bytes[end - 1] == UInt8(ascii: "\""),
      let open = bytes[start..<(end - 1)].lastIndex(of: UInt8(ascii: "\""))
    {
      return open..<end
    }
    var low = end
    while low > start, bytes[low - 1].isLocal { low -= 1 }
    let run = bytes[low..<end]
    if low > 0, bytes[low - 1] == UInt8(ascii: ":"), run.starts(with: "//".utf8) {
      // A link, which holds the address as a value.
      let before = run.lastIndex { "/?&=".utf8.contains($0) }
      return (before.map { $0 + 1 } ?? low)..<end
    }
    while low < end, bytes[low].isContinuation || "'`=/.-*|&?!".utf8.contains(bytes[low]) {
      low += 1
    }
    if let equals = bytes[low..<end].prefix(12).firstIndex(of: UInt8(ascii: "=")),
      fieldNames.contains(bytes[low..<equals].map(\.lowercased))
    {
      low = equals + 1
    }
    return low..<end
  }

  /// What stands before an address with an equals sign and isn't a part of it.
  private static let fieldNames = Set(
    [
      "from", "to", "rcpt", "orcpt", "mail", "email", "address", "addr", "sender", "recipient",
      "user", "id", "smtp", "rfc822", "mailto",
    ].map { Array($0.utf8) }
  )

  // MARK: Names

  /// Finds names in a stretch without addresses.
  private func findNames(in bytes: [UInt8], _ range: Range<Int>, _ changes: inout [Change]) {
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "/"),
        let value = Self.directoryName(bytes[index..<range.upperBound])
      {
        let pseudonym = pseudonyms.pseudonym(local: bytes[value], domain: [])
        changes.append(Change(range: value, pseudonym: pseudonym))
        index = value.upperBound
        continue
      }
      var end = index
      while end < range.upperBound, bytes[end].isPartOfName { end += 1 }
      guard end > index else {
        index += 1
        while index < range.upperBound, bytes[index].isContinuation { index += 1 }
        continue
      }
      var (low, high) = (index, end)
      while low < high, !bytes[low].isWord { low += 1 }
      while low < high, !bytes[high - 1].isWord { high -= 1 }
      for name in names where name.local.count == high - low {
        guard (low..<high).allSatisfy({ bytes[$0].lowercased == name.local[$0 - low] }) else {
          continue
        }
        changes.append(Change(range: low..<high, pseudonym: name.pseudonym))
        break
      }
      index = end
    }
  }

  /// Where the value stands of a `/cn=` with which a text begins; nil for containers of the directory.
  private static func directoryName(_ text: ArraySlice<UInt8>) -> Range<Int>? {
    guard text.prefix(4).map(\.lowercased) == Array("/cn=".utf8) else { return nil }
    let value = text.dropFirst(4).prefix { $0.isLocal && $0 != UInt8(ascii: "/") }
    let isContainer = containers.contains(value.map(\.lowercased))
    return value.isEmpty || isContainer ? nil : value.startIndex..<value.endIndex
  }

  private static let containers: Set = [Array("recipients".utf8), Array("configuration".utf8)]
}

extension UInt8 {
  fileprivate var isDigit: Bool { 0x30...0x39 ~= self }

  fileprivate var isAlphanumeric: Bool { isDigit || 0x61...0x7A ~= self | 0x20 }

  fileprivate var lowercased: UInt8 { 0x41...0x5A ~= self ? self | 0x20 : self }

  /// Whether it goes on with a character that another byte begins (RFC 3629).
  fileprivate var isContinuation: Bool { 0x80...0xBF ~= self }

  /// Whether it is part of a letter outside ASCII; C2 and E2 lead to spaces and quotes.
  private var isForeign: Bool { self >= 0x80 && self != 0xC2 && self != 0xE2 }

  /// Letters, digits, underscores.
  fileprivate var isWord: Bool { isAlphanumeric || self == UInt8(ascii: "_") || isForeign }

  /// Whether an `@` may begin here, in any writing.
  fileprivate var maySignAddress: Bool {
    switch self {
    case UInt8(ascii: "@"), UInt8(ascii: "%"), UInt8(ascii: "="), UInt8(ascii: "+"),
      UInt8(ascii: "&"), 0xEF:
      true
    default: false
    }
  }

  fileprivate var isPartOfName: Bool {
    switch self {
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "'"): true
    default: isWord
    }
  }

  /// What an unquoted local part is made of (RFC 5321 section 4.1.2, RFC 6531).
  fileprivate var isLocal: Bool {
    switch self {
    case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"),
      UInt8(ascii: "+"), UInt8(ascii: "-")...UInt8(ascii: "/"), UInt8(ascii: "="),
      UInt8(ascii: "?"), UInt8(ascii: "^"), UInt8(ascii: "`"),
      UInt8(ascii: "{")...UInt8(ascii: "~"):
      true
    default: isWord
    }
  }
}
