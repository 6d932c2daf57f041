/// Text in UTF-16 as UTF-8.
///
/// Contract for the unsafe parts: at most three bytes of output are written per unit of input, so
/// a third of the buffer's size in units is taken at a time; loads of eight bytes stay inside the
/// filled part of `input`.
final class UTF16Bytes: ByteSource {
  private let source: any ByteSource
  private let isBigEndian: Bool
  private var input = [UInt8](repeating: 0, count: 1 << 16)
  private var low = 0
  private var high = 0
  private var isAtEnd = false

  init(_ source: any ByteSource, isBigEndian: Bool) {
    self.source = source
    self.isBigEndian = isBigEndian
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      while high - low < 4, !isAtEnd { try fill() }
      if high - low < 2 {
        low = high
        return 0
      }
      let written = unsafe convert(into: buffer)
      if written > 0 { return written }
      if isAtEnd, high - low < 2 { return 0 }
    }
  }

  private func fill() throws {
    let kept = high - low
    for index in 0..<kept { input[index] = input[low + index] }
    low = 0
    high = kept
    let got = try unsafe input.withUnsafeMutableBytes {
      try unsafe source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[kept...]))
    }
    high += got
    isAtEnd = got == 0
  }

  private func convert(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    var index = low
    var written = 0
    let room = buffer.count - 4
    let mask: UInt64 = isBigEndian ? 0x80FF_80FF_80FF_80FF : 0xFF80_FF80_FF80_FF80
    let shift: UInt64 = isBigEndian ? 8 : 0
    unsafe input.withUnsafeBytes { input in
      while index + 2 <= high, written <= room {
        if index + 8 <= high {
          let units = unsafe input.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          let isASCII = isBigEndian ? units & 0x80FF_80FF_80FF_80FF == 0 : units & mask == 0
          if isASCII {
            let plain = units >> shift
            unsafe buffer[written] = UInt8(truncatingIfNeeded: plain)
            unsafe buffer[written + 1] = UInt8(truncatingIfNeeded: plain >> 16)
            unsafe buffer[written + 2] = UInt8(truncatingIfNeeded: plain >> 32)
            unsafe buffer[written + 3] = UInt8(truncatingIfNeeded: plain >> 48)
            written += 4
            index += 8
            continue
          }
        }
        let unit = unsafe self.unit(input, index)
        var scalar = UInt32(unit)
        var length = 2
        if 0xD800...0xDBFF ~= unit {
          if index + 4 > high, !isAtEnd { break }
          let second = index + 4 <= high ? unsafe self.unit(input, index + 2) : 0
          if 0xDC00...0xDFFF ~= second {
            scalar = 0x10000 + (scalar - 0xD800) << 10 + (UInt32(second) - 0xDC00)
            length = 4
          }
        }
        index += length
        for byte in Array(String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8) {
          unsafe buffer[written] = byte
          written += 1
        }
      }
    }
    low = index
    return written
  }

  private func unit(_ input: UnsafeRawBufferPointer, _ index: Int) -> UInt16 {
    let unit = unsafe input.loadUnaligned(fromByteOffset: index, as: UInt16.self)
    return isBigEndian ? unit.byteSwapped : unit
  }
}

/// Text in Windows-1252 as UTF-8; stretches that are well-formed UTF-8 already stay as they are.
///
/// Contract for the unsafe parts: three bytes of output at most per byte of input.
final class WindowsBytes: ByteSource {
  private let source: any ByteSource

  init(_ source: any ByteSource) { self.source = source }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let piece = try source.appending(to: [], count: max(1, buffer.count / 3))
    guard piece.got > 0 else { return 0 }
    let text =
      piece.bytes[...].hasHighBytes
      ? Charset.utf8(piece.bytes[...], charset: nil) : piece.bytes[...]
    unsafe buffer.copyBytes(from: text)
    return text.count
  }
}
