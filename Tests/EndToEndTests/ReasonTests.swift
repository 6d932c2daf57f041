import Foundation
import RetourEvents
import TestSupport
import Testing

/// What people and programs are told about reasons and single reports.
@Suite struct ReasonTests {
  @Test("a reason says what it means, who acts, and by which rules it is known")
  func reason() throws {
    let result = try Program.run(["reason", "relay-denied"])
    #expect(result.status == 0)
    for words in ["cause", "mx", "recipient-admin", "recognised by", "rules, for example:"] {
      #expect(result.output.contains(words), "\(words)")
    }
    #expect(result.output.contains("not by mail to his postmaster"))
    let dutch = try Program.run(["reason", "mailbox-full", "--lang", "nl"])
    #expect(dutch.output.contains("mailbox") || dutch.output.contains("postvak"))
  }

  @Test("all reasons are listed, each of them can be asked for, and a typing error is answered")
  func all() throws {
    let list = try Program.run(["reason", "--format", "csv"])
    #expect(list.lines.count == Reason.allCases.count + 1)
    for reason in ["null-mx", "no-diagnosis", "unclassified", "greylisted"] {
      #expect(try Program.run(["reason", reason]).status == 0, "\(reason)")
    }
    let wrong = try Program.run(["reason", "mailbox-ful"])
    #expect(wrong.status == 64)
    #expect(wrong.errors.contains("did you mean mailbox-full"))
  }

  @Test("an explanation for programs is one object of JSON, whatever is explained")
  func explained() throws {
    let text = try Program.run([
      "explain", "--text", "550 5.7.1 <a@fabrikam.com>: Relay access denied", "--format", "json",
    ])
    #expect(text.status == 0)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.output.utf8)) as? [String: Any]
    )
    let reports = try #require(object["reports"] as? [[String: Any]])
    let verdict = try #require(reports.first?["verdict"] as? [String: Any])
    #expect(verdict["reason"] as? String == "relay-denied")
    #expect(verdict["rule"] as? String != nil)
    let file = try Program.run([
      "explain", "sample-data/messages/exchange-online-expired-refused.eml", "--format", "json",
    ])
    let whole = try #require(
      try JSONSerialization.jsonObject(with: Data(file.output.utf8)) as? [String: Any]
    )
    #expect((whole["reports"] as? [Any])?.isEmpty == false)
    #expect(whole["schema"] as? String == "retour-explanation")
  }

  @Test("durations are told in words")
  func durations() throws {
    let result = try Program.run([
      "explain", "sample-data/messages/exchange-online-expired-refused.eml",
    ])
    #expect(result.output.contains(/tried for +[0-9]+\u{A0}(days|hours|minutes)/))
    #expect(!result.output.contains(/tried for +[0-9]+ seconds/))
  }

  @Test("a night writes metrics and its summary where the configuration says, and tells of files")
  func machines() throws {
    let folder = try TemporaryDirectory()
    let house = try NightlyHouse(
      "textfile: \(folder.path)/retour.prom\nsummary_json: \(folder.path)/run.json"
    )
    let result = try Program.run(["run", "--config", house.configuration])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("  ok    report     \(house.path)/overview.html\n"))
    #expect(result.errors.contains("worth sending"))
    #expect(result.errors.contains("  ok    snapshot   \(house.path)/copy.sqlite\n"))
    let metrics = try String(contentsOfFile: "\(folder.path)/retour.prom", encoding: .utf8)
    #expect(metrics.contains("retour_last_run_exit_status 0"))
    let other = try Program.run(
      ["run", "-q", "--config", house.configuration, "--textfile", "\(folder.path)/other.prom"]
    )
    #expect(other.status == 0 && other.errors.isEmpty, "\(other.errors)")
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/other.prom"))
    let bad = try folder.write("bad.yaml", "textfile: /proc/none/x\n")
    #expect(try Program.run(["config", "check", "--config", bad]).status == 78)
  }

  @Test(
    "on a terminal answers begin with the period, the sums and whose move it is",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"))
  )
  func headline() throws {
    let folder = try TemporaryDirectory()
    let database = "\(folder.path)/d.sqlite"
    let inputs = ["sample-data/messages", "sample-data/mbox", "sample-data/demo"]
    let config = ["--config", "sample-data/retour.yaml"]
    #expect(try Program.run(["ingest", "-q", "--db", database] + config + inputs).status == 0)
    func shown(_ command: String) throws -> String {
      let file = "\(folder.path)/shown"
      let program = Program.executable.path
      let run = "stty cols 100; \(program) \(command) --color never --db \(database)"
      #expect(try Shell.run("script -qec '\(run)' /dev/null >\(file)") == 0)
      return try String(contentsOfFile: file, encoding: .utf8)
    }
    let top = try shown("top --since 2026-10-20")
    #expect(top.hasPrefix("20 Oct – 7 Nov 2026, UTC; change against 1–19 Oct 2026"))
    #expect(
      top.contains(
        /[0-9]+ failed \([+-][0-9]+\)\. [0-9.]+% of [0-9]+ traced failed; it was [0-9.]+%\./
      )
    )
    // What isn't shown is added up, so that the column adds up to the first line.
    let few = try shown("top --limit 3").split(whereSeparator: \.isNewline)
    let total = Int(few[1].prefix { $0.isNumber })
    let failed = few.compactMap {
      $0.firstMatch(of: #/^(?:[a-z.]+|[0-9]+ more domains) +([0-9]+) /#)
    }
    .compactMap { Int($0.1) }
    #expect(failed.count == 4 && failed.reduce(0, +) == total, "\(few)")
    #expect(few[2].contains("failed of traced") && few[2].contains("rate"))
    let domain = try shown("domain fabrikam.com")
    #expect(domain.hasPrefix("fabrikam.com, 1 Oct – 7 Nov 2026, UTC; nothing earlier"))
    #expect(domain.contains(#/  whose move  (you|owner|people) [0-9]+, /#))
    #expect(domain.contains(#/  still\?      yes: [0-9]+ in the last 7 days/#))
    #expect(domain.contains(#/ at most [0-9]+ a day/#) && domain.contains("Servers"))
    #expect(domain.contains(#/server +failed/#) && !domain.contains("remote_host"))
    let dutch = try shown("domain fabrikam.com --lang nl")
    #expect(dutch.contains(#/oorzaak +reden +aan zet +/#), "\(dutch)")
    #expect(dutch.contains(#/recipient-unknown +mensen +/#), "\(dutch)")
    #expect(top.contains(/fabrikam\.com .* (owner|people|you|unknown)/))
    let file = "\(folder.path)/shown"
    let run = "stty cols 100; \(Program.executable.path) check --db \(database)"
    #expect(try Shell.run("script -qec '\(run)' /dev/null >\(file)") == 0)
    let check = try String(contentsOfFile: file, encoding: .utf8)
    #expect(check.contains(/ok +sender-block +all/) && check.contains(/ok +new-cause +all/))
    let piped = try Program.run(["top", "--db", database])
    #expect(piped.output.hasPrefix("domain "))
  }
}
