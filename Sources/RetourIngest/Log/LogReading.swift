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
    guard !open.isEmpty else { return }
    guard let snapshot = LogSnapshot(open) else { return nil }
    queue = LogQueue(snapshot)
  }

  /// Gives out some of what is open, at the end of all that is read.
  ///
  /// - Returns: whether there is more.
  func giveOut(_ count: Int, into done: inout [LogDelivery]) -> Bool {
    queue.giveOut(count, into: &done)
    if queue.isEmpty { events.giveOut(count, into: &done) }
    return !queue.isEmpty || !events.isEmpty
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

  /// Puts the reports, or their counts, into the batch.
  func finish(into batch: inout MailBatch) {
    batch.log = state
    for delivery in deliveries where !countsOnly || !Self.count(delivery.recipient, &batch.counts) {
      batch.reports.append(LogReporter.report(delivery, after: linesBefore))
    }
  }

  /// Counts a delivery; false where only its report tells the domain.
  private static func count(_ recipient: LogRecipient, _ counts: inout DomainCounts) -> Bool {
    let kind = DomainTable.kinds.firstIndex(of: LogReporter.kind(recipient.outcome))
    return kind.map { counts.add(recipient.address[...], $0) } ?? false
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

/// Reads a log from its beginning to its end, a batch at a time.
///
/// Lines are its records: a line that closes the books about a message gives the reports of its
/// recipients, all others are counted as lines that are no report.
final class LogReading: EvidenceReading {
  private static let budget: Int64 = 4 << 20
  /// How many messages are given out in one batch at the end.
  private static let chunk = 250

  private let path: InputPath
  private let isJSON: Bool
  private let memory: LogMemory
  private let goesOn: Bool
  private var lines: LogLines
  private var calendar: LogCalendar
  /// The number of the next line.
  private var line = 0
  /// Lines that were counted in earlier batches.
  private var counted = 0
  /// Whether any line of a mail server was understood; until then none is counted.
  private var isUnderstood = false
  private var hasEnded = false
  private let key: UInt64
  private var isResumed = false
  /// Lines that an earlier run has read.
  private let skipped: Int
  /// Where the last whole line begins, and its hash, of the lines of earlier batches.
  private var last: (offset: Int64, line: UInt64) = (0, 0)
  /// The last whole line of this batch.
  private var newest: (offset: Int64, text: Bytes)?
  private var state: LogState?

  init(
    _ source: any ByteSource,
    _ file: LogFile,
    _ calendar: LogCalendar,
    path: InputPath,
    _ sequel: LogSequel
  ) {
    self.path = path
    memory = sequel.memory
    goesOn = sequel.goesOn
    self.calendar = calendar
    isJSON = file.isJSON
    key = file.key
    skipped = sequel.known?.lines ?? 0
    lines = LogLines(source, from: sequel.known?.offset ?? 0)
    guard let known = sequel.known else { return }
    // The line that was read last comes first, and is passed over.
    (line, counted) = (known.lines - 1, known.lines)
    last = (known.offset, known.line)
    isUnderstood = true
    isResumed = true
  }

  var offset: Int64 { lines.offset }

  func take(into taken: inout LogTaken, _ batch: inout MailBatch) throws -> Bool {
    let start = lines.offset
    taken.linesBefore = counted - skipped
    if isResumed {
      isResumed = false
      _ = try lines.next()
      line += 1
    }
    defer {
      batch.nextOffset = lines.offset
      batch.bytes = lines.offset - start
      count(taken, &batch)
    }
    while !hasEnded, lines.offset - start < Self.budget,
      taken.deliveries.count < FolderReader.batchLimit
    {
      switch try lines.next() {
      case .line(let text, let offset):
        if !lines.isLastOpen { newest = (offset, text) }
        take(text, offset, &taken, &batch)
      case .tooLong(let offset): reject(offset, &batch)
      case .end: hasEnded = true
      }
    }
    if let newest {
      last = (newest.offset, LogProgress.hash(newest.text))
      self.newest = nil
    }
    guard hasEnded else { return true }
    guard isUnderstood else {
      batch.rejects.append(nothingUnderstood)
      return false
    }
    let end = Position(path: path, record: line - counted, offset: lines.offset)
    if let reject = memory.queue.givenUp(at: end) { batch.rejects.append(reject) }
    keepState()
    taken.state = state
    guard !goesOn else { return false }
    return taken.deliveries.isEmpty
      ? memory.giveOut(Self.chunk, into: &taken.deliveries)
      : true
  }

  /// Notes, before what is open is given out, what the next run has to know.
  private func keepState() {
    guard state == nil, memory.keepsState else { return }
    state = LogState(
      progress: LogProgress(
        key: key,
        offset: last.offset,
        line: last.line,
        lines: lines.isLastOpen ? line - 1 : line
      ),
      open: memory.queue.snapshot(keepsAddresses: memory.keepsAddresses).bytes
    )
  }

  /// Takes a line.
  private func take(
    _ text: Bytes,
    _ offset: Int64,
    _ taken: inout LogTaken,
    _ batch: inout MailBatch
  ) {
    defer { line += 1 }
    guard let entry = isJSON ? LogEnvelope.line(text) : LogPrefix.line(text),
      let fact = LogServer.fact(entry, &memory.server)
    else { return }
    isUnderstood = true
    let before = taken.deliveries.count
    memory.queue.take(
      fact,
      of: entry.host,
      at: entry.time.flatMap { calendar.moment($0) },
      repeats: entry.repeats,
      LogPlace(path: path, line: line, offset: offset),
      into: &taken.deliveries
    )
    if taken.deliveries.count > before { batch.tally.withReports += 1 }
    batch.lastOffset = offset
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

  private func reject(_ offset: Int64, _ batch: inout MailBatch) {
    batch.rejects.append(
      Reject(
        position: Position(path: path, record: line - counted, offset: offset),
        problem: .rowTooLarge,
        detail: "a line of the log is longer than \(LogLines.limit) bytes",
        losesMessage: true
      )
    )
    batch.tally.rejected += 1
    line += 1
    isUnderstood = true
  }

  private var nothingUnderstood: Reject {
    Reject(
      position: Position(path: path, record: 0, offset: 0),
      problem: .unknownFormat,
      detail: "a log without a line of a mail server that is known; `retour formats` lists them",
      losesMessage: false
    )
  }
}
