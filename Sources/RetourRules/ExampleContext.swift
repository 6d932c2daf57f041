/// What the report around an example says, beside its text.
public enum ExampleContext {
  /// The names of the facts, each with its field of a report.
  public static let keys = [
    "recipient", "sender", "remote-host", "remote-ip", "phase", "action", "reporting-mta",
    "own-domains", "own-hosts", "hybrid",
  ]
}
