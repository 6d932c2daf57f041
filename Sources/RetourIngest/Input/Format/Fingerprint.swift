public import RetourEvents

/// What the ledger recognises a grown file by.
public enum Fingerprint {
  /// How much of the front, and of what lies before the offset, counts: 64 KiB.
  public static let span: Int64 = 1 << 16

  /// SHA-256, as hexadecimal digits, over the first 64 KiB before `offset` and the last 64 KiB
  /// before it.
  ///
  /// Bytes at and after `offset` don't count, so a file may grow there.
  ///
  /// - Throws: ``ReadError`` where the file can't be read, is shorter than `offset`, or was changed in
  ///   another way than by growing: then nobody knows whether these bytes are those that were read.
  public static func of(_ identity: FileIdentity, before offset: Int64) throws -> String {
    let file = try FileBytes(identity)
    let length = min(span, offset)
    let head = try file.bytes(at: 0, count: Int(length))
    let tail = try file.bytes(at: offset - length, count: Int(length))
    guard head.count == length, tail.count == length else {
      throw ReadError(problem: .tooShort, detail: "the file is shorter than it was")
    }
    // Mail that was appended meanwhile is no change of what was read.
    guard let status = FileSystem.status(identity.path, followsLinks: true),
      status.size > identity.size
        || status.size == identity.size && status.modified == identity.modified
    else {
      throw ReadError(problem: .tooShort, detail: "the file was changed")
    }
    var hash = SHA256Hash()
    hash.update(head[...])
    hash.update(tail[...])
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: hash.digest(32).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self
    )
  }
}
