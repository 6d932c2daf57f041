import RetourEvents
import RetourRules

/// One text, cleaned, folded and searched once for all phrases of the catalogue.
///
/// A class, because a decision passes it on many times.
final class Reading: Sendable {
  /// The text for people: cleaned, its case as it was.
  let text: [UInt8]
  /// The text in which phrases were searched.
  let folded: [UInt8]
  /// The addresses and hosts in it.
  let names: [Folding.Name]
  /// The phrases found, ordered by end.
  let hits: [Automaton.Hit]
  /// Whether the text says that the time to retry is over.
  let hasExpiryWords: Bool

  /// Reads a text.
  init(_ text: String, _ catalogue: Catalogue) {
    self.text = CleanText.clean(text)
    let folding = Folding(self.text)
    folded = folding.bytes
    names = folding.names
    var hits: [Automaton.Hit] = []
    hits.reserveCapacity(64)
    catalogue.automaton.search(folded, into: &hits)
    let folded = folded
    hits.removeAll { !catalogue.phrases[Int($0.phrase)].bounds.holds($0, in: folded) }
    self.hits = hits
    hasExpiryWords =
      Codes.status(in: folded, folded.indices)?.isExpiry == true
      || hits.contains { hit in
        let anchor = catalogue.anchorOfPhrase[Int(hit.phrase)]
        return anchor == .expired || anchor == .expirySuffix
      }
  }

  /// A part of the text as a string.
  func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }

  /// Whether anything stands in a part of the text beyond codes, addresses and hosts: at least one
  /// word of three letters, or of any letters beyond ASCII.
  func hasWords(in range: Range<Int>) -> Bool {
    var letters = 0
    var word: [UInt8] = []
    for index in range.lowerBound...range.upperBound {
      let byte = index < range.upperBound ? folded[index] : 0x20
      if 0x61...0x7A ~= byte || byte >= 0x80 {
        letters += 1
        if letters <= 8 { word.append(byte) }
        continue
      }
      if letters >= 3, !Self.codeWords.contains(word) { return true }
      letters = 0
      word.removeAll(keepingCapacity: true)
    }
    return false
  }

  /// Words that introduce codes and say nothing themselves.
  private static let codeWords: Set<[UInt8]> = Set(
    [
      "smtp", "esmtp", "dsn", "status", "action", "failed", "code", "error", "diagnost", "rfc",
      "mta", "dns", "host", "said", "reply", "from", "the",
    ].map { Array($0.utf8) }
  )
}

/// Where the ends of a phrase have to fall on the ends of words.
struct WordBounds: Sendable {
  var atStart = false
  var atEnd = false

  /// Whether an occurrence lies as it has to.
  func holds(_ hit: Automaton.Hit, in text: [UInt8]) -> Bool {
    if atStart, hit.start > 0, text[Int(hit.start) - 1].isWord { return false }
    if atEnd, Int(hit.end) < text.count, text[Int(hit.end)].isWord { return false }
    return true
  }
}
