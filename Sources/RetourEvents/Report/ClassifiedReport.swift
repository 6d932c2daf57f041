/// One report with its verdict.
///
/// A class because a report has many texts, and passing one on shouldn't count references to each.
public final class ClassifiedReport: Sendable {
  /// What was read.
  public let report: DeliveryReport
  /// Why it failed; nil for kinds that have no cause.
  public let verdict: Verdict?

  /// Creates a pair.
  public init(_ report: DeliveryReport, _ verdict: Verdict?) {
    self.report = report
    self.verdict = verdict
  }

  /// The same verdict on a report that differs.
  ///
  /// - Parameter change: what differs; not what the verdict follows from.
  /// - Returns: another pair.
  public func changing(_ change: (inout DeliveryReport) -> Void) -> ClassifiedReport {
    var report = report
    change(&report)
    return ClassifiedReport(report, verdict)
  }
}

extension ClassifiedReport {
  /// Whether it failed for a cause that isn't known, be it that no rule knows its text or that its
  /// source, such as the summary of a message trace, has none.
  public var isUnknown: Bool {
    report.kind.hasCause && (verdict?.cause ?? .unknown) == .unknown
  }
}
