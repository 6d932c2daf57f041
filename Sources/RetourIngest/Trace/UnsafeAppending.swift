/// Reading into arrays. Contract: the source fills the front of what it is given and says how much.
extension ByteSource {
  /// A new array of some bytes with up to `count` more of the source behind them, and how many came.
  func appending(to kept: Bytes, count: Int) throws -> (bytes: [UInt8], got: Int) {
    var failure: (any Error)?
    var got = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: kept.count + count) { buffer, filled in
      unsafe kept.withUnsafeBytes { kept in
        unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: kept)
      }
      filled = kept.count
      do {
        got = try unsafe read(
          into: UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[kept.count...]
          )
        )
        filled += got
      } catch { failure = error }
    }
    if let failure { throw failure }
    return (bytes, got)
  }
}

/// Bytes that are in memory already, as a source.
///
/// Contract: no more is copied than the buffer takes.
final class MemoryBytes: ByteSource {
  private var rest: Bytes

  init(_ bytes: [UInt8]) { rest = bytes[...] }
  init(_ bytes: Bytes) { rest = bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = min(buffer.count, rest.count)
    unsafe buffer.copyBytes(from: rest.prefix(count))
    rest = rest.dropFirst(count)
    return count
  }
}
