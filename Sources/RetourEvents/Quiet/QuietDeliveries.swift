/// Deliveries of which a source says no more than that, when and from whom they arrived, packed.
///
/// Nine rows of a message trace in ten are such, and nearly all that a log tells. Each as a
/// ``DeliveryReport`` takes more time than reading and storing it; here it takes some 150 bytes and its
/// texts. Whatever says more, be it a cause or the words of a server, doesn't fit: ``append(_:)->_`` is the
/// one place that decides. A list has rows of traces or of logs, not both.
public struct QuietDeliveries: Sendable {
  /// Where a text stands.
  public struct Text: Sendable {
    fileprivate let start: UInt32
    fileprivate let count: UInt16

    /// Its bytes in ``QuietDeliveries/bytes``.
    public var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
  }

  /// What the log of a server, or the event of a service, says of a delivery besides.
  public struct LogFacts: Sendable {
    /// The queue id.
    public let queue: Text
    /// The server whose log it is.
    public let reportingMTA: Text?
    /// The server that took the mail.
    public let remoteHost: Text?
    /// When the message came in.
    public let arrivedAt: Timestamp?
    /// When it was tried last.
    public let lastAttemptAt: Timestamp?
    /// For how many seconds it was tried.
    public let retriedFor: Int64?
    /// How often it was tried.
    public let attempts: Int?
  }

  /// One delivery.
  public struct Item: Sendable {
    /// The identity of the report.
    public fileprivate(set) var event: Identity
    /// The identity of the delivery.
    public fileprivate(set) var delivery: Identity
    /// Exchange's network message id, a UUID, as a number; nil where a log tells.
    public let network: Identity?
    /// Where in ``QuietDeliveries/logs`` stands what a log says besides; nil where a trace tells.
    public let log: Int?
    /// What happened; never a kind that has a cause.
    public let kind: ReportKind
    /// When it happened.
    public let occurredAt: Timestamp?
    /// Whether the message came in at that time, too; false where a log tells.
    public let isArrival: Bool
    /// Which record of its source it is, counted as in ``QuietDeliveries/recordsBefore``.
    public let record: Int
    /// The byte at which the record begins.
    public let offset: Int64
    /// The address of the other server, where that is of version 4 and written as usual.
    public let address: UInt32?
    /// The address of the other server in any other form.
    public let addressText: Text?
    /// What stands before the last `@` of the recipient.
    public let recipient: Text
    /// The recipient's domain.
    public let domain: Text
    /// What stands before the last `@` of the sender.
    public let sender: Text?
    /// What stands behind it; nil where there is none.
    public let senderSuffix: Text?
    /// What stands before the last `@` of the Message-ID.
    public let message: Text?
    /// What stands behind it; nil where there is none.
    public let messageSuffix: Text?

    /// Creates an item of its parts.
    public init(
      event: Identity,
      delivery: Identity,
      network: Identity?,
      log: Int? = nil,
      kind: ReportKind,
      occurredAt: Timestamp?,
      isArrival: Bool,
      record: Int,
      offset: Int64,
      address: UInt32?,
      addressText: Text?,
      recipient: Text,
      domain: Text,
      sender: Text?,
      senderSuffix: Text?,
      message: Text?,
      messageSuffix: Text?
    ) {
      self.event = event
      self.delivery = delivery
      self.network = network
      self.log = log
      self.kind = kind
      self.occurredAt = occurredAt
      self.isArrival = isArrival
      self.record = record
      self.offset = offset
      self.address = address
      self.addressText = addressText
      self.recipient = recipient
      self.domain = domain
      self.sender = sender
      self.senderSuffix = senderSuffix
      self.message = message
      self.messageSuffix = messageSuffix
    }
  }

  /// Some that follow each other, by which they are known again.
  public struct Stretch: Sendable {
    /// The hash of all that they say.
    public let id: Identity
    /// Their numbers.
    public let items: Range<Int>

    /// Creates one of its parts.
    public init(id: Identity, items: Range<Int>) {
      self.id = id
      self.items = items
    }
  }

  /// The longest text of an item in bytes.
  public static let longestText = 1_000

  /// The deliveries, in order.
  public private(set) var items: [Item] = []
  /// What logs say of them besides.
  public private(set) var logs: [LogFacts] = []
  /// Stretches of them, in order.
  public private(set) var stretches: [Stretch] = []
  /// How many more there were, of stretches that a database knows.
  public private(set) var known = 0
  /// Records of the source before those that the items count.
  public var recordsBefore = 0
  /// The texts of all items, one behind the other.
  public private(set) var bytes: [UInt8] = []

  /// Creates a list of none.
  public init() {}

  /// How many they are, without those that are known.
  public var count: Int { items.count }

  /// Whether there are none, but for those that are known.
  public var isEmpty: Bool { items.isEmpty }

  /// Makes room for as many as there are and `share` times as many.
  public mutating func reserve(times share: Double) {
    func room(_ count: Int) -> Int { Int(Double(count) * (1 + share)) }
    items.reserveCapacity(room(items.count))
    bytes.reserveCapacity(room(bytes.count))
  }

  // MARK: Stretches

  /// What was in a list at some time.
  public struct Mark: Sendable {
    /// How many items.
    public let items: Int
    fileprivate let bytes: Int
  }

  /// What is in the list.
  public var mark: Mark { Mark(items: items.count, bytes: bytes.count) }

  /// The texts of all items since a mark, one behind the other.
  public func texts(since mark: Mark) -> ArraySlice<UInt8> { bytes[mark.bytes...] }

  /// Takes back the items since a mark, because a database knows them.
  public mutating func leaveOut(since mark: Mark) {
    known += items.count - mark.items
    items.removeSubrange(mark.items...)
    bytes.removeSubrange(mark.bytes...)
  }

  /// Says which report and delivery an item is of.
  public mutating func identify(_ number: Int, event: Identity, delivery: Identity) {
    items[number].event = event
    items[number].delivery = delivery
  }

  /// Takes note of a stretch.
  public mutating func add(_ stretch: Stretch) { stretches.append(stretch) }

  /// The bytes of a text.
  public subscript(text: Text) -> ArraySlice<UInt8> {
    bytes[text.range]
  }

  /// Keeps a text for an item, of at most ``longestText`` bytes.
  public mutating func keep(_ text: Span<UInt8>) -> Text {
    let start = bytes.count
    bytes.append(text)
    return Text(
      start: UInt32(truncatingIfNeeded: start),
      count: UInt16(truncatingIfNeeded: bytes.count - start)
    )
  }

  /// Adds an item whose texts are kept already.
  public mutating func append(_ item: Item) { items.append(item) }

  /// Adds a report, unless it says more than an item has room for.
  ///
  /// - Returns: whether it was added.
  public mutating func append(_ report: DeliveryReport) -> Bool {
    guard !report.kind.hasCause, let delivery = report.deliveryID,
      let recipient = report.recipient, let domain = recipient.domain
    else { return false }
    let network = report.networkMessageID.flatMap(Self.number(ofNetworkID:))
    switch report.origin {
    case .mail: return false
    case .trace: guard network != nil else { return false }
    case .log: guard report.queueID != nil, report.kind == .delivered else { return false }
    }
    let texts = [
      recipient.text, report.sender?.text, report.messageID, report.remoteIP, report.queueID,
      report.reportingMTA, report.remoteHost,
    ]
    guard texts.allSatisfy({ $0?.utf8.count ?? 0 <= Self.longestText }) else { return false }
    let before = recipient.text.utf8.dropLast(domain.name.utf8.count + 1)
    guard report == plain(report, at: "\(Substring(before))@\(domain.name)", in: domain) else {
      return false
    }
    let address = report.remoteIP.flatMap { Self.version4($0.utf8.span) }
    let (sender, senderSuffix) = keepParts(report.sender?.text)
    let (message, messageSuffix) = keepParts(report.messageID)
    if report.origin == .log { logs.append(keepLogFacts(report)) }
    items.append(
      Item(
        event: report.eventID,
        delivery: delivery,
        network: network,
        log: report.origin == .log ? logs.count - 1 : nil,
        kind: report.kind,
        occurredAt: report.occurredAt,
        isArrival: report.origin == .trace && report.arrivedAt != nil,
        record: report.position.record - recordsBefore,
        offset: report.position.offset,
        address: address,
        addressText: address == nil ? report.remoteIP.map { keep($0) } : nil,
        recipient: keep(Array(before).span),
        domain: keep(domain.name),
        sender: sender,
        senderSuffix: senderSuffix,
        message: message,
        messageSuffix: messageSuffix
      )
    )
    return true
  }

  /// A report of those fields of another one that an item has room for.
  private func plain(
    _ report: DeliveryReport,
    at recipient: String,
    in domain: DomainName
  ) -> DeliveryReport {
    var plain = DeliveryReport(kind: report.kind, position: report.position)
    plain.origin = report.origin
    plain.eventID = report.eventID
    plain.deliveryID = report.deliveryID
    plain.recipient = EmailAddress(text: recipient, domain: domain)
    plain.messageID = report.messageID
    plain.occurredAt = report.occurredAt
    plain.remoteIP = report.remoteIP
    if report.origin == .log {
      plain.queueID = report.queueID
      plain.reportingMTA = report.reportingMTA
      plain.remoteHost = report.remoteHost
      plain.arrivedAt = report.arrivedAt
      plain.lastAttemptAt = report.lastAttemptAt
      plain.retriedFor = report.retriedFor
      plain.attempts = report.attempts
    } else {
      plain.sender = report.sender.map { EmailAddress($0.text) }
      plain.networkMessageID = report.networkMessageID
      if report.arrivedAt != nil { plain.arrivedAt = report.occurredAt }
    }
    return plain
  }

  private mutating func keepLogFacts(_ report: DeliveryReport) -> LogFacts {
    LogFacts(
      queue: keep(report.queueID ?? ""),
      reportingMTA: report.reportingMTA.map { keep($0) },
      remoteHost: report.remoteHost.map { keep($0) },
      arrivedAt: report.arrivedAt,
      lastAttemptAt: report.lastAttemptAt,
      retriedFor: report.retriedFor,
      attempts: report.attempts
    )
  }

  private mutating func keep(_ text: String) -> Text { keep(text.utf8.span) }

  /// Keeps a text before and after its last `@`.
  private mutating func keepParts(_ text: String?) -> (before: Text?, suffix: Text?) {
    guard let text else { return (nil, nil) }
    let bytes = Array(text.utf8)
    guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return (keep(bytes.span), nil) }
    return (keep(bytes.span.extracting(..<at)), keep(bytes.span.extracting((at + 1)...)))
  }

  /// A delivery as a report of a file.
  public func report(_ item: Item, in path: InputPath) -> DeliveryReport {
    var report = DeliveryReport(
      kind: item.kind,
      position: Position(path: path, record: recordsBefore + item.record, offset: item.offset)
    )
    report.origin = item.log == nil ? .trace : .log
    report.eventID = item.event
    report.deliveryID = item.delivery
    let domain = text(item.domain)
    report.recipient = EmailAddress(
      text: "\(text(item.recipient))@\(domain)",
      domain: DomainName(ascii: domain)
    )
    report.sender = joined(item.sender, item.senderSuffix).map { EmailAddress($0) }
    report.messageID = joined(item.message, item.messageSuffix)
    report.networkMessageID = item.network.map(Self.networkID)
    report.occurredAt = item.occurredAt
    if item.isArrival { report.arrivedAt = item.occurredAt }
    report.remoteIP = item.address.map(Self.text(ofVersion4:)) ?? item.addressText.map(text)
    if let log = item.log.map({ logs[$0] }) {
      report.queueID = text(log.queue)
      report.reportingMTA = log.reportingMTA.map(text)
      report.remoteHost = log.remoteHost.map(text)
      report.arrivedAt = log.arrivedAt
      report.lastAttemptAt = log.lastAttemptAt
      report.retriedFor = log.retriedFor
      report.attempts = log.attempts
    }
    return report
  }

  private func text(_ place: Text) -> String { String(decoding: self[place], as: UTF8.self) }

  private func joined(_ before: Text?, _ suffix: Text?) -> String? {
    guard let before else { return nil }
    return suffix.map { "\(text(before))@\(text($0))" } ?? text(before)
  }
}
