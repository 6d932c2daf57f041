public import RetourEvents
public import RetourStore

/// The domains that bounce most, as a terminal shows them: with rates beside what they are rates of,
/// and a row that adds up the domains that aren't shown.
public struct TopTable: Sendable {
  /// Failures, and what traces show, of all domains in a period.
  public struct Sums: Sendable {
    var failures = 0
    var traced = 0
    var tracedFailures = 0

    /// Nothing.
    public init() {}

    /// Takes a row with the columns `failures`, `traced` and `traced_failures`.
    public init(_ row: AnswerRow) {
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

  /// The column beside which bars stand.
  public var barColumn: String { language.terminal(.failed) }

  /// What a narrow terminal can do without, the least important first.
  public var optionalColumns: [String] {
    [TerminalPhrase.unknown, .mainCause, .rate, .whoseMove].map { language.terminal($0) }
  }

  /// The table, with a column `change` and `move` as `top` puts them in.
  private let table: ResultTable
  /// How many domains there are.
  private let domains: Int
  private let now: Sums
  /// Nil where there is nothing to compare with.
  private let before: Int?
  private let language: Language

  /// Takes the answer and what all domains add up to.
  ///
  /// - Parameters:
  ///   - table: of `top-domains`, with columns `move` and, where something is compared, `change`.
  ///   - domains: how many domains there are.
  ///   - now: the sums over all of them.
  ///   - before: failures in the period before; nil where there is nothing to compare with.
  ///   - language: that of the reader.
  public init(
    _ table: ResultTable,
    domains: Int,
    now: Sums,
    before: Int?,
    language: Language
  ) {
    self.language = language
    self.table = table
    self.domains = domains
    self.now = now
    self.before = before
  }

  /// Whose move it is, row by row.
  public var moves: [WhoseMove] { table.answers.map { $0.name("move") ?? .unknown } }

  /// Whether the last row adds up others.
  public var hasMore: Bool { domains > table.rows.count }

  /// The table as it is shown; values that aren't known are dashes.
  public var shown: ResultTable {
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
    let more =
      domains - rows.count == 1
      ? language.terminal(.oneMore)
      : language.terminal(.more, ["n": language.number(domains - rows.count)])
    add(
      language.terminal(.domain),
      .text,
      { .text($0.text("domain") ?? language.terminal(.nameless)) },
      .text(more)
    )
    var rest = now
    for row in rows { rest -= row }
    add(
      barColumn,
      .number,
      { .integer(Int64($0.count("failures"))) },
      .integer(Int64(rest.failures))
    )
    if let before {
      let shown = rows.reduce(0) { $0 + (Int($1.text("change") ?? "") ?? 0) }
      add(
        language.terminal(.change),
        .number,
        { .text($0.text("change") ?? "0") },
        .text(Self.signed(now.failures - before - shown))
      )
    }
    if now.traced > 0 {
      func rate(_ sums: Sums) -> Value {
        .text(language.rate(sums.tracedFailures, of: sums.traced) ?? "–")
      }
      func counts(_ sums: Sums) -> Value {
        guard sums.traced > 0 else { return .text("–") }
        return .text(
          language.terminal(
            .countOf,
            ["n": language.number(sums.tracedFailures), "whole": language.number(sums.traced)]
          )
        )
      }
      add(language.terminal(.rate), .number, { rate(Sums($0)) }, rate(rest))
      add(language.terminal(.failedOfTraced), .number, { counts(Sums($0)) }, counts(rest))
    }
    if rows.contains(where: { $0.count("unknown") > 0 }) {
      add(
        language.terminal(.unknown),
        .number,
        { Self.share($0.count("unknown"), $0) ?? .text("–") },
        .text("")
      )
    }
    add(
      language.terminal(.whoseMove),
      .text,
      { .text(language.terminal($0.name("move") ?? .unknown)) },
      .text("")
    )
    add(
      language.terminal(.mainCause),
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
