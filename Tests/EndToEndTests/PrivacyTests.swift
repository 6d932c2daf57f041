import Foundation
import TestSupport
import Testing

/// Pseudonyms from the configuration to the letters.
@Suite struct PrivacyTests {
  private let quiet = "check: {blocks: 0, new_causes: 0}"

  /// A house whose key lies beside its configuration.
  private func house() throws -> NightlyHouse {
    let house = try NightlyHouse(quiet)
    let file = URL(fileURLWithPath: house.configuration)
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data("\(text)privacy: {pseudonym_key: \(house.path)/key}\n".utf8).write(to: file)
    return house
  }

  private func ask(_ database: String, _ sql: String) throws -> [String] {
    let result = try Program.run(["query", "--db", database, "--format", "csv", "--sql", sql])
    try #require(result.status == 0, "\(result.errors)")
    return Array(result.lines.dropFirst())
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  /// Every address that a database of the same house without pseudonyms knows.
  private func addresses(_ database: String) throws -> Set<String> {
    Set(
      try ask(
        database,
        """
        SELECT lower(recipient) FROM v1_event WHERE recipient LIKE '%_@%'
        UNION SELECT lower(original_recipient) FROM v1_event WHERE original_recipient LIKE '%_@%'
        UNION SELECT lower(sender) FROM v1_event WHERE sender LIKE '%_@%'
        """
      )
    )
  }

  @Test("a night makes the key, and neither the database nor what is handed out names anybody")
  func night() throws {
    let (open, house) = (try NightlyHouse(quiet), try house())
    #expect(try open.night().status == 0)
    let result = try house.night()
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(try mode("\(house.path)/key") == 0o600)
    let addresses = try addresses(open.database)
    #expect(addresses.count > 20)
    let letters = try FileManager.default.contentsOfDirectory(atPath: "\(house.path)/letters")
    #expect(letters.count > 3)
    for file in ["d.sqlite", "copy.sqlite", "overview.html"] + letters.map({ "letters/\($0)" }) {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(house.path)/\(file)"))
      // Message-IDs stay, and some have the form of an address.
      let text = String(decoding: bytes, as: UTF8.self).lowercased()
      for address in addresses { #expect(!text.contains(address), "\(address) in \(file)") }
    }
    #expect(try house.isSound())
    #expect(try house.isSound("\(house.path)/copy.sqlite"))
  }

  @Test("verdicts, days, domains and joins are those of a database without pseudonyms")
  func sameAnswers() throws {
    let (open, house) = (try NightlyHouse(quiet), try house())
    #expect(try open.night().status == 0)
    #expect(try house.night().status == 0)
    for sql in [
      """
      SELECT substr(source_path, -20), record, offset, kind, domain, message_id, occurred_at, day,
        status, reply_code, phase, cause, reason, side, evidence, rule, remote_host, remote_ip
      FROM v1_event ORDER BY 1, 2, 3, 4, 5, 6, 7, diagnostic IS NULL
      """,
      """
      SELECT kind, domain, message_id, day, occurred_at, cause, reason, side, reports, is_traced,
        deferrals FROM v1_delivery ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
      """,
      "SELECT * FROM v1_domain_summary ORDER BY domain",
      "SELECT * FROM v1_domain_day ORDER BY domain, day",
      """
      SELECT count(DISTINCT lower(recipient)), count(DISTINCT lower(original_recipient)),
        count(DISTINCT lower(sender)) FROM v1_event
      """,
    ] {
      #expect(try ask(house.database, sql) == ask(open.database, sql))
    }
    let judged = try Program.run(["reclassify", "--all", "--db", house.database])
    #expect(judged.status == 0)
    #expect(judged.errors.contains("other reason: 0; other side, evidence or rule only: 0"))
    #expect(try house.isSound())
  }

  @Test("a copy to hand out can be without addresses, and answers as the database does")
  func withoutAddresses() throws {
    let house = try NightlyHouse(quiet)
    #expect(try house.night().status == 0)
    let copy = "\(house.path)/handed-out.sqlite"
    let result = try Program.run(
      ["db", "snapshot", "--without-addresses", copy, "--db", house.database]
    )
    #expect(result.status == 0, "\(result.errors)")
    let text = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: copy)),
      as: UTF8.self
    ).lowercased()
    let addresses = try addresses(house.database)
    #expect(addresses.count > 20)
    for address in addresses { #expect(!text.contains(address), "\(address)") }
    #expect(try house.isSound(copy))
    for sql in [
      "SELECT * FROM v1_domain_summary ORDER BY domain",
      "SELECT kind, domain, message_id, day, reason, side FROM v1_delivery ORDER BY 1, 2, 3, 4, 5, 6",
      "SELECT count(DISTINCT lower(recipient)), count(DISTINCT lower(sender)) FROM v1_event",
    ] {
      #expect(try ask(copy, sql) == ask(house.database, sql))
    }
    let ids = "SELECT event_id FROM v1_event UNION SELECT delivery_id FROM v1_event"
    #expect(Set(try ask(copy, ids)).isDisjoint(with: try ask(house.database, ids)))
    // Nothing can be read into it: nobody has its key.
    let more = try Program.run(["ingest", "-q", "--db", copy, "sample-data/mbox"])
    #expect(more.status == 78 && more.errors.contains("pseudonyms"), "\(more.errors)")
    #expect(try Program.run(["report", "--db", copy, "-o", "-"]).status == 0)
  }

  @Test("a second night changes no table, and an archive that comes again is known")
  func again() throws {
    let house = try house()
    #expect(try house.night().status == 0)
    let tables = try Tables.read(house.database)
    let files = FileManager.default
    try files.copyItem(atPath: "\(house.path)/in/mbox", toPath: "\(house.path)/in/mbox-again")
    #expect(try house.night().status == 0)
    #expect(try Tables.read(house.database) == tables)
    #expect(try ask(house.database, "SELECT events_new FROM v1_run ORDER BY run").last == "0")
  }

  @Test("a pseudonym is found by the address, and the domain's answers and letters go on")
  func lookUp() throws {
    let house = try house()
    #expect(try house.night().status == 0)
    let options = ["--format", "csv", "--config", house.configuration]
    let known = try Program.run(
      ["db", "pseudonym", "-"] + options,
      input: Array("Kim@Fabrikam.com\n\nkim@FABRIKAM.com\n".utf8)
    )
    #expect(known.status == 0)
    #expect(known.lines.count == 3)
    let pseudonym = try #require(known.lines.last?.split(separator: ",").last)
    #expect(known.lines[1].hasSuffix(",\(pseudonym)"))
    let open = try NightlyHouse(quiet)
    #expect(try open.night().status == 0)
    let some = try #require(
      try ask(
        open.database,
        "SELECT recipient FROM v1_event WHERE domain = 'fabrikam.com' ORDER BY 1"
      ).first
    )
    let one = try Program.run(["db", "pseudonym", some] + options)
    let row = try #require(one.lines.last?.split(separator: ",").last)
    #expect(
      try ask(
        house.database,
        "SELECT count(*) > 0 FROM v1_event WHERE recipient = '\(row)'"
      ) == ["1"]
    )
    #expect(try Program.run(["domain", "fabrikam.com", "--db", house.database]).status == 0)
    for (language, words) in [
      ("en", "under pseudonyms"), ("nl", "onder pseudoniemen"), ("de", "unter Pseudonymen"),
    ] {
      for flag in [[], ["--with-recipients"]] {
        let letter = try Program.run(
          [
            "export", "--domain", "fabrikam.com", "--db", house.database, "--format", "txt,html",
            "-o", "\(house.path)/out", "--lang", language,
          ] + flag
        )
        #expect(letter.status == 0, "\(letter.errors)")
        for type in ["txt", "html"] {
          let text = try String(
            contentsOfFile: "\(house.path)/out/fabrikam.com.\(type)",
            encoding: .utf8
          ).split(whereSeparator: \.isWhitespace).joined(separator: " ")
          #expect(text.contains(words))
          #expect(text.contains("pseudo-") == !flag.isEmpty)
          #expect(text.contains("***@fabrikam.com") == flag.isEmpty)
          #expect(!text.contains("p***@"))
        }
      }
    }
  }

  @Test("a key that others can read, or that is none, exits with 78, and nothing is written")
  func badKeys() throws {
    let house = try house()
    let key = "\(house.path)/key"
    for (text, mode, words) in [
      (String(repeating: "a1", count: 32) + "\n", 0o640, "chmod 600"),
      (String(repeating: "a1", count: 32) + "\n", 0o604, "its mode is 604"),
      ("", 0o600, "64 hexadecimal digits"), ("secret\n", 0o600, "64 hexadecimal digits"),
      (String(repeating: "a1", count: 33), 0o600, "64 hexadecimal digits"),
      (String(repeating: "+1", count: 32), 0o600, "64 hexadecimal digits"),
    ] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: key))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
      for command in ["run", "ingest"] {
        let result = try Program.run([command, "-q", "--config", house.configuration])
        #expect(result.status == 78)
        #expect(result.errors.contains(words) && result.errors.contains(key), "\(result.errors)")
      }
      let checked = try Program.run(["config", "check", "--config", house.configuration])
      #expect(checked.status == 78)
      #expect(try String(contentsOfFile: key, encoding: .utf8) == text)
    }
    try FileManager.default.removeItem(atPath: key)
    try FileManager.default.createDirectory(atPath: key, withIntermediateDirectories: false)
    #expect(try house.night().status == 78)
    try FileManager.default.removeItem(atPath: key)
    #expect(try house.night().status == 0)
    #expect(try Tables.read(house.database).count > 50)
  }

  @Test("a run with another key, without one, or with a lost one is refused and changes nothing")
  func mixed() throws {
    let house = try house()
    let key = "\(house.path)/key"
    #expect(try house.night().status == 0)
    let tables = try Tables.read(house.database)
    let more = try house.folder.write("more.eml", "Subject: hello\n\nhello\n")
    let without = try Program.run(["ingest", "-q", "--db", house.database, more])
    #expect(without.status == 78)
    #expect(without.errors.contains("no key is configured"))
    try FileManager.default.moveItem(atPath: key, toPath: "\(key).kept")
    let lost = try house.night()
    #expect(lost.status == 78)
    #expect(lost.errors.contains("there is no such file, and the database needs its key"))
    #expect(!FileManager.default.fileExists(atPath: key))
    #expect(
      try Program.run(["db", "pseudonym", "a@b.c", "--config", house.configuration]).status == 78
    )
    try Data(String(repeating: "a1", count: 32).utf8).write(to: URL(fileURLWithPath: key))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
    let other = try house.night()
    #expect(other.status == 78)
    #expect(other.errors.contains("its pseudonyms were made with the key"))
    #expect(try Tables.read(house.database) == tables)
    try FileManager.default.removeItem(atPath: key)
    try FileManager.default.moveItem(atPath: "\(key).kept", toPath: key)
    #expect(try house.night().status == 0)
    let info = try Program.run(["db", "info", "--db", house.database])
    #expect(info.output.contains("pseudonyms (hmac-sha256-1)"))
  }

  @Test("a database whose addresses are stored as they are takes no pseudonyms")
  func late() throws {
    let house = try house()
    let inputs = "\(house.path)/in/mbox"
    #expect(try Program.run(["ingest", "-q", "--db", house.database, inputs]).status == 0)
    let result = try house.night()
    #expect(result.status == 78)
    #expect(result.errors.contains("its addresses are stored as they are"))
  }

  @Test("a key that can't be made exits with 73")
  func noFolder() throws {
    let house = try NightlyHouse("\(quiet)\nprivacy: {pseudonym_key: /no/such/folder/key}")
    let result = try house.night()
    #expect(result.status == 73)
    #expect(result.errors.contains("/no/such/folder/key: can't be created"))
  }

  @Test(
    "mistakes in privacy name file, line and column",
    arguments: [
      ("privacy: {pseudonymkey: x}", ":1:11: privacy: there", "did you mean 'pseudonym_key'"),
      ("privacy: {}", ":1:10: privacy: needs a pseudonym_key", "the path of a file"),
      ("privacy: true", ":1:10: privacy has to be a mapping", "of keys to values"),
      ("privacy: {pseudonym_key: []}", ":1:26: privacy.pseudonym_key has", "to be a text"),
      ("privacy:\n  pseudonym_key: x\nprivasy: 1", ":3:1: there is no key", "'privacy'"),
    ]
  )
  func mistakes(text: String, place: String, words: String) throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("retour.yaml", text)
    let result = try Program.run(["config", "check", "--config", path])
    #expect(result.status == 78)
    #expect(result.errors.contains("\(path)\(place)"), "\(result.errors)")
    #expect(result.errors.contains(words), "\(result.errors)")
  }

  @Test("config show has it")
  func shown() throws {
    let house = try house()
    let shown = try Program.run([
      "config", "show", "--origin", "--format", "csv", "--config", house.configuration,
    ])
    #expect(
      shown.output.contains("privacy,pseudonym_key: \(house.path)/key,\(house.configuration):")
    )
  }
}
