import Events

/// Reads messages that are files of their own.
struct FolderReader {
  private let limits: Limits

  init(_ limits: Limits) { self.limits = limits }

  /// Reads the messages of a Maildir folder.
  func read(_ folder: FileIdentity, _ paths: [String], _ keys: [UInt64]) -> MailBatch {
    var batch = MailBatch(source: folder, isFolder: true)
    batch.members.reserveCapacity(paths.count)
    let reader = MessageReader(limits)
    for (path, key) in zip(paths, keys) {
      do {
        let file = try FileBytes(path: path)
        let (outcome, size) = try reader.read(file, path: path)
        batch.add(outcome)
        batch.bytes += size
        batch.members.append(key)
      } catch let error as ReadError where error.problem == .system(2) {
        // It moved between listing and opening, as Maildir messages do; the next run finds it.
        continue
      } catch {
        batch.tally.messages += 1
        batch.tally.rejected += 1
        batch.rejects.append(
          Reject(
            position: Position(path: path, record: 0, offset: 0),
            problem: .unreadable,
            detail: "\(error)",
            losesMessage: true
          )
        )
      }
    }
    return batch
  }
}

/// Reads one message that is a file or stream of its own.
struct MessageReader {
  private let limits: Limits

  init(_ limits: Limits) { self.limits = limits }

  /// Reads an open file.
  ///
  /// Mail that is no report costs one read of its first 64 KiB.
  ///
  /// A file in a Maildir may be compressed (Dovecot's zlib plugin does that).
  func read(_ file: FileBytes, path: String) throws -> (outcome: MessageOutcome, size: Int64) {
    let head = try file.bytes(at: 0, count: InputFormat.sampleSize)
    switch Compression(head[...]) {
    case .none:
      break
    case let compression:
      let expanded = HeadBytes(try compression.expanding(file, limit: limits.expanded))
      let (content, isCut) = try expanded.rest(limit: limits.message)
      return (
        read(content, path: path, usesCarriageReturns: false, isCut: isCut), Int64(content.count)
      )
    }
    let isWhole = head.count < InputFormat.sampleSize
    if !isWhole, headerEnds(head), !HeaderTriage.mayBeReport(head.span) {
      return (MessageOutcome(), Int64(head.count))
    }
    let content = isWhole ? head : try file.bytes(at: 0, count: limits.message + 1)
    let isCut = content.count > limits.message
    return (
      read(
        isCut ? Array(content.prefix(limits.message)) : content,
        path: path,
        usesCarriageReturns: false,
        isCut: isCut
      ), Int64(content.count)
    )
  }

  /// Reads a message's bytes.
  func read(
    _ content: [UInt8],
    path: String,
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
