import FoundationEssentials
import RetourEvents

/// What Amazon SES tells through Amazon SNS by mail: JSON in the text, either SNS's envelope around
/// it or the notification itself (Amazon SES Developer Guide, "Contents of notifications").
struct SESNotification: Decodable {
  private let notificationType: String?
  private let eventType: String?
  private let mail: Mail
  private let bounce: Bounce?
  private let complaint: Complaint?
  private let delivery: Delivery?
  private let deliveryDelay: Delay?

  private struct Mail: Decodable {
    let source: String?
    let headers: [Header]?
    let timestamp: String?
  }

  private struct Header: Decodable {
    let name: String
    let value: String?
  }

  private struct Recipient: Decodable {
    let emailAddress: String
    let status: String?
    let diagnosticCode: String?
  }

  private struct Bounce: Decodable {
    let bouncedRecipients: [Recipient]
    let timestamp: String?
    let reportingMTA: String?
    let remoteMtaIp: String?
  }

  private struct Complaint: Decodable {
    let complainedRecipients: [Recipient]
    let timestamp: String?
  }

  private struct Delivery: Decodable {
    let recipients: [String]
    let timestamp: String?
    let smtpResponse: String?
    let reportingMTA: String?
    let remoteMtaIp: String?
  }

  private struct Delay: Decodable {
    let delayedRecipients: [Recipient]
    let timestamp: String?
    let reportingMTA: String?
  }

  /// SNS's envelope.
  private struct Envelope: Decodable {
    let message: String

    private enum CodingKeys: String, CodingKey { case message = "Message" }
  }

  /// Reads the notification in a mail's text; nil where there is none.
  static func read(_ text: Bytes) -> SESNotification? {
    guard let object = object(in: text) else { return nil }
    let decoder = JSONDecoder()
    if let envelope = try? decoder.decode(Envelope.self, from: Data(object)) {
      return try? decoder.decode(Self.self, from: Data(envelope.message.utf8))
    }
    return try? decoder.decode(Self.self, from: Data(object))
  }

  /// The first JSON object of a text, which may go on behind it.
  ///
  /// Line breaks inside strings come from servers that cut long lines, sendmail with a `!` before
  /// and a blank after the break; they go.
  private static func object(in text: Bytes) -> [UInt8]? {
    guard let start = text.firstIndex(of: UInt8(ascii: "{")) else { return nil }
    var object: [UInt8] = []
    var nesting = JSONNesting()
    var index = start
    while index < text.endIndex {
      let byte = text[index]
      index += 1
      if nesting.isQuoted, byte == .lineFeed || byte == .carriageReturn {
        if object.last == UInt8(ascii: "!") { object.removeLast() }
        if index < text.endIndex, text[index] == .space { index += 1 }
        continue
      }
      object.append(byte)
      if nesting.take(byte) { return object }
    }
    return nil
  }

  /// Whether it has more recipients than are read.
  var isCut: Bool {
    let counts = [
      bounce?.bouncedRecipients.count, complaint?.complainedRecipients.count,
      delivery?.recipients.count, deliveryDelay?.delayedRecipients.count,
    ]
    return counts.contains { $0 ?? 0 > DeliveryStatus.limit }
  }

  /// The reports, one per recipient; `base` has what the mail itself says.
  func reports(_ base: DeliveryReport) -> [DeliveryReport] {
    var common = base
    common.sender = mail.source.flatMap { MailAddress.parseField(Array($0.utf8)[...]) }
    common.messageID = mail.headers?.first { $0.name.lowercased() == "message-id" }?.value
      .flatMap { OriginalMessage.messageID(Array($0.utf8)[...]) }
    common.arrivedAt = Self.time(mail.timestamp)
    switch notificationType ?? eventType {
    case "Bounce":
      common.kind = .failed
      common.statedAction = .failed
      take(bounce?.timestamp, bounce?.reportingMTA, bounce?.remoteMtaIp, into: &common)
      return reports(bounce?.bouncedRecipients ?? [], common)
    case "DeliveryDelay":
      common.kind = .delayed
      common.statedAction = .delayed
      take(deliveryDelay?.timestamp, deliveryDelay?.reportingMTA, nil, into: &common)
      return reports(deliveryDelay?.delayedRecipients ?? [], common)
    case "Complaint":
      common.kind = .feedback
      take(complaint?.timestamp, nil, nil, into: &common)
      return reports(complaint?.complainedRecipients ?? [], common)
    case "Delivery":
      common.kind = .delivered
      take(delivery?.timestamp, delivery?.reportingMTA, delivery?.remoteMtaIp, into: &common)
      let recipients = (delivery?.recipients ?? []).map {
        Recipient(emailAddress: $0, status: nil, diagnosticCode: delivery?.smtpResponse)
      }
      return reports(recipients, common)
    default:
      return []
    }
  }

  private func take(
    _ time: String?,
    _ reportingMTA: String?,
    _ address: String?,
    into report: inout DeliveryReport
  ) {
    report.occurredAt = Self.time(time) ?? report.occurredAt
    report.remoteIP = address.flatMap { ServerMention.isAddress(Array($0.utf8)[...]) ? $0 : nil }
    guard let reportingMTA else { return }
    let name = DeliveryStatus.withoutType(Array(reportingMTA.utf8)[...]).trimmed
    report.reportingMTA = DomainNames.parse(name)?.name
  }

  private func reports(_ recipients: [Recipient], _ common: DeliveryReport) -> [DeliveryReport] {
    recipients.prefix(DeliveryStatus.limit).map { recipient in
      var report = common
      report.recipient = MailAddress.parseField(Array(recipient.emailAddress.utf8)[...])
      if let diagnostic = recipient.diagnosticCode {
        let text = DeliveryStatus.withoutType(Array(diagnostic.utf8)[...])
        report.diagnostics = [String(decoding: text.squeezed().prefix(8_192), as: UTF8.self)]
        let facts = DiagnosticFacts(text)
        report.status = facts.status
        report.reply = facts.reply
        if report.remoteIP == nil {
          report.take(facts.server)
        } else {
          var server = ServerMention(address: report.remoteIP)
          server.complete(from: text)
          report.take(server)
        }
        report.phase = facts.phase
      }
      if let stated = recipient.status.flatMap({ EnhancedStatus($0) }),
        stated.subject != 0 || stated.detail != 0 || report.status == nil
      {
        report.status = stated
      }
      return report
    }
  }

  /// `2026-11-25T09:30:00.000Z`.
  private static func time(_ text: String?) -> Timestamp? {
    // The fraction of a second goes.
    text.flatMap { Timestamp(iso8601: "\($0.prefix(19))Z") }
  }
}
