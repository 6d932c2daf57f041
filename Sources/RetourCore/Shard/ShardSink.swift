package import RetourEvents
import RetourIngest
import RetourStore

/// Writes shard lines, and the books of each input behind them.
///
/// The line of a file is held back until more comes, because the last one says that it is the last.
/// One task at a time calls it.
package final class ShardSink: Sink, @unchecked Sendable {
  /// What is known of an input that is being read.
  private struct Account {
    var tally = Tally()
    var events = 0
    var rejects = 0
    /// A sum over what was read, where no hash of the input can be had.
    var content: UInt64 = 0
  }

  private let judgement: Judgement
  private let part: Range<Int64>?
  private let output: @Sendable ([UInt8]) throws -> Void
  private var accounts: [FileIdentity: Account] = [:]
  private var folders: [FileIdentity] = []
  private var sum = LineSum()
  private var held: ShardFile?
  package private(set) var total = RunCounts()

  package let form: SinkForm

  /// Begins a shard.
  ///
  /// - Parameters:
  ///   - judgement: by what failures are judged.
  ///   - part: the bytes of a mailbox that are read; nil for all that there is.
  ///   - output: takes lines, in order.
  package init(
    _ judgement: Judgement,
    part: Range<Int64>?,
    output: @escaping @Sendable ([UInt8]) throws -> Void
  ) {
    self.judgement = judgement
    self.part = part
    self.output = output
    form = SinkForm { events, batch in
      var lines = SinkLines()
      lines.bytes = ShardEncoder.encode(
        events,
        of: batch,
        judgement,
        rangeStart: part?.lowerBound
      )
      lines.sum.add(linesOf: lines.bytes)
      return lines
    }
  }

  package func take(_ batch: JudgedBatch) throws {
    total.add(batch)
    let read = batch.placed.batch
    if read.isFolder, accounts[read.source] == nil { folders.append(read.source) }
    var account = accounts[read.source] ?? Account()
    account.tally += read.tally
    account.events += batch.events.count
    account.rejects += read.rejects.count
    for event in batch.events {
      account.content &+= event.report.eventID.high ^ event.report.eventID.low &* 3
    }
    for member in read.members { account.content &+= member }
    accounts[read.source] = read.isLast && !read.isFolder ? nil : account
    let rejects = lines(read.rejects, of: read.source, isFolder: read.isFolder)
    try write(batch.lines.bytes, batch.lines.sum)
    try write(rejects)
    if read.isLast, !read.isFolder { try end(read.source, account, batch.placed.checkpoint) }
  }

  package func take(failures: [Reject]) throws {
    total.add(failures: failures)
    for failure in failures {
      let path = failure.position.path
      try write(
        lines(
          [failure],
          of: FileIdentity(path: path, device: 0, inode: 0, size: 0, modified: 0),
          isFolder: false
        )
      )
      var file = ShardFile(path: path, judgement: judgement)
      file.rejects = 1
      try end(file)
    }
  }

  /// Writes the books of folders, and that the scan has ended.
  package func finish() throws {
    for folder in folders { try end(folder, accounts[folder] ?? Account(), nil, isFolder: true) }
    var last = held ?? ShardFile(path: "", judgement: judgement)
    if held == nil { (last.isComplete, last.sum) = (true, sum.digits) }
    held = nil
    last.isLast = true
    try output(Self.line(last))
  }

  // MARK: Parts

  private func lines(
    _ rejects: RejectList,
    of source: FileIdentity,
    isFolder: Bool
  ) -> [UInt8] {
    guard !rejects.isEmpty else { return [] }
    var encoder = ShardEncoder()
    for reject in rejects {
      encoder.add(
        .reject(
          ShardReject(
            source: source.path,
            isFolder: isFolder,
            rangeStart: part?.lowerBound,
            reject: reject
          )
        )
      )
    }
    return encoder.bytes
  }

  private func end(
    _ source: FileIdentity,
    _ account: Account,
    _ checkpoint: Checkpoint?,
    isFolder: Bool = false
  ) throws {
    var file = ShardFile(path: source.path, judgement: judgement)
    (file.isFolder, file.size, file.modified) = (isFolder, source.size, source.modified)
    (file.tally, file.events, file.rejects) = (account.tally, account.events, account.rejects)
    (file.rangeStart, file.rangeEnd) = (part?.lowerBound, part?.upperBound)
    file.isComplete =
      isFolder || source.path.isStandardInput || checkpoint?.isComplete ?? false
    file.nextOffset = checkpoint?.offset ?? 0
    if isFolder || source.path.isStandardInput {
      file.content = "\(isFolder ? "members" : "events"):" + String(account.content, radix: 16)
    } else if let known = checkpoint?.fingerprint, !known.isEmpty {
      file.content = known
    } else {
      file.content = (try? Fingerprint.of(source, before: source.size)) ?? ""
    }
    try end(file)
  }

  private func end(_ file: ShardFile) throws {
    var file = file
    (file.lines, file.sum) = (sum.lines, sum.digits)
    sum = LineSum()
    try release()
    held = file
  }

  /// Writes the line that is held back.
  private func release() throws {
    guard let file = held else { return }
    held = nil
    try output(Self.line(file))
  }

  private func write(_ lines: [UInt8], _ known: LineSum? = nil) throws {
    guard !lines.isEmpty else { return }
    try release()
    if let known { sum += known } else { sum.add(linesOf: lines) }
    try output(lines)
  }

  private static func line(_ file: ShardFile) -> [UInt8] {
    var encoder = ShardEncoder()
    encoder.add(.file(file))
    return encoder.bytes
  }
}

extension ShardEncoder {
  /// The lines of some events of one input.
  static func encode(
    _ events: [ClassifiedReport],
    of batch: MailBatch,
    _ judgement: Judgement,
    rangeStart: Int64?
  ) -> [UInt8] {
    var encoder = ShardEncoder(reserving: events.count * 1_024)
    for event in events {
      encoder.add(
        .event(
          ShardEvent(
            source: batch.source.path,
            isFolder: batch.isFolder,
            rangeStart: rangeStart,
            report: event.report,
            verdict: event.report.kind.hasCause ? event.verdict : nil,
            judgement: judgement
          )
        )
      )
    }
    return encoder.bytes
  }
}
