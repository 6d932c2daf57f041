import CShims
import Glibc

/// Searches on raw memory.
///
/// Contract: `low...high` lies inside the initialised memory that `base` points to, and that memory
/// isn't written while a search runs.
enum UnsafeSearch {
  /// The first `byte` of `text` at or behind `low`, or nil.
  @inline(__always)
  static func first(_ byte: UInt8, in text: Span<UInt8>, from low: Int) -> Int? {
    unsafe text.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      return unsafe first(byte, in: base, from: low, to: buffer.count)
    }
  }

  /// The first `byte` in `low..<high`, or nil.
  @inline(__always)
  static func first(
    _ byte: UInt8,
    in base: UnsafePointer<UInt8>,
    from low: Int,
    to high: Int
  ) -> Int? {
    guard low < high, let hit = unsafe memchr(base + low, Int32(byte), high - low) else {
      return nil
    }
    return unsafe UnsafeRawPointer(hit) - UnsafeRawPointer(base)
  }

  /// The first place in `low..<high` where a line begins with `From `: the index of its `F`.
  ///
  /// `low` itself doesn't count; the line end before the `F` has to lie in the range.
  ///
  /// - Parameters:
  ///   - base: the memory.
  ///   - low: where the search begins.
  ///   - high: where it ends.
  ///   - isWide: whether 32-byte vectors are used, which not every processor has.
  /// - Returns: nil where there is none.
  static func firstFromLine(
    in base: UnsafePointer<UInt8>,
    from low: Int,
    to high: Int,
    isWide: Bool
  ) -> Int? {
    guard isWide else { return unsafe firstFromLineBySixteen(in: base, from: low, to: high) }
    guard low < high else { return nil }
    let place = unsafe retour_from_line_avx2(base, low, high)
    return place == 0 ? nil : place
  }

  /// Whether the processor has 32-byte vectors.
  static let hasAVX2 = retour_has_avx2()

  /// The same with what every processor has.
  ///
  /// How: sixteen places at a time are compared with the line feed, the `F` and the `m` that stand
  /// at offsets 0, 1 and 4. All three agree so seldom by chance that the exact test inside a hit
  /// block costs nothing. What must hold: three loads of 16 bytes from `index`, `index + 1` and
  /// `index + 4` stay below `high`, so the loop stops 20 bytes early and a plain loop does the rest.
  private static func firstFromLineBySixteen(
    in base: UnsafePointer<UInt8>,
    from low: Int,
    to high: Int
  ) -> Int? {
    var index = low
    let lineFeed = SIMD16<UInt8>(repeating: .lineFeed)
    let letterF = SIMD16<UInt8>(repeating: UInt8(ascii: "F"))
    let letterM = SIMD16<UInt8>(repeating: UInt8(ascii: "m"))
    let raw = unsafe UnsafeRawPointer(base)
    while index + 36 <= high {
      let first0 = unsafe raw.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
      let second0 = unsafe raw.loadUnaligned(fromByteOffset: index + 1, as: SIMD16<UInt8>.self)
      let fifth0 = unsafe raw.loadUnaligned(fromByteOffset: index + 4, as: SIMD16<UInt8>.self)
      let hits = (first0 .== lineFeed) .& (second0 .== letterF) .& (fifth0 .== letterM)
      if any(hits) {
        for place in index..<index + 16 where unsafe isFromLine(base, after: place) {
          return place + 1
        }
      }
      index += 16
    }
    while index + 6 <= high {
      if unsafe isFromLine(base, after: index) { return index + 1 }
      index += 1
    }
    return nil
  }

  @inline(__always)
  private static func isFromLine(_ base: UnsafePointer<UInt8>, after place: Int) -> Bool {
    unsafe base[place] == .lineFeed && base[place + 1] == UInt8(ascii: "F")
      && base[place + 2] == UInt8(ascii: "r") && base[place + 3] == UInt8(ascii: "o")
      && base[place + 4] == UInt8(ascii: "m") && base[place + 5] == .space
  }
}
