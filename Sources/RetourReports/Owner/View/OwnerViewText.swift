import MailText
import RetourClassifier
import RetourEvents

extension OwnerView {
  /// How long a text of a server may get in a letter, in characters.
  static let longest = 600

  /// What a server said, without anything that isn't known to be harmless.
  ///
  /// - Parameters:
  ///   - text: the words, as the report has them.
  ///   - denied: further words that may not stand there, in lower case: single-label names of ours,
  ///     local parts of recipients. Words of mail stay: `info` tells nothing.
  /// - Returns: nil for no text.
  func text(_ text: String?, denied: Set<String> = []) -> OwnerText? {
    guard let text, !text.isEmpty else { return nil }
    let whole = text.utf8.count >= 2000 ? Self.withoutLastWord(text) : text
    let clean = OwnerReading(view: self, denied: denied).shown(Self.once(whole))
      .replacing("[\(Self.mark)]", with: Self.mark)
    let cut = clean.count > Self.longest ? clean.prefix(Self.longest) + "…" : clean[...]
    return OwnerText(cleared: String(cut), isScrubbed: clean.contains(Self.mark))
  }

  /// The left part of a Message-ID: it stays whole unless a name of the form that domains have, or
  /// something encoded, or a private network address is in it.
  func identifier(_ left: String) -> String {
    let bytes = Array(left.utf8)
    let decoded = DecodedText(bytes)
    let isHidden =
      decoded.isDecoded || OpaqueRun.revealsText(in: bytes) || Self.holdsPrivateAddress(left)
      || decoded.bytes.split(whereSeparator: { !$0.isHost }).contains { run in
        let labels = run.split(separator: UInt8(ascii: "."))
        guard labels.count > 1 else { return false }
        return labels.contains { label in
          label.count > 1 && label.allSatisfy { !$0.isDigit } && label.contains(where: \.isWord)
        }
      }
    return isHidden ? Self.mark : left
  }

  /// Whether four numbers after each other, with one sign between any two, are a private address.
  static func holdsPrivateAddress(_ text: String) -> Bool {
    let runs = text.split { !$0.isASCII || !$0.isNumber }
    return runs.indices.dropLast(3).contains { first in
      let four = runs[first..<(first + 4)]
      let areNeighbours = zip(four, four.dropFirst()).allSatisfy { left, right in
        text[left.endIndex..<right.startIndex].count == 1
      }
      return areNeighbours
        && NetworkAddress(four.joined(separator: ".")).map { $0.isPrivate || $0.isLoopback }
          ?? false
    }
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

/// Reads what a server said for one owner.
struct OwnerReading {
  let view: OwnerView
  let denied: Set<String>

  /// The text with what may be shown of it.
  func shown(_ text: String) -> String {
    let written = Array(Self.withSigns(text).utf8)
    let decoded = DecodedText(written)
    var tokens = OwnerTokens()
    var done = 0
    for decision in decisions(decoded) where decision.place.lowerBound >= done {
      judge(written[done..<decision.place.lowerBound], &tokens)
      tokens.add(
        decision.shown ?? "",
        decision.shown == nil ? .hidden : .certain,
        decision.isNumber ? .plain(groups: 1) : nil
      )
      done = decision.place.upperBound
    }
    judge(written[done...], &tokens)
    return OwnerNeighbours(tokens.list).text(mark: OwnerView.mark)
  }

  /// The text with the signs that HTML can't write plainly.
  private static func withSigns(_ text: String) -> String {
    guard text.contains("&") else { return text }
    return [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'"),
      ("&nbsp;", " "), ("&amp;", "&"),
    ].reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  // MARK: Addresses, in any writing

  private struct Decision {
    let place: Range<Int>
    /// nil: nothing.
    let shown: String?
    /// Whether it is written in numbers, and so may be a part of an address as well.
    var isNumber = false
  }

  /// What is decided about addresses and whatever else is encoded, in the order of their places.
  private func decisions(_ text: DecodedText) -> [Decision] {
    var found: [Decision] = []
    for address in WrittenAddress.all(in: text) {
      let place = text.written(address.whole)
      let isPlain = place.count == address.whole.count
      found.append(
        Decision(
          place: place,
          shown: isPlain
            ? owners(text.bytes[address.local], text.bytes[address.domain]) : nil
        )
      )
    }
    found += DirectoryName.values(in: text.bytes, withPlaces: true).map {
      Decision(place: text.written($0), shown: nil)
    }
    found += encoded(text)
    return found.sorted { $0.place.lowerBound < $1.place.lowerBound }
  }

  /// An address of the owner, masked; nil for any other.
  private func owners(_ local: ArraySlice<UInt8>, _ domain: ArraySlice<UInt8>) -> String? {
    let local = String(decoding: local, as: UTF8.self)
    let name = String(decoding: domain, as: UTF8.self)
    guard !local.contains("@"), !local.contains("\""), view.isOwners(name) else { return nil }
    return "\(view.masked(local))@\(name)"
  }

  /// Words and names that are written in an encoding: a word that is harmless is shown decoded.
  private func encoded(_ text: DecodedText) -> [Decision] {
    guard text.isDecoded else { return [] }
    var found: [Decision] = []
    var index = 0
    while index < text.bytes.count {
      var end = index
      while end < text.bytes.count, text.bytes[end].isPartOfName { end += 1 }
      let run = index..<end
      let place = text.written(run)
      if place.count > run.count {
        let word = String(decoding: text.bytes[run], as: UTF8.self)
        let isHarmless =
          HarmlessWords.kind(of: word) != nil && !denied.contains(word.lowercased())
        let isNumber = !isHarmless && word.utf8.contains { 0x30...0x39 ~= $0 || $0 < 0x20 }
        found.append(Decision(place: place, shown: isHarmless ? word : nil, isNumber: isNumber))
      }
      index = max(end, index + 1)
    }
    return found
  }

  // MARK: Words

  private func judge(_ bytes: ArraySlice<UInt8>, _ tokens: inout OwnerTokens) {
    let text = Substring(String(decoding: bytes, as: UTF8.self))
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      if character.isWhitespace {
        tokens.add(String(character), .blank)
        index = text.index(after: index)
      } else if let link = OwnerLink(text[index...]) {
        add(link, &tokens)
        index = link.end
      } else if Self.isNameCharacter(character) || Self.beginsAddress(text[index...]) {
        let run = text[index...].prefix { Self.isNameCharacter($0) || ".-_:'’".contains($0) }
        add(run: run, &tokens, before: text[run.endIndex...])
        index = run.endIndex
      } else {
        tokens.add(String(character), Self.isHarmlessSign(character) ? .sign : .hidden)
        index = text.index(after: index)
      }
    }
  }

  private static func isNameCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }

  /// Whether a network address begins with colons.
  private static func beginsAddress(_ text: Substring) -> Bool {
    text.hasPrefix("::") && text.dropFirst(2).first?.isHexDigit ?? false
  }

  /// Signs of ASCII and of typography; what isn't one may stand for a letter.
  private static func isHarmlessSign(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1 else {
      return character == "\r\n"
    }
    switch scalar.value {
    case 0x20...0x7E, 0xA0, 0xA1, 0xA7, 0xAB, 0xB0, 0xBB, 0xBF: return true
    case 0x2010...0x2027, 0x2030...0x205E, 0x20AC, 0x3000...0x3003, 0x3008...0x3020: return true
    case 0xFF01...0xFF0F, 0xFF1A...0xFF1F: return true
    default: return false
    }
  }

  /// A run of characters that names and codes are made of, with the marks at its end.
  private func add(run: Substring, _ tokens: inout OwnerTokens, before rest: Substring) {
    let end = run.lastIndex { Self.isNameCharacter($0) }.map { run.index(after: $0) }
    let body = run[..<(end ?? run.endIndex)]
    let numbers = OwnerNumbers(isFirst: tokens.lastWord, next: rest)
    if Self.plurals.contains(body), tokens.opensPlural, rest.first == ")" {
      tokens.add(String(body), .certain)
      return
    }
    if tokens.opensSpamCode, Self.isSpamCode(body) {
      tokens.add(String(body), .certain, .coded(front: "as"))
      return
    }
    for piece in pieces(of: body) {
      let kind = kind(of: piece, numbers)
      tokens.add(String(piece), kind, number(in: piece, kind, numbers))
      if piece.endIndex < body.endIndex { tokens.add(String(body[piece.endIndex]), .sign) }
    }
    for character in run[body.endIndex...] { tokens.add(String(character), .sign) }
  }

  /// What stands behind a word in brackets: `day(s)`, `message(n)`.
  private static let plurals: Set<Substring> = ["s", "n", "e", "es", "en", "r", "er"]

  /// The number of a rule of Microsoft's filter: `201806281`, `3150`.
  private static func isSpamCode(_ body: Substring) -> Bool {
    (3...5 ~= body.count || body.count == 9) && body.first != "0"
      && body.allSatisfy { $0.isASCII && $0.isNumber }
  }

  /// What number a piece is or holds; nil for none, and for a name or an address that is allowed.
  private func number(
    in piece: Substring,
    _ kind: OwnerToken.Kind,
    _ numbers: OwnerNumbers
  ) -> OwnerNumber? {
    guard piece.contains(where: \.isNumber) else {
      return OwnerNumbers.spelled.contains(piece.lowercased()) ? .spelled : nil
    }
    if kind == .hidden {
      return .plain(groups: piece.split { !$0.isNumber }.count)
    }
    if NetworkAddress(piece) != nil { return nil }
    if let number = numbers.number(of: piece) { return number }
    return piece.contains(".") || piece.contains(":")
      ? nil : .coded(front: piece.prefix(while: \.isLetter).lowercased())
  }

  /// The parts of a run between colons, unless it is an address or a time.
  private func pieces(of run: Substring) -> [Substring] {
    guard run.contains(":"), !OwnerNumbers.isTime(run) else { return [run] }
    let parts = run.split(separator: ":", omittingEmptySubsequences: false)
    let bare = run.lowercased().hasPrefix("ipv6:") ? run.dropFirst(5) : run
    let isAddress =
      NetworkAddress(bare) != nil
      || parts.count > 2
        && parts.allSatisfy { $0.count <= 4 && $0.allSatisfy(\.isHexDigit) }
    return isAddress || run.contains("::") ? [run] : parts
  }

  private func kind(of piece: Substring, _ numbers: OwnerNumbers) -> OwnerToken.Kind {
    guard let first = piece.first else { return .sign }
    let lower = piece.lowercased()
    let known = HarmlessWords.kind(of: lower)
    if denied.contains(lower), known != .mail { return .hidden }
    if PublicCodes.whole.contains(lower) { return .certain }
    if piece.contains("."), NetworkAddress(piece) != nil { return dotted(piece) }
    if piece.contains(":") {
      if OwnerNumbers.isTime(piece) { return .certain }
      let bare = lower.hasPrefix("ipv6:") ? piece.dropFirst(5) : piece
      return NetworkAddress(bare).map { view.isAllowed(address: $0) } ?? false
        ? .certain : .hidden
    }
    if let kind = numbers.kind(of: piece) { return kind }
    if piece.contains(".") { return dotted(piece) }
    if !first.isLetter, !first.isNumber { return .hidden }
    switch HarmlessWords.kind(of: piece) {
    case .mail: return .certain
    case .name: return .name
    case .ordinary: return .word
    case nil: return PublicCodes.holds(piece) ? .certain : .hidden
    }
  }

  /// A name with dots: an allowed server or address, or a code of Exchange whose labels are words of
  /// mail.
  private func dotted(_ run: Substring) -> OwnerToken.Kind {
    if let address = NetworkAddress(run) {
      return view.isAllowed(address: address) ? .certain : .hidden
    }
    if let name = DomainForms.ascii(String(run)), view.isAllowed(name: name) { return .certain }
    let labels = run.split(separator: ".")
    let areWords =
      labels.count > 1 && labels.count(where: { $0.contains(where: \.isNumber) }) < 2
      && labels.allSatisfy { label in
        label.count > 1 && (HarmlessWords.kind(of: label) == .mail || PublicCodes.holds(label))
      }
    return areWords ? .certain : .hidden
  }

  // MARK: Links

  private func add(_ link: OwnerLink, _ tokens: inout OwnerTokens) {
    let isAllowed =
      NetworkAddress(link.host).map { view.isAllowed(address: $0) }
      ?? DomainForms.ascii(link.host).map { view.isAllowed(name: $0) } ?? false
    guard isAllowed, !link.hasUser else {
      tokens.add(String(link.text), .hidden)
      return
    }
    let words = link.rest.split {
      !$0.isLetter && !$0.isNumber && $0 != "." && $0 != ":" && $0 != "-"
    }
    // A page has one number or two, an address four.
    let digits = link.rest.split { !$0.isASCII || !$0.isNumber }
    let hasAddress = words.contains { NetworkAddress($0) != nil }
    let areFew = digits.count <= 2 || hasAddress && digits.count <= 6
    let areHarmless =
      areFew
      && words.allSatisfy { word in
        if word.count == 1, word.first?.isASCII ?? false { return true }
        return switch kind(of: word, OwnerNumbers(isLink: true)) {
        case .certain, .word, .name, .sign: !denied.contains(word.lowercased())
        case .hidden, .blank: false
        }
      }
    if areHarmless, link.rest.unicodeScalars.allSatisfy(\.isASCII) {
      tokens.add(String(link.text), .certain)
    } else {
      tokens.add("\(link.front)/", .certain)
      tokens.add(String(link.rest), .hidden)
    }
  }
}

/// Gathers pieces and counts chunks.
struct OwnerTokens {
  private(set) var list: [OwnerToken] = []
  private var chunk = 0

  /// The last piece that is no sign or blank, in lower case.
  var lastWord: String? {
    list.suffix(6).last { $0.kind != .blank && $0.kind != .sign }?.text.lowercased()
  }

  /// Whether what follows is the number of a rule of Microsoft's filter: `AS(201806281)`.
  var opensSpamCode: Bool { list.last?.text == "(" && list.dropLast().last?.text == "AS" }

  /// Whether a bracket stands at the end, without a blank behind a word.
  var opensPlural: Bool {
    guard let last = list.last, last.text == "(", let word = list.dropLast().last else {
      return false
    }
    return word.kind != .blank && word.kind != .sign && word.kind != .hidden
  }

  mutating func add(_ text: String, _ kind: OwnerToken.Kind, _ number: OwnerNumber? = nil) {
    guard !text.isEmpty || kind == .hidden else { return }
    if kind == .blank { chunk += 1 }
    list.append(OwnerToken(kind: kind, text: text, chunk: chunk, number: number))
    if kind == .blank { chunk += 1 }
  }
}
