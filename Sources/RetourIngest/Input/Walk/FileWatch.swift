import RetourEvents

/// Tells whether a file that is being read is still the one that was found.
///
/// Mail that is appended meanwhile is no harm, and of a file that is cut its reader tells. A file that
/// was overwritten, or in whose place another was put, is: what was read may be half of the one and
/// half of the other.
///
/// Several threads may use it: it reads by position alone.
final class FileWatch: @unchecked Sendable {
  /// How many bytes at a place tell an overwritten file from one that was continued or cut.
  private static let sample = 256

  private let file: FileIdentity
  private let bytes: FileBytes
  private let head: [UInt8]

  /// Looks at an open file before it is read.
  init(_ file: FileIdentity, _ bytes: FileBytes) throws {
    self.file = file
    self.bytes = bytes
    head = try bytes.bytes(at: 0, count: Self.sample)
  }

  /// The bytes before a place; what is read up to there is of one piece if they stay.
  func bytes(before end: Int64) -> [UInt8] {
    let start = max(0, end - Int64(Self.sample))
    return (try? bytes.bytes(at: start, count: Int(end - start))) ?? []
  }

  /// Whether what was read before `end` is of one piece, where these bytes stood before it at the
  /// beginning; also where the file is gone.
  func holds(_ sample: [UInt8], before end: Int64) -> Bool {
    guard let now = FileSystem.status(file.path, followsLinks: true) else { return true }
    guard now.device == file.device, now.inode == file.inode else { return false }
    if now.modified == file.modified, now.size == file.size { return true }
    guard let front = try? bytes.bytes(at: 0, count: head.count) else { return false }
    guard head.starts(with: front), front.count == head.count || now.size < file.size else {
      return false
    }
    return now.size < end || bytes(before: end) == sample
  }

  /// What a batch of a file becomes that doesn't hold: nothing, and a word about it.
  func emptied(_ batch: MailBatch) -> MailBatch {
    var empty = MailBatch(source: batch.source)
    empty.isLast = batch.isLast
    empty.isResumable = batch.isResumable
    empty.nextOffset = batch.nextOffset
    empty.bytes = batch.bytes
    empty.rejects = [
      Reject(
        position: Position(path: batch.source.path, record: 0, offset: batch.nextOffset),
        problem: .changedWhileRead,
        detail: "it was overwritten or another file was put in its place",
        losesMessage: false
      )
    ]
    return empty
  }
}

extension MailUnit {
  /// The same unit, which gives nothing where the file changed in another way than by growing or being
  /// cut before `end`.
  func watched(by watch: FileWatch?, before end: Int64) -> MailUnit {
    guard let watch else { return self }
    return MailUnit(reading: {
      let sample = watch.bytes(before: end)
      let reading = self.read()
      let holds = watch.holds(sample, before: end)
      return reading.changed { yield in
        var yield = yield
        if !holds { yield.batches = yield.batches.map(watch.emptied) }
        yield.rest = yield.rest?.watched(by: watch, before: end)
        return yield
      }
    })
  }
}
