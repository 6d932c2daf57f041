import RetourEvents

/// Makes reports of what logs tell about deliveries.
enum LogReporter {
  /// The report of a delivery; `lines` of its file were counted before the batch that it goes with.
  static func report(_ delivery: LogDelivery, after lines: Int) -> DeliveryReport {
    let recipient = delivery.recipient
    var report = DeliveryReport(
      kind: kind(recipient.outcome),
      position: Position(
        path: recipient.place.path,
        record: recipient.place.line - lines,
        offset: recipient.place.offset
      )
    )
    report.origin = .log
    report.recipient = TraceAddress.parse(recipient.address[...])
    report.originalRecipient = TraceAddress.parse(recipient.original[...])
    report.sender = delivery.sender.flatMap { TraceAddress.parse($0[...]) }
    report.messageID = text(delivery.messageID)
    report.reportID = text(delivery.noticeID)
    report.queueID = text(delivery.queue)
    report.reportingMTA = text(delivery.host)?.lowercased()
    report.arrivedAt = delivery.arrived.map { Timestamp(seconds: $0) }
    report.occurredAt = recipient.time.map { Timestamp(seconds: $0) }
    report.lastAttemptAt = recipient.lastTried.map { Timestamp(seconds: $0) }
    report.attempts = recipient.attempts > 0 ? recipient.attempts : nil
    report.retriedFor = recipient.delay ?? measured(delivery)
    report.status = EnhancedStatus(ascii: recipient.status.span)
    addServer(recipient.relay[...], to: &report)
    if report.kind.hasCause {
      report.statedAction = report.kind
      addReason(recipient, to: &report)
    } else {
      report.reply = Self.reply(recipient.text[...])
    }
    report.eventID = ReportIdentity.log(report)
    report.deliveryID = ReportIdentity.delivery(report)
    return report
  }

  static func kind(_ outcome: LogAttempt.Outcome) -> ReportKind {
    switch outcome {
    case .delivered, .own: .delivered
    case .failed: .failed
    case .suppressed: .suppressed
    case .deferred: .delayed
    }
  }

  private static func text(_ bytes: [UInt8]) -> String? {
    bytes.isEmpty ? nil : Charset.utf8(bytes[...], charset: nil).text
  }

  /// From arrival to the outcome.
  private static func measured(_ delivery: LogDelivery) -> Int64? {
    guard let start = delivery.arrived, let end = delivery.recipient.time, end >= start else {
      return nil
    }
    return end - start
  }

  /// `250 2.0.0 Ok: queued as 7A000001`.
  private static func reply(_ text: Bytes) -> SMTPReply? {
    text.prefix(3).number.flatMap { $0 > 199 ? SMTPReply($0) : nil }
  }

  /// `mx1.fabrikam.com[198.51.100.25]:25`, `mx1.fabrikam.com. [198.51.100.25]`; `none` is no server.
  private static func addServer(_ relay: Bytes, to report: inout DeliveryReport) {
    guard !relay.isEmpty, !relay.elementsEqual("none".utf8) else { return }
    report.take(ServerMention(at: relay))
    if report.remoteHost == "unknown" { report.remoteHost = nil }
  }

  private static func addReason(_ recipient: LogRecipient, to report: inout DeliveryReport) {
    var said = words(recipient.text)
    var earlier = recipient.earlier.map(words).filter { !$0.isEmpty }
    // Words that only say that the time is over name neither code nor server; those before do.
    if recipient.isBare, !earlier.isEmpty { swap(&said, &earlier[0]) }
    if !said.isEmpty { report.diagnostics = [shown(said)] }
    report.lastErrors = earlier.map(shown)
    let facts = DiagnosticFacts(said[...], besides: report.reportingMTA.map { [$0] } ?? [])
    if report.status == nil || facts.status != nil && report.status?.subject == 0 {
      report.status = facts.status ?? report.status
    }
    report.reply = facts.reply
    report.phase = facts.phase
    if report.remoteHost == nil, report.remoteIP == nil, var server = facts.server {
      server.complete(from: said[...])
      report.take(server)
    }
  }

  private static func shown(_ words: [UInt8]) -> String {
    Charset.utf8(words[...], charset: nil).text
  }

  /// The words without what a collector has written in place of line ends (`#012`), and without the
  /// codes that a server repeats at the front of each line of its reply.
  private static func words(_ text: [UInt8]) -> [UInt8] {
    var plain: [UInt8] = []
    plain.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let byte = text[index]
      let rest = text[index...]
      if byte == UInt8(ascii: "#"),
        rest.begins("#012") || rest.begins("#011") || rest.begins("#015")
      {
        plain.append(.space)
        index += 4
      } else if byte == UInt8(ascii: "\\"), rest.begins("\\n") || rest.begins("\\t") {
        plain.append(.space)
        index += 2
      } else {
        plain.append(byte)
        index += 1
      }
    }
    return plain[...].squeezed()
  }
}

extension ReportIdentity {
  /// The identity of what a server's log tells about a message and recipient: whatever became of it
  /// so far, because a longer log tells more of the same delivery.
  ///
  /// Message-ID, final recipient and server; without a Message-ID the queue id and the day of arrival.
  static func log(_ report: DeliveryReport) -> Identity {
    var hash = SHA256Hash()
    hash.field("retour-log-1")
    hash.field(report.messageID)
    hash.field(report.recipient?.key)
    hash.field(report.reportingMTA)
    if report.messageID == nil {
      hash.field(report.queueID)
      hash.field((report.arrivedAt ?? report.occurredAt)?.description.prefix(10).description)
    }
    return hash.identity()
  }
}
