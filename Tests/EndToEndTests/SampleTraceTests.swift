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
