import CBzip2
import CLZMA

/// Expands bzip2 members.
///
/// Contract for the unsafe parts: the library's stream points into input and output only while
/// `BZ2_bzDecompress` runs, and is ended before it is begun anew.
@safe
final class Bzip2Transform: ByteTransform {
  private var stream = unsafe bz_stream()
  private var isOpen = false

  var name: String { "bzip2" }

  init() throws { try restart() }

  deinit { if isOpen { _ = unsafe BZ2_bzDecompressEnd(&stream) } }

  func begins(with bytes: Bytes) -> Bool { Self.begins(with: bytes) }

  /// Whether bzip2 data begin with the bytes.
  static func begins(with bytes: Bytes) -> Bool {
    let bytes = Array(bytes.prefix(4))
    return bytes.count == 4 && bytes.starts(with: "BZh".utf8) && 0x31...0x39 ~= bytes[3]
  }

  func restart() throws {
    if isOpen { _ = unsafe BZ2_bzDecompressEnd(&stream) }
    unsafe stream = bz_stream()
    isOpen = unsafe BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK
    guard isOpen else {
      throw ReadError(problem: .damagedCompression, detail: "bzip2 could not be started")
    }
  }

  func step(
    _ input: UnsafeRawBufferPointer,
    isLast: Bool,
    into output: UnsafeMutableRawBufferPointer
  ) throws -> TransformStep {
    unsafe stream.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self)
    )
    unsafe stream.avail_in = UInt32(input.count)
    unsafe stream.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    unsafe stream.avail_out = UInt32(clamping: output.count)
    let status = unsafe BZ2_bzDecompress(&stream)
    var step = TransformStep()
    unsafe step.consumed = input.count - Int(stream.avail_in)
    unsafe step.produced = output.count - Int(stream.avail_out)
    step.endsMember = status == BZ_STREAM_END
    guard status != BZ_OK, status != BZ_STREAM_END, step.produced == 0 else { return step }
    throw ReadError(problem: .damagedCompression, detail: "bzip2 data are damaged")
  }
}

/// Expands xz streams.
///
/// Contract for the unsafe parts: the library's stream points into input and output only while
/// `lzma_code` runs, and is ended once.
@safe
final class XZTransform: ByteTransform {
  /// Memory for the dictionary and what goes with it: enough for `xz -7`, in bytes.
  private static let memory: UInt64 = 20 << 20

  private var stream = unsafe lzma_stream()

  var name: String { "xz" }

  init() throws { try restart() }

  deinit { unsafe lzma_end(&stream) }

  func begins(with bytes: Bytes) -> Bool { Self.begins(with: bytes) }

  /// Whether an xz stream begins with the bytes.
  static func begins(with bytes: Bytes) -> Bool {
    bytes.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])
  }

  func restart() throws {
    guard unsafe lzma_stream_decoder(&stream, Self.memory, 0) == LZMA_OK else {
      throw ReadError(problem: .damagedCompression, detail: "xz could not be started")
    }
  }

  func step(
    _ input: UnsafeRawBufferPointer,
    isLast: Bool,
    into output: UnsafeMutableRawBufferPointer
  ) throws -> TransformStep {
    unsafe stream.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.avail_in = input.count
    unsafe stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.avail_out = output.count
    let status = unsafe lzma_code(&stream, LZMA_RUN)
    var step = TransformStep()
    unsafe step.consumed = input.count - Int(stream.avail_in)
    unsafe step.produced = output.count - Int(stream.avail_out)
    step.endsMember = status == LZMA_STREAM_END
    switch status {
    case LZMA_OK, LZMA_BUF_ERROR, LZMA_STREAM_END: return step
    case LZMA_MEMLIMIT_ERROR:
      throw ReadError(
        problem: .damagedCompression,
        detail: "unpacking it takes more than \(Self.memory >> 20) MiB of memory; unpack it first: "
          + "xz -dc FILE | retour scan -"
      )
    default:
      guard step.produced == 0 else { return step }
      throw ReadError(problem: .damagedCompression, detail: "xz data are damaged")
    }
  }
}
