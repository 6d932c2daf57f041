package import RetourEvents
import RetourIngest
package import RetourStore

/// The books of a run, as far as they don't need the database.
package struct RunCounts: Sendable {
  package var tally = Tally()
  package var files = FileCounts()
  package var unknown = 0
  package var rejects = 0
  package var bytes: Int64 = 0
  /// Files that gave messages and are still being read.
  private var begun: Set<FileIdentity> = []
  /// Files that the system didn't let us read at all; the first thousand.
  package private(set) var unreadable: [InputPath] = []
  /// Whether there was something to read and nothing of it could be.
  ///
  /// What went or changed while it was read is there for the next run, and no reason to complain.
  package var isNothingRead: Bool {
    rejects > 0 && files.new == 0 && files.unchanged == 0 && !hasPassingTrouble
  }
  private var hasPassingTrouble = false
  /// What is to be said about exports that may not be whole.
  package private(set) var notes = TraceNotes()
  /// The first rejects, for messages.
  package private(set) var firstRejects: [Reject] = []

  /// Creates the books of nothing.
  package init() {}

  package mutating func add(_ batch: JudgedBatch) {
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

  package mutating func add(failures: [Reject]) {
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
