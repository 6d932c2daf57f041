import Foundation
import TestSupport
import Testing

/// `sample-data/traces`: one data set, rendered into every form of Exchange's exports by
/// `scripts/sample-traces`.
@Suite struct SampleTraceTests {
  private static let summaries = [
    "messagetrace-us.csv", "messagetrace-de.csv", "messagetrace-pages-fr.csv",
    "messagetracev2.csv", "messagetrace-ps51.clixml", "messagetrace-converted.xml",
    "messagetrace-atom.xml", "messagetrace-odata.json", "messagetrace-graph.json", "mtsummary.csv",
  ]
  private static let events = [
    "msgtrk2016.log", "msgtrk2013.log", "msgtrk2010.log", "mtdetail.csv", "trackinglog.csv",
    "messagetracedetail.csv", "messagetracedetail.clixml",
  ]

  /// What a file gives, in no order, as far as all forms of its family carry it.
  private func deliveries(_ input: [String]) throws -> [String] {
    let result = try Program.run(["scan", "-q"] + input)
    #expect(result.status == 0)
    let names = [
      "kind", "recipient", "message_id", "occurred_at", "sender", "domain", "status", "reply_code",
      "cause", "reason", "expired", "side", "rule", "remote_host", "diagnostic",
    ]
    return try result.lines.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      let event = try #require(object as? [String: Any])
      return names.map { "\(event[$0] ?? "-")" }.joined(separator: "|")
    }
    .sorted()
  }

  @Test("every form of a summary gives the same deliveries", arguments: summaries)
  func summary(_ name: String) throws {
    let expected = try deliveries(["sample-data/traces/messagetrace-us.csv"])
    #expect(expected.count == 10)
    #expect(try deliveries(["sample-data/traces/\(name)"]) == expected)
  }

  @Test("every form of an event log gives the same deliveries", arguments: events)
  func event(_ name: String) throws {
    let expected = try deliveries(["sample-data/traces/msgtrk2016.log"])
    #expect(expected.count == 10)
    #expect(expected.contains { $0.contains("spf-or-dkim-missing") })
    #expect(try deliveries(["sample-data/traces/\(name)"]) == expected)
  }

  @Test("the samples are there, all of them and no others")
  func complete() throws {
    let folder = "\(Repository.root)/sample-data/traces"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names == (Self.summaries + Self.events).sorted())
  }

  @Test("traces give rates, a failure that both forms tell counts once")
  func rates() throws {
    let folder = try TemporaryDirectory()
    let database = "\(folder.path)/d.sqlite"
    #expect(try Program.run(["ingest", "-q", "--db", database, "sample-data/traces"]).status == 0)
    let sql = "SELECT domain, failures, sent, failure_rate FROM v1_domain_summary ORDER BY domain"
    let table = try Program.run(["query", "--db", database, "--sql", sql, "--format", "csv"])
    #expect(
      table.output == """
        domain,failures,sent,failure_rate
        contoso.com,0,3,0.0
        example.com,1,1,100.0
        example.net,1,2,50.0
        example.org,0,1,0.0
        fabrikam.com,1,2,50.0
        xn--bcher-kva.example,0,1,0.0

        """
    )
    let question = "SELECT deferrals, tried_for_s FROM v1_delivery WHERE deferrals > 0"
    let deferred = try Program.run(
      ["query", "--db", database, "--sql", question, "--format", "tsv"]
    )
    #expect(deferred.lines.last == "2\t900")
    let shown = try Program.run(["domain", "example.org", "--db", database])
    #expect(shown.output.contains("Tried again and again"))
    #expect(shown.output.contains("late@example.org"))
  }

  @Test("dates that could be read in two ways are refused until the user says")
  func ambiguous() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write(
      "a.csv",
      "Received,RecipientAddress,Status\n02/03/2026 08:15:07,kim@contoso.com,Delivered\n"
    )
    let refused = try Program.run(["scan", path])
    #expect(refused.lines.isEmpty)
    #expect(refused.errors.contains("ambiguous-dates"))
    #expect(refused.errors.contains("--date-order DMY or MDY"))
    let days = try [("DMY", "2026-03-02T08"), ("MDY", "2026-02-03T08")].map { order, hour in
      let result = try Program.run(["scan", "-q", "--date-order", order, path])
      return result.output.contains("\"occurred_at\":\"\(hour)")
    }
    #expect(days == [true, true])
    let berlin = try Program.run(
      ["scan", "-q", "--date-order", "DMY", "--assume-timezone", "Europe/Berlin", path]
    )
    #expect(berlin.output.contains("2026-03-02T07:15:07Z"))
  }

  @Test("a big export gives the same for any number of workers, from a file and from a pipe")
  func ranges() throws {
    let header = "Received,MessageTraceId,RecipientAddress,Status,Subject"
    var text = "\u{FEFF}\(header)\r\n"
    for number in 0..<24_000 {
      let row =
        "2026-03-02T08:\(10 + number % 50):07Z,0000-\(number),u\(number)@d\(number % 9).example,"
        + "\(number % 3 == 0 ? "Failed" : "Delivered"),"
        + "\"line one\r\n2026-03-02T08:15:07Z,inside,a@b.example,Failed \"\"x\"\"\r\nend\""
      text += "\(row)\r\n"
      // Pages overlap by their last row, and a row is cut now and then.
      if number % 1_999 == 1_998 { text += "\(header)\r\n\(row)\r\n" }
      if number % 5_000 == 4_999 { text += "2026-03-02T08:15:07Z,short\r\n" }
    }
    let folder = try TemporaryDirectory()
    let path = try folder.write("a.csv", text)
    let one = try Program.run(["scan", "-q", "--jobs", "1", path])
    #expect(one.lines.count == 24_000)
    #expect(one.errors.components(separatedBy: "bad-row").count == 5)
    for (number, line) in text.split(separator: "\r\n").enumerated() where line.hasSuffix(",short")
    {
      #expect(one.errors.contains("\(path) @ line \(number + 1), byte "))
    }
    #expect(try Program.run(["scan", "-q", "--jobs", "5", path]).output == one.output)
    let piped = try Program.run(["scan", "-q", "-"], input: Array(text.utf8))
    let named = piped.output.replacing("\"source_path\":\"-\"", with: "\"source_path\":\"\(path)\"")
    #expect(named == one.output)
    let counts = try Program.run(["scan", "-q", "--counts", path])
    #expect(counts.lines.count == 9)
    #expect(counts.lines.allSatisfy { $0.contains("\"delayed\":0") })
    #expect(counts.lines[0].contains("\"delivered\":0,\"failed\":2667"))
    #expect(counts.lines[1].contains("\"delivered\":2667,\"failed\":0"))
  }

  @Test("pages with other columns may follow each other, also in a big export")
  func otherColumns() throws {
    var text = "Received,MessageTraceId,RecipientAddress,Status\n"
    for number in 0..<30_000 {
      text += "2026-03-02T08:15:07Z,id-\(number),u\(number)@one.example,Delivered\n"
    }
    text += "RecipientAddress,Status,Received\n"
    for number in 0..<60_000 {
      text += "u\(number)@two.example,Failed,2026-03-02T08:\(10 + number % 50):07Z\n"
    }
    let folder = try TemporaryDirectory()
    let path = try folder.write("a.csv", text)
    let scan = try Program.run(["scan", "-q", "--jobs", "3", path])
    #expect(scan.lines.count == 90_000)
    #expect(scan.errors == "")
    let counts = try Program.run(["scan", "-q", "--counts", path])
    #expect(counts.lines.count == 2)
    #expect(counts.lines[0].contains("\"domain\":\"one.example\",\"delivered\":30000"))
    #expect(counts.lines[1].contains("\"delivered\":0,\"failed\":60000"))
  }

  @Test("an export of the size at which Exchange cuts, and days without rows, are told")
  func notes() throws {
    let folder = try TemporaryDirectory()
    let rows = (0..<1_000).map { number in
      "2026-03-0\(number < 500 ? 2 : 5)T08:15:07Z,u\(number)@fabrikam.com,Delivered\n"
    }
    let path = try folder.write("a.csv", "Received,RecipientAddress,Status\n\(rows.joined())")
    for arguments in [["scan", path], ["scan", "--counts", path]] {
      let result = try Program.run(arguments)
      #expect(result.errors.contains("exactly 1000 rows"))
      #expect(
        result.errors.contains(
          "no rows of traces from 2026-03-02T09:00:00Z to 2026-03-05T08:00:00Z"
        )
      )
    }
  }

  @Test("every form counts the same", arguments: summaries + events)
  func counts(_ name: String) throws {
    let isSummary = Self.summaries.contains(name)
    let first = isSummary ? "messagetrace-us.csv" : "msgtrk2016.log"
    let expected = try Program.run(["scan", "-q", "--counts", "sample-data/traces/\(first)"])
    #expect(expected.lines.count == 6)
    let found = try Program.run(["scan", "-q", "--counts", "sample-data/traces/\(name)"])
    #expect(found.output == expected.output)
  }

  @Test("columns of any other export can be named")
  func columns() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write(
      "a.csv",
      "Datum;An;Zustand;Grund\n2026-03-02 08:15:07;kim@contoso.com;Failed;550 5.2.2 Mailbox full\n"
    )
    #expect(try Program.run(["scan", "-q", path]).lines.isEmpty)
    let named = try Program.run(
      ["scan", "-q", "--columns", "time=Datum,recipient=An,status=Zustand,detail=Grund", path]
    )
    #expect(named.output.contains("\"reason\":\"mailbox-full\""))
    #expect(try Program.run(["scan", "--columns", "colour=red", path]).status == 64)
  }
}
