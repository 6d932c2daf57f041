/// Addresses that are spelled so that programs don't see them: `kim at fabrikam dot com`.
enum SpelledAddress {
  /// A word, with the blanks around it, that stands for a sign.
  struct Sign {
    let place: Range<Int>
    let byte: UInt8
  }

  /// The signs of spelled addresses, in their order.
  ///
  /// `at` alone is a word of every language; only where a name, `at`, a name, `dot` and a name
  /// follow each other do they spell an address; and where it stands between two signs of a kind
  /// (`kim_at_fabrikam.com`), unless the text is the name of a server.
  static func signs(in text: [UInt8], isName: Bool = false) -> [Sign] {
    var signs: [Sign] = []
    var index = 0
    while index < text.count {
      if !isName, let glued = glued(in: text, at: index) {
        signs += glued.signs
        index = glued.end
        continue
      }
      guard let at = word("at", in: text, at: index) else {
        index += 1
        continue
      }
      var found = [Sign(place: at, byte: UInt8(ascii: "@"))]
      var end = host(in: text, from: at.upperBound)
      var hasDot = false
      while end < text.count, let dot = word("dot", in: text, at: end) {
        let next = host(in: text, from: dot.upperBound)
        guard next > dot.upperBound else { break }
        found.append(Sign(place: dot, byte: UInt8(ascii: ".")))
        (end, hasDot) = (next, true)
      }
      if !hasDot, isRaised(at, in: text), WrittenAddress.isHostName(text[at.upperBound..<end]) {
        hasDot = true
      }
      if hasDot { signs += found }
      index = max(at.upperBound, hasDot ? end : at.upperBound)
    }
    return signs
  }

  /// Whether `AT` is in capitals behind a name that isn't.
  private static func isRaised(_ at: Range<Int>, in text: [UInt8]) -> Bool {
    let word = text[at].drop(while: \.isBlank).prefix(2)
    return word.elementsEqual("AT".utf8)
      && text[..<at.lowerBound].suffix(64).reversed().prefix(while: \.isPartOfName).contains {
        0x61...0x7A ~= $0
      }
  }

  // MARK: Between signs of a kind

  /// `_at_` or `-at-`, and the dots behind it that are spelled in the same way.
  private static func glued(in text: [UInt8], at index: Int) -> (signs: [Sign], end: Int)? {
    guard index > 0, separators.contains(text[index]), text[index - 1] != text[index],
      text[index - 1].isAlphanumeric || text[index - 1] >= 0x80,
      let at = sign("at", in: text, at: index)
    else { return nil }
    var found = [Sign(place: at, byte: UInt8(ascii: "@"))]
    let front = text[index]
    let limit = min(text.count, at.upperBound + WrittenAddress.longest)
    var end = at.upperBound
    while end < limit {
      if text[end] == front, let dot = sign("dot", in: text, at: end) {
        found.append(Sign(place: dot, byte: UInt8(ascii: ".")))
        end = dot.upperBound
      } else if text[end].isHost {
        end += 1
      } else {
        break
      }
    }
    let isAddress = found.count > 1 || WrittenAddress.isHostName(text[at.upperBound..<end])
    return isAddress ? (found, end) : nil
  }

  /// A word between one to three signs of a kind on both sides.
  private static func sign(_ word: String, in text: [UInt8], at index: Int) -> Range<Int>? {
    let front = text[index...].prefix(3).prefix { $0 == text[index] }
    let start = index + front.count
    let end = start + word.utf8.count
    guard end + front.count < text.count,
      text[start..<end].lazy.map(\.lowercased).elementsEqual(word.utf8),
      text[end..<(end + front.count)].elementsEqual(front)
    else { return nil }
    return index..<(end + front.count)
  }

  private static let separators = Set("_-*~#^!|;,".utf8)

  // MARK: Between blanks

  /// A word with blanks on both sides that begins, with its blanks, at a place behind a name.
  private static func word(_ word: String, in text: [UInt8], at index: Int) -> Range<Int>? {
    guard index > 0, text[index].isBlank, text[index - 1].isPartOfName else { return nil }
    var start = index
    while start < text.count, text[start].isBlank { start += 1 }
    let end = start + word.utf8.count
    guard end < text.count, text[end].isBlank,
      text[start..<end].lazy.map(\.lowercased).elementsEqual(word.utf8)
    else { return nil }
    var next = end
    while next < text.count, text[next].isBlank { next += 1 }
    return index..<next
  }

  /// The end of a name that begins at a place.
  private static func host(in text: [UInt8], from index: Int) -> Int {
    var end = index
    while end < text.count, text[end].isHost { end += 1 }
    return end
  }
}
