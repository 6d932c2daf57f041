/// A text as a reader or a program sees it that undoes what encodes it, with the way back to what
/// was written.
///
/// An address can be written in more ways than one can list where it is looked for:
/// `kim%40fabrikam.com`, `kim&#64;fabrikam&period;com`, `kim (at) fabrikam [.] com`, an encoded word
/// (RFC 2047), xtext (RFC 3461 section 4). So everything is undone first, layer by layer, and looked
/// at afterwards.
public struct DecodedText: Sendable {
  /// How many layers of encodings are undone.
  static let layers = 4

  /// The decoded text.
  public private(set) var bytes: [UInt8]
  /// Where each byte begins and ends in the written text; empty where nothing was encoded.
  private var lows: [UInt32] = []
  private var highs: [UInt32] = []

  /// Undoes the encodings of a text of at most 4 GiB; takes time in proportion to its length.
  ///
  /// - Parameters:
  ///   - written: the text.
  ///   - isName: whether it is the name of a server: `look-at-me.fabrikam.com` is one.
  public init(_ written: [UInt8], isName: Bool = false) {
    bytes = written
    let isEncoded = written.contains(where: Self.mayEncode)
    guard isEncoded || !SpelledAddress.signs(in: written, isName: isName).isEmpty else { return }
    let places = written.indices.map { UInt32(truncatingIfNeeded: $0) }
    (lows, highs) = (places, places.map { $0 + 1 })
    for _ in 0..<Self.layers {
      guard isEncoded, undoLayer() else { break }
    }
    undoSpelling(isName)
  }

  /// Whether anything in it was encoded.
  public var isDecoded: Bool { !lows.isEmpty }

  /// Where a stretch of the decoded text stands in the written one.
  public func written(_ range: Range<Int>) -> Range<Int> {
    guard isDecoded, !range.isEmpty else { return range }
    return Int(lows[range.lowerBound])..<Int(highs[range.upperBound - 1])
  }

  /// Whether a byte can begin something that is undone.
  private static func mayEncode(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "%"), UInt8(ascii: "="), UInt8(ascii: "&"), UInt8(ascii: "+"),
      UInt8(ascii: "\\"), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"),
      UInt8(ascii: "<"):
      true
    default: byte >= 0x7F || byte < 0x20
    }
  }

  /// Undoes one layer everywhere; says whether there was one.
  private mutating func undoLayer() -> Bool {
    let old = (bytes: bytes, lows: lows, highs: highs)
    var didChange = false
    bytes.removeAll(keepingCapacity: true)
    lows.removeAll(keepingCapacity: true)
    highs.removeAll(keepingCapacity: true)
    var index = 0
    let decoders = Decoders(old.bytes)
    while index < old.bytes.count {
      if let found = decoders.decoded(at: index) {
        for byte in found.bytes {
          bytes.append(byte)
          lows.append(old.lows[index])
          highs.append(old.highs[index + found.length - 1])
        }
        index += found.length
        didChange = true
      } else {
        bytes.append(old.bytes[index])
        lows.append(old.lows[index])
        highs.append(old.highs[index])
        index += 1
      }
    }
    return didChange
  }

  /// Turns `at` and `dot` in words into signs, where together they spell an address.
  private mutating func undoSpelling(_ isName: Bool) {
    let signs = SpelledAddress.signs(in: bytes, isName: isName)
    guard !signs.isEmpty else { return }
    let old = (bytes: bytes, lows: lows, highs: highs)
    bytes.removeAll(keepingCapacity: true)
    lows.removeAll(keepingCapacity: true)
    highs.removeAll(keepingCapacity: true)
    var done = 0
    func keep(_ range: Range<Int>) {
      bytes += old.bytes[range]
      lows += old.lows[range]
      highs += old.highs[range]
    }
    for sign in signs {
      keep(done..<sign.place.lowerBound)
      bytes.append(sign.byte)
      lows.append(old.lows[sign.place.lowerBound])
      highs.append(old.highs[sign.place.upperBound - 1])
      done = sign.place.upperBound
    }
    keep(done..<old.bytes.count)
  }
}
