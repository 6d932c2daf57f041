import GRDB
public import RetourEvents

/// The row numbers of the closed sets' names, as this file has them.
struct LookupIDs {
  let kind: [ReportKind: Int64]
  let side: [Side: Int64]
  let phase: [SMTPPhase: Int64]
  let evidence: [Evidence: Int64]
  let problem: [Reject.Problem: Int64]
  let actor: [Actor: Int64]
  let reason: [Reason: Int64]
  let kindOfRow: [Int64: ReportKind]
  let evidenceOfRow: [Int64: Evidence]

  /// Reads the names, after adding those that the file doesn't have yet.
  init(_ db: Database) throws {
    try Self.add(ReportKind.self, to: "kind", db) { ", \($0.isFailure ? 1 : 0)" }
    try Self.add(Side.self, to: "side", db)
    try Self.add(SMTPPhase.self, to: "phase", db)
    try Self.add(Evidence.self, to: "evidence", db)
    try Self.add(Permanence.self, to: "permanence", db)
    try Self.add(Reject.Problem.self, to: "problem", db)
    try Self.add(Actor.self, to: "actor", db)
    try Self.add(Cause.self, to: "cause", db)
    try Self.add(Reason.self, to: "reason", db) { reason in
      """
      , (SELECT id FROM cause WHERE name = '\(reason.cause.rawValue)'),
      (SELECT id FROM permanence WHERE name = '\(reason.permanence.rawValue)'),
      '\(reason.actors.name)', '\(reason.causeLine)'
      """
    }
    kind = try Self.rows("kind", db)
    side = try Self.rows("side", db)
    phase = try Self.rows("phase", db)
    evidence = try Self.rows("evidence", db)
    problem = try Self.rows("problem", db)
    actor = try Self.rows("actor", db)
    reason = try Self.rows("reason", db)
    kindOfRow = Dictionary(kind.map { ($1, $0) }) { first, _ in first }
    evidenceOfRow = Dictionary(evidence.map { ($1, $0) }) { first, _ in first }
  }

  private static func add<Name: RawRepresentable & CaseIterable>(
    _ type: Name.Type,
    to table: String,
    _ db: Database,
    more: (Name) -> String = { _ in "" }
  ) throws where Name.RawValue == String {
    let known = try String.fetchSet(db, sql: "SELECT name FROM \(table)")
    for name in type.allCases where !known.contains(name.rawValue) {
      try db.execute(sql: "INSERT INTO \(table) VALUES (NULL, '\(name.rawValue)'\(more(name)))")
    }
  }

  private static func rows<Name: RawRepresentable & Hashable>(
    _ table: String,
    _ db: Database
  ) throws -> [Name: Int64] where Name.RawValue == String {
    var rows: [Name: Int64] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT id, name FROM \(table)") {
      if let name = Name(rawValue: try row.value("name")) { rows[name] = try row.value("id") }
    }
    return rows
  }
}

extension Reason {
  /// The line under which totals show it: the cause, but two lines for the two meanings of expiry,
  /// which are never added up.
  public var causeLine: String {
    switch self {
    case .domainExpired: "expiry: domain registration"
    case .queueExpired: "expiry: retry time used up, reason not in the NDR"
    default: cause.rawValue
    }
  }
}
