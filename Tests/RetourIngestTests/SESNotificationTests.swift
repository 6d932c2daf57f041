import RetourEvents
import Testing

@testable import RetourIngest

@Suite struct SESNotificationTests {
  private static let bounce = """
    {"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":\
    [{"emailAddress":"kim@fabrikam.com","action":"failed","status":"5.1.1",\
    "diagnosticCode":"smtp; 550 5.1.1 user unknown"},{"emailAddress":"lee@fabrikam.com"}],\
    "timestamp":"2026-11-02T06:58:02.245Z","reportingMTA":"dsn; a27.smtp-out.example.net",\
    "remoteMtaIp":"203.0.113.25"},"mail":{"timestamp":"2026-11-02T06:58:00.000Z",\
    "source":"jan@contoso.com","headers":[{"name":"Message-ID","value":"<n-1@contoso.com>"}]}}
    """

  private func reports(_ body: String) -> [DeliveryReport] {
    let mail = """
      From: no-reply@sns.example.com
      Subject: AWS Notification Message
      x-amz-sns-message-id: 02f86d9b

      \(body)
      """
    return MessageReader(Limits())
      .read(Array(mail.utf8), path: "x", usesCarriageReturns: false, isCut: false).reports
  }

  @Test("a bounce gives each recipient with what the remote server said")
  func bounce() throws {
    let found = reports(Self.bounce + "\n\n--\nIf you wish to stop receiving notifications ...")
    #expect(found.map(\.recipient?.text) == ["kim@fabrikam.com", "lee@fabrikam.com"])
    let first = try #require(found.first)
    #expect(first.kind == .failed)
    #expect(first.status == EnhancedStatus(5, 1, 1))
    #expect(first.reply?.code == 550)
    #expect(first.remoteIP == "203.0.113.25")
    #expect(first.reportingMTA == "a27.smtp-out.example.net")
    #expect(first.messageID == "n-1@contoso.com")
    #expect(first.occurredAt?.description == "2026-11-02T06:58:02Z")
  }

  @Test("SNS's envelope is opened, also where a server broke its long lines")
  func envelope() {
    let escaped = Self.bounce.replacing("\"", with: "\\\"")
    let whole = "{\n  \"Type\" : \"Notification\",\n  \"Message\" : \"\(escaped)\"\n}\n"
    #expect(reports(whole).count == 2)
    #expect(reports(whole.replacing("Permanent", with: "Perma!\n nent")).count == 2)
  }

  @Test("complaints, deliveries and delays are what they are, other JSON is no report")
  func kinds() {
    func kind(_ type: String, _ key: String, _ list: String) -> ReportKind? {
      let json =
        "{\"notificationType\":\"\(type)\",\"\(key)\":{\(list)},\"mail\":{\"source\":\"j@contoso.com\"}}"
      return reports(json).first?.kind
    }
    let recipient = "[{\"emailAddress\":\"kim@fabrikam.com\"}]"
    #expect(kind("Complaint", "complaint", "\"complainedRecipients\":\(recipient)") == .feedback)
    #expect(
      kind("DeliveryDelay", "deliveryDelay", "\"delayedRecipients\":\(recipient)") == .delayed
    )
    #expect(kind("Delivery", "delivery", "\"recipients\":[\"kim@fabrikam.com\"]") == .delivered)
    #expect(kind("Open", "open", "\"ipAddress\":\"192.0.2.1\"") == nil)
    #expect(reports("{\"Alarm\": \"disk\"}").isEmpty)
    #expect(reports("{{{{").isEmpty)
  }
}
