import RetourEvents

/// What is open in the queues of servers, handed from one log to the next.
///
/// One reading at a time uses it, which is why it may be handed between threads.
public final class LogMemory: @unchecked Sendable {
  var queue = LogQueue()
  /// What services have told; their records have an order of their own.
  var events = LogQueue()
  /// Whether anything is kept for the next run, and whether addresses may be.
  let keepsState: Bool
  let keepsAddresses: Bool
  /// Whose the last line was that was understood.
  var server = LogServer.postfix

  /// Creates a memory of nothing.
  public init() { (keepsState, keepsAddresses) = (false, false) }

  /// Creates a memory of what an earlier run has left open (``LogState/open``); nil for bytes that no
  /// run wrote.
  public init?(open: [UInt8], keepsAddresses: Bool) {
    keepsState = true
    self.keepsAddresses = keepsAddresses
    guard let kept = LogQueue(open) else { return nil }
    queue = kept
  }

  /// Gives out some of what is open, at the end of all that is read.
  ///
  /// - Returns: whether there is more.
  func giveOut(_ count: Int, into done: inout [LogDelivery]) -> Bool {
    queue.giveOut(count, into: &done)
    if queue.isEmpty { events.giveOut(count, into: &done) }
    return !queue.isEmpty || !events.isEmpty
  }

  /// What can't be given out; nil for nothing.
  func unreadable(at position: Position) -> Reject? {
    queue.unreadable(at: position) ?? events.unreadable(at: position)
  }
}

/// What was taken of a log for one batch.
struct LogTaken: Sendable {
  var deliveries: [LogDelivery] = []
  /// Lines of the file that were counted before.
  var linesBefore = 0

  /// Whether deliveries are only counted (``TraceOptions/countsOnly``).
  let countsOnly: Bool

  /// What the next run has to know, once the log is read.
  var state: LogState?

  init(countsOnly: Bool) { self.countsOnly = countsOnly }

  /// The batch with the reports, or their counts, some at a time; `rest` comes behind it.
  ///
  /// The lines are counted with the last piece; each has its own reports in its books.
  func yield(_ batch: MailBatch, _ rest: MailUnit?) -> MailYield {
    guard !countsOnly, deliveries.count > FolderReader.batchLimit else {
      var batch = batch
      finish(into: &batch)
      return MailYield([batch], rest: rest)
    }
    var (piece, others) = (self, self)
    piece.deliveries = Array(deliveries.prefix(FolderReader.batchLimit))
    piece.state = nil
    others.deliveries.removeFirst(FolderReader.batchLimit)
    var (front, last) = (batch.withoutContent, batch)
    front.isLast = false
    front.tally.reports = FolderReader.batchLimit
    front.tallyBeforeLast = front.tally
    last.tally.reports -= FolderReader.batchLimit
    last.tallyBeforeLast = last.tally
    piece.finish(into: &front)
    return MailYield(
      [front],
      rest: MailUnit(yielding: { [others, last] in others.yield(last, rest) })
    )
  }

  /// Puts the reports, or their counts, into the batch.
  func finish(into batch: inout MailBatch) {
    batch.log = state
    for index in deliveries.indices where !countsOnly || !count(index, &batch.counts) {
      batch.reports.append(LogReporter.report(deliveries[index], after: linesBefore))
    }
  }

  /// Counts a delivery; false where only its report tells the domain.
  private func count(_ index: Int, _ counts: inout DomainCounts) -> Bool {
    let kind = LogReporter.kind(deliveries[index].recipient.outcome)
    guard let place = DomainTable.kinds.firstIndex(of: kind) else { return false }
    return counts.add(deliveries[index].recipient.address[...], place)
  }
}

/// Reads what servers or services wrote about deliveries, a batch at a time.
protocol EvidenceReading: AnyObject {
  /// The byte up to which it was read.
  var offset: Int64 { get }
  /// Takes some records, and what they tell.
  ///
  /// - Returns: whether there is more.
  /// - Throws: ``ReadError`` where the source can't be read.
  func take(into taken: inout LogTaken, _ batch: inout MailBatch) throws -> Bool
}

/// Joins what the lines of a log tell, from its beginning to its end, a block at a time.
///
/// Lines are its records: a line that closes the books about a message gives the reports of its
/// recipients, all others are counted as lines that are no report.
///
/// One thread at a time uses it, which is why it may be handed between threads.
final class LogReading: @unchecked Sendable {
  /// How many messages are given out in one batch at the end.
  private static let chunk = 250

  private let file: FileIdentity
  let isJSON: Bool
  private let countsOnly: Bool
  private let memory: LogMemory
  private let goesOn: Bool
  private var calendar: LogCalendar
  /// The number of the next line.
  private var line = 0
  /// Lines that were counted in earlier batches.
  private var counted = 0
  /// Whether any line of a mail server was understood; until then none is counted.
  private var isUnderstood = false
  private let key: UInt64
  /// Lines that an earlier run has read.
  private let skipped: Int
  /// Where the last whole line begins, and its hash.
  private var last: (offset: Int64, line: UInt64) = (0, 0)
  private var state: LogState?

  init(
    _ log: LogFile,
    _ calendar: LogCalendar,
    of file: FileIdentity,
    countsOnly: Bool,
    _ sequel: LogSequel
  ) {
    self.file = file
    self.countsOnly = countsOnly
    memory = sequel.memory
    goesOn = sequel.goesOn
    self.calendar = calendar
    isJSON = log.isJSON
    key = log.key
    skipped = sequel.known?.lines ?? 0
    memory.queue.keepsWords = !countsOnly
    guard let known = sequel.known else { return }
    // The line that was read last comes first, and is passed over.
    (line, counted) = (known.lines - 1, known.lines)
    last = (known.offset, known.line)
    isUnderstood = true
  }

  /// Takes what the lines of the next block tell.
  func join(_ block: LogBlock) -> MailReading {
    block.decide(isJSON: isJSON, after: memory.server)
    var batch = MailBatch(source: file)
    var taken = LogTaken(countsOnly: countsOnly)
    taken.linesBefore = counted - skipped
    (batch.nextOffset, batch.bytes) = (block.end, block.bytes)
    withExtendedLifetime(block) { take(block, &taken, &batch) }
    let rest = block.isLast ? end(block, &taken, &batch) : nil
    return MailReading { [taken, batch] in taken.yield(batch, rest) }
  }

  private func take(_ block: LogBlock, _ taken: inout LogTaken, _ batch: inout MailBatch) {
    batch.tally.withReports += Self.take(
      block.notes,
      LogPlace(path: file.path, line: line, offset: block.offset),
      &memory.queue,
      &calendar,
      into: &taken.deliveries
    )
    if let server = block.server { memory.server = server }
    if let note = block.notes.last {
      isUnderstood = true
      batch.lastOffset = block.offset + Int64(note.offset)
    }
    for (number, offset) in block.tooLong { reject(line + number, offset, &batch) }
    line += block.lines
    last = block.last ?? last
    count(taken, &batch)
  }

  /// Takes what lines tell that stand behind a place.
  ///
  /// - Returns: how many of them told what became of a message.
  private static func take(
    _ notes: [LogBlock.Note],
    _ start: LogPlace,
    _ queue: inout LogQueue,
    _ calendar: inout LogCalendar,
    into done: inout [LogDelivery]
  ) -> Int {
    var telling = 0
    for note in notes {
      let before = done.count
      queue.take(
        note.fact,
        of: note.host,
        at: note.time.flatMap { calendar.moment($0) },
        repeats: Int(note.repeats),
        LogPlace(
          path: start.path,
          line: start.line + Int(note.line),
          offset: start.offset + Int64(note.offset)
        ),
        into: &done
      )
      if done.count > before { telling += 1 }
    }
    return telling
  }

  /// Brings the books of a batch to the line that was reached.
  private func count(_ taken: LogTaken, _ batch: inout MailBatch) {
    guard isUnderstood else { return }
    batch.tally.messages = line - counted
    batch.tally.notReports = batch.tally.messages - batch.tally.withReports - batch.tally.rejected
    batch.tally.reports = taken.deliveries.count
    batch.tallyBeforeLast = batch.tally
    counted = line
  }

  /// Ends the log.
  ///
  /// - Returns: what gives out what is still open, where no other log follows; nil where nothing does.
  private func end(
    _ block: LogBlock,
    _ taken: inout LogTaken,
    _ batch: inout MailBatch
  ) -> MailUnit? {
    var rest: MailUnit?
    if let failure = block.failure {
      batch.add(failure, at: block.end)
    } else if !isUnderstood {
      batch.rejects.append(nothingUnderstood)
    } else {
      let end = Position(path: file.path, record: batch.tally.messages, offset: block.end)
      if let reject = memory.queue.givenUp(at: end) { batch.rejects.append(reject) }
      keepState(block)
      if !goesOn { rest = openMessages(block) }
    }
    if rest == nil { finish(block, &taken, &batch) }
    return rest
  }

  /// What the last batch has besides: the state, and what is wrong with compressed data; all that came
  /// before the damage was read like all else.
  private func finish(_ block: LogBlock, _ taken: inout LogTaken, _ batch: inout MailBatch) {
    if let damage = block.damage { batch.add(damage, at: batch.nextOffset) }
    taken.state = state
    batch.isLast = true
  }

  /// Gives out some of the messages that are still open.
  private func openMessages(_ block: LogBlock) -> MailUnit {
    MailUnit(yielding: { [self] in
      var batch = MailBatch(source: file)
      batch.nextOffset = block.end
      var taken = LogTaken(countsOnly: countsOnly)
      taken.linesBefore = counted - skipped
      let isMore = memory.giveOut(Self.chunk, into: &taken.deliveries)
      batch.tally.reports = taken.deliveries.count
      batch.tallyBeforeLast = batch.tally
      let end = Position(path: file.path, record: 0, offset: block.end)
      if let reject = memory.unreadable(at: end) { batch.rejects.append(reject) }
      if !isMore { finish(block, &taken, &batch) }
      return taken.yield(batch, isMore ? openMessages(block) : nil)
    })
  }

  /// Notes, before what is open is given out, what the next run has to know.
  private func keepState(_ block: LogBlock) {
    guard memory.keepsState else { return }
    state = LogState(
      progress: LogProgress(
        key: key,
        offset: last.offset,
        line: last.line,
        lines: block.isLastOpen ? line - 1 : line
      ),
      open: memory.queue.snapshot(keepsAddresses: memory.keepsAddresses)
    )
  }

  private func reject(_ line: Int, _ offset: Int64, _ batch: inout MailBatch) {
    batch.rejects.append(
      Reject(
        position: Position(path: file.path, record: line - counted, offset: offset),
        problem: .rowTooLarge,
        detail: "a line of the log is longer than \(LogBlock.lineLimit) bytes",
        losesMessage: true
      )
    )
    batch.tally.rejected += 1
    isUnderstood = true
  }

  private var nothingUnderstood: Reject {
    Reject(
      position: Position(path: file.path, record: 0, offset: 0),
      problem: .unknownFormat,
      detail: "a log without a line of a mail server that is known; `retour formats` lists them",
      losesMessage: false
    )
  }
}
