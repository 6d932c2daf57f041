import Foundation
package import RetourEvents
import RetourIngest
package import RetourStore

/// Merges shards into an open database.
package struct MergeRun {
  /// What came of it.
  package struct Outcome {
    package let summary: RunSummary
    package let inputs: MergeCounts
    /// Shards that weren't merged, and why: ``ShardRefusal`` or `ReadError`.
    package let refused: [(path: InputPath, why: any Error)]
    /// Mailboxes whose first parts weren't among the shards.
    package let unplaced: [InputPath]
  }

  private let store: Store
  private let databases: [StoreReader]
  private let addsTotals: Bool
  private let isShuffled: Bool
  private let jobs: Int
  private let version: String
  private let check: @Sendable () throws -> Void

  /// Prepares to merge.
  ///
  /// - Parameters:
  ///   - store: what is merged into.
  ///   - databases: those that are merged too.
  ///   - addsTotals: whether only totals of databases are added up.
  ///   - isShuffled: whether the lines of shards were dealt out to several merges by their keys.
  ///   - jobs: how many pieces of work are done at a time.
  ///   - version: of the program, for the books of the run.
  ///   - check: throws where the work is to end.
  package init(
    store: Store,
    databases: [StoreReader],
    addsTotals: Bool,
    isShuffled: Bool,
    jobs: Int,
    version: String,
    check: @escaping @Sendable () throws -> Void
  ) {
    self.store = store
    self.databases = databases
    self.addsTotals = addsTotals
    self.isShuffled = isShuffled
    self.jobs = jobs
    self.version = version
    self.check = check
  }

  /// Merges shards, those that aren't whole apart.
  ///
  /// - Throws: ``StoreError``, and ``Interrupted`` with the open transaction given up.
  package func run(_ paths: [InputPath], catalogue: String, folder: String) async throws -> Outcome
  {
    let start = Date()
    try store.beginMerge(
      version: version,
      catalogueVersion: catalogue,
      at: Timestamp(seconds: Int64(start.timeIntervalSince1970)),
      key: addsTotals ? nil : try Store.addresses(of: databases),
      totals: addsTotals ? databases.count : 0
    )
    var work = Work()
    do {
      if addsTotals { try store.addTotals(of: databases) }
      for database in databases where !addsTotals {
        try check()
        let counts = try store.merge(database)
        work.inputs.sectionsNew += counts.sectionsNew
        work.inputs.sectionsKnown += counts.sectionsKnown
      }
      let whole = try whole(of: paths, &work, folder: folder)
      for shard in whole { try await merge(shard, &work) }
    } catch let signal as Interrupted {
      try store.abandonRun()
      throw signal
    }
    var files = FileCounts()
    files.new = work.inputs.sectionsNew
    files.unchanged = work.inputs.sectionsKnown
    files.failed = work.refused.count
    let end = Date()
    return Outcome(
      summary: try store.finishRun(
        files: files,
        at: Timestamp(seconds: Int64(end.timeIntervalSince1970)),
        seconds: end.timeIntervalSince(start)
      ),
      inputs: work.inputs,
      refused: work.refused,
      unplaced: work.parts.unplaced.sorted { $0.shown < $1.shown }
    )
  }

  private struct Work {
    var inputs = MergeCounts()
    var refused: [(path: InputPath, why: any Error)] = []
    var parts = MailboxParts()
  }

  /// A shard, and where its lines are: those of standard input are kept in a file until they are merged.
  private struct Shard {
    let name: InputPath
    let path: InputPath
    let spool: Spool?
  }

  /// Looks which shards are whole.
  private func whole(
    of paths: [InputPath],
    _ work: inout Work,
    folder: String
  ) throws -> [Shard] {
    var whole: [Shard] = []
    for path in paths {
      do {
        guard !isShuffled else {
          whole.append(Shard(name: path, path: path, spool: nil))
          continue
        }
        let spool = path.isStandardInput ? try Spool.ofStandardInput(in: folder, check) : nil
        let shard = Shard(name: path, path: spool?.path ?? path, spool: spool)
        for part in try ShardFileCheck.parts(of: shard.path, check) { work.parts.add(part) }
        whole.append(shard)
      } catch let error as ReadError {
        let isTorn = [.damagedCompression, .strayBytes].contains(error.problem)
        work.refused.append((path, isTorn ? ShardRefusal.tornCompression : error))
      } catch let error as ShardRefusal {
        work.refused.append((path, error))
      }
    }
    return whole
  }

  private func merge(_ shard: Shard, _ work: inout Work) async throws {
    do {
      var (parts, inputs) = (work.parts, work.inputs)
      defer { (work.parts, work.inputs) = (parts, inputs) }
      try await ShardReader(jobs: jobs).forEach(shard.path) { lines in
        try check()
        let counts = try store.merge(Self.piece(lines, &parts))
        inputs.sectionsNew += counts.sectionsNew
        inputs.sectionsKnown += counts.sectionsKnown
      }
    } catch let error as ReadError {
      work.refused.append((shard.name, error))
    } catch let error as ShardRefusal {
      work.refused.append((shard.name, error))
    }
  }

  /// What the store takes of some lines.
  private static func piece(_ lines: [ShardLine], _ parts: inout MailboxParts) -> MergePiece {
    var piece = MergePiece()
    piece.events.reserveCapacity(lines.count)
    for line in lines {
      switch line {
      case .event(var event):
        place(&event.report.position, event.rangeStart, &parts)
        piece.events.append(
          MergePiece.Event(
            source: MergePiece.Source(path: event.source, isFolder: event.isFolder),
            event: ClassifiedReport(event.report, event.verdict),
            judgement: event.judgement
          )
        )
      case .reject(var reject):
        place(&reject.reject.position, reject.rangeStart, &parts)
        piece.rejects.append(
          (MergePiece.Source(path: reject.source, isFolder: reject.isFolder), reject.reject)
        )
      case .file(let file):
        parts.add(file)
        if !file.path.shown.isEmpty { piece.sections.append(section(file)) }
      }
    }
    return piece
  }

  private static func place(
    _ position: inout Position,
    _ start: Int64?,
    _ parts: inout MailboxParts
  ) {
    guard let start else { return }
    position.record += parts.messages(before: start, in: position.path) ?? 0
  }

  private static func section(_ file: ShardFile) -> MergePiece.Section {
    MergePiece.Section(
      source: MergePiece.Source(path: file.path, isFolder: file.isFolder),
      size: file.size,
      modified: file.modified,
      content: file.content,
      range: (file.rangeStart ?? 0)..<(file.rangeEnd ?? .max),
      tally: file.tally,
      // The ledger has no end for what can't be read on.
      isComplete: file.isComplete && !file.isFolder && !file.path.isStandardInput,
      nextOffset: file.nextOffset
    )
  }
}
