import RetourEvents

/// Reads the messages of one byte range of a mailbox.
struct RangeReader {
  private let identity: FileIdentity
  private let dialect: MailboxDialect
  private let limits: Limits
  /// Where reading ends, if that isn't the end of the file.
  private let end: Int64

  init(
    _ identity: FileIdentity,
    _ dialect: MailboxDialect,
    _ limits: Limits,
    end: Int64 = .max
  ) {
    self.identity = identity
    self.dialect = dialect
    self.limits = limits
    self.end = end
  }

  /// A unit that reads the messages that begin in `low..<high`; `Int64.max` is the end of the file.
  ///
  /// Where they give very many reports, the rest is left over.
  func unit(from low: Int64, to high: Int64) -> MailUnit {
    MailUnit(yielding: {
      let batch = read(from: low, to: high)
      let isDone = batch.isLast || batch.nextOffset >= min(high, identity.size)
      return MailYield([batch], rest: isDone ? nil : unit(from: batch.nextOffset, to: high))
    })
  }

  /// Reads the messages that begin in `low..<high`, until they are read or have given many reports.
  func read(from low: Int64, to high: Int64) -> MailBatch {
    var batch = MailBatch(source: identity)
    batch.isResumable = true
    batch.isLast = high >= end
    batch.bytes = min(high, identity.size) - low
    batch.nextOffset = min(high, identity.size)
    do {
      let start = max(0, low - Int64(MailboxScanner.context))
      let file = try FileBytes(path: identity.path, at: start)
      let window = UnsafeWindow(
        InputBytes(file),
        offset: start,
        wantedEnd: high,
        translatesCarriageReturns: dialect.usesCarriageReturns
      )
      var scanner = MailboxScanner(window, dialect: dialect, limits: limits)
      let walk = MailboxWalk(path: identity.path, limits: limits)
      if let next = try walk.read(&scanner, from: low, to: high, into: &batch), next < high {
        batch.isLast = false
        batch.bytes = next - low
        batch.nextOffset = next
        return batch
      }
      if high != .max || file.size < identity.size, scanner.endOffset < min(high, identity.size) {
        batch.rejects.append(
          Reject(
            position: Position(
              path: identity.path,
              record: batch.tally.messages,
              offset: scanner.endOffset
            ),
            problem: .changedWhileRead,
            detail: "the file shrank while it was read",
            losesMessage: false
          )
        )
      }
    } catch {
      batch.add(error, at: low)
    }
    return batch
  }
}

/// Takes the messages of a scanner into a batch.
struct MailboxWalk {
  let path: InputPath
  let limits: Limits

  /// Reads the messages whose envelope line begins in `low..<high`, until many reports came of them.
  ///
  /// Returns where the next message begins; nil where there is none.
  func read(
    _ scanner: inout MailboxScanner,
    from low: Int64,
    to high: Int64,
    into batch: inout MailBatch
  ) throws -> Int64? {
    guard let first = try scanner.findFirst(from: low, before: high) else { return nil }
    if low == 0, first > 0 {
      batch.rejects.append(
        Reject(
          position: Position(path: path, record: 0, offset: 0),
          problem: .garbage,
          detail: "\(first) bytes before the first message",
          losesMessage: false
        )
      )
    }
    return try goOn(&scanner, at: first, to: high, for: .max, into: &batch)
  }

  /// Reads on from a message at the scanner's place, until `high`, until the batch stands for `budget`
  /// bytes, or until it has many reports.
  ///
  /// A report at the end of the source isn't read where damage tore it.
  ///
  /// Returns where the next message begins, or nil at the end of the source.
  @discardableResult
  func goOn(
    _ scanner: inout MailboxScanner,
    at start: Int64,
    to high: Int64,
    for budget: Int64,
    into batch: inout MailBatch,
    tornBy damage: () -> ReadError? = { nil }
  ) throws -> Int64? {
    var offset: Int64? = start
    while let current = offset, current < high, current - start < budget,
      batch.reports.count < FolderReader.batchLimit
    {
      let (message, next) = try scanner.readMessage()
      let position = Position(path: path, record: batch.tally.messages, offset: current)
      batch.lastOffset = current
      switch message {
      case .ordinary:
        batch.tallyBeforeLast = batch.tally
        batch.tally.messages += 1
        batch.tally.notReports += 1
      case .candidate where next == nil && damage() != nil:
        if var reject = damage()?.reject(position) {
          reject.losesMessage = true
          batch.add(MessageOutcome(rejects: [reject]))
        }
      case .candidate(let content, let isCut):
        batch.add(ReportReader(limits).read(content[...], at: position, isCut: isCut))
      case .headerTooLarge:
        batch.add(
          MessageOutcome(rejects: [
            Reject(
              position: position,
              problem: .headerTooLarge,
              detail: "the header block is longer than \(limits.header) bytes",
              losesMessage: true
            )
          ])
        )
      }
      if let next, next <= current { throw ReadError.noProgress("the reader of mailboxes") }
      offset = next
    }
    return offset
  }
}
