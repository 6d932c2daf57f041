import MailText
import RetourEvents

/// The words of a text, with places that grow faster where a statement ends.
struct GrammarWords {
  struct Word {
    /// Where its letters stand in ``letters``; empty for what no list has.
    let range: Range<Int>
    /// The hash of the letters.
    let hash: UInt64
    let place: Int
  }

  private(set) var list: [Word] = []
  /// The letters of all words, in lower case; `ipaddress` stands for a network address.
  private(set) var letters: [UInt8] = []
  private var place = 0

  /// How far a full stop, and how far a comma or colon, holds words apart.
  private static let (fullStop, comma) = (8, 2)

  init(_ text: [UInt8]) {
    letters.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte.isWord {
        let end = Self.runEnd(in: text, from: index)
        add(text[index..<end])
        index = end
      } else {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "!"),
          UInt8(ascii: "\n"):
          place += Self.fullStop
        case UInt8(ascii: ":"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","):
          place += Self.comma
        default: break
        }
        index += 1
      }
    }
  }

  /// The end of a run of word bytes with the marks that stand inside names.
  private static func runEnd(in text: [UInt8], from start: Int) -> Int {
    var end = start
    while end < text.count {
      if text[end].isWord {
        end += 1
      } else if isInside(text[end]), end + 1 < text.count, text[end + 1].isWord {
        end += 1
      } else if text[end] == UInt8(ascii: ":"), text[end...].prefix(3).elementsEqual("://".utf8) {
        end += 3
      } else {
        break
      }
    }
    return end
  }

  private static func isInside(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "@"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
      UInt8(ascii: "'"):
      true
    default: isBetween(byte)
    }
  }

  /// Whether a byte neither separates parts of a run nor makes a name of it.
  private static func isOfWords(_ byte: UInt8) -> Bool {
    byte.isWord || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "'")
  }

  /// Whether a byte stands between the parts of a run.
  private static func isBetween(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "+"),
      UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "?"):
      true
    default: false
    }
  }

  /// Adds a run: an address, a host or a link counts as a word that no list has, anything else by
  /// its parts.
  private mutating func add(_ run: ArraySlice<UInt8>) {
    // As most are.
    if run.allSatisfy(Self.isOfWords) { return addWords(of: run) }
    if run.contains(UInt8(ascii: "@")) || run.contains(UInt8(ascii: ":")) && Self.isLink(run) {
      append([])
      return
    }
    for part in run.split(whereSeparator: Self.isBetween) {
      let labels = part.split(separator: UInt8(ascii: "."))
      if labels.count > 1 {
        if labels.allSatisfy({ $0.allSatisfy(\.isDigit) }) {
          if labels.count == 4 { append(Array("ipaddress".utf8)[...]) }
          continue
        }
        if labels.count > 2 || labels.last.map({ 2...3 ~= $0.count }) ?? false,
          !labels.contains(where: { $0.contains(where: { 0x41...0x5A ~= $0 }) })
        {
          append([])
          continue
        }
      }
      for label in labels {
        addWords(of: label)
        if labels.count > 1 { place += Self.comma }
      }
    }
  }

  private static func isLink(_ run: ArraySlice<UInt8>) -> Bool {
    ["http://", "https://", "ftp://"].contains { scheme in
      run.count > scheme.utf8.count && zip(run, scheme.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
  }

  /// The words of a run: at underscores, hyphens, and where a capital follows a small letter.
  private mutating func addWords(of run: ArraySlice<UInt8>) {
    var start = run.startIndex
    var previous: UInt8 = 0
    for index in run.indices {
      let byte = run[index]
      let isBreak = byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      if isBreak || 0x61...0x7A ~= previous && 0x41...0x5A ~= byte {
        addWord(run[start..<index])
        start = isBreak ? index + 1 : index
      }
      previous = byte
    }
    addWord(run[start...])
  }

  private mutating func addWord(_ word: ArraySlice<UInt8>) {
    guard !word.allSatisfy(\.isDigit) else { return }
    append(word)
  }

  private static let notHash = FNV1a(Array("not".utf8)[...]).value

  /// Whether a word denies what follows: *isn't found* is *not found*.
  private static func isNegated(_ word: ArraySlice<UInt8>) -> Bool {
    guard 5...7 ~= word.count, word.suffix(3).elementsEqual("n't".utf8) else { return false }
    return ["is", "are", "was", "were", "has", "have", "does", "do", "did"].contains {
      word.dropLast(3).elementsEqual($0.utf8)
    }
  }

  private mutating func append(_ word: ArraySlice<UInt8>) {
    let start = letters.count
    if word.contains(where: { $0 >= 0x80 }) {
      letters += String(decoding: word, as: UTF8.self).lowercased().utf8
    } else {
      for byte in word { letters.append(byte.lowercased) }
    }
    let range = start..<letters.count
    let hash = Self.isNegated(letters[range]) ? Self.notHash : FNV1a(letters[range]).value
    list.append(Word(range: range, hash: hash, place: place))
    place += 1
  }
}
