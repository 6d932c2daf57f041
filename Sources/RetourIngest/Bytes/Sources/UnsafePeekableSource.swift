/// A source whose first bytes can be looked at before they are read.
///
/// Contract for the unsafe parts: buffers are filled by the source up to the count it returns.
final class PeekableSource: ByteSource {
  private let source: any ByteSource
  private var head: Bytes = []

  init(_ source: any ByteSource) { self.source = source }

  /// The next `count` bytes, fewer at the end; they stay to be read.
  func peek(_ count: Int) throws -> [UInt8] {
    var isAtEnd = false
    while head.count < count, !isAtEnd {
      let more = try chunk(count - head.count)
      isAtEnd = more.isEmpty
      head += more
    }
    return Array(head.prefix(count))
  }

  /// Passes over bytes.
  func skip(_ count: Int64) throws {
    var left = max(0, count)
    while left > 0 {
      if head.isEmpty {
        head = try chunk(1 << 16)[...]
        if head.isEmpty { return }
      }
      let part = min(Int64(head.count), left)
      head = head.dropFirst(Int(part))
      left -= part
    }
  }

  /// What is left, up to `limit` bytes; the rest is read and dropped, so that a pipe's writer isn't
  /// cut off.
  ///
  /// Also whether there was more.
  func rest(limit: Int) throws -> (bytes: [UInt8], isCut: Bool) {
    var bytes = Array(head)
    head = []
    while bytes.count <= limit {
      let more = try chunk(1 << 16)
      if more.isEmpty { return (bytes, false) }
      bytes += more
    }
    bytes.removeLast(bytes.count - limit)
    while try !chunk(1 << 20).isEmpty {}
    return (bytes, true)
  }

  private func chunk(_ count: Int) throws -> [UInt8] {
    var failure: (any Error)?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do {
        filled = try unsafe source.read(into: UnsafeMutableRawBufferPointer(buffer))
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard !head.isEmpty else { return try unsafe source.read(into: buffer) }
    let count = min(buffer.count, head.count)
    unsafe buffer.copyBytes(from: head.prefix(count))
    head = head.dropFirst(count)
    return count
  }
}
