import Synchronization

/// Stretches of rows of traces that a database has, so that another export with the same rows needn't be
/// looked at row by row.
///
/// Exports overlap: that of today has most rows of that of yesterday. Rows are cut into stretches by what
/// they say, so that the same rows give the same stretches wherever they stand in a file. A stretch may be
/// passed over where it is known of a file that comes first in the order of paths, because of the same
/// report in several files the first place counts.
public final class KnownStretches: Sendable {
  private let ids: [Identity]
  private let sources: [Int32]
  private let paths: [String]
  private let forgotten = Mutex<Set<String>>([])

  /// Creates a list; `ids` are in ascending order, each with the number of its file in `paths`.
  public init(ids: [Identity], sources: [Int32], paths: [String]) {
    self.ids = ids
    self.sources = sources
    self.paths = paths
  }

  /// Whether there are none.
  public var isEmpty: Bool { ids.isEmpty }

  /// Whether a stretch is known of a file that comes before another.
  public func holds(_ id: Identity, before path: String) -> Bool {
    var (low, high) = (0, ids.count)
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < id { low = middle + 1 } else { high = middle }
    }
    guard low < ids.count, ids[low] == id else { return false }
    let known = paths[Int(sources[low])]
    return known < path && !forgotten.withLock { $0.contains(known) }
  }

  /// Forgets those of a file whose content is another now.
  public func forget(_ path: String) { forgotten.withLock { _ = $0.insert(path) } }
}
