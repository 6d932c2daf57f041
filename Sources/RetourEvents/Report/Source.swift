/// What the ledger knows a file by.
public struct FileIdentity: Hashable, Sendable {
  /// The path as it was found.
  public var path: InputPath
  /// The device that holds it.
  public var device: UInt64
  /// Its number on the device.
  public var inode: UInt64
  /// Its size in bytes.
  public var size: Int64
  /// Its time of modification in nanoseconds since 1970.
  public var modified: Int64

  /// Creates an identity.
  public init(path: InputPath, device: UInt64, inode: UInt64, size: Int64, modified: Int64) {
    self.path = path
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
  }
}

/// How far a file has been read: what the ledger keeps, and where reading goes on.
public struct Checkpoint: Hashable, Sendable {
  /// The byte at which to go on: the start of the last message once the file was read to its end,
  /// otherwise the start of the first message that wasn't read.
  public var offset: Int64
  /// The number of the message at `offset`.
  public var record: Int
  /// The books of everything before `offset`.
  public var before: Tally
  /// The books of everything read, including the message at `offset`.
  public var total: Tally
  /// Whether the file was read to its end.
  public var isComplete: Bool
  /// SHA-256 over the first 64 KiB and the 64 KiB before `verified`, as hexadecimal digits; empty
  /// where reading can't go on (compressed input, exports, what changed while it was read).
  public var fingerprint: String
  /// The byte up to which the fingerprint speaks for the file: its size once it was read to its end,
  /// otherwise `offset`.
  public var verified: Int64

  /// Creates a checkpoint; by default that of a file of which nothing was read.
  public init(
    offset: Int64 = 0,
    record: Int = 0,
    before: Tally = Tally(),
    total: Tally = Tally(),
    isComplete: Bool = false,
    fingerprint: String = "",
    verified: Int64 = 0
  ) {
    self.offset = offset
    self.record = record
    self.before = before
    self.total = total
    self.isComplete = isComplete
    self.fingerprint = fingerprint
    self.verified = verified
  }
}
