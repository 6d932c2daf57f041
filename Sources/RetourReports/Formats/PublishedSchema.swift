/// JSON Schemas of what scripts read, which ship with the program.
///
/// They are the files of `Schemas/`, in JSON Schema 2020-12.
public enum PublishedSchema: String, CaseIterable, Sendable {
  /// A line of `scan`.
  case scanLine = "scan-line"
  /// A line of `scan --shard`.
  case shardLine = "shard-line"

  /// The schema, as its file has it.
  public var text: String {
    switch self {
    case .scanLine: "\(SchemasText.scanLine)"
    case .shardLine: "\(SchemasText.shardLine)"
    }
  }
}
