import RetourEvents
import Testing

@testable import RetourIngest

@Suite("Identities of rows of traces")
struct TraceIdentityTests {
  @Test("rows of different deliveries are different events, because the database relies on it")
  func deliveries() {
    var deliveryOfEvent: [Identity: Identity?] = [:]
    var rows = 0
    for network in ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"]
    {
      for recipient in ["a@contoso.com", "A@contoso.com", "b@contoso.com", "a@fabrikam.com"] {
        for message in ["1@example.net", nil] {
          for kind in [ReportKind.failed, .delivered] {
            var report = DeliveryReport(
              kind: kind,
              position: Position(path: "", record: 0, offset: 0)
            )
            report.origin = .trace
            report.networkMessageID = network
            report.messageID = message
            report.recipient = EmailAddress(recipient)
            report.occurredAt = Timestamp(seconds: 1_700_000_000)
            let event = ReportIdentity.trace(report)
            let delivery = ReportIdentity.delivery(report)
            #expect(delivery != nil)
            #expect(deliveryOfEvent[event, default: delivery] == delivery)
            deliveryOfEvent[event] = delivery
            rows += 1
          }
        }
      }
    }
    // Where there is a network message id, the Message-ID is part of neither.
    #expect(deliveryOfEvent.count < rows)
    #expect(Set(deliveryOfEvent.values).count == deliveryOfEvent.count / 2)
  }
}
