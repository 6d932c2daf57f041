/// The days of which anything speaks that was read: of all others it isn't known whether mail
/// failed.
struct KnownDays: Sendable {
  private let days: Set<String>
  /// The newest day on which mail failed; nil where none did.
  let newestFailure: String?

  /// Takes days and what failed on each; a day may come several times.
  init(_ counts: [(day: String, failures: Int)]) {
    days = Set(counts.map(\.day))
    newestFailure = counts.filter { $0.failures > 0 }.map(\.day).max()
  }

  /// Whether anything speaks of a day, or of a day of a month `YYYY-MM`.
  func contains(_ day: String) -> Bool {
    day.utf8.count == 7 ? days.contains { $0.hasPrefix(day) } : days.contains(day)
  }
}
