import RetourEvents
import Testing

@testable import RetourIngest

private func bytes(_ text: String) -> Bytes { Array(text.utf8)[...] }

@Suite struct TraceReasonTests {
  @Test(
    "the last error is found in either order, cut, nested, and with what separates items inside",
    arguments: [
      (
        "[{LED=550 5.1.1 No; such \"user\"};{MSG=};{FQDN=mx.example.net};{IP=192.0.2.7};{LRT=}]",
        "550 5.1.1 No; such \"user\"", "mx.example.net", "192.0.2.7"
      ),
      (
        "[{LRT=15-01-21 23:50:05};{LED=451 4.4.0 Primary target};{FQDN=mx.example.net};{IP=192.0.2.7}]",
        "451 4.4.0 Primary target", "mx.example.net", "192.0.2.7"
      ),
      (
        "Reason: [{LED=450 4.4.316 refused [Message=Socket} error] [LastAttemptedIP=192.0.2.7:25]};{MSG=",
        "450 4.4.316 refused [Message=Socket} error] [LastAttemptedIP=192.0.2.7:25]", "", ""
      ),
      ("[{LED=450 4.4.7 expired; next try at", "450 4.4.7 expired; next try at", "", ""),
      (
        "550 4.4.7 QUEUE.Expired;message expired", "550 4.4.7 QUEUE.Expired;message expired", "", ""
      ),
      ("", "", "", ""),
    ]
  )
  func parts(text: String, error: String, host: String, address: String) {
    let reason = TraceReason(bytes(text))
    #expect(reason.lastError.text == error)
    #expect(reason.host.text == host)
    #expect(reason.address.text == address)
  }

  @Test("chains are taken apart at semicolons that another recipient follows")
  func chains() throws {
    let parts = try #require(
      StatusChains.parse(bytes("a@x.example##Receive, Send;\"b<c\"@y.example##Receive, Fail"))
    )
    #expect(parts.map(\.address.text) == ["a@x.example", "\"b<c\"@y.example"])
    #expect(try parts.map { try TraceOutcomes.kind(chain: $0.words) } == [.delivered, .failed])
    #expect(StatusChains.parse(bytes("Receive, Fail")) == nil)
  }

  @Test("values of Data are found whatever their type, with entities resolved")
  func data() {
    let data = bytes(
      "<root><MEP Name=\"SCL\" Integer=\"8\"/><MEP Name=\"RecipientStatus\" "
        + "String=\"550 &lt;a&gt; &amp; &#xD;&#10;b\"/></root>"
    )
    #expect(TraceData.value("recipientstatus", in: data).text == "550 <a> & \r\nb")
    #expect(TraceData.value("scl", in: data).text == "8")
    #expect(TraceData.value("sfv", in: data).isEmpty)
  }
}

@Suite struct TraceDateTests {
  @Test(
    "moments are read in every way in which exports write them",
    arguments: [
      "2026-03-02T08:15:07.0480000Z", "2026-03-02T08:15:07Z", "2026-03-02T09:15:07+01:00",
      "2026-03-02 08:15:07Z", "/Date(1772439307048)/", "\\/Date(1772439307048+0000)\\/",
      "Mon, 02 Mar 2026 08:15:07 GMT", "2026/03/02 08:15:07 UTC",
    ]
  )
  func moments(text: String) throws {
    guard case .moment(let moment) = try #require(TraceDate(bytes(text))) else {
      Issue.record("\(text) is no moment")
      return
    }
    #expect(moment.description == "2026-03-02T08:15:07Z")
  }

  @Test(
    "dates of cultures are read in the order that the file shows",
    arguments: [
      ("3/2/2026 8:15:07 AM", DateOrder.monthFirst), ("3/2/2026 8:15:07\u{202F}AM", .monthFirst),
      ("02.03.2026 08:15:07", .dayFirst), ("2-3-2026 08:15:07", .dayFirst),
      ("2.3.2026 8.15.07", .dayFirst), ("2026. 03. 02. 8:15:07", .yearFirst),
      ("02/03/2026 08:15:07", .dayFirst),
    ]
  )
  func cultures(text: String, order: DateOrder) throws {
    guard case .local(let date) = try #require(TraceDate(bytes(text))) else {
      Issue.record("\(text) has no zone")
      return
    }
    #expect(date.moment(order, offset: 0)?.description == "2026-03-02T08:15:07Z")
  }

  @Test("noon and midnight have their halves")
  func halves() throws {
    for (text, hour) in [("3/2/2026 12:00:00 AM", 0), ("3/2/2026 12:00:00 PM", 12)] {
      guard case .local(let date) = try #require(TraceDate(bytes(text))) else { continue }
      #expect(date.hour == hour)
    }
  }

  @Test(
    "what is no date is none",
    arguments: ["", "yesterday?", "12345678", "2026-03-02T25:61", "1/2/3 x"]
  )
  func noDates(text: String) {
    if case .moment = TraceDate(bytes(text)) { Issue.record("\(text)") }
    if case .local(let date) = TraceDate(bytes(text)) {
      #expect(date.moment(.yearFirst, offset: 0) == nil)
    }
  }

  /// The order that a file with these dates shows.
  private func order(_ dates: [String]) throws -> DateOrder? {
    var evidence = ClockEvidence(TraceOptions())
    for date in dates {
      let row = TraceRow()
      row.bytes = Array(date.utf8)
      row.set(.time, 0, row.bytes.count)
      evidence.add(row)
    }
    return try evidence.clock().order
  }

  @Test("the order is decided by a part above 12, separators, AM and PM, or the sequence")
  func evidence() throws {
    #expect(try order(["02/03/2026 08:00:00", "28/02/2026 08:00:00"]) == .dayFirst)
    #expect(try order(["3/2/2026 8:00:00 AM", "3/13/2026 8:00:00 AM"]) == .monthFirst)
    #expect(try order(["3/2/2026 8:00:00 AM"]) == .monthFirst)
    #expect(try order(["2/03/2026 8:00:00 AM"]) == .dayFirst)
    #expect(try order(["02.03.2026 08:00:00"]) == .dayFirst)
    #expect(try order(["01/02/2026 08:00", "02/02/2026 08:00", "01/03/2026 08:00"]) == .dayFirst)
    #expect(try order(["2026-03-02T08:00:00Z"]) == nil)
    #expect(throws: RowProblem.self) { try order(["02/03/2026 08:00:00"]) }
    #expect(throws: RowProblem.self) { try order(["13/03/2026 08:00", "03/13/2026 08:00"]) }
  }
}

@Suite struct TextEncodingTests {
  @Test("encodings are told by their bytes, with and without a mark, and give the same text")
  func encodings() {
    let text = "\"RecipientAddress\",\"Status\"\r\n\"info@b\u{FC}cher.example\",\"\u{1F680}\"\r\n"
    let little = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for (sample, expected) in [
      (Array(text.utf8), TextEncoding.utf8), (little, .utf16(isBigEndian: false)),
      ([0xFF, 0xFE] + little, .utf16(isBigEndian: false)), (big, .utf16(isBigEndian: true)),
      ([0xFE, 0xFF] + big, .utf16(isBigEndian: true)),
    ] {
      #expect(TextEncoding(sample[...]) == expected)
      #expect(SingleMessage.skippingLead(expected.decoded(sample)[...]).text == text)
    }
    #expect(TextEncoding([0x62, 0xFC, 0x63, 0x68, 0x65, 0x72]) == .windows1252)
  }

  @Test("UTF-16 that comes in odd chunks is the same text")
  func chunks() throws {
    let text = String(repeating: "caf\u{E9} \u{1F680} plain text; ", count: 50)
    let sample = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    for chunk in [1, 3, 5, 1_000] {
      let source = TransformedBytes(
        ChunkedBytes(sample, by: chunk),
        UTF16Transform(isBigEndian: false)
      )
      var decoded: [UInt8] = []
      while case let piece = try source.appending(to: [], count: 17), piece.got > 0 {
        decoded += piece.bytes
      }
      #expect(decoded[...].text == text)
    }
  }
}

@Suite struct XMLRecordsTests {
  private func read(_ text: String) throws -> (rows: [String], problems: [Reject.Problem]) {
    let records = XMLRecords(ChunkedBytes(Array(text.utf8), by: 7))
    var rows: [String] = []
    var problems: [Reject.Problem] = []
    while true {
      switch try records.next() {
      case .row: rows.append("\(records.row[.recipient].text) \(records.row[.status].text)")
      case .page: break
      case .reject(let problem): problems.append(problem.problem)
      case .end: return (rows, problems)
      }
    }
  }

  private static let start = "<Objs xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">"
  private static let object = """
    <Obj RefId="0"><Props><S N="RecipientAddress">a_x005F_b_xD83D__xDE80_@x.example</S>
    <S N="Status">Fail<![CDATA[ed]]></S><Obj N="Extra"><LST><S>x</S></LST></Obj></Props></Obj>
    """

  @Test("lists of objects, escapes, and objects as values")
  func objects() throws {
    let list = "<Obj RefId=\"9\"><LST>\(Self.object)\(Self.object)</LST></Obj>"
    let found = try read("#< CLIXML\r\n\(Self.start)\(list)<Ref RefId=\"0\"/></Objs>")
    #expect(found.rows == Array(repeating: "a_b\u{1F680}@x.example Failed", count: 2))
    #expect(found.problems == [])
  }

  @Test("an export that breaks off is read to its end")
  func aborted() throws {
    let found = try read("\(Self.start)\(Self.object)<Obj RefId=\"1\"><Props>")
    #expect(found.rows.count == 1)
    #expect(found.problems == [.damagedXML])
  }

  @Test("a document type is refused before any entity of it is expanded")
  func laughs() throws {
    let entities = (1..<10).map { "<!ENTITY l\($0) \"&l\($0 - 1);&l\($0 - 1);\">" }.joined()
    let found = try read(
      "<!DOCTYPE Objs [<!ENTITY l0 \"ha\">\(entities)]>\(Self.start)<S>&l9;</S></Objs>"
    )
    #expect(found.rows == [])
    #expect(found.problems == [.refusedXML])
  }

  @Test("elements nested too deep are refused")
  func deep() throws {
    let found = try read(Self.start + String(repeating: "<Obj>", count: 200))
    #expect(found.problems == [.refusedXML])
  }
}

@Suite struct JSONRecordsTests {
  private func read(_ text: String, chunk: Int) throws -> (
    rows: [String], problems: [Reject.Problem]
  ) {
    let records = JSONRecords(ChunkedBytes(Array(text.utf8), by: chunk))
    var rows: [String] = []
    var problems: [Reject.Problem] = []
    while true {
      switch try records.next() {
      case .row: rows.append("\(records.row[.recipient].text) \(records.row[.status].text)")
      case .page: break
      case .reject(let problem): problems.append(problem.problem)
      case .end: return (rows, problems)
      }
    }
  }

  @Test("objects are found wherever they stand, with escapes and pairs of surrogates")
  func objects() throws {
    let text = """
      {"x": [1, -2.5e3, true, null], "value": [{"recipientAddress": "a\\"\\ud83d\\uDE80@x.example",
      "__metadata": {"id": "}"}, "status": "failed"}, {"recipientAddress": null, "status": "none"}]}
      """
    for chunk in [1, 3, 1_000] {
      let found = try read(text, chunk: chunk)
      #expect(found.rows == ["a\"\u{1F680}@x.example failed", " none"])
      #expect(found.problems == [])
    }
  }

  @Test(
    "damage is said, and what lies before was read",
    arguments: [
      ("[{\"recipientAddress\":\"a\",\"status\":\"failed\"},{\"rec", Reject.Problem.cutRow),
      ("[{\"recipientAddress\":\"a\",\"status\":\"failed\"}]]", .damagedJSON),
      ("[{\"recipientAddress\":\"a\",\"status\":\"failed\"},\"\\u12x4\"]", .damagedJSON),
    ]
  )
  func damage(text: String, problem: Reject.Problem) throws {
    let found = try read(text, chunk: 4)
    #expect(found.rows == ["a failed"])
    #expect(found.problems == [problem])
  }

  @Test("nesting is capped")
  func deep() throws {
    let text = String(repeating: "[", count: 100_000)
    #expect(try read(text, chunk: 1_000).problems == [.damagedJSON])
  }
}
