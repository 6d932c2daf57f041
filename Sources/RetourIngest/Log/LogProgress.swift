import RetourEvents

/// How far a log was read, told by its content, because rotation gives it other names, packs and copies
/// it.
public struct LogProgress: Hashable, Sendable {
  /// The hash of its first line.
  public let key: UInt64
  /// The byte at which the last whole line that was read begins, after decompression.
  public let offset: Int64
  /// The hash of that line.
  public let line: UInt64
  /// How many lines were read, with that one.
  public let lines: Int

  /// Takes what was kept.
  public init(key: UInt64, offset: Int64, line: UInt64, lines: Int) {
    self.key = key
    self.offset = offset
    self.line = line
    self.lines = lines
  }

  /// Whether a file is the log that was read so far, or goes on from there.
  func holds(_ identity: FileIdentity, _ limits: Limits) -> Bool {
    guard let file = try? FileBytes(identity), let head = try? file.bytes(at: 0, count: 16),
      let source = try? Compression(head[...]).expanding(InputBytes(file), limit: limits.expanded)
    else { return false }
    let expanded = PeekableSource(InputBytes(source))
    guard (try? expanded.skip(offset)) != nil else { return false }
    let first = (try? LogBlocks(expanded, from: offset).firstLine()) ?? nil
    return first.map { Self.hash($0) } == line
  }

  /// The hash of a line.
  static func hash(_ line: some Sequence<UInt8>) -> UInt64 { FNV1a(line).value }
}

/// What a run leaves for the next one of a log that was read to its end.
public struct LogState: Hashable, Sendable {
  /// How far it was read.
  public let progress: LogProgress
  /// What is open in the queues of servers, for ``LogMemory/init(open:keepsAddresses:)``.
  public let open: [UInt8]
}
