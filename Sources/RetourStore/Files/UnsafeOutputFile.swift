import Glibc
import RetourEvents

/// The one door through which the program writes files.
///
/// A file is there whole or not at all, also after a crash: it is written beside its place, brought
/// to the disk and renamed into it. Nothing is replaced that isn't a regular file: what is a device
/// or a FIFO is written to, as are `/dev/stdout` and other open files of the process; a symbolic
/// link is followed to its target's place where that is a regular file of this user; anything else
/// is refused. Contract: the C calls get strings and arrays that live for the call alone; each
/// descriptor is closed where it was opened.
public enum OutputFile {
  /// Where an output goes.
  private enum Destination {
    /// A regular file, or none yet; the path has no links.
    case file(String)
    /// An open file of this process.
    case descriptor(Int32)
    /// A device or a FIFO.
    case device(String)
  }

  /// How long a FIFO may lack a reader, in steps of 50 ms.
  private static let patience = 100

  /// Writes a file that only its owner can read, unless another mode is given.
  ///
  /// - Throws: ``StoreError``: `usage` for a file that `kept` has, `cannotOpen`, `noPermission`,
  ///   `full`, `inputOutput`.
  public static func write(
    _ path: String,
    _ bytes: [UInt8],
    mode: UInt32 = 0o600,
    sparing kept: OutputGuard
  ) throws {
    try stream(path, mode: mode, sparing: kept) { try $0(bytes) }
  }

  /// Writes a file piece by piece.
  ///
  /// - Parameters:
  ///   - path: of the file.
  ///   - mode: its permissions.
  ///   - kept: what may not be written over.
  ///   - body: gets a function that appends. Where nobody reads a stream any more, it does nothing.
  /// - Throws: ``StoreError``, and what `body` throws; then nothing is left of a file.
  public static func stream(
    _ path: String,
    mode: UInt32 = 0o600,
    sparing kept: OutputGuard,
    _ body: ((_ bytes: [UInt8]) throws -> Void) throws -> Void
  ) throws {
    switch try destination(of: path, sparing: kept) {
    case .file(let place):
      let file = try TemporaryFile(for: place, called: path)
      try body { try file.append($0) }
      // Meanwhile something else may have come there.
      guard case .file(place) = try destination(of: path, sparing: kept) else {
        throw StoreError(.cannotOpen, path: path, what: "it was exchanged while it was written")
      }
      try file.settle(mode: mode)
    case .descriptor(let number):
      signal(SIGPIPE, SIG_IGN)
      try body { try write($0, to: number, called: path) }
    case .device(let device):
      signal(SIGPIPE, SIG_IGN)
      let descriptor = try open(device: device)
      defer { close(descriptor) }
      try body { try write($0, to: descriptor, called: path) }
    }
  }

  /// Has a file written by somebody who wants a path, such as SQLite, and puts it into its place.
  static func replace(
    _ path: String,
    mode: UInt32,
    sparing kept: OutputGuard,
    _ body: (_ temporary: String) throws -> Void
  ) throws {
    guard case .file(let place) = try destination(of: path, sparing: kept) else {
      throw StoreError(
        .cannotOpen,
        path: path,
        what: "that is a device or a stream, and a file is meant",
        remedy: "Name a file."
      )
    }
    let file = try TemporaryFile(for: place, called: path)
    try body(file.path)
    guard case .file(place) = try destination(of: path, sparing: kept) else {
      throw StoreError(.cannotOpen, path: path, what: "it was exchanged while it was written")
    }
    try file.settle(mode: mode)
  }

  /// Writes a file where there is none.
  ///
  /// - Returns: false where somebody was faster: his counts.
  /// - Throws: ``StoreError``.
  public static func create(
    _ path: String,
    _ bytes: [UInt8],
    mode: UInt32 = 0o600
  ) throws(StoreError) -> Bool {
    guard case .file(let place) = try destination(of: path, sparing: OutputGuard()) else {
      throw StoreError(.cannotOpen, path: path, what: "that is a device or a stream")
    }
    let file = try TemporaryFile(for: place, called: path)
    try file.append(bytes)
    return try file.settleAsNew(mode: mode)
  }

  /// Refuses, before any work is done, what couldn't be written at its end.
  ///
  /// - Throws: ``StoreError``, as writing does.
  public static func check(_ path: String, sparing kept: OutputGuard) throws(StoreError) {
    guard case .file(let place) = try destination(of: path, sparing: kept) else { return }
    let folder = FilePlace.folder(of: place)
    guard FileFacts(of: folder)?.kind == .folder else {
      throw StoreError(
        .cannotOpen,
        path: path,
        what: "can't be created: there is no folder \(folder)",
        remedy: "Make it, or name another."
      )
    }
    guard unsafe access(folder, W_OK | X_OK) == 0 else {
      throw StoreError.cannotCreate(path, errno: errno)
    }
  }

  /// Creates a folder that only its owner can enter, unless there is one.
  ///
  /// - Throws: ``StoreError``, also where something else has its name.
  public static func makeFolder(_ path: String) throws(StoreError) {
    try checkName(path)
    if let facts = FileFacts(of: path) {
      guard facts.kind != .folder else { return }
      throw StoreError(
        .cannotOpen,
        path: path,
        what: "that is a file, and a folder is meant",
        remedy: "Name a folder; the files get names of their own."
      )
    }
    let parent = FilePlace.folder(of: path)
    if FileFacts(of: parent) == nil, parent != path { try makeFolder(parent) }
    guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST && FileFacts(of: path)?.kind == .folder
    else { throw StoreError.cannotCreate(path, errno: errno) }
  }

  /// Refuses a folder that can't be made, or in which nothing can be made.
  ///
  /// - Parameters:
  ///   - path: of the folder.
  ///   - output: what is to be in it, for the error; nil: the folder itself.
  /// - Throws: ``StoreError``.
  public static func checkFolder(
    _ path: String,
    for output: String? = nil
  ) throws(StoreError) {
    try checkName(path)
    let shown = output ?? path
    var folder = path
    while FileFacts(of: folder) == nil, FilePlace.folder(of: folder) != folder {
      folder = FilePlace.folder(of: folder)
    }
    guard FileFacts(of: folder)?.kind == .folder else {
      throw StoreError(.cannotOpen, path: shown, what: "\(folder) is a file, and a folder is meant")
    }
    guard unsafe access(folder, W_OK | X_OK) == 0 else {
      throw StoreError.cannotCreate(shown, errno: errno)
    }
  }

  // MARK: Parts

  private static func destination(
    of path: String,
    sparing kept: OutputGuard
  ) throws(StoreError) -> Destination {
    try checkName(path)
    if let number = FilePlace.ownDescriptor(path) {
      guard let facts = FileFacts(of: number), isWritable(number) else {
        throw StoreError(
          .cannotOpen,
          path: path,
          what: "nothing that can be written to is open there"
        )
      }
      try kept.check(facts, of: path)
      return .descriptor(number)
    }
    try kept.check(path)
    guard let facts = FileFacts(of: path, followingLinks: false) else {
      if path.hasSuffix("/") { throw folder(path) }
      return .file(FilePlace.real(path))
    }
    guard facts.kind == .link else { return try destination(path, facts) }
    guard let target = FileFacts(of: path) else {
      throw StoreError(
        .cannotOpen,
        path: path,
        what: "that is a symbolic link to nothing",
        remedy: "Remove the link, or name the file that it should lead to."
      )
    }
    guard target.kind == .regular else { return try destination(path, target) }
    guard target.owner == geteuid(), facts.owner == geteuid() || facts.owner == 0 else {
      throw StoreError(
        .noPermission,
        path: path,
        what: "that is a symbolic link which leads to somebody else's file or was made by somebody",
        remedy: "Name the file itself."
      )
    }
    return .file(FilePlace.real(path))
  }

  private static func destination(
    _ path: String,
    _ facts: FileFacts
  ) throws(StoreError) -> Destination {
    switch facts.kind {
    case .regular: return .file(FilePlace.real(path))
    case .fifo, .characterDevice: return .device(path)
    case .folder: throw folder(path)
    case .link, .other:
      throw StoreError(
        .cannotOpen,
        path: path,
        what: "that is neither a file nor something that can be written to as a stream"
      )
    }
  }

  private static func folder(_ path: String) -> StoreError {
    StoreError(
      .cannotOpen,
      path: path,
      what: "that is a folder, and a file is meant",
      remedy: "Name a file in it."
    )
  }

  private static func checkName(_ path: String) throws(StoreError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw StoreError(.usage, path: "'\(path.prefix { $0 != "\0" })'", what: "that names no file")
    }
    guard InputPath.wasText(path) else { throw StoreError.noText(path) }
  }

  private static func isWritable(_ descriptor: Int32) -> Bool {
    let flags = fcntl(descriptor, F_GETFL)
    return flags >= 0 && flags & O_ACCMODE != O_RDONLY
  }

  /// Opens a device or a FIFO; one without a reader gets some seconds to find one.
  private static func open(device path: String) throws(StoreError) -> Int32 {
    for _ in 0..<patience {
      let descriptor = unsafe Glibc.open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
      if descriptor >= 0 {
        let kind = FileFacts(of: descriptor)?.kind
        guard kind == .fifo || kind == .characterDevice else {
          close(descriptor)
          throw StoreError(.cannotOpen, path: path, what: "it was exchanged while it was opened")
        }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        return descriptor
      }
      guard errno == ENXIO else { throw StoreError.cannotCreate(path, errno: errno) }
      usleep(50_000)
    }
    throw StoreError(
      .cannotOpen,
      path: path,
      what: "nobody reads from it",
      remedy: "Start what reads it first."
    )
  }

  /// Writes everything to an open file.
  ///
  /// - Returns: after all bytes, or where nobody reads them any more.
  static func write(
    _ bytes: [UInt8],
    to descriptor: Int32,
    called path: String
  ) throws(StoreError) {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        unsafe Glibc.write(
          descriptor,
          bytes.baseAddress?.advanced(by: written),
          bytes.count - written
        )
      }
      if count >= 0 {
        written += count
      } else if errno == EPIPE {
        return
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&waiting, 1, 1_000)
      } else if errno != EINTR {
        throw failure(path, errno: errno)
      }
    }
  }

  /// What went wrong while a file was written.
  static func failure(_ path: String, errno code: Int32) -> StoreError {
    let reason = unsafe String(cString: strerror(code))
    let isFull = code == ENOSPC || code == EDQUOT
    return StoreError(
      isFull ? .full : .inputOutput,
      path: path,
      what: isFull ? "there is no room for it: \(reason)" : "can't be written: \(reason)",
      remedy: isFull ? "What was there before is untouched; make room, then run again." : ""
    )
  }
}
