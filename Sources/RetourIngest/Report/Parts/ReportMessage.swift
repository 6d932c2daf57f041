import RetourEvents

/// A message taken apart for the report readers, which all share it.
final class ReportMessage: Sendable {
  /// The line before the header in a mailbox; empty elsewhere.
  let envelope: Bytes
  let header: HeaderFields
  /// The message's own type; nil where it states none.
  let type: ContentType?
  let tree: MIMETree
  /// All of it, for its identity.
  let bytes: Bytes
  /// The text for humans.
  let notice: NoticeText
  /// The delivery-status part, or fields of one in the text; nil where there is none.
  let status: DeliveryStatus?
  /// Whether `status` comes from a part of its own.
  let hasStatusPart: Bool
  let original: OriginalMessage
  /// What a mail of Amazon SNS holds; nil in any other.
  let notification: SESNotification?

  /// The address that the report says it is from.
  let reporter: EmailAddress?
  /// The addresses that the report is addressed to.
  let readers: [EmailAddress]
  /// The report's date: `Date:`, else its newest `Received:`, else the envelope line's.
  let date: Timestamp?
  /// The subject, decoded.
  let subject: Bytes

  /// Takes a message apart.
  init(_ message: Bytes) {
    bytes = message
    let first = message.prefix { $0 != .lineFeed }
    let hasEnvelope = first.starts(with: "From ".utf8)
    envelope = hasEnvelope ? first : []
    let content = hasEnvelope ? message[min(first.endIndex + 1, message.endIndex)...] : message
    var header = HeaderFields(content)
    var tree = MIMETree(header: header, body: content[header.bodyStart...])
    if let inner = Self.wrapped(header, tree) {
      header = HeaderFields(inner)
      tree = MIMETree(header: header, body: inner[header.bodyStart...])
    }
    self.header = header
    self.tree = tree
    type = header.value("content-type").map(ContentType.init)

    reporter = header.value("from").flatMap(OriginalMessage.address)
    readers = Array(
      header.values("to").prefix(100)
        .flatMap { MailAddress.all(in: $0, limit: 1_000).map(\.address) }.prefix(1_000)
    )
    date = Self.date(header, envelope)
    subject = EncodedWords.decode(header.value("subject") ?? [])

    let statusPart = tree.parts.first(where: \.isStatus)
    let text = Self.humanText(tree)
    notice = NoticeText(text)
    hasStatusPart = statusPart != nil
    if let statusPart {
      let status = DeliveryStatus(statusPart.text)
      self.status = status.groups.isEmpty ? Self.flattened(text, notice) ?? status : status
    } else {
      status = Self.flattened(text, notice)
    }
    original = Self.original(tree, notice)
    notification =
      header.has("x-amz-sns-message-id") ? SESNotification.read(text.prefix(NoticeText.limit)) : nil
  }

  /// The report inside a message that only carries it: a journal report, the notice of a gateway
  /// that encloses the notice it got, or a report that somebody forwards as an attachment.
  ///
  /// A digest carries many messages, and none of them is what it reports.
  private static func wrapped(_ header: HeaderFields, _ tree: MIMETree) -> Bytes? {
    guard let place = tree.parts.firstIndex(where: { $0.type.type == "message/rfc822" }) else {
      return nil
    }
    let inner = tree.parts[place].decoded
    if header.has("x-ms-journal-report") { return inner }
    guard !tree.parts[(place + 1)...].contains(where: { $0.type.type == "message/rfc822" }),
      !tree.parts.contains(where: \.isStatus),
      !(header.value("content-type")?.contains(ignoringCase: "multipart/digest") ?? false)
    else { return nil }
    return isCompleteReport(HeaderFields(inner)) ? inner : nil
  }

  /// Whether a header is that of a report with a machine-readable part, or names its recipients.
  private static func isCompleteReport(_ header: HeaderFields) -> Bool {
    if header.has("x-failed-recipients") { return true }
    guard let type = header.value("content-type").map(ContentType.init) else { return false }
    return type.type == "multipart/report"
      && type["report-type"]?.equals(ignoringCase: "delivery-status") ?? false
  }

  /// Fields of a delivery-status part that stand in the text, as gateways flatten them.
  private static func flattened(_ text: Bytes, _ notice: NoticeText) -> DeliveryStatus? {
    guard text.contains(ignoringCase: "-recipient:") else { return nil }
    var lines: [UInt8] = []
    for line in notice.lines {
      lines.append(contentsOf: line.text)
      lines.append(.lineFeed)
    }
    let status = DeliveryStatus(lines[...])
    let isReal = status.groups.contains {
      $0.action != nil || $0.status != nil || $0.diagnostic != nil
    }
    return isReal ? status : nil
  }

  /// The text parts before the returned message; HTML only where there is no plain text.
  private static func humanText(_ tree: MIMETree) -> Bytes {
    var plain: [UInt8] = []
    var html: MIMEPart?
    for part in tree.parts {
      if part.type.role == .returned || plain.count > NoticeText.limit { break }
      if part.isStatus { continue }
      if part.type.role == .html {
        html = html ?? part
      } else if part.type.role == .text || part.type.role == .status {
        // The returned message as a part without a header of its own: its fields came as the
        // part's header.
        if part.header.has("received") || part.header.has("message-id"), !plain.isEmpty { break }
        if !plain.isEmpty { plain.append(.lineFeed) }
        plain.append(contentsOf: part.text(upTo: NoticeText.limit * 4))
      }
    }
    guard plain[...].trimmed.count <= 40, let html else { return plain[...] }
    return HTMLText.plain(html.text, limit: NoticeText.limit + 1)[...]
  }

  private static func original(_ tree: MIMETree, _ notice: NoticeText) -> OriginalMessage {
    if let part = tree.parts.first(where: { $0.type.role == .returned }) {
      return OriginalMessage(HeaderFields(part.decoded.drop { $0.isWhiteSpace }))
    }
    if let part = tree.parts.dropFirst().first(where: {
      $0.header.has("received") || $0.header.has("message-id") && $0.header.has("from")
    }) {
      return OriginalMessage(part.header)
    }
    guard !notice.original.isEmpty else { return OriginalMessage(nil) }
    return OriginalMessage(HeaderFields(notice.original))
  }

  private static func date(_ header: HeaderFields, _ envelope: Bytes) -> Timestamp? {
    header.value("date").flatMap(MailDate.parse)
      ?? header.value("received").flatMap { value in
        value.lastIndex(of: UInt8(ascii: ";")).flatMap { MailDate.parse(value[($0 + 1)...]) }
      } ?? (envelope.isEmpty ? nil : EnvelopeLine.date(envelope))
  }
}
