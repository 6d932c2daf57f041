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

  /// What is different in each text stands as one word for all: `\u{1}a` for an address, `u` for a
  /// URL, `h` for a host, `i` for a network address, `n` for a number, `x` for an identifier.
  private(set) var list: [[UInt8]] = []

  init(_ text: some Collection<UInt8>) {
    for chunk in text.prefix(Self.byteLimit).split(whereSeparator: { $0 <= 0x20 || $0 == 0x7F }) {
      if list.count >= Self.wordLimit { break }
      add(Self.trimmed(chunk))
    }
    if list.count > Self.wordLimit { list.removeLast(list.count - Self.wordLimit) }
  }

  private static func trimmed<Text: Collection<UInt8>>(_ chunk: Text) -> [UInt8] {
    func isEdge(_ byte: UInt8) -> Bool { "<>()[]{}\"',;:!|.`*".utf8.contains(byte) }
    var bytes = Array(chunk.drop(while: isEdge))
    while let last = bytes.last, isEdge(last) { bytes.removeLast() }
    return bytes
  }

  private mutating func add(_ chunk: [UInt8]) {
    if chunk.dropFirst().dropLast().contains(UInt8(ascii: "@")) {
      list.append(Self.stand(for: "a"))
    } else if chunk.indices.contains(where: { chunk[$0...].prefix(3).elementsEqual("://".utf8) }) {
      list.append(Self.stand(for: "u"))
    } else {
      for run in chunk.split(whereSeparator: { !$0.isWord && $0 != 0x2E && $0 != 0x2D }) {
        if list.count >= Self.wordLimit { return }
        addRun(run)
      }
    }
  }

  private static func stand(for kind: Unicode.Scalar) -> [UInt8] { [1, UInt8(ascii: kind)] }

  /// Adds a run of word bytes, dots and hyphens.
  private mutating func addRun(_ run: ArraySlice<UInt8>) {
    func isEdge(_ byte: UInt8) -> Bool { byte == 0x2E || byte == 0x2D }
    var run = run.drop(while: isEdge)
    while let last = run.last, isEdge(last) { run.removeLast() }
    let labels = run.split(separator: 0x2E, omittingEmptySubsequences: false)
    if labels.count > 1, let last = labels.last, let first = labels.first {
      if labels.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isDigit) }) {
        let isStatus =
          labels.count == 3 && ["2", "4", "5"].contains { first.elementsEqual($0.utf8) }
        list.append(isStatus ? Array(run) : Self.stand(for: labels.count == 4 ? "i" : "n"))
        return
      }
      if last.count > 1, last.allSatisfy({ 0x61...0x7A ~= $0 }) {
        list.append(Self.stand(for: "h"))
        return
      }
    }
    for part in run.split(whereSeparator: isEdge) { addPart(part) }
  }

  /// Adds a number, an identifier, or words: where a capital follows a small letter a word begins.
  private mutating func addPart(_ part: ArraySlice<UInt8>) {
    if part.allSatisfy(\.isDigit) {
      list.append(part.count <= 3 ? Array(part) : Self.stand(for: "n"))
    } else if part.count >= 8, part.contains(where: \.isDigit) {
      list.append(Self.stand(for: "x"))
    } else {
      var word: [UInt8] = []
      var previous: UInt8 = 0
      for byte in part {
        let isCapital = 0x41...0x5A ~= byte
        if isCapital, 0x61...0x7A ~= previous {
          addWord(word)
          word.removeAll()
        }
        word.append(isCapital ? byte | 0x20 : byte)
        previous = byte
      }
      addWord(word)
    }
  }

  /// Adds a word; of scripts that put no blanks between words each two characters in a row, one that
  /// stands alone by itself.
  private mutating func addWord(_ word: [UInt8]) {
    var plain: [UInt8] = []
    var characters = 0
    var index = 0
    while index < word.count {
      guard Self.isJoined(word[index...]) else {
        if characters == 1 { list.append(Array(word[(index - 3)..<index])) }
        characters = 0
        plain.append(word[index])
        index += 1
        continue
      }
      if !plain.isEmpty { list.append(plain) }
      plain.removeAll()
      if characters > 0 { list.append(Array(word[(index - 3)..<(index + 3)])) }
      characters += 1
      index += 3
    }
    if characters == 1 { list.append(Array(word[(index - 3)..<index])) }
    if !plain.isEmpty { list.append(plain) }
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
    let words = list.filter { word in word.first.map { $0 != 1 && !$0.isDigit } ?? false }
    let count = words.count { word in
      let hash = Self.hash(word, from: Self.start)
      let bit = Int((hash ^ hash >> 16) & UInt32(Self.filterSize - 1))
      return filter[bit / 8] & 1 << UInt8(bit % 8) != 0
    }
    return count >= 2 && 2 * count >= words.count
  }

  // MARK: Buckets

  /// The buckets of one to three words in a row, and of three to five bytes of a word.
  ///
  /// - Parameter take: gets each bucket, some more than once, and the number of the word that its
  ///   piece begins with.
  func buckets(_ take: (Int, Int) -> Void) {
    for index in list.indices {
      var hash = Self.hash(list[index], from: Self.start)
      take(Self.bucket(hash), index)
      for next in list[(index + 1)...].prefix(2) {
        hash = Self.hash(next, from: Self.hash([0x20], from: hash))
        take(Self.bucket(hash), index)
      }
      if list[index].first != 1 { pieces(of: list[index]) { take(Self.bucket($0), index) } }
    }
  }

  private func pieces(of word: [UInt8], _ take: (UInt32) -> Void) {
    let letters = [UInt8(ascii: "^")] + word.prefix(Self.letterLimit) + [UInt8(ascii: "$")]
    for start in 0..<letters.count - 2 {
      var hash = Self.hash(letters[start..<start + 2], from: 0x9DC5_811C)
      for end in start + 2..<max(start + 2, min(start + 5, letters.count)) {
        hash = Self.hash(letters[end...end], from: hash)
        take(hash)
      }
    }
  }

  /// What FNV-1a begins with.
  private static let start: UInt32 = 2_166_136_261

  /// FNV-1a with 32 bits.
  private static func hash(_ bytes: some Sequence<UInt8>, from start: UInt32) -> UInt32 {
    bytes.reduce(start) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }

  private static func bucket(_ hash: UInt32) -> Int {
    Int((hash ^ hash >> bits ^ hash >> (2 * bits)) & UInt32(bucketCount - 1))
  }
}
