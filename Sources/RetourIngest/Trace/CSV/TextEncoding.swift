/// How the characters of an export are encoded, judged by its bytes and not by what it declares.
///
/// A file in UTF-8 may hold stray Windows-1252; each text is looked at again when it is used.
enum TextEncoding: Hashable, Sendable {
  case utf8
  case utf16(isBigEndian: Bool)
  /// Bytes that are no UTF-8, in a document whose parser needs it.
  case windows1252

  /// Judges the first bytes of an input: a byte order mark, else where the zeros of UTF-16 stand,
  /// else whether the bytes are well-formed UTF-8.
  init(_ sample: Bytes) {
    if sample.starts(with: [0xFF, 0xFE]) {
      self = .utf16(isBigEndian: false)
    } else if sample.starts(with: [0xFE, 0xFF]) {
      self = .utf16(isBigEndian: true)
    } else if let zeros = Self.zeros(sample.prefix(4_096)) {
      self = .utf16(isBigEndian: zeros)
    } else {
      let whole = Self.withoutCutCharacter(sample)
      self = Charset.isValidUTF8(whole) ? .utf8 : .windows1252
    }
  }

  /// Whether this is UTF-16.
  var isWide: Bool {
    if case .utf16 = self { true } else { false }
  }

  /// Whether the zeros come first, as in big-endian text; nil where there are hardly any.
  private static func zeros(_ sample: Bytes) -> Bool? {
    guard sample.count >= 16, sample.contains(0) else { return nil }
    var counts = (even: 0, odd: 0)
    for (index, byte) in sample.enumerated() where byte == 0 {
      if index & 1 == 0 { counts.even += 1 } else { counts.odd += 1 }
    }
    let half = sample.count / 2
    if counts.odd > half * 3 / 4, counts.even < half / 8 { return false }
    if counts.even > half * 3 / 4, counts.odd < half / 8 { return true }
    return nil
  }

  private static func withoutCutCharacter(_ sample: Bytes) -> Bytes {
    guard let lead = sample.suffix(4).lastIndex(where: { $0 >= 0xC0 }) else { return sample }
    let length = sample[lead] >= 0xF0 ? 4 : sample[lead] >= 0xE0 ? 3 : 2
    return sample.endIndex - lead < length ? sample[..<lead] : sample
  }

  /// A source of the same text in UTF-8.
  func decoding(_ source: any ByteSource) -> any ByteSource {
    switch self {
    case .utf8: source
    case .utf16(let isBigEndian):
      TransformedBytes(source, UTF16Transform(isBigEndian: isBigEndian))
    case .windows1252: TransformedBytes(source, WindowsTransform())
    }
  }

  /// A sample in UTF-8.
  func decoded(_ sample: [UInt8]) -> [UInt8] {
    guard self != .utf8 else { return sample }
    let source = decoding(MemoryBytes(sample))
    var text: [UInt8] = []
    while let piece = try? source.appending(to: [], count: 1 << 16), piece.got > 0 {
      text += piece.bytes
    }
    return text
  }
}
