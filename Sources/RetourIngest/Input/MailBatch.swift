public import RetourEvents

/// What was read in one go from one source: part of a mailbox, or some messages of a folder.
///
/// Record numbers in its positions count from the start of the batch; whoever joins the batches of
/// a source in order says how many messages came before.
public struct MailBatch: Sendable {
  /// The file, or the Maildir folder.
  public let source: FileIdentity
  /// Whether `source` is a folder whose messages are files.
  public let isFolder: Bool
  /// The reports, in order, with their records counted from the start of the batch.
  public var reports: [DeliveryReport] = []
  /// Deliveries of rows that say no more than that mail arrived (``TraceOptions/packsQuiet``).
  public var quiet = QuietDeliveries()
  /// Messages of the source before the batch, to be added to the records of ``reports``.
  public private(set) var recordsBefore = 0
  /// What could not be read, in order.
  public var rejects = RejectList()
  /// The books of the batch.
  public var tally = Tally()
  /// The books of the batch up to its last message, without it.
  public var tallyBeforeLast = Tally()
  /// Bytes of input that the batch stands for, before decompression where they can be told.
  public var bytes: Int64 = 0
  /// The keys of the folder's messages that were read.
  public var members: [UInt64] = []
  /// Where the batch's last message begins; nil where the batch has none.
  public var lastOffset: Int64?
  /// Where reading goes on.
  public var nextOffset: Int64 = 0
  /// Deliveries that were counted and not reported (``TraceOptions/countsOnly``).
  public var counts = DomainCounts()
  /// The hours that rows of a trace cover; nil for mail.
  public var coverage: TraceCoverage?
  /// What the next run has to know of a log that ends with this batch; nil for other sources.
  public var log: LogState?
  /// Whether the source ends with this batch.
  public var isLast = false
  /// Whether reading can go on at `nextOffset` in a later run (not so for compressed input).
  public var isResumable = false

  init(source: FileIdentity, isFolder: Bool = false) {
    self.source = source
    self.isFolder = isFolder
  }

  /// Says how many messages of the source came before; those of a folder are files of their own.
  public mutating func place(after records: Int) {
    guard records != 0, !isFolder else { return }
    recordsBefore = records
    quiet.recordsBefore = records
    rejects.place(after: records)
  }

  /// A batch of the same source, with nothing in it so far.
  var withoutContent: MailBatch {
    var batch = MailBatch(source: source, isFolder: isFolder)
    (batch.isLast, batch.isResumable, batch.nextOffset) = (isLast, isResumable, nextOffset)
    return batch
  }

  /// Takes in what one message gave.
  mutating func add(_ outcome: consuming MessageOutcome) {
    tallyBeforeLast = tally
    tally.messages += 1
    rejects.append(contentsOf: outcome.rejects)
    if outcome.rejects.contains(where: \.losesMessage) {
      tally.rejected += 1
    } else if outcome.reports.isEmpty {
      tally.notReports += 1
    } else {
      tally.withReports += 1
      tally.reports += outcome.reports.count
      // Each is moved: a report has many texts.
      outcome.reports.reverse()
      while let report = outcome.reports.popLast() { reports.append(report) }
    }
  }

  /// Takes in that a message gave a report that is in ``quiet``.
  mutating func addQuiet() {
    tallyBeforeLast = tally
    tally.messages += 1
    tally.withReports += 1
    tally.reports += 1
  }

  /// Takes in that the source, or the rest of it, can't be read.
  mutating func add(_ error: any Error, at offset: Int64) {
    let position = Position(path: source.path, record: tally.messages, offset: offset)
    rejects.append(error.reject(position))
  }

  /// Takes in that a message of a folder can't be read.
  mutating func addLost(_ error: any Error, _ path: InputPath) {
    var reject = error.reject(Position(path: path, record: 0, offset: 0))
    reject.losesMessage = true
    add(MessageOutcome(rejects: [reject]))
  }
}

extension Error {
  /// The reject that names it.
  func reject(_ position: Position) -> Reject {
    let (problem, detail): (Reject.Problem, String)
    switch self {
    case let error as ReadError:
      detail = error.detail
      problem =
        switch error.problem {
        case .system, .noProgress: .unreadable
        case .notAFile: .notAFile
        case .notFollowed: .notFollowed
        case .damagedCompression, .strayBytes: .damagedCompression
        case .expandedTooLarge: .expandedTooLarge
        case .tooShort: .changedWhileRead
        }
    default:
      (problem, detail) = (.unreadable, "\(self)")
    }
    return Reject(position: position, problem: problem, detail: detail, losesMessage: false)
  }
}

/// What one message gave.
struct MessageOutcome {
  var reports: [DeliveryReport] = []
  var rejects: [Reject] = []
}
