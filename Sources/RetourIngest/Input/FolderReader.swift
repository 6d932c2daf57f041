import RetourEvents

/// Reads messages that are files of their own.
struct FolderReader {
  /// Reports after which a batch is given out: one message may have thousands.
  static let batchLimit = 600

  private let limits: Limits

  init(_ limits: Limits) { self.limits = limits }

  /// Reads messages of a Maildir folder, until they are all read or have given many reports.
  ///
  /// - Returns: the batch, and how many of the messages are left.
  func read(
    _ folder: FileIdentity,
    _ paths: ArraySlice<InputPath>,
    _ keys: ArraySlice<UInt64>
  ) -> (batch: MailBatch, left: Int) {
    var batch = MailBatch(source: folder, isFolder: true)
    batch.members.reserveCapacity(paths.count)
    var missing: [Missing] = []
    var left = paths.count
    for (index, path) in zip(paths.indices, paths) where batch.reports.count < Self.batchLimit {
      left -= 1
      let key = keys[keys.startIndex + index - paths.startIndex]
      do {
        try add(path, key, to: &batch)
      } catch let error as ReadError where error.isMissing {
        missing.append(Missing(path: path, key: key, error: error))
      } catch {
        batch.addLost(error, path)
      }
    }
    lookAgain(missing, &batch)
    return (batch, left)
  }

  private func add(_ path: InputPath, _ key: UInt64, to batch: inout MailBatch) throws {
    let file = try FileBytes(path: path, followsLinks: false)
    let read = try MessageReader(limits).read(file, path: path)
    batch.add(read.outcome)
    batch.bytes += read.size
    batch.members.append(key)
  }

  // MARK: Messages that aren't where they were listed

  /// A message that was listed and then wasn't there.
  private struct Missing {
    let path: InputPath
    let key: UInt64
    let error: any Error
  }

  /// Looks once more for messages, because mail programs rename them.
  ///
  /// They move from `new` to `cur` and change their flags there. What isn't there then is lost, and told.
  private func lookAgain(_ missing: [Missing], _ batch: inout MailBatch) {
    guard let first = missing.first else { return }
    let names = Self.names(beside: first.path)
    for message in missing {
      do {
        guard let now = names[message.key] else { throw message.error }
        try add(now, message.key, to: &batch)
      } catch {
        batch.addLost(error, message.path)
      }
    }
  }

  /// The messages of a Maildir now, by the hashes of their unique names.
  private static func names(beside path: InputPath) -> [UInt64: InputPath] {
    let bytes = path.bytes
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")), slash >= 3 else { return [:] }
    let folder = InputPath(bytes: bytes[..<(slash - 3)])
    var names: [UInt64: InputPath] = [:]
    for part in ["new", "cur"].map({ folder.appending($0) }) {
      guard let directory = try? Directory(path: part) else { continue }
      while let entries = try? directory.next(limit: 50_000, bytes: 4 << 20), !entries.isEmpty {
        for entry in entries where entry.kind == .file && names.count < 200_000 {
          names[InputWalk.messageKey(entry.name)] = part.appending(entry.name)
        }
      }
    }
    return names
  }
}

/// Reads one message that is a file or stream of its own.
struct MessageReader {
  private let limits: Limits

  init(_ limits: Limits) { self.limits = limits }

  /// What reading a file came to.
  struct Result {
    let outcome: MessageOutcome
    let size: Int64
  }

  /// Reads an open file.
  ///
  /// Mail that is no report costs one read of its first 64 KiB.
  ///
  /// A file in a Maildir may be compressed (Dovecot's zlib plugin does that).
  func read(_ file: FileBytes, path: InputPath) throws -> Result {
    let head = try file.bytes(at: 0, count: InputFormat.sampleSize)
    let compression = Compression(head[...])
    guard compression.isNone else {
      let input = InputBytes(try compression.expanding(file, limit: limits.expanded))
      let (content, isCut) = try PeekableSource(input).rest(limit: limits.message)
      if let damage = input.damage, damage.tears { throw damage }
      if let foreign = ForeignFormat(content.prefix(InputFormat.sampleSize)) {
        return Result(outcome: refused(foreign, path), size: Int64(head.count))
      }
      var outcome = read(content, path: path, usesCarriageReturns: false, isCut: isCut)
      if let damage = input.damage {
        outcome.rejects.append(damage.reject(Position(path: path, record: 0, offset: 0)))
      }
      return Result(outcome: outcome, size: Int64(content.count))
    }
    if let foreign = ForeignFormat(head[...]) {
      return Result(outcome: refused(foreign, path), size: Int64(head.count))
    }
    let isWhole = head.count < InputFormat.sampleSize
    if !isWhole, headerEnds(head), !HeaderTriage.mayBeReport(head.span) {
      return Result(outcome: MessageOutcome(), size: Int64(head.count))
    }
    let content = isWhole ? head : try file.bytes(at: 0, count: limits.message + 1)
    let isCut = content.count > limits.message
    return Result(
      outcome: read(
        isCut ? Array(content.prefix(limits.message)) : content,
        path: path,
        usesCarriageReturns: false,
        isCut: isCut
      ),
      size: Int64(content.count)
    )
  }

  /// The file isn't mail, and what is in it isn't read.
  private func refused(_ format: ForeignFormat, _ path: InputPath) -> MessageOutcome {
    MessageOutcome(rejects: [
      Reject(
        position: Position(path: path, record: 0, offset: 0),
        problem: .unknownFormat,
        detail: format.words,
        losesMessage: true
      )
    ])
  }

  /// Reads a message's bytes.
  func read(
    _ content: [UInt8],
    path: InputPath,
    usesCarriageReturns: Bool,
    isCut: Bool
  ) -> MessageOutcome {
    let position = Position(path: path, record: 0, offset: 0)
    var bytes = Self.narrowed(content)
    if usesCarriageReturns || (!bytes.contains(.lineFeed) && bytes.contains(.carriageReturn)) {
      for index in bytes.indices where bytes[index] == .carriageReturn { bytes[index] = .lineFeed }
    }
    let message = SingleMessage.skippingLead(bytes[...])
    let headerEnd = Self.headerEnd(message)
    if headerEnd - message.startIndex > limits.header {
      return MessageOutcome(rejects: [
        Reject(
          position: position,
          problem: .headerTooLarge,
          detail: "the header block is longer than \(limits.header) bytes",
          losesMessage: true
        )
      ])
    }
    let block = message[..<headerEnd]
    guard HeaderTriage.mayBeReport(block.span) else { return MessageOutcome() }
    return ReportReader(limits).read(message, at: position, isCut: isCut)
  }

  /// The bytes in UTF-8, where a program has saved the message as text in UTF-16.
  static func narrowed(_ content: [UInt8]) -> [UInt8] {
    guard content.prefix(256).contains(where: { $0 == 0 || $0 >= 0xFE }) else { return content }
    let encoding = TextEncoding(content[...].prefix(InputFormat.sampleSize))
    return encoding.isWide ? encoding.decoded(content) : content
  }

  /// Where the header block ends: behind the first blank line, or at the end.
  private static func headerEnd(_ message: Bytes) -> Int {
    var start = message.startIndex
    while let lineFeed = message.place(of: .lineFeed, from: start) {
      let isBlank =
        lineFeed == start || lineFeed == start + 1 && message[start] == .carriageReturn
      start = lineFeed + 1
      if isBlank { return start }
    }
    return message.endIndex
  }

  private func headerEnds(_ head: [UInt8]) -> Bool {
    var index = 0
    while let lineFeed = head[...].place(of: .lineFeed, from: index), lineFeed + 2 < head.count {
      let next = head[lineFeed + 1]
      if next == .lineFeed || next == .carriageReturn { return true }
      index = lineFeed + 1
    }
    return false
  }
}
