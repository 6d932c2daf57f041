public import RetourEvents

/// Finds the lines at which something stands in files, for messages to people.
///
/// Positions in one file are best asked in order: counting goes on where the last answer ended.
public struct LineNumbers {
  private static let stride = 1 << 20
  private var path: InputPath = ""
  private var offset: Int64 = 0
  private var line = 1

  /// Creates a finder that has read nothing yet.
  public init() {}

  /// The line, from 1, that holds the byte at a position; nil where the position's bytes aren't those
  /// of a file of text with a byte a line feed: standard input, compressed data, UTF-16, a file that
  /// is gone.
  public mutating func line(at position: Position) -> Int? {
    guard !position.path.isStandardInput, let file = try? FileBytes(path: position.path),
      let head = try? file.bytes(at: 0, count: 4), head.count == 4, Self.isPlain(head)
    else { return nil }
    if path != position.path || offset > position.offset {
      (path, offset, line) = (position.path, 0, 1)
    }
    while offset < position.offset {
      let count = Int(min(position.offset - offset, Int64(Self.stride)))
      guard let bytes = try? file.bytes(at: offset, count: count), bytes.count == count else {
        path = ""
        return nil
      }
      line += bytes.count { $0 == .lineFeed }
      offset += Int64(count)
    }
    return line
  }

  /// Whether a file that begins like this is neither compressed nor UTF-16.
  private static func isPlain(_ head: [UInt8]) -> Bool {
    Compression(head[...]).isNone && !head.contains(0) && !head.starts(with: [0xFF, 0xFE])
      && !head.starts(with: [0xFE, 0xFF])
  }
}
