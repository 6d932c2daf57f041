import Glibc
import RetourEvents

/// The lock that lets one process at a time write to a database: `flock` on a file beside it, and on
/// the database itself, so that another name for the same file doesn't lead around it.
///
/// The kernel frees both when the process ends, however it ends. The file itself stays, since
/// removing it would let two processes hold locks on two files of the same name. The C calls get
/// strings and arrays that live for the call alone. The descriptor of the database is closed after
/// SQLite's own, because closing it drops the locks that SQLite has.
final class LockFile {
  /// What each lock file begins with.
  private static let mark = Array("process ".utf8)

  private let descriptor: Int32
  private var database: Int32 = -1

  /// Takes the lock of a database.
  ///
  /// - Parameters:
  ///   - place: of the database, without links.
  ///   - path: what the user calls it.
  ///   - holder: what others are told while it is held.
  /// - Throws: ``StoreError`` where it is held, or something else has its name.
  init(place: String, path: String, holder: String) throws(StoreError) {
    let name = place + ".lock"
    descriptor = unsafe open(
      name,
      O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
      0o600
    )
    guard descriptor >= 0 else {
      if errno == ELOOP { throw Self.notOurs(name, "that is a symbolic link") }
      if errno == EISDIR || errno == ENXIO { throw Self.notOurs(name, "that is no file") }
      throw StoreError.cannotCreate(name, errno: errno)
    }
    guard let facts = FileFacts(of: descriptor), facts.kind == .regular else {
      close(descriptor)
      throw Self.notOurs(name, "that is no file")
    }
    var text = [UInt8](repeating: 0, count: 256)
    let length = unsafe pread(descriptor, &text, text.count, 0)
    let line = text.prefix(max(0, length)).prefix { $0 != UInt8(ascii: "\n") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw StoreError.locked(path: path, by: String(decoding: line, as: UTF8.self))
    }
    guard facts.size == 0 || facts.size <= text.count && line.starts(with: Self.mark) else {
      close(descriptor)
      throw Self.notOurs(name, "that is a file with something else in it")
    }
    let holding = Array("process \(getpid()), \(holder)\n".utf8)
    _ = ftruncate(descriptor, 0)
    _ = unsafe pwrite(descriptor, holding, holding.count, 0)
  }

  /// Takes the lock of the database's own file, which is there now.
  func hold(_ place: String, path: String) throws(StoreError) {
    database = unsafe open(place, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard database >= 0 else { throw StoreError.cannotCreate(path, errno: errno) }
    guard flock(database, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      throw StoreError.locked(path: path, by: "it has the same file by another name")
    }
  }

  /// Whether the file that is held stands at a place.
  func isHeld(at place: String) -> Bool {
    FileFacts(of: database).map { $0.identity == FileFacts(of: place)?.identity } ?? false
  }

  deinit {
    if database >= 0 { close(database) }
    close(descriptor)
  }

  private static func notOurs(_ name: String, _ what: String) -> StoreError {
    StoreError(
      .cannotOpen,
      path: name,
      what: "the lock of the database belongs there, and \(what)",
      remedy: "Move it away."
    )
  }
}

/// What becomes of the database file before SQLite opens it.
enum DatabaseFile {
  /// The place of a database, without links, so that one file has one lock whatever it is called.
  ///
  /// - Throws: ``StoreError``: `usage` for a name that means no file to SQLite, `missing` for what
  ///   can't be a database: a folder, a device, a FIFO.
  static func place(of path: String) throws(StoreError) -> String {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw StoreError(
        .usage,
        path: "",
        what: "a database needs a name",
        remedy: "Name a file, such as retour.sqlite."
      )
    }
    guard InputPath.wasText(path) else { throw StoreError.noText(path) }
    let name = path.lowercased()
    guard name != ":memory:", !name.hasPrefix("file:") else {
      throw StoreError(
        .usage,
        path: path,
        what: "SQLite takes that name for \(name == ":memory:" ? "memory" : "a URI"), not a file",
        remedy: "Name a file; one that is really called so is ./\(path)"
      )
    }
    let place = FilePlace.real(path)
    if let kind = FileFacts(of: place)?.kind, kind != .regular {
      throw StoreError(
        .missing,
        path: path,
        what:
          "that is \(kind == .folder ? "a folder" : "a device, a FIFO or a socket"), no database",
        remedy: kind == .folder ? "Name a file in it." : "Name a file."
      )
    }
    return place
  }

  /// The place of a database that is there and may be read.
  ///
  /// - Throws: ``StoreError``, also where there is none.
  static func existing(_ path: String) throws(StoreError) -> String {
    let place = try place(of: path)
    guard FileFacts(of: place) != nil else {
      if errno == EACCES { throw unreadable(path) }
      throw StoreError(
        .missing,
        path: path,
        what: "there is no such database",
        remedy: "Ingest something into it first.",
        advice: .ingest
      )
    }
    guard FilePlace.mayRead(place) else { throw unreadable(path) }
    return place
  }

  private static func unreadable(_ path: String) -> StoreError {
    StoreError(
      .noPermission,
      path: path,
      what: "may not be read by this user",
      remedy: "Run as the user who owns it, or ask him for a snapshot (retour db snapshot)."
    )
  }

  /// Creates an empty file that only its owner can read, unless there is one.
  static func createIfMissing(_ place: String) throws(StoreError) {
    let descriptor = unsafe open(place, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw StoreError.cannotCreate(place, errno: errno)
    }
  }

  /// The size of a file in bytes; nil if there is none.
  static func size(_ path: String) -> Int64? { FileFacts(of: path)?.size }
}

extension StoreError {
  /// A database or an output whose name isn't text.
  static func noText(_ path: String) -> StoreError {
    StoreError(
      .usage,
      path: path,
      what: "its name isn't UTF-8, as names of databases and outputs have to be",
      remedy: "Give it another name."
    )
  }

  /// A file that couldn't be created, for the reason that `errno` gives.
  static func cannotCreate(_ path: String, errno code: Int32) -> StoreError {
    let reason = unsafe String(cString: strerror(code))
    switch code {
    case EACCES, EPERM, EROFS:
      return StoreError(.noPermission, path: path, what: "can't be created: \(reason)")
    case ENOSPC, EDQUOT:
      return StoreError(.full, path: path, what: reason, remedy: "Make room, then run again.")
    case ENOENT, ENOTDIR:
      return StoreError(
        .cannotOpen,
        path: path,
        what: "can't be created: \(reason)",
        remedy: "Make its folder, or name another."
      )
    default:
      return StoreError(.cannotOpen, path: path, what: "can't be created: \(reason)")
    }
  }
}
