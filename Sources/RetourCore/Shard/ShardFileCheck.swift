import RetourEvents
import RetourIngest

/// Why a shard isn't merged.
package enum ShardRefusal: Error, CustomStringConvertible {
  /// It begins as no shard does.
  case foreign
  /// Its compressed data end too early or can't be.
  case tornCompression
  /// Something is missing or isn't what was written, in words.
  case damaged(String)

  /// A line that can't be taken; lines are counted from 1.
  static func line(_ line: Int, _ damage: ShardDamage) -> ShardRefusal {
    .damaged("line \(line) can't be taken: \(damage)")
  }

  package var description: String {
    switch self {
    case .foreign: "it is no shard"
    case .tornCompression: "its compressed data are damaged or torn"
    case .damaged(let words): words
    }
  }
}

/// Looks whether a shard is whole before anything of it is merged.
///
/// Each line of a file has the number of the lines before it, back to the one of the file before, and a
/// sum over them; the last line says that it is the last.
enum ShardFileCheck {
  /// Looks through a shard.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - check: throws where the work is to end.
  /// - Returns: the books of the parts of mailboxes in it.
  /// - Throws: ``ShardRefusal``, `ReadError`, and what `check` throws.
  static func parts(
    of path: InputPath,
    _ check: () throws -> Void
  ) throws -> [ShardFile] {
    let chunks = try LineChunks(path: path)
    var decoder = ShardDecoder()
    var parts: [ShardFile] = []
    var sum = LineSum()
    var line = 0
    var hasEnded = false
    while let chunk = try chunks.next(limit: ShardLine.limit) {
      try check()
      var start = 0
      while start < chunk.count {
        line += 1
        guard let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) else {
          throw torn(line, chunk.count - start > ShardLine.limit)
        }
        let text = chunk[start..<end]
        guard line > 1 || text.starts(with: anyLine) else {
          throw ShardRefusal.foreign
        }
        start = end + 1
        guard text.starts(with: fileLine) else {
          sum.add(text.span)
          hasEnded = false
          continue
        }
        guard let file = try file(text, &decoder, line) else { continue }
        guard file.lines == sum.lines, file.sum == sum.digits else {
          throw ShardRefusal.damaged(
            "it is damaged: the \(sum.lines) lines before line \(line) aren't the \(file.lines) that "
              + "were written"
          )
        }
        sum = LineSum()
        hasEnded = file.isLast
        if file.rangeStart != nil { parts.append(file) }
      }
    }
    guard hasEnded else { throw torn(line, false) }
    return parts
  }

  /// The first bytes of the line of a file.
  private static let fileLine = Array(#"{"record":"file","#.utf8)
  /// Those of any line.
  private static let anyLine = Array(#"{"record":""#.utf8)

  private static func file(
    _ text: ArraySlice<UInt8>,
    _ decoder: inout ShardDecoder,
    _ line: Int
  ) throws -> ShardFile? {
    do {
      guard case .file(let file) = try decoder.read(text) else { return nil }
      return file
    } catch let damage {
      throw ShardRefusal.line(line, damage)
    }
  }

  private static func torn(_ line: Int, _ isLong: Bool) -> ShardRefusal {
    if isLong {
      return .damaged("line \(line) is longer than \(ShardLine.limit) bytes: that is no shard")
    }
    return .damaged(
      line == 0
        ? "it is empty, so the scan that should have written it was broken off"
        : "it is torn: the last of its \(line) lines isn't that of a last file, so the scan that wrote "
          + "it was broken off"
    )
  }
}
