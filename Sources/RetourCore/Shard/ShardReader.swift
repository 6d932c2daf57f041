import RetourEvents
import RetourIngest
import RetourStore

/// Gives the lines of a shard, in order, decoded side by side.
struct ShardReader {
  /// How many stretches of lines are decoded at a time.
  let jobs: Int

  private struct Stretch: Sendable {
    var lines: [ShardLine] = []
    /// How many lines there were before the damage.
    var count = 0
    var damage: ShardDamage?
  }

  /// Gives the lines of a file, some hundred at a time.
  ///
  /// - Throws: ``ShardRefusal`` at the first line that can't be taken, with all before it given;
  ///   ``ReadError``; what `body` throws.
  func forEach(_ path: InputPath, _ body: ([ShardLine]) throws -> Void) async throws {
    let chunks = try LineChunks(path: path)
    var open = Queue<Task<Stretch, Never>>()
    var count = 0
    var isAtEnd = false
    while true {
      while !isAtEnd, open.count <= jobs {
        guard let chunk = try chunks.next(limit: ShardLine.limit) else {
          isAtEnd = true
          break
        }
        open.append(Task.detached { Self.decode(chunk) })
      }
      guard let next = open.popFirst() else { return }
      let stretch = await next.value
      try body(stretch.lines)
      count += stretch.count
      if let damage = stretch.damage { throw ShardRefusal.line(count + 1, damage) }
    }
  }

  private static func decode(_ chunk: [UInt8]) -> Stretch {
    var decoder = ShardDecoder()
    var stretch = Stretch()
    var start = 0
    while start < chunk.count {
      let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) ?? chunk.count
      do {
        stretch.lines.append(try decoder.read(chunk[start..<end]))
      } catch let damage {
        stretch.damage = damage
        return stretch
      }
      stretch.count += 1
      start = end + 1
    }
    return stretch
  }
}

/// Where the parts of a mailbox that were read separately stand in the whole.
///
/// Records of a part are counted from its start; those before it are known once all parts before it
/// are.
struct MailboxParts {
  private struct Part: Hashable {
    let start: Int64
    let end: Int64
    let messages: Int
  }

  private var parts: [InputPath: Set<Part>] = [:]
  private var before: [InputPath: [Int64: Int]] = [:]
  /// Mailboxes of which a part was met whose place isn't known.
  private(set) var unplaced: Set<InputPath> = []

  /// Takes note of a part.
  mutating func add(_ file: ShardFile) {
    guard let start = file.rangeStart else { return }
    let part = Part(start: start, end: file.rangeEnd ?? .max, messages: file.tally.messages)
    guard parts[file.path, default: []].insert(part).inserted else { return }
    before[file.path] = nil
  }

  /// How many messages stand before a part; nil where it isn't known.
  mutating func messages(before start: Int64, in path: InputPath) -> Int? {
    if start == 0 { return 0 }
    if before[path] == nil { before[path] = chain(parts[path] ?? []) }
    if let known = before[path]?[start] { return known }
    unplaced.insert(path)
    return nil
  }

  /// The messages before each place that a chain of parts leads to from the start of the mailbox.
  private func chain(_ parts: Set<Part>) -> [Int64: Int] {
    var before: [Int64: Int] = [0: 0]
    for part in parts.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
      guard let messages = before[part.start] else { continue }
      before[part.end] = before[part.end] ?? messages + part.messages
    }
    return before
  }
}
