import RetourEvents

#if _endian(big)
  #error("filters of keys are stored little-endian")
#endif

/// Tells of most keys that a full segment doesn't hold them, without a look into the file.
///
/// A split-block Bloom filter as Apache Parquet has it: a key owns one bit in each of the eight words
/// of one block, so asking costs one miss of the processor's cache. With fourteen bits a key, one in
/// four hundred strange keys is taken for one that may be there. Keys are hashes already; their own bits
/// choose block and bits.
///
/// Source: https://parquet.apache.org/docs/file-format/bloomfilter/
struct KeyFilter {
  /// Bits that a filter has for each key.
  private static let bitsPerKey = 14
  /// The odd multipliers of the Parquet format, one a word.
  private static let salt = Block(
    0x47b6_137b,
    0x4497_4d91,
    0x8824_ad5b,
    0xa2b7_289d,
    0x7054_95c7,
    0x2df1_424b,
    0x9efc_4947,
    0x5c6b_fb31
  )

  /// Eight words, stored little-endian.
  typealias Block = SIMD8<UInt32>

  /// The filter as it is stored.
  private(set) var blocks: [Block]

  /// An empty filter for a number of keys.
  init(keys: Int) {
    blocks = Array(repeating: .zero, count: max(1, keys * Self.bitsPerKey / 256))
  }

  /// A filter from its ``blocks``; one without any may hold whatever it is asked for.
  init(blocks: [Block]) { self.blocks = blocks.isEmpty ? [Block(repeating: .max)] : blocks }

  /// Whether it was made of no blocks, and so may hold whatever it is asked for.
  var rulesNothingOut: Bool { blocks.count == 1 && blocks[0] == Block(repeating: .max) }

  /// The key that stands for a text.
  ///
  /// FNV-1a and the finaliser of SplitMix64; whoever finds texts with the same key makes looking for
  /// them slower, no more.
  static func key(of text: String) -> Identity {
    let hash = FNV1a(text.utf8).value
    func mix(_ value: UInt64) -> UInt64 {
      var value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
      value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
      return value ^ (value >> 31)
    }
    return Identity(high: mix(hash), low: mix(hash &+ 0x9e37_79b9_7f4a_7c15))
  }

  /// The bits that a key owns in its block.
  static func bits(of key: Identity) -> Block {
    Block(repeating: 1) &<< ((salt &* UInt32(truncatingIfNeeded: key.low)) &>> 27)
  }

  @inline(__always)
  private func place(of key: Identity) -> Int {
    Int(((key.high >> 32) * UInt64(blocks.count)) >> 32)
  }

  /// Adds a key.
  mutating func insert(_ key: Identity) {
    blocks[place(of: key)] |= Self.bits(of: key)
  }

  /// Whether a key, whose ``bits(of:)`` are given, may be among those added; true for all of these.
  @inline(__always)
  func mayHold(_ key: Identity, _ bits: Block) -> Bool {
    // All words at once: a third of the bits are set, so that no branch is foreseen.
    let missing = bits & ~blocks[place(of: key)]
    let half = missing.lowHalf | missing.highHalf
    let quarter = half.lowHalf | half.highHalf
    return quarter[0] | quarter[1] == 0
  }
}
