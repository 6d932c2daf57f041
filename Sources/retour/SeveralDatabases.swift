import Foundation
import RetourCore
import RetourEvents
import RetourStore

/// The totals of several databases in one that goes away with the value.
///
/// Buckets of one run have each delivery once, so their totals add up (Docs/Scale.md).
final class SeveralDatabases {
  private let folder: URL

  /// The database that is asked in their place.
  let path: String

  /// Adds up totals, where several databases are named.
  ///
  /// - Returns: nil for one database or none.
  /// - Throws: ``Failure``, ``StoreError``.
  static func totals(of paths: [String]) throws -> SeveralDatabases? {
    paths.count > 1 ? try SeveralDatabases(paths) : nil
  }

  private init(_ paths: [String]) throws {
    let databases = try Self.readers(of: paths)
    folder = FileManager.default.temporaryDirectory.appending(path: "retour-\(UUID().uuidString)")
    path = folder.appending(path: "totals.sqlite").path
    do {
      try FileManager.default.createDirectory(
        at: folder,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700]
      )
    } catch {
      throw Failure(
        .cannotCreate,
        message: "\(folder.path): can't be made; \(error.reason)",
        remedy: "Name a folder with room by TMPDIR."
      )
    }
    let store = try Store(path: path, timeZone: databases[0].timeZone, holder: "retour")
    let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    try store.beginMerge(
      version: Retour.version,
      catalogueVersion: "",
      at: now,
      totals: databases.count
    )
    try store.addTotals(of: databases)
    _ = try store.finishRun(files: FileCounts(), at: now, seconds: 0)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Opens databases, each once.
  private static func readers(of paths: [String]) throws -> [StoreReader] {
    try check(paths)
    return try paths.map { try StoreReader(path: $0) }
  }

  /// Refuses one database by two names, whose totals would count twice.
  ///
  /// - Throws: ``Failure``.
  static func check(_ paths: [String]) throws {
    var known: [String: String] = [:]
    for path in paths {
      let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      if let other = known[real] {
        throw Failure(
          .usage,
          message: "\(path): that is \(other) again, and its totals would count twice",
          remedy: "Name each database once."
        )
      }
      known[real] = path
    }
  }
}
