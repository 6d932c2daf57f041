import RetourEvents
import Testing

@testable import RetourStore

@Suite("Rows of questions")
struct QueryRowTests {
  private static let damage = "is no value of any column"

  @Test("every question has a type of rows")
  func types() {
    #expect(allQueryRows.map { $0.query.name } == NamedQuery.all.map(\.name))
  }

  @Test("a database without any delivery answers every question in the types of its rows")
  func empty() throws {
    let sandbox = try Sandbox()
    try sandbox.store().finishTestRun()
    let reader = try StoreReader(path: sandbox.path)
    for type in allQueryRows { #expect(try count(type, reader) <= 20) }
  }

  @Test("a row is its line of the table")
  func table() throws {
    let sandbox = try Sandbox()
    let store = try sandbox.store()
    try store.ingest(
      .sample("a.mbox"),
      (0..<30).map { .sample($0, to: "user@d\($0 % 3).example", reason: .mailboxFull) }
    )
    try store.finishTestRun()
    let reader = try StoreReader(path: sandbox.path)
    let table = try reader.run(.topDomains, ["limit": .integer(2)])
    let rows = try reader.rows(of: TopDomainsRow.self, ["limit": .integer(2)])
    #expect(rows.map(\.domain) == ["d0.example", "d1.example"])
    #expect(rows.map(\.failures) == [10, 10])
    #expect(rows.map(\.traced) == [nil, nil])
    #expect(try rows == reader.rows(of: TopDomainsRow.self, in: table))
    var walked: [TopDomainsRow] = []
    try reader.forEach(TopDomainsRow.self, ["limit": .integer(2)]) { walked.append($0) }
    #expect(walked == rows)
    struct Enough: Error {}
    #expect(throws: Enough.self) {
      try reader.forEach(TopDomainsRow.self) { _ in throw Enough() }
    }
    #expect(try reader.first(of: DomainMovesRow.self)?.reason == .mailboxFull)
  }

  @Test(
    "a cell of another kind is damage, and told with its question and column but not its value",
    arguments: [.null, .text(Self.damage), .real(0.5)] as [Value]
  )
  func misfit(_ value: Value) throws {
    let sandbox = try Sandbox()
    try sandbox.store().finishTestRun()
    let reader = try StoreReader(path: sandbox.path)
    let table = ResultTable(names: ["domain", "failures"], rows: [[.text("d.example"), value]])
    let error = #expect(throws: StoreError.self) {
      try reader.rows(of: DNSDomainsRow.self, in: table)
    }
    #expect(error?.category == .badDatabase)
    #expect(
      error?.what
        == "a value in the column failures of the query dns-domains isn't a whole number"
    )
  }

  @Test("a view that isn't what was written gives no row of a wrong kind and no crash")
  func foreignView() throws {
    let sandbox = try Sandbox()
    try sandbox.store().finishTestRun()
    try sandbox.shell(
      """
      DROP VIEW v1_source;
      CREATE VIEW v1_source AS
      SELECT
        '/archive/a.mbox' AS path, '2026-01-01T00:00:00Z' AS modified_at, 0 AS is_replaced,
        7 AS messages, NULL AS reports, 'none' AS rejected
      """
    )
    let reader = try StoreReader(path: sandbox.path)
    let asked = #expect(throws: StoreError.self) { try reader.rows(of: InputAgesRow.self) }
    #expect(asked?.category == .badDatabase)
    #expect(asked?.what.contains("column reports of the query input-ages") == true)
    let walked = #expect(throws: StoreError.self) {
      try reader.forEach(InputAgesRow.self) { _ in Issue.record("a row") }
    }
    #expect(walked == asked)
    #expect(try reader.rows(of: CheckInputsRow.self).map(\.path) == ["/archive/a.mbox"])
  }

  @Test("a table with other columns isn't read by its places")
  func otherColumns() throws {
    let sandbox = try Sandbox()
    try sandbox.store().finishTestRun()
    let reader = try StoreReader(path: sandbox.path)
    let table = ResultTable(names: ["failures", "domain"], rows: [])
    let error = #expect(throws: StoreError.self) {
      try reader.rows(of: DNSDomainsRow.self, in: table)
    }
    #expect(error?.category == .internal)
  }

  private func count<Answer: QueryRow>(
    _ type: Answer.Type,
    _ reader: StoreReader
  ) throws -> Int {
    let required = type.query.parameters.filter(\.isRequired).map { ($0.name, Value.text("x")) }
    var values = Dictionary(uniqueKeysWithValues: required)
    if values["reason"] != nil { values["reason"] = .text("mailbox-full") }
    return try reader.rows(of: type, values).count
  }
}
