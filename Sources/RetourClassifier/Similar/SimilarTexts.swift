import RetourEvents

/// Guesses a reason for words that no rule knows, by how much they are like those of known refusals.
///
/// A linear model over the pieces of ``SimilarWords``: a whole number for each bucket and reason, the
/// sums of which are compared. `Benchmarks/train-similar` makes the numbers; `Similar/manifest.json`
/// says from what, and how often they are right. The same text gives the same guess on each machine.
struct SimilarTexts: Sendable {
  /// The reason whose sum is greatest.
  struct Guess {
    let reason: Reason
    /// How far it is ahead of the next: the difference of their sums, divided by the root of the
    /// number of buckets; from 0, some thousands where there is no doubt.
    let lead: Int
    /// The sum.
    let sum: Int
    /// How many buckets the text has.
    let buckets: Int
    /// Whether most of the text's words stand in texts that were learned from: nonsense is like
    /// something too.
    let isFamiliar: Bool
    fileprivate let places: (first: Int, second: Int)
  }

  /// The leads from which a guess comes before anybody's words or the grammar, before the meaning of
  /// a code, and before nothing.
  ///
  /// Chosen by the folds in the manifest and by texts that neither rules nor model had seen: from
  /// there a guess is right more often. The words of a known server or service it never outranks.
  static let (leadOverWords, leadOverCodes, leadOverNothing) = (600, 250, 100)

  /// The model that is built into the program.
  static let builtIn = SimilarTexts(
    levels: SimilarText.levels,
    reasons: SimilarText.reasons,
    familiar: SimilarText.familiar
  )
  /// A name for its state.
  static var digest: String { SimilarText.digest }

  private let reasons: [Reason]
  /// By bucket, and by reason in its lanes; a weight is the square of its level, with the level's sign.
  private let weights: [SIMD64<Int32>]
  /// A filter of the words that were learned from.
  private let familiar: [UInt8]

  /// Takes the model as text: the level of the letter `Q` is 0, letters run from `$` to `~`; the filter
  /// is in hexadecimal.
  private init(levels: StaticString, reasons: String, familiar: String) {
    self.reasons = reasons.split(separator: " ").compactMap { Reason(rawValue: String($0)) }
    let count = self.reasons.count
    precondition(count > 1 && count <= SIMD64<Int32>.scalarCount)
    var rows = [SIMD64<Int32>](repeating: .zero, count: SimilarWords.bucketCount)
    var place = 0
    for letter in levels.description.utf8 {
      let level = Int32(letter) - Int32(UInt8(ascii: "Q"))
      rows[place / count][place % count] = level * abs(level)
      place += 1
    }
    precondition(place == count * SimilarWords.bucketCount)
    weights = rows
    let digits = familiar.utf8.map { UInt8($0 < 0x3A ? $0 - 0x30 : $0 - 0x57) }
    self.familiar = stride(from: 0, to: digits.count - 1, by: 2).map {
      digits[$0] << 4 | digits[$0 + 1]
    }
    precondition(self.familiar.count == SimilarWords.filterSize / 8)
  }

  /// The best guess; nil for a text without words.
  func guess(_ text: some Collection<UInt8>) -> Guess? { guess(SimilarWords(text)) }

  private func guess(_ words: SimilarWords) -> Guess? {
    var sums = SIMD64<Int32>.zero
    var seen = BucketSet()
    words.buckets { bucket, _ in
      guard seen.insert(bucket) else { return }
      sums &+= weights[bucket]
    }
    guard seen.count > 0 else { return nil }
    var (first, second) = sums[1] > sums[0] ? (1, 0) : (0, 1)
    for place in 2..<reasons.count {
      if sums[place] > sums[first] {
        (first, second) = (place, first)
      } else if sums[place] > sums[second] {
        second = place
      }
    }
    let lead = Double(sums[first] - sums[second]) / Double(seen.count).squareRoot()
    return Guess(
      reason: reasons[first],
      lead: Int(lead),
      sum: Int(sums[first]),
      buckets: seen.count,
      isFamiliar: words.areFamiliar(in: familiar),
      places: (first, second)
    )
  }

  /// The words of a text that weighed most for a guess, in the order of the text; at most four.
  func weightiest(_ text: some Collection<UInt8>) -> [String] {
    let words = SimilarWords(text)
    guard let places = guess(words)?.places else { return [] }
    var weight = [Int](repeating: 0, count: words.count)
    var seen = BucketSet()
    words.buckets { bucket, word in
      guard seen.insert(bucket) else { return }
      weight[word] += Int(weights[bucket][places.first]) - Int(weights[bucket][places.second])
    }
    return weight.indices.filter { weight[$0] > 0 && words[$0].first != 1 }
      .sorted { (weight[$1], $0) < (weight[$0], $1) }
      .prefix(4).sorted()
      .map { String(decoding: words[$0], as: UTF8.self) }
  }
}

/// Buckets that a text has, a bit for each of ``SimilarWords/bucketCount``.
private struct BucketSet {
  private var words = InlineArray<256, UInt64>(repeating: 0)
  private(set) var count = 0

  /// Adds a bucket; returns whether it is new.
  mutating func insert(_ bucket: Int) -> Bool {
    let bit = UInt64(1) << UInt64(bucket % 64)
    guard words[bucket / 64] & bit == 0 else { return false }
    words[bucket / 64] |= bit
    count += 1
    return true
  }
}
