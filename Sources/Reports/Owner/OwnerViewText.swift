import Classifier
import Events

extension OwnerView {
  /// How long a text of a server may get in a letter, in characters.
  static let longest = 600

  /// What a server said, without anything that the owner may not see.
  ///
  /// - Parameters:
  ///   - text: the words, as the report has them.
  ///   - denied: further words that may not stand there, in lower case: single-label names of ours,
  ///     local parts of recipients.
  /// - Returns: nil for no text.
  func text(_ text: String?, denied: Set<String> = []) -> OwnerText? {
    guard let text, !text.isEmpty else { return nil }
    let whole = text.utf8.count >= 2000 ? Self.withoutLastWord(text) : text
    let clean = words(in: Self.withoutQuotedLocalParts(Self.once(whole)), denied: denied)
      .replacing("[\(Self.mark)]", with: Self.mark)
    let cut = clean.count > Self.longest ? clean.prefix(Self.longest) + "…" : clean[...]
    return OwnerText(cleared: String(cut), isScrubbed: clean.contains(Self.mark))
  }

  /// The words of a text, each kept, masked or removed.
  func words(in text: String, denied: Set<String>) -> String {
    var clean = ""
    clean.reserveCapacity(text.utf8.count)
    for piece in Self.pieces(text) {
      clean += piece.isSpace ? String(piece.text) : word(String(piece.text), denied)
    }
    return clean
  }

  // MARK: One word

  private func word(_ word: String, _ denied: Set<String>) -> String {
    let plain = word.utf8.allSatisfy {
      Self.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ",")
        || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: ")")
    }
    if plain, denied.isEmpty { return word }
    if Self.isDirectoryName(word) { return Self.mark }
    // What an encoding hides counts as if it stood there; then the whole word goes.
    for decoded in HiddenText.readings(of: word) where decoded != word {
      if !isHarmless(decoded, besides: word, denied) { return Self.mark }
    }
    if word.contains("@") { return addresses(in: word) }
    let clean = names(in: word, denied)
    // The path and the query of a page of others may name people.
    return word.contains("://") && clean.contains(Self.mark) ? Self.mark : clean
  }

  /// Whether a decoded reading of a word shows nothing but what may be shown.
  private func isHarmless(_ decoded: String, besides word: String, _ denied: Set<String>) -> Bool {
    if decoded.contains("@"), !word.contains("@") { return false }
    return decoded.split(whereSeparator: \.isWhitespace).allSatisfy { part in
      if part.contains("@") { return !addresses(in: String(part)).contains(Self.mark) }
      return !names(in: String(part), denied).contains(Self.mark)
    }
  }

  /// A word with at least one `@`: each address of the owner's domain is masked; with any other the
  /// whole of its part of the word goes.
  private func addresses(in word: String) -> String {
    var clean = ""
    for piece in Self.split(word, at: { "<>()[]{}\",;|".contains($0) }) {
      guard piece.text.contains("@") else {
        clean += piece.isSpace ? String(piece.text) : names(in: String(piece.text), [])
        continue
      }
      let trimmed = piece.text.drop { "'`:".contains($0) }
      let core = trimmed.prefix { _ in true }
      let end = core.lastIndex { !"'`:.!?".contains($0) }.map { core.index(after: $0) }
      let body = core[..<(end ?? core.endIndex)]
      let start = body.firstIndex(of: ":").map { body.index(after: $0) } ?? body.startIndex
      guard let (local, name) = Self.parts(String(body[start...])), isOwners(name),
        !local.contains("@")
      else {
        clean += Self.mark
        continue
      }
      clean += names(in: String(body[..<start]), [])
      clean += "\(masked(local))@\(name)"
      clean += core[(end ?? core.endIndex)...]
    }
    return clean
  }

  /// A word without `@`: names and network addresses that may not be shown are removed.
  private func names(in word: String, _ denied: Set<String>) -> String {
    var clean = ""
    for piece in Self.split(word, at: { !Self.isNameCharacter($0) }) {
      let run = piece.text
      if piece.isSpace {
        clean += run
        continue
      }
      let end =
        run.lastIndex { $0 != "." && $0 != "-" && $0 != ":" }
        .map { run.index(after: $0) } ?? run.startIndex
      clean += shown(run[..<end], denied) + run[end...]
    }
    return clean
  }

  /// A run of characters that names and addresses are made of.
  private func shown(_ run: Substring, _ denied: Set<String>) -> String {
    let lower = run.lowercased()
    if denied.contains(lower) { return Self.mark }
    if run.contains(":") {
      guard run.count(where: { $0 == ":" }) > 1, !Self.isTime(run) else {
        return run.split(separator: ":", omittingEmptySubsequences: false)
          .map { shown($0, denied) }.joined(separator: ":")
      }
      let bare = run.hasPrefix("IPv6:") ? run.dropFirst(5) : run
      return NetworkAddress(bare).map { isAllowed(address: $0) } ?? false
        ? String(run)
        : bare.contains("::") || bare.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
          ? Self.mark
          : run.split(separator: ":", omittingEmptySubsequences: false)
            .map { shown($0, denied) }.joined(separator: ":")
    }
    let labels = run.split(separator: ".")
    guard labels.count > 1, let first = labels.first, let last = labels.last else {
      return String(run)
    }
    let numbers = labels.allSatisfy { $0.allSatisfy(\.isNumber) }
    if numbers, labels.count < 4 { return String(run) }
    if numbers, labels.count == 4, let address = NetworkAddress(run) {
      return isAllowed(address: address) ? String(run) : Self.mark
    }
    let looksLikeName = last.count > 1 && last.contains { $0.isLetter }
    if !looksLikeName, !numbers, labels.count < 4, !Self.endsInNumbers(labels) {
      return String(run)
    }
    if PublicReference.codes.contains(first) { return String(run) }
    if let name = DomainForms.ascii(lower), isAllowed(name: name) { return String(run) }
    return Self.mark
  }

  // MARK: Pieces

  struct Piece {
    let text: Substring
    /// Whether it stands between words.
    let isSpace: Bool
  }

  static func pieces(_ text: String) -> [Piece] { split(text, at: \.isWhitespace) }

  static func split(_ text: String, at isSeparator: (Character) -> Bool) -> [Piece] {
    var pieces: [Piece] = []
    var start = text.startIndex
    var wasSeparator: Bool?
    for index in text.indices {
      let separates = isSeparator(text[index])
      if let was = wasSeparator, was != separates {
        pieces.append(Piece(text: text[start..<index], isSpace: was))
        start = index
      }
      wasSeparator = separates
    }
    if let was = wasSeparator { pieces.append(Piece(text: text[start...], isSpace: was)) }
    return pieces
  }

  private static func isNameCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || ".-_:".contains(character)
  }

  /// Whether labels are a name followed by numbers, for example `northwind.example.12`.
  private static func endsInNumbers(_ labels: [Substring]) -> Bool {
    var name = labels[...]
    while name.last?.allSatisfy(\.isNumber) ?? false { name.removeLast() }
    guard name.count > 1, let last = name.last else { return false }
    return last.count > 1 && last.allSatisfy(\.isLetter)
  }

  /// The left part of a Message-ID: it stays whole unless a name of the form that domains have, or
  /// an encoded one, is in it.
  func identifier(_ left: String) -> String {
    let isClean = HiddenText.readings(of: left).allSatisfy { reading in
      Self.split(reading, at: { !Self.isNameCharacter($0) }).allSatisfy { piece in
        let labels = piece.text.split(separator: ".")
        let ends = labels.last.map { $0.count > 1 && $0.allSatisfy(\.isLetter) } ?? false
        return piece.isSpace || labels.count < 2
          || !ends && !Self.endsInNumbers(labels)
            && labels.count < 4
      }
    }
    return isClean ? left : Self.mark
  }

  private static func isTime(_ run: Substring) -> Bool {
    let parts = run.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 3 && parts.allSatisfy { $0.count == 2 && $0.allSatisfy(\.isNumber) }
  }

  /// Old internal addresses of Exchange (X.500): `/o=...` or `IMCEAEX-_O=...`.
  private static func isDirectoryName(_ word: String) -> Bool {
    let lower = word.lowercased()
    return lower.contains("/o=") || lower.contains("/cn=") || lower.contains("imcea")
      || lower.contains("_o=") || lower.contains("=?")
  }

  /// A text in which local parts in quotes, which may hold spaces, are gone; the `@` stays.
  private static func withoutQuotedLocalParts(_ text: String) -> String {
    guard text.contains("\"@") else { return text }
    var clean = ""
    var quote: String.Index?
    for index in text.indices {
      let next = text.index(after: index)
      if text[index] == "\"", next < text.endIndex, text[next] == "@", let open = quote {
        clean.removeLast(text.distance(from: open, to: index))
        clean += "***"
        quote = nil
        continue
      }
      if text[index] == "\"" { quote = index }
      clean.append(text[index])
    }
    return clean
  }

  /// A text whose layers, which are joined by bars, are told once.
  private static func once(_ text: String) -> String {
    var layers: [Substring] = []
    for layer in text.split(separator: " | ") where !layers.contains(layer) { layers.append(layer) }
    return layers.joined(separator: " | ")
  }

  private static func withoutLastWord(_ text: String) -> String {
    guard let space = text.lastIndex(where: \.isWhitespace) else { return "" }
    return String(text[..<space])
  }
}
