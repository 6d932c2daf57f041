import Foundation
import TestSupport
import Testing

/// One structural element of a format, as often as it takes to fill an input.
enum Element: String, CaseIterable, Sendable {
  // Mailboxes and messages.
  case emptyMessages, tinyBounces, undatedFromLines, claimedLengths, nulTail, blankTail
  case headerLines, foldedHeader, encodedWords, recipientsInHeader, addressesInTo
  case parts, openParts, nestedParts, partHeaders, parameters, attachedMessages
  case statusGroups, statusFields, statusBlankLines, statusContinuations, flattenedStatus
  case noticeLines, noticeBlankLines, noticeSpaces, noticeRecipients, noticeSameRecipient
  case noticeHeads, exchangeQuotes, exchangeRecipients, oneLine, atSigns, angleBrackets, htmlTags
  case htmlEntities, base64, quotedPrintable, westernText, sharedReason
  // Traces.
  case csvBadRows, csvQuotes, csvOpenQuotes, csvColumns, csvLongRow, csvHeaders, csvBlankLines
  case trackingRecipients, trackingFields, trackingColumns, trackingRows, xmlElements,
    xmlAttributes, xmlAttributeBytes
  case xmlComments, xmlLongComment, xmlDepth, xmlEntities, xmlNames, xmlNamespaces, xmlInstructions
  case xmlText, xmlSections, jsonObjects, jsonArrays, jsonText, jsonNames, jsonEscapes
  // Logs of servers and events of services.
  case logOpenMessages, logRecipients, logAttempts, logForeignLines, logOneLine, logJournal
  case logEximRecipients, serviceEvents, serviceNesting, serviceStrings, serviceArrays
  // Anything.
  case nuls, lineFeeds, carriageReturns, wideText, bytes

  private static let daemon =
    "From: MAILER-DAEMON@contoso.com\nSubject: Undelivered Mail Returned to Sender\n"
  private static let statusHead =
    daemon
    + "Content-Type: multipart/report; report-type=delivery-status; boundary=BB\n\n--BB\n"
    + "Content-Type: message/delivery-status\n\n"
  private static let logged = "Nov  2 09:00:00 mx postfix/"
  private static let active =
    "\(logged)qmgr[1]: ABCDEF: from=<a@b.example>, size=1, nrcpt=1 (queue active)\n"
  private static let deferred =
    "relay=none, delay=1, delays=0/0/0/1, dsn=4.4.1, status=deferred (Connection timed out)\n"
  private static let envelope = "From MAILER-DAEMON Mon Nov  2 09:00:00 2026\n"
  private static let delivered =
    #"{"eventType":"Delivery","mail":{"timestamp":"2026-11-02T09:00:00.000Z","messageId":"0100-1","#
    + #""source":"a@b.example","destination":["u@v.example"]},"delivery":{"timestamp":"#
    + #""2026-11-02T09:00:01.000Z","recipients":["u@v.example"]}}"# + "\n"
  private static let clixml =
    #"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">"#
  private static let summary = "Received,SenderAddress,RecipientAddress,Status,MessageId,Subject\n"
  private static let tracking =
    "#Software: Microsoft Exchange Server\n#Fields: date-time,client-ip,event-id,source,"
    + "recipient-address,recipient-status,message-id,sender-address\n"

  /// An input: what stands before, the piece that is repeated, and what stands behind.
  private var form: (head: String, piece: String, tail: String) {
    switch self {
    case .emptyMessages: ("", Self.envelope, "")
    case .tinyBounces:
      (
        "",
        "\(Self.envelope)From: MAILER-DAEMON\nSubject: failure notice\n\n<u@v.example>: 550\n\n", ""
      )
    case .undatedFromLines: ("\(Self.envelope)\(Self.daemon)\n", "\nFrom x\n", "")
    case .claimedLengths:
      ("", "\(Self.envelope)Content-Length: 7000000\nSubject: x\n\nbody\n\n", "")
    case .nulTail: ("\(Self.envelope)\(Self.daemon)\n<u@v.example>: 550\n", "\u{0}", "")
    case .blankTail: ("\(Self.envelope)Subject: x\n\nbody\n", "\n", "")
    case .headerLines: (Self.daemon, "X-Header: value\n", "\n<u@v.example>: 550\n")
    case .foldedHeader: ("\(Self.daemon)To: x\n", " y\n", "\n<u@v.example>: 550\n")
    case .encodedWords:
      ("From: a@b.example\nSubject: x\n", " =?utf-8?q?", "\n\n<u@v.example>: 550\n")
    case .recipientsInHeader:
      ("\(Self.daemon)X-Failed-Recipients: a@b.example\n", ", u@v.example\n", "\n550\n")
    case .addressesInTo:
      ("\(Self.daemon)To: a@b.example\n", " ,u@v.example\n", "\n<u@v.example>: 550\n")
    case .parts:
      ("\(Self.daemon)Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", "--b--\n")
    case .openParts: ("\(Self.daemon)Content-Type: multipart/mixed; boundary=b\n\n", "--b\n", "")
    case .nestedParts:
      (Self.daemon, "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "\n<u@v.example>: 550\n")
    case .partHeaders:
      ("\(Self.daemon)Content-Type: multipart/mixed; boundary=b\n\n--b\n", "a:\n", "\n\n--b--\n")
    case .parameters:
      ("\(Self.daemon)Content-Type: multipart/report;\n", " a=\"b\";\n", "\n\n<u@v.example>: 550\n")
    case .attachedMessages:
      (
        "\(Self.daemon)Content-Type: multipart/mixed; boundary=b\n\n",
        "--b\nContent-Type: message/rfc822\n\nSubject: x\n\ny\n", "--b--\n"
      )
    case .statusGroups:
      (Self.statusHead, "Final-Recipient: rfc822; u@v.example\nAction: failed\n\n", "--BB--\n")
    case .statusFields: (Self.statusHead, "X-Field: value\n", "--BB--\n")
    case .statusBlankLines: (Self.statusHead, "\n", "--BB--\n")
    case .statusContinuations:
      ("\(Self.statusHead)Final-Recipient: rfc822; u@v.example\nDiagnostic-Code: x\n", " y\n", "")
    case .flattenedStatus:
      ("\(Self.daemon)\n", "Final-Recipient: rfc822; u@v.example\nAction: failed\n", "")
    case .noticeLines: ("\(Self.daemon)\n<u@v.example>: 550\n", "word word\n", "")
    case .noticeBlankLines: ("\(Self.daemon)\n<u@v.example>: 550\n", "\n", "<w@v.example>: 550\n")
    case .noticeSpaces: ("\(Self.daemon)\n<u@v.example>: 550\n", " ", "<w@v.example>: 550\n")
    case .noticeRecipients: ("\(Self.daemon)\n", "<u%@v.example>: 550 no\n", "")
    case .noticeSameRecipient:
      ("\(Self.daemon)\n<u@v.example>: 550\n", " <u@v.example>: 551 x\n", "")
    case .noticeHeads: ("\(Self.daemon)\n", "<u@v.example>: 550 x\n\n", "")
    case .exchangeQuotes: ("\(Self.daemon)\nu@v.example\n", "Remote Server returned '550 x\n", "")
    case .exchangeRecipients:
      ("\(Self.daemon)\n", "u%@v.example\nmx #<mx #5.1.1 smtp;550 5.1.1 no> #SMTP#\n\n", "")
    case .oneLine: ("\(Self.daemon)\n", "could not be delivered to ", "u@v.example 550\n")
    case .atSigns: ("\(Self.daemon)\n", "a@", "\n")
    case .angleBrackets: ("\(Self.daemon)\n", "<", "\n")
    case .htmlTags: ("\(Self.daemon)Content-Type: text/html\n\n<p>u@v.example: 550</p>", "<b>", "")
    case .htmlEntities: ("\(Self.daemon)Content-Type: text/html\n\n<p>u@v.example</p>", "&#1", "")
    case .base64: ("\(Self.daemon)Content-Transfer-Encoding: base64\n\n", "QUFB\n", "")
    case .quotedPrintable:
      ("\(Self.daemon)Content-Transfer-Encoding: quoted-printable\n\n", "=41=\n", "")
    case .westernText:
      ("\(Self.daemon)Content-Type: text/plain; charset=iso-8859-1\n\nu@v.example\n", "\u{FF}", "")
    case .sharedReason:
      ("\(Self.daemon)\n", "<u%@v.example>:\n", "550 \(String(repeating: "reason ", count: 900))\n")
    case .csvBadRows: (Self.summary, "a\n", "")
    case .csvQuotes: (Self.summary, "\"\"", "\n")
    case .csvOpenQuotes: (Self.summary, "\"a\n", "")
    case .csvColumns: (Self.summary, ",", "\n")
    case .csvLongRow: (Self.summary, "x", "\n")
    case .csvHeaders: ("", Self.summary, "")
    case .csvBlankLines: (Self.summary, "\r\n", "")
    case .trackingRecipients:
      (
        "\(Self.tracking)2026-11-01T00:00:00.000Z,192.0.2.1,FAIL,SMTP,", "u@v.example;",
        ",550,<a@b>,a@b.example\n"
      )
    case .trackingFields: ("", "#Fields: date-time,event-id,recipient-address\n", "")
    case .trackingColumns:
      ("#Fields: date-time,event-id", ",x%", "\n2026-11-01T00:00:00.000Z,FAIL\n")
    case .trackingRows: (Self.tracking, "2026-11-01T00:00:00.000Z,,FAIL,SMTP,,,,\n", "")
    case .xmlElements: (Self.clixml, "<Obj/>", "</Objs>")
    case .xmlAttributes: ("\(Self.clixml)<Obj ", "a%='b' ", "/></Objs>")
    case .xmlAttributeBytes: ("\(Self.clixml)<Obj N='", "x", "'/></Objs>")
    case .xmlComments: (Self.clixml, "<!-- x -->", "</Objs>")
    case .xmlLongComment: ("\(Self.clixml)<!-- ", "x", "--></Objs>")
    case .xmlDepth: (Self.clixml, "<Obj>", "")
    case .xmlEntities: ("\(Self.clixml)<S>", "&amp;", "</S></Objs>")
    case .xmlNames: ("\(Self.clixml)<!-- -->", "<n%/>", "</Objs>")
    case .xmlNamespaces: (Self.clixml, "<Obj xmlns:n%='x'></Obj>", "</Objs>")
    case .xmlInstructions: (Self.clixml, "<?x y?>", "</Objs>")
    case .xmlText: ("\(Self.clixml)<Obj><Props><S N=\"Status\">", "x", "</S></Props></Obj></Objs>")
    case .xmlSections: ("\(Self.clixml)<S>", "<![CDATA[x]]>", "</S></Objs>")
    case .jsonObjects: ("[{\"RecipientAddress\":\"u@v.example\"}", ",{}", "]")
    case .jsonArrays: ("[{\"RecipientAddress\":\"u@v.example\"}", ",[]", "]")
    case .jsonText: ("[{\"RecipientAddress\":\"u@v.example\",\"Subject\":\"", "x", "\"}]")
    case .jsonNames: ("[{\"RecipientAddress\":\"u@v.example\"", ",\"n%\":1", "}]")
    case .jsonEscapes: ("[{\"RecipientAddress\":\"u@v.example\",\"x\":[", "\"\\u0041\",", "1]}]")
    case .logOpenMessages:
      (
        Self.active,
        "\(Self.logged)qmgr[1]: ABCDE%: from=<a@b.example>, size=1, nrcpt=1 (queue active)\n", ""
      )
    case .logRecipients:
      (Self.active, "\(Self.logged)smtp[1]: ABCDEF: to=<u%@v.example>, \(Self.deferred)", "")
    case .logAttempts:
      (Self.active, "\(Self.logged)smtp[1]: ABCDEF: to=<u@v.example>, \(Self.deferred)", "")
    case .logForeignLines: (Self.active, "Nov  2 09:00:00 mx sshd[1]: session closed\n", "")
    case .logOneLine: (Self.active, "x", "\n")
    case .logJournal:
      (
        "",
        #"{"__REALTIME_TIMESTAMP":"1793600000000000","_HOSTNAME":"mx","#
          + #""SYSLOG_IDENTIFIER":"postfix/qmgr","MESSAGE":"ABCDE%: from=<a@b.example>, size=1, "#
          + #"nrcpt=1 (queue active)"}"# + "\n", ""
      )
    case .logEximRecipients:
      (
        "2026-11-02 09:00:00 1wPskP-00000003B4-2VlM <= a@b.example H=x S=1\n",
        "2026-11-02 09:00:01 1wPskP-00000003B4-2VlM == u%@v.example R=r T=t defer (110): timeout\n",
        ""
      )
    case .serviceEvents: (Self.delivered, #"{"eventType":"Delivery","mail":{}}"# + "\n", "")
    case .serviceNesting: (Self.delivered + #"{"eventType":"Bounce","mail":"#, #"{"a":"#, "")
    case .serviceStrings: (Self.delivered + #"{"eventType":""#, #"\\"#, "\"}\n")
    case .serviceArrays: (Self.delivered + #"{"eventType":"Bounce","mail":"#, "[", "")
    case .nuls: ("", "\u{0}", "")
    case .lineFeeds: ("", "\n", "x")
    case .carriageReturns: ("\(Self.daemon)\n", "\r", "")
    case .wideText: ("", "PowerShell transcript, no mail\r\n", "")
    case .bytes: ("", "\u{1}\u{2}x", "")
    }
  }

  /// An input of about so many bytes; `%` in a piece is its number.
  func input(_ size: Int) -> [UInt8] {
    let form = form
    var bytes = Array(form.head.utf8)
    bytes.reserveCapacity(size + form.tail.utf8.count + 64)
    let piece = Array(form.piece.utf8)
    let place = piece.firstIndex(of: UInt8(ascii: "%"))
    var number = 0
    while bytes.count < size {
      if let place {
        bytes += piece[..<place]
        bytes += "\(number)".utf8
        bytes += piece[(place + 1)...]
        number += 1
      } else {
        bytes += piece
      }
    }
    bytes += form.tail.utf8
    if self == .westernText { bytes = bytes.filter { $0 != 0xC3 } }
    if self == .wideText { bytes = [0xFF, 0xFE] + bytes.flatMap { [$0, 0] } }
    return bytes
  }
}

/// Inputs of one element that is repeated: time grows as the input does, and memory hardly.
@Suite(
  .serialized,
  .enabled(if: Measured.release != nil, "RETOUR_RELEASE is to name the program of a release build")
)
struct GrowthTests {
  private static let scanLimit = 64 << 20
  private static let ingestLimit = 96 << 20

  /// How large inputs are, in MiB: `RETOUR_GROWTH=16` takes a while.
  private static let scale =
    ProcessInfo.processInfo.environment["RETOUR_GROWTH"].flatMap { Int($0) } ?? 4
  private static let large = scale << 20
  /// Seconds of processor time for a mebibyte within which nothing can be quadratic.
  private static let quick = 0.1

  @Test("time and memory stay on a straight line", arguments: Element.allCases)
  func line(element: Element) throws {
    let folder = try TemporaryDirectory()
    let more = try folder.write("more", element.input(Self.large))
    let second = try Measured.run(["scan", "-q", "-j1", more])
    #expect([0, 66].contains(second.status), "\(second.errors.prefix(300))")
    #expect(second.memory < Self.scanLimit, "\(second.memory >> 20) MiB")
    guard second.seconds > Self.quick * Double(Self.scale) else { return }
    // A quarter of it; a quadratic reader would take a sixteenth of the time.
    let less = try folder.write("less", element.input(Self.large / 4))
    let first = try Measured.run(["scan", "-q", "-j1", less])
    #expect(second.seconds < first.seconds * 8, "\(first.seconds) s, then \(second.seconds) s")
  }

  @Test(
    "what is compressed takes no more memory than what isn't",
    arguments: Compressed.allCases
  )
  func compressed(form: Compressed) throws {
    let folder = try TemporaryDirectory()
    let packed = try folder.write("packed", form.member(Element.tinyBounces.input(1 << 20)))
    let small = form.member(Array("x\n".utf8))
    let members = try folder.write("members", (0..<5_000).flatMap { _ in small })
    for file in [packed, members] {
      let run = try Measured.run(["scan", "-q", file])
      #expect(run.memory < Self.scanLimit, "\(run.memory >> 20) MiB")
      #expect(run.seconds < 60)
    }
  }

  @Test(
    "a database takes no more memory than it may, and keeps no more rejects than it should",
    arguments: [Element.statusBlankLines, .csvBadRows, .statusGroups]
  )
  func ingest(element: Element) throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("input", element.input(Self.large))
    let database = "\(folder.path)/d.sqlite"
    let run = try Measured.run(["ingest", "-q", "--db", database, file])
    #expect(run.status == 0, "\(run.errors.prefix(300))")
    #expect(run.memory < Self.ingestLimit, "\(run.memory >> 20) MiB")
    #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
    guard element == .csvBadRows else { return }
    let size = try FileManager.default.attributesOfItem(atPath: database)[.size] as? Int ?? .max
    #expect(size < 1 << 20)
    let rows = (Self.large - 60) / 2
    #expect(run.errors.contains("more that could not be read"))
    let list = try Program.run(["db", "rejects", "--db", database, "--format", "csv"])
    #expect(list.output.contains(" more of kind bad-row; they are counted and not kept"))
    let counts = "SELECT rejects, messages FROM v1_run"
    let run1 = try Program.run(["query", "--db", database, "--sql", counts, "--format", "csv"])
    let numbers = run1.lines.last?.split(separator: ",").compactMap { Int($0) } ?? []
    #expect(numbers.count == 2 && numbers.allSatisfy { abs($0 - rows) < 100 }, "\(numbers)")
  }

  @Test(
    "lines of classify cost their length, whatever they hold",
    arguments: ["| ", "[", "550 ", "returned \"", "#", "\u{E9}", "a", "a ", "=", "&#", "%"]
  )
  func classify(piece: String) throws {
    let folder = try TemporaryDirectory()
    func lines(_ size: Int) throws -> String {
      let line = "550 " + String(repeating: piece, count: size / piece.utf8.count) + "\n"
      return try folder.write("\(size)", line + "550 5.1.1 no such user\n")
    }
    let first = try Measured.run(["classify"], input: lines(30_000))
    let second = try Measured.run(["classify"], input: lines(240_000))
    let third = try Measured.run(["classify"], input: lines(4_000_000))
    #expect(first.status == 0 && second.status == 0 && third.status == 65)
    #expect(second.seconds < 1 || second.seconds < first.seconds * 20)
    #expect(third.seconds < 5)
    #expect(max(second.memory, third.memory) < Self.scanLimit)
  }

  @Test(
    "files of rules and configurations cost their length, or are refused",
    arguments: [
      (
        "rules:\n",
        "  - {id: own.r%, reason: policy-rule, when: {all: [word %]}, example: word %}\n"
      ),
      ("rules:\n  - id: own.a\n    reason: policy-rule\n    when: {any: [", "word %, "),
      ("inputs:\n", "  - /srv/%\n"), ("inputs: ", "["), ("inputs: ", "{a: "),
      ("a: &a [x, x]\n", "b%: [*a, *a]\n"), ("# ", "x"), ("inputs: \"", "\\u00e9"),
    ]
  )
  func yaml(head: String, piece: String) throws {
    let folder = try TemporaryDirectory()
    let place = piece.utf8.firstIndex(of: UInt8(ascii: "%"))
    var text = head
    var number = 0
    while text.utf8.count < 1 << 20 {
      text += place == nil ? piece : piece.replacing("%", with: "\(number)")
      number += 1
    }
    let file = try folder.write("own.yaml", text)
    for command in [["config", "check", "--config", file], ["rules", "check", file]] {
      let run = try Measured.run(command)
      #expect(
        [0, 65, 78].contains(run.status),
        "\(command): \(run.status) \(run.errors.prefix(300))"
      )
      #expect(run.seconds < 20, "\(command): \(run.seconds) s")
    }
  }

  @Test("a mailbox whose end is padded with zeros costs its length")
  func sparse() throws {
    let folder = try TemporaryDirectory()
    let mailbox = try folder.write("a.mbox", Element.tinyBounces.input(10_000))
    var seconds: [Double] = []
    for size in [48, 192] {
      truncate(mailbox, size << 20)
      seconds.append(try Measured.run(["scan", "-q", "-j1", mailbox]).seconds)
    }
    #expect(seconds[1] < 0.8 || seconds[1] < seconds[0] * 8, "\(seconds)")
  }
}
