import CZlib
import CZstd

/// Inflates gzip members (RFC 1952).
///
/// Contract for the unsafe parts: zlib's stream points into input and output only while `inflate` runs.
@safe
final class GzipTransform: ByteTransform {
  private var stream = unsafe z_stream()

  var name: String { "gzip" }

  init() throws {
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else {
      throw ReadError(problem: .damagedCompression, detail: "zlib could not be started")
    }
  }

  deinit { _ = unsafe inflateEnd(&stream) }

  func begins(with bytes: Bytes) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  func restart() { unsafe inflateReset(&stream) }

  func step(
    _ input: UnsafeRawBufferPointer,
    isLast: Bool,
    into output: UnsafeMutableRawBufferPointer
  ) throws -> TransformStep {
    unsafe stream.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    )
    unsafe stream.avail_in = UInt32(input.count)
    unsafe stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.avail_out = UInt32(clamping: output.count)
    let status = unsafe inflate(&stream, Z_NO_FLUSH)
    var step = TransformStep()
    unsafe step.consumed = input.count - Int(stream.avail_in)
    unsafe step.produced = output.count - Int(stream.avail_out)
    switch status {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: step.endsMember = true
    default:
      guard step.produced > 0 else {
        throw ReadError(problem: .damagedCompression, detail: "gzip data are damaged")
      }
    }
    return step
  }
}

/// Expands zstd frames (RFC 8878).
///
/// Contract for the unsafe parts: the decoder's context is used by one thread and freed once.
@safe
final class ZstdTransform: ByteTransform {
  /// The largest window, as a power of two: 16 MiB, what `zstd -19` needs twice over.
  private static let windowLog: Int32 = 24

  private let context: OpaquePointer

  var name: String { "zstd" }

  init() throws {
    guard let context = unsafe ZSTD_createDCtx() else {
      throw ReadError(problem: .damagedCompression, detail: "zstd could not be started")
    }
    unsafe self.context = context
    _ = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLog)
  }

  deinit { _ = unsafe ZSTD_freeDCtx(context) }

  func begins(with bytes: Bytes) -> Bool { Self.begins(with: bytes) }

  /// Whether a frame begins with the bytes, or one that is to be passed over, which may be the first.
  static func begins(with bytes: Bytes) -> Bool {
    let bytes = Array(bytes.prefix(4))
    return bytes == [0x28, 0xB5, 0x2F, 0xFD]
      || bytes.count == 4 && bytes[0] & 0xF0 == 0x50 && bytes[1...] == [0x2A, 0x4D, 0x18]
  }

  func restart() { _ = unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only) }

  func step(
    _ input: UnsafeRawBufferPointer,
    isLast: Bool,
    into output: UnsafeMutableRawBufferPointer
  ) throws -> TransformStep {
    var from = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var into = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let result = unsafe ZSTD_decompressStream(context, &into, &from)
    let step = unsafe TransformStep(
      consumed: from.pos,
      produced: into.pos,
      endsMember: result == 0
    )
    guard ZSTD_isError(result) != 0, step.produced == 0 else { return step }
    let why = unsafe String(cString: ZSTD_getErrorName(result))
    let isTooLarge =
      ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge
    throw ReadError(
      problem: .damagedCompression,
      detail: isTooLarge
        ? "unpacking it takes more than \(1 << (Self.windowLog - 20)) MiB of memory; unpack it "
          + "first: zstd -dc --long=31 FILE | retour scan -"
        : "zstd data are damaged: \(why)"
    )
  }
}
