import Glibc

/// A file that is written under another name, brought to the disk and then renamed into place.
///
/// The C calls get strings that live for the call alone, and descriptors that are closed here.
enum SnapshotFile {
  /// Creates an empty file, or empties one that a killed run has left.
  static func create(_ path: String) throws(StoreError) {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw StoreError.cannotCreate(path, errno: errno) }
    close(descriptor)
  }

  /// Writes a text into a file that is there.
  static func write(_ text: String, to path: String) throws(StoreError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, "open") }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
      throw failure(path, "write")
    }
  }

  /// Brings the file to the disk with its mode.
  static func settle(_ path: String, mode: mode_t) throws(StoreError) {
    let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, "open") }
    defer { close(descriptor) }
    guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
      throw failure(path, "fsync")
    }
  }

  /// Renames a file over another and brings the folder to the disk.
  static func rename(_ old: String, to new: String) throws(StoreError) {
    guard unsafe Glibc.rename(old, new) == 0 else { throw failure(new, "rename") }
    let folder = new.lastIndex(of: "/").map { $0 == new.startIndex ? "/" : String(new[..<$0]) }
    let descriptor = unsafe open(folder ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(new, "open folder") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(new, "fsync folder") }
  }

  /// Removes a file; one that isn't there is no fault.
  static func remove(_ path: String) { _ = unsafe unlink(path) }

  /// Whether two paths lead to the same file.
  static func isSame(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return unsafe stat(one, &first) == 0 && stat(other, &second) == 0
      && first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  private static func failure(_ path: String, _ call: String) -> StoreError {
    let code = errno
    let reason = unsafe String(cString: strerror(code))
    return StoreError(
      code == ENOSPC || code == EDQUOT ? .full : .inputOutput,
      path: path,
      what: "\(call): \(reason)",
      remedy: "The snapshot before is untouched; repair that and run again."
    )
  }
}
