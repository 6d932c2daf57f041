import RetourEvents

/// The names under which events and deliveries are known.
struct ReportIdentity {
  private let message: Bytes
  /// The hash of the message, for reports that have no Message-ID of the original.
  private lazy var digest = Self.digest(message)

  /// Names the reports of a message.
  init(_ message: Bytes) { self.message = message }

  /// Gives a report its names, in place.
  mutating func name(_ report: inout DeliveryReport) {
    report.eventID = event(report)
    report.deliveryID = Self.delivery(report)
  }

  /// The event's identity: version, kind, original Message-ID, recipient, reporting server.
  ///
  /// Without a Message-ID the report itself stands in its place, normalised.
  mutating func event(_ report: DeliveryReport) -> Identity {
    var hash = SHA256Hash()
    hash.field("retour-event-1")
    hash.field(report.kind.rawValue)
    let recipient = (report.recipient ?? report.originalRecipient)?.key
    if let messageID = report.messageID {
      hash.field(messageID)
      hash.field(recipient)
      hash.field(report.reportingMTA)
    } else {
      hash.field("")
      hash.field(recipient)
      hash.update(digest[...])
    }
    return hash.identity()
  }

  /// The identity of an event that a record of a trace tells: what, to which message and recipient,
  /// and when, because a delivery is deferred more than once.
  ///
  /// Where message and recipient are known it contains all that ``delivery(_:)`` is made of: the
  /// database finds such an event by its delivery.
  static func trace(_ report: DeliveryReport) -> Identity {
    var hash = SHA256Hash()
    hash.field("retour-trace-1")
    hash.field(report.kind.rawValue)
    hash.field(report.networkMessageID ?? report.messageID)
    hash.field(report.recipient?.key)
    hash.field(report.occurredAt?.description)
    if report.networkMessageID == nil, report.messageID == nil { hash.field(report.sender?.text) }
    return hash.identity()
  }

  /// The delivery's identity: network message id, else Message-ID, and the recipient.
  ///
  /// In a log it is the final recipient: an alias is delivered to several.
  static func delivery(_ report: DeliveryReport) -> Identity? {
    let final = report.origin == .log ? report.recipient : nil
    guard let message = report.networkMessageID ?? report.messageID,
      let recipient = final ?? report.originalRecipient ?? report.recipient
    else { return nil }
    var hash = SHA256Hash()
    hash.field("retour-delivery-1")
    hash.field(message)
    hash.field(recipient.key)
    return hash.identity()
  }

  /// Fields that a mailbox's keeper adds or changes.
  private static let keeperFields: [StaticString] = [
    "status:", "x-status:", "content-length:", "lines:", "x-uid:", "x-keywords:",
    "x-mozilla-status:", "x-mozilla-status2:", "x-mozilla-keys:",
  ]

  /// The hash of a message as it was before any mailbox stored it: line feeds only, `>From `
  /// unquoted, without the envelope line, the fields of the mailbox's keeper, and blank lines at
  /// the end.
  private static func digest(_ message: Bytes) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(message.count)
    var isHeader = true
    var isFirst = true
    var isLeftOut = false
    for range in message.lineRanges {
      let line = message[range]
      defer { isFirst = false }
      if isFirst, line.starts(with: "From ".utf8) { continue }
      if isHeader {
        if line.isEmpty { isHeader = false }
        if line.first?.isBlank != true {
          isLeftOut = keeperFields.contains { line.hasPrefix(ignoringCase: $0) }
        }
        if isLeftOut, isHeader { continue }
      }
      let unquoted = line.drop { $0 == UInt8(ascii: ">") }
      text.append(contentsOf: unquoted.starts(with: "From ".utf8) ? unquoted : line)
      text.append(.lineFeed)
    }
    while text.last == .lineFeed { text.removeLast() }
    var hash = SHA256Hash()
    hash.update(text[...])
    return hash.digest(32)
  }
}
