import Events
import Ingest

/// A batch that knows where it stands in its source.
struct PlacedBatch: Sendable {
  var batch: MailBatch
  /// Whether it is the first of its source in this run.
  let isFirst: Bool
  /// The checkpoint at which reading the source began in this run.
  let resuming: Checkpoint?
  /// How far the source has been read, where that is worth keeping now.
  let checkpoint: Checkpoint?
}

/// Joins the batches of each source: numbers their records and says how far the source is read.
struct SourceBooks {
  /// Bytes after which a checkpoint in the middle of a file is worth its cost.
  private static let stride: Int64 = 64 << 20

  private struct Account {
    var checkpoint: Checkpoint
    var records: Int
    var sinceCheckpoint: Int64 = 0
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
    batch.shiftRecords(by: account.records)
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
    let path = batch.source.path
    guard path != "-" else { return nil }
    if batch.isLast {
      // What the system refused to give is asked for again next time.
      let isBroken = batch.rejects.contains {
        $0.problem == .unreadable || $0.problem == .changedWhileRead
      }
      guard !isBroken else { return nil }
      var checkpoint = account.checkpoint
      checkpoint.isComplete = true
      if batch.isResumable, account.records > 0 {
        checkpoint.fingerprint =
          (try? Fingerprint.of(path: path, before: checkpoint.offset)) ?? ""
      }
      return checkpoint
    }
    guard batch.isResumable, account.sinceCheckpoint >= stride,
      let fingerprint = try? Fingerprint.of(path: path, before: batch.nextOffset)
    else { return nil }
    account.sinceCheckpoint = 0
    return Checkpoint(
      offset: batch.nextOffset,
      record: account.records,
      before: account.checkpoint.total,
      total: account.checkpoint.total,
      isComplete: false,
      fingerprint: fingerprint
    )
  }
}
