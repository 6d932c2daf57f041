import RetourEvents
import RetourReports
import RetourStore

/// The domains that bounce most, as a terminal shows them: with rates beside what they are rates of,
/// and a row that adds up the domains that aren't shown.
struct TopTable {
  /// Failures, and what traces show, of all domains in a period.
  struct Sums {
    var failures = 0
    var traced = 0
    var tracedFailures = 0

    init() {}

    init(_ row: AnswerRow) {
      failures = row.count("failures")
      traced = row.count("traced")
      tracedFailures = row.count("traced_failures")
    }

    static func -= (sums: inout Sums, row: AnswerRow) {
      sums.failures -= row.count("failures")
      sums.traced -= row.count("traced")
      sums.tracedFailures -= row.count("traced_failures")
    }
  }

  /// What a narrow terminal can do without, the least important first.
  static let optional = ["unknown", "main known cause", "rate", "whose move"]

  private static let language = Language.english

  /// The table, with a column `change` and `move` as `top` puts them in.
  private let table: ResultTable
  /// How many domains there are.
  private let domains: Int
  private let now: Sums
  /// Nil where there is nothing to compare with.
  private let before: Int?

  init(_ table: ResultTable, domains: Int, now: Sums, before: Int?) {
    self.table = table
    self.domains = domains
    self.now = now
    self.before = before
  }

  /// Whose move it is, row by row.
  var moves: [WhoseMove] { table.answers.map { $0.name("move") ?? .unknown } }

  /// Whether the last row adds up others.
  var hasMore: Bool { domains > table.rows.count }

  /// The table as it is shown; values that aren't known are dashes.
  var shown: ResultTable {
    let rows = table.answers
    var columns: [(name: String, kind: ResultTable.Kind, cells: [Value])] = []
    func add(
      _ name: String,
      _ kind: ResultTable.Kind,
      _ cell: (AnswerRow) -> Value,
      _ sum: Value
    ) {
      columns.append((name, kind, rows.map(cell) + (hasMore ? [sum] : [])))
    }
    let more = Self.language.number(domains - rows.count)
    add(
      "domain",
      .text,
      { .text($0.text("domain") ?? "no domain named") },
      .text("\(more) more domain\(domains - rows.count == 1 ? "" : "s")")
    )
    var rest = now
    for row in rows { rest -= row }
    add(
      "failed",
      .number,
      { .integer(Int64($0.count("failures"))) },
      .integer(Int64(rest.failures))
    )
    if let before {
      let shown = rows.reduce(0) { $0 + (Int($1.text("change") ?? "") ?? 0) }
      add(
        "change",
        .number,
        { .text($0.text("change") ?? "0") },
        .text(Self.signed(now.failures - before - shown))
      )
    }
    if now.traced > 0 {
      func rate(_ sums: Sums) -> Value {
        .text(Self.language.rate(sums.tracedFailures, of: sums.traced) ?? "–")
      }
      func counts(_ sums: Sums) -> Value {
        guard sums.traced > 0 else { return .text("–") }
        let failures = Self.language.number(sums.tracedFailures)
        return .text("\(failures) of \(Self.language.number(sums.traced))")
      }
      add("rate", .number, { rate(Sums($0)) }, rate(rest))
      add("failed of traced", .number, { counts(Sums($0)) }, counts(rest))
    }
    if rows.contains(where: { $0.count("unknown") > 0 }) {
      add("unknown", .number, { Self.share($0.count("unknown"), $0) ?? .text("–") }, .text(""))
    }
    add("whose move", .text, { .text($0.text("move") ?? "") }, .text(""))
    add(
      "main known cause",
      .text,
      { row in
        guard let cause = row.text("main_cause"),
          case .text(let share)? = Self.share(row.count("main_failures"), row)
        else { return .text("–") }
        return .text("\(cause) \(share)")
      },
      .text("")
    )
    return ResultTable(
      columns: columns.map { ResultTable.Column(name: $0.name, kind: $0.kind) },
      rows: (rows.indices + (hasMore ? [rows.count] : [])).map { row in
        columns.map { $0.cells[row] }
      }
    )
  }

  /// Whole per cent of a domain's failures; nil for none.
  private static func share(_ part: Int, _ row: AnswerRow) -> Value? {
    let whole = row.count("failures")
    guard part > 0, whole > 0 else { return nil }
    return .text("\(max(1, (part * 200 + whole) / (whole * 2)))%")
  }

  private static func signed(_ change: Int) -> String { change > 0 ? "+\(change)" : "\(change)" }
}
