/// A sum over lines that tells whether they are those that were written, in any order.
///
/// Each line is hashed by itself, eight bytes at a time, and the hashes are added up: so the sums of
/// stretches can be made side by side and added. It finds damage, not forgery. Contract for the unsafe
/// part: words are loaded from within the span.
public struct LineSum: Hashable, Sendable {
  /// How many lines there were.
  public private(set) var lines = 0
  /// The sum of their hashes.
  public private(set) var value: UInt64 = 0

  /// The sum of no lines.
  public init() {}

  /// Adds a line, without its end.
  public mutating func add(_ line: Span<UInt8>) {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(line.count)
    let bytes = unsafe line.bytes
    var index = 0
    while index + 8 <= bytes.byteCount {
      let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      hash = Self.mix(hash ^ UInt64(littleEndian: word))
      index += 8
    }
    var rest: UInt64 = 0
    while index < bytes.byteCount {
      rest = rest << 8 | UInt64(line[index])
      index += 1
    }
    value &+= Self.mix(Self.mix(hash ^ rest) ^ 0xD6E8_FEB8_6659_FD93)
    lines += 1
  }

  /// Adds each line of a text whose last line has an end.
  public mutating func add(linesOf text: [UInt8]) {
    let span = text.span
    var start = 0
    while let end = UnsafeSearch.first(.lineFeed, in: span, from: start) {
      add(span.extracting(start..<end))
      start = end + 1
    }
  }

  /// Adds another sum.
  public static func += (left: inout LineSum, right: LineSum) {
    left.lines += right.lines
    left.value &+= right.value
  }

  /// The sum as 16 hexadecimal digits.
  public var digits: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }
}
