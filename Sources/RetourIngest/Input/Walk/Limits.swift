public import RetourEvents

/// The caps that keep memory flat whatever strangers wrote.
///
/// What lies beyond one is counted.
public struct Limits: Sendable {
  /// Bytes of a message that are kept when it may be a report; the rest is passed over.
  ///
  /// Default 8 MiB.
  public var message = 8 << 20
  /// Bytes of a header block.
  ///
  /// Default 1 MiB.
  public var header = 1 << 20
  /// Bytes that may come out of one compressed input.
  ///
  /// Default 1 TiB.
  public var expanded: Int64 = 1 << 40

  /// What the user says about exports of message traces that don't say it themselves.
  public var traces = TraceOptions()

  /// Asked of a failure that names no recipient: whether it says anything at all.
  ///
  /// What says neither whom nor why is counted as a message that is no report.
  public var saysSomething: @Sendable (DeliveryReport) -> Bool = { _ in true }

  /// Services that the user adds to those that are known, tried before them.
  public var services: [ServiceForm] = []

  /// All services, in the order in which they are tried.
  var allServices: [ServiceForm] { services + ServiceForm.known }

  /// Told how each input was recognised; workers call it, several at a time.
  public var recognised: (@Sendable (InputRecognition) -> Void)?

  /// Creates the default caps.
  public init() {}
}
