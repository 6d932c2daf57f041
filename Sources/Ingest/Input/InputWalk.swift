public import Events

/// One thing to read.
public enum InputItem: Sendable {
  /// A regular file.
  case file(FileIdentity)
  /// Messages of a Maildir folder, a file each. `keys` are the hashes of their unique names, the
  /// part before the `:`, by which the ledger knows them.
  case messages(folder: FileIdentity, paths: [String], keys: [UInt64])
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
/// link is followed when the command line names it, otherwise only to a place inside the same tree.
/// Memory: one chunk of names, at most 50,000, whatever the size of a directory.
public struct InputWalk: IteratorProtocol {
  private static let chunk = 50_000
  private static let messagesPerItem = 256

  private var paths: [String]
  private var nextPath = 0
  private var open: [Level] = []
  private var root = ""
  private var ready: [InputItem] = []

  /// A directory that is being walked.
  private struct Level {
    let path: String
    let identity: FileIdentity
    let directory: Directory
    /// Whether the entries are messages of a Maildir.
    let folder: FileIdentity?
    /// Whether `cur`, `new` and `tmp` were dealt with elsewhere.
    let isMaildir: Bool
    var entries: ArraySlice<(name: String, kind: EntryKind)>
  }

  /// Creates a walk over the paths of a command line; `-` is standard input.
  public init(_ paths: [String]) { self.paths = paths }

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

  private mutating func enter(_ path: String) {
    guard path != "-" else {
      ready.append(.standardInput)
      return
    }
    guard let status = FileSystem.status(path, followsLinks: true) else {
      fail(path, .unreadable, FileSystem.lastError, isNamed: true)
      return
    }
    root = FileSystem.realPath(path) ?? path
    add(path, status, isNamed: true)
  }

  private mutating func add(_ path: String, _ status: FileSystem.Status, isNamed: Bool) {
    let identity = FileIdentity(
      path: path,
      device: status.device,
      inode: status.inode,
      size: status.size,
      modified: status.modified
    )
    switch status.kind {
    case .file:
      ready.append(.file(identity))
    case .directory:
      let isOpen = open.contains {
        $0.identity.device == status.device && $0.identity.inode == status.inode
      }
      if isOpen {
        fail(path, .notFollowed, "the directory is already open further up", isNamed: isNamed)
      } else {
        descend(path, identity, folder: nil, isNamed: isNamed)
      }
    case .link, .other:
      fail(path, .notAFile, "not a regular file or directory", isNamed: isNamed)
    }
  }

  private mutating func descend(
    _ path: String,
    _ identity: FileIdentity,
    folder: FileIdentity?,
    isNamed: Bool
  ) {
    do {
      let directory = try Directory(path: path)
      let isMaildir =
        folder == nil && isDirectory("\(path)/cur") && isDirectory("\(path)/new")
      open.append(
        Level(
          path: path,
          identity: identity,
          directory: directory,
          folder: folder,
          isMaildir: isMaildir,
          entries: []
        )
      )
      if isMaildir {
        for part in ["new", "cur"] {
          let inner = "\(path)/\(part)"
          descend(inner, identity, folder: identity, isNamed: false)
        }
      }
    } catch {
      fail(path, .unreadable, "\(error)", isNamed: isNamed)
    }
  }

  private func isDirectory(_ path: String) -> Bool {
    FileSystem.status(path, followsLinks: true)?.kind == .directory
  }

  /// Works on the innermost open directory until something is ready or it is done.
  private mutating func step() {
    guard var level = open.popLast() else { return }
    if level.entries.isEmpty {
      level.entries = level.directory.next(limit: Self.chunk)[...]
      if level.entries.isEmpty { return }
    }
    if let folder = level.folder {
      let batch = level.entries.prefix(Self.messagesPerItem)
      level.entries = level.entries.dropFirst(batch.count)
      let names = batch.filter { $0.kind == .file || $0.kind == .other }.map(\.name)
      open.append(level)
      for entry in batch where entry.kind == .link || entry.kind == .directory {
        visit("\(level.path)/\(entry.name)", entry.kind)
      }
      if !names.isEmpty {
        ready.append(
          .messages(
            folder: folder,
            paths: names.map { "\(level.path)/\($0)" },
            keys: names.map(Self.messageKey)
          )
        )
      }
      return
    }
    let entry = level.entries.removeFirst()
    open.append(level)
    if level.isMaildir, ["cur", "new", "tmp"].contains(entry.name) { return }
    visit("\(level.path == "/" ? "" : level.path)/\(entry.name)", entry.kind)
  }

  private mutating func visit(_ path: String, _ kind: EntryKind) {
    guard let status = FileSystem.status(path, followsLinks: false) else {
      fail(path, .unreadable, FileSystem.lastError, isNamed: false)
      return
    }
    guard status.kind == .link else {
      add(path, status, isNamed: false)
      return
    }
    guard let target = FileSystem.realPath(path),
      let followed = FileSystem.status(path, followsLinks: true)
    else {
      fail(path, .notFollowed, "the link leads nowhere", isNamed: false)
      return
    }
    guard target == root || target.hasPrefix(root == "/" ? root : "\(root)/") else {
      fail(path, .notFollowed, "the link leads out of the tree", isNamed: false)
      return
    }
    add(path, followed, isNamed: false)
  }

  private mutating func fail(
    _ path: String,
    _ problem: Reject.Problem,
    _ detail: String,
    isNamed: Bool
  ) {
    let position = Position(path: path, record: 0, offset: 0)
    let reject = Reject(position: position, problem: problem, detail: detail, losesMessage: false)
    ready.append(.failure(reject, isNamed: isNamed))
  }

  /// The hash (FNV-1a, 64 bits) of a Maildir message's unique name, the part before the `:`.
  public static func messageKey(_ name: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 {
      if byte == UInt8(ascii: ":") { break }
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return hash
  }
}
