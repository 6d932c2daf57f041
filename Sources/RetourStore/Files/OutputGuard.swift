public import RetourEvents

/// The files that a command reads or keeps, none of which may be the place of an output.
///
/// Files are told by device and inode and by their path without links, so neither another spelling
/// nor a link, hard or symbolic, leads around it.
public struct OutputGuard: Sendable {
  private struct Kept: Sendable {
    let what: String
    let place: String
    let identity: FileFacts.Identity?
    var isFolder = false
    var ignoresCase = false
  }

  private var kept: [Kept] = []

  /// Keeps nothing yet.
  public init() {}

  /// Keeps a database, the files that SQLite puts beside it, and its lock.
  public mutating func keep(database path: String) {
    guard !path.isEmpty else { return }
    let place = FilePlace.real(path)
    keep(place, as: "the database itself")
    for (suffix, what) in [
      ("-wal", "a side file of the database"), ("-shm", "a side file of the database"),
      ("-journal", "a side file of the database"), (".lock", "the lock of the database"),
    ] {
      keep(place + suffix, FileFacts(of: place + suffix), as: what, ignoresCase: true)
    }
  }

  /// Keeps inputs: files, and folders with all that lies in them; `-` is none.
  public mutating func keep(inputs paths: [InputPath]) {
    for path in paths where !path.isStandardInput && !path.bytes.isEmpty {
      // An output is named in UTF-8, so one that isn't can only be the same file.
      let name = String(decoding: path.bytes, as: UTF8.self)
      keep(name, FileFacts(of: path), as: "an input of this run", ignoresCase: false)
    }
  }

  /// Keeps the inputs that are files; of a folder that is read, a database may stand in it.
  public mutating func keep(inputFiles paths: [InputPath]) {
    keep(inputs: paths.filter { FileFacts(of: $0)?.kind == .regular })
  }

  /// Keeps one file; `what` it is, for the error.
  public mutating func keep(_ path: String, as what: String) {
    keep(path, FileFacts(of: path), as: what, ignoresCase: false)
  }

  private mutating func keep(
    _ path: String,
    _ facts: FileFacts?,
    as what: String,
    ignoresCase: Bool
  ) {
    kept.append(
      Kept(
        what: what,
        place: FilePlace.real(path),
        identity: facts?.kind == .regular || facts?.kind == .folder ? facts?.identity : nil,
        isFolder: facts?.kind == .folder,
        ignoresCase: ignoresCase
      )
    )
  }

  /// Refuses a path that leads to one of the files, or into one of the folders.
  ///
  /// - Throws: ``StoreError`` of category `usage`.
  public func check(_ output: String) throws(StoreError) {
    let place = FilePlace.real(output)
    let identity = FileFacts(of: output)?.identity
    for file in kept where file.identity != nil && file.identity == identity {
      throw Self.refusal(output, file.what)
    }
    for file in kept {
      if file.place == place || file.ignoresCase && file.place.lowercased() == place.lowercased() {
        throw Self.refusal(output, file.what)
      }
    }
    let folders = kept.filter(\.isFolder)
    guard !folders.isEmpty else { return }
    var folder = place
    // A place that can't be told fully ends at `.`.
    while case let next = FilePlace.folder(of: folder), next != folder {
      folder = next
      let identity = FileFacts(of: folder)?.identity
      if let found = folders.first(where: { $0.identity != nil && $0.identity == identity }) {
        throw StoreError(
          .usage,
          path: output,
          what: "it lies in \(found.place), which this run reads",
          remedy: "Name a file outside of what is read."
        )
      }
    }
  }

  /// Refuses an open file that is one of the files.
  ///
  /// - Throws: ``StoreError`` of category `usage`.
  func check(_ facts: FileFacts, of output: String) throws(StoreError) {
    guard facts.kind == .regular else { return }
    for file in kept where file.identity == facts.identity {
      throw Self.refusal(output, file.what)
    }
  }

  private static func refusal(_ output: String, _ what: String) -> StoreError {
    StoreError(
      .usage,
      path: output,
      what: "that is \(what), and isn't written over",
      remedy: "Name another file."
    )
  }
}
