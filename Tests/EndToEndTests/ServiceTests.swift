import Foundation
import TestSupport
import Testing

@Suite("Events of mail services")
struct ServiceTests {
  private static let bounce = """
    {"eventType":"Bounce","mail":{"timestamp":"2026-11-29T11:33:19.000Z","source":"kim@contoso.com",\
    "messageId":"0100-1","destination":["no@fabrikam.com","ana@fabrikam.com"],"headers":[{"name":\
    "message-id","value":"<one@contoso.com>"}]},"bounce":{"bounceType":"Permanent","bounceSubType":\
    "General","bouncedRecipients":[{"emailAddress":"no@fabrikam.com","status":"5.1.1",\
    "diagnosticCode":"smtp; 550 5.1.1 <no@fabrikam.com>: User unknown"}],"timestamp":\
    "2026-11-29T11:33:29.000Z","remoteMtaIp":"198.51.100.25"}}
    """
  private static let delivery = """
    {"eventType":"Delivery","mail":{"timestamp":"2026-11-29T11:33:19.000Z","source":"kim@contoso.com",\
    "messageId":"0100-1","destination":["no@fabrikam.com","ana@fabrikam.com"]},"delivery":{"timestamp":\
    "2026-11-29T11:33:20.000Z","recipients":["ana@fabrikam.com"],"smtpResponse":"250 Ok"}}
    """
  private static let truth: Set<String> = [
    "no@fabrikam.com failed recipient-unknown 1", "ana@fabrikam.com delivered - 1",
  ]

  @Test("events are found in lines, without any between, in lists and in envelopes of envelopes")
  func envelopes() throws {
    let folder = try TemporaryDirectory()
    func quoted(_ text: String) -> String {
      text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
    let topic = "{\"Type\":\"Notification\",\"Message\":\"\(quoted(Self.bounce))\"}"
    let forms = [
      "\(Self.bounce)\n\(Self.delivery)\n", Self.bounce + Self.delivery,
      "[\(Self.bounce),\(Self.delivery)]", "{\"Records\":[\(Self.bounce), \(Self.delivery)]}",
      "{\"detail-type\":\"x\",\"detail\":\(Self.bounce)}\n{\"detail\":\(Self.delivery)}",
      "{\"Messages\":[{\"Body\":\"\(quoted(topic))\"}]}\(Self.delivery)",
    ]
    for (index, form) in forms.enumerated() {
      let lines = try scan(try folder.write("\(index).json", form))
      #expect(Set(lines.map(\.words)) == Self.truth, "\(index)")
      let failed = try #require(lines.first { $0.kind == "failed" })
      #expect(failed.messageId == "one@contoso.com" && failed.sender == "kim@contoso.com")
      #expect(failed.occurredAt == "2026-11-29T11:33:29Z" && failed.retriedForS == 10)
    }
  }

  @Test("events of one delivery are one, whatever their order")
  func order() throws {
    let folder = try TemporaryDirectory()
    func event(_ word: String, _ time: Int, _ more: String) -> String {
      """
      {"event":"\(word)","email":"ben@fabrikam.com","timestamp":\(time),"sg_event_id":"\(time)",\
      "sg_message_id":"m1","smtp-id":"<two@contoso.com>"\(more)}
      """
    }
    let events = [
      event("processed", 1_795_952_000, ""),
      event("deferred", 1_795_952_001, ",\"response\":\"450 4.7.1 Greylisted\""),
      event("deferred", 1_795_952_060, ",\"response\":\"450 4.7.1 Greylisted\""),
      event("delivered", 1_795_952_120, ",\"response\":\"250 Ok\""),
    ]
    for order in [events, events.reversed()] {
      let lines = try scan(try folder.write("events.ndjson", order.joined(separator: "\n")))
      #expect(lines.map(\.kind) == ["delivered"])
      #expect(lines.first?.occurredAt == "2026-11-29T11:35:20Z")
    }
    let open = try scan(
      try folder.write("open.ndjson", events.prefix(3).joined(separator: "\n"))
    )
    #expect(open.map(\.words) == ["ben@fabrikam.com delayed greylisted 2"])
  }

  @Test("a suppressed address is not a new bounce, and words before the server's go")
  func meanings() throws {
    let folder = try TemporaryDirectory()
    let brevo = """
      {"event":"hard_bounce","email":"no@fabrikam.com","date":"2026-11-29 11:33:21","ts_epoch":\
      1795952001000,"message-id":"<a@contoso.com>","reason":"RecipientError: 550 5.1.1 User unknown"}
      {"event":"blocked","email":"no@fabrikam.com","date":"2026-11-29 11:33:21","ts_epoch":\
      1795952001000,"message-id":"<b@contoso.com>","reason":"blocked : due to blacklist user"}
      {"event":"opened","email":"no@fabrikam.com","date":"2026-11-29 11:33:21","message-id":"<c@x.y>"}
      """
    let lines = try scan(try folder.write("brevo.ndjson", brevo))
    #expect(lines.map(\.kind) == ["failed", "suppressed"])
    #expect(lines.first?.diagnostic == "550 5.1.1 User unknown")
    let csv = """
      Date,Email Address,Sender,Subject,Status,Tags,Subaccount,Opens,Clicks,Bounce Detail
      2026-11-29 11:33:21,no@fabrikam.com,kim@contoso.com,"A, ""b""\r
      c",bounced,,,0,0,"smtp;550 5.1.1 User unknown, sorry"
      2026-11-29 11:33:21,short
      2026-11-29 11:33:22,ana@fabrikam.com,kim@contoso.com,x,sent,,,0,0,

      """
    let result = try Program.run(["scan", try folder.write("mandrill.csv", csv)])
    #expect(result.status == 0 && result.lines.count == 2)
    #expect(result.lines[0].contains("550 5.1.1 User unknown, sorry"))
    #expect(result.errors.contains("bad-row"))
  }

  @Test("JSON and CSV of others are refused, not read as nothing")
  func foreign() throws {
    let folder = try TemporaryDirectory()
    let texts = [
      "{\"level\":\"info\",\"recipients\":[1]}\n", "[{\"a\":1}]", "a,b,c\n1,2,3\n",
      "{\"recipients\":[],\"event\":\"delivered\"}\n{\"x\":\"{\"}\n",
    ]
    for (index, text) in texts.enumerated() {
      let result = try Program.run(["scan", try folder.write("\(index)", text)])
      #expect(result.status == 66, "\(index) \(result.errors)")
      #expect(result.errors.contains("unknown-format"), "\(index) \(result.errors)")
    }
  }

  @Test("a service of one's own is described in a file, whose mistakes are told with their place")
  func own() throws {
    let folder = try TemporaryDirectory()
    let map = """
      services:
        - service: own
          title: Our own relay
          host: relay.contoso.com
          marks: [whom, what]
          event: [what]
          outcomes:
            - lost: failed
            - done: delivered
          recipient: [whom]
          message_id: [ref]
          time: [at]
          text: [why.said]

      """
    let events = """
      {"whom":"no@fabrikam.com","what":"lost","ref":"<a@contoso.com>","at":1795952001,\
      "why":{"said":"550 5.1.1 User unknown"}}
      {"whom":"ana@fabrikam.com","what":"done","ref":"<b@contoso.com>","at":1795952001}
      """
    let path = try folder.write("own.ndjson", events)
    let file = try folder.write("own.yaml", map)
    #expect(Set(try scan("--map", file, path).map(\.words)) == Self.truth)
    #expect(try Program.run(["formats", "--map", file]).output.contains("Our own relay"))
    let wrong = try folder.write("wrong.yaml", map.replacing("lost: failed", with: "lost: gone"))
    let result = try Program.run(["scan", "--map", wrong, path])
    #expect(result.status == 64 && result.errors.contains("wrong.yaml:8:"))
  }

  @Test("objects that are cut or too large lose no other")
  func damage() throws {
    let folder = try TemporaryDirectory()
    let large = "{\"x\":[\"\(String(repeating: "y", count: 1_100_000))\"],\"z\":[\(Self.bounce)]}"
    let lines = try scan(try folder.write("large.json", "\(Self.delivery)\(large)"))
    #expect(Set(lines.map(\.words)) == Self.truth)
    let cut = try Program.run(
      ["scan", try folder.write("cut.json", "[\(Self.bounce),\(Self.delivery.dropLast(9))")]
    )
    #expect(cut.status == 0 && cut.lines.count == 1 && cut.errors.contains("cut-row"))
  }
}
