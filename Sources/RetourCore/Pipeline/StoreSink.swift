package import RetourEvents
package import RetourIngest
package import RetourStore

/// Stores batches in a database.
///
/// One task at a time calls it.
package final class StoreSink: Sink, InputLedger, @unchecked Sendable {
  private let store: Store
  private var sources: [FileIdentity: SourceID] = [:]
  package private(set) var total = RunCounts()

  /// Creates a sink of a database with an open run.
  package init(_ store: Store) { self.store = store }

  package var form: SinkForm { .rows }

  package func decide(_ file: FileIdentity) throws -> LedgerDecision { try store.decide(file) }

  package func knownMembers(of folder: FileIdentity) throws -> Set<UInt64> {
    try store.knownMembers(of: folder)
  }

  package func openLogs() throws -> LogMemory {
    let open = try store.openQueue()
    guard let memory = LogMemory(open: open, keepsAddresses: !store.hidesAddresses) else {
      throw StoreError(
        .badDatabase,
        path: store.path,
        what: "what logs have left open isn't what a run wrote",
        remedy: "Restore it from a snapshot, or move it away and ingest the archives again."
      )
    }
    return memory
  }

  package func progress(ofLog key: UInt64) throws -> LogProgress? {
    try store.logMark(key).map {
      LogProgress(key: key, offset: $0.offset, line: $0.line, lines: $0.lines)
    }
  }

  package func take(_ batch: JudgedBatch) throws {
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
        quiet: placed.batch.quiet,
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

  package func take(failures: [Reject]) throws {
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
