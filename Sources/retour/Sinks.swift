import RetourEvents
import RetourIngest
import RetourStore
import Synchronization

/// Writes `scan` lines to standard output.
final class LineSink: Sink {
  private let counts: Mutex<RunCounts>

  let form: SinkForm

  init(labels: ScanLine.Labels?) {
    counts = Mutex(RunCounts())
    form = .lines(labels)
  }

  func take(_ batch: JudgedBatch) throws {
    counts.withLock { $0.add(batch) }
    try StandardOutput.write(batch.lines)
  }

  func take(failures: [Reject]) throws { counts.withLock { $0.add(failures: failures) } }

  /// What went through, so far.
  var total: RunCounts { counts.withLock { $0 } }
}

/// Stores batches in a database.
///
/// One task at a time calls it.
final class StoreSink: Sink, InputLedger, @unchecked Sendable {
  private let store: Store
  private var sources: [FileIdentity: SourceID] = [:]
  private(set) var total = RunCounts()

  init(_ store: Store) { self.store = store }

  var form: SinkForm { .rows }

  func decide(_ file: FileIdentity) throws -> LedgerDecision { try store.decide(file) }

  func knownMembers(of folder: FileIdentity) throws -> Set<UInt64> {
    try store.knownMembers(of: folder)
  }

  func openLogs() throws -> LogMemory {
    let open = try store.openQueue()
    guard let memory = LogMemory(open: open, keepsAddresses: !store.hidesAddresses) else {
      throw Failure(
        status: .badData,
        message: "\(store.path): what logs have left open isn't what a run wrote",
        remedy: "Restore it from a snapshot, or move it away and ingest the archives again."
      )
    }
    return memory
  }

  func progress(ofLog key: UInt64) throws -> LogProgress? {
    try store.logMark(key).map {
      LogProgress(key: key, offset: $0.offset, line: $0.line, lines: $0.lines)
    }
  }

  func take(_ batch: JudgedBatch) throws {
    total.add(batch)
    let placed = batch.placed
    let known = placed.isFirst ? nil : sources[placed.batch.source]
    let opened =
      try known
      ?? store.begin(
        placed.batch.source,
        isFolder: placed.batch.isFolder,
        resuming: placed.resuming
      )
    sources[placed.batch.source] = placed.batch.isLast ? nil : opened
    var stored =
      Batch(
        source: opened,
        events: batch.events,
        rejects: placed.batch.rejects,
        tally: placed.batch.tally,
        members: placed.batch.members,
        checkpoint: placed.checkpoint,
        bytes: Int(placed.batch.bytes)
      )
    stored.log = placed.batch.log.map { log in
      let progress = log.progress
      return LogMark(
        key: progress.key,
        offset: progress.offset,
        line: progress.line,
        lines: progress.lines,
        open: log.open
      )
    }
    try store.append(stored)
  }

  func take(failures: [Reject]) throws {
    total.add(failures: failures)
    for failure in failures {
      let file = FileIdentity(
        path: failure.position.path,
        device: 0,
        inode: 0,
        size: 0,
        modified: 0
      )
      let source = try store.begin(file)
      try store.append(Batch(source: source, rejects: [failure]))
    }
  }
}

/// The books of a run, as far as they don't need the database.
struct RunCounts: Sendable {
  var tally = Tally()
  var files = FileCounts()
  var unknown = 0
  var rejects = 0
  var bytes: Int64 = 0
  /// Files that gave messages and are still being read.
  private var begun: Set<FileIdentity> = []
  /// Files that the system didn't let us read at all; the first thousand.
  private(set) var unreadable: [InputPath] = []
  /// Whether there was something to read and nothing of it could be.
  ///
  /// What went or changed while it was read is there for the next run, and no reason to complain.
  var isNothingRead: Bool {
    rejects > 0 && files.new == 0 && files.unchanged == 0 && !hasPassingTrouble
  }
  private var hasPassingTrouble = false
  /// What is to be said about exports that may not be whole.
  private(set) var notes = TraceNotes()
  /// The first rejects, for messages.
  private(set) var firstRejects: [Reject] = []

  mutating func add(_ batch: JudgedBatch) {
    let read = batch.placed.batch
    tally += read.tally
    bytes += read.bytes
    unknown += batch.events.count { $0.verdict != nil && $0.isUnknown }
    note(read.rejects)
    notes.add(read)
    if read.isFolder {
      files.new += read.members.count
    } else if !read.isLast {
      if read.tally.messages > 0 { begun.insert(read.source) }
    } else {
      let isBroken =
        begun.remove(read.source) == nil && read.tally.messages == 0 && !read.rejects.isEmpty
      if isBroken { files.failed += 1 } else { files.new += 1 }
      if isBroken, unreadable.count < 1_000,
        read.rejects.contains(where: { $0.problem == .unreadable })
      {
        unreadable.append(read.source.path)
      }
    }
  }

  mutating func add(failures: [Reject]) {
    files.failed += failures.count
    note(RejectList(failures))
  }

  private mutating func note(_ new: RejectList) {
    rejects += new.total
    hasPassingTrouble =
      hasPassingTrouble
      || new.contains { reject in
        reject.problem == .changedWhileRead
          || reject.problem == .unreadable && !reject.position.path.isThere
      }
    firstRejects += new.lazy.filter { $0.problem != .more }.prefix(max(0, 20 - firstRejects.count))
  }
}
