/// The words of a text as ``SimilarTexts`` counts them, and the buckets of their pieces.
///
/// `Benchmarks/train-similar` has the same in Python; texts in `Similar/manifest.json` hold the two
/// together.
struct SimilarWords {
  /// Buckets, a power of two.
  static let bucketCount = 1 << bits
  private static let bits: UInt32 = 14
  /// Words of a text that count: a reason stands near the beginning.
  private static let wordLimit = 256
  /// Bytes of a text that count.
  private static let byteLimit = 16_384
  /// Bytes of a word whose pieces count.
  private static let letterLimit = 24

  /// The words, one behind the other, and where each ends.
  private var letters: [UInt8] = []
  private var ends: [Int] = []
  /// The word that is being taken apart, in small letters.
  private var word: [UInt8] = []

  /// What is different in each text stands as one word for all: `\u{1}a` for an address, `u` for a
  /// URL, `h` for a host, `i` for a network address, `n` for a number, `x` for an identifier.
  init(_ text: some Collection<UInt8>) {
    let text = Array(text.prefix(Self.byteLimit))
    letters.reserveCapacity(text.count + 64)
    ends.reserveCapacity(min(Self.wordLimit, text.count / 4 + 8))
    var start = 0
    while start < text.count, count < Self.wordLimit {
      if Self.isBlank(text[start]) {
        start += 1
        continue
      }
      var end = start + 1
      while end < text.count, !Self.isBlank(text[end]) { end += 1 }
      add(Self.trimmed(start..<end, of: text, Self.isMark), of: text)
      start = end
    }
    if count > Self.wordLimit { ends.removeLast(count - Self.wordLimit) }
  }

  /// How many words there are.
  var count: Int { ends.count }

  /// A word by its number.
  subscript(index: Int) -> ArraySlice<UInt8> { letters[range(of: index)] }

  private func range(of index: Int) -> Range<Int> {
    (index > 0 ? ends[index - 1] : 0)..<ends[index]
  }

  // MARK: Taking apart

  private static func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x7F }

  /// Whether a byte stands around words.
  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: ":"), UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: "."),
      UInt8(ascii: "`"), UInt8(ascii: "*"):
      true
    default: false
    }
  }

  /// Whether a byte stands between the parts of a run.
  private static func isJoint(_ byte: UInt8) -> Bool { byte == 0x2E || byte == 0x2D }

  private static func trimmed(
    _ range: Range<Int>,
    of text: [UInt8],
    _ isEdge: (UInt8) -> Bool
  ) -> Range<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high, isEdge(text[low]) { low += 1 }
    while low < high, isEdge(text[high - 1]) { high -= 1 }
    return low..<high
  }

  private mutating func add(_ chunk: Range<Int>, of text: [UInt8]) {
    if chunk.dropFirst().dropLast().contains(where: { text[$0] == UInt8(ascii: "@") }) {
      return addStand(for: "a")
    }
    if chunk.contains(where: {
      text[$0] == 0x3A && text[$0..<chunk.upperBound].starts(with: "://".utf8)
    }) {
      return addStand(for: "u")
    }
    var start = chunk.lowerBound
    while start < chunk.upperBound {
      var end = start
      while end < chunk.upperBound, text[end].isWord || Self.isJoint(text[end]) { end += 1 }
      if end > start {
        if count >= Self.wordLimit { return }
        addRun(Self.trimmed(start..<end, of: text, Self.isJoint), of: text)
      }
      start = end + 1
    }
  }

  private mutating func addStand(for kind: Unicode.Scalar) {
    letters.append(1)
    letters.append(UInt8(ascii: kind))
    ends.append(letters.count)
  }

  private mutating func add(_ bytes: ArraySlice<UInt8>) {
    letters += bytes
    ends.append(letters.count)
  }

  /// Adds a run of word bytes, dots and hyphens.
  private mutating func addRun(_ run: Range<Int>, of text: [UInt8]) {
    if let name = Self.name(run, of: text) {
      return name == "d" ? add(text[run]) : addStand(for: name)
    }
    var start = run.lowerBound
    while start < run.upperBound {
      var end = start
      while end < run.upperBound, !Self.isJoint(text[end]) { end += 1 }
      if end > start { addPart(start..<end, of: text) }
      start = end + 1
    }
  }

  /// What a run with dots is: a host, a network address, a number, or an enhanced code (`d`), which
  /// stands for itself; nil for none of these.
  private static func name(_ run: Range<Int>, of text: [UInt8]) -> Unicode.Scalar? {
    var (labels, areDigits, start) = (1, true, run.lowerBound)
    for index in run {
      if text[index] == 0x2E {
        areDigits = areDigits && index > start
        (labels, start) = (labels + 1, index + 1)
      } else if !text[index].isDigit {
        areDigits = false
      }
    }
    guard labels > 1 else { return nil }
    if areDigits {
      let isStatus =
        labels == 3 && text[run.lowerBound + 1] == 0x2E
        && [0x32, 0x34, 0x35].contains(text[run.lowerBound])
      return isStatus ? "d" : labels == 4 ? "i" : "n"
    }
    let isHost =
      run.upperBound - start > 1 && (start..<run.upperBound).allSatisfy { 0x61...0x7A ~= text[$0] }
    return isHost ? "h" : nil
  }

  /// Adds a number, an identifier, or words: where a capital follows a small letter a word begins.
  private mutating func addPart(_ part: Range<Int>, of text: [UInt8]) {
    let digits = part.reduce(0) { $0 + (text[$1].isDigit ? 1 : 0) }
    if digits == part.count {
      return part.count <= 3 ? add(text[part]) : addStand(for: "n")
    }
    if part.count >= 8, digits > 0 { return addStand(for: "x") }
    var previous: UInt8 = 0
    for index in part {
      let byte = text[index]
      let isCapital = 0x41...0x5A ~= byte
      if isCapital, 0x61...0x7A ~= previous { addWord() }
      word.append(isCapital ? byte | 0x20 : byte)
      previous = byte
    }
    addWord()
  }

  /// Adds ``word``; of scripts that put no blanks between words each two characters in a row, one that
  /// stands alone by itself.
  private mutating func addWord() {
    defer { word.removeAll(keepingCapacity: true) }
    guard word.contains(where: { 0xE3...0xED ~= $0 }) else { return add(word[...]) }
    var characters = 0
    var (index, plain) = (0, 0)
    while index < word.count {
      guard Self.isJoined(word[index...]) else {
        if characters == 1 { add(word[(index - 3)..<index]) }
        if characters > 0 { plain = index }
        characters = 0
        index += 1
        continue
      }
      if characters == 0, plain < index { add(word[plain..<index]) }
      if characters > 0 { add(word[(index - 3)..<(index + 3)]) }
      characters += 1
      index += 3
      plain = index
    }
    if characters == 1 { add(word[(index - 3)..<index]) }
    if plain < index { add(word[plain..<index]) }
  }

  /// Whether bytes begin with a character of East Asia, from U+3000 to U+DFFF in UTF-8.
  private static func isJoined(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, 0xE3...0xED ~= first, bytes.count >= 3 else { return false }
    return bytes.dropFirst().prefix(2).allSatisfy { 0x80...0xBF ~= $0 }
  }

  // MARK: Familiar words

  /// Bits of a filter of words, a power of two.
  static let filterSize = 1 << 16

  /// Whether at least two of the words, and most of them, are in a filter by their hash; numbers
  /// and what stands for others don't count.
  func areFamiliar(in filter: [UInt8]) -> Bool {
    var (words, known) = (0, 0)
    for index in 0..<count {
      let range = range(of: index)
      guard let first = letters[range].first, first != 1, !first.isDigit else { continue }
      words += 1
      let hash = hash(range, from: Self.start)
      let bit = Int((hash ^ hash >> 16) & UInt32(Self.filterSize - 1))
      if filter[bit / 8] & 1 << UInt8(bit % 8) != 0 { known += 1 }
    }
    return known >= 2 && 2 * known >= words
  }

  // MARK: Buckets

  /// The buckets of one to three words in a row, and of three to five bytes of a word.
  ///
  /// - Parameter take: gets each bucket, some more than once, and the number of the word that its
  ///   piece begins with.
  func buckets(_ take: (Int, Int) -> Void) {
    for index in 0..<count {
      let range = range(of: index)
      var hash = hash(range, from: Self.start)
      take(Self.bucket(hash), index)
      for next in index + 1..<max(index + 1, min(index + 3, count)) {
        hash = self.hash(self.range(of: next), from: Self.mix(0x20, into: hash))
        take(Self.bucket(hash), index)
      }
      if letters[range.lowerBound] != 1 { pieces(of: range) { take(Self.bucket($0), index) } }
    }
  }

  /// The hashes of three to five bytes of a word, with a mark before it and one behind it.
  private func pieces(of word: Range<Int>, _ take: (UInt32) -> Void) {
    let count = min(word.count, Self.letterLimit) + 2
    func letter(_ place: Int) -> UInt8 {
      switch place {
      case 0: UInt8(ascii: "^")
      case count - 1: UInt8(ascii: "$")
      default: letters[word.lowerBound + place - 1]
      }
    }
    for start in 0..<count - 2 {
      var hash = Self.mix(letter(start + 1), into: Self.mix(letter(start), into: 0x9DC5_811C))
      for end in start + 2..<max(start + 2, min(start + 5, count)) {
        hash = Self.mix(letter(end), into: hash)
        take(hash)
      }
    }
  }

  /// What FNV-1a begins with.
  private static let start: UInt32 = 2_166_136_261

  /// FNV-1a with 32 bits.
  private static func mix(_ byte: UInt8, into hash: UInt32) -> UInt32 {
    (hash ^ UInt32(byte)) &* 16_777_619
  }

  private func hash(_ range: Range<Int>, from start: UInt32) -> UInt32 {
    var hash = start
    for index in range { hash = Self.mix(letters[index], into: hash) }
    return hash
  }

  private static func bucket(_ hash: UInt32) -> Int {
    Int((hash ^ hash >> bits ^ hash >> (2 * bits)) & UInt32(bucketCount - 1))
  }
}
