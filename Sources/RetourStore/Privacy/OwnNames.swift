import MailText
import RetourEvents

/// The names of the people of a report, in the spellings that no reading of the text as mail undoes.
///
/// Looked for are a name that is broken by whatever is no letter; a short one with its domain close
/// behind it (`kim_at_fabrikam.com`, `kim+AEA-fabrikam.com`); one that is written in hexadecimal
/// digits, in base64, backwards or with shifted letters.
struct OwnNames {
  /// What is looked for in the letters and digits of a text.
  private struct Sought {
    let letters: [UInt8]
    let pseudonym: [UInt8]
    /// The first label of the domain, which has to follow; nil where the name alone is enough.
    var label: [UInt8]?
    /// Whether it is a code: what is glued to it is one, too.
    var isCode = false
    /// Whether it is a word that rules look for as well.
    var isWord = false
    /// The domain of the address, in which the name may stand again.
    var domain: [UInt8] = []
  }

  /// Shorter names stand in other words.
  private static let shortest = 6
  /// So many letters may spell the sign between a name and its domain.
  private static let longestSign = 8
  /// A longer beginning of a name isn't compared, so that no text takes more than linear time.
  private static let longest = 48

  private let words: Set<String>
  private var sought: [Sought] = []
  /// What is sought by its first three letters.
  private var fronts: [UInt32: [Int]] = [:]

  /// Keeps the words that rules look for.
  init(keeping words: Set<String>) { self.words = words }

  /// Adds the address of a person.
  mutating func add(_ address: EmailAddress, pseudonym: [UInt8]) {
    let text = Array(address.text.utf8)
    let at = text.lastIndex(of: UInt8(ascii: "@")) ?? text.endIndex
    let (local, domain) = (Array(text[..<at]), text[at...].dropFirst())
    let letters = SqueezedText(local).bytes
    guard letters.count > 2 else { return }
    let isWord =
      words.contains(String(decoding: local, as: UTF8.self).lowercased())
      || words.contains(String(decoding: letters, as: UTF8.self))
    let label = SqueezedText(Array(domain.prefix { $0 != UInt8(ascii: ".") })).bytes
    if label.count > 2 {
      seek(Sought(letters: letters, pseudonym: pseudonym, label: label, isWord: isWord))
    }
    guard letters.count >= Self.shortest, !isWord else { return }
    let name = domain.map(\.lowercased)
    seek(Sought(letters: letters, pseudonym: pseudonym, domain: name))
    for code in Self.codes(of: local, letters) {
      seek(Sought(letters: code, pseudonym: pseudonym, isCode: true))
    }
  }

  private mutating func seek(_ name: Sought) {
    guard name.letters.count > 2 else { return }
    fronts[Self.front(name.letters[...]), default: []].append(sought.count)
    sought.append(name)
  }

  private static func front(_ letters: ArraySlice<UInt8>) -> UInt32 {
    letters.prefix(3).reduce(0) { $0 << 8 | UInt32($1) }
  }

  // MARK: Codes

  /// A name as programs and people encode it, as letters and digits.
  private static func codes(of local: [UInt8], _ letters: [UInt8]) -> [[UInt8]] {
    var codes = [Array(letters.reversed()), letters.map(rotated)]
    codes.removeAll { $0 == letters }
    let lower = local.map(\.lowercased)
    let upper = lower.map { 0x61...0x7A ~= $0 ? $0 & 0xDF : $0 }
    let capital = Array(upper.prefix(1)) + lower.dropFirst()
    for name in Set([local, lower, upper, capital]) {
      codes.append(name.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
      for shift in 0..<3 { codes.append(SqueezedText(base64(name, shift)).bytes) }
    }
    return codes
  }

  /// The letter 13 places further in the alphabet.
  private static func rotated(_ letter: UInt8) -> UInt8 {
    0x61...0x7A ~= letter ? (letter - 0x61 + 13) % 26 + 0x61 : letter
  }

  /// What base64 (RFC 4648 section 4) makes of a name that so many bytes stand before, without the
  /// digits that depend on what stands around it.
  private static func base64(_ name: [UInt8], _ shift: Int) -> [UInt8] {
    var code: [UInt8] = []
    var (bits, count) = (UInt32(0), 0)
    for byte in [UInt8](repeating: 0, count: shift) + name {
      bits = bits << 8 | UInt32(byte)
      count += 8
      while count >= 6 {
        count -= 6
        code.append(alphabet[Int(bits >> UInt32(count)) & 63])
      }
    }
    return Array(code.dropFirst([0, 2, 3][shift]))
  }

  private static let digits = Array("0123456789abcdef".utf8)
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )

  // MARK: Search

  /// Finds names in a text; takes time in proportion to its length.
  ///
  /// - Parameters:
  ///   - text: the decoded text.
  ///   - hidingNames: whether a name counts alone, without its domain.
  /// - Returns: where they stand, and their pseudonyms, in no order.
  func places(
    in text: [UInt8],
    hidingNames: Bool
  ) -> [(place: Range<Int>, pseudonym: [UInt8])] {
    guard !sought.isEmpty else { return [] }
    var found: [(place: Range<Int>, pseudonym: [UInt8])] = []
    for withoutAsides in [false, true] {
      let squeezed = SqueezedText(text, withoutAsides: withoutAsides)
      if withoutAsides, !Self.hasAsides(text) { break }
      search(squeezed, in: text, hidingNames, &found)
    }
    return found
  }

  private static func hasAsides(_ text: [UInt8]) -> Bool {
    text.contains { "<(".utf8.contains($0) } || text.contains { $0.lowercased == 0x78 }
  }

  private func search(
    _ squeezed: SqueezedText,
    in text: [UInt8],
    _ hidingNames: Bool,
    _ found: inout [(place: Range<Int>, pseudonym: [UInt8])]
  ) {
    let letters = squeezed.bytes
    guard letters.count > 2 else { return }
    var done = 0
    var front = UInt32(letters[0]) << 8 | UInt32(letters[1])
    for index in 0..<(letters.count - 2) {
      front = (front << 8 | UInt32(letters[index + 2])) & 0xFF_FFFF
      guard let names = fronts[front] else { continue }
      for name in names.map({ sought[$0] }) where hidingNames || name.label != nil {
        guard letters[index...].starts(with: name.letters.prefix(Self.longest)) else { continue }
        let place = squeezed.place(index..<min(index + name.letters.count, letters.count))
        guard isMeant(name, at: place, index, squeezed, in: text, hidingNames) else { continue }
        if name.isCode, place.lowerBound < done { continue }
        let whole = name.isCode ? Self.code(around: place, in: text) : place
        if name.isCode { done = whole.upperBound }
        found.append((whole, name.pseudonym))
      }
    }
  }

  /// Whether what was found is the name, and no word or domain in which it happens to stand.
  private func isMeant(
    _ name: Sought,
    at place: Range<Int>,
    _ index: Int,
    _ squeezed: SqueezedText,
    in text: [UInt8],
    _ hidingNames: Bool
  ) -> Bool {
    let hasBlanks = text[place].contains(where: \.isBlank)
    if hasBlanks, Self.words(of: text[place]).allSatisfy({ words.contains($0) }) { return false }
    guard let label = name.label else {
      return name.isCode || !isInDomain(name, at: place, in: text)
    }
    let isShort = name.letters.count < Self.shortest
    if isShort || name.isWord, place.lowerBound > 0, text[place.lowerBound - 1].isWord {
      return false
    }
    let next = index + name.letters.count
    for gap in 0...Self.longestSign
    where squeezed.bytes.dropFirst(next + gap).starts(with: label.prefix(Self.longest)) {
      let end = squeezed.place((next + gap)..<(next + gap + 1)).lowerBound
      guard end > place.upperBound, end - place.upperBound <= 24 else { continue }
      let between = text[place.upperBound..<end]
      let isApart = between.contains(where: \.isBlank)
      let sign = squeezed.bytes[next..<(next + gap)]
      if Self.signs.contains(Array(sign)) { return !name.isWord || !(isApart || hasBlanks) }
      // `kim-2` is another name, and `mail.fabrikam.com` a server.
      let isLonger =
        between.first?.isPartOfName == true && between.dropFirst().first?.isWord == true
      if isShort, isLonger { return false }
      let isHost = between.allSatisfy(\.isHost)
      return !name.isWord && hidingNames && !isHost && (isApart || gap == 0)
    }
    return false
  }

  /// What is left of spellings of `@` when they are squeezed.
  private static let signs = Set(
    [
      "at", "a", "aea", "u0040", "u40", "x40", "0x40", "40", "2540", "3d40", "064", "64", "commat",
      "arroba", "arobase", "atsign", "quotat",
    ].map { Array($0.utf8) }
  )

  /// Whether a name stands in its own domain: `fabrikam.com` of `fabrikam@fabrikam.com`.
  private func isInDomain(_ name: Sought, at place: Range<Int>, in text: [UInt8]) -> Bool {
    let (domain, found) = (name.domain, text[place].map(\.lowercased))
    guard domain.count >= found.count else { return false }
    return (0...(domain.count - found.count)).contains { offset in
      let low = place.lowerBound - offset
      guard low >= 0, domain[offset...].starts(with: found),
        text[low...].prefix(domain.count).map(\.lowercased).elementsEqual(domain)
      else { return false }
      let before = low > 0 ? text[low - 1] : 0
      return !before.isWord && before != UInt8(ascii: "-")
    }
  }

  private static func words(of text: ArraySlice<UInt8>) -> [String] {
    text.split(whereSeparator: \.isBlank).map {
      String(decoding: $0, as: UTF8.self).lowercased()
    }
  }

  /// A code with what is glued to it.
  private static func code(around place: Range<Int>, in text: [UInt8]) -> Range<Int> {
    func isCode(_ byte: UInt8) -> Bool { byte.isAlphanumeric || "+/=-_".utf8.contains(byte) }
    var (low, high) = (place.lowerBound, place.upperBound)
    while low > 0, isCode(text[low - 1]) { low -= 1 }
    while high < text.count, isCode(text[high]) { high += 1 }
    return low..<high
  }
}
