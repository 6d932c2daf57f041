import Glibc
import RetourEvents

/// A file that is written beside its place and renamed into it once it is whole and on the disk.
///
/// Its name follows from that of its place, so that what a killed run left is found by the next; a
/// lock on it keeps two writers of one place apart. Contract: the C calls get strings and arrays that
/// live for the call alone; `descriptor` is open as long as the object lives.
final class TemporaryFile {
  /// Its path.
  let path: String

  private let place: String
  private let output: String
  private let descriptor: Int32
  private var isThere = true

  /// Creates an empty file that only its owner can read.
  ///
  /// - Parameters:
  ///   - place: where the whole file belongs, without links.
  ///   - output: what the user calls it.
  /// - Throws: ``StoreError``: not to be created, no room, or somebody else is writing it.
  init(for place: String, called output: String) throws(StoreError) {
    self.place = place
    self.output = output
    let name = FilePlace.name(of: place)
    // A name that is too long with a suffix is made of its hash.
    let short = name.utf8.count <= 240 ? name : "retour-\(Self.hash(name))"
    path = "\(FilePlace.folder(of: place))/.\(short).part"
    descriptor = try Self.create(path, output)
  }

  deinit {
    if isThere { _ = unsafe unlink(path) }
    close(descriptor)
  }

  /// Writes behind what is there.
  func append(_ bytes: [UInt8]) throws(StoreError) {
    try OutputFile.write(bytes, to: descriptor, called: output)
  }

  /// Brings it to the disk with its mode and puts it into its place, replacing what is there.
  func settle(mode: UInt32) throws(StoreError) {
    try bringToDisk(mode)
    guard unsafe Glibc.rename(path, place) == 0 else {
      throw StoreError.cannotCreate(output, errno: errno)
    }
    isThere = false
    try syncFolder()
  }

  /// The same where nothing is there yet.
  ///
  /// - Returns: false where somebody was faster.
  func settleAsNew(mode: UInt32) throws(StoreError) -> Bool {
    try bringToDisk(mode)
    guard unsafe link(path, place) == 0 else {
      if errno == EEXIST { return false }
      throw StoreError.cannotCreate(output, errno: errno)
    }
    try syncFolder()
    return true
  }

  private func bringToDisk(_ mode: UInt32) throws(StoreError) {
    guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
      throw OutputFile.failure(output, errno: errno)
    }
  }

  private func syncFolder() throws(StoreError) {
    let folder = unsafe open(FilePlace.folder(of: place), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // A folder that may be written to but not read can't be synced.
    if folder < 0, errno == EACCES { return }
    guard folder >= 0 else { throw OutputFile.failure(output, errno: errno) }
    defer { close(folder) }
    guard fsync(folder) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw OutputFile.failure(output, errno: errno)
    }
  }

  private static func create(_ path: String, _ output: String) throws(StoreError) -> Int32 {
    for _ in 0..<100 {
      let new = unsafe open(
        path,
        O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
        0o600
      )
      if new >= 0 {
        if flock(new, LOCK_EX | LOCK_NB) == 0, isStill(path, new) { return new }
        close(new)
        continue
      }
      guard errno == EEXIST else { throw StoreError.cannotCreate(output, errno: errno) }
      try removeLeft(path, output)
    }
    throw busy(output)
  }

  /// Removes what a killed run has left.
  private static func removeLeft(_ path: String, _ output: String) throws(StoreError) {
    let left = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    if left < 0, errno == ENOENT { return }
    guard left >= 0, FileFacts(of: left)?.kind == .regular else {
      if left >= 0 { close(left) }
      throw StoreError(
        .cannotOpen,
        path: output,
        what: "\(path) is in the way and is no file of ours",
        remedy: "Remove it."
      )
    }
    defer { close(left) }
    guard flock(left, LOCK_EX | LOCK_NB) == 0 else { throw busy(output) }
    if isStill(path, left) { _ = unsafe unlink(path) }
  }

  private static func isStill(_ path: String, _ descriptor: Int32) -> Bool {
    FileFacts(of: path, followingLinks: false)?.identity == FileFacts(of: descriptor)?.identity
  }

  private static func busy(_ output: String) -> StoreError {
    StoreError(
      .locked,
      path: output,
      what: "another run is writing this file",
      remedy: "Wait until it has ended, then try again."
    )
  }

  private static func hash(_ name: String) -> String {
    String(FNV1a(name.utf8).value, radix: 16)
  }
}
