import Foundation
import RetourEvents
import Testing

@testable import RetourStore

extension Lookup {
  /// A look at a domain that found these checks.
  static func sample(
    _ domain: String,
    _ checks: [String],
    at seconds: Int64 = 1_800_000_000,
    topics: [String] = ["mx", "spf"],
    detail: String = "{}",
    severity: String = "fault",
    rest: Int64 = 86_400
  ) -> Lookup {
    let rows = checks.map { check in
      let word = check.split(separator: ".").last ?? ""
      return LookupRow(
        domain: domain,
        topic: String(check.prefix { $0 != "." }),
        check: check,
        outcome: word == "unknown" ? "unknown" : word.hasSuffix("ok") ? "ok" : "problem",
        severity: word == "unknown" || word.hasSuffix("ok") ? "fact" : severity,
        asked: domain,
        type: check.hasPrefix("mx") ? "MX" : "TXT",
        timeToLive: 300,
        isSecure: false,
        detail: detail
      )
    }
    return Lookup(
      domain: domain,
      topics: topics,
      rows: rows,
      time: Timestamp(seconds: seconds),
      freshUntil: Timestamp(seconds: seconds + rest)
    )
  }
}

@Suite("What dns found")
struct LookupTests {
  private static let start: Int64 = 1_800_000_000
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.store().finishTestRun()
  }

  private func keep(_ lookups: Lookup...) throws {
    try sandbox.store(run: false).keep(lookups, from: "192.0.2.53")
  }

  private func periods() throws -> [String] {
    try sandbox.rows(
      """
      SELECT check_id, outcome, strftime('%s', first_seen_at) - \(Self.start),
        strftime('%s', checked_at) - \(Self.start), checks, is_current
      FROM v1_dns_finding ORDER BY first_seen_at, check_id
      """
    )
  }

  @Test("an answer that stays the same moves the end of its row, another begins a new one")
  func history() throws {
    for (day, check) in ["mx.ok", "mx.ok", "mx.none", "mx.none", "mx.ok"].enumerated() {
      try keep(.sample("fabrikam.com", [check], at: Self.start + Int64(day) * 100))
    }
    #expect(
      try periods() == [
        "mx.ok|ok|0|100|2|0", "mx.none|problem|200|300|2|0", "mx.ok|ok|400|400|1|1",
      ]
    )
    #expect(try sandbox.findings() == [])
  }

  @Test("that nobody answered ends nothing")
  func silence() throws {
    for (day, check) in ["mx.ok", "mx.unknown", "mx.unknown", "mx.ok"].enumerated() {
      try keep(.sample("fabrikam.com", [check], at: Self.start + Int64(day) * 100))
    }
    #expect(try periods() == ["mx.ok|ok|0|300|2|1", "mx.unknown|unknown|100|200|2|0"])
  }

  @Test("other details are another answer, and what is gone isn't current")
  func details() throws {
    try keep(.sample("a.example", ["mx.ok", "spf.none"], at: Self.start, detail: #"{"n":1}"#))
    try keep(.sample("a.example", ["mx.ok"], at: Self.start + 100, detail: #"{"n":2}"#))
    #expect(
      try periods() == [
        "mx.ok|ok|0|0|1|0", "spf.none|problem|0|0|1|0", "mx.ok|ok|100|100|1|1",
      ]
    )
  }

  @Test("what two offices found is the same in any order, and merging twice changes nothing")
  func merged() throws {
    let offices = try [Sandbox(), Sandbox()]
    let looks: [[(String, Int64, String)]] = [
      [("mx.ok", 0, "{}"), ("mx.ok", 100, "{}"), ("mx.none", 400, "{}")],
      [("mx.ok", 50, "{}"), ("mx.ok", 200, "{}"), ("mx.ok", 300, #"{"n":2}"#)],
    ]
    for (office, looks) in zip(offices, looks) {
      try office.store().finishTestRun()
      for (check, at, detail) in looks {
        let look = Lookup.sample("fabrikam.com", [check], at: Self.start + at, detail: detail)
        try office.store(run: false).keep([look], from: "192.0.2.53")
      }
    }
    let expected = [
      "mx.ok|ok|0|200|2|0", "mx.ok|ok|300|300|1|0", "mx.none|problem|400|400|1|1",
    ]
    for order in [[0, 1], [1, 0], [0, 1, 0, 1]] {
      let whole = try Sandbox()
      for number in order {
        let store = try whole.store()
        _ = try store.merge(StoreReader(path: offices[number].path))
        try store.finishTestRun()
      }
      let sql = """
        SELECT check_id, outcome, strftime('%s', first_seen_at) - \(Self.start),
          strftime('%s', checked_at) - \(Self.start), checks, is_current
        FROM v1_dns_finding ORDER BY first_seen_at, check_id
        """
      #expect(try whole.rows(sql) == expected, "\(order)")
      #expect(try whole.rows("SELECT count(*) FROM dns_look") == ["6"])
    }
  }

  @Test("a topic that wasn't looked at stays as it was, and an older look changes nothing")
  func topics() throws {
    try keep(.sample("a.example", ["mx.ok", "spf.none"], at: Self.start))
    try keep(.sample("a.example", ["mx.none"], at: Self.start + 100, topics: ["mx"]))
    try keep(.sample("a.example", ["mx.null"], at: Self.start + 50, topics: ["mx"]))
    #expect(
      try periods() == [
        "mx.ok|ok|0|0|1|0", "spf.none|problem|0|0|1|1", "mx.none|problem|100|100|1|1",
      ]
    )
  }

  @Test("a domain rests while its answer holds, and after three looks without one")
  func resting() throws {
    func rests(_ seconds: Int64) throws -> Bool {
      try StoreReader(path: sandbox.path).restingLookups(
        of: ["a.example", "b.example"],
        now: Timestamp(seconds: Self.start + seconds),
        tries: 3
      ) == ["a.example"]
    }
    #expect(try !rests(0))
    try keep(.sample("a.example", ["mx.ok"], at: Self.start, rest: 100))
    #expect(try rests(99))
    #expect(try !rests(100))
    for second in [200, 300, 400] as [Int64] {
      #expect(try !rests(second))
      try keep(.sample("a.example", ["mx.unknown"], at: Self.start + second, rest: 0))
    }
    #expect(try rests(401))
    #expect(try !rests(200 + 86_400))
  }

  @Test("pruning takes what ended before the kept days, and db verify finds what can't be")
  func upkeep() throws {
    do {
      let store = try sandbox.store()
      try store.ingest(.sample("a.mbox"), [.sample(1, at: Self.start)])
      try store.finishTestRun()
    }
    try keep(.sample("a.example", ["mx.ok"], at: Self.start - 40 * 86_400))
    try keep(.sample("a.example", ["mx.none"], at: Self.start))
    try keep(.sample("old.example", ["mx.ok"], at: Self.start - 40 * 86_400))
    _ = try sandbox.store(run: false)
      .prune(keeping: 30, now: Timestamp(seconds: Self.start + 60))
    #expect(
      try sandbox.rows("SELECT domain, check_id FROM v1_dns_finding") == ["a.example|mx.none"]
    )
    #expect(try sandbox.rows("SELECT DISTINCT domain FROM dns_topic") == ["a.example"])
    #expect(try sandbox.findings() == [])
    try sandbox.shell("UPDATE dns_finding SET checked_at = first_seen_at - 1")
    #expect(try sandbox.findings().map { $0.prefix(8) } == ["lookups:"])
  }

  @Test("a database of schema version 3 gets the tables with the next run, and is read before")
  func upgrade() throws {
    let objects = "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2"
    let now = try sandbox.rows(objects)
    try sandbox.shell("\(Sandbox.withoutVersion4) PRAGMA user_version = 3")
    let reader = try StoreReader(path: sandbox.path)
    #expect(try !reader.hasLookups)
    #expect(try sandbox.findings() == [])
    #expect(
      try reader.restingLookups(of: ["a.example"], now: .now, tries: 3).isEmpty
    )
    try keep(.sample("a.example", ["mx.ok"]))
    #expect(try sandbox.rows(objects) == now)
    #expect(try StoreReader(path: sandbox.path).hasLookups)
  }

  @Test("a snapshot has the findings")
  func snapshot() throws {
    try keep(.sample("a.example", ["mx.ok"]))
    let copy = "\(sandbox.folder.path)/copy.sqlite"
    try StoreReader(path: sandbox.path).snapshot(to: copy) { _ in "0" }
    let table = try StoreReader(path: copy).run(sql: "SELECT domain FROM v1_dns_finding")
    #expect(table.rows == [[.text("a.example")]])
  }

  @Test("addresses in records get their pseudonyms, and without the key nothing is kept")
  func pseudonyms() throws {
    let box = try Sandbox()
    let store = try box.store(run: false)
    store.protect(with: Pseudonyms(key: Array(repeating: 7, count: 32), keeping: []))
    try store.beginTestRun()
    try store.ingest(.sample("a.mbox"), [.sample(1)])
    try store.finishTestRun()
    let detail = #"{"record":"v=DMARC1; p=none; rua=mailto:kim@contoso.com"}"#
    let look = Lookup.sample("contoso.com", ["dmarc.ok"], topics: ["dmarc"], detail: detail)
    try store.keep([look], from: "x")
    let kept = try box.rows("SELECT detail FROM v1_dns_finding")
    #expect(kept.count == 1)
    #expect(!kept[0].contains("kim@") && kept[0].contains("@contoso.com"))
  }
}

@Suite("What dns says of failures")
struct LookupEffectTests {
  private static let now: Int64 = 1_700_100_000

  /// The effect on one failure of a reason, after a look that found a check.
  private func effect(
    _ reason: Reason,
    _ checks: [String],
    age: Int64 = 3_600,
    severity: String = "fault",
    detail: String = "{}",
    delivered: Bool = false
  ) throws -> [String] {
    let sandbox = try Sandbox()
    let store = try sandbox.store()
    let failure = ClassifiedReport.sample(
      1,
      to: "kim@fabrikam.com",
      at: Self.now - age,
      reason: reason
    )
    var events = [failure]
    if delivered {
      events.append(.sample(2, to: "jo@fabrikam.com", kind: .delivered, at: Self.now - 86_400))
    }
    try store.ingest(.sample("a.mbox"), events)
    try store.finishTestRun()
    let about =
      checks[0].hasPrefix("spf") || reason == .senderMxMissing
      ? "sender.example" : "fabrikam.com"
    let look = Lookup.sample(
      about,
      checks,
      at: Self.now,
      topics: ["mx", "spf", "dane", "mta-sts"],
      detail: detail,
      severity: severity
    )
    try store.keep([look], from: "x")
    let before = try sandbox.tables()
    let rows = try sandbox.rows("SELECT effect, dns_reason, dns_age_s FROM v1_failure_dns")
    #expect(try sandbox.tables() == before, "a verdict changed")
    return rows
  }

  @Test(
    "each verdict with each finding",
    arguments: [
      (Reason.domainNotFound, ["mx.nxdomain"], ["confirmed|domain-not-found|3600"]),
      (.domainNotFound, ["mx.ok"], ["healthy-now|-|3600"]),
      (.dnsFailure, ["mx.ok"], ["healthy-now|-|3600"]),
      (.dnsFailure, ["mx.nxdomain"], ["refined|domain-not-found|3600"]),
      (.connectionTimeout, ["mx.target-nxdomain"], ["refined|mx-host-not-found|3600"]),
      (.queueExpired, ["mx.nxdomain"], ["refined|domain-not-found|3600"]),
      (.connectionRefused, ["mx.implicit"], ["refined|no-mx|3600"]),
      (.connectionTimeout, ["mx.ok"], ["in-order|-|3600"]),
      (.mxHostNotFound, ["mx.target-nodata"], ["confirmed|mx-host-not-found|3600"]),
      (.nullMx, ["mx.null"], ["confirmed|null-mx|3600"]),
      (.domainNotFound, ["mx.unknown"], []),
      (.recipientUnknown, ["mx.nxdomain"], []),
      (.spfFail, ["spf.source-missing"], ["confirmed|spf-fail|3600"]),
      (.spfFail, ["spf.ok", "spf.source-ok"], ["healthy-now|-|3600"]),
      (.spfRecordError, ["spf.multiple"], ["confirmed|spf-record-error|3600"]),
      (.senderMxMissing, ["mx.ok"], ["healthy-now|-|3600"]),
      (.senderMxMissing, ["mx.none"], ["confirmed|sender-mx-missing|3600"]),
      (.relayDenied, ["mx.nxdomain"], []),
      (.tlsPolicyFailed, ["dane.unusable"], ["confirmed|tls-policy-failed|3600"]),
      (.tlsPolicyFailed, ["mta-sts.syntax"], ["confirmed|tls-policy-failed|3600"]),
    ]
  )
  func table(reason: Reason, checks: [String], expected: [String]) throws {
    #expect(try effect(reason, checks) == expected)
  }

  @Test(
    "a server that refuses to relay is one of the domain's, or an old one",
    arguments: [
      (["10 MX.fabrikam.com."], "in-order"), (["10 a.example", "20 mx.fabrikam.com"], "in-order"),
      (["10 mx.fabrikam.com.example"], "elsewhere-now"), (["10 new.example"], "elsewhere-now"),
    ]
  )
  func oldServer(records: [String], expected: String) throws {
    let detail = "{\"records\":[\(records.map { "\"\($0)\"" }.joined(separator: ","))]}"
    #expect(try effect(.relayDenied, ["mx.ok"], detail: detail) == ["\(expected)|-|3600"])
  }

  @Test("a dead server beside a living one refines nothing")
  func warning() throws {
    #expect(
      try effect(.connectionTimeout, ["mx.target-nxdomain", "mx.ok"], severity: "warning")
        == ["in-order|-|3600"]
    )
  }

  @Test("a failure of more than 30 days ago is confirmed at most, never refined")
  func age() throws {
    let age: Int64 = 31 * 86_400
    #expect(
      try effect(.connectionTimeout, ["mx.nxdomain"], age: age) == ["changed-since|-|\(age)"]
    )
    #expect(
      try effect(.domainNotFound, ["mx.nxdomain"], age: age)
        == ["confirmed|domain-not-found|\(age)"]
    )
  }

  @Test("a registration may have lapsed only where mail arrived before and nothing is registered")
  func lapsed() throws {
    let gone = #"{"registered":0}"#
    #expect(
      try effect(.domainNotFound, ["mx.nxdomain"], detail: gone, delivered: true)
        == ["refined|domain-expired|3600"]
    )
    #expect(
      try effect(.domainNotFound, ["mx.nxdomain"], detail: gone)
        == ["confirmed|domain-not-found|3600"]
    )
    #expect(
      try effect(
        .domainNotFound,
        ["mx.nxdomain"],
        detail: #"{"registered":1}"#,
        delivered: true
      ) == ["confirmed|domain-not-found|3600"]
    )
  }
}
