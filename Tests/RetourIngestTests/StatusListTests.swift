import RetourEvents
import Testing

@testable import RetourIngest

private func bytes(_ text: String) -> Bytes { Array(text.utf8)[...] }

@Suite struct StatusListTests {
  @Test(
    "a list is cut where an answer begins, never inside one, into as many as there are recipients",
    arguments: [
      (
        "[{LED=550 a; b};{MSG=}];250 2.1.5 OK;[{LED=450 c;d}]",
        ["[{LED=550 a; b};{MSG=}]", "250 2.1.5 OK", "[{LED=450 c;d}]"]
      ),
      (
        "550 4.4.7 QUEUE.Expired; message expired;552 5.2.2 full",
        ["550 4.4.7 QUEUE.Expired; message expired", "552 5.2.2 full"]
      ),
      ("550 5.1.1 no, none, 552 5.2.2 full", ["550 5.1.1 no, none", "552 5.2.2 full"]),
      ("550 5.1.1 no|250 2.1.5 OK", ["550 5.1.1 no", "250 2.1.5 OK"]),
      ("550 5.1.1 A; not found 552 5.2.2 full", ["550 5.1.1 A; not found", "552 5.2.2 full"]),
      ("{250 2.1.5 OK, 250 2.1.5 OK}", ["250 2.1.5 OK", "250 2.1.5 OK"]),
      ("'550 5.1.1 A; no';'550 5.7.1 B; no'", ["550 5.1.1 A; no", "550 5.7.1 B; no"]),
      (
        "550 5.4.1 Refused; 550 5.1.1 inner;552 5.2.2 full",
        ["550 5.4.1 Refused; 550 5.1.1 inner", "552 5.2.2 full"]
      ),
      ("550 no;552 full", ["550 no", "552 full"]),
      ("one;other", ["one", "other"]), ("550 5.1.1 x;", ["550 5.1.1 x", ""]),
      ("550 4.4.7 A;b", ["550 4.4.7 A;b"]),
      // One answer is that of all; three of two recipients are nobody's.
      ("550 4.4.7 A; b", ["550 4.4.7 A; b", "550 4.4.7 A; b"]),
      ("550 5.1.1 a;550 5.2.2 b;550 5.7.1 c", ["", ""]), ("", ["", ""]),
    ]
  )
  func lists(text: String, expected: [String]) {
    #expect(StatusList.split(bytes(text), recipients: expected.count).map(\.text) == expected)
  }

  @Test(
    "a cell gives each of its addresses, or nothing where it can't be taken apart",
    arguments: [
      ("a@x.example", ["a@x.example"]),
      ("a@x.example;b@x.example", ["a@x.example", "b@x.example"]),
      ("a@x.example, b@x.example", ["a@x.example", "b@x.example"]),
      ("a@x.example b@x.example", ["a@x.example", "b@x.example"]),
      ("a@x.example|b@x.example", ["a@x.example", "b@x.example"]),
      ("{a@x.example, b@x.example}", ["a@x.example", "b@x.example"]),
      ("'a@x.example','b@x.example'", ["a@x.example", "b@x.example"]),
      ("\"a@b, c\"@x.example", ["\"a@b, c\"@x.example"]), ("a|b@x.example", ["a|b@x.example"]),
      ("a@x.example@y.example", nil), ("a@x.example/b@x.example", nil),
    ] as [(String, [String]?)]
  )
  func cells(text: String, expected: [String]?) {
    #expect(TraceAddress.split(bytes(text))?.map(\.text) == expected)
  }

  @Test(
    "headers that PowerShell makes of script blocks are known",
    arguments: [
      "$_.Recipients", "$_.Recipients -join ';'", "($_.Recipients -join \",\")",
      "[string]$_.recipients", "{ $PSItem.Recipients -join '|' }", "Recipients",
    ]
  )
  func headers(text: String) {
    #expect(TraceField(header: bytes(text)) == .recipient)
  }

  @Test("a delimiter inside a quoted name is no delimiter")
  func quotedNames() throws {
    let line = "\"Timestamp\",\"EventId\",\"$_.Recipients -join ','\",\"RecipientStatus\""
    let layout = try #require(CSVLayout(header: bytes(line)))
    #expect(layout.columns == [.localTime, .eventID, .recipient, .recipientStatus])
  }

  private func reports(_ fields: [TraceField: String], _ form: TraceForm = .tracking) throws
    -> [DeliveryReport]
  {
    let row = TraceRow()
    for (field, text) in fields {
      row.set(field, row.bytes.count, row.bytes.count + text.utf8.count)
      row.bytes += Array(text.utf8)
    }
    return try TraceReporter(path: "x", form: form, clock: TraceClock()).read(row)
  }

  @Test("a tracking log's own server is the reporting one, and the other one is remote")
  func servers() throws {
    let common: [TraceField: String] = [
      .time: "2026-03-02T15:01:29Z", .eventID: "FAIL", .recipient: "kim@fabrikam.com",
      .messageID: "<a@contoso.com>", .recipientStatus: "550 5.1.1 no such user",
    ]
    let routing = try reports(common.merging([.source: "ROUTING", .serverHost: "EX01"]) { $1 })
    #expect(routing.map(\.reportingMTA) == ["ex01"])
    #expect(routing.map(\.remoteHost) == [nil])
    let smtp = try reports(
      common.merging([.source: "SMTP", .clientHost: "EX01", .serverHost: "mx.fabrikam.com"]) { $1 }
    )
    #expect(smtp.map(\.reportingMTA) == ["ex01"])
    #expect(smtp.map(\.remoteHost) == ["mx.fabrikam.com"])
  }

  @Test(
    "a message that was scored into quarantine isn't delivered",
    arguments: [
      ("DELIVER", "S:SFA=SUM|SFV=SPM|DI=SQ|SFP=1501", [ReportKind.quarantined]),
      ("AGENTINFO", "S:SFA=SUM|DI=SQ", [.quarantined]),
      ("AGENTINFO", "S:SFA=SUM|DI=SN|SFV=NSPM", []),
      ("DELIVER", "S:SFA=SUM|DI=SN", [.delivered]), ("DELIVER", "S:XDI=SQL", [.delivered]),
    ]
  )
  func quarantine(event: String, data: String, expected: [ReportKind]) throws {
    let found = try reports([
      .time: "2026-03-02T15:01:29Z", .eventID: event, .recipient: "kim@fabrikam.com",
      .source: "STOREDRIVER", .customData: data,
    ])
    #expect(found.map(\.kind) == expected)
  }

  @Test("several addresses in a cell of a summary are as many deliveries, or a reject")
  func summary() throws {
    func read(_ cell: String) throws -> [String?] {
      try reports(
        [.time: "2026-03-02T15:01:29Z", .recipient: cell, .status: "Failed"],
        .summary
      ).map(\.recipient?.text)
    }
    #expect(try read("a@x.example, b@y.example") == ["a@x.example", "b@y.example"])
    #expect(throws: RowProblem.self) { try read("a@x.example@y.example") }
    // The quick way of counting leaves such cells to the ordinary one.
    var counts = DomainCounts()
    let several = counts.add(bytes("a@x.example,b@y.example"), 0)
    let one = counts.add(bytes("a@x.example"), 0)
    #expect(!several)
    #expect(one)
  }
}
