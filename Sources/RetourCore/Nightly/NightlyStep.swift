/// The steps of a nightly run, in order.
///
/// Each can be done again: what it did already costs nothing but time.
package enum NightlyStep: String, CaseIterable, Sendable {
  /// Read what is new.
  case ingest
  /// Judge by new rules what older ones judged.
  case reclassify
  /// Take old events away.
  case prune
  /// Ask the domain name system.
  case dns
  /// Write the overview.
  case report
  /// Write the letters.
  case export
  /// Look for thresholds that were passed.
  case check
  /// Write the copy to hand out.
  case snapshot
}

/// What became of a step; the raw value is the name in the summary.
enum StepOutcome: String {
  case done
  /// Nothing to do: not configured, or not due yet.
  case skipped
  case failed
}
