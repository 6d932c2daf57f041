import Foundation
import TestSupport
import Testing

/// `scan --shard` and `merge` together are `ingest`.
@Suite("Shards") struct ShardTests {
  /// Inputs of every format.
  static let inputs = [
    "sample-data/mbox", "sample-data/maildir", "sample-data/messages", "sample-data/traces",
    "sample-data/compressed", "sample-data/demo", "/nonexistent/one", "/nonexistent/two",
  ]

  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// Where a file of the test's own stands.
  private func place(_ name: String) -> String { "\(folder.path)/\(name)" }

  /// Writes the shard of some inputs; gives its path.
  @discardableResult
  private func scan(_ name: String, _ arguments: [String]) throws -> String {
    let run = try Program.run(["scan", "--shard", "-q"] + arguments)
    try #require(!run.output.isEmpty, "\(run.errors)")
    return try folder.write(name, run.output)
  }

  private func merge(
    _ name: String,
    _ shards: [String],
    status: Int32 = 0
  ) throws -> Program.Result {
    let run = try Program.run(["merge", "--db", place(name)] + shards)
    #expect(run.status == status, "\(run.errors)")
    return run
  }

  private func ingested(_ inputs: [String] = inputs) throws -> String {
    let path = place("ingested.sqlite")
    _ = try Program.run(["ingest", "-q", "--db", path] + inputs)
    return path
  }

  private func checkWhole(_ name: String) throws {
    let verified = try Program.run(["db", "verify", "--db", place(name)])
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
  }

  @Test("merging the shard of a scan gives every view of an ingest of the same files")
  func same() throws {
    let expected = try ViewTables.of(ingested())
    try scan("all", Self.inputs)
    _ = try merge("a.sqlite", [place("all")])
    #expect(try ViewTables.of(place("a.sqlite")) == expected)
    #expect(expected["v1_event"]?.isEmpty == false)
    #expect(expected["v1_reject"]?.isEmpty == false)
    try checkWhole("a.sqlite")
  }

  @Test("shards may come in any order, any number of times, compressed or on standard input")
  func orders() throws {
    let expected = try ViewTables.ofDeliveries(ingested())
    let shards = try Self.inputs.dropLast(2).enumerated().map { try scan("\($0).shard", [$1]) }
    for (number, order) in [shards, shards.reversed()].enumerated() {
      let name = "order\(number).sqlite"
      _ = try merge(name, order)
      #expect(try ViewTables.ofDeliveries(place(name)) == expected)
      try checkWhole(name)
    }
    // In three pieces, and one piece twice.
    for piece in [shards[3...4], shards[0...2], shards[5...], shards[0...2]] {
      _ = try merge("pieces.sqlite", Array(piece))
    }
    let pieces = try ViewTables.of(place("pieces.sqlite"))
    #expect(try ViewTables.ofDeliveries(place("pieces.sqlite")) == expected)
    let again = try merge("pieces.sqlite", shards)
    #expect(again.errors.contains("inputs: 0 new"), "\(again.errors)")
    #expect(again.errors.contains("events: 0 new"), "\(again.errors)")
    #expect(try ViewTables.of(place("pieces.sqlite")) == pieces)
    try checkWhole("pieces.sqlite")

    let together = try shards.flatMap { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    let packed = try folder.write("all.gz", Compressed.gzip.member(Array(together)))
    _ = try merge("packed.sqlite", [packed])
    #expect(try ViewTables.ofDeliveries(place("packed.sqlite")) == expected)
    let arguments = ["merge", "--db", place("piped.sqlite"), "-"]
    let piped = try Program.run(arguments, input: Array(together))
    #expect(piped.status == 0, "\(piped.errors)")
    #expect(try ViewTables.ofDeliveries(place("piped.sqlite")) == expected)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!left.contains { $0.hasPrefix(".retour-merge") })
  }

  @Test("what was ingested and what was merged are the same events")
  func mixed() throws {
    let expected = try ViewTables.ofDeliveries(ingested())
    let shard = try scan("all", Self.inputs)
    _ = try Program.run(["ingest", "-q", "--db", place("mixed.sqlite"), "sample-data/messages"])
    _ = try merge("mixed.sqlite", [shard])
    let again = try Program.run(["ingest", "--db", place("mixed.sqlite")] + Self.inputs)
    #expect(again.errors.contains("events: 0 new"), "\(again.errors)")
    #expect(try ViewTables.ofDeliveries(place("mixed.sqlite")) == expected)
    try checkWhole("mixed.sqlite")
  }

  @Test("a shard that is torn or damaged is refused by name, and the others are merged")
  func damaged() throws {
    let whole = try scan("whole", ["sample-data/mbox"])
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: whole)))
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) + [UInt8(ascii: "\n")] }
    try #require(lines.count > 6)
    let good = try scan("good", ["sample-data/messages"])
    var bad: [String: [UInt8]] = [
      "empty": [], "no end of line": Array(bytes.dropLast()),
      "half a line": Array(bytes.prefix(bytes.count / 2)),
      "without its last file": Array(lines.dropLast().joined()),
      "ends behind another file": Array(lines[...(try #require(firstFile(lines)))].joined()),
      "a line is missing": Array((lines[..<2] + lines[3...]).joined()),
      "a line is there twice": Array((lines[..<2] + lines[1...]).joined()),
      "a whole one behind a torn one": Array(lines.prefix(3).joined()) + bytes,
      "no shard": Array("From MAILER-DAEMON\n".utf8),
      "long": [UInt8](repeating: 0x61, count: 3 << 20),
    ]
    for (name, place) in [("a byte", 700), ("another byte", bytes.count / 3)] {
      bad[name] = bytes
      bad[name]?[place] ^= 1
    }
    for (name, bytes) in bad.sorted(by: { $0.key < $1.key }) {
      let shard = try folder.write(name.replacing(" ", with: "-"), bytes)
      try? FileManager.default.removeItem(atPath: place("d.sqlite"))
      let run = try merge("d.sqlite", [shard, good], status: 65)
      #expect(run.errors.contains("retour: \(shard): "), "\(name): \(run.errors)")
      #expect(run.errors.contains("1 merged, 1 refused"), "\(name): \(run.errors)")
      let paths = try SQLFile.column(
        "SELECT DISTINCT source_path LIKE '%messages%' FROM v1_event",
        at: place("d.sqlite")
      )
      #expect(paths == ["1"], "\(name)")
    }
  }

  private func firstFile(_ lines: [[UInt8]]) -> Int? {
    lines.firstIndex { $0.starts(with: #"{"record":"file""#.utf8) }
  }

  @Test("a shard can be cut at any line, and is refused")
  func torn() throws {
    let whole = try String(contentsOfFile: scan("whole", ["sample-data/messages"]), encoding: .utf8)
    let lines = whole.split(separator: "\n", omittingEmptySubsequences: true)
    var shards: [String] = []
    for count in 1..<lines.count {
      let text = lines.prefix(count).joined(separator: "\n") + "\n"
      shards.append(try folder.write("cut\(count)", text))
    }
    let run = try merge("torn.sqlite", shards, status: 65)
    #expect(run.errors.contains("0 merged, \(shards.count) refused"), "\(run.errors)")
    #expect(try SQLFile.column("SELECT count(*) FROM event", at: place("torn.sqlite")) == ["0"])
  }

  @Test("the parts of a mailbox are the whole", arguments: [0, 1, 2, 7, 40, 99])
  func parts(percent: Int) throws {
    let mailbox = "sample-data/mbox/november.mbox"
    let size = try #require(
      try FileManager.default.attributesOfItem(atPath: "\(Repository.root)/\(mailbox)")[.size]
        as? Int
    )
    let expected = try ViewTables.of(ingested([mailbox]))
    let (first, second) = (size * percent / 100, size * (percent + 100) / 200)
    let ranges = ["0:\(first)", "\(first):\(second)", "\(second):\(size + 9)", "\(size + 9):"]
    let shards = try ranges.enumerated().map {
      try scan("part\($0)", ["--range", $1, mailbox])
    }
    _ = try merge("parts.sqlite", shards.reversed())
    #expect(try ViewTables.of(place("parts.sqlite")) == expected)
    try checkWhole("parts.sqlite")
    // Together without a shard: the same lines as those of the whole, but for the number.
    let parts = try ranges.map { try Program.run(["scan", "-q", "--range", $0, mailbox]).lines }
    let whole = try Program.run(["scan", "-q", mailbox]).lines
    let number = /"record":\d+,/
    #expect(
      parts.joined().map { $0.replacing(number, with: "") }
        == whole.map { $0.replacing(number, with: "") }
    )
  }

  @Test("a part without those before it is merged, and it is told how its messages are numbered")
  func lonePart() throws {
    let shard = try scan("part", ["--range", "2000:", "sample-data/mbox/november.mbox"])
    let run = try merge("lone.sqlite", [shard])
    #expect(run.errors.contains("its first part is missing"), "\(run.errors)")
  }

  @Test("of two verdicts the one of the newer rules stays, in any order")
  func catalogues() throws {
    let old = try scan("old", ["sample-data/messages"])
    let rules = try folder.write(
      "own.yaml",
      """
      rules:
        - id: own.unknown
          reason: mailbox-full
          when: {any: [user unknown]}
          example: user unknown
          source: ours
      """
    )
    let checked = try Program.run(["rules", "check", rules])
    try #require(checked.status == 0, "\(checked.output)\(checked.errors)")
    let new = try scan("new", ["--rules", rules, "sample-data/messages"])
    let reference = place("new.sqlite")
    _ = try merge("new.sqlite", [new])
    let expected = try ViewTables.ofDeliveries(reference)
    for (name, order) in [("a", [old, new]), ("b", [new, old]), ("c", [old, new, old, new])] {
      _ = try merge("\(name).sqlite", order)
      #expect(try ViewTables.ofDeliveries(place("\(name).sqlite")) == expected, "\(name)")
      for shard in order { _ = try merge("\(name)2.sqlite", [shard]) }
      #expect(try ViewTables.ofDeliveries(place("\(name)2.sqlite")) == expected, "\(name)2")
      try checkWhole("\(name)2.sqlite")
    }
    let mixed = place("mixed.sqlite")
    _ = try Program.run(["ingest", "-q", "--db", mixed, "sample-data/messages"])
    let rank = try SQLFile.column("SELECT DISTINCT catalogue_version FROM v1_event", at: mixed)
    #expect(rank.count == 1)
  }

  @Test("reports that are one delivery have one key")
  func keys() throws {
    let shard = try scan("all", Self.inputs)
    _ = try merge("keys.sqlite", [shard])
    var key: [String: String] = [:]
    var link: [String: Set<String>] = [:]
    for line in try String(contentsOfFile: shard, encoding: .utf8).split(separator: "\n") {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
      guard let event = object["event_id"] as? String, let own = object["shard_key"] as? String
      else { continue }
      key[event] = own
      if let other = object["link_key"] as? String { link[other, default: []].insert(own) }
    }
    #expect(link.values.allSatisfy { $0.count == 1 })
    let rows = try SQLFile.column(
      """
      SELECT delivery_id || ' ' || group_concat(event_id, ' ') FROM v1_event
      GROUP BY delivery_id HAVING count(*) > 1
      """,
      at: place("keys.sqlite")
    )
    try #require(rows.count > 10)
    for row in rows {
      let events = row.replacing("\"", with: "").split(separator: " ").dropFirst()
      #expect(Set(events.map { key["\($0)"] }).count == 1, "\(row)")
    }
  }

  @Test("an input is never the database")
  func guards() throws {
    let shard = try scan("all", ["sample-data/messages"])
    let before = try Data(contentsOf: URL(fileURLWithPath: shard))
    let same = try Program.run(["merge", "--db", shard, shard])
    #expect(same.status == 64, "\(same.errors)")
    #expect(try Data(contentsOf: URL(fileURLWithPath: shard)) == before)
    for arguments in [
      ["merge", "--db", place("x.sqlite")], ["merge", "--db", place("x.sqlite"), "-", "-"],
      ["scan", "--shard", "--counts", "sample-data"], ["scan", "--range", "5:4", "sample-data"],
      ["scan", "--range", "0:9", "sample-data/mbox"], ["scan", "--range", "a", "sample-data"],
    ] {
      #expect(try Program.run(arguments).status == 64, "\(arguments)")
    }
    let missing = try Program.run(["merge", "--db", place("x.sqlite"), place("none")])
    #expect(missing.status == 65)
    #expect(missing.errors.contains("No such file"), "\(missing.errors)")
  }
}
