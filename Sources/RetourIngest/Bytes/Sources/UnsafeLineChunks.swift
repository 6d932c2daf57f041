public import RetourEvents

/// The lines of a file or of standard input, some at a time, expanded where they are compressed.
///
/// Contract for the unsafe part: the buffer is filled up to the count that the source returns. One
/// thread at a time uses it.
public final class LineChunks: @unchecked Sendable {
  /// Bytes that are read at a time.
  private static let stride = 1 << 18

  private let input: InputBytes
  private let expanded: InputBytes
  private var kept: [UInt8] = []
  private var isAtEnd = false

  /// Opens a file; `-` is standard input.
  ///
  /// - Throws: ``ReadError``.
  public convenience init(path: InputPath) throws {
    try self.init(path.isStandardInput ? FileBytes(descriptor: 0) : FileBytes(path: path))
  }

  private init(_ file: FileBytes) throws {
    input = InputBytes(file)
    let head = PeekableSource(input)
    let compression = Compression(try head.peek(16)[...])
    expanded = InputBytes(
      compression.isNone ? head : try compression.expanding(head, limit: Limits().expanded)
    )
  }

  /// The next lines, each with its end; nil at the end.
  ///
  /// Only the last line of the input may lack its end, and one that is longer than `limit` bytes
  /// may be given in pieces.
  ///
  /// - Throws: ``ReadError``, also for compressed data that are damaged.
  public func next(limit: Int) throws -> [UInt8]? {
    while true {
      if isAtEnd {
        defer { kept = [] }
        return kept.isEmpty ? nil : kept
      }
      let start = kept.count
      kept.append(contentsOf: try more())
      guard !isAtEnd else { continue }
      guard let end = kept[start...].lastIndex(of: .lineFeed) else {
        guard kept.count > limit else { continue }
        defer { kept = [] }
        return kept
      }
      let chunk = Array(kept[...end])
      kept.removeSubrange(...end)
      return chunk
    }
  }

  private func more() throws -> [UInt8] {
    var failure: (any Error)?
    let source = expanded
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.stride) { buffer, filled in
      do {
        filled = try unsafe source.read(into: UnsafeMutableRawBufferPointer(buffer))
      } catch { failure = error }
    }
    if let failure { throw failure }
    if bytes.isEmpty {
      if let damage = expanded.damage ?? input.damage { throw damage }
      isAtEnd = true
    }
    return bytes
  }
}
