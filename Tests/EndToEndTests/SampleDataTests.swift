import Foundation
import RetourEvents
import TestSupport
import Testing

/// One line of `scan`, as far as the tests ask.
private func fields(_ line: String) throws -> [String: Any] {
  try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
}

private func sampleInputs() -> [String] {
  ["messages", "mbox", "maildir", "compressed"].map { "sample-data/\($0)" }
}

@Suite struct SampleDataTests {
  @Test("the samples give what their table of expected results says")
  func expected() throws {
    let result = try Program.run(
      ["scan", "-q", "--config", "sample-data/retour.yaml", "sample-data/messages"])
    #expect(result.status == 0)
    let found = try result.lines.map { line in
      let event = try fields(line)
      return [
        "source_path", "kind", "recipient", "status", "cause", "reason", "expired", "side", "phase",
        "remote_host",
      ].map { name in
        switch event[name] {
        case let flag as Bool where name == "expired": flag ? "yes" : "no"
        case let text as String: text.replacing("sample-data/messages/", with: "")
        default: "-"
        }
      }.joined(separator: "\t")
    }
    let table = try String(
      contentsOfFile: "\(Repository.root)/Tests/EndToEndTests/Goldens/sample-data.tsv",
      encoding: .utf8
    )
    let rows = table.split(separator: "\n").dropFirst().map(String.init)
    #expect(rows.count >= 20)
    #expect(found == rows)
  }

  @Test(
    "any number of workers writes the same bytes and fills the same tables",
    arguments: ["2", "7"]
  )
  func workers(jobs: String) throws {
    let one = try Program.run(["scan", "-q", "--jobs", "1"] + sampleInputs())
    #expect(one.lines.count > 100)
    #expect(try Program.run(["scan", "-q", "--jobs", jobs] + sampleInputs()).output == one.output)
    let folder = try TemporaryDirectory()
    let tables = try ["1", jobs].map { jobs in
      let database = "\(folder.path)/\(jobs).sqlite"
      let run = try Program.run(
        ["ingest", "-q", "--jobs", jobs, "--db", database] + sampleInputs()
      )
      #expect(run.status == 0)
      return try Tables.read(database)
    }
    #expect(tables[0] == tables[1])
    #expect(tables[0].count > 100)
  }

  @Test("running twice changes nothing, and the order of inputs doesn't matter")
  func twice() throws {
    let folder = try TemporaryDirectory()
    let first = "\(folder.path)/first.sqlite"
    #expect(try Program.run(["ingest", "-q", "--db", first] + sampleInputs()).status == 0)
    let tables = try Tables.read(first)
    let again = try Program.run(["ingest", "--db", first] + sampleInputs())
    #expect(again.errors.contains("events: 0 new, 0 duplicate"))
    #expect(try Tables.read(first) == tables)
    let reversed = "\(folder.path)/reversed.sqlite"
    let run = try Program.run(["ingest", "-q", "--db", reversed] + sampleInputs().reversed())
    #expect(run.status == 0)
    #expect(try Tables.read(reversed) == tables)
    #expect(try Program.run(["db", "verify", "--db", reversed]).status == 0)
  }

  @Test("scan reads standard input, plain and compressed, and files named by a list")
  func inputs() throws {
    let plain = try Program.run(["scan", "-q", "sample-data/mbox/october.mbox"])
    let bytes = Array(
      try Data(contentsOf: URL(fileURLWithPath: "\(Repository.root)/sample-data/mbox/october.mbox"))
    )
    let piped = try Program.run(["scan", "-q", "-"], input: bytes)
    #expect(piped.lines.count == plain.lines.count)
    let list = Array("sample-data/mbox/october.mbox\0".utf8)
    let listed = try Program.run(["scan", "-q", "-0", "--files-from", "-"], input: list)
    #expect(listed.output == plain.output)
    for name in ["gz", "zst"] {
      let file = "sample-data/compressed/october-first-ten.mbox.\(name)"
      #expect(try Program.run(["scan", "-q", file]).lines.count == 10)
    }
  }

  @Test("classify answers each line, and a bad line doesn't stop it")
  func classify() throws {
    let input = """
      550 5.7.64 TenantAttribution; Relay Access Denied SMTP
      {"id": 7, "text": ["550 4.4.7 QUEUE.Expired", "452 4.2.2 The recipient's inbox is out of storage space"], "action": "failed"}
      {"text": 5}

      {"id": "x", "text": "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", "rcpt_domain": "contoso.com", "own_domains": ["contoso.com"], "hybrid": true}

      """
    let result = try Program.run(["classify"], input: Array(input.utf8))
    #expect(result.status == 65)
    #expect(
      result.errors
        == "retour: standard input, line 3: text has to be a string or an array of strings\n"
    )
    let answers = try result.lines.map(fields)
    #expect(
      answers.map { $0["reason"] as? String } == [
        "connector-auth", "mailbox-full", "hybrid-config",
      ]
    )
    #expect(answers[1]["id"] as? Int == 7)
    #expect(answers[1]["expired"] as? Bool == true)
    #expect(answers[2]["id"] as? String == "x")
  }
}

/// The tables that have to be the same, whatever the run (design, section 6).
enum Tables {
  /// The rows of the events, the deliveries and the domain views, ordered, without the columns
  /// about runs and places.
  static func read(_ database: String) throws -> [String] {
    var rows: [String] = []
    let columns = """
      event_id, kind, recipient, original_recipient, domain, sender, message_id, occurred_at, status,
      reply_code, phase, cause, reason, expired, side, actor, permanence, evidence, rule, remote_host,
      remote_ip, reporting_mta, diagnostic, attempts, retried_for_s, language
      """
    for sql in [
      "SELECT \(columns) FROM v1_event ORDER BY event_id",
      "SELECT * FROM v1_delivery ORDER BY delivery_id",
      "SELECT * FROM v1_domain_summary ORDER BY domain",
      "SELECT * FROM v1_domain_day ORDER BY domain, day",
    ] {
      let result = try Program.run(["query", "--db", database, "--sql", sql, "--format", "csv"])
      guard result.status == 0 else { throw Failed(message: result.errors) }
      rows += result.lines
    }
    return rows
  }

  /// A query that failed.
  struct Failed: Error {
    let message: String
  }
}
