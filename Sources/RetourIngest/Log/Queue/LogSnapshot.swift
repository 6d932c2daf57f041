import RetourEvents

/// Messages in the queues of servers, as they are kept from one run to the next.
///
/// The first byte is the version. In the fourth, pieces follow that are packed by zstd, behind the number of
/// their bytes before and after, four each; the first is what ``LogGone`` keeps, the second has the attempts
/// that have begun; the third version hasn't got these. The two before are the messages as they are.
struct LogSnapshot {
  /// How long a message is kept, in seconds: thirty days, longer than any server tries.
  static let age: Int64 = 30 * 86_400
  private static let version: UInt8 = 4
  /// Bytes that are packed at a time.
  private static let piece = 1 << 20
  /// The longest piece that is read: one more message than ``piece``, which may have many recipients.
  private static let pieceLimit = 1 << 28

  /// What is kept.
  private(set) var bytes = [version]
  private var open = LogRecordWriter()

  /// Begins with the messages that have left and the attempts that have begun.
  init(_ gone: LogGone, _ running: LogNumbers<LogRun>, keepsAddresses: Bool) {
    append(piece: gone.bytes(keepsAddresses: keepsAddresses))
    var writer = LogRecordWriter()
    if keepsAddresses { for (key, run) in running.all { run.write(to: &writer, key) } }
    append(piece: writer.bytes)
  }

  /// Adds a message.
  mutating func append(_ message: LogMessage, keepsAddresses: Bool) {
    message.write(to: &open, .nextRun(keepsAddresses: keepsAddresses))
    if open.bytes.count >= Self.piece { close() }
  }

  /// Packs what was added last.
  mutating func close() {
    guard !open.bytes.isEmpty else { return }
    append(piece: open.bytes)
    open = LogRecordWriter()
  }

  private mutating func append(piece: [UInt8]) {
    let packed = UnsafePacking.packed(piece)
    for count in [piece.count, packed.count] {
      for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: count >> (8 * shift))) }
    }
    bytes += packed
  }

  /// Shows the messages of kept bytes in their order.
  ///
  /// - Parameters:
  ///   - bytes: what a run has left.
  ///   - gone: gets the messages that have left.
  ///   - running: gets the attempts that have begun.
  ///   - body: gets each that is open.
  /// - Returns: false where they aren't what this program writes.
  static func forEach(
    in bytes: [UInt8],
    gone: inout LogGone,
    running: inout LogNumbers<LogRun>,
    _ body: (LogMessage) -> Void
  ) -> Bool {
    guard let version = bytes.first else { return true }
    let rest = bytes.dropFirst()
    guard version >= 3 else {
      return version > 0 && read(LogRecordReader(bytes: rest, form: version), body)
    }
    guard version <= Self.version else { return false }
    var number = version == Self.version ? 0 : 2
    var (found, begun) = (gone, running)
    defer { (gone, running) = (found, begun) }
    return pieces(rest) { piece in
      defer { number += 1 }
      var reader = LogRecordReader(bytes: piece[...])
      switch number {
      case 0:
        guard let kept = LogGone(piece[...]) else { return false }
        found = kept
      case 1:
        while !reader.isAtEnd {
          guard let (key, run) = reader.run() else { return false }
          begun[key] = run
        }
      default: return read(reader, body)
      }
      return true
    }
  }

  private static func pieces(_ bytes: Bytes, _ body: ([UInt8]) -> Bool) -> Bool {
    var rest = bytes
    func number() -> Int? {
      guard rest.count >= 4 else { return nil }
      defer { rest = rest.dropFirst(4) }
      return rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    while !rest.isEmpty {
      guard let count = number(), let packed = number(), packed <= rest.count,
        count <= pieceLimit,
        let piece = UnsafePacking.unpacked(rest.prefix(packed), count: count), body(piece)
      else { return false }
      rest = rest.dropFirst(packed)
    }
    return true
  }

  private static func read(_ reader: LogRecordReader, _ body: (LogMessage) -> Void) -> Bool {
    var reader = reader
    while !reader.isAtEnd {
      guard let message = reader.message() else { return false }
      body(message)
    }
    return true
  }
}
