import CZlib
import CZstd

/// Bytes inflated from gzip members (RFC 1952), one after the other.
///
/// Contract for the unsafe parts: zlib's stream points into `input` only while `inflate` runs.
@safe
final class GzipBytes: ByteSource {
  private let source: any ByteSource
  private var stream = unsafe z_stream()
  private var input = [UInt8](repeating: 0, count: 1 << 17)
  private var available = 0
  private var consumed = 0
  private var sourceEnded = false
  private var memberEnded = false
  private var remaining: Int64

  /// Creates a source that yields at most `limit` bytes and then throws.
  init(_ source: any ByteSource, limit: Int64) throws {
    self.source = source
    remaining = limit
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let status = unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size)
    guard status == Z_OK else {
      throw ReadError(problem: .damagedCompression, detail: "zlib could not be started")
    }
  }

  deinit { _ = unsafe inflateEnd(&stream) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var produced = 0
    while produced == 0 {
      if consumed == available {
        if !sourceEnded {
          available = try unsafe input.withUnsafeMutableBytes { try unsafe source.read(into: $0) }
          consumed = 0
          sourceEnded = available == 0
        }
        if sourceEnded {
          if memberEnded { return 0 }
          throw ReadError(
            problem: .damagedCompression,
            detail: "gzip data end in the middle of a member"
          )
        }
      }
      if memberEnded {
        // Another member follows, or zeros that pad the file.
        guard input[consumed] == 0x1F else {
          consumed = available
          continue
        }
        unsafe inflateReset(&stream)
        memberEnded = false
      }
      let room = buffer.count
      let status = unsafe input.withUnsafeMutableBufferPointer { input in
        unsafe stream.next_in = input.baseAddress.map { unsafe $0 + consumed }
        unsafe stream.avail_in = UInt32(available - consumed)
        unsafe stream.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.avail_out = UInt32(room)
        return unsafe inflate(&stream, Z_NO_FLUSH)
      }
      unsafe consumed = available - Int(stream.avail_in)
      produced = unsafe room - Int(stream.avail_out)
      switch status {
      case Z_OK, Z_BUF_ERROR: break
      case Z_STREAM_END: memberEnded = true
      default:
        if produced > 0 { break }
        throw ReadError(problem: .damagedCompression, detail: "gzip data are damaged")
      }
    }
    return try charge(produced, against: &remaining)
  }
}

/// Bytes expanded from zstd frames (RFC 8878), one after the other.
///
/// Contract for the unsafe parts: the decoder's context is used by one thread and freed once.
@safe
final class ZstdBytes: ByteSource {
  private let source: any ByteSource
  private let context: OpaquePointer
  private var input = [UInt8](repeating: 0, count: 1 << 17)
  private var available = 0
  private var consumed = 0
  private var sourceEnded = false
  private var isBetweenFrames = true
  private var remaining: Int64

  /// Creates a source that yields at most `limit` bytes and then throws.
  init(_ source: any ByteSource, limit: Int64) throws {
    self.source = source
    remaining = limit
    guard let context = unsafe ZSTD_createDCtx() else {
      throw ReadError(problem: .damagedCompression, detail: "zstd could not be started")
    }
    unsafe self.context = context
  }

  deinit { _ = unsafe ZSTD_freeDCtx(context) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var produced = 0
    while produced == 0 {
      if consumed == available, !sourceEnded {
        available = try unsafe input.withUnsafeMutableBytes { try unsafe source.read(into: $0) }
        consumed = 0
        sourceEnded = available == 0
      }
      if sourceEnded, isBetweenFrames { return 0 }
      let result = unsafe input.withUnsafeBytes { input in
        var from = unsafe ZSTD_inBuffer(src: input.baseAddress, size: available, pos: consumed)
        var into = unsafe ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        let result = unsafe ZSTD_decompressStream(context, &into, &from)
        unsafe consumed = from.pos
        unsafe produced = into.pos
        return result
      }
      guard ZSTD_isError(result) == 0 else {
        throw ReadError(
          problem: .damagedCompression,
          detail: "zstd data are damaged: \(unsafe String(cString: ZSTD_getErrorName(result)))"
        )
      }
      isBetweenFrames = result == 0
      if sourceEnded, produced == 0, !isBetweenFrames {
        throw ReadError(
          problem: .damagedCompression,
          detail: "zstd data end in the middle of a frame"
        )
      }
    }
    return try charge(produced, against: &remaining)
  }
}

/// Counts expanded bytes against the cap.
private func charge(_ produced: Int, against remaining: inout Int64) throws -> Int {
  remaining -= Int64(produced)
  guard remaining >= 0 else {
    throw ReadError(problem: .expandedTooLarge, detail: "more than the cap after decompression")
  }
  return produced
}
