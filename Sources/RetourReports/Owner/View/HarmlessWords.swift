/// Words that name nobody, and so may stand in a letter to a stranger.
///
/// The lists are those of `Words/`: words of mail and of its protocols in every language, everyday
/// words of English, German, Dutch, French, Spanish, Italian and Portuguese. Names of people,
/// companies and machines are in none of them, so whatever nobody thought of isn't harmless.
enum HarmlessWords {
  /// What is known of a word.
  enum Kind {
    /// A word of mail: what servers talk about.
    case mail
    /// A word of mail that is also somebody's name, such as `Page`.
    case name
    /// An everyday word.
    case ordinary
  }

  private static let mail = set(WordsText.mail)
  private static let names = set(WordsText.names)
  private static let ordinary = set(WordsText.ordinary)
  private static let joined = set(WordsText.joined)
  private static let longestJoined = joined.map(\.count).max() ?? 0

  private static func set(_ words: StaticString) -> Set<String> {
    Set(words.description.split(separator: "\n").map(String.init))
  }

  /// What is known of a word, in any case.
  ///
  /// - Parameters:
  ///   - word: letters, with what may stand inside a word.
  ///   - inCode: whether it is a part of a code of Exchange, which puts everyday words together.
  /// - Returns: nil for a word that may name somebody.
  static func kind(of word: some StringProtocol, inCode: Bool = false) -> Kind? {
    let lower = word.lowercased()
    if let kind = listed(lower) { return kind }
    if lower.contains(where: { "'’`".contains($0) }) { return elided(lower) }
    if lower.contains("-") || lower.contains("_") { return compound(word) }
    if isJoined(lower) { return isSegmented(lower) ? .ordinary : nil }
    return humps(word, inCode)
  }

  private static func listed(_ lower: String) -> Kind? {
    if mail.contains(lower) { return names.contains(lower) ? .name : .mail }
    return ordinary.contains(lower) ? .ordinary : nil
  }

  /// `user's`, `l'adresse`, `dell'utente`.
  private static func elided(_ lower: String) -> Kind? {
    let plain = String(lower.map { "’`".contains($0) ? "'" : $0 })
    if let kind = listed(plain) { return kind }
    let parts = plain.split(separator: "'", omittingEmptySubsequences: false)
    guard parts.count == 2, let first = parts.first, let last = parts.last else { return nil }
    if endings.contains(last) { return listed(String(first)) }
    return articles.contains(first) ? listed(String(last)) : nil
  }

  private static let endings: Set<Substring> = ["s", "t", "d", "ll", "re", "ve", ""]
  private static let articles: Set<Substring> = [
    "l", "d", "n", "s", "c", "j", "m", "t", "qu", "lorsqu", "dell", "nell", "all", "dall", "sull",
    "un", "quest", "dev", "", "jusqu", "puisqu",
  ]

  /// `user_unknown`, `non-existent`: words of mail alone, as two everyday words may be the name of a
  /// company; before a hyphen also what is no word by itself.
  private static func compound(_ word: some StringProtocol) -> Kind? {
    let parts = word.split { $0 == "-" || $0 == "_" }
    guard parts.count > 1 else { return parts.first.flatMap { kind(of: $0) } }
    if parts.count == 2, prefixes.contains(parts[0].lowercased()) { return kind(of: parts[1]) }
    // A host is a word of mail too, and a number behind it makes it somebody's.
    if PublicCodes.holds(parts: parts) { return .mail }
    let areKnown = parts.allSatisfy { $0.count > 1 && kind(of: $0) == .mail }
    return areKnown ? .mail : nil
  }

  private static let prefixes: Set = [
    "non", "anti", "re", "pre", "auto", "un", "sub", "over", "e", "co", "multi", "mis", "inter",
    "semi", "self", "in", "out", "not", "nicht", "niet", "à", "ci", "là", "peut", "est", "rendez",
  ]

  /// `RecipientNotFound`, `SMTPSend`: words of mail, each with a capital.
  private static func humps(_ word: some StringProtocol, _ inCode: Bool) -> Kind? {
    var parts: [Substring] = []
    let text = Substring(word)
    var start = text.startIndex
    var index = start
    while index < text.endIndex {
      let next = text.index(after: index)
      guard next < text.endIndex else { break }
      let isEnd = !text[index].isUppercase && text[next].isUppercase
      let isAcronymEnd =
        text[index].isUppercase && text[next].isUppercase
        && text.index(after: next) < text.endIndex && text[text.index(after: next)].isLowercase
      if isEnd || isAcronymEnd {
        parts.append(text[start..<next])
        start = next
      }
      index = next
    }
    parts.append(text[start...])
    guard parts.count > 1 else { return nil }
    let areKnown = parts.allSatisfy { part in
      guard part.count > 1, let kind = listed(part.lowercased()) else { return false }
      return kind == .mail || inCode
    }
    return areKnown ? .mail : nil
  }

  // MARK: Languages without blanks

  /// Whether a word is in letters of Chinese, Japanese or Korean.
  private static func isJoined(_ word: String) -> Bool {
    word.unicodeScalars.contains { 0x2E80...0xD7FF ~= $0.value }
  }

  /// Whether a run consists of known words; syllables of Japanese grammar count as such.
  private static func isSegmented(_ run: String) -> Bool {
    let letters = Array(run)
    var index = 0
    while index < letters.count {
      let longest = stride(
        from: min(longestJoined, letters.count - index),
        to: 0,
        by: -1
      ).first { joined.contains(String(letters[index..<(index + $0)])) }
      if let longest {
        index += longest
      } else if letters[index].unicodeScalars.allSatisfy({ 0x3041...0x309F ~= $0.value }) {
        index += 1
      } else {
        return false
      }
    }
    return true
  }
}
