package import RetourEvents
package import RetourIngest

/// A batch that knows where it stands in its source.
package struct PlacedBatch: Sendable {
  /// The batch.
  package var batch: MailBatch
  /// Whether it is the first of its source in this run.
  package let isFirst: Bool
  /// The checkpoint at which reading the source began in this run.
  package let resuming: Checkpoint?
  /// How far the source has been read, where that is worth keeping now.
  package let checkpoint: Checkpoint?
}

/// Joins the batches of each source: numbers their records and says how far the source is read.
struct CheckpointTracker {
  /// Bytes after which a checkpoint in the middle of a file is worth its cost.
  private static let stride: Int64 = 64 << 20
  /// So many reports in one batch are worth one as well: what stands behind the last checkpoint has to be
  /// kept in a form in which it can be taken back.
  private static let many = 256

  private struct Account {
    var checkpoint: Checkpoint
    var records: Int
    var sinceCheckpoint: Int64 = 0
    var rejects = RejectCounts()
    /// Whether a part could not be read that may be there next time.
    var isBroken = false
  }

  private var accounts: [FileIdentity: Account] = [:]

  /// Places the next batch of a source.
  mutating func place(_ batch: MailBatch, resuming: Checkpoint?) -> PlacedBatch {
    var batch = batch
    let isFirst = accounts[batch.source] == nil
    guard !batch.isFolder else {
      accounts[batch.source] = accounts[batch.source] ?? Account(checkpoint: .init(), records: 0)
      return PlacedBatch(batch: batch, isFirst: isFirst, resuming: nil, checkpoint: nil)
    }
    var account =
      accounts[batch.source]
      ?? Account(
        checkpoint: Checkpoint(
          before: resuming?.before ?? Tally(),
          total: resuming?.before ?? Tally()
        ),
        records: resuming?.record ?? 0
      )
    batch.place(after: account.records)
    let before = account.checkpoint.total
    account.checkpoint.total += batch.tally
    if let last = batch.lastOffset {
      account.checkpoint.offset = last
      account.checkpoint.record = account.records + batch.tally.messages - 1
      account.checkpoint.before = before
      account.checkpoint.before += batch.tallyBeforeLast
    }
    account.records += batch.tally.messages
    account.sinceCheckpoint += batch.bytes
    // What the system refused to give is asked for again next time.
    account.isBroken =
      account.isBroken
      || batch.rejects.contains { $0.problem == .unreadable || $0.problem == .changedWhileRead }
    batch.rejects.fit(behind: &account.rejects)
    if batch.isLast { batch.rejects.append(contentsOf: account.rejects.notes) }
    let checkpoint = Self.checkpoint(&account, batch)
    accounts[batch.source] = batch.isLast ? nil : account
    return PlacedBatch(
      batch: batch,
      isFirst: isFirst,
      resuming: isFirst ? resuming : nil,
      checkpoint: checkpoint
    )
  }

  private static func checkpoint(_ account: inout Account, _ batch: MailBatch) -> Checkpoint? {
    guard !batch.source.path.isStandardInput, !account.isBroken else { return nil }
    if batch.isLast {
      var checkpoint = account.checkpoint
      checkpoint.isComplete = true
      checkpoint.verified = batch.source.size
      // A single message that is no report has nothing that would have to be replaced.
      if batch.isResumable, checkpoint.offset > 0 || checkpoint.total.reports > 0 {
        checkpoint.fingerprint =
          (try? Fingerprint.of(batch.source, before: checkpoint.verified)) ?? ""
      }
      return checkpoint
    }
    guard batch.isResumable,
      account.sinceCheckpoint >= stride || batch.reports.count + batch.quiet.count >= many,
      let fingerprint = try? Fingerprint.of(batch.source, before: batch.nextOffset)
    else { return nil }
    account.sinceCheckpoint = 0
    return Checkpoint(
      offset: batch.nextOffset,
      record: account.records,
      before: account.checkpoint.total,
      total: account.checkpoint.total,
      isComplete: false,
      fingerprint: fingerprint,
      verified: batch.nextOffset
    )
  }
}
