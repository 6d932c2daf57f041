import Foundation
import TestSupport
import Testing

/// Databases are merged like shards, and their totals add up.
@Suite("Merged databases") struct MergeDatabaseTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func place(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func ingest(_ name: String, _ inputs: [String], _ more: [String] = []) throws -> String {
    let run = try Program.run(["ingest", "-q", "--db", place(name)] + more + inputs)
    try #require(run.status == 0 || run.status == 66, "\(run.errors)")
    return place(name)
  }

  private func merge(
    _ name: String,
    _ arguments: [String],
    status: Int32 = 0
  ) throws -> Program.Result {
    let run = try Program.run(["merge", "--db", place(name)] + arguments)
    #expect(run.status == status, "\(run.errors)")
    return run
  }

  private func verify(_ name: String) throws {
    let run = try Program.run(["db", "verify", "--db", place(name)])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }

  @Test("a database merged into a new one is the same, and so is the merged one merged again")
  func one() throws {
    // Which input gave an event first isn't known any more, only which has it.
    let expected = try ViewTables.of(ingest("a.sqlite", ShardTests.inputs))
      .filter { $0.key != "v1_source" }
    for (from, to) in [("a", "b"), ("b", "c")] {
      _ = try merge("\(to).sqlite", [place("\(from).sqlite")])
      let merged = try ViewTables.of(place("\(to).sqlite")).filter { $0.key != "v1_source" }
      #expect(merged == expected)
    }
    let again = try merge("c.sqlite", [place("a.sqlite"), place("b.sqlite")])
    #expect(again.errors.contains("events: 0 new"), "\(again.errors)")
    let deliveries = expected.filter { $0.key != "v1_reject" }
    #expect(try ViewTables.ofDeliveries(place("c.sqlite")) == deliveries)
    try verify("c.sqlite")
  }

  @Test("all places where a report was seen are merged")
  func sightings() throws {
    let sample = URL(filePath: #filePath).appending(path: "../../../sample-data/mbox/november.mbox")
    let bytes = try [UInt8](Data(contentsOf: sample.standardized))
    let copies = try (0..<3).map { try folder.write("copy\($0).mbox", bytes) }
    let first = try ingest("copies.sqlite", copies)
    for _ in 0..<2 { _ = try merge("all.sqlite", [first]) }
    let sql = """
      SELECT lower(hex(e.event_id)) || ' ' || s.path || ' ' || g.path || ' ' || g.offset
      FROM sighting AS g JOIN event AS e ON e.id = g.event_id JOIN source AS s ON s.id = g.source_id
      ORDER BY 1
      """
    let seen = try SQLFile.column(sql, at: first)
    #expect(seen.count > 10)
    #expect(try SQLFile.column(sql, at: place("all.sqlite")) == seen)
    try verify("all.sqlite")
  }

  @Test("databases of several places are the whole, in any order, also with shards between")
  func several() throws {
    let all = ["mbox", "messages", "traces", "maildir"].map { "sample-data/\($0)" }
    let expected = try ViewTables.ofDeliveries(ingest("all.sqlite", all))
    let parts = try [["sample-data/mbox", "sample-data/messages"], ["sample-data/messages"]]
      .enumerated().map { try ingest("part\($0).sqlite", $1) }
    let shard = try folder.write(
      "rest.shard",
      Program.run(["scan", "--shard", "-q", all[2], all[3]]).output
    )
    for (number, order) in [parts + [shard], [shard] + parts.reversed()].enumerated() {
      _ = try merge("m\(number).sqlite", order)
      #expect(try ViewTables.ofDeliveries(place("m\(number).sqlite")) == expected)
      try verify("m\(number).sqlite")
    }
  }

  @Test("a bounce and its row of a trace in different databases are one failure")
  func joined() throws {
    let trace = try folder.write(
      "trace.csv",
      """
      "Received","SenderAddress","RecipientAddress","Subject","Status","ToIP","FromIP","Size",\
      "MessageId","MessageTraceId"
      "2026-11-02T09:00:00Z","kim@contoso.com","ana@fabrikam.com","x","Failed","","","1",\
      "<one@contoso.com>","5f3b0c9e-0000-4000-8000-08de19a00001"

      """
    )
    let bounce = try folder.write(
      "bounce.eml",
      """
      From: MAILER-DAEMON@mx.contoso.com
      To: kim@contoso.com
      Date: Mon, 2 Nov 2026 09:05:00 +0000
      Subject: Undelivered Mail Returned to Sender
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=delivery-status; boundary=b

      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mx.contoso.com

      Final-Recipient: rfc822; ana@fabrikam.com
      Action: failed
      Status: 5.1.1
      Diagnostic-Code: smtp; 550 5.1.1 User unknown

      --b
      Content-Type: text/rfc822-headers

      From: kim@contoso.com
      Message-ID: <one@contoso.com>

      --b--

      """
    )
    let expected = try ViewTables.ofDeliveries(ingest("both.sqlite", [trace, bounce]))
    try #require(expected["v1_event"]?.count == 2 && expected["v1_delivery"]?.count == 1)
    let databases = [try ingest("t.sqlite", [trace]), try ingest("n.sqlite", [bounce])]
    let shards = try [trace, bounce].enumerated().map {
      try folder.write("\($0).shard", Program.run(["scan", "--shard", "-q", $1]).output)
    }
    let keys = try Set(
      shards.flatMap { try String(contentsOfFile: $0, encoding: .utf8).split(separator: "\n") }
        .compactMap { $0.firstMatch(of: /"shard_key":"([0-9a-f]+)"/)?.1 }
    )
    #expect(keys.count == 1)
    for (number, order) in [databases, databases.reversed(), shards, shards.reversed()]
      .enumerated()
    {
      _ = try merge("j\(number).sqlite", order)
      #expect(try ViewTables.ofDeliveries(place("j\(number).sqlite")) == expected)
    }
  }

  @Test("totals of buckets add up, in a database of totals and of several --db")
  func totals() throws {
    let buckets = [
      try ingest("b0.sqlite", ["sample-data/mbox/november.mbox"]),
      try ingest("b1.sqlite", ["sample-data/mbox/october.mbox"]),
    ]
    let whole = place("whole.sqlite")
    _ = try merge("whole.sqlite", buckets)
    _ = try merge("totals.sqlite", ["--totals-only"] + buckets)
    try verify("totals.sqlite")
    #expect(try SQLFile.column("SELECT count(*) FROM event", at: place("totals.sqlite")) == ["0"])
    for view in ["v1_domain_day", "v1_domain_cause", "v1_domain_summary", "v1_cause_summary"] {
      let wanted = try ViewTables.of(whole)[view]
      #expect(try ViewTables.of(place("totals.sqlite"))[view] == wanted, "\(view)")
      #expect(wanted?.isEmpty == false)
    }
    let several = buckets.flatMap { ["--db", $0] }
    for question in [
      ["top", "--format", "csv"], ["top", "--by", "cause"],
      ["top", "--by", "reason", "--limit", "3"], ["check", "--format", "csv"],
    ] {
      let expected = try Program.run(question + ["--db", whole])
      for databases in [several, ["--db", place("totals.sqlite")]] {
        let answer = try Program.run(question + databases)
        #expect(answer.output == expected.output, "\(question) \(databases)")
        #expect(answer.status == expected.status, "\(answer.errors)")
      }
    }
    for databases in [several, ["--db", place("totals.sqlite")]] {
      let page = try Program.run(["report"] + databases)
      #expect(page.status == 0 && page.output.contains("fabrikam.com"), "\(page.errors)")
      #expect(page.errors.contains("merge the databases"), "\(page.errors)")
      for subject in ["host", "operator", "sender"] {
        let answer = try Program.run(["top", "--by", subject] + databases)
        #expect(answer.status == 64, "\(answer.output)\(answer.errors)")
      }
    }
    let twice = try Program.run(["top", "--db", buckets[0], "--db", buckets[0]])
    #expect(twice.status == 64, "\(twice.errors)")
    // Nothing goes on top of totals.
    _ = try merge("totals.sqlite", ["--totals-only"] + buckets, status: 64)
    _ = try merge("totals.sqlite", [buckets[0]], status: 64)
    _ = try merge("x.sqlite", [place("totals.sqlite")], status: 64)
    _ = try merge("x.sqlite", ["--totals-only", buckets[0], buckets[0]], status: 64)
    let ingested = try Program.run(["ingest", "--db", place("totals.sqlite"), "sample-data"])
    #expect(ingested.status == 64, "\(ingested.errors)")
  }

  @Test("time zones, pruned days and the database itself")
  func refusals() throws {
    let berlin = try ingest("berlin.sqlite", ["sample-data/mbox"], ["--tz", "Europe/Berlin"])
    let utc = try ingest("utc.sqlite", ["sample-data/mbox"])
    _ = try merge("new.sqlite", [berlin])
    #expect(
      try SQLFile.column("SELECT value FROM meta WHERE key = 'time_zone'", at: place("new.sqlite"))
        == ["\"Europe/Berlin\""]
    )
    #expect(try ViewTables.of(place("new.sqlite")) == ViewTables.of(berlin))
    _ = try merge("x.sqlite", ["--totals-only", berlin, utc], status: 64)
    let top = try Program.run(["top", "--db", berlin, "--db", utc])
    #expect(top.status == 64 && top.errors.contains("Europe/Berlin"), "\(top.errors)")
    _ = try merge("utc.sqlite", [utc], status: 64)
    let pruned = try Program.run(["db", "prune", "--db", utc, "--keep", "1"])
    try #require(pruned.status == 0, "\(pruned.errors)")
    let refused = try merge("y.sqlite", [utc], status: 64)
    #expect(refused.errors.contains("--totals-only"), "\(refused.errors)")
    _ = try merge("z.sqlite", ["--totals-only", utc])
    try verify("z.sqlite")
  }

  @Test("databases of pseudonyms are merged without their key, and with none of another kind")
  func pseudonyms() throws {
    let privacy = "privacy: {pseudonym_key: \(place("key"))}\n"
    let settings = try folder.write("retour.yaml", privacy)
    let hidden = try ingest("hidden.sqlite", ["sample-data/messages"], ["--config", settings])
    let plain = try ingest("plain.sqlite", ["sample-data/mbox"])
    _ = try merge("merged.sqlite", [hidden])
    #expect(try ViewTables.of(place("merged.sqlite")) == ViewTables.of(hidden))
    let info = try Program.run(["db", "info", "--db", place("merged.sqlite")])
    #expect(info.output.contains("pseudonym key"), "\(info.output)")
    _ = try merge("merged.sqlite", [plain], status: 78)
    _ = try merge("plain.sqlite", [hidden], status: 78)
    _ = try merge("both.sqlite", [hidden, plain], status: 78)
    let shard = try folder.write(
      "a.shard",
      Program.run(["scan", "--shard", "-q", "sample-data/messages"]).output
    )
    _ = try merge("w.sqlite", [hidden, shard], status: 78)
    _ = try merge("s.sqlite", ["--config", settings, shard])
    #expect(
      try ViewTables.ofDeliveries(place("s.sqlite")) == ViewTables.ofDeliveries(hidden)
    )
  }
}
