import Glibc

/// The lock that lets one process at a time write to a database: `flock` on a file beside it.
///
/// The kernel frees it when the process ends, however it ends. The file itself stays, since
/// removing it would let two processes hold locks on two files of the same name. The C calls get
/// strings and arrays that live for the call alone.
final class LockFile {
  private let descriptor: Int32

  /// Takes the lock of a database; `holder` is what others are told while it is held.
  init(database path: String, holder: String) throws(StoreError) {
    descriptor = unsafe open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreError.cannotCreate(path + ".lock", errno: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      var text = [UInt8](repeating: 0, count: 256)
      let length = unsafe pread(descriptor, &text, text.count, 0)
      close(descriptor)
      let line = text.prefix(max(0, length)).prefix { $0 != UInt8(ascii: "\n") }
      throw StoreError.locked(path: path, by: String(decoding: line, as: UTF8.self))
    }
    let line = Array("process \(getpid()), \(holder)\n".utf8)
    _ = ftruncate(descriptor, 0)
    _ = unsafe pwrite(descriptor, line, line.count, 0)
  }

  deinit { close(descriptor) }
}

/// What becomes of the database file before SQLite opens it.
enum DatabaseFile {
  /// Creates an empty file that only its owner can read, unless there is one.
  static func createIfMissing(_ path: String) throws(StoreError) {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw StoreError.cannotCreate(path, errno: errno)
    }
  }

  /// The size of a file in bytes; nil if there is none.
  static func size(_ path: String) -> Int64? {
    var facts = stat()
    return unsafe stat(path, &facts) == 0 ? Int64(facts.st_size) : nil
  }
}

extension StoreError {
  /// A file that couldn't be created, for the reason that `errno` gives.
  static func cannotCreate(_ path: String, errno code: Int32) -> StoreError {
    let reason = unsafe String(cString: strerror(code))
    switch code {
    case EACCES, EPERM, EROFS:
      return StoreError(.noPermission, path: path, what: "can't be created: \(reason)")
    case ENOSPC, EDQUOT:
      return StoreError(.full, path: path, what: reason, remedy: "Make room, then run again.")
    default:
      return StoreError(.cannotOpen, path: path, what: "can't be created: \(reason)")
    }
  }
}
