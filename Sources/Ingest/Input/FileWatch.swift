import Events

/// Tells whether a file that is being read is still the one that was found.
///
/// Mail that is appended meanwhile is no harm. A file that was overwritten, or in whose place another
/// was put, is: what was read may be half of the one and half of the other.
struct FileWatch: Sendable {
  /// How many bytes at the end tell an overwritten file from one that was continued.
  private static let sample = 256

  private let file: FileIdentity
  private let end: [UInt8]

  /// Looks at an open file before it is read.
  init(_ file: FileIdentity, _ bytes: FileBytes) throws {
    self.file = file
    end = try bytes.bytes(at: max(0, file.size - Int64(Self.sample)), count: Self.sample)
  }

  /// Whether what was read up to now is of one piece; also where the file is gone.
  var holds: Bool {
    guard let now = FileSystem.status(file.path, followsLinks: true) else { return true }
    guard now.device == file.device, now.inode == file.inode else { return false }
    if now.modified == file.modified, now.size == file.size { return true }
    guard now.size >= file.size, let bytes = try? FileBytes(path: file.path),
      let found = try? bytes.bytes(at: max(0, file.size - Int64(Self.sample)), count: Self.sample)
    else { return false }
    return found.starts(with: end)
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
        detail:
          "it was overwritten or another file was put in its place; it is read again next time",
        losesMessage: false
      )
    ]
    return empty
  }
}

extension MailUnit {
  /// The same unit, which gives nothing where the file changed in another way than by growing.
  func watched(by watch: FileWatch?) -> MailUnit {
    guard let watch else { return self }
    return MailUnit(reading: {
      let reading = self.read()
      let holds = watch.holds
      return MailReading {
        let batches = reading.finish()
        return holds ? batches : batches.map(watch.emptied)
      }
    })
  }
}
