import Glibc
public import RetourEvents

/// What a directory entry is.
enum EntryKind {
  case file
  case directory
  case link
  case other
}

/// An entry of a directory.
struct DirectoryEntry {
  let name: InputPath
  let kind: EntryKind
}

/// A directory that is being read.
///
/// It is closed as soon as it was read to its end, so that a deep tree doesn't use up the descriptors.
///
/// Contract for the unsafe parts: the entry that `readdir` returns is copied before the next call; its
/// name ends with a zero inside the entry.
@safe
final class Directory {
  private var stream: OpaquePointer?
  private let path: InputPath

  /// Opens a directory.
  ///
  /// - Throws: ``ReadError``.
  init(path: InputPath) throws {
    self.path = path
    unsafe stream = unsafe path.withCString { unsafe opendir($0) }
    guard unsafe stream != nil else { throw ReadError.system(errno, "opendir") }
  }

  deinit { if let stream = unsafe stream { unsafe closedir(stream) } }

  /// Up to `limit` entries whose names take about `bytes` bytes, sorted by the bytes of their names;
  /// empty at the end.
  ///
  /// `.` and `..` are left out.
  ///
  /// - Throws: ``ReadError`` where the system breaks off in the middle.
  func next(limit: Int, bytes: Int) throws -> [DirectoryEntry] {
    var entries: [DirectoryEntry] = []
    var size = 0
    while entries.count < limit, size < bytes, let stream = unsafe stream {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        let code = errno
        unsafe closedir(stream)
        unsafe self.stream = nil
        guard code == 0 else { throw ReadError.system(code, "readdir") }
        break
      }
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: UInt8.self, capacity: 256) { name in
          unsafe InputPath(
            bytes: UnsafeBufferPointer(
              start: name,
              count: strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
            )
          )
        }
      }
      if name == "." || name == ".." { continue }
      size += name.shown.utf8.count
      let kind: EntryKind
      switch unsafe Int32(entry.pointee.d_type) {
      case Int32(DT_REG): kind = .file
      case Int32(DT_DIR): kind = .directory
      case Int32(DT_LNK): kind = .link
      case Int32(DT_UNKNOWN):
        // Some file systems don't say.
        kind = FileSystem.status(path.appending(name), followsLinks: false)?.kind ?? .file
      default: kind = .other
      }
      entries.append(DirectoryEntry(name: name, kind: kind))
    }
    entries.sort { $0.name.shown.utf8.lexicographicallyPrecedes($1.name.shown.utf8) }
    return entries
  }
}

/// Questions to the file system.
enum FileSystem {
  /// What `stat(2)` says of a path.
  struct Status {
    let kind: EntryKind
    let device: UInt64
    let inode: UInt64
    let size: Int64
    let modified: Int64
  }

  /// The clock of the machine, in seconds since 1970.
  static var now: Int64 { Int64(time(nil)) }

  /// The status of what a path names; nil and `errno` where there is none.
  static func status(_ path: InputPath, followsLinks: Bool) -> Status? {
    var buffer = stat()
    let result = unsafe path.withCString { path in
      unsafe followsLinks ? stat(path, &buffer) : lstat(path, &buffer)
    }
    guard result == 0 else { return nil }
    let kind: EntryKind
    switch buffer.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .directory
    case S_IFLNK: kind = .link
    default: kind = .other
    }
    return Status(
      kind: kind,
      device: UInt64(buffer.st_dev),
      inode: UInt64(buffer.st_ino),
      size: Int64(buffer.st_size),
      modified: Int64(buffer.st_mtim.tv_sec) * 1_000_000_000 + Int64(buffer.st_mtim.tv_nsec)
    )
  }

  /// The path without links and dots, or nil.
  static func realPath(_ path: InputPath) -> InputPath? {
    guard let resolved = unsafe path.withCString({ unsafe realpath($0, nil) }) else { return nil }
    defer { unsafe free(resolved) }
    let count = unsafe strlen(resolved)
    return unsafe resolved.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
      unsafe InputPath(bytes: UnsafeBufferPointer(start: bytes, count: count))
    }
  }

  /// The message for the current `errno`.
  static var lastError: String { unsafe String(cString: strerror(errno)) }
}

extension InputPath {
  /// Whether a file, folder or anything else is there; false also where the system doesn't say.
  public var isThere: Bool { FileSystem.status(self, followsLinks: true) != nil }

  /// Whether a regular file is there, or a link to one.
  public var isFile: Bool { FileSystem.status(self, followsLinks: true)?.kind == .file }
}
