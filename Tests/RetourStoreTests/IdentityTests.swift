import RetourEvents
import RetourStore
import Testing

@Suite("Events and deliveries")
struct IdentityTests {
  @Test("the same report in two archives is one event")
  func duplicate() throws {
    let sandbox = try Sandbox()
    let store = try sandbox.store()
    try store.ingest(.sample("a.mbox"), [.sample(1), .sample(2)])
    try store.ingest(.sample("b.mbox"), [.sample(1), .sample(2), .sample(3)])
    let summary = try store.finishTestRun()
    #expect(summary.eventsNew == 3)
    #expect(summary.duplicates == 2)
    #expect(try sandbox.rows("SELECT count(*) FROM v1_event") == ["3"])
  }

  @Test("two servers that report one failure make one failure, on the day of the first report")
  func twoWitnesses() throws {
    let sandbox = try Sandbox()
    let store = try sandbox.store()
    try store.ingest(
      .sample("a.mbox"),
      [
        .sample(1, by: "late.example", at: 1_700_100_000, offset: 0, evidence: .text),
        .sample(
          1,
          by: "early.example",
          at: 1_700_000_000,
          offset: 100,
          reason: .policyRule,
          evidence: .status
        ),
      ]
    )
    try store.finishTestRun()
    #expect(
      try sandbox.rows("SELECT day, reason, reports, kind FROM v1_delivery")
        == ["2023-11-14|recipient-unknown|2|failed"]
    )
    #expect(try sandbox.rows("SELECT day, failures FROM v1_domain_day") == ["2023-11-14|1"])
  }

  @Test("a delivery of which only delays are reported is delayed, not failed")
  func delayed() throws {
    let sandbox = try Sandbox()
    let store = try sandbox.store()
    try store.ingest(
      .sample("a.mbox"),
      [.sample(1, kind: .delayed, offset: 0), .sample(2, kind: .delayed, offset: 100)]
    )
    try store.ingest(.sample("b.mbox"), [.sample(2, kind: .failed, at: 1_700_500_000)])
    try store.finishTestRun()
    #expect(
      try sandbox.rows("SELECT kind, day FROM v1_delivery ORDER BY 1")
        == ["delayed|2023-11-15", "failed|2023-11-20"]
    )
    #expect(
      try sandbox.rows("SELECT failures, delayed FROM v1_domain_summary") == ["1|1"]
    )
  }

  @Test("a report that names neither message nor recipient stands for itself")
  func alone() throws {
    let sandbox = try Sandbox()
    let store = try sandbox.store()
    let nameless = [1, 2].map { ClassifiedReport.sample($0).changing { $0.deliveryID = nil } }
    try store.ingest(.sample("a.mbox"), nameless)
    try store.finishTestRun()
    #expect(
      try sandbox.rows("SELECT count(*), sum(delivery_id = event_id) FROM v1_delivery") == ["2|2"]
    )
  }
}
