/// What kind of source a report comes from.
public enum ReportOrigin: String, CaseIterable, Hashable, Sendable {
  /// A message: a bounce, a notice, a complaint.
  case mail
  /// A record of a message trace or tracking log.
  case trace
  /// The log of a mail server, or the events of a mail service.
  case log
}
