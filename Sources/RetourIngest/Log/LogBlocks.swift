/// Cuts a log into blocks of whole lines, one after the other.
///
/// Memory: the line that a block has cut off, at most ``LogBlock/lineLimit`` bytes.
final class LogBlocks {
  /// Bytes that are read at a time.
  private let stride: Int
  private let source: any ByteSource
  /// The beginning of a line whose end wasn't read so far.
  private var kept: [UInt8] = []
  /// Whether the line that is being read is too long, and passed over.
  private var isPassingOver = false
  private var isFirst = true
  private let skipsFirst: Bool
  /// The byte of the source up to which lines were read.
  private(set) var offset: Int64

  /// Begins at a byte of the source, up to which the caller has read it.
  ///
  /// With `skipsFirst` nothing is taken of the first line, which was read before.
  init(
    _ source: any ByteSource,
    from start: Int64 = 0,
    skipsFirst: Bool = false,
    stride: Int = 1 << 18
  ) {
    self.source = source
    offset = start
    self.skipsFirst = skipsFirst
    self.stride = stride
  }

  /// The next block; the last says so, and also what kept the source from being read on.
  func next() -> LogBlock {
    let start = offset
    while true {
      let texts = UnsafeTexts()
      let (bytes, failure) = texts.read(kept, stride, of: source)
      let isLast = failure != nil || bytes.count - kept.count < stride
      kept = []
      var low = bytes.startIndex
      if isPassingOver {
        guard let end = bytes.place(of: .lineFeed, from: low) else {
          offset += Int64(bytes.count)
          if isLast { return block(texts, bytes[low..<low], start, isLast: true, failure) }
          continue
        }
        low = end + 1
        offset += Int64(low - bytes.startIndex)
        isPassingOver = false
      }
      let end = bytes[low...].lastIndex(of: .lineFeed).map { $0 + 1 } ?? low
      let rest = bytes[end...]
      if isLast {
        let lines = failure == nil ? bytes[low...] : bytes[low..<end]
        return block(texts, lines, start, isLast: true, failure)
      }
      isPassingOver = rest.count > LogBlock.lineLimit
      if !isPassingOver {
        kept = Array(rest)
        if end == low { continue }
      }
      let cut = block(texts, bytes[low..<end], start, isLast: false, nil)
      if isPassingOver { offset += Int64(rest.count) }
      return cut
    }
  }

  /// The first line of what is left; nil where it is too long, or there is none.
  ///
  /// - Throws: ``ReadError``.
  func firstLine() throws -> [UInt8]? {
    let block = next()
    if let failure = block.failure { throw failure }
    return block.firstLine
  }

  private func block(
    _ texts: UnsafeTexts,
    _ lines: UnsafeText,
    _ start: Int64,
    isLast: Bool,
    _ failure: (any Error)?
  ) -> LogBlock {
    defer {
      offset += Int64(lines.count)
      isFirst = false
    }
    return LogBlock(
      texts,
      lines,
      offset: offset,
      before: offset - start,
      isLast: isLast,
      endsTooLong: isPassingOver && !isLast,
      skipsFirst: skipsFirst && isFirst,
      failure: failure
    )
  }
}
