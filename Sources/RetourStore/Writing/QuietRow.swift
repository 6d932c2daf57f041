import RetourEvents

/// A delivery of which one row of a trace is all that is known, as `quiet` keeps it.
///
/// Its texts stand in the ``QuietTexts`` that it was made with.
struct QuietRow {
  let key: Identity
  let event: Identity
  let network: Identity
  let kind: Int64
  let domain: Int64
  /// Days since 1970-01-01; nil where it isn't known.
  let day: Int32?
  let occurredAt: Int64?
  let isArrival: Bool
  let senderSuffix: Int64?
  let messageSuffix: Int64?
  /// The address of the other server, where that is of version 4.
  let address: UInt32?
  let recipient: TextPlace
  let sender: TextPlace?
  let message: TextPlace?
  /// The address of the other server, where that is of another version.
  let addressText: TextPlace?
  let run: Int64
  let source: Int64
  let record: Int64
  let offset: Int64
}

/// Where a text stands in a ``QuietTexts``.
struct TextPlace {
  let start: UInt32
  let count: UInt16
}

/// The texts of many rows, in one piece of memory.
struct QuietTexts {
  private(set) var bytes: [UInt8] = []

  subscript(place: TextPlace) -> ArraySlice<UInt8> {
    bytes[Int(place.start)..<Int(place.start) + Int(place.count)]
  }

  mutating func add(_ text: some Collection<UInt8>) -> TextPlace {
    let start = bytes.count
    bytes.append(contentsOf: text)
    return TextPlace(
      start: UInt32(truncatingIfNeeded: start),
      count: UInt16(truncatingIfNeeded: bytes.count - start)
    )
  }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}

/// What a report says, where that fits into a row of `quiet`.
///
/// This is the one place that decides which reports do.
struct QuietReport {
  /// Longer texts aren't taken.
  private static let longest = 1_000

  let report: DeliveryReport
  let delivery: Identity
  let network: Identity
  let domain: DomainName
  /// What stands before the `@`.
  let recipient: Substring.UTF8View
  let sender: (before: Substring.UTF8View, suffix: String?)?
  let message: (before: Substring.UTF8View, suffix: String?)?

  /// Fails where the report, or what was made of it, says more than a row of `quiet` has columns for.
  init?(_ event: ClassifiedReport) {
    let report = event.report
    guard event.verdict == nil, event.isBound, !report.kind.hasCause,
      let delivery = report.deliveryID,
      let network = report.networkMessageID.flatMap(Self.number),
      let recipient = report.recipient, let domain = recipient.domain,
      recipient.text.utf8.count <= Self.longest,
      report.sender?.text.utf8.count ?? 0 <= Self.longest,
      report.messageID?.utf8.count ?? 0 <= Self.longest
    else { return nil }
    let before = recipient.text.utf8.dropLast(domain.name.utf8.count + 1)
    // A report of these fields alone has to be the same.
    var plain = DeliveryReport(kind: report.kind, position: report.position)
    plain.origin = .trace
    plain.eventID = report.eventID
    plain.deliveryID = delivery
    plain.recipient = EmailAddress(text: "\(Substring(before))@\(domain.name)", domain: domain)
    plain.sender = report.sender.map { EmailAddress($0.text) }
    plain.messageID = report.messageID
    plain.networkMessageID = report.networkMessageID
    plain.occurredAt = report.occurredAt
    if report.arrivedAt != nil { plain.arrivedAt = report.occurredAt }
    plain.remoteIP = report.remoteIP
    guard plain == report else { return nil }
    self.report = report
    self.delivery = delivery
    self.network = network
    self.domain = domain
    self.recipient = before
    sender = report.sender.map { Self.parts($0.text) }
    message = report.messageID.map(Self.parts)
  }

  /// A text before and after its last `@`.
  static func parts(_ text: String) -> (before: Substring.UTF8View, suffix: String?) {
    guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return (text[...].utf8, nil) }
    return (text[..<at].utf8, String(text[text.utf8.index(after: at)...]))
  }

  /// The number of a network message id in lower case: 8, 4, 4, 4 and 12 hexadecimal digits.
  static func number(_ text: String) -> Identity? {
    var (high, low): (UInt64, UInt64) = (0, 0)
    var count = 0
    for (index, byte) in text.utf8.enumerated() {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "-"):
        guard [8, 13, 18, 23].contains(index) else { return nil }
        continue
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      default: return nil
      }
      high = high << 4 | low >> 60
      low = low << 4 | UInt64(digit)
      count += 1
    }
    return count == 32 && text.utf8.count == 36 ? Identity(high: high, low: low) : nil
  }

  /// The text of a network message id.
  static func text(_ network: Identity) -> String {
    var digits = Array(network.description.utf8)
    for place in [20, 16, 12, 8] { digits.insert(UInt8(ascii: "-"), at: place) }
    return String(decoding: digits, as: UTF8.self)
  }
}
