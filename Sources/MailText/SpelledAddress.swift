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
  /// follow each other do they spell an address.
  static func signs(in text: [UInt8]) -> [Sign] {
    var signs: [Sign] = []
    var index = 0
    while index < text.count {
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
      if hasDot { signs += found }
      index = max(at.upperBound, hasDot ? end : at.upperBound)
    }
    return signs
  }

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
