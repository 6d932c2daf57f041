import RetourEvents
import RetourIngest

/// What a run says about exports that may not be whole.
package struct TraceNotes: Sendable {
  /// Rows at which Exchange cuts its exports (Get-MessageTrace, historical search, admin center).
  private static let limits = [1_000, 5_000, 50_000, 100_000]
  /// Hours without a row that are worth a line: a day.
  private static let gap: Int64 = 24
  /// How many gaps are named.
  private static let named = 5

  private var rows: [FileIdentity: Int] = [:]
  private var coverage = TraceCoverage()
  package private(set) var cutExports: [String] = []

  mutating func add(_ batch: MailBatch) {
    guard let new = batch.coverage else { return }
    coverage.add(new)
    let sum = rows[batch.source, default: 0] + batch.tally.messages
    rows[batch.source] = batch.isLast ? nil : sum
    if batch.isLast, Self.limits.contains(sum) {
      cutExports.append(
        "\(batch.source.path): exactly \(sum) rows, which is where Exchange cuts an export; "
          + "rows may be missing: export shorter periods"
      )
    }
  }

  /// The lines, for standard error.
  package var lines: [String] {
    let gaps = coverage.gaps(of: Self.gap)
    var lines = cutExports
    for gap in gaps.prefix(Self.named) {
      lines.append("no rows of traces from \(gap.from) to \(gap.to); an export may be missing")
    }
    if gaps.count > Self.named {
      lines.append("... and \(gaps.count - Self.named) more periods without rows of traces")
    }
    return lines
  }
}
