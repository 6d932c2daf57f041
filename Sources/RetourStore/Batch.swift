public import RetourEvents

/// The ledger's number of one file, folder or stream, valid for the database that gave it.
public struct SourceID: Hashable, Sendable {
  let row: Int64
}

/// What the ledger says about a file before it is opened.
public enum LedgerDecision: Hashable, Sendable {
  /// It was read to its end and is as it was; also when it was moved or renamed.
  case unchanged
  /// It has never been seen.
  case new
  /// Reading can go on in the middle, once the caller has verified the checkpoint's fingerprint.
  case resume(Checkpoint)
  /// Its content is another than the one that was read; it has to be read anew.
  case changed
}

/// A stretch of one source, in the order of that source: what is stored in one piece.
public struct Batch: Sendable {
  /// What it was read from, as given by ``Store/begin(_:isFolder:resuming:)``.
  public var source: SourceID
  /// The reports and their verdicts, all of a message in the same batch.
  public var events: [ClassifiedReport]
  /// Reports that say no more than that mail arrived, in the order of the source; none of a folder.
  public var quiet: QuietDeliveries
  /// What couldn't be read.
  public var rejects: RejectList
  /// The books of this stretch alone.
  public var tally: Tally
  /// Hashes of the unique names of the Maildir messages that were read.
  public var members: [UInt64]
  /// Where reading goes on; nil for folders and where it can't be told yet.
  public var checkpoint: Checkpoint?
  /// How many bytes of input the stretch covers.
  public var bytes: Int
  /// What the next run has to know of a log that ends with the stretch.
  public var log: LogMark?

  /// Creates a batch; by default an empty one.
  public init(
    source: SourceID,
    events: [ClassifiedReport] = [],
    quiet: QuietDeliveries = QuietDeliveries(),
    rejects: RejectList = [],
    tally: Tally = Tally(),
    members: [UInt64] = [],
    checkpoint: Checkpoint? = nil,
    bytes: Int = 0
  ) {
    self.source = source
    self.events = events
    self.quiet = quiet
    self.rejects = rejects
    self.tally = tally
    self.members = members
    self.checkpoint = checkpoint
    self.bytes = bytes
  }

  /// Rows that the batch writes at most, not counting what follows from them.
  var rows: Int { events.count + quiet.count + rejects.count + members.count }

  /// The batch with pseudonyms in the place of addresses.
  func protected(by pseudonyms: Pseudonyms, path: InputPath) -> Batch {
    var batch = self
    batch.quiet = QuietDeliveries()
    batch.events += quiet.items.map { ClassifiedReport(quiet.report($0, in: path), nil) }
    batch.events = batch.events.map { $0.changing { pseudonyms.protect(&$0) } }
    batch.rejects.change { pseudonyms.protect(&$0) }
    return batch
  }
}

extension Batch {
  /// The batch with what is kept of mail that logs call delivered.
  var withoutDelivered: Batch {
    guard events.first?.report.origin == .log else { return self }
    var batch = self
    batch.events = events.map(\.withoutDelivered)
    return batch
  }
}

extension ClassifiedReport {
  /// The same, of mail that a log calls delivered what counts it, joins it and finds it again.
  var withoutDelivered: ClassifiedReport {
    guard report.origin == .log, report.kind == .delivered else { return self }
    return changing {
      $0.sender = nil
      $0.originalRecipient = nil
      $0.status = nil
      $0.reply = nil
      $0.remotePort = nil
    }
  }
}

/// How far a log was read, and what it left open.
public struct LogMark: Hashable, Sendable {
  /// The hash of its first line.
  public var key: UInt64
  /// The byte at which the last line that was read begins.
  public var offset: Int64
  /// The hash of that line.
  public var line: UInt64
  /// How many lines were read.
  public var lines: Int
  /// What is open in the queues of servers, in a form of the reader's.
  public var open: [UInt8]

  /// Creates a mark.
  public init(key: UInt64, offset: Int64, line: UInt64, lines: Int, open: [UInt8]) {
    self.key = key
    self.offset = offset
    self.line = line
    self.lines = lines
    self.open = open
  }
}

/// How many files a run met, by what became of them.
public struct FileCounts: Hashable, Sendable {
  /// Files that were read.
  public var new = 0
  /// Files that the ledger knew.
  public var unchanged = 0
  /// Files that couldn't be read.
  public var failed = 0

  /// Creates counts of nothing.
  public init() {}
}

/// The ten numbers at the end of a run.
public struct RunSummary: Hashable, Sendable {
  /// The run's number, from 1.
  public let run: Int64
  /// What became of the files.
  public let files: FileCounts
  /// Messages read.
  public let messages: Int
  /// Messages that are no report.
  public let notReports: Int
  /// Reports that were not known before.
  public let eventsNew: Int
  /// Reports that were.
  public let duplicates: Int
  /// Reports for days that were pruned: not stored.
  public let late: Int
  /// New failures and delays whose cause is not known.
  public let unknown: Int
  /// What couldn't be read.
  public let rejects: Int
  /// How long the run took, in seconds.
  public let seconds: Double
}
