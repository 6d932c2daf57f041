import Foundation
import RetourEvents
import TestSupport
import Testing

@Suite struct RuleCommandTests {
  private static let bounce = """
    Return-Path: <>
    From: MAILER-DAEMON@contoso.com
    To: jan@contoso.com
    Message-ID: <b-1@contoso.com>
    In-Reply-To: <m-1@contoso.com>
    Date: Mon, 2 Nov 2026 09:00:00 +0000
    Subject: failure notice

    <kim@fabrikam.com>:
    203.0.113.5 failed after I sent the message.
    Remote host said: 550 zzqx the seventh gate is shut 4711
    """

  private static let rule = """
    rules:
      - id: own.gate
        reason: destination-block
        when: {all: [the seventh gate]}
        example: 550 the seventh gate is shut
        source: observed
    """

  private func database(in folder: TemporaryDirectory) throws -> String {
    let database = "\(folder.path)/d.sqlite"
    let mail = try folder.write("b.eml", Self.bounce)
    #expect(try Program.run(["ingest", "-q", "--no-similar", "--db", database, mail]).status == 0)
    return database
  }

  @Test("a text that no rule knows becomes a rule, and the database follows it")
  func fromUnknownToRule() throws {
    let folder = try TemporaryDirectory()
    let database = try database(in: folder)
    let unknown = try Program.run(["unknown", "--db", database, "--format", "csv"])
    #expect(unknown.lines.count == 2)
    #expect(unknown.output.contains("the seventh gate is shut <n>"))
    let skeleton = try Program.run(["unknown", "--db", database, "--skeleton"])
    let draft = try folder.write("draft.yaml", skeleton.output)
    #expect(try Program.run(["rules", "check", draft]).output == "1 rules, all well.\n")
    #expect(try Program.run(["rules", "test", draft]).status == 0)

    let own = try folder.write("rules.d/own.yaml", Self.rule)
    let changed = try Program.run([
      "reclassify", "--no-similar", "--db", database, "--rules", "\(folder.path)/rules.d",
      "--format", "csv",
    ])
    #expect(changed.status == 0)
    #expect(changed.lines.last?.hasPrefix("1,unknown/unclassified,destination-domain/") == true)
    #expect(try Program.run(["db", "verify", "--db", database]).status == 0)
    #expect(try Program.run(["unknown", "--db", database, "--format", "csv"]).lines.count == 1)
    let again = try Program.run([
      "reclassify", "--no-similar", "--db", database, "--rules", own,
    ])
    #expect(again.errors.hasPrefix("judged: 0;"))
    let back = try Program.run([
      "reclassify", "--no-similar", "--db", database, "--format", "csv",
    ])
    #expect(back.lines.last?.hasPrefix("1,destination-domain/destination-block,unknown/") == true)
  }

  @Test("the same rules on stored texts change nothing")
  func sameVerdicts() throws {
    let folder = try TemporaryDirectory()
    let database = "\(folder.path)/d.sqlite"
    #expect(try Program.run(["ingest", "-q", "--db", database, "sample-data"]).status == 0)
    let result = try Program.run(["reclassify", "--all", "--db", database, "--format", "csv"])
    #expect(result.status == 0)
    #expect(result.lines.count == 1, "\(result.output)")
    #expect(result.errors.contains("other side, evidence or rule only: 0"))
    #expect(!result.errors.hasPrefix("judged: 0;"))
  }

  @Test("explain takes the id of an event, and speaks three languages")
  func explainEvent() throws {
    let folder = try TemporaryDirectory()
    let database = try database(in: folder)
    let sql = "SELECT event_id FROM v1_event"
    let event = try #require(
      Program.run(["query", "--sql", sql, "--db", database, "--format", "ndjson"]).output
        .split(separator: "\"").last { $0.count == 32 }.map(String.init)
    )
    let english = try Program.run(["explain", "--no-similar", event, "--db", database])
    #expect(english.status == 0)
    #expect(english.output.contains("550 zzqx the seventh gate is shut 4711"))
    #expect(english.output.contains("Read the text, and add a rule for it."))
    let left = Self.bounce.replacing("zzqx the seventh gate is shut", with: "kim left long ago")
    let guess = try Program.run(["explain", folder.write("left.eml", left)])
    #expect(guess.output.contains(", probably\n"), "\(guess.output)")
    let dutch = try Program.run([
      "explain", "--no-similar", event, "--db", database, "--lang", "nl",
    ])
    #expect(dutch.output.contains("Lees de tekst en voeg er een regel voor toe."))
    let german = try Program.run([
      "explain", "--no-similar", event, "--db", database, "--lang", "de",
    ])
    #expect(german.output.contains("Lesen Sie den Text"))
    let none = String(repeating: "0", count: 32)
    #expect(try Program.run(["explain", none, "--db", database]).status == 66)
    #expect(try Program.run(["explain", event, "--lang", "fr", "--db", database]).status == 64)
  }

  @Test("a mistake in a rule file is told with its place, and stops the run")
  func mistakes() throws {
    let folder = try TemporaryDirectory()
    for (text, says) in [
      (Self.rule.replacing("reason:", with: "reasn:"), ":3:5: 'reasn' isn't known here"),
      (Self.rule.replacing("the seventh", with: "The Seventh"), "phrases are in lower case"),
      (Self.rule.replacing("own.gate", with: "text.unknown"), "another rule has the id"),
      (Self.rule.replacing("all: [", with: "also: ["), "'also' goes with 'any'"),
    ] {
      let path = try folder.write("own.yaml", text)
      for command in [
        ["rules", "check", path], ["scan", "--rules", path, "sample-data/messages"],
      ] {
        let result = try Program.run(command)
        #expect(result.status == 78)
        #expect(result.errors.contains(says), "\(result.errors)")
      }
    }
    #expect(try Program.run(["rules", "check", "/no/such.yaml"]).status == 78)
    #expect(try Program.run(["rules", "check", folder.path + "/.."]).status == 78)
  }

  @Test("an example that another rule decides fails the test of the rules")
  func mismatch() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write(
      "own.yaml",
      Self.rule.replacing("550 the seventh gate is shut", with: "550 User unknown")
    )
    let result = try Program.run(["rules", "test", path, "--format", "csv"])
    #expect(result.status == 1)
    #expect(result.lines.last?.contains("own.gate,550 User unknown,destination-block,") == true)
    #expect(try Program.run(["rules", "test"]).status == 0)
  }

  @Test("scan adds Sisimai's name on request only")
  func labels() throws {
    let file = "sample-data/messages/postfix-user-unknown.eml"
    #expect(try Program.run(["scan", "-q", file]).output.contains("sisimai") == false)
    let labelled = try Program.run(["scan", "-q", "--labels", "sisimai", file])
    #expect(labelled.output.contains("\"sisimai\":\"userunknown\""))
  }
}
