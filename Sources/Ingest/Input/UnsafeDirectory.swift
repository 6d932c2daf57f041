import Glibc

/// What a directory entry is.
enum EntryKind {
  case file
  case directory
  case link
  case other
}

/// A directory that is being read.
///
/// Contract for the unsafe parts: the entry that `readdir` returns is copied before the next call.
@safe
final class Directory {
  private let stream: OpaquePointer

  /// Opens a directory.
  ///
  /// - Throws: ``ReadError``.
  init(path: String) throws {
    guard let stream = unsafe opendir(path) else { throw ReadError.system(errno, "opendir") }
    unsafe self.stream = stream
  }

  deinit { unsafe closedir(stream) }

  /// Up to `limit` entries, sorted by the bytes of their names; empty at the end.
  ///
  /// `.` and `..` are left out.
  func next(limit: Int) -> [(name: String, kind: EntryKind)] {
    var entries: [(name: String, kind: EntryKind)] = []
    while entries.count < limit, let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe name.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      let kind: EntryKind
      switch unsafe Int32(entry.pointee.d_type) {
      case Int32(DT_REG): kind = .file
      case Int32(DT_DIR): kind = .directory
      case Int32(DT_LNK): kind = .link
      case Int32(DT_UNKNOWN): kind = .other
      default: kind = .other
      }
      entries.append((name, kind))
    }
    entries.sort { Self.precedes($0.name, $1.name) }
    return entries
  }

  /// Whether the bytes of a name come before those of another.
  private static func precedes(_ name: String, _ other: String) -> Bool {
    let (name, other) = (name.utf8.span, other.utf8.span)
    for index in 0..<min(name.count, other.count) where name[index] != other[index] {
      return name[index] < other[index]
    }
    return name.count < other.count
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

  /// The status of what a path names; nil and `errno` where there is none.
  static func status(_ path: String, followsLinks: Bool) -> Status? {
    var buffer = stat()
    let result = unsafe followsLinks ? stat(path, &buffer) : lstat(path, &buffer)
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
  static func realPath(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// The message for the current `errno`.
  static var lastError: String { unsafe String(cString: strerror(errno)) }
}
