import Events

/// What is open in the queues of servers, handed from one log to the next.
///
/// One reading at a time uses it, which is why it may be handed between threads.
public final class LogMemory: @unchecked Sendable {
  var queue = LogQueue()
  /// Whose the last line was that was understood.
  var server = LogServer.postfix

  /// Creates a memory of nothing.
  public init() {}
}

/// What was taken of a log for one batch.
struct LogTaken: Sendable {
  var deliveries: [LogDelivery] = []
  /// Lines of the file that were counted before.
  var linesBefore = 0

  /// Puts the reports into the batch.
  func finish(into batch: inout MailBatch) {
    batch.reports = deliveries.map { LogReporter.report($0, after: linesBefore) }
  }
}

/// Reads a log from its beginning to its end, a batch at a time.
///
/// Lines are its records: a line that closes the books about a message gives the reports of its
/// recipients, all others are counted as lines that are no report.
final class LogReading {
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
    lines = LogLines(source)
  }

  /// The byte up to which lines were read.
  var offset: Int64 { lines.offset }

  /// Takes some lines, and what they tell.
  ///
  /// - Returns: whether there is more.
  func take(into taken: inout LogTaken, _ batch: inout MailBatch) throws -> Bool {
    let start = lines.offset
    taken.linesBefore = counted
    defer {
      batch.nextOffset = lines.offset
      batch.bytes = lines.offset - start
      count(taken, &batch)
    }
    while !hasEnded, lines.offset - start < Self.budget,
      taken.deliveries.count < FolderReader.batchLimit
    {
      switch try lines.next() {
      case .line(let text, let offset): take(text, offset, &taken, &batch)
      case .tooLong(let offset): reject(offset, &batch)
      case .end: hasEnded = true
      }
    }
    guard hasEnded else { return true }
    guard isUnderstood else {
      batch.rejects.append(nothingUnderstood)
      return false
    }
    guard !goesOn else { return false }
    if taken.deliveries.isEmpty { memory.queue.giveOut(Self.chunk, into: &taken.deliveries) }
    return !memory.queue.isEmpty
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
