/// Text in UTF-16 as UTF-8; halves of pairs that stand alone become U+FFFD, as does half a unit at the
/// end.
///
/// Contract for the unsafe parts: at most four bytes of output are written at a time, and a turn begins
/// only where there is room for them; loads of eight bytes stay inside the input.
final class UTF16Transform: ByteTransform {
  private let isBigEndian: Bool

  var name: String { "UTF-16" }
  var smallestOutput: Int { 4 }
  var hasMembers: Bool { false }

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  func begins(with bytes: Bytes) -> Bool { false }
  func restart() {}

  func step(
    _ input: UnsafeRawBufferPointer,
    isLast: Bool,
    into output: UnsafeMutableRawBufferPointer
  ) -> TransformStep {
    var (index, written) = (0, 0)
    let room = output.count - 4
    let wide: UInt64 = isBigEndian ? 0x80FF_80FF_80FF_80FF : 0xFF80_FF80_FF80_FF80
    let shift: UInt64 = isBigEndian ? 8 : 0
    while index + 2 <= input.count, written <= room {
      if index + 8 <= input.count {
        let units = unsafe input.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        if units & wide == 0 {
          let plain = units >> shift
          unsafe output[written] = UInt8(truncatingIfNeeded: plain)
          unsafe output[written + 1] = UInt8(truncatingIfNeeded: plain >> 16)
          unsafe output[written + 2] = UInt8(truncatingIfNeeded: plain >> 32)
          unsafe output[written + 3] = UInt8(truncatingIfNeeded: plain >> 48)
          written += 4
          index += 8
          continue
        }
      }
      let unit = unsafe self.unit(input, index)
      var scalar = UInt32(unit)
      var length = 2
      if 0xD800...0xDBFF ~= unit {
        if index + 4 > input.count, !isLast { break }
        let second = index + 4 <= input.count ? unsafe self.unit(input, index + 2) : 0
        if 0xDC00...0xDFFF ~= second {
          scalar = 0x10000 + (scalar - 0xD800) << 10 + (UInt32(second) - 0xDC00)
          length = 4
        }
      }
      index += length
      unsafe write(scalar, output, &written)
    }
    if isLast, index + 1 == input.count, written <= room {
      index += 1
      unsafe write(0xFFFD, output, &written)
    }
    return TransformStep(consumed: index, produced: written)
  }

  @inline(__always)
  private func write(_ value: UInt32, _ output: UnsafeMutableRawBufferPointer, _ written: inout Int)
  {
    for byte in UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? .init() {
      unsafe output[written] = byte
      written += 1
    }
  }

  private func unit(_ input: UnsafeRawBufferPointer, _ index: Int) -> UInt16 {
    let unit = unsafe input.loadUnaligned(fromByteOffset: index, as: UInt16.self)
    return isBigEndian ? unit.byteSwapped : unit
  }
}

/// Text in Windows-1252 as UTF-8; stretches that are well-formed UTF-8 already stay as they are.
///
/// Contract for the unsafe parts: three bytes of output at most per byte of input, so a third of the
/// output's size is taken at a time.
final class WindowsTransform: ByteTransform {
  /// Bytes that are looked at together, unless there are fewer.
  private static let least = 4_096

  var name: String { "Windows-1252" }
  var smallestOutput: Int { 12 }
  var hasMembers: Bool { false }

  func begins(with bytes: Bytes) -> Bool { false }
  func restart() {}

  func step(
    _ input: UnsafeRawBufferPointer,
    isLast: Bool,
    into output: UnsafeMutableRawBufferPointer
  ) -> TransformStep {
    // What the bytes are is told by many of them.
    guard isLast || input.count >= Self.least else { return TransformStep() }
    var piece = unsafe Array(input.prefix(output.count / 3))
    if piece.count < input.count || !isLast {
      // A character may go on behind the piece.
      let end = piece.count
      while end - piece.count < 3, piece.count > 1, piece[piece.count - 1] >= 0x80 {
        piece.removeLast()
      }
      if piece[piece.count - 1] >= 0x80 { piece = unsafe Array(input.prefix(end)) }
    }
    let text =
      piece[...].hasHighBytes ? Charset.utf8(piece[...], charset: nil) : piece[...]
    unsafe output.copyBytes(from: text)
    return TransformStep(consumed: piece.count, produced: text.count)
  }
}
