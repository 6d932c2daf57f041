import RetourEvents
import Testing

/// Packed deliveries.
@Suite("Packed deliveries")
struct QuietDeliveriesTests {
  private static func plain() -> DeliveryReport {
    var report = DeliveryReport(
      kind: .delivered,
      position: Position(path: "/archive/a.csv", record: 7, offset: 4_000)
    )
    report.origin = .trace
    report.eventID = Identity(high: 1, low: 2)
    report.deliveryID = Identity(high: 3, low: 4)
    report.messageID = "abc@mail.contoso.com"
    report.networkMessageID = "0a1b2c3d-0000-4000-8000-0123456789ab"
    report.recipient = EmailAddress("Kim@fabrikam.com")
    report.sender = EmailAddress("news@contoso.com")
    report.occurredAt = Timestamp(seconds: 1_700_000_000)
    report.arrivedAt = report.occurredAt
    report.remoteIP = "192.0.2.7"
    return report
  }

  @Test("what is packed comes back as it was")
  func roundTrip() throws {
    let changes: [(inout DeliveryReport) -> Void] = [
      { _ in }, { $0.kind = .filtered }, { $0.kind = .quarantined }, { $0.arrivedAt = nil },
      { ($0.occurredAt, $0.arrivedAt) = (nil, nil) }, { $0.sender = nil }, { $0.messageID = nil },
      { $0.sender = EmailAddress("bare") }, { $0.sender = EmailAddress("@") },
      { $0.messageID = "bare" }, { $0.messageID = "two@signs@" }, { $0.messageID = "@" },
      { $0.recipient = EmailAddress("\"a@b\"@fabrikam.com") }, { $0.remoteIP = nil },
      { $0.remoteIP = "2001:db8::1" }, { $0.remoteIP = "::ffff:192.0.2.1" },
      { $0.remoteIP = "0.0.0.0" }, { $0.remoteIP = "255.255.255.255" },
      { $0.remoteIP = "192.0.2.01" }, { $0.remoteIP = "192.0.2" }, { $0.remoteIP = "192.0.2.256" },
      { $0.remoteIP = "192.0.2.1.1" }, { $0.remoteIP = "192.0.2." },
      { $0.sender = EmailAddress("jörg@fabrikam.com") },
    ]
    var list = QuietDeliveries()
    let reports = changes.map { change in
      var report = Self.plain()
      change(&report)
      return report
    }
    for (number, report) in reports.enumerated() {
      let isPacked = list.append(report)
      #expect(isPacked, "\(number)")
    }
    for (item, report) in zip(list.items, reports) {
      #expect(list.report(item, in: "/archive/a.csv") == report)
    }
    list.recordsBefore = 100
    #expect(list.report(list.items[0], in: "x").position.record == 107)
  }

  @Test("a report that says more isn't packed")
  func eligible() {
    let changes: [(inout DeliveryReport) -> Void] = [
      { $0.kind = .failed }, { $0.kind = .delayed }, { $0.kind = .suppressed },
      { $0.origin = .mail }, { $0.origin = .log }, { $0.deliveryID = nil }, { $0.recipient = nil },
      { $0.recipient = EmailAddress("nobody") },
      { $0.recipient = EmailAddress(text: "a@[192.0.2.1]", domain: nil) },
      { $0.originalRecipient = EmailAddress("b@fabrikam.com") },
      { $0.sender = EmailAddress(text: "B@FABRIKAM.com", domain: nil) },
      { $0.messageID = String(repeating: "m", count: 2_000) },
      { $0.remoteIP = String(repeating: "1", count: 70_000) },
      { $0.sender = EmailAddress(String(repeating: "m", count: 2_000)) }, { $0.reportID = "r" },
      { $0.networkMessageID = nil },
      { $0.networkMessageID = "0A1B2C3D-0000-4000-8000-0123456789ab" },
      { $0.networkMessageID = "0a1b2c3d00004000-8000-0123456789abcd" },
      { $0.networkMessageID = "0a1b2c3d-0000-4000-8000-0123456789a" },
      { $0.networkMessageID = "0a1b2c3d-0000-4000-8000-0123456789g1" }, { $0.queueID = "q" },
      { $0.arrivedAt = Timestamp(seconds: 1) }, { $0.lastAttemptAt = $0.occurredAt },
      { $0.reportedAt = $0.occurredAt }, { $0.retriedFor = 1 }, { $0.attempts = 1 },
      { $0.reportingMTA = "mx.example.com" }, { $0.generatingServer = "mx.example.com" },
      { $0.remoteHost = "mx.example.com" }, { $0.remotePort = 25 }, { $0.statedAction = .relayed },
      { $0.phase = .rcpt }, { $0.reply = SMTPReply(250) }, { $0.status = EnhancedStatus(2, 0, 0) },
      { $0.diagnostics = ["ok"] }, { $0.lastErrors = ["no"] }, { $0.humanText = "well" },
      { $0.language = "en" }, { $0.microsoftOwner = .recipientAdmin },
      { $0.originatorOrg = DomainName(ascii: "contoso.com") },
      { $0.reportFromDomain = DomainName(ascii: "contoso.com") }, { $0.hops = ["mx.example.com"] },
    ]
    var list = QuietDeliveries()
    for (number, change) in changes.enumerated() {
      var report = Self.plain()
      change(&report)
      let isPacked = list.append(report)
      #expect(!isPacked, "\(number)")
    }
    #expect(list.isEmpty)
  }

  @Test("numbers of network message ids and addresses")
  func numbers() {
    let text = "0a1b2c3d-0000-4000-8000-0123456789ab"
    let number = QuietDeliveries.number(ofNetworkID: text)
    #expect(number == Identity(high: 0x0a1b_2c3d_0000_4000, low: 0x8000_0123_4567_89ab))
    #expect(number.map(QuietDeliveries.networkID) == text)
    #expect(QuietDeliveries.version4("192.0.2.7".utf8.span) == 0xC000_0207)
    #expect(QuietDeliveries.text(ofVersion4: 0xC000_0207) == "192.0.2.7")
  }
}
