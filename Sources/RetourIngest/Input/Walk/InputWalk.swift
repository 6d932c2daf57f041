public import RetourEvents

/// One thing to read.
public enum InputItem: Sendable {
  /// A regular file.
  case file(FileIdentity)
  /// Messages of a Maildir folder, a file each. `keys` are the hashes of their unique names, the
  /// part before the `:`, by which the ledger knows them.
  case messages(folder: FileIdentity, paths: [InputPath], keys: [UInt64])
  /// Standard input.
  case standardInput
  /// Something that can't be read. `isNamed` tells whether the command line named it.
  case failure(Reject, isNamed: Bool)
}

/// Finds what there is to read below the paths of a command line, in a fixed order: the paths as
/// given, the entries of a directory by name.
///
/// A directory with `cur` and `new` in it is a Maildir: its messages are those of `new` and `cur`,
/// its `tmp` is ignored, its other directories are walked (nested folders, Maildir++). A symbolic
/// link is followed when the command line names it, otherwise only to a place inside the same tree,
/// whatever it is called: `cur` and `new` too.
/// Memory: one chunk of names, at most 50,000 or 4 MiB, whatever the size of a directory, and half as
/// much for each level below.
public struct InputWalk: IteratorProtocol {
  private static let chunk = 50_000
  private static let messagesPerItem = 256
  /// Bytes of names that are held of one directory: at the top, and deep down.
  private static let mostNames = 4 << 20
  private static let leastNames = 1 << 14

  private var paths: [InputPath]
  private var nextPath = 0
  private var open: [Level] = []
  private var root: InputPath = ""
  private var ready: [InputItem] = []

  /// A directory that is being walked.
  private struct Level {
    let path: InputPath
    /// What the system knows it by.
    let device: UInt64
    let inode: UInt64
    let directory: Directory
    /// Whether the entries are messages of a Maildir.
    let folder: FileIdentity?
    /// Whether `cur`, `new` and `tmp` were dealt with elsewhere.
    let isMaildir: Bool
    var entries: ArraySlice<DirectoryEntry>
  }

  /// Creates a walk over the paths of a command line; `-` is standard input.
  public init(_ paths: [InputPath]) { self.paths = paths }

  /// The next thing to read, or nil at the end.
  public mutating func next() -> InputItem? {
    while ready.isEmpty {
      if open.isEmpty {
        guard nextPath < paths.count else { return nil }
        enter(paths[nextPath])
        nextPath += 1
      } else {
        step()
      }
    }
    return ready.removeFirst()
  }

  private mutating func enter(_ path: InputPath) {
    guard !path.isStandardInput else {
      ready.append(.standardInput)
      return
    }
    guard let status = Self.status(path, followsLinks: true) else {
      fail(path, .unreadable, FileSystem.lastError, isNamed: true)
      return
    }
    root = FileSystem.realPath(path) ?? path
    add(path, status, isNamed: true)
  }

  /// The status of a path; one that was just listed and isn't there is looked for once more.
  private static func status(_ path: InputPath, followsLinks: Bool) -> FileSystem.Status? {
    FileSystem.status(path, followsLinks: followsLinks)
      ?? FileSystem.status(path, followsLinks: followsLinks)
  }

  private mutating func add(_ path: InputPath, _ status: FileSystem.Status, isNamed: Bool) {
    switch status.kind {
    case .file:
      ready.append(.file(Self.identity(path, status)))
    case .directory:
      descend(path, status, folder: nil, isNamed: isNamed)
    case .link, .other:
      fail(path, .notAFile, "not a regular file or directory", isNamed: isNamed)
    }
  }

  private static func identity(_ path: InputPath, _ status: FileSystem.Status) -> FileIdentity {
    FileIdentity(
      path: path,
      device: status.device,
      inode: status.inode,
      size: status.size,
      modified: status.modified
    )
  }

  private mutating func descend(
    _ path: InputPath,
    _ status: FileSystem.Status,
    folder: FileIdentity?,
    isNamed: Bool
  ) {
    guard !open.contains(where: { ($0.device, $0.inode) == (status.device, status.inode) }) else {
      fail(path, .notFollowed, "the directory is already open further up", isNamed: isNamed)
      return
    }
    do {
      let directory = try Directory(path: path)
      let parts = folder == nil ? Self.mailParts(of: path) : []
      open.append(
        Level(
          path: path,
          device: status.device,
          inode: status.inode,
          directory: directory,
          folder: folder,
          isMaildir: !parts.isEmpty,
          entries: []
        )
      )
      let identity = Self.identity(path, status)
      for part in parts {
        if let found = followed(part) { descend(part, found, folder: identity, isNamed: false) }
      }
    } catch {
      fail(path, .unreadable, "\(error)", isNamed: isNamed)
    }
  }

  /// `new` and `cur`, where both are there and lead to directories: then the folder is a Maildir.
  private static func mailParts(of path: InputPath) -> [InputPath] {
    let parts = ["new", "cur"].map { path.appending($0) }
    let isMaildir = parts.allSatisfy {
      FileSystem.status($0, followsLinks: true)?.kind == .directory
    }
    return isMaildir ? parts : []
  }

  /// Works on the innermost open directory until something is ready or it is done.
  private mutating func step() {
    guard var level = open.popLast() else { return }
    if level.entries.isEmpty {
      do {
        level.entries = try level.directory.next(
          limit: Self.chunk,
          bytes: max(Self.leastNames, Self.mostNames >> min(open.count, 16))
        )[...]
      } catch {
        fail(level.path, .unreadable, "\(error)", isNamed: false)
        return
      }
      if level.entries.isEmpty { return }
    }
    guard let folder = level.folder else {
      let entry = level.entries.removeFirst()
      open.append(level)
      if level.isMaildir, ["cur", "new", "tmp"].contains(entry.name) { return }
      visit(level.path.appending(entry.name))
      return
    }
    let batch = level.entries.prefix(Self.messagesPerItem)
    level.entries = level.entries.dropFirst(batch.count)
    let names = batch.filter { $0.kind == .file || $0.kind == .other }.map(\.name)
    open.append(level)
    if !names.isEmpty {
      ready.append(
        .messages(
          folder: folder,
          paths: names.map { level.path.appending($0) },
          keys: names.map(Self.messageKey)
        )
      )
    }
    for entry in batch where entry.kind == .link || entry.kind == .directory {
      visit(level.path.appending(entry.name))
    }
  }

  private mutating func visit(_ path: InputPath) {
    if let status = followed(path) { add(path, status, isNamed: false) }
  }

  /// The status of what is found at a place of the tree, behind a link where that stays inside; nil
  /// where it isn't followed or isn't there, which is told.
  private mutating func followed(_ path: InputPath) -> FileSystem.Status? {
    guard let status = Self.status(path, followsLinks: false) else {
      fail(path, .unreadable, FileSystem.lastError, isNamed: false)
      return nil
    }
    guard status.kind == .link else { return status }
    guard let target = FileSystem.realPath(path),
      let followed = FileSystem.status(path, followsLinks: true)
    else {
      fail(path, .notFollowed, "the link leads nowhere", isNamed: false)
      return nil
    }
    guard target.isBelow(root) else {
      fail(path, .notFollowed, "the link leads out of the tree", isNamed: false)
      return nil
    }
    return followed
  }

  private mutating func fail(
    _ path: InputPath,
    _ problem: Reject.Problem,
    _ detail: String,
    isNamed: Bool
  ) {
    let position = Position(path: path, record: 0, offset: 0)
    let reject = Reject(position: position, problem: problem, detail: detail, losesMessage: false)
    ready.append(.failure(reject, isNamed: isNamed))
  }

  /// The hash of a Maildir message's unique name, the part before the `:`.
  public static func messageKey(_ name: InputPath) -> UInt64 {
    FNV1a(name.bytes.prefix { $0 != UInt8(ascii: ":") }).value
  }
}
