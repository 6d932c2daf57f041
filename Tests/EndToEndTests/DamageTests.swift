import Foundation
import TestSupport
import Testing

/// Databases with other bytes in some pages: every command says 65 or answers as from the whole one.
@Suite struct DamageTests {
  private static let inputs = ["sample-data/mbox", "sample-data/messages"]
  private static let reading = [
    ["top"], ["top", "--since", "2026-11-01"], ["top", "--by", "reason"], ["causes"],
    ["causes", "--domain", "fabrikam.com"], ["top", "--by", "cause"],
  ]
  private static let writing = [
    ["ingest", "-q", "sample-data/traces"], ["reclassify", "-q", "--all"],
    ["db", "prune", "-q", "--keep", "3"],
  ]

  /// A generator whose numbers follow from its seed (SplitMix64).
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }
  }

  private static func damaged(_ whole: Data, _ seed: UInt64) -> Data {
    var random = Seeded(state: seed)
    var bytes = [UInt8](whole)
    for _ in 0..<[1, 2, 6][Int(seed % 3)] {
      let page = Int.random(in: 1..<bytes.count / 4_096, using: &random)
      let start = page * 4_096 + Int.random(in: 0..<4_032, using: &random)
      for index in start..<start + [1, 4, 48][Int(seed / 3 % 3)] {
        bytes[index] = .random(in: .min ... .max, using: &random)
      }
    }
    return Data(bytes)
  }

  @Test(
    "damage is told with 65 and never answered from",
    arguments: [1, 2, 3, 4, 5, 6] as [UInt64]
  )
  func seeds(seed: UInt64) throws {
    let folder = try TemporaryDirectory()
    let path = "\(folder.path)/d.sqlite"
    let file = URL(fileURLWithPath: path)
    try #require(try Program.run(["ingest", "-q", "--db", path] + Self.inputs).status == 0)
    let whole = try Data(contentsOf: file)
    let answers = try Self.reading.map { try Program.run($0 + ["--db", path]).output }
    let ids = "SELECT event_id FROM v1_event ORDER BY event_id"
    let events = try Program.run(["query", "--db", path, "--format", "csv", "--sql", ids]).lines
    for round in 0..<4 as Range<UInt64> {
      let bytes = Self.damaged(whole, seed * 100 + round)
      try bytes.write(to: file)
      // Any of them was there, so none may be denied.
      let event = try #require(events.dropFirst().randomElement())
      let explained = try Program.run(["explain", event, "--db", path])
      #expect([0, 65].contains(explained.status), "explain \(event): \(explained.errors)")
      for (command, answer) in zip(Self.reading, answers) {
        let result = try Program.run(command + ["--db", path])
        #expect(
          result.status == 65 || result.status == 0 && result.output == answer,
          "\(seed) \(round) \(command): \(result.status) \(result.errors)"
        )
      }
      for command in Self.writing {
        try bytes.write(to: file)
        let result = try Program.run(command + ["--db", path])
        #expect(
          [0, 65].contains(result.status),
          "\(seed) \(round) \(command): \(result.status) \(result.errors)"
        )
      }
    }
  }

  @Test("a bit in a name, or in the index of one, is told by pages and letters, too")
  func names() throws {
    let folder = try TemporaryDirectory()
    let path = "\(folder.path)/d.sqlite"
    let file = URL(fileURLWithPath: path)
    try #require(try Program.run(["ingest", "-q", "--db", path] + Self.inputs).status == 0)
    let whole = [UInt8](try Data(contentsOf: file))
    let commands = [
      ["report", "-o", "-"], ["top"], ["top", "--by", "host"], ["domain", "fabrikam.com"],
      ["export", "--domain", "fabrikam.com", "-o", "-"],
    ]
    let answers = try commands.map { try Program.run($0 + ["--db", path]).output }
    // Each is small enough for one page.
    let roots = try Program.run(
      [
        "query", "--db", path, "--format", "csv", "--sql",
        """
        SELECT rootpage FROM sqlite_schema WHERE tbl_name IN ('kind', 'reason', 'cause', 'host')
        ORDER BY 1
        """,
      ]
    ).lines.dropFirst().compactMap { Int($0) }
    try #require(roots.count >= 8)
    for root in roots {
      let page = (root - 1) * 4_096..<root * 4_096
      for name in ["failed", "mailbox-full", "destination-domain", "fabrikam.com"] {
        let word = Array(name.utf8)
        let place = page.dropLast(word.count).first {
          whole[$0] == word[0] && whole[$0..<$0 + word.count].elementsEqual(word)
        }
        guard let place else { continue }
        var bytes = whole
        bytes[place] ^= 1
        try Data(bytes).write(to: file)
        for (command, answer) in zip(commands, answers) {
          let result = try Program.run(command + ["--db", path])
          #expect(
            result.status == 65 || result.output == answer,
            "\(name) of page \(root), \(command): \(result.status) \(result.errors)"
          )
        }
      }
    }
  }

  @Test("a header of a format that SQLite doesn't know is damage")
  func header() throws {
    let folder = try TemporaryDirectory()
    let path = "\(folder.path)/d.sqlite"
    try #require(try Program.run(["ingest", "-q", "--db", path] + Self.inputs).status == 0)
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    for (place, value) in [(47, 5), (18, 3), (19, 3)] as [(Int, UInt8)] {
      var bytes = whole
      bytes[place] = value
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      for command in [["top"], ["db", "verify"], ["ingest", "-q", "sample-data/traces"]] {
        let result = try Program.run(command + ["--db", path])
        let isTold = result.status == 65 || place == 18 && result.status == 0
        #expect(isTold, "\(place), \(command): \(result.status) \(result.errors)")
      }
    }
  }
}
