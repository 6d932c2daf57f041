/// What kind of source a report comes from.
public enum ReportOrigin: String, CaseIterable, Hashable, Sendable {
  /// A message: a bounce, a notice, a complaint.
  case mail
  /// A record of a message trace or tracking log.
  case trace
}
