/// A piece of a server's words, and what may be done with it.
struct OwnerToken {
  enum Kind {
    /// Blanks between chunks.
    case blank
    /// A sign that names nobody.
    case sign
    /// A code, an allowed name or address, a word of mail: harmless beside anything.
    case certain
    /// An everyday word or a number: harmless unless it is a part of something that is hidden.
    case word
    /// A word of mail that is a name in capitals.
    case name
    /// What may not be shown.
    case hidden
  }

  var kind: Kind
  let text: String
  /// Which run without blanks it belongs to.
  let chunk: Int
  /// What number it is or holds; nil for none, and for an allowed name or address.
  var number: OwnerNumber? = nil

  /// Whether it begins with a capital and goes on in small letters.
  var isCapitalised: Bool {
    guard let first = text.first, first.isUppercase else { return false }
    return text.dropFirst().contains(where: \.isLowercase)
  }

  var isSingleLetter: Bool { text.count == 1 && text.first?.isLetter ?? false }
}

/// Looks at pieces again with an eye on their neighbours: what is harmless alone may be a part of a
/// name.
struct OwnerNeighbours {
  private(set) var tokens: [OwnerToken]

  init(_ tokens: [OwnerToken]) {
    self.tokens = OwnerNumberRuns(tokens).tokens
    hideSpelledLetters()
    hideQuoted()
    hideInChunks()
    hideTitles()
    hideNames()
    hideDividedHosts()
  }

  /// The text, with `mark` in the place of each stretch that is hidden.
  func text(mark: String) -> String {
    var text = ""
    var (wasHidden, pending) = (false, "")
    for token in tokens {
      switch token.kind {
      case .hidden:
        if !wasHidden { text += pending + mark }
        (wasHidden, pending) = (true, "")
      case .blank: pending += token.text
      default:
        text += pending + token.text
        (wasHidden, pending) = (false, "")
      }
    }
    return text + pending
  }

  // MARK: Rules

  /// Letters that stand one by one spell something: `c o n t o s o`.
  private mutating func hideSpelledLetters() {
    let words = tokens.indices.filter { tokens[$0].kind != .blank && tokens[$0].kind != .sign }
    for (at, index) in words.enumerated() where tokens[index].isSingleLetter {
      let neighbours = [at - 1, at + 1].filter { words.indices.contains($0) }.map { words[$0] }
      if neighbours.contains(where: { tokens[$0].isSingleLetter && abs($0 - index) < 4 }) {
        tokens[index].kind = .hidden
      }
    }
  }

  /// Beside something hidden, without a blank between, only what is certain stays; and where little
  /// stays, nothing does.
  private mutating func hideInChunks() {
    var start = 0
    while start < tokens.count {
      var end = start
      while end < tokens.count, tokens[end].chunk == tokens[start].chunk { end += 1 }
      hideInChunk(start..<end)
      start = end
    }
  }

  private mutating func hideInChunk(_ chunk: Range<Int>) {
    guard chunk.contains(where: { tokens[$0].kind == .hidden }) else { return }
    for index in chunk where tokens[index].kind == .word || tokens[index].kind == .name {
      tokens[index].kind = .hidden
    }
    let hidden = chunk.filter { tokens[$0].kind == .hidden }
    let certain = chunk.count { tokens[$0].kind == .certain }
    guard hidden.count > 1, hidden.count > certain, let first = hidden.first,
      let last = hidden.last
    else { return }
    for index in withBrackets(first...last, in: chunk) { tokens[index].kind = .hidden }
  }

  /// A stretch with the bracket that closes what is opened in it, and the one that opens what is
  /// closed.
  private func withBrackets(_ range: ClosedRange<Int>, in chunk: Range<Int>) -> ClosedRange<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    for (open, close) in [("[", "]"), ("(", ")"), ("<", ">")] {
      let depth = range.reduce(0) { depth, index in
        depth + (tokens[index].text == open ? 1 : tokens[index].text == close ? -1 : 0)
      }
      if depth > 0, high + 1 < chunk.upperBound, tokens[high + 1].text == close { high += 1 }
      if depth < 0, low > chunk.lowerBound, tokens[low - 1].text == open { low -= 1 }
    }
    return low...high
  }

  /// An everyday word alone in quotes or angle brackets is what somebody or something is called.
  private mutating func hideQuoted() {
    guard tokens.count > 2 else { return }
    for index in 1..<(tokens.count - 1) where tokens[index].kind == .word {
      guard tokens[index].text.contains(where: \.isLetter),
        let close = Self.quotes[tokens[index - 1].text], close.contains(tokens[index + 1].text)
      else { continue }
      tokens[index].kind = .hidden
    }
  }

  private static let quotes: [String: Set<String>] = [
    "<": [">"], "\"": ["\""], "'": ["'"], "`": ["'", "`"], "“": ["”"], "„": ["“", "”"], "‘": ["’"],
    "«": ["»"],
  ]

  /// Two everyday words in capitals after each other are a name, unless everything is in capitals.
  private mutating func hideTitles() {
    let words = tokens.indices.filter { tokens[$0].text.first?.isLetter ?? false }
    let capitals = words.count { tokens[$0].isCapitalised }
    guard capitals * 5 < words.count * 3 else { return }
    var run: [Int] = []
    func isTitle(_ index: Int) -> Bool {
      (tokens[index].kind == .word || tokens[index].kind == .name) && tokens[index].isCapitalised
    }
    for (at, index) in words.enumerated() {
      let follows = run.last.map { $0 + 2 == index && tokens[$0 + 1].text == " " } ?? false
      if !isTitle(index) || !follows {
        run = isTitle(index) ? [index] : []
      } else {
        run.append(index)
      }
      let next = at + 1 < words.count ? words[at + 1] : nil
      let ends = next.map { $0 != index + 2 || !isTitle($0) } ?? true
      if ends, run.count > 1 { for place in run { tokens[place].kind = .hidden } }
    }
  }

  /// Words in capitals beside something hidden may be the rest of somebody's name.
  private mutating func hideNames() {
    for order in [Array(tokens.indices), tokens.indices.reversed()] {
      var isBesideHidden = false
      for index in order {
        let token = tokens[index]
        switch token.kind {
        case .hidden: isBesideHidden = true
        case .blank: break
        case .sign where token.text == "-" || token.text == "'": break
        case .word where isBesideHidden && token.isCapitalised,
          .name where isBesideHidden && token.isCapitalised:
          tokens[index].kind = .hidden
        default: isBesideHidden = false
        }
      }
    }
  }

  /// A word with a full stop before something short and small that is hidden: `contoso. com`.
  private mutating func hideDividedHosts() {
    for index in tokens.indices.dropFirst(3)
    where tokens[index].kind == .hidden && tokens[index].text.count <= 6
      && tokens[index].text.first?.isLowercase ?? false
    {
      guard tokens[index - 1].kind == .blank, tokens[index - 2].text == ".",
        tokens[index - 3].kind == .word || tokens[index - 3].kind == .name
      else { continue }
      tokens[index - 3].kind = .hidden
    }
  }
}
