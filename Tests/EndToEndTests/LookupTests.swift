import Foundation
import TestSupport
import Testing

/// `dns` as a user meets it; answers come from a file, so nothing is asked.
@Suite struct LookupTests {
  private let folder: TemporaryDirectory
  private let database: String

  init() throws {
    folder = try TemporaryDirectory()
    database = "\(folder.path)/d.sqlite"
    for (number, (domain, text)) in LookupNight.refusals.enumerated() {
      try folder.write("in/\(number).eml", LookupNight.mail(number, domain, text))
    }
    try folder.write("answers.jsonl", LookupNight.answers)
    try folder.write("retour.yaml", "own_domains: [contoso.com]\ndatabase: \(database)\n")
    let result = try Program.run([
      "ingest", "-q", "--db", database, "--config", "\(folder.path)/retour.yaml",
      "\(folder.path)/in",
    ])
    try #require(result.status == 0, "\(result.errors)")
  }

  private func dns(_ arguments: String...) throws -> Program.Result {
    try Program.run(
      ["dns", "--config", "\(folder.path)/retour.yaml"] + arguments,
      directory: folder.path
    )
  }

  private func rows(_ sql: String) throws -> [String] {
    let result = try Program.run(["query", "--db", database, "--format", "csv", "--sql", sql])
    try #require(result.status == 0, "\(result.errors)")
    return Array(result.lines.dropFirst())
  }

  @Test("--dry-run names our domains and the destinations that matter, by failures")
  func dryRun() throws {
    let result = try dns("--dry-run", "--format", "csv")
    #expect(result.status == 0)
    #expect(
      result.lines == [
        "domain,whose,failures,addresses", "contoso.com,ours,,203.0.113.7",
        "gone.example,theirs,2,", "old.example,theirs,1,", "well.example,theirs,1,",
      ]
    )
  }

  @Test("findings are shown and kept, and no verdict changes")
  func whole() throws {
    let verdicts = "SELECT * FROM v1_event ORDER BY event_id"
    let before = try rows(verdicts)
    let result = try dns("--from-file", "answers.jsonl", "--format", "csv")
    #expect(result.status == 0, "\(result.errors)")
    let lines = result.lines.map { line in
      line.split(separator: ",").prefix(3).joined(separator: " ")
    }
    for line in [
      "contoso.com mx.ok ok", "contoso.com spf.source-missing problem",
      "contoso.com dkim.revoked problem", "contoso.com dkim.none problem",
      "contoso.com dmarc.unknown not-checked", "gone.example mx.nxdomain problem",
      "old.example mx.target-nxdomain problem", "well.example mx.ok ok",
    ] {
      #expect(lines.contains(line), "\(line) in \(lines)")
    }
    #expect(result.output.contains("add ip4:203.0.113.7: v=spf1 mx ip4:203.0.113.7 -all"))
    #expect(result.output.contains("it signed a message that came back on 2026-11-27"))
    #expect(
      try rows("SELECT * FROM v1_signing_key")
        == ["contoso.com,key0,2026-11-27", "contoso.com,key1,2026-11-27"]
    )
    #expect(try rows(verdicts) == before)
    #expect(
      try rows("SELECT domain, check_id FROM v1_dns_finding WHERE severity = 'fault' ORDER BY 1, 2")
        == [
          "contoso.com,spf.source-missing", "gone.example,mx.nxdomain",
          "old.example,mx.target-nxdomain",
        ]
    )
    #expect(
      try rows(
        """
        SELECT domain, reason, effect, dns_reason, count(*) FROM v1_failure_dns GROUP BY 1, 2, 3, 4
        ORDER BY 1, 2
        """
      ) == [
        "fabrikam.com,spf-fail,confirmed,spf-fail,1",
        "gone.example,domain-not-found,confirmed,domain-not-found,2",
        "old.example,connection-timeout,refined,mx-host-not-found,1",
        "well.example,domain-not-found,healthy-now,,1",
      ]
    )
    #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
  }

  @Test("what is known isn't asked for again, unless it is named")
  func resting() throws {
    _ = try dns("--from-file", "answers.jsonl", "-q")
    let again = try dns("--from-file", "answers.jsonl")
    #expect(again.errors.contains("known already: 4"), "\(again.errors)")
    #expect(again.status == 0 && again.output.isEmpty)
    let named = try dns("--from-file", "answers.jsonl", "--domain", "gone.example")
    #expect(named.output.contains("mx.nxdomain"))
  }

  @Test("a named domain is looked at without a database too, and nothing is kept")
  func alone() throws {
    let result = try Program.run(
      ["dns", "--domain", "gone.example", "--from-file", "answers.jsonl"],
      directory: folder.path
    )
    #expect(result.status == 0)
    #expect(result.output.contains("gone.example does not exist"))
    #expect(result.errors.contains("nothing is kept"))
    let folder = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!folder.contains("retour.sqlite"))
  }

  @Test("domain, explain, the overview and the letter tell what was found, and when")
  func shown() throws {
    _ = try dns("--from-file", "answers.jsonl", "-q")
    let domain = try Program.run(["domain", "old.example", "--db", database])
    #expect(
      domain.output.contains("mx-old.old.example, to which the MX of old.example points, does not")
    )
    let json = try Program.run(["domain", "old.example", "--db", database, "--format", "json"])
    #expect(json.output.contains(#""check":"mx.target-nxdomain""#))
    let events = try rows("SELECT event_id FROM v1_event WHERE domain = 'old.example'")
    let explained = try Program.run(["explain", events[0], "--db", database])
    #expect(explained.output.contains("mx.target-nxdomain"), "\(explained.errors)")
    #expect(explained.output.contains("refined: mx-host-not-found"))
    let data = try Program.run(["explain", events[0], "--db", database, "--format", "json"])
    #expect(data.output.contains(#""effect":"refined""#))

    let letters = "\(folder.path)/letters"
    let export = try Program.run([
      "export", "--domain", "old.example", "--db", database, "-o", letters, "--config",
      "\(folder.path)/retour.yaml", "--format", "txt,html,json",
    ])
    #expect(export.status == 0, "\(export.errors)")
    let files = try FileManager.default.contentsOfDirectory(atPath: letters)
      .filter { $0.contains("old.example") }
    #expect(files.count >= 3)
    for file in files where !file.hasSuffix(".csv") {
      let text = try String(contentsOfFile: "\(letters)/\(file)", encoding: .utf8)
        .replacing("\n", with: " ").replacing("\u{A0}", with: " ")
      if file.hasSuffix(".json") {
        #expect(text.contains(#""check_id":"mx.target-nxdomain""#))
        continue
      }
      #expect(text.contains("Looked up on"), "\(file)")
      #expect(text.contains("to which the MX record of old.example points, does not exist"))
      #expect(text.contains("10 mx-old.old.example"))
      #expect(text.contains("Nobody on the Internet can send mail"))
    }
    let gone = try Program.run([
      "export", "--domain", "gone.example", "--db", database, "-o", letters, "--lang", "nl",
      "--config", "\(folder.path)/retour.yaml", "--format", "txt",
    ])
    #expect(gone.status == 0, "\(gone.errors)")
    let words = try FileManager.default.contentsOfDirectory(atPath: letters)
      .filter { $0.contains("gone.example") && $0.hasSuffix(".txt") }
      .map { try String(contentsOfFile: "\(letters)/\($0)", encoding: .utf8) }.joined()
      .replacing("\n", with: " ")
    #expect(words.contains("een mogelijke reden is een verlopen registratie"), "\(words)")
  }

  @Test("what could not be checked is said in a letter")
  func unchecked() throws {
    let file = try folder.write(
      "silent.jsonl",
      """
      {"name":"gone.example","type":"MX","outcome":"timeout"}
      {"name":"well.example","type":"MX","records":["10 mx.well.example"]}
      {"name":"mx.well.example","type":"A","records":["203.0.113.20"]}
      {"name":"mx.well.example","type":"AAAA","outcome":"nodata"}
      """
    )
    _ = try dns("--from-file", file, "-q")
    let result = try Program.run([
      "export", "--domain", "gone.example", "--db", database, "-o", "-", "--format", "txt",
      "--config", "\(folder.path)/retour.yaml",
    ])
    #expect(
      result.output.replacing("\n", with: " ").contains("could not be checked (no answer from"),
      "\(result.output) \(result.errors)"
    )
  }

  @Test("the overview adds the record to what is to be done today")
  func overview() throws {
    for number in 10..<16 {
      try folder.write(
        "more/\(number).eml",
        LookupNight.mail(number, "old.example", LookupNight.refusals[2].1)
      )
    }
    let ingest = try Program.run([
      "ingest", "-q", "--db", database, "--config", "\(folder.path)/retour.yaml",
      "\(folder.path)/more",
    ])
    #expect(ingest.status == 0)
    _ = try dns("--from-file", "answers.jsonl", "-q")
    let page = "\(folder.path)/o.html"
    let result = try Program.run(["report", "--db", database, "-o", page])
    #expect(result.status == 0, "\(result.errors)")
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("to which the MX record of old.example points, does not exist"))
  }

  @Test("several domains that weren't found and are in order now make our resolver the suspect")
  func suspect() throws {
    var answers = ""
    for number in 0..<5 {
      let domain = "well\(number).example"
      try folder.write(
        "suspect/\(number).eml",
        LookupNight.mail(100 + number, domain, "550 5.1.2 \(domain): Domain not found")
      )
      answers += """
        {"name":"\(domain)","type":"MX","records":["10 mx.\(domain)"]}
        {"name":"mx.\(domain)","type":"A","records":["203.0.113.20"]}
        {"name":"mx.\(domain)","type":"AAAA","outcome":"nodata"}

        """
    }
    let database = "\(folder.path)/s.sqlite"
    _ = try Program.run(["ingest", "-q", "--db", database, "\(folder.path)/suspect"])
    let yaml = try folder.write(
      "check.yaml",
      "database: \(database)\ncheck: {days: 3660, new_causes: 0, blocks: 0}\n"
    )
    #expect(try Program.run(["check", "--config", yaml]).status == 0)
    let file = try folder.write("suspect.jsonl", answers)
    _ = try Program.run(["dns", "-q", "--db", database, "--from-file", file])
    let result = try Program.run(["check", "--config", yaml, "--format", "csv"])
    #expect(result.status == 1)
    #expect(result.output.contains("critical,own-resolver,2026-11-27,5,5"))
    let off = try folder.write(
      "off.yaml",
      "database: \(database)\ncheck: {days: 3660, new_causes: 0, blocks: 0, resolver: 0}\n"
    )
    #expect(try Program.run(["check", "--config", off]).status == 0)
  }

  @Test("records of strangers can't steer a terminal or write HTML into details")
  func hostile() throws {
    let result = try dns("--from-file", "answers.jsonl", "--format", "table")
    #expect(!result.output.contains("\u{1b}"))
    let names = try folder.write(
      "odd.jsonl",
      #"{"name":"x.example","type":"TXT","records":["v=spf1 \u001b[31m\u202e<script> -all"]}"#
    )
    let odd = try dns("--from-file", names, "--own", "x.example", "--check", "spf")
    #expect(odd.output.contains("spf.syntax"))
    #expect(odd.output.utf8.allSatisfy { 0x20...0x7E ~= $0 || $0 == 0x0A })
  }

  @Test("where nobody answers the status is 3, and nothing is a problem")
  func silence() throws {
    let file = try folder.write(
      "broken.jsonl",
      #"{"name":"gone.example","type":"MX","outcome":"servfail"}"#
    )
    let result = try dns("--from-file", file, "--domain", "gone.example", "--check", "mx")
    #expect(result.status == 3)
    #expect(result.output.contains("unknown") && !result.output.contains("problem"))
    #expect(result.errors.contains("nobody answered"))
  }

  @Test("a registry is asked where one is named, and an ended registration is told")
  func registry() throws {
    let server = try StandIn(
      answers: [
        "/domain/gone.example": (
          200, #"{"objectClassName":"domain","status":["redemption period"]}"#
        ),
        "/domain/old.example": (429, "slow down"),
      ],
      in: folder
    )
    defer { server.stop() }
    let result = try dns(
      "--from-file",
      "answers.jsonl",
      "--rdap",
      server.base,
      "--check",
      "mx",
      "--format",
      "csv"
    )
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("gone.example,reg.expired,problem,fault,gone.example,RDAP"))
    #expect(result.output.contains("old.example,reg.unknown,unknown"))
    #expect(result.output.contains("well.example,reg.none,problem"))
    #expect(
      try rows("SELECT DISTINCT dns_reason FROM v1_failure_dns WHERE domain = 'gone.example'")
        == ["domain-expired"]
    )
    #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
  }

  @Test(
    "mistakes are told",
    arguments: [
      (["--check", "weather"], 64), (["--budget", "0"], 64), (["--timeout", "61"], 64),
      (["--resolver", "192.0.2.1", "--from-file", "answers.jsonl"], 64),
      (["--domain", "kim@contoso.com"], 64), (["--dkim-selector", "a b"], 64),
      (["--rdap", "http://rdap.example/"], 64), (["--rdap-bootstrap", "missing.json"], 66),
      (["--rdap-bootstrap", "answers.jsonl"], 65), (["--check", "reg"], 64),
      (["--from-file", "missing.jsonl"], 66), (["--from-file", "retour.yaml"], 65),
      (["--resolver", "not-an-address"], 69),
    ]
  )
  func mistakes(arguments: [String], status: Int) throws {
    let result = try Program.run(
      ["dns", "--config", "\(folder.path)/retour.yaml"] + arguments,
      directory: folder.path
    )
    #expect(result.status == status, "\(result.errors)")
    #expect(!result.errors.isEmpty)
  }
}

/// `dns:` in the configuration of a night.
@Suite struct NightlyLookupTests {
  @Test("run asks nobody unless it is configured, and then says what came of it")
  func nightly() throws {
    let quiet = "check: {blocks: 0, new_causes: 0}"
    let house = try NightlyHouse(quiet)
    #expect(try house.night().status == 0)
    let silent = try NightlyHouse("\(quiet)\ndns: {nightly: false}")
    #expect(try silent.night().status == 0)
    // Nobody listens there, so a run that asks has to say so.
    let asking = try NightlyHouse("\(quiet)\ndns: {resolver: 127.0.0.2@9, timeout: 1, budget: 5}")
    let result = try asking.night()
    #expect(result.status == 3 || result.status == 69, "\(result.errors)")
    #expect(result.errors.contains("dns: "))
  }

  @Test(
    "mistakes below dns: are told with their place",
    arguments: ["dns: {resolvr: x}", "dns: {trust_anchor: /missing/anchor}"]
  )
  func mistakes(yaml: String) throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("c.yaml", "database: \(folder.path)/d.sqlite\n\(yaml)\n")
    let result = try Program.run(["config", "check", "--config", file])
    #expect(result.status == 78, "\(yaml)")
    #expect(result.errors.contains("c.yaml"))
  }
}
