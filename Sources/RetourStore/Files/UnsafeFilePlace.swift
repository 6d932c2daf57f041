import Glibc
import RetourEvents

/// What the system says about a file, however it is called.
///
/// Contract: the C calls get strings and structures that live for the call alone.
struct FileFacts: Hashable, Sendable {
  /// What is there.
  enum Kind: Hashable, Sendable {
    case regular
    case folder
    case link
    case fifo
    case characterDevice
    case other
  }

  /// Device and inode: the same for all names of a file.
  struct Identity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
  }

  let kind: Kind
  let identity: Identity
  let owner: UInt32
  /// Bytes.
  let size: Int64

  /// The facts of what a path leads to, or of the link itself that it names; nil where nothing is
  /// there or the system doesn't tell (`errno` says why).
  init?(of path: String, followingLinks: Bool = true) {
    var facts = stat()
    let result = unsafe followingLinks ? stat(path, &facts) : lstat(path, &facts)
    guard result == 0 else { return nil }
    self.init(facts)
  }

  /// The same by the bytes of a path, which needn't be UTF-8.
  init?(of path: InputPath) {
    var facts = stat()
    let name = path.bytes.map { CChar(bitPattern: $0) } + [0]
    guard unsafe stat(name, &facts) == 0 else { return nil }
    self.init(facts)
  }

  /// The facts of an open file.
  init?(of descriptor: Int32) {
    var facts = stat()
    guard unsafe fstat(descriptor, &facts) == 0 else { return nil }
    self.init(facts)
  }

  private init(_ facts: stat) {
    kind =
      switch facts.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .link
      case S_IFIFO: .fifo
      case S_IFCHR: .characterDevice
      default: .other
      }
    identity = Identity(device: UInt64(facts.st_dev), inode: UInt64(facts.st_ino))
    owner = facts.st_uid
    size = Int64(facts.st_size)
  }
}

/// Where a path leads, whatever it is spelled like.
///
/// Contract: the C calls get strings and buffers that live for the call alone; what realpath(3)
/// allocates is freed where it was asked for.
enum FilePlace {
  /// How many links are followed, as Linux does.
  private static let links = 40

  /// The path without links, also where its last part isn't there yet or is a link to nowhere.
  static func real(_ path: String) -> String {
    var path = path
    for _ in 0..<links {
      if let whole = whole(path) { return whole }
      guard let target = target(of: path) else { break }
      path = target.hasPrefix("/") ? target : "\(folder(of: path))/\(target)"
    }
    let folder = folder(of: path)
    let real = whole(folder) ?? absolute(folder)
    return real == "/" ? "/\(name(of: path))" : "\(real)/\(name(of: path))"
  }

  /// A path from the root, where the present folder can be told.
  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let here = whole(".") else { return path }
    return here == "/" ? "/\(path)" : "\(here)/\(path)"
  }

  /// The folder that a path names something in; `.` where it names no folder.
  static func folder(of path: String) -> String {
    let path = withoutSlashes(path)
    guard let end = path.lastIndex(of: "/") else { return path == "/" ? "/" : "." }
    return end == path.startIndex ? "/" : String(path[..<end])
  }

  /// The last part of a path.
  static func name(of path: String) -> String {
    withoutSlashes(path).split(separator: "/").last.map(String.init) ?? ""
  }

  /// The number of the open file of this process that a path such as `/dev/stdout`, `/dev/fd/3` or
  /// `/proc/self/fd/1` names, also through links; nil for any other path.
  static func ownDescriptor(_ path: String) -> Int32? {
    var path = path
    for _ in 0..<links {
      let folder = whole(folder(of: path)) ?? ""
      let parts = folder.split(separator: "/")
      if parts.first == "proc", parts.last == "fd", parts.dropFirst().first == "\(getpid())",
        let number = Int32(name(of: path)), number >= 0
      {
        return number
      }
      guard let target = target(of: path) else { return nil }
      path = target.hasPrefix("/") ? target : "\(folder)/\(target)"
    }
    return nil
  }

  /// Whether this process may read a file.
  static func mayRead(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

  private static func whole(_ path: String) -> String? {
    guard let found = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(found) }
    return unsafe String(cString: found)
  }

  private static func target(of link: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let length = unsafe readlink(link, &buffer, buffer.count)
    guard length > 0 else { return nil }
    return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func withoutSlashes(_ path: String) -> Substring {
    var rest = path[...]
    while rest.count > 1, rest.last == "/" { rest = rest.dropLast() }
    return rest
  }
}

/// Files that stand beside another one.
///
/// Contract: the C calls get strings that live for the call alone.
enum SideFiles {
  /// Removes what SQLite leaves beside a copy that it didn't finish.
  static func remove(of copy: String) { _ = unsafe unlink("\(copy)-journal") }

  /// Removes a checksum that is none any more; what isn't a regular file stays.
  static func remove(sum path: String) {
    guard FileFacts(of: path, followingLinks: false)?.kind == .regular else { return }
    _ = unsafe unlink(path)
  }
}
