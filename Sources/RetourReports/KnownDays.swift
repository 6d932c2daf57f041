import RetourStore

/// The days of which anything speaks that was read: of all others it isn't known whether mail
/// failed.
struct KnownDays: Sendable {
  private let days: Set<String>
  /// The newest day on which mail failed; nil where none did.
  let newestFailure: String?

  /// Takes rows that have a column `day`, and one `failures`.
  init(_ rows: [AnswerRow]) {
    days = Set(rows.compactMap { $0.text("day") })
    newestFailure = rows.filter { $0.count("failures") > 0 }.compactMap { $0.text("day") }.max()
  }

  /// Whether anything speaks of a day, or of a day of a month `YYYY-MM`.
  func contains(_ day: String) -> Bool {
    day.utf8.count == 7 ? days.contains { $0.hasPrefix(day) } : days.contains(day)
  }
}
