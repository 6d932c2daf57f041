import RetourEvents

/// A diagnostic text with everything that changes from mail to mail taken out, so that texts of one
/// wording can be counted together.
public struct TextMask: Hashable, Sendable {
  /// The wording in lower case: `<address>`, `<host>`, `<url>`, `<ip>`, `<id>` and `<n>` stand for
  /// what was taken out.
  public let wording: String
  /// The longest piece of wording between those, at most 80 bytes: a phrase for a rule.
  public let phrase: String

  /// Masks a text; what stands beyond its first 2,000 bytes is left out.
  public init(_ text: String) {
    let folded = Folding(CleanText.clean(text))
    var bytes = folded.bytes.prefix(2_000)[...]
    var pieces: [UInt8] = []
    var names = folded.names[...]
    while let byte = bytes.first {
      if let name = names.first, name.range.lowerBound == bytes.startIndex {
        names.removeFirst()
        pieces += Self.mark(of: name, in: folded.bytes)
        bytes = bytes.dropFirst(name.range.count)
      } else if let address = Self.networkAddress(at: bytes) {
        pieces += Array("<ip>".utf8)
        bytes = bytes.dropFirst(address)
      } else if Self.isWord(byte) {
        let word = bytes.prefix(while: Self.isWord)
        pieces += Self.masked(word)
        bytes = bytes.dropFirst(word.count)
      } else {
        pieces.append(byte)
        bytes = bytes.dropFirst()
      }
    }
    wording = String(decoding: pieces, as: UTF8.self)
    phrase = Self.phrase(in: wording)
  }

  private static func mark(of name: Folding.Name, in text: [UInt8]) -> [UInt8] {
    let mark =
      switch name.kind {
      case .address: "<address>"
      case .url: "<url>"
      case .host:
        NetworkAddress(String(decoding: text[name.range], as: UTF8.self)) == nil
          ? "<host>" : "<ip>"
      }
    return Array(mark.utf8)
  }

  /// The length of an IPv4 address at the front of a text; nil where none is.
  private static func networkAddress(at text: ArraySlice<UInt8>) -> Int? {
    guard let first = text.first, 0x30...0x39 ~= first else { return nil }
    let run = text.prefix { 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ".") }
    guard 7...15 ~= run.count, NetworkAddress(String(decoding: run, as: UTF8.self)) != nil else {
      return nil
    }
    return run.count
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || 0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
  }

  /// A word as it is, unless it is a number or mixes letters and digits as ids do.
  ///
  /// Codes of three digits stay: they belong to the wording.
  private static func masked(_ word: ArraySlice<UInt8>) -> [UInt8] {
    let digits = word.count { 0x30...0x39 ~= $0 }
    if digits == 0 { return Array(word) }
    if digits == word.count { return word.count <= 3 ? Array(word) : Array("<n>".utf8) }
    return word.count >= 6 ? Array("<id>".utf8) : Array(word)
  }

  private static func phrase(in wording: String) -> String {
    let marks = ["<address>", "<host>", "<url>", "<ip>", "<id>", "<n>"]
    var rest = wording
    for mark in marks { rest = rest.replacing(mark, with: "\n") }
    // Codes and punctuation at the ends say nothing.
    let pieces = rest.split(separator: "\n").map { piece in
      var piece = piece.drop { !$0.isLetter }
      while let last = piece.last, !last.isLetter, last != "." { piece.removeLast() }
      while piece.utf8.count > 80, let blank = piece.lastIndex(of: " ") { piece = piece[..<blank] }
      return String(piece)
    }
    return pieces.max { $0.utf8.count < $1.utf8.count } ?? ""
  }
}
