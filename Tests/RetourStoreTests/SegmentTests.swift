import Foundation
import RetourEvents
import Testing

@testable import RetourStore

/// Keys in segments, and the filters that tell in which of them to look.
@Suite("Segments of keys")
struct SegmentTests {
  private static let events = (0..<100).map {
    ClassifiedReport.sample($0, to: "x@d\($0 % 7).example")
  }
  private static let file = FileIdentity.sample("a.mbox", size: 10_000)

  private static func random(_ count: Int, seed: UInt64) -> [Identity] {
    var generator = SplitMix(state: seed)
    return (0..<count).map { _ in Identity(high: generator.next(), low: generator.next()) }
  }

  @Test("a filter knows all its keys, and takes few others for them; so does its stored form")
  func filter() {
    let keys = Self.random(20_000, seed: 1)
    var filter = KeyFilter(keys: keys.count)
    for key in keys { filter.insert(key) }
    let again = KeyFilter(blocks: filter.blocks)
    func holds(_ key: Identity) -> Bool { again.mayHold(key, KeyFilter.bits(of: key)) }
    #expect(keys.allSatisfy(holds))
    let strangers = Self.random(20_000, seed: 2).count(where: holds)
    #expect(strangers < 200)
    #expect(again.blocks == filter.blocks)
  }

  @Test("keys of texts fill a filter as evenly")
  func textKeys() {
    let texts = (0..<20_000).map { "<\($0)@mail.contoso.com>" }
    var filter = KeyFilter(keys: texts.count)
    for text in texts { filter.insert(KeyFilter.key(of: text)) }
    func holds(_ text: String) -> Bool {
      let key = KeyFilter.key(of: text)
      return filter.mayHold(key, KeyFilter.bits(of: key))
    }
    #expect(texts.allSatisfy(holds))
    #expect((0..<20_000).count { holds("<\($0)@mail.fabrikam.com>") } < 200)
  }

  @Test("a filter without bits rules nothing out")
  func noBits() {
    let filter = KeyFilter(blocks: [])
    for key in Self.random(100, seed: 3) {
      #expect(filter.mayHold(key, KeyFilter.bits(of: key)))
    }
  }

  @Test("rows are numbered in segments, each full one has a filter")
  func segments() throws {
    let sandbox = try Sandbox()
    let store = try sandbox.store(segment: 30)
    try store.ingest(Self.file, Self.events)
    // The filter of a full segment is made when the next key is looked for.
    try store.ingest(.sample("b.mbox", size: 10_000), Self.events)
    try store.finishTestRun()
    #expect(
      try sandbox.rows("SELECT segment, min(id), max(id) FROM event GROUP BY 1")
        == ["0|1|30", "1|31|60", "2|61|90", "3|91|100"]
    )
    #expect(
      try sandbox.rows("SELECT keys, segment FROM key_filter ORDER BY 1, 2")
        == ["delivery|0", "delivery|1", "delivery|2", "event|0", "event|1", "event|2"]
    )
    #expect(try sandbox.rows("SELECT events_new, duplicates FROM v1_run") == ["100|100"])
    #expect(try sandbox.findings() == [])
    for event in [0, 29, 30, 99] {
      let report = try StoreReader(path: sandbox.path).report(Self.events[event].report.eventID)
      #expect(report?.recipient == Self.events[event].report.recipient)
    }
  }

  @Test("more domains than totals are kept in memory for are counted all the same")
  func manyDomains() throws {
    let sandbox = try Sandbox()
    let store = try sandbox.store()
    let events = (0..<17_000).map { ClassifiedReport.sample($0, to: "x@d\($0 % 16_500).example") }
    try store.ingest(Self.file, events)
    try store.finishTestRun()
    #expect(
      try sandbox.rows("SELECT count(*), sum(deliveries) FROM domain_total") == ["16500|17000"]
    )
    #expect(try sandbox.findings() == [])
  }

  @Test("a key that is twice, and a filter that lacks keys, are found")
  func damage() throws {
    let sandbox = try Sandbox()
    let store = try sandbox.store(segment: 30)
    try store.ingest(Self.file, Self.events)
    try store.finishTestRun()
    try sandbox.shell(
      "UPDATE event SET event_id = (SELECT event_id FROM event WHERE id = 1) WHERE id = 99"
    )
    try sandbox.shell(
      "UPDATE key_filter SET filter = zeroblob(length(filter)) WHERE keys = 'event'"
    )
    let findings = try StoreReader(path: sandbox.path).verify().filter { $0.check == .keys }
      .map(\.detail)
    #expect(findings.count == 4)
    #expect(findings.first?.hasSuffix("is stored 2 times") == true)
    #expect(findings.last == "the filter of segment 2 of event lacks 30 keys")
  }

  @Test("pruning takes filters with what they held; they are made again without it")
  func pruned() throws {
    let sandbox = try Sandbox()
    let ofSegment = "SELECT count(*) FROM event WHERE segment = 2"
    let filter = "SELECT hex(filter) FROM key_filter WHERE keys = 'event' AND segment = 2"
    do {
      let store = try sandbox.store(segment: 30)
      try store.ingest(Self.file, Self.events)
      try store.finishTestRun()
    }
    let whole = try sandbox.rows(filter)
    #expect(try sandbox.rows(ofSegment) == ["30"])
    do {
      let store = try sandbox.store(run: false)
      _ = try store.prune(keeping: 2, now: Timestamp(seconds: 1_700_000_000 + 100 * 7200))
    }
    let kept = try sandbox.rows(ofSegment)
    #expect(kept != ["30"] && kept != ["0"])
    #expect(try sandbox.rows("SELECT count(*) FROM key_filter") == ["0"])
    let store = try sandbox.store(segment: 30)
    try store.ingest(.sample("b.mbox", size: 10_000), Self.events)
    try store.finishTestRun()
    #expect(try sandbox.rows(filter).count == 1)
    #expect(try sandbox.rows(filter) != whole)
    #expect(try sandbox.rows(ofSegment) == kept)
    #expect(try sandbox.findings() == [])
  }

  @Test("where the last rows went, their numbers are given again, and no key is missed")
  func shrunk() throws {
    let sandbox = try Sandbox()
    do {
      let store = try sandbox.store(segment: 10)
      try store.ingest(Self.file, Array(Self.events[0..<35]))
      try store.finishTestRun()
    }
    try sandbox.shell(
      """
      DELETE FROM event WHERE id > 15; DELETE FROM delivery WHERE id > 15;
      DELETE FROM domain_day; DELETE FROM domain_total
      """
    )
    let store = try sandbox.store(segment: 10)
    try store.ingest(.sample("b.mbox", size: 10_000), Self.events)
    try store.ingest(.sample("c.mbox", size: 10_000), Self.events)
    try store.finishTestRun()
    #expect(try sandbox.rows("SELECT count(*), max(segment) FROM event") == ["100|9"])
    let keys = try StoreReader(path: sandbox.path).verify().filter { $0.check == .keys }
    #expect(keys == [])
  }

  @Test("a database of schema version 1 is read, and brought up to date by the next run")
  func upgrade() throws {
    let sandbox = try Sandbox()
    let reference = try Sandbox()
    for box in [sandbox, reference] {
      let store = try box.store()
      try store.ingest(Self.file, Array(Self.events[0..<60]))
      try store.finishTestRun()
    }
    try Self.downgrade(sandbox)
    let tables = try reference.tables()
    #expect(try sandbox.rows("PRAGMA user_version") == ["1"])
    #expect(try sandbox.tables() == tables)
    #expect(try sandbox.findings() == [])
    let known = Self.events[7].report
    #expect(try StoreReader(path: sandbox.path).report(known.eventID)?.recipient == known.recipient)
    for box in [sandbox, reference] {
      let store = try box.store()
      try store.ingest(.sample("b.mbox", size: 10_000), Self.events)
      try store.finishTestRun()
    }
    #expect(try sandbox.rows("PRAGMA user_version") == ["6"])
    #expect(try sandbox.tables() == reference.tables())
    let objects = "SELECT type, name, tbl_name FROM sqlite_schema ORDER BY 1, 2"
    #expect(try sandbox.rows(objects) == reference.rows(objects))
    #expect(try sandbox.findings() == [])
  }

  @Test("a database of schema version 2 gets its domains by segment with the next run")
  func domains() throws {
    let sandbox = try Sandbox()
    do {
      let store = try sandbox.store()
      try store.ingest(Self.file, Self.events)
      try store.finishTestRun()
    }
    let index = "SELECT sql FROM sqlite_schema WHERE name = 'delivery_domain'"
    let now = try sandbox.rows(index)
    try sandbox.shell(
      """
      \(Sandbox.withoutVersion4)
      DROP INDEX delivery_domain; CREATE INDEX delivery_domain ON delivery (domain_id, day);
      PRAGMA user_version = 2
      """
    )
    let tables = try sandbox.tables()
    #expect(try sandbox.rows(index) != now)
    let store = try sandbox.store()
    try store.ingest(.sample("b.mbox", size: 10_000), Self.events)
    try store.finishTestRun()
    #expect(try sandbox.rows("PRAGMA user_version") == ["6"])
    #expect(try sandbox.rows(index) == now)
    #expect(try sandbox.tables() == tables)
    #expect(try sandbox.findings() == [])
  }

  @Test("who asks for a domain reads its deliveries in each segment, and no others")
  func plan() throws {
    let sandbox = try Sandbox()
    let store = try sandbox.store(segment: 30)
    try store.ingest(Self.file, Self.events)
    try store.finishTestRun()
    let plan = try sandbox.rows(
      "EXPLAIN QUERY PLAN SELECT * FROM v1_delivery WHERE domain = 'd3.example'"
    )
    #expect(plan.contains { $0.contains("delivery_domain (ANY(segment) AND domain_id=?)") })
    #expect(try sandbox.rows("SELECT 1 FROM v1_delivery WHERE domain = 'd3.example'").count == 14)
  }

  /// Makes a database one of schema version 1, where one index held all keys.
  private static func downgrade(_ sandbox: Sandbox) throws {
    try sandbox.shell(Sandbox.withoutVersion4)
    var script = "PRAGMA legacy_alter_table = ON;"
    for (table, key) in [("event", "event_id"), ("delivery", "key"), ("tail", "-")] {
      let now = try sandbox.rows("SELECT sql FROM sqlite_schema WHERE name = '\(table)'")[0]
      let then = now.replacing("\(key) BLOB NOT NULL", with: "\(key) BLOB NOT NULL UNIQUE")
        .replacing(/,\s*(segment|row) INTEGER NOT NULL/, with: "")
      let columns = try sandbox.rows("SELECT name FROM pragma_table_info('\(table)')")
        .filter { $0 != "segment" && $0 != "row" }.joined(separator: ", ")
      script += """
        ALTER TABLE \(table) RENAME TO x; \(then);
        INSERT INTO \(table) SELECT \(columns) FROM x; DROP TABLE x;
        """
    }
    script += """
      CREATE INDEX event_delivery ON event (delivery_id);
      CREATE INDEX delivery_domain ON delivery (domain_id, day);
      DROP TABLE key_filter; DROP TABLE link_due; PRAGMA user_version = 1;
      """
    try sandbox.shell(script)
  }
}

/// Numbers that look random and are the same each time.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
